"""Fold rules in TOML. Nothing in them is executed, so they need no consent and no process of their own."""

import os
import tomllib
from decimal import Decimal
from pathlib import Path

from inspector.events.errors import DomainError, InvalidData
from inspector.events.toml_text import checked
from inspector.replay.rules.rules import Rules

SUFFIX = ".toml"


def is_rules(named: str | os.PathLike[str]) -> bool:
    """Whether what the user named is a file of fold rules rather than Python."""
    return Path(named).suffix.casefold() == SUFFIX


def load_rules(named: str | os.PathLike[str]) -> Rules:
    """The rules in a file. Raises `DomainError` with a sentence that says what is wrong, and where."""
    return parse_rules(read_rules(named), Path(named).name)


def read_rules(named: str | os.PathLike[str]) -> str:
    """The text of a file of rules. Raises `DomainError` if it cannot be one."""
    path = Path(named)
    try:
        return checked(path.read_bytes())
    except FileNotFoundError:
        raise DomainError(f"There is no file {path}; check the path.") from None
    except OSError as error:
        raise DomainError(f"{path} cannot be read: {error.strerror}; check the path and its permissions.") from None
    except InvalidData as error:
        raise DomainError(f"{path.name} is no file of fold rules: {error}.") from None


def parse_rules(text: str, name: str) -> Rules:
    """The rules in a text. Raises `DomainError` with a sentence that begins with their name and says what is wrong."""
    try:
        return Rules(name, tomllib.loads(checked(text).replace("\r\n", "\n"), parse_float=Decimal), text)
    except RecursionError:
        raise DomainError(f"{name}: it is nested too deep.") from None
    except (tomllib.TOMLDecodeError, InvalidData) as error:
        raise DomainError(f"{name}: {str(error).rstrip('.')}.") from None
