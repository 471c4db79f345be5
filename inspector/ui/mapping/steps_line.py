"""The line that says by which steps a payload is decoded."""

import re
from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from inspector.events.errors import InvalidData
from inspector.store.mapping.mapping import Payload, Step
from inspector.ui.dialogs.fields import QuietCombo

_KNOWN: tuple[Step, ...] = get_args(Step)
_USUALLY = Payload().steps
_AUTO = "recognised"
_USUAL = (
    _AUTO,
    "json",
    "text",
    "zlib → json",
    "gzip → json",
    "base64 → json",
    "base64 → zlib → json",
    "aes → json",
    "aes → zlib → json",
    "msgpack",
    "cbor",
)


class StepsLine(QuietCombo):
    """The usual chains are offered, any other can be typed."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mapping.payload.steps")
        self.setAccessibleName("Payload: how it is decoded")
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.addItems(_USUAL)
        self.editTextChanged.connect(self.changed)

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show a chain."""
        blocked = self.blockSignals(True)
        self.setEditText(_AUTO if steps == _USUALLY else " → ".join(steps))
        self.blockSignals(blocked)

    def value(self) -> tuple[Step, ...]:
        """The chain. Raises `InvalidData` for a step that there is not."""
        words = [word for word in re.split(r"[\s,>→]+", self.currentText().strip()) if word]
        steps = [step for word in words for step in _KNOWN if step == ("auto" if word == _AUTO else word)]
        unknown = next((word for word in words if word not in (*_KNOWN, _AUTO)), None)
        if unknown is not None:
            raise InvalidData(f"There is no step {unknown!r}; there are {', '.join(_KNOWN)}.")
        return tuple(steps) if steps and tuple(steps) != _USUALLY else _USUALLY
