"""A mapping as TOML, in and out."""

import os
from pathlib import Path
from typing import Any

import msgspec

from inspector.events.errors import InvalidData
from inspector.events.toml_text import checked
from inspector.store.mapping.mapping import Mapping


def dumps(mapping: Mapping) -> str:
    """The mapping as TOML; what has its usual value is left out."""
    return msgspec.toml.encode(mapping).decode()


def to_builtins(mapping: Mapping) -> dict[str, Any]:
    """The mapping as JSON has it, as it stands in TOML."""
    found: dict[str, Any] = msgspec.to_builtins(mapping)
    return found


def loads(text: str | bytes, named: str) -> Mapping:
    """The mapping in a TOML text, `named` being where it is from.

    Raises `InvalidData` with a sentence that says what is wrong, and where.
    """
    try:
        return msgspec.toml.decode(checked(text), type=Mapping)
    except RecursionError:
        raise InvalidData(f"{named} is no mapping: it is nested too deep.") from None
    except (msgspec.DecodeError, InvalidData) as error:
        words = str(error).replace(" - at `$.", " at `").replace("Object", "It").rstrip(".")
        raise InvalidData(f"{named} is no mapping: {words}.") from None


def load(path: str | os.PathLike[str]) -> Mapping:
    """The mapping in a file. Raises `InvalidData`."""
    place = Path(path)
    try:
        raw = place.read_bytes()
    except FileNotFoundError:
        raise InvalidData(f"There is no file {place}; check the path.") from None
    except OSError as error:
        raise InvalidData(f"{place} cannot be read: {error.strerror}; check the path and its permissions.") from None
    return loads(raw, place.name)
