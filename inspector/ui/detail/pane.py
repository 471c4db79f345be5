"""The event detail pane: payload, metadata, causation and bytes of the event at the cursor."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QToolButton, QVBoxLayout, QWidget

from inspector.events.event import Event, Undecodable
from inspector.ui import files, fonts, text
from inspector.ui.clock import CLOCK
from inspector.ui.detail.causation import CausationList
from inspector.ui.detail.facts import FactsPage
from inspector.ui.detail.hex_dump import hex_dump
from inspector.ui.detail.payload import PayloadPage
from inspector.ui.elided import ElidedLabel
from inspector.ui.json_view import JsonView
from inspector.ui.lookup import Found
from inspector.ui.session import Session
from inspector.ui.tabs import tab_row

TABS = ("Payload", "Metadata", "Causation", "Raw")


class DetailPane(QWidget):
    """Everything the store has about the event at the session's cursor. GUI thread only.

    Until the next event is there, the one before stays.
    """

    positionActivated = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("detail")
        self.setAccessibleName("Event detail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._event: Event | None = None
        self._found: Found | None = None
        self.tabs = tab_row("detailTabs", "Detail as", TABS)
        self.title = ElidedLabel("detailTitle", self)
        self.title.setProperty("role", "muted")
        self.title.setFont(fonts.mono())
        self.as_tree = _button("detailTree", "Tree", "Show the payload as a tree that folds")
        self.as_tree.setCheckable(True)
        self.copy_button = _button("detailCopy", "Copy", "Copy what this tab shows")
        self.save_button = _button("detailSave", "Save as…", "Save the payload's bytes as they are stored")
        self.payload, self.facts, self.causation = PayloadPage(self), FactsPage(self), CausationList(self)
        self.raw = JsonView("rawBytes", "The payload's bytes as they are stored", self, coloured=False)
        self._pages = QStackedLayout()
        for page in (self.payload, self.facts, self.causation, self.raw):
            self._pages.addWidget(page)
        self._lay_out()
        self._connect()
        self._choose_tab(0)
        self._show_cursor()

    def copy(self) -> None:
        """Copy what the chosen tab shows: JSON for payload and metadata."""
        event, page = self._event, self._pages.currentWidget()
        if event is None:
            return
        if page is self.payload:
            words = self.payload.copied()
        elif page is self.facts:
            words = self.facts.copied(event)
        elif page is self.causation:
            words = "\n".join(self.causation.item(row).text() for row in range(self.causation.count()))
        else:
            words = self.raw.toPlainText()
        QGuiApplication.clipboard().setText(words)

    def save(self) -> None:
        """Ask where, then write the payload there, byte for byte."""
        event = self._event
        if event is None:
            return
        suffix = "bin" if isinstance(event.payload, Undecodable) else "json"
        files.ask_save(
            self,
            f"Save the Payload of {text.position(event.position)}",
            f"event-{event.position}.{suffix}",
            lambda path: self._session.lookup.save_payload(event.position, path, lambda _size: None),
            "All files (*)",
        )

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(4, 0, 10, 0)
        top.setSpacing(4)
        top.addWidget(self.tabs)
        top.addWidget(self.title, 1)
        for widget in (self.as_tree, self.copy_button, self.save_button):
            top.addWidget(widget)
        header = QWidget(self)
        header.setProperty("role", "paneHeader")
        header.setLayout(top)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addLayout(self._pages, 1)

    def _connect(self) -> None:
        session = self._session
        self.tabs.currentChanged.connect(self._choose_tab)
        self.as_tree.toggled.connect(self.payload.show_as_tree)
        self.copy_button.clicked.connect(lambda _checked: self.copy())
        self.save_button.clicked.connect(lambda _checked: self.save())
        self.payload.links.positionActivated.connect(self.positionActivated)
        self.payload.links.allWanted.connect(lambda: self.tabs.setCurrentIndex(TABS.index("Causation")))
        self.causation.positionActivated.connect(self.positionActivated)
        session.cursorChanged.connect(self._show_cursor)
        session.pagesReady.connect(self._show_cursor)
        session.ledgerChanged.connect(self._show_title)
        session.lookup.ready.connect(self._show_found)
        CLOCK.changed.connect(self._show_times)

    def _choose_tab(self, tab: int) -> None:
        self._pages.setCurrentIndex(tab)
        self.setFocusProxy((self.payload, self.facts, self.causation, self.raw)[tab])
        self.as_tree.setVisible(tab == 0)

    def _show_cursor(self) -> None:
        position = self._session.cursor
        event = self._session.event_at(position) if position else None
        is_coming = event is None and position > 0 and self._event is not None
        if is_coming or (event is not None and event == self._event):
            return
        self._event, self._found = event, None
        self.payload.show_event(event)
        self.payload.links.show_found(None)
        self.facts.show_event(event)
        self._show_title()
        self._show_lookup()
        for button in (self.as_tree, self.copy_button, self.save_button):
            button.setEnabled(event is not None)
        if event is not None:
            self._session.lookup.look_up(event)

    def _show_title(self) -> None:
        event = self._event
        if event is None:
            self.title.show_text("before the first event" if self._session.last else "no events yet")
            return
        ignored = " · rolled back" if self._session.ledger.ignores(event.position, event.stream) else ""
        stream = text.one_line(event.stream, 40)
        self.title.show_text(f"{text.one_line(event.type, 40)} · {stream} v{text.grouped(event.version)}{ignored}")

    def _show_found(self, found: Found) -> None:
        if self._event is not None and found.position == self._event.position:
            self._found = found
            self._show_lookup()

    def _show_times(self) -> None:
        self.facts.show_event(self._event)
        self._show_lookup()

    def _show_lookup(self) -> None:
        found = self._found
        self.payload.links.show_found(found)
        self.causation.show_found(self._event, found)
        if found is None:
            self.raw.show_text("")
            return
        rest = found.size - len(found.raw)
        more = f"\n… and {text.counted(rest, 'byte')} more: save it to have it whole" if rest else ""
        self.raw.show_text(hex_dump(found.raw) + more)


def _button(name: str, words: str, hint: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(words)
    button.setToolTip(hint)
    button.setProperty("role", "flat")
    button.setFont(fonts.ui(12))
    return button
