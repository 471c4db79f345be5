"""How events, operations, states and plans are printed: as JSON, and as text for a terminal."""

import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from inspector.analysis.pointer import pointer
from inspector.cli.output import plain
from inspector.events.event import Event, NewEvent, Undecodable
from inspector.events.json_value import JsonValue, encode, literal
from inspector.events.operation import Kind, Ledger, Operation
from inspector.events.times import to_local, to_rfc3339
from inspector.workspace.counting import grouped

if TYPE_CHECKING:
    from inspector.analysis.diff import Change
    from inspector.workspace.effect import Preview
    from inspector.workspace.snapshot_check import SnapshotCheck

Json = dict[str, object]

_SHOWN_CHANGES = 12
_VALUE_CHARACTERS = 60


def out_json(value: object) -> None:
    """One JSON text on a line of its own, number literals as they are stored."""
    # Control characters stand inside of strings only, where an escape means the same.
    print(plain(encode(value).decode()))


def ended(sentence: str) -> str:
    """A sentence with its full stop; reasons come from everywhere, with and without."""
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def time_json(time_ns: int | None) -> str | None:
    """RFC 3339 in UTC, or null."""
    return None if time_ns is None else to_rfc3339(time_ns)


def local_time(time_ns: int | None) -> str:
    """`2026-03-12 14:32:11.002+01:00`: sortable, local, with its zone; a dash for no time."""
    return "–" if time_ns is None else to_local(time_ns).isoformat(sep=" ", timespec="milliseconds")


def reducer(name: str, exact: bool) -> str:
    """What folded a state, and that it is a guess if it is one."""
    return name if exact else f"{name} (≈ guess)"


def snapshot_json(check: "SnapshotCheck") -> Json:
    """What the producer stored, held against the fold; a path is a JSON Pointer, and null where a side has nothing."""
    differences = [
        {"path": pointer(change.path), "stored": change.old, "folded": change.new} for change in check.differences
    ]
    shown: Json = {"version": check.version, "agrees": check.agrees, "differences": differences}
    if check.trouble:
        shown["trouble"] = check.trouble
    return shown


# Events


def event_json(event: Event, ledger: Ledger) -> Json:
    """An event as the contract has it; an undecodable payload is null, with the reason beside it."""
    undecodable = isinstance(event.payload, Undecodable)
    shown: Json = {
        "position": event.position,
        "stream": event.stream,
        "version": event.version,
        "type": event.type,
        "time": time_json(event.time_ns),
        "payload": None if undecodable else event.payload,
        "metadata": event.metadata,
        "effective": not ledger.ignores(event.position, event.stream),
    }
    if isinstance(event.payload, Undecodable):
        shown["undecodable"] = {"reason": event.payload.reason, "hex": event.payload.raw.hex()}
    return shown


def new_event_json(event: NewEvent) -> Json:
    """An event that is not written, so that it has no position and no version."""
    return {
        "stream": event.stream,
        "type": event.type,
        "time": time_json(event.time_ns),
        "payload": event.payload,
        "metadata": event.metadata,
    }


def payload_text(payload: "JsonValue | Undecodable") -> str:
    """A payload on one line."""
    return f"undecodable: {payload.reason}" if isinstance(payload, Undecodable) else literal(payload)


def event_rows(events: Iterable[Event], ledger: Ledger) -> Iterator[str]:
    """A line for each event, in columns that widen as they must, cut at the width of a terminal."""
    limit = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    widths = [6, 29, 12, 16]
    for event in events:
        kind = event.type + (" (ignored)" if ledger.ignores(event.position, event.stream) else "")
        stream = f"{event.stream} v{event.version}"
        cells = [plain(cell) for cell in (f"#{event.position}", local_time(event.time_ns), stream, kind)]
        widths = [max(width, min(len(cell), 40)) for width, cell in zip(widths, cells, strict=True)]
        columns = "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
        line = f"{columns}  {plain(payload_text(event.payload))}"
        yield line if limit is None or len(line) <= limit else line[: limit - 1] + "…"


