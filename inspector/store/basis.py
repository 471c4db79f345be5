"""Whether a store is still what a writer had seen of it."""

from pathlib import Path

from inspector.events.errors import Conflict
from inspector.events.log import Basis


def check_basis(path: Path, expected: Basis | None, found: Basis) -> None:
    """Raise `Conflict` if a store has moved past what was expected, if anything was."""
    if expected is not None and expected != found:
        raise Conflict(
            f"{path.name} has moved on: expected last position {expected.position} and last operation "
            f"{expected.operation}, found {found.position} and {found.operation}; nothing was written. Look again and "
            "repeat."
        )
