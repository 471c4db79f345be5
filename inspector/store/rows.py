"""From rows, whose texts are bytes, to events; a row that no working program can have written is `Damaged`."""

from __future__ import annotations

from pathlib import Path

from inspector.events.errors import InvalidData
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import JsonValue, decode
from inspector.events.operation import Kind, Operation
from inspector.store.failures import Damaged
from inspector.store.reader import Row


def to_event(path: Path, row: Row) -> Event:
    """The event of position, id, stream, version, type, time, payload and metadata."""
    position, id, stream, version, type_name, time_ns, payload, metadata = row
    numbers = type(version) is int and (time_ns is None or type(time_ns) is int)
    if not (numbers and type(id) is type(stream) is type(type_name) is type(payload) is type(metadata) is bytes):
        raise Damaged(path, f"the row of event {position} holds values of the wrong type")
    return Event(
        position, to_text(id), to_text(stream), version, to_text(type_name), time_ns, _payload(payload), _meta(metadata)
    )


def to_operation(path: Path, row: Row) -> Operation:
    """The operation of number, kind, time, actor, reason, label, stream, after, upto and subject."""
    number, kind, time_ns, actor, reason, label, stream, after, upto, subject = row
    numbers = (number, time_ns, after, upto, 0 if subject is None else subject)
    texts = (kind, actor, reason, label, b"" if stream is None else stream)
    if set(map(type, numbers)) != {int} or set(map(type, texts)) != {bytes} or to_text(kind) not in set(Kind):
        raise Damaged(path, f"the row of operation {number!r} holds values of the wrong type or kind")
    return Operation(
        number=number,
        kind=Kind(to_text(kind)),
        time_ns=time_ns,
        actor=to_text(actor),
        reason=to_text(reason),
        label=to_text(label),
        stream=None if stream is None else to_text(stream),
        after=after,
        upto=upto,
        subject=subject,
    )


def to_text(raw: bytes) -> str:
    """A name as stored; what is no UTF-8 shows as the replacement character."""
    return raw.decode("utf-8", "replace")


def _payload(raw: bytes) -> JsonValue | Undecodable:
    try:
        return decode(raw)
    except InvalidData as error:
        return Undecodable(raw, str(error))


def _meta(raw: bytes) -> dict[str, JsonValue]:
    try:
        value = decode(raw)
    except InvalidData as error:
        return {"undecodable": to_text(raw), "reason": str(error)}
    return value if isinstance(value, dict) else {"metadata": value}
