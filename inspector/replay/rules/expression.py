"""The small expression language of fold rules: `payload.amount * 100`, `item.sku == payload.sku`.

Its syntax is a part of Python's, read by Python's own parser and evaluated here, node by node: names, fields and
elements, literals, arithmetic, comparisons, `and`, `or`, `not`, `x if c else y`, and calls of the functions below.
There are no loops, no attributes of Python's objects and no other calls, so an expression ends and reaches nothing but
what it is given. Fractions are decimals throughout: `0.1 + 0.2 == 0.3`.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException, Overflow, localcontext
from types import MappingProxyType
from typing import Any, TypeAlias
from uuid import UUID

from inspector.events.errors import InvalidData
from inspector.events.json_value import MAX_DEPTH, JsonFloat, JsonValue

MAX_CHARACTERS = 2_000
MAX_TEXT = 100_000
"""Characters of a text, or elements of a list, that an expression may make."""
MAX_BITS = 10_000
"""Of an integer; squared at every event, one would soon fill the memory."""
MAX_PARTS = 100_000
"""Values in what an expression makes, each counted wherever it stands; 64 characters of a text count as one."""
MAX_EXPONENT = 3_000
"""Of a decimal, about that of the largest integer."""
PRECISION = 50
"""Digits that a decimal may have."""

Value: TypeAlias = "JsonValue | Decimal"
Names: TypeAlias = Mapping[str, Any]


class NotComputable(TypeError):
    """Why an expression has no value, in words for the user."""


class Expression:
    """One expression, parsed once. Raises `InvalidData` with a sentence if the text is none."""

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > MAX_CHARACTERS:
            raise InvalidData(f"An expression has more than {MAX_CHARACTERS:,} characters; shorten it.")
        try:
            self._root = ast.parse(text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            reason = error.msg if isinstance(error, SyntaxError) else _reason(error)
            raise InvalidData(f"{text!r} is no expression: {reason}.") from None
        _check(self._root, text)
        # What an event holds is as large as it is; only what is made of a state, or anew, can grow with every event.
        self._grows = any(
            isinstance(node, ast.List | ast.Dict | ast.Call) or (isinstance(node, ast.Name) and node.id == "state")
            for node in ast.walk(self._root)
        )

    def value(self, names: Names) -> Any:
        """What it says of these names. Raises `InvalidData` with a sentence where it cannot be said."""
        try:
            with localcontext() as context:
                context.prec, context.Emax = PRECISION, MAX_EXPONENT
                found = _evaluate(self._root, names)
            if self._grows and isinstance(found, list | Mapping):
                _check_size(found)
        except (ArithmeticError, DecimalException, TypeError, ValueError, RecursionError) as error:
            raise InvalidData(f"{self.text!r} cannot be computed: {_reason(error)}.") from None
        return found


def number(value: Any) -> "int | Decimal":
    """A number to count with: integers as they are, fractions and texts of digits as decimals.

    Raises `NotComputable`.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise NotComputable(f"{_kind(value)} is no number")
    if isinstance(value, int):
        return value
    literal = value.literal if isinstance(value, JsonFloat) else value if isinstance(value, str) else str(value)
    try:
        found = Decimal(literal)
    except DecimalException:
        raise NotComputable(f"{literal!r} is no number") from None
    if not found.is_finite():
        raise NotComputable(f"{literal!r} is no number")
    if found.adjusted() > MAX_EXPONENT:
        raise NotComputable(f"{literal} is too large to count with")
    return found


def field(value: Any, key: Any) -> Any:
    """A field of an object or an element of a list; null where there is none."""
    if isinstance(value, Mapping):
        return value.get(str(key))
    if isinstance(value, list) and isinstance(key, int) and not isinstance(key, bool):
        return value[key] if -len(value) <= key < len(value) else None
    return None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(number(value))


def _round(value: Any, digits: Any = 0) -> "int | Decimal":
    rounded = round(Decimal(number(value)), int(digits))
    return int(rounded) if digits == 0 else rounded


def _find(items: Any, key: str, value: Any) -> Any:
    """The first element of a list whose field has that value; null where none has."""
    return next((item for item in items or () if _equal(field(item, key), value)), None)


