"""Asking before a domain's code is run."""

from collections.abc import Callable
from os import PathLike

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QCheckBox, QWidget

from inspector.domain.consent import Consents
from inspector.domain.rules_file import is_rules
from inspector.domain.source import DomainSource
from inspector.events.errors import InspectorError
from inspector.ui.dialogs.base import StoreDialog, button, label
from inspector.ui.session import Session
from inspector.ui.text import one_line


def ask_to_load(session: Session, named: str | PathLike[str], parent: QWidget | None) -> None:
    """Load what the user named as the domain: fold rules at once, Python after asking unless that is remembered."""
    store = session.workspace.path
    try:
        source = DomainSource.of(named)
        remembered = Consents().recall(store) == source
    except InspectorError as error:
        session.failed.emit(str(error))
        return

    def load(remember: bool) -> None:
        if remember:
            try:
                Consents().remember(store, source)
            except InspectorError as error:
                session.failed.emit(str(error))
        session.folding.load_domain(source.named)

    if is_rules(source.named):
        load(remember=True)  # nothing in them is executed
    elif remembered:
        session.folding.load_domain(source.named)
    else:
        ConsentDialog(session, source, parent, load).open()


class ConsentDialog(StoreDialog):
    """Asks whether a domain may be loaded; `load(remember)` is called if it may."""

    def __init__(
        self, session: Session, source: DomainSource, parent: QWidget | None, load: Callable[[bool], object]
    ) -> None:
        super().__init__(session, parent, "consentDialog", "Load a Domain", QSize(540, 210))
        self._load = load
        heading = label("consentHeading", f"Run the code in {one_line(source.name, 80)}?", "heading")
        path = label("consentPath", one_line(source.named, 400), "mono")
        words = label(
            "consentText",
            "A domain is Python code: its reducers and commands run with your rights, in a process of their own that "
            "the inspector can end at any time. Load only what you trust.",
        )
        self.remember = QCheckBox(f"Remember this for {one_line(session.workspace.path.name, 60)}", self)
        self.remember.setObjectName("consentRemember")
        self.remember.setVisible(bool(source.digest))  # a module has no bytes that a consent could hold for
        self.remember.setToolTip("The next start loads it without asking, unless the file has changed by then")
        cancel = button("consentCancel", "Cancel", self.reject)
        accept = button("consentLoad", "Load Domain", self._accept)
        self.lay_out((heading, path, words, self.remember), cancel, accept)
        accept.setFocus()

    def _accept(self) -> None:
        self._load(self.remember.isChecked())
        self.accept()
