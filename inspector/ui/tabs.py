"""A row of tabs at the head of a pane."""

from collections.abc import Sequence

from PySide6.QtWidgets import QTabBar


def tab_row(name: str, words: str, tabs: Sequence[str]) -> QTabBar:
    """Tabs without pages: what a chosen one shows is its pane's business. words: what a screen reader calls them."""
    row = QTabBar()
    row.setObjectName(name)
    row.setAccessibleName(words)
    row.setExpanding(False)
    row.setDrawBase(False)
    for tab in tabs:
        row.addTab(tab)
    return row