def _bounded(value: Any) -> Any:
    if isinstance(value, str | list) and len(value) > MAX_TEXT:
        raise NotComputable(f"it makes more than {MAX_TEXT:,} characters or elements")
    return value


def _contains(container: Any, item: Any) -> bool:
    try:
        return item in container
    except TypeError:
        raise NotComputable(f"{_kind(container)} cannot hold {_kind(item)}") from None


def _check_size(value: Any) -> None:
    """Raises `NotComputable` for what a few shared parts make huge once it is written out."""
    level, parts = [value], 0
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for one in level:
            items = one.values() if isinstance(one, Mapping) else one
            parts += len(items) + sum(len(item) // 64 for item in items if isinstance(item, str))
            if parts > MAX_PARTS:
                raise NotComputable(f"it makes more than {MAX_PARTS:,} values")
            below += [item for item in items if isinstance(item, list | Mapping)]
        if not below:
            return
        level = below
    raise NotComputable(f"it makes what is nested deeper than {MAX_DEPTH} levels")


FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "abs": lambda value: abs(number(value)),
        "concat": lambda *lists: _bounded([item for some in lists for item in some]),
        "contains": _contains,
        "decimal": lambda value: Decimal(number(value)),
        "exists": lambda value: value is not None,
        "find": _find,
        "first": lambda items: items[0] if items else None,
        "int": lambda value: int(number(value)),
        "join": lambda items, between="": _bounded(str(between).join(map(_text, items))),
        "keys": list,
        "last": lambda items: items[-1] if items else None,
        "len": len,
        "lower": lambda value: _text(value).lower(),
        "max": lambda *values: max(map(number, values)),
        "min": lambda *values: min(map(number, values)),
        "round": _round,
        "split": lambda value, at: _text(value).split(_text(at)),
        "starts_with": lambda value, start: _text(value).startswith(_text(start)),
        "sum": lambda items: sum(map(number, items)),
        "text": _text,
        "trim": lambda value: _text(value).strip(),
        "upper": lambda value: _text(value).upper(),
        "uuid": lambda value: str(UUID(_text(value))),
    }
)
"""The functions of the language by name."""

_ARITHMETIC: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Mod: operator.mod, ast.FloorDiv: operator.floordiv,
}  # fmt: skip
_COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
_NODES = (
    ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.List, ast.Dict, ast.BinOp, ast.UnaryOp, ast.BoolOp,
    ast.Compare, ast.IfExp, ast.Call, ast.Load, ast.And, ast.Or, ast.Not, ast.USub, ast.UAdd, ast.Div, ast.Eq,
    ast.NotEq, ast.In, ast.NotIn, *_ARITHMETIC, *_COMPARISONS,
)  # fmt: skip
_WORDS = {"null": None, "true": True, "false": False}


def _check(root: ast.expr, text: str) -> None:
    for node in ast.walk(root):
        if not isinstance(node, _NODES):
            raise InvalidData(f"{text!r} uses what an expression cannot: {type(node).__name__}.")
        if isinstance(node, ast.Constant) and not isinstance(node.value, str | int | float | bool | None):
            raise InvalidData(f"{text!r} holds a literal that JSON has not.")
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            decimal: Any = _literal(text, node)  # which the parser has not
            node.value = decimal
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else None
            if name not in FUNCTIONS or node.keywords:
                raise InvalidData(f"{text!r} calls what is no function; there are {', '.join(FUNCTIONS)}.")


def _literal(text: str, node: ast.expr) -> Decimal:
    """A fraction as it is written. Raises `InvalidData` if it is too large."""
    try:
        return Decimal(number(ast.get_source_segment(text, node)))
    except NotComputable as error:
        raise InvalidData(f"{text!r} is no expression: {error}.") from None


def _evaluate(node: ast.expr, names: Names) -> Any:
    return _EVALUATORS[type(node)](node, names)


def _name(node: ast.Name, names: Names) -> Any:
    if node.id in _WORDS:
        return _WORDS[node.id]
    if node.id not in names:
        raise NotComputable(f"there is no {node.id}; there are {', '.join(names)}")
    return names[node.id]


def _constant(node: ast.Constant, _names: Names) -> Any:
    return node.value