# Operations


def operation_json(operation: Operation, ledger: Ledger) -> Json:
    """A row of the operation log; `in_force` is null for an undo or redo, which only turns another row."""
    return {
        "number": operation.number,
        "kind": str(operation.kind),
        "time": time_json(operation.time_ns),
        "actor": operation.actor,
        "reason": operation.reason,
        "label": operation.label,
        "stream": operation.stream,
        "after": operation.after,
        "upto": operation.upto,
        "subject": operation.subject,
        "in_force": ledger.in_force(operation) if operation.kind in (Kind.APPEND, Kind.ROLLBACK) else None,
    }


def deed(operation: Operation) -> str:
    """What an operation did, in a few words: `append #11–#12`, `roll back order-7 to #5, ignoring up to #10`."""
    if operation.kind is Kind.ROLLBACK:
        scope = "" if operation.stream is None else f" {operation.stream}"
        return f"roll back{scope} to #{operation.after}, ignoring up to #{operation.upto}"
    if operation.kind is Kind.APPEND:
        first, last = operation.after + 1, operation.upto
        return f"append #{first}" if first == last else f"append #{first}–#{last}"
    return f"{operation.kind} operation {operation.subject}"


def operation_text(operation: Operation, ledger: Ledger) -> str:
    """A row of the operation log on one line."""
    parts = [deed(operation), operation.label, operation.actor and f"by {operation.actor}"]
    text = ", ".join(part for part in parts if part)
    if operation.reason:
        text += f": {operation.reason}"
    if operation.kind in (Kind.APPEND, Kind.ROLLBACK) and not ledger.in_force(operation):
        text += " (undone)"
    return f"{operation.number:>4}  {local_time(operation.time_ns)}  {text}"


# Changes of states


def change_json(stream: str, change: "Change") -> Json:
    """A change of a stream's state."""
    shown: Json = {"stream": stream, "path": pointer(change.path), "kind": change.kind}
    if change.kind != "added":
        shown["old"] = change.old
    if change.kind != "removed":
        shown["new"] = change.new
    return shown


def preview_lines(previews: Iterable["Preview"]) -> Iterator[str]:
    """What changes in the states of the streams, the first changes of each."""
    for preview in previews:
        if preview.error is not None:
            yield f"  {preview.stream}: the fold stops at #{preview.error.position}: {ended(preview.error.reason)}"
        if not preview.changes and preview.error is None:
            yield f"  {preview.stream}: the state stays as it is"
            continue
        yield f"  {preview.stream}"
        for change in preview.changes[:_SHOWN_CHANGES]:
            yield f"    {change_text(change)}"
        if len(preview.changes) > _SHOWN_CHANGES:
            yield f"    … and {grouped(len(preview.changes) - _SHOWN_CHANGES)} more"


def change_text(change: "Change") -> str:
    """A change on one line."""
    path = pointer(change.path) or "the whole state"
    if change.kind == "added":
        return f"+ {path}  {short(change.new)}"
    if change.kind == "removed":
        return f"- {path}  {short(change.old)}"
    return f"~ {path}  {short(change.old)} → {short(change.new)}"


def operation_of_patch(operation: Mapping[str, JsonValue]) -> str:
    """An operation of an RFC 6902 patch on one line."""
    path = operation["path"] or "the whole state"
    if operation["op"] == "move":
        return f"move {operation['from']} → {path}"
    value = f"  {short(operation['value'])}" if "value" in operation else ""
    return f"{operation['op']} {path}{value}"


def short(value: JsonValue) -> str:
    """A value on one line that has an end."""
    text = literal(value)
    return text if len(text) <= _VALUE_CHARACTERS else text[: _VALUE_CHARACTERS - 1] + "…"


def table(rows: Mapping[str, str]) -> Iterator[str]:
    """Names and values in two columns; a value of several lines stays in its column."""
    width = max(map(len, rows))
    for name, value in rows.items():
        for number, line in enumerate(value.split("\n")):
            yield f"{name if number == 0 else '':<{width}}  {line}"
