"""JSON while it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.json_value import pretty
from inspector.ui.dialogs.json_text import Place, parse, place
from inspector.ui.json_tokens import tokens

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


@given(JSON)
def test_what_is_shown_is_parsed_again(value: object) -> None:
    assert parse(pretty(value)) == (value, None)


@given(JSON, st.data())
def test_no_piece_of_json_upsets_completion(value: object, data: st.DataObject) -> None:
    text = pretty(value)
    here = place(text[: data.draw(st.integers(0, len(text)))])
    assert here is None or here.start <= len(text)


@pytest.mark.parametrize(
    ("text", "sentence", "offset"),
    [
        ('{"a":1,}', "No JSON yet, line 1, column 8: trailing comma in object.", 7),
        ('{"a":1,\n "b" 2}', "No JSON yet, line 2, column 6: expected ':'.", 13),
        ('{"é":1 x}', "No JSON yet, line 1, column 8: expected ',' or '}'.", 7),
        ('{"a":', "No JSON yet, line 1, column 6: the text ends too early.", 5),
        ("", "No JSON yet, line 1, column 1: nothing is there.", 0),
        ("[NaN]", "No JSON yet, line 1, column 2: invalid character.", 1),
    ],
)
def test_a_mistake_has_its_place(text: str, sentence: str, offset: int) -> None:
    _, problem = parse(text)
    assert problem is not None
    assert (problem.sentence, problem.offset) == (sentence, offset)


def test_too_deep_is_a_mistake_and_no_crash() -> None:
    _, problem = parse("[" * 100_000)
    assert problem is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Place("value", (), "", 0, False)),
        ("{", Place("key", (), "", 1, False)),
        ('{"cu', Place("key", (), "cu", 1, True)),
        ('{"customer"', None),
        ('{"customer":', Place("value", ("customer",), "", 12, False)),
        ('{"customer": {"na', Place("key", ("customer",), "na", 14, True)),
        ('{"customer": {"name": "x"}, "st', Place("key", (), "st", 28, True)),
        ('{"status": "pa', Place("value", ("status",), "pa", 11, True)),
        ('{"ok": tr', Place("value", ("ok",), "tr", 7, False)),
        ('{"items": [{"sku": "A1', Place("value", ("items", "*", "sku"), "A1", 19, True)),
        ('{"tags": ["x", "y', Place("value", ("tags", "*"), "y", 15, True)),
        ("[{", Place("key", ("*",), "", 2, False)),
        ('{"a": 1', Place("value", ("a",), "1", 6, False)),
        ('{"a": 1 ', None),
        ('{"a\\"', Place("key", (), 'a\\"', 1, True)),
        ("}]:,", Place("value", (), "", 4, False)),
    ],
)
def test_what_is_being_typed(text: str, expected: Place | None) -> None:
    assert place(text) == expected


def test_tokens_of_a_line() -> None:
    line = '  "a\\"b": [1.5e3, "x", true],'
    assert [(kind, line[start : start + length]) for kind, start, length in tokens(line)] == [
        ("key", '"a\\"b"'),
        ("number", "1.5e3"),
        ("string", '"x"'),
        ("word", "true"),
    ]
