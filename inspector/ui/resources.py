"""Files that ship with the program: `inspector/resources` in an installed wheel, `resources` in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def path(name: str) -> Path:
    """The path of a shipped resource, for example `fonts/Inter-Regular.otf`.

    Raises `FileNotFoundError` if it does not ship: that is a packaging bug, not the user's doing.
    """
    for root in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        found = root / name
        if found.exists():
            return found
    raise FileNotFoundError(f"the program's resource {name} is missing")
