"""The table of the real stores below the run that met them."""

from typing import Any

from results import told


def pytest_terminal_summary(terminalreporter: Any) -> None:
    lines = told(terminalreporter.stats)
    if lines:
        terminalreporter.section("real stores")
        for line in lines:
            terminalreporter.line(line)
