"""What dialogs say."""

from inspector.analysis.diff import Change
from inspector.events.json_value import JsonFloat
from inspector.events.operation import Kind, Operation
from inspector.ui.dialogs import wording
from inspector.ui.dialogs.completing_line import matches
from inspector.ui.text import GAP


def operation(kind: Kind, after: int, upto: int, **fields: object) -> Operation:
    values = {"time_ns": 0, "actor": "x", "reason": "", "label": "", "stream": None} | fields
    return Operation(number=1, kind=kind, after=after, upto=upto, **values)  # type: ignore[arg-type]


def test_paths_read_like_code() -> None:
    assert wording.path_text(("items", 0, "sku")) == "items[0].sku"
    assert wording.path_text(()) == "(whole state)"
    assert wording.path_text(("a.b", "c d", "é")) == '["a.b"]["c d"].é'
    assert wording.path_text((3, "x")) == "[3].x"
    assert "\n" not in wording.path_text(("a\nb",))


def test_changes_show_the_literals_that_are_stored() -> None:
    changed = Change(("total",), "changed", JsonFloat("412.00"), JsonFloat("431.90"))
    assert wording.change_text(changed) == "412.00 → 431.90"
    assert wording.change_text(Change(("a",), "added", None, None)) == "null"
    assert wording.change_text(Change(("a",), "removed", {"b": 1}, None)) == '{"b":1}'
    assert len(wording.change_text(Change(("a",), "added", None, "x" * 10_000))) < 200


def test_changes_are_counted() -> None:
    changes = (Change(("a",), "added", None, 1), Change(("b",), "changed", 1, 2), Change(("c",), "added", None, 1))
    assert wording.changes_text(changes) == "1 changed, 2 added"
    assert wording.changes_text(()) == "no change"


def test_effects_are_worded() -> None:
    assert wording.ignored_text(1, 0) == "1 event becomes ignored"
    assert wording.ignored_text(1200, 2) == f"1{GAP}200 events become ignored and 2 events become effective again"
    assert wording.ignored_text(0, 0) == "No event becomes ignored or effective"


def test_streams_are_named_up_to_ten() -> None:
    streams = tuple((f"s-{number}", 20 - number) for number in range(12))
    words = wording.streams_text(streams)
    assert words.startswith("s-0 (20), s-1 (19)")
    assert words.endswith("s-9 (11) and 2 more")
    assert wording.streams_text(()) == ""


def test_operations_are_worded() -> None:
    assert wording.operation_text(operation(Kind.APPEND, 4, 5, label="pay")) == "the append of 1 event by pay"
    assert wording.operation_text(operation(Kind.ROLLBACK, 5, 9, stream="a")) == "the rollback to #5 of a"
    assert wording.positions_text(operation(Kind.APPEND, 4, 5)) == "#5"
    assert wording.positions_text(operation(Kind.ROLLBACK, 5, 10)) == "#6 – #10"
    assert wording.positions_text(operation(Kind.ROLLBACK, 5, 5)) == "none"


def test_known_names_that_begin_with_what_is_typed_come_first() -> None:
    assert matches("or", ["a-order", "order-1", "x"]) == ["order-1", "a-order"]
    assert matches("order-1", ["order-1"]) == []
    assert len(matches("", (str(number) for number in range(1000)))) == 20
