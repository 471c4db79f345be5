"""States made plain: only what JSON gives back, so that a state is the same whether or not it has travelled."""

import re
from decimal import Decimal
from itertools import zip_longest
from math import isfinite
from operator import is_
from typing import Any

from inspector.domain.values import from_user, to_user
from inspector.events.errors import InvalidData
from inspector.events.json_value import MAX_DEPTH, JsonFloat

_LONG_BITS = 14_000
"""Longer integers than that Python will not write in decimal."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_ABSENT: Any = object()


def plain(new: Any, old: Any, *, decimals: bool) -> Any:
    """`new`, with a date, an enum, a tuple or a key that is no text replaced by what is read back for it.

    old: a plain value; what `new` shares with it is not looked at again, which keeps this as cheap as the change is
    small. Raises `InvalidData` for what JSON cannot hold.
    """
    try:
        return _Plain(decimals).of(new, old)
    except RecursionError:
        raise InvalidData(f"The value is nested deeper than {MAX_DEPTH} levels.") from None


class _Plain:
    def __init__(self, decimals: bool) -> None:
        self._decimals = decimals

    def of(self, new: Any, old: Any) -> Any:
        kind = type(new)
        if new is old or kind is bool or new is None or self._is_text(new) or self._is_number(new):
            return new
        if kind is dict:
            return self._object(new, old if type(old) is dict else {})
        if kind is list:
            return self._array(new, old if type(old) is list else [])
        return self._read_back(new)

    def _object(self, new: dict[Any, Any], old: dict[str, Any]) -> Any:
        altered = {}
        for key, value in new.items():
            before = old.get(key, _ABSENT)
            if type(key) is not str or (before is _ABSENT and not self._is_text(key)):
                return self._read_back(new)
            if before is not value and (made := self.of(value, before)) is not value:
                altered[key] = made
        return new | altered if altered else new

    def _array(self, new: list[Any], old: list[Any]) -> list[Any]:
        made = [self.of(value, before) for value, before in zip_longest(new, old[: len(new)], fillvalue=_ABSENT)]
        return new if all(map(is_, made, new)) else made

    def _read_back(self, value: Any) -> Any:
        return to_user(from_user(value), decimals=self._decimals)

    def _is_text(self, value: Any) -> bool:
        return type(value) is str and (value.isascii() or _SURROGATE.search(value) is None)

    def _is_number(self, value: Any) -> bool:
        kind = type(value)
        if kind is int:
            return bool(value.bit_length() < _LONG_BITS)
        if self._decimals:
            return kind is Decimal and value.is_finite()
        return kind is JsonFloat or (kind is float and isfinite(value))
