"""A reducer for sessions whose events carry whole things with ids: a session, its messages, the parts of those.

The state is what opencode's server answers for a session: its `session`, and its `messages`, each an `info` with
`parts`. What each event does is what the server's own projection does (github.com/anomalyco/opencode): the thing with
the same id is replaced or removed; of a session only what the event names is, null clearing it; what a finished step
cost is added to its session.
"""

import re
from collections.abc import Mapping
from typing import TypeAlias

from inspector.events.errors import InvalidData
from inspector.events.event import Event
from inspector.events.json_value import JsonValue

Object: TypeAlias = dict[str, JsonValue]
Thread: TypeAlias = tuple[Object | None, list[JsonValue]]
"""A session and its messages."""

_IN_FIELDS = ("share", "summary", "time", "tokens")
"""Parts of a session that are columns of their own each, so that naming some leaves the others."""
_NEXT = "session.next."
"""Events of the server's next model; they are kept beside, in tables that do not show in a session."""


class ReplaceById:
    """Each payload replaces, or removes, the session, message or part whose id it carries."""

    name = "replace-by-id"

    def initial(self, stream: str) -> JsonValue:  # noqa: ARG002
        return {"session": None, "messages": []}

    def apply(self, state: JsonValue, event: Event) -> JsonValue:
        kind = re.sub(r"\.[0-9]+\Z", "", event.type)
        if kind.startswith(_NEXT):
            return state
        session, messages = _parts_of(state)
        payload = event.payload if isinstance(event.payload, dict) else {}
        info, part = payload.get("info"), payload.get("part")
        if kind in ("session.created", "session.updated") and isinstance(info, dict):
            session = _updated({} if session is None else session, info)
        elif kind == "session.deleted":
            session, messages = None, []
        elif kind == "message.updated" and isinstance(info, dict):
            messages = _with_info(messages, info)
        elif kind == "message.part.updated" and isinstance(part, dict):
            session, messages = _with_part(session, messages, part)
        elif kind == "message.removed":
            session, messages = _without_message(session, messages, payload.get("messageID"))
        elif kind == "message.part.removed":
            session, messages = _without_part(session, messages, payload.get("partID"))
        else:
            raise InvalidData("What this event does to a session, its messages and their parts is not known here.")
        return {"session": session, "messages": messages}


def _parts_of(state: JsonValue) -> Thread:
    assert isinstance(state, dict)
    session, messages = state["session"], state["messages"]
    assert session is None or isinstance(session, dict)
    assert isinstance(messages, list)
    return session, messages


def _updated(session: Object, info: Object) -> Object:
    """The session with what an event names; null clears it."""
    result = dict(session)
    for key, value in info.items():
        old = result.get(key)
        if key in _IN_FIELDS and isinstance(value, dict) and isinstance(old, dict):
            value = {name: item for name, item in (old | value).items() if item is not None} or None  # noqa: PLW2901
        if value is None:
            result.pop(key, None)
        else:
            result[key] = value
    return result


def _with_info(messages: list[JsonValue], info: Object) -> list[JsonValue]:
    """The messages with one whose info is this; they are in the order of their creation."""
    place = _place(messages, info.get("id"))
    if place is not None:
        return _replaced(messages, place, {"info": info, "parts": _parts(messages[place])})
    added: Object = {"info": info, "parts": []}
    return sorted([*messages, added], key=_created)


def _with_part(session: Object | None, messages: list[JsonValue], part: Object) -> Thread:
    """The two with a part; one whose message is gone is ignored, as the server does."""
    place = _place(messages, part.get("messageID"))
    if place is None:
        return session, messages
    kept = _parts(messages[place])
    others = [one for one in kept if _id(one) != part.get("id")]
    old = [one for one in kept if _id(one) == part.get("id")]
    parts = sorted([*others, part], key=_id)
    session = _spent(_spent(session, old, -1), [part], 1)
    return session, _replaced(messages, place, _with_parts(messages[place], parts))


def _without_message(session: Object | None, messages: list[JsonValue], id: JsonValue) -> Thread:
    place = _place(messages, id)
    if place is None:
        return session, messages
    return _spent(session, _parts(messages[place]), -1), [*messages[:place], *messages[place + 1 :]]


def _without_part(session: Object | None, messages: list[JsonValue], id: JsonValue) -> Thread:
    for place, message in enumerate(messages):
        gone = [part for part in _parts(message) if _id(part) == id]
        if gone:
            parts = [part for part in _parts(message) if _id(part) != id]
            return _spent(session, gone, -1), _replaced(messages, place, _with_parts(message, parts))
    return session, messages


def _spent(session: Object | None, parts: list[JsonValue], sign: int) -> Object | None:
    """The session with what the finished steps among some parts cost; sessions of older servers keep no account."""
    for part in parts:
        if (
            session is not None
            and {"cost", "tokens"} <= session.keys()
            and isinstance(part, dict)
            and part.get("type") == "step-finish"
            and {"cost", "tokens"} <= part.keys()
        ):
            cost, tokens = (_sum(session[key], part[key], sign) for key in ("cost", "tokens"))
            session = session | {"cost": cost, "tokens": tokens}
    return session


def _sum(total: JsonValue, more: JsonValue, sign: int) -> JsonValue:
    """A number, or the numbers in an object, with more of them; only what the total counts is added."""
    if isinstance(total, Mapping) and isinstance(more, Mapping):
        return {key: _sum(value, more[key], sign) if key in more else value for key, value in total.items()}
    if isinstance(total, int | float) and isinstance(more, int | float):
        return total + sign * more
    return total


def _place(messages: list[JsonValue], id: JsonValue) -> int | None:
    # From the end: it is the last message that events are about.
    for place in reversed(range(len(messages))):
        message = messages[place]
        if isinstance(message, dict) and _id(message["info"]) == id:
            return place
    return None


def _replaced(messages: list[JsonValue], place: int, message: JsonValue) -> list[JsonValue]:
    return [*messages[:place], message, *messages[place + 1 :]]


def _with_parts(message: JsonValue, parts: list[JsonValue]) -> JsonValue:
    assert isinstance(message, dict)
    return message | {"parts": parts}


def _parts(message: JsonValue) -> list[JsonValue]:
    assert isinstance(message, dict)
    parts = message["parts"]
    assert isinstance(parts, list)
    return parts


def _id(thing: JsonValue) -> str:
    id = thing.get("id") if isinstance(thing, dict) else None
    return id if isinstance(id, str) else ""


def _created(message: JsonValue) -> tuple[float, str]:
    assert isinstance(message, dict)
    info = message["info"]
    time = info.get("time") if isinstance(info, dict) else None
    created = time.get("created") if isinstance(time, dict) else None
    return (created if isinstance(created, int | float) else 0, _id(info))
