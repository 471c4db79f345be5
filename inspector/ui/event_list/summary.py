"""A payload in a few words."""

from inspector.events.event import Undecodable
from inspector.events.json_value import JsonValue, literal
from inspector.ui.text import one_line

LIMIT = 160
"""Characters of a summary."""

_TEXT_LIMIT = 40
_FIRST = ("status", "reason", "name", "title", "sku", "total", "amount", "qty", "method", "city")
"""Keys that tell most about an event, in that order, before the others in the payload's own order."""


def summarise(payload: "JsonValue | Undecodable") -> str:
    """A line such as `status paid · total 431.90 · items 3`; number literals as they are stored."""
    if isinstance(payload, Undecodable):
        return f"cannot be decoded: {payload.reason}"
    if not isinstance(payload, dict):
        return one_line(_brief(payload), LIMIT)
    keys = sorted(payload, key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
    parts: list[str] = []
    length = 0
    for key in keys:
        parts.append(f"{key} {_brief(payload[key])}")
        length += len(parts[-1]) + 3
        if length > LIMIT:
            break
    return one_line(" · ".join(parts), LIMIT)


def _brief(value: JsonValue) -> str:
    if isinstance(value, str):
        return value if len(value) <= _TEXT_LIMIT else value[:_TEXT_LIMIT] + "…"
    if isinstance(value, list):
        return str(len(value)) if value else "none"
    if isinstance(value, dict):
        name = next((value[key] for key in ("name", "id", "sku", "title") if isinstance(value.get(key), str)), None)
        return str(name) if name is not None else f"{{{', '.join(list(value)[:3])}}}"
    return "none" if value is None else literal(value)