def _binary(node: ast.BinOp, names: Names) -> Any:
    left, right = _evaluate(node.left, names), _evaluate(node.right, names)
    if isinstance(node.op, ast.Add) and (isinstance(left, str) or isinstance(right, str)):
        return _bounded(_text(left) + _text(right))
    if isinstance(node.op, ast.Add) and isinstance(left, list) and isinstance(right, list):
        return _bounded(left + right)
    left, right = number(left), number(right)
    if isinstance(node.op, ast.Div):
        return Decimal(left) / Decimal(right)
    found = _ARITHMETIC[type(node.op)](left, right)
    if isinstance(found, int) and found.bit_length() > MAX_BITS:
        raise NotComputable(f"it makes a number of more than {MAX_BITS:,} bits")
    return found


def _unary(node: ast.UnaryOp, names: Names) -> Any:
    value = _evaluate(node.operand, names)
    if isinstance(node.op, ast.Not):
        return not value
    return -number(value) if isinstance(node.op, ast.USub) else number(value)


def _boolean(node: ast.BoolOp, names: Names) -> Any:
    stops_at = isinstance(node.op, ast.Or)
    value = None
    for part in node.values:
        value = _evaluate(part, names)
        if bool(value) is stops_at:
            return value
    return value


def _compare(node: ast.Compare, names: Names) -> bool:
    left = _evaluate(node.left, names)
    for comparison, part in zip(node.ops, node.comparators, strict=True):
        right = _evaluate(part, names)
        if not _holds(comparison, left, right):
            return False
        left = right
    return True


def _holds(comparison: ast.cmpop, left: Any, right: Any) -> bool:
    if isinstance(comparison, ast.Eq | ast.NotEq):
        return _equal(left, right) is isinstance(comparison, ast.Eq)
    if isinstance(comparison, ast.In | ast.NotIn):
        return _contains(right, left) is isinstance(comparison, ast.In)
    if not (isinstance(left, str) and isinstance(right, str)):
        left, right = number(left), number(right)
    return _COMPARISONS[type(comparison)](left, right)


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, float | Decimal) or isinstance(right, float | Decimal):
        try:
            return number(left) == number(right)
        except TypeError:
            return False
    # In Python true equals 1, in JSON it does not.
    return type(left) is type(right) and bool(left == right)


def _call(node: ast.Call, names: Names) -> Any:
    assert isinstance(node.func, ast.Name)
    values = [_evaluate(part, names) for part in node.args]
    try:
        return FUNCTIONS[node.func.id](*values)
    except NotComputable:
        raise
    except (TypeError, ValueError, LookupError):
        given = ", ".join(map(_shown, values)) or "nothing"
        raise NotComputable(f"{node.func.id}() can do nothing with {given}") from None


def _conditional(node: ast.IfExp, names: Names) -> Any:
    return _evaluate(node.body if _evaluate(node.test, names) else node.orelse, names)


def _object(node: ast.Dict, names: Names) -> Any:
    if any(key is None for key in node.keys):
        raise NotComputable("an object has no ** in it")
    return {
        _text(_evaluate(key, names)): _evaluate(part, names)
        for key, part in zip(node.keys, node.values, strict=True)
        if key
    }


_EVALUATORS: Mapping[type[ast.expr], Callable[[Any, Names], Any]] = {
    ast.Name: _name,
    ast.Attribute: lambda node, names: field(_evaluate(node.value, names), node.attr),
    ast.Subscript: lambda node, names: field(_evaluate(node.value, names), _evaluate(node.slice, names)),
    ast.Constant: _constant,
    ast.List: lambda node, names: [_evaluate(part, names) for part in node.elts],
    ast.Dict: _object,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _conditional,
    ast.Call: _call,
}


def _kind(value: Any) -> str:
    names = {type(None): "null", bool: "a boolean", dict: "an object", list: "a list", str: "a text"}
    return names.get(type(value), "a number")


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) and len(value) <= 40 else _kind(value)


def _reason(error: Exception) -> str:
    if isinstance(error, NotComputable):
        return str(error)
    if isinstance(error, RecursionError | MemoryError):  # the parser's own stack ends with the latter
        return "it is nested too deep"
    if isinstance(error, ZeroDivisionError):
        return "it divides by zero"
    if isinstance(error, Overflow):
        return f"it makes a number of more than {MAX_EXPONENT:,} digits"
    return "its values have no such result"
