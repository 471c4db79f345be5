"""The form of a mapping: one row for each choice, the rare ones folded away."""

from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from inspector.events.errors import InvalidData
from inspector.store.mapping.cells import places
from inspector.store.mapping.mapping import Mapping, Payload, Place, Time, Version, Where
from inspector.store.mapping.parts import base_of, payload_of, time_of, version_of
from inspector.ui.dialogs.base import button
from inspector.ui.mapping.choice_row import ChoiceRow
from inspector.ui.mapping.columns_field import ColumnsField
from inspector.ui.mapping.filter_field import FilterField
from inspector.ui.mapping.name_field import NameField
from inspector.ui.mapping.offer import Offer
from inspector.ui.mapping.place_field import PlaceField, grown, only_place, where
from inspector.ui.mapping.search_combo import Entry, SearchCombo
from inspector.ui.mapping.steps_line import StepsLine
from inspector.ui.mapping.time_choices import TimeChoices

_RARE = ("id", "correlation", "causation", "filters", "without", "base", "each", "separator", "name", "states")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form offers: the tables with what stands beside their names, one of them with its columns, and zones."""

    tables: Sequence[tuple[str, str]]
    table: Offer
    zones: Sequence[str]


class MappingForm(QScrollArea):
    """Edits a mapping; what it has no choice for stays as it is in the mapping it was given. GUI thread only."""

    changed = Signal()
    """Another mapping, or something else wrong with it."""
    tableChosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mappingForm")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._mapping = Mapping()
        self._offer: Offer | None = None
        self._make_fields()
        self.rows = self._make_rows()
        self.more = button("mapping.more", "More…", self._unfold, "link")
        page = QWidget()
        page.setObjectName("formPage")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 14, 0)
        layout.setSpacing(8)
        for part, row in self.rows.items():
            if part == _RARE[0]:
                layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
            layout.addWidget(row)
        layout.addStretch(1)
        self.setWidget(page)
        self.viewport().setAutoFillBackground(False)
        self._fold(folded=True)
        self._connect()

    def show_mapping(self, choices: Choices, mapping: Mapping) -> None:
        """Offer what a table has, and show a mapping of it."""
        self._mapping, self._offer = mapping, choices.table
        self.table.offer([Entry(name, name, aside) for name, aside in choices.tables], mapping.table)
        self.time_choices.offer(choices.zones, time_of(mapping))
        payload = payload_of(mapping)
        self.steps.show_steps(payload.steps)
        self.without.setText(", ".join(payload.without))
        self.base.offer([Entry(str(number), number) for number in sorted({0, 1, base_of(mapping)})], base_of(mapping))
        self.several.setChecked(mapping.each is not None)
        self.each.setText(mapping.each or "")
        self.separator.setText(mapping.separator)
        self.name.setText(mapping.name)
        self.states.setChecked(mapping.states)
        self._offer_columns(mapping)
        self._fit()
        self._fold(folded=self.rows[_RARE[0]].isHidden())

    def read(self) -> tuple[Mapping, dict[str, str]]:
        """The mapping, and by part what is wrong; it is worth nothing if anything is."""
        messages: dict[str, str] = {}
        chosen = msgspec.structs.replace(
            self._mapping,
            stream=self.stream.value(),
            type=self.type.value(),
            version=self._version(),
            time=self._time(),
            order=self.order.value(),
            payload=self._payload(messages),
            metadata=self.metadata.value(),
            id=self.id.value(),
            correlation=where(self.correlation.value()),
            causation=where(self.causation.value()),
            filters=self.filters.value(),
            each=self.each.text() if self.several.isChecked() else None,
            separator=self.separator.text(),
            name=self.name.text().strip(),
            states=self.states.isChecked(),
        )
        return chosen, messages

    def say(self, messages: ReadOnly[str, str]) -> None:
        """Say at each choice what is wrong with it; a part's parts, as `payload.field`, count as the part."""
        parts = {part.partition(".")[0]: words for part, words in messages.items()}
        for part, row in self.rows.items():
            row.say(parts.get(part, ""))
            if part in parts and part in _RARE:
                self._fold(folded=False)

    # Making it

    def _make_fields(self) -> None:
        self.table = SearchCombo("mapping.table", "Table or view", self)
        self.stream = NameField("mapping.stream", "Stream", "the whole table is one")
        self.type = NameField("mapping.type", "Type", "the table's name")
        self.order = PlaceField(
            "mapping.order", "Order", [("as the rows are stored", "row"), ("by time", "time"), ("by id", "id")]
        )
        self.version = PlaceField("mapping.version", "Version", [("none: counted in order", None)])
        self.time = PlaceField("mapping.time", "Time", [("none", None)])
        self.time_choices = TimeChoices(self)
        self.payload = PlaceField("mapping.payload", "Payload", [("all other columns", None)])
        self.steps = StepsLine(self)
        self.metadata = ColumnsField("mapping.metadata", "Metadata", "none")
        self.id = NameField("mapping.id", "Event id", "none: stream and version")
        self.correlation = PlaceField("mapping.correlation", "Correlation id", [("none", None)], is_name=True)
        self.causation = PlaceField("mapping.causation", "Causation id", [("none", None)], is_name=True)
        self.filters = FilterField("mapping.filters", "Condition")
        self.without = _line("mapping.without", "Keys of the payload that are left out", "keys, by commas")
        self.base = SearchCombo("mapping.base", "The first version of a stream, where none is stored", self)
        self.several = QCheckBox("a row holds a list of events", self)
        self.several.setObjectName("mapping.several")
        self.each = _line("mapping.each", "Path to the list of events", "/path/to/the/list in the payload's column")
        self.separator = _line("mapping.separator", "What stands between the parts of a name", "")
        self.name = _line("mapping.name", "What such a store is called", "mapped")
        self.states = QCheckBox("each payload is the whole state of its stream", self)
        self.states.setObjectName("mapping.states")

    def _make_rows(self) -> dict[str, ChoiceRow]:
        return {
            "table": ChoiceRow("table", "&Table", self.table),
            "stream": ChoiceRow("stream", "&Stream", self.stream),
            "type": ChoiceRow("type", "T&ype", self.type),
            "version": ChoiceRow("version", "&Version", self.version),
            "time": ChoiceRow("time", "T&ime", self.time, self.time_choices),
            "order": ChoiceRow("order", "&Order", self.order),
            "payload": ChoiceRow("payload", "&Payload", self.payload, self.steps),
            "metadata": ChoiceRow("metadata", "&Metadata", self.metadata),
            "id": ChoiceRow("id", "Event i&d", self.id),
            "correlation": ChoiceRow("correlation", "Correlation", self.correlation),
            "causation": ChoiceRow("causation", "Causation", self.causation),
            "filters": ChoiceRow("filters", "Only rows", self.filters),
            "without": ChoiceRow("without", "Leave out", self.without),
            "base": ChoiceRow("base", "Count from", self.base),
            "each": ChoiceRow("each", "Several", self.several, self.each),
            "separator": ChoiceRow("separator", "Separator", self.separator),
            "name": ChoiceRow("name", "Called", self.name),
            "states": ChoiceRow("states", "States", self.states),
        }

    def _connect(self) -> None:
        self.table.chosen.connect(self._choose_table)
        for field in (
            self.stream,
            self.type,
            self.version,
            self.time,
            self.order,
            self.payload,
            self.metadata,
            self.id,
        ):
            field.changed.connect(self._edited)
        for other in (self.correlation, self.causation, self.filters, self.time_choices, self.steps):
            other.changed.connect(self._edited)
        for line in (self.without, self.each, self.separator, self.name):
            line.textEdited.connect(self._edited)
        self.base.chosen.connect(self._edited)
        self.states.clicked.connect(self._edited)
        self.several.clicked.connect(self._switch_several)

    # What is chosen

    def _offer_columns(self, mapping: Mapping) -> None:
        assert self._offer is not None, "a table comes first"
        items = mapping.each is not None
        version = version_of(mapping)
        payload = payload_of(mapping)
        for field, name in ((self.stream, mapping.stream), (self.type, mapping.type), (self.id, mapping.id)):
            field.offer(self._offer, name, items=items)
        self.metadata.offer(self._offer, mapping.metadata)
        for one, value in (
            (self.order, mapping.order),
            (self.version, version),
            (self.time, time_of(mapping)),
            (self.payload, None if only_place(payload) == Place() else payload),
            (self.correlation, _place(mapping.correlation)),
            (self.causation, _place(mapping.causation)),
        ):
            one.offer(self._offer, value, items=items)
        self.filters.offer(self._offer, mapping.filters)

    def _version(self) -> str | Version | None:
        place, entry, known = self.version.value(), self.base.entry(), version_of(self._mapping)
        base = entry.value if entry is not None else 1
        if not isinstance(place, Place):
            return Version(base=base) if base != 1 else None  # type: ignore[arg-type]
        if place == Place(column=place.column) and base == 1 and (known is None or known.of == "first"):
            return place.column
        return grown(Version, place, base=base, of="first" if known is None else known.of)

    def _time(self) -> str | Time | None:
        place, known = self.time.value(), time_of(self._mapping)
        if not isinstance(place, Place):
            return None
        time = grown(Time, place, **self.time_choices.value())
        time = time if known is None else msgspec.structs.replace(time, epoch_ms=known.epoch_ms)
        return place.column if time == Time(column=place.column) else time

    def _payload(self, messages: dict[str, str]) -> str | Payload:
        place, known = self.payload.value(), payload_of(self._mapping)
        steps = known.steps
        try:
            steps = self.steps.value()
        except InvalidData as error:
            messages["payload"] = str(error)
        without = known.without
        if self.without.isModified():  # a key may hold a comma
            without = tuple(filter(None, (key.strip() for key in self.without.text().split(","))))
        place = place if isinstance(place, Place) else Place()
        # What the form has no choice for, as `columns` and `gone`, stays.
        here = {name: getattr(place, name) for name in Place.__struct_fields__}
        payload = msgspec.structs.replace(known, **here, steps=steps, without=without)
        if payload.column and payload == Payload(column=payload.column):
            return payload.column
        return Mapping().payload if payload == Payload() else payload

    def _choose_table(self) -> None:
        entry = self.table.entry()
        if entry is not None and entry.value != self._mapping.table:
            self.tableChosen.emit(entry.value)

    def _switch_several(self) -> None:
        self._offer_columns(self.read()[0])
        self._edited()

    def _edited(self) -> None:
        self._fit()
        self.changed.emit()

    def _fit(self) -> None:
        self.time_choices.setVisible(isinstance(self.time.value(), Place))
        self.steps.setVisible(isinstance(self.payload.value(), Place))
        self.each.setVisible(self.several.isChecked())

    def _unfold(self) -> None:
        self._fold(folded=not self.rows[_RARE[0]].isHidden())

    def _is_used(self, part: str) -> bool:
        """Whether the mapping says more of a part than is usual."""
        if part in ("without", "base"):
            return bool(payload_of(self._mapping).without if part == "without" else base_of(self._mapping) != 1)
        return bool(getattr(self._mapping, part) != getattr(Mapping(), part))

    def _fold(self, *, folded: bool) -> None:
        used = [self.rows[part].title.text().replace("&", "") for part in _RARE if self._is_used(part)]
        self.more.setText("Less" if not folded else f"More… ({', '.join(used)})" if used else "More…")
        for part in _RARE:
            self.rows[part].setVisible(not folded)


def _place(found: Where | None) -> Place | None:
    return next(iter(places(found)), None)


def _line(name: str, words: str, placeholder: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(words)
    made.setPlaceholderText(placeholder)
    return made
