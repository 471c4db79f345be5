"""The form of a command: every kind of parameter, by clicks and keys."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, create_model
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from inspector.events.json_value import JsonValue
from inspector.ui.dialogs.form import SchemaForm, place


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Line(BaseModel):
    sku: Annotated[str, Field(min_length=1)]
    qty: Annotated[int, Field(ge=1)] = 1


class Tree(BaseModel):
    name: str
    kids: list[Tree] = []


@pytest.fixture
def make(qtbot: QtBot) -> Callable[..., SchemaForm]:
    def build(**fields: Any) -> SchemaForm:
        form = SchemaForm(create_model("Command", **fields).model_json_schema(), "Help.")
        qtbot.addWidget(form)
        form.resize(500, 600)
        with qtbot.waitExposed(form):
            form.show()
        return form

    return build


def find(form: SchemaForm, name: str, kind: type[QWidget] = QLineEdit) -> Any:
    found = form.findChild(kind, name)
    assert found is not None, name
    return found


def said(form: SchemaForm, place: str) -> str:
    label = find(form, f"error.{place}", QLabel)
    return label.text() if label.isVisible() else ""


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        (str, "Élodie \N{SNOWMAN}"),
        (str, ""),
        (Annotated[str, Field(max_length=5000)], "two\nlines"),
        (int, 2**80),
        (int, -(2**63)),
        (float, 0.1),
        (Decimal, "412.00"),
        (bool, True),
        (bool, False),
        (Colour, "blue"),
        (Literal["a", 2], 2),
        (date, "2026-03-12"),
        (datetime, "2026-03-12T14:32:11.002+01:00"),
        (time, "14:32:11"),
        (uuid.UUID, "12345678-1234-5678-1234-567812345678"),
        (list[int], [3, 1, 2]),
        (list[Line], [{"sku": "A12", "qty": 2}, {"sku": "B7", "qty": 1}]),
        (list[list[int]], [[1], [], [2, 3]]),
        (Line, {"sku": "A12", "qty": 3}),
        (Tree, {"name": "a", "kids": [{"name": "b", "kids": []}]}),
        (int | str, "text"),
        (dict[str, int], {"a": 1}),
        (tuple[int, str], [1, "a"]),
        (Any, None),
    ],
)
def test_every_kind_comes_back_as_it_went_in(
    make: Callable[..., SchemaForm], annotation: Any, value: JsonValue
) -> None:
    form = make(value=(annotation, ...))
    form.put({"value": value})
    assert form.values() == ({"value": value}, {})
    if annotation is not Any:
        optional = make(value=(annotation | None, None))
        assert optional.values() == ({"value": None}, {})
        optional.put({"value": value})
        assert optional.values() == ({"value": value}, {})
        optional.put({"value": None})
        assert optional.values() == ({"value": None}, {})


def test_defaults_are_filled_in(make: Callable[..., SchemaForm]) -> None:
    form = make(qty=(int, 3), colour=(Colour, Colour.BLUE), total=(Decimal, Decimal("1.50")), ready=(bool, True))
    assert form.values() == ({"qty": 3, "colour": "blue", "total": "1.50", "ready": True}, {})


def test_a_mistake_is_shown_beside_the_field_as_one_types(qtbot: QtBot, make: Callable[..., SchemaForm]) -> None:
    form = make(name=(str, ...), qty=(Annotated[int, Field(ge=1, le=5)], ...))
    assert said(form, "qty") == ""
    line = find(form, "field.qty")
    qtbot.keyClicks(line, "9")
    assert said(form, "qty") == "At most 5 is allowed."
    assert line.property("invalid") is True
    assert said(form, "name") == "", "nobody has been there yet"
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    qtbot.keyClicks(line, "4")
    assert said(form, "qty") == ""
    assert line.property("invalid") is False
    qtbot.keyClick(line, Qt.Key.Key_Up)
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert line.text() == "5"


def test_revealing_shows_all_and_goes_to_the_first(qtbot: QtBot, make: Callable[..., SchemaForm]) -> None:
    form = make(name=(str, "x"), qty=(int, ...), colour=(Colour, ...))
    form.activateWindow()
    assert form.reveal()
    assert said(form, "qty") == "This is required."
    assert said(form, "colour") == "Choose one."
    assert form.focusWidget() is find(form, "field.qty")


def test_text_that_was_deleted_again_is_an_empty_text(qtbot: QtBot, make: Callable[..., SchemaForm]) -> None:
    form = make(name=(str, ...))
    assert form.values()[1] == {("name",): "This is required."}
    line = find(form, "field.name")
    qtbot.keyClicks(line, "a")
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    assert form.values() == ({"name": ""}, {})


def test_an_optional_value_is_set_and_unset_with_its_box(qtbot: QtBot, make: Callable[..., SchemaForm]) -> None:
    form = make(note=(str | None, None))
    box = find(form, "field.note.set", QCheckBox)
    assert box.text() == "not set"
    qtbot.keyClick(box, Qt.Key.Key_Space)
    qtbot.keyClicks(find(form, "field.note"), "hello")
    assert form.values() == ({"note": "hello"}, {})
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert form.values() == ({"note": None}, {})
    assert not find(form, "field.note").isVisible()


def test_a_value_with_a_hidden_default_is_left_out(make: Callable[..., SchemaForm]) -> None:
    form = make(tags=(list[str], Field(default_factory=list)))
    assert form.values() == ({}, {})


def test_entries_are_added_moved_and_removed(qtbot: QtBot, make: Callable[..., SchemaForm]) -> None:
    form = make(lines=(list[Line], ...))
    add = find(form, "field.lines.add", QPushButton)
    for sku in ("A", "B", "C"):
        qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
        row = sum(1 for line in form.findChildren(QLineEdit) if line.objectName().endswith("sku")) - 1
        qtbot.keyClicks(find(form, f"field.lines.{row}.sku"), sku)
    find(form, "field.lines.2.up", QToolButton).click()
    find(form, "field.lines.0.remove", QToolButton).click()
    values, wrong = form.values()
    assert values == {"lines": [{"sku": "C", "qty": 1}, {"sku": "B", "qty": 1}]}
    assert not wrong
    assert find(form, "field.lines.0.sku").text() == "C"
    assert not find(form, "field.lines.0.up", QToolButton).isEnabled()
    assert not find(form, "field.lines.1.down", QToolButton).isEnabled()


def test_a_list_says_when_it_is_too_short_or_has_twins(make: Callable[..., SchemaForm]) -> None:
    form = make(numbers=(set[int], Field(min_length=2)))
    form.put({"numbers": [1]})
    form.reveal()
    assert said(form, "numbers") == "At least 2 entries are needed; there is 1."
    form.put({"numbers": [1, 1]})
    assert form.values()[1] == {("numbers",): "Every entry may occur once only."}


def test_sentences_of_the_domain_stand_at_their_fields_until_one_edits(
    qtbot: QtBot, make: Callable[..., SchemaForm]
) -> None:
    form = make(lines=(list[Line], ...), name=(str, "x"))
    form.put({"lines": [{"sku": "A", "qty": 1}]})
    form.show_messages({"lines.0.qty": "No stock.", "name": "Unknown.", "": "Not today."})
    assert said(form, "lines.0.qty") == "No stock."
    assert said(form, "name") == "Unknown."
    assert find(form, "formError", QLabel).text() == "Not today."
    qtbot.keyClicks(find(form, "field.name"), "y")
    assert said(form, "name") == ""


def test_a_sentence_about_a_part_of_json_stands_at_the_field(make: Callable[..., SchemaForm]) -> None:
    form = make(tags=(dict[str, int], ...))
    assert place(form.spec, "tags.a.b") == ("tags",)
    form.show_messages({"tags.a": "No number."})
    assert said(form, "tags") == "No number."


def test_only_the_user_changes(qtbot: QtBot, make: Callable[..., SchemaForm]) -> None:
    form = make(colour=(Colour, ...), ready=(bool, False), text=(Any, None), when=(datetime, ...))
    with qtbot.waitSignal(form.changed):
        qtbot.keyClick(find(form, "field.colour", QComboBox), Qt.Key.Key_Down)
    with qtbot.waitSignal(form.changed):
        qtbot.keyClick(find(form, "field.ready", QCheckBox), Qt.Key.Key_Space)
    with qtbot.waitSignal(form.changed):
        qtbot.keyClicks(find(form, "field.text", QPlainTextEdit), "x")
    with qtbot.waitSignal(form.changed):
        qtbot.mouseClick(find(form, "field.when.fill", QPushButton), Qt.MouseButton.LeftButton)
    values, wrong = form.values()
    assert (values["colour"], values["ready"]) == ("red", True)
    assert set(wrong) == {("text",)}
    with qtbot.assertNotEmitted(form.group.changed):
        form.put({"colour": "blue"})


def test_a_command_without_parameters_says_so(make: Callable[..., SchemaForm]) -> None:
    form = make()
    assert form.values() == ({}, {})
    assert find(form, "formHelp", QLabel).text() == "Help.\n\nThis command takes no parameters."


def test_hostile_words_are_shown_as_they_are(make: Callable[..., SchemaForm]) -> None:
    form = make(x=(int, Field(title="<b>bold</b>\nsecond", description="<img src=x>")))
    for label in form.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
