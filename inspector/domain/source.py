"""What the user named as a domain: a Python file or a module."""

import hashlib
import importlib.util
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from inspector.events.errors import DomainError
from inspector.store import child


@dataclass(frozen=True, slots=True)
class DomainSource:
    """A file by its absolute path, or a module by its dotted name (then `digest` is empty).

    digest: the SHA-256 of the file's bytes, in hex, as they were when it was named.
    """

    named: str
    digest: str

    @classmethod
    def of(cls, named: str | os.PathLike[str]) -> "DomainSource":
        """Look at what the user named, without running it. Raises `DomainError` if there is no such thing."""
        text = os.fspath(named)
        path = Path(text)
        if path.is_dir():
            raise DomainError(f"{path} is a folder; name the Python file that declares the domain.")
        if path.exists():
            return cls(str(path.resolve()), _digest(path.resolve()))
        if text.endswith(".py") or os.sep in text:
            raise DomainError(f"There is no file {path}; name the Python file that declares the domain.")
        if not all(part.isidentifier() for part in text.split(".")) or _absent(text.partition(".")[0]):
            raise DomainError(f"{text!r} is neither a Python file nor an installed module.")
        return cls(text, "")

    @property
    def name(self) -> str:
        """What it is shown as: the file's name, or the module's."""
        return Path(self.named).name if self.digest else self.named

    @property
    def changed(self) -> bool:
        """Whether the file on disk is another than the one that was named, or gone."""
        return bool(self.digest) and (not Path(self.named).is_file() or _digest(Path(self.named)) != self.digest)

    def start(self, place: str) -> subprocess.Popen[bytes]:
        """The process that can load it."""
        return child.start("inspector.domain.worker", place)

    def loading(self) -> tuple[str, ...]:
        """What that process must know to load it."""
        return self.named, self.digest


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DomainError(f"{path} cannot be read: {error.strerror}; check its permissions.") from None


def _absent(package: str) -> bool:
    return importlib.util.find_spec(package) is None
