"""LangGraph checkpoints: `checkpoints` beside `writes`, as langgraph-checkpoint-sqlite writes them
(github.com/langchain-ai/langgraph).

Every row is a whole state of its thread, so a stream is a thread, and a subgraph's is the thread and its namespace. The
order is that of the rows, which within a thread is that of the ids (UUIDv6, so that of time). A checkpoint that was
made from another than the last one of a branch (a fork) begins a branch, and follows in the same stream, because that
is what the thread's state became at that moment, for the producer too. Its metadata tell where it was `forked_from`;
the `checkpoint_branch` of it and of all that follows on it is its position. Causation leads to its parent.

A payload is what `get_state_history` calls `values`; internal channels are metadata. Values of types beyond msgpack's
own are shown as the plain arguments that they were stored with; nothing is imported.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.store.cipher import HOW, AesEax
from inspector.store.cut import GONE, Cut, Step
from inspector.store.decoding import iso_time, to_json, to_object, to_text
from inspector.store.foreign import Draft, Format, Select, Table, Values
from inspector.store.formats.langgraph_defaults import FIRST, LARGE, Stored, likely
from inspector.store.formats.uuid_time import uuid_time
from inspector.store.likeness import PICKLE
from inspector.store.schema_facts import SchemaFacts
from inspector.store.unpacking import to_msgpack

_COLUMNS = (
    "thread_id", "checkpoint_ns", "checkpoint_id", "parent_checkpoint_id", "type", "checkpoint", "metadata",
)  # fmt: skip
_TABLE = Table(
    "checkpoints",
    (*_COLUMNS, "head"),
    heavy=frozenset({"checkpoint"}),
    payload="checkpoint",
    expressions={
        # The time stands at the beginning of a state that may be large.
        "head": 'substr("checkpoint", 1, 256)',
    },
    note="A channel with a default value is in a checkpoint only after it was written; before, LangGraph shows the "
    "default, which only the graph's code knows: what later writes tell of it is shown as a guess.",
)
_STAMP = re.compile(rb'\xa2ts(?:[\xb3-\xbf]|\xd9.)([0-9T:.+Z-]{19,40})|"ts"\s*:\s*"([^"]{10,40})"', re.DOTALL)
"""The time as msgpack and as JSON write it."""

_CLASSES = range(6)
"""Extension types [module, name, arguments, …]: constructors, methods, models of pydantic."""
_ARRAY = 6
_SNAPSHOT = 7

_WHOLE = ("__root__", "__end__")
"""Channels that are the whole state: of graphs whose state is no object, and of functions."""
_CIPHER = "aes"
"""What its own EncryptedSerializer calls AES-EAX."""
_INTERNAL = ("__", "branch:", "start:", "join:")

Extension: TypeAlias = Callable[[int, memoryview], Any]
"""Shows a value of an extension type, by its code and bytes."""

_WRITES = Step(
    "writes",
    f"""(thread_id, checkpoint_ns) IN (SELECT gone.thread_id, gone.checkpoint_ns FROM {GONE} AS gone)
    AND checkpoint_id >= coalesce((SELECT max(here.checkpoint_id) FROM checkpoints AS here
    WHERE here.thread_id = writes.thread_id AND here.checkpoint_ns = writes.checkpoint_ns), '')""",  # noqa: S608  as above
)
"""A checkpoint's own writes are what its next steps did: with them, those would not be run again."""
_EFFECTS = "What the graph's nodes did outside of it, and what they put into a store of long-term memory, stays."


def _extension(code: int, data: memoryview) -> Any:
    """The plain arguments of a value of one of the serializer's extension types; nothing else is ever made of them."""
    if code not in (*_CLASSES, _ARRAY, _SNAPSHOT):
        return {"extension": code, "hex": bytes(data).hex()}
    found = msgspec.msgpack.decode(data, ext_hook=_extension)
    if code == _SNAPSHOT:
        return found
    if code == _ARRAY and isinstance(found, list) and len(found) == 4:
        return dict(zip(("dtype", "shape", "order", "data"), found, strict=True))
    if code in _CLASSES and isinstance(found, list) and len(found) >= 3:
        return _dashed(found[2]) if found[:2] == ["uuid", "UUID"] else found[2]
    return {"extension": code, "value": found}


def _dashed(digits: Any) -> Any:
    text = str(digits)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:])) if len(text) == 32 else digits


