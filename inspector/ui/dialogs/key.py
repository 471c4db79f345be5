"""Asking for the key of a store with encrypted payloads."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from inspector.events.errors import StoreError
from inspector.ui.dialogs.base import StoreDialog, button, label
from inspector.ui.session import Session
from inspector.workspace.key import decode_key


class KeyDialog(StoreDialog):
    """Takes a key, in base64 or as it is, and says in place why it is none."""

    chosen = Signal(bytes)
    """The key."""

    def __init__(self, session: Session, parent: QWidget | None) -> None:
        super().__init__(session, parent, "keyQuestion", "Decryption Key", QSize(520, 190))
        heading = label("keyHeading", f"The key of the store's {session.workspace.facts.format} payloads", "heading")
        self.line = QLineEdit(self)
        self.line.setObjectName("keyLine")
        self.line.setAccessibleName("Key, in base64 or as it is")
        self.line.setPlaceholderText("16, 24 or 32 bytes, in base64 or as they are")
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.said = label("keyText", "It is kept in memory only, until the store is closed.", "muted")
        self.decrypt = button("decrypt", "Decrypt", self._take)
        self.lay_out((heading, self.line, self.said), button("cancelKey", "Cancel", self.reject), self.decrypt)
        self.line.setFocus()

    def _take(self) -> None:
        try:
            key = decode_key(self.line.text().strip())
        except StoreError as error:
            self.said.setText(str(error))
            self.said.setProperty("role", "danger")
            self.said.style().polish(self.said)
            self.line.selectAll()
            return
        self.accept()
        self.chosen.emit(key)
