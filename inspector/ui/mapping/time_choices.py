"""The choices beside a time's place: what it is counted in, and the zone of texts without one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from inspector.store.mapping.mapping import Time
from inspector.ui.dialogs.fields import QuietCombo
from inspector.ui.mapping.search_combo import Entry, SearchCombo

_UNITS = {
    "auto": "recognised",
    "iso": "ISO 8601 text",
    "s": "seconds",
    "ms": "milliseconds",
    "us": "microseconds",
    "ns": "nanoseconds",
    "julian": "Julian days",
    "ticks": ".NET ticks",
    "uuid": "in a UUID",
    "ulid": "in a ULID",
    "snowflake": "in a snowflake",
}
_UNZONED = ("auto", "iso")
"""The units that a zone means something to."""


class TimeChoices(QWidget):
    """Edits the unit and the zone of a `Time`."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.unit = QuietCombo(self)
        self.unit.setObjectName("mapping.time.unit")
        self.unit.setAccessibleName("Time: unit")
        self.unit.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for value, words in _UNITS.items():
            self.unit.addItem(words, value)
        self.zone = SearchCombo("mapping.time.zone", "Time: zone of texts without one", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.unit)
        row.addWidget(self.zone, 1)
        self.unit.activated.connect(self._edited)
        self.zone.chosen.connect(self.changed)

    def offer(self, zones: Sequence[str], time: Time | None) -> None:
        """Offer the zones there are, and show those of a time."""
        shown = Time() if time is None else time
        names = zones if shown.zone in zones else (shown.zone, *zones)
        self.unit.setCurrentIndex(list(_UNITS).index(shown.unit))
        self.zone.offer([Entry(name, name, "if none is written") for name in names], shown.zone)
        self.setVisible(time is not None)
        self._fit()

    def value(self) -> dict[str, object]:
        """The fields of the time."""
        entry = self.zone.entry()
        # Not what Qt gives back, an equal text: the TOML leaves out what is the usual one itself.
        return {"unit": list(_UNITS)[self.unit.currentIndex()]} | ({} if entry is None else {"zone": entry.value})

    def _edited(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        self.zone.setVisible(self.unit.currentData() in _UNZONED)
