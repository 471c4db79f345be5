"""What the user named as the producer's own code."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from inspector.events.errors import DomainError
from inspector.store import child

_SCRIPT = Path(__file__).with_name("script.py")
_PYTHONS = ("bin/python", "Scripts/python.exe")
"""Where an environment has its interpreter."""


@dataclass(frozen=True, slots=True)
class ProducerSource:
    """An application's package or module, and the interpreter that can import it; nothing of it has been run.

    application: the name of the application's class in that module, for the transcodings that it registers; empty for
    those of the library. interpreter: an absolute path. folder: where the package lies, first on the interpreter's
    path; empty where it is installed. digest: the SHA-256 of the package's Python files that the user agreed to;
    empty for whatever is there.
    """

    package: str
    application: str = ""
    interpreter: str = sys.executable
    folder: str = ""
    digest: str = ""

    @classmethod
    def of(cls, named: str, interpreter: str = "", folder: str = "") -> "ProducerSource":
        """Look at what the user named, without running it.

        named: `package`, `package.module`, or a path to either; with `:Application` after it. interpreter: a path to
        Python or to its environment, our own if empty. Raises `DomainError` with what is wrong.
        """
        package, colon, application = named.strip().rpartition(":")
        if not colon or os.sep in application:  # a colon in a path
            package, application = named.strip(), ""
        path = Path(package).expanduser()
        if path.suffix == ".py" or os.sep in package:
            package, folder = _importable(path)
        if not package or not all(part.isidentifier() for part in package.split(".")):
            raise DomainError(f"{named!r} names no package; write it as shop or shop.application:Shop, or as a path.")
        if colon and application and not application.isidentifier():
            raise DomainError(f"{application!r} is no name of an application's class.")
        if folder and not Path(folder).expanduser().is_dir():
            raise DomainError(f"There is no folder {folder}; name the one in which {package} lies.")
        where = str(Path(folder).expanduser().resolve()) if folder else ""
        return cls(package, application, _interpreter(interpreter), where)

    @property
    def name(self) -> str:
        """What it is shown as."""
        return f"{self.package}:{self.application}" if self.application else self.package

    @property
    def root(self) -> str:
        """The package of which alone anything is imported because a store names it."""
        above = self.package.rpartition(".")[0]
        return above if self.application and above else self.package

    def start(self, place: str) -> subprocess.Popen[bytes]:
        """The process that can load it. Raises `DomainError` if there is no such interpreter."""
        # No application that their modules make may open a database of theirs.
        kept = {key: value for key, value in os.environ.items() if not key.endswith("_PERSISTENCE_MODULE")}
        environment = {**kept, "PERSISTENCE_MODULE": "eventsourcing.popo", "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            return child.run([self.interpreter, str(_SCRIPT), place], environment)
        except OSError as error:
            raise DomainError(f"{self.interpreter} cannot be started: {error.strerror}; name a Python.") from None

    def loading(self) -> tuple[str, ...]:
        """What that process must know to load it."""
        return self.package, self.application, self.root, self.folder, self.digest


def _importable(path: Path) -> tuple[str, str]:
    """The dotted name of a module or package by its path, and the folder from which it has that name."""
    if not path.exists():
        raise DomainError(f"There is no {path}; name the application's package.")
    path = path.resolve()
    parts = [path.stem if path.is_file() else path.name]
    above = path.parent
    while (above / "__init__.py").exists():
        parts.insert(0, above.name)
        above = above.parent
    return ".".join(parts), str(above)


def _interpreter(named: str) -> str:
    """An absolute path; a link is not followed, as an environment is found by where its own link lies."""
    if not named.strip():
        return sys.executable
    path = Path(named.strip()).expanduser().absolute()
    if path.is_dir():
        path = next((path / python for python in _PYTHONS if (path / python).exists()), path)
    if not path.is_file() or not os.access(path, os.X_OK):
        raise DomainError(f"There is no interpreter {path}; name the python of the application's environment.")
    return str(path)
