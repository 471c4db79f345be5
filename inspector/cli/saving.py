"""The files that a verb writes for the user, to be edited."""

from pathlib import Path

from inspector.cli.output import warn
from inspector.events.errors import InvalidData


def save(path: Path, text: str, what: str) -> None:
    """Write a new file and say so. Raises `InvalidData` if there is one already."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InvalidData(f"{path} exists already; name a new file.") from None
    warn(f"Wrote {what} to {path}.")
