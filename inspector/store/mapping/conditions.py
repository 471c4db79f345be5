"""The filters of a mapping."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from inspector.store.mapping.cells import as_name
from inspector.store.mapping.mapping import Filter, Scalar

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def met(condition: Filter, value: Any) -> bool:
    """Whether a value meets a condition. NULL meets none but `null`, `!=` and `not in`."""
    if condition.is_ in ("null", "not null"):
        return (value is None) == (condition.is_ == "null")
    if value is None:
        return condition.is_ in ("!=", "not in")
    if condition.is_ in ("in", "not in"):
        found = any(_compared("=", value, one) for one in condition.values)
        return found == (condition.is_ == "in")
    return condition.value is not None and _compared(condition.is_, value, condition.value)


def _compared(by: str, value: Any, other: Scalar) -> bool:
    if isinstance(other, str):
        return _COMPARE[by](as_name(value, "text"), other)
    number = value if isinstance(value, int | float) else _number(as_name(value, "text"))
    return by == "!=" if number is None else _COMPARE[by](number, other)


def _number(text: str) -> int | float | None:
    try:
        return int(text) if len(text) < 20 else float(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return None
