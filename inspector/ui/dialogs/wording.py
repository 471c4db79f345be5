"""What dialogs say about operations, changes and counts. No widgets here."""

import re

from inspector.analysis.diff import Change
from inspector.events import json_value
from inspector.events.json_value import JsonValue
from inspector.events.operation import Kind, Operation
from inspector.ui import text

MARKS = {"added": "+", "changed": "~", "removed": "−"}
"""The sign of a change: what it is must not depend on its colour."""
TOP_STREAMS = 10

_PLAIN_KEY = re.compile(r"[^\W\d][\w-]*")
_VALUE_CHARACTERS = 160


def path_text(path: tuple[str | int, ...]) -> str:
    """A path into a state as one reads it: `items[0].sku`, `["a.b"]`; the state itself is `(whole state)`."""
    words = ""
    for part in path:
        if isinstance(part, int):
            words += f"[{part}]"
        elif _PLAIN_KEY.fullmatch(part):
            words += f".{part}" if words else part
        else:
            words += f"[{json_value.literal(part)}]"
    return text.one_line(words) or "(whole state)"


def change_text(change: Change) -> str:
    """What became of a value: `"placed" → "paid"`, or the value that was added or removed."""
    if change.kind == "changed":
        return f"{value_text(change.old)} → {value_text(change.new)}"
    return value_text(change.new if change.kind == "added" else change.old)


def value_text(value: JsonValue) -> str:
    """A value on one line, cut where it is long."""
    return text.one_line(json_value.literal(value), _VALUE_CHARACTERS)


def changes_text(changes: tuple[Change, ...]) -> str:
    """`2 changed, 4 added, 1 removed`; says so where nothing changes."""
    counts = [(sum(change.kind == kind for change in changes), kind) for kind in ("changed", "added", "removed")]
    return ", ".join(f"{text.grouped(count)} {kind}" for count, kind in counts if count) or "no change"


def ignored_text(ignored: int, restored: int, *, physical: bool = False) -> str:
    """How many events a write ignores and restores: `312 events become ignored`, or `… are moved away`."""
    parts = []
    if ignored:
        parts.append(f"{text.counted(ignored, 'event')} {_become(ignored, physical)} ")
        parts[-1] += "moved away" if physical else "ignored"
    if restored:
        parts.append(f"{text.counted(restored, 'event')} {_become(restored, physical)} ")
        parts[-1] += "put back" if physical else "effective again"
    return " and ".join(parts) or "No event becomes ignored or effective"


def streams_text(streams: tuple[tuple[str, int], ...]) -> str:
    """The most affected streams with their counts, and how many more there are."""
    shown = [f"{text.one_line(name, 60)} ({text.grouped(count)})" for name, count in streams[:TOP_STREAMS]]
    more = len(streams) - len(shown)
    return ", ".join(shown) + (f" and {text.grouped(more)} more" if more else "")


def positions_text(operation: Operation) -> str:
    """The positions that an operation touches: `#6 – #10`."""
    first, last = operation.after + 1, operation.upto
    if last < first:
        return "none"
    return text.position(first) if first == last else f"{text.position(first)} – {text.position(last)}"


def operation_text(operation: Operation) -> str:
    """An operation in a sentence: `operation 12, the rollback to #5 of order-1041`."""
    if operation.kind is Kind.ROLLBACK:
        scope = f" of {text.one_line(operation.stream, 60)}" if operation.stream is not None else ""
        return f"the rollback to {text.position(operation.after)}{scope}"
    count = text.counted(operation.upto - operation.after, "event")
    label = f" by {text.one_line(operation.label, 60)}" if operation.label else ""
    return f"the append of {count}{label}"


def _become(count: int, physical: bool) -> str:
    return (("is", "are") if physical else ("becomes", "become"))[count != 1]
