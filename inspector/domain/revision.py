"""A file as it was at a git revision, with what lies beside it, for as long as it is needed."""

import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inspector.events.errors import DomainError


@contextmanager
def at_revision(file: Path, revision: str) -> Iterator[Path]:
    """The file as it was committed, in a folder of its own, which is gone afterwards.

    Its folder is taken whole, since a domain imports from its siblings. Raises `DomainError` if there is no git, no
    such revision, or no such file in it.
    """
    folder = file.resolve().parent
    commit = _git(folder, f"{revision!r} is no revision of {file.name}", "rev-parse", "--verify", "--quiet",
                  "--end-of-options", f"{revision}^{{commit}}").decode().strip()  # fmt: skip
    # Run in a folder below the top, it packs that folder alone.
    packed = _git(folder, f"{revision} has no folder of {file.name}", "archive", "--format=tar", commit)
    with tempfile.TemporaryDirectory(prefix="inspector-revision-") as place:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(place, filter="data")
        found = Path(place) / file.name
        if not found.is_file():
            raise DomainError(f"{revision} has no {file.name}; name a revision that has it.")
        yield found


def _git(folder: Path, otherwise: str, *words: str) -> bytes:
    """What git prints. `otherwise` says what it means that it fails."""
    git = shutil.which("git")
    if git is None:
        raise DomainError("There is no git to take the other revision from; name a file in its place.")
    done = subprocess.run([git, "-C", str(folder), *words], capture_output=True, check=False)  # noqa: S603  no shell
    if done.returncode != 0:
        raise DomainError(f"{otherwise}; name one that git knows, or a file.")
    return done.stdout
