"""Values and fields as the expression language of fold rules spells them."""

import json
import re
from collections.abc import Sequence
from typing import Any

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = {"and", "or", "not", "in", "is", "if", "else", "None", "True", "False", "for", "from", "class", "import",
             "return", "def", "with", "as", "while", "pass", "break", "continue", "lambda", "try", "except", "raise",
             "global", "del", "elif", "finally", "yield", "assert", "async", "await", "nonlocal"}  # fmt: skip
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def is_name(key: str) -> bool:
    """Whether a key may follow a dot."""
    return _NAME.fullmatch(key) is not None and key not in _RESERVED


def field(key: str, of: str = "payload") -> str:
    """A field of the payload, or of something else."""
    return f"{of}.{key}" if is_name(key) else f"{of}[{text(key)}]"


def picked(keys: Sequence[str]) -> str:
    """An object of some fields of the payload."""
    return "{" + ", ".join(f"{text(key)}: {field(key)}" for key in keys) + "}"


def constant(value: Any, *, counted: bool = False) -> str:
    """A scalar, or an empty list or object. counted: a text of digits is a decimal that is counted with."""
    if value in ([], {}) and not isinstance(value, bool):
        return "[]" if isinstance(value, list) else "{}"
    if isinstance(value, str):
        return f"decimal({text(value)})" if counted and is_decimal(value) else text(value)
    return json.dumps(value)


def is_decimal(value: Any) -> bool:
    """Whether a text is a decimal number."""
    return isinstance(value, str) and _DECIMAL.fullmatch(value) is not None


def text(value: str) -> str:
    """A text in quotes, as JSON and the expression language write it alike."""
    return json.dumps(value, ensure_ascii=False)