_THREAD = "(thread_id, checkpoint_ns) = (SELECT thread_id, checkpoint_ns FROM checkpoints WHERE {where})"
_WRITTEN = 6
_WRITES_COLUMNS = """SELECT count(*) FROM pragma_table_info('writes') WHERE name IN
    ('thread_id', 'checkpoint_ns', 'checkpoint_id', 'channel', 'type', 'value')"""
_CHECKPOINTS_OF = f"""SELECT checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata,
    (SELECT count(*) FROM checkpoints AS child WHERE child.thread_id = checkpoints.thread_id
    AND child.checkpoint_ns = checkpoints.checkpoint_ns AND child.parent_checkpoint_id = checkpoints.checkpoint_id)
    FROM checkpoints WHERE {_THREAD} AND length(checkpoint) <= {LARGE} ORDER BY checkpoint_id LIMIT {FIRST}"""  # noqa: S608  as above
_WRITES_OF = f"""SELECT checkpoint_id, channel, type, value FROM writes WHERE {_THREAD} AND length(value) <= {LARGE}
    AND checkpoint_id IN (SELECT checkpoint_id FROM checkpoints WHERE {_THREAD} ORDER BY checkpoint_id LIMIT {FIRST})
    LIMIT {FIRST * FIRST}"""  # noqa: S608  as above


class LangGraph(Format):
    """Versions count from 1; `step` starts at -1 and repeats where a thread forks, so it is metadata."""

    name = "langgraph"
    reducer = "replace"
    exact = True

    def __init__(self, cipher: AesEax | None = None) -> None:
        self._cipher = cipher

    def unlocked(self, key: bytes) -> "LangGraph":
        """For stores of a graph whose serializer encrypts."""
        return LangGraph(AesEax(key))

    def score(self, facts: SchemaFacts) -> int:
        """The columns of both tables."""
        writes = {"thread_id", "checkpoint_id", "task_id", "idx", "channel", "value"}
        ours = set(_COLUMNS) <= set(facts.tables.get("checkpoints", ()))
        return 95 if ours and writes <= set(facts.tables.get("writes", ())) else 80 if ours else 0

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:  # noqa: ARG002
        """The checkpoints."""
        return (_TABLE,)

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:  # noqa: ARG002
        """A thread with its subgraphs, and the writes that its last checkpoint left and the others made."""
        steps = (
            (_WRITES,) if {"thread_id", "checkpoint_ns", "checkpoint_id"} <= set(facts.tables.get("writes", ())) else ()
        )
        return Cut(steps, ("thread_id",), unmoved=(_EFFECTS,))

    def drafts(self, row: Values) -> Sequence[Draft]:
        """One checkpoint; its id is the checkpoint's, its type the metadata's `source`."""
        thread, namespace, id, parent, kind, checkpoint, metadata, head = row
        told = to_object(metadata)
        stream = "/".join(filter(None, (to_text(thread), to_text(namespace))))
        source = told.get("source")
        type = source if isinstance(source, str) and source else "checkpoint"
        payload, more = (None, {}) if checkpoint is None else _values(self._read(kind, checkpoint), told, checkpoint)
        told |= more
        cause = to_text(parent) or _outer(told)
        if cause:
            told |= {"causation_id": cause}
        if parent:
            told |= {"parent_checkpoint_id": to_text(parent)}
        if isinstance(told.get("run_id"), str):
            told.setdefault("correlation_id", told["run_id"])
        time_ns = self._time(kind, head, id)
        return (Draft(to_text(id), stream, None, type, time_ns, payload, told, parent=to_text(parent)),)

    def likely(self, select: Select, where: str, values: Sequence[object]) -> Mapping[str, JsonValue]:
        """What the channels of a thread are likely to begin with."""
        if select(_WRITES_COLUMNS, ()) != [(_WRITTEN,)]:
            return {}
        checkpoints, writes = [], dict[tuple[str, str], list[JsonValue]]()
        for id, parent, kind, raw, metadata, children in select(_CHECKPOINTS_OF.format(where=where), values):
            payload, step = _values(self._read(kind, raw, None), {}, raw)[0], to_object(metadata).get("step")
            if isinstance(payload, dict):
                number = step if isinstance(step, int) else None
                checkpoints.append(Stored(to_text(id), to_text(parent), number, children, payload))
        for id, channel, kind, raw in select(_WRITES_OF.format(where=where), (*values, *values)):
            value = self._read(kind, raw, None)
            if not isinstance(value, Undecodable):
                writes.setdefault((to_text(id), to_text(channel)), []).append(value)
        return likely(checkpoints, writes)

    def _read(self, kind: Any, raw: Any, extension: Extension | None = _extension) -> "JsonValue | Undecodable":
        """A serialized value; after a `+`, its type tells how it was encrypted. extension: shows values of types beyond
        msgpack's own, by their codes and bytes if None."""
        written, _, cipher = to_text(kind).partition("+")
        content = raw if isinstance(raw, bytes) else to_text(raw).encode("utf-8", "surrogateescape")
        if not cipher:
            return _decoded(written, content, extension)
        if cipher != _CIPHER:
            return Undecodable(content, f"This checkpoint is encrypted with a cipher of the application's ({cipher}).")
        if self._cipher is None:
            return Undecodable(content, f"This checkpoint is encrypted ({cipher}) and needs its key: {HOW}.")
        plain = self._cipher.decrypted(content)
        if plain is None:
            return Undecodable(content, f"The key does not decrypt this; if there is another, {HOW}.")
        return _decoded(written, plain, extension)

    def _time(self, kind: Any, head: Any, id: Any) -> int | None:
        """The checkpoint's `ts`; that inside its id where it cannot be read."""
        heads = [head] if isinstance(head, bytes) else []
        if heads and self._cipher is not None and to_text(kind).endswith(f"+{_CIPHER}"):
            heads = self._cipher.beginnings(head)
        match = next(filter(None, map(_STAMP.search, heads)), None)
        found = iso_time(match[1] or match[2]) if match else None
        return uuid_time(to_text(id)) if found is None else found


