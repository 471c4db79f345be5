"""Fold rules in a TOML file. Nothing in it is executed, so it needs no consent and no process of its own."""

import os
import tomllib
from decimal import Decimal
from pathlib import Path

from inspector.events.errors import DomainError, InvalidData
from inspector.replay.rules.rules import Rules

SUFFIX = ".toml"
MAX_BYTES = 1 << 20


def is_rules(named: str | os.PathLike[str]) -> bool:
    """Whether what the user named is a file of fold rules rather than Python."""
    return Path(named).suffix.casefold() == SUFFIX


def load_rules(named: str | os.PathLike[str]) -> Rules:
    """The rules in a file. Raises `DomainError` with a sentence that says what is wrong, and where."""
    path = Path(named)
    try:
        raw = path.read_bytes()
        if len(raw) > MAX_BYTES:
            raise DomainError(f"{path} is larger than 1 MiB, so it is no file of fold rules.")
        return Rules(path.name, tomllib.loads(raw.decode("utf-8"), parse_float=Decimal))
    except FileNotFoundError:
        raise DomainError(f"There is no file {path}; check the path.") from None
    except OSError as error:
        raise DomainError(f"{path} cannot be read: {error.strerror}; check the path and its permissions.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, InvalidData, RecursionError) as error:
        raise DomainError(f"{path.name}: {str(error).rstrip('.')}.") from None
