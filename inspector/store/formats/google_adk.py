"""google-adk's sessions: `events` beside `sessions` and `app_states` (github.com/google/adk-python).

Three writers: its DatabaseSessionService of version 1 (an event as JSON in `event_data`, naive UTC), its
SqliteSessionService (the same, seconds since 1970) and version 0 (a column for each field, naive local times, and
`actions` as a Python pickle, which is shown as bytes and never loaded). A stream is app/user/session; the order is that
of the rows.

A session's state is what its `actions.state_delta` add up to over the state that it was created with, which no event
tells; so every state here is a guess. Keys with `app:` and `user:` are shared with other sessions
(`inspector.replay.sessions`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue
from inspector.store.cut import Cut
from inspector.store.decoding import iso_time, to_json, to_text, unix_time
from inspector.store.foreign import Draft, Format, Table, Values
from inspector.store.schema_facts import SchemaFacts

_KEYS = ("id", "app_name", "user_id", "session_id", "invocation_id", "timestamp")
_OLD_JSON = (
    "content", "grounding_metadata", "custom_metadata", "usage_metadata", "citation_metadata",
    "long_running_tool_ids_json", "input_transcription", "output_transcription",
)  # fmt: skip
_OLD_TEXT = ("author", "branch", "error_code", "error_message")
_OLD_FLAGS = ("partial", "turn_complete", "interrupted")
_OLD = (*_OLD_JSON, *_OLD_TEXT, *_OLD_FLAGS, "actions")

_NOTE = (
    "A session's state starts here as {}: what it was created with is in no event. What other sessions set under app: "
    "and user: is part of it, unless they were deleted since."
)
_OLD_NOTE = "`actions` are pickles, which are never loaded, so no state shows."

_SHOWN = ("author", "branch", "node_info")
_ENVELOPE = ("id", "invocation_id", "timestamp", "custom_metadata", *_SHOWN)
"""What is known about an event rather than what happened; `custom_metadata` is metadata of the application's."""
_KINDS = (
    "function_call", "function_response", "executable_code", "code_execution_result", "inline_data", "file_data",
    "text",
)  # fmt: skip
"""What a part of a content may be, the most telling first."""

_REFUSED = "what its events add up to is stored in sessions, app_states and user_states, which cannot be taken back."
_STATES = "The states in sessions, app_states and user_states are still those after all the events."


class GoogleAdk(Format):
    """No versions; they count from 1. A type is the author and what the event holds: `user.text`."""

    name = "google-adk"
    reducer = "state-delta"

    def score(self, facts: SchemaFacts) -> int:
        """The columns of events and the two tables beside them."""
        columns = set(facts.tables.get("events", ()))
        ours = set(_KEYS) <= columns and ("event_data" in columns or {"author", "actions"} <= columns)
        return 95 if ours and {"sessions", "app_states"} <= set(facts.tables) else 0

    def tables(self, facts: SchemaFacts) -> Sequence[Table]:
        """The events; the columns that follow the keys are one, or those of version 0 that there are."""
        found = facts.tables["events"]
        if "event_data" in found:
            seconds = any(isinstance(at, int | float) for (at,) in facts.sample("events", ("timestamp",)))
            naive = "" if seconds else "UTC"
            return (Table("events", (*_KEYS, "event_data"), payload="event_data", naive=naive, note=_NOTE),)
        names = {name: f"'{name}'" for name in _OLD if name in found}
        columns = [column for name in names for column in (f"name of {name}", name)]
        expressions = {f"name of {name}": literal for name, literal in names.items()}
        note = f"{_NOTE} {_OLD_NOTE}"
        table = Table("events", (*_KEYS, *columns), payload="actions", expressions=expressions, note=note)
        return (replace(table, naive="local"),)

    def cut(self, facts: SchemaFacts, table: Table) -> Cut:  # noqa: ARG002
        """Only in a copy."""
        return Cut(refused=_REFUSED, unmoved=(_STATES,))

    def drafts(self, row: Values) -> Sequence[Draft]:
        """One event; its correlation id is its invocation's."""
        id, app, user, session, invocation, timestamp, *more = row
        payload = to_json(more[0]) if len(more) == 1 else _old(more)
        time_ns = _time(timestamp, payload, self.zone)
        metadata: dict[str, JsonValue] = {}
        type = "event"
        if isinstance(payload, dict):
            type = _type(payload)
            custom = payload.get("custom_metadata")
            metadata |= custom if isinstance(custom, dict) else {}
            metadata |= {key: payload[key] for key in _SHOWN if key in payload}
            payload = {key: value for key, value in payload.items() if key not in _ENVELOPE}
        if invocation:
            for key in ("invocation_id", "correlation_id"):
                metadata.setdefault(key, to_text(invocation))
        # Whose session it is: what the application says of itself does not count.
        metadata |= {"app_name": to_text(app), "user_id": to_text(user)}
        stream = "/".join(filter(None, map(to_text, (app, user, session))))
        return (Draft(to_text(id), stream, None, type, time_ns, payload, metadata),)


def _time(timestamp: Any, payload: "JsonValue | Undecodable", zone: tzinfo | None) -> int | None:
    """The event's own count of seconds, which needs no zone; else the column's."""
    told = payload.get("timestamp") if isinstance(payload, Mapping) else None
    if isinstance(told, int | float) and not isinstance(told, bool):
        return unix_time(float(told), 1) if abs(told) < 2**53 else None
    if isinstance(timestamp, int | float):
        return unix_time(float(timestamp), 1)
    return iso_time(timestamp, zone)


def _type(payload: dict[str, JsonValue]) -> str:
    """Who, and the most telling thing that was said or done."""
    author = payload.get("author")
    content, actions = payload.get("content"), payload.get("actions")
    parts = content.get("parts") if isinstance(content, dict) else None
    some = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    held = {key for part in some for key, value in part.items() if value is not None}
    kind = next((kind for kind in _KINDS if kind in held), "")
    if not kind and isinstance(actions, dict) and actions.get("state_delta"):
        kind = "state_delta"
    return ".".join(filter(None, (author if isinstance(author, str) else "", kind))) or "event"


def _old(values: Sequence[Any]) -> dict[str, JsonValue]:
    """The fields of a row of version 0, of which names and values alternate; NULLs are left out."""
    found: dict[str, JsonValue] = {}
    for name, value in zip(map(to_text, values[::2]), values[1::2], strict=True):
        if value is None:
            continue
        if name in _OLD_FLAGS:
            found[name] = bool(value)
        elif name in _OLD_TEXT:
            found[name] = to_text(value)
        else:
            decoded = to_json(value)
            if isinstance(decoded, Undecodable):
                decoded = {"undecodable": decoded.reason, "hex": decoded.raw.hex()}
            found[name.removesuffix("_json")] = decoded
    return found