def _outer(metadata: dict[str, JsonValue]) -> str | None:
    """The checkpoint of the outer graph during which a subgraph began."""
    parents = metadata.get("parents")
    outer = list(parents.values())[-1] if isinstance(parents, dict) and parents else None
    return outer if isinstance(outer, str) else None


def _decoded(written: str, content: bytes, extension: Extension | None) -> "JsonValue | Undecodable":
    """A serialized value by its type, which says how it was written."""
    if written in ("", "msgpack"):
        return to_msgpack(content, extension)
    if written == "json":
        return to_json(content) if extension is None else _unwrapped(to_json(content))
    if written == "null":
        return None
    if written == "pickle":
        return Undecodable(content, PICKLE)
    return Undecodable(content, f"A checkpoint of type {written!r} is no object that could be shown.")


def _unwrapped(value: "JsonValue | Undecodable") -> "JsonValue | Undecodable":
    """JSON with the older serializer's constructors replaced by their plain arguments."""
    if isinstance(value, dict):
        if value.get("lc") == 2 and value.get("type") == "constructor":
            args, named = value.get("args"), value.get("kwargs")
            if isinstance(args, list) and len(args) == 1 and not named:
                only = _unwrapped(args[0])
                return _dashed(only) if value.get("id") == ["uuid", "UUID"] else only
            return _unwrapped(named or args)
        return {key: _known(_unwrapped(item)) for key, item in value.items()}
    return [_known(_unwrapped(item)) for item in value] if isinstance(value, list) else value


def _known(value: "JsonValue | Undecodable") -> JsonValue:
    assert not isinstance(value, Undecodable)
    return value


def _values(
    checkpoint: "JsonValue | Undecodable", told: dict[str, JsonValue], raw: Any
) -> tuple["JsonValue | Undecodable", dict[str, JsonValue]]:
    """The state in a checkpoint, and what else there is in it."""
    if not isinstance(checkpoint, dict) or not isinstance(checkpoint.get("channel_values", {}), dict):
        return checkpoint, {}
    rest = {key: value for key, value in checkpoint.items() if key not in ("channel_values", "ts", "id")}
    channels = checkpoint.get("channel_values", {})
    assert isinstance(channels, dict)
    seen = checkpoint.get("versions_seen")
    # No node may be called like a part of the state, so a channel of a node's name is the node's own.
    nodes = seen.keys() if isinstance(seen, dict) else ()
    internal = {key: value for key, value in channels.items() if key.startswith(_INTERNAL) or key in nodes}
    values: JsonValue = {key: value for key, value in channels.items() if key not in internal}
    for name in _WHOLE:
        if name in internal:
            values = internal.pop(name)
            break
    if internal:
        rest["internal_channels"] = internal
    deltas = told.get("counters_since_delta_snapshot")
    if isinstance(deltas, dict) and (missing := sorted(set(deltas) - set(channels))):
        rest["channel_values"] = values
        return Undecodable(
            raw if isinstance(raw, bytes) else b"",
            f"This checkpoint is not the whole state: {', '.join(missing)} must be rebuilt by the graph from earlier "
            "writes; what there is stands in the metadata.",
        ), rest
    return values, rest
