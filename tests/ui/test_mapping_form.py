"""The form of a mapping says what it was shown, until something of it is chosen or typed."""

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector.store.mapping import toml
from inspector.store.mapping.mapping import Filter, Mapping, Payload, Place, Time
from inspector.store.mapping.parts import broad, narrow
from inspector.store.mapping.shipped import shipped
from inspector.ui.mapping.form import Choices, MappingForm
from inspector.ui.mapping.offer import Offer

COLUMNS = ("nr", "acc", "pos", "what", "noted", "body")


Shown = Callable[..., MappingForm]


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[Shown]:
    """A form that shows a mapping of a table that has some columns."""
    form = MappingForm()

    def show(mapping: Mapping, columns: tuple[str, ...] = COLUMNS) -> MappingForm:
        form.show_mapping(Choices([(mapping.table, "")], Offer(mapping.table, columns), ["UTC"]), mapping)
        return form

    yield show
    shiboken6.delete(form)  # at once: every test dresses all the widgets there are


@pytest.mark.parametrize("mapping", shipped(), ids=lambda mapping: f"{mapping.name}-{mapping.table}")
def test_the_form_says_again_what_the_mappings_that_come_along_say(shown: Shown, mapping: Mapping) -> None:
    columns = dict.fromkeys(place.column for _, place in (*narrow(mapping), *broad(mapping)) if not place.lookup)
    found, messages = shown(mapping, tuple(columns)).read()
    assert (toml.dumps(found), messages) == (toml.dumps(mapping), {})


@pytest.mark.parametrize(
    "mapping",
    [
        Mapping(table="ledger <b>lines</b>"),
        Mapping(
            table="ledger <b>lines</b>",
            name="ledger",
            stream=("acc", Place(column="body", path="/in")),
            separator="/",
            type=Place(column="body", key=True),
            order=Place(column="pos"),
            time=Time(column="noted", unit="iso", zone="Europe/Berlin", epoch_ms=5),
            payload=Payload(
                column="body", steps=("base64", "zlib", "json"), path="/in", without=("a", "b"), field="acc"
            ),
            metadata=("acc", Place(column="body", path="/in")),
            each="/in",
            states=True,
            note="kept",
        ),
        Mapping(table="ledger <b>lines</b>", stream=Place(column="acc", words={"a0": "first"}), order="id", id="nr"),
        Mapping(
            table="ledger <b>lines</b>",
            payload=Payload(column="body", without=("a, b", " c")),
            filters=(
                Filter(column="acc", value=True),
                Filter(column="acc", value="5"),
                Filter(column="acc", is_="in", values=("x, y", "z")),
                Filter(column="acc", is_="not in", values=()),
            ),
        ),
    ],
)
def test_the_form_loses_nothing_of_a_mapping(shown: Shown, mapping: Mapping) -> None:
    assert shown(mapping).read() == (mapping, {})


def test_a_column_that_the_table_has_not_stays_until_another_is_chosen(shown: Shown, qtbot: QtBot) -> None:
    gone = Mapping(
        table="ledger",
        stream=("acc", Place(column="kind", form="hex")),
        type="kind",
        version="v",
        time=Time(column="at", unit="s"),
        payload=Payload(column="data", path="/x"),
        id="uid",
        metadata=("more",),
        filters=(Filter(column="gone", value=0),),
    )
    form = shown(gone)
    assert form.read() == (gone, {})
    assert form.type.fields[0].combo.currentText() == "kind"
    line = form.type.fields[0].combo.lineEdit()
    line.selectAll()
    qtbot.keyClicks(line, "what")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert form.read()[0].type == "what"


def test_a_condition_is_what_is_typed_once_it_is_edited(shown: Shown, qtbot: QtBot) -> None:
    form = shown(Mapping(table="ledger", filters=(Filter(column="acc", value="5"),)))
    qtbot.keyClicks(form.filters.lines[0].operand, "0")
    assert form.read()[0].filters == (Filter(column="acc", value=50),)
