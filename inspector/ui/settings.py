"""What the window remembers between starts: recent files, zones, geometry, layout, theme. An INI file."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

from inspector.events.errors import InvalidData

APP = "event-timeline-inspector"
RECENT_LIMIT = 12
_FOLDER = "INSPECTOR_CONFIG_DIR"


def config_dir() -> Path:
    """The folder of the settings file; `INSPECTOR_CONFIG_DIR` overrides the system's choice."""
    chosen = os.environ.get(_FOLDER)
    return Path(chosen) if chosen else Path(platformdirs.user_config_dir(APP, appauthor=False))


@contextmanager
def apart() -> Iterator[None]:
    """Settings of their own for a while, empty at first and gone afterwards; the user's stay as they are."""
    before = os.environ.get(_FOLDER)
    with tempfile.TemporaryDirectory(prefix="inspector-settings-") as folder:
        os.environ[_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[_FOLDER]
            if before is not None:
                os.environ[_FOLDER] = before


def values() -> QSettings:
    """The settings file itself; panes keep theirs under their object name, as in `eventList/columns`."""
    return QSettings(str(config_dir() / "window.ini"), QSettings.Format.IniFormat)


def read_bytes(key: str) -> QByteArray:
    """A stored geometry or layout, empty when there is none."""
    value = values().value(key)
    return value if isinstance(value, QByteArray) else QByteArray()


def read_text(key: str, default: str = "") -> str:
    """A stored text."""
    value = values().value(key)
    return value if isinstance(value, str) else default


def write(key: str, value: QByteArray | str) -> None:
    """Store a value at once."""
    store = values()
    store.setValue(key, value)
    store.sync()


def recent_files() -> list[Path]:
    """The files opened last, newest first; some may be gone."""
    stored = values().value("recent")
    # An INI list of one element comes back as a plain string.
    names = [stored] if isinstance(stored, str) else list(stored) if isinstance(stored, list) else []
    return [Path(name) for name in names if name]


def remember_file(path: Path) -> None:
    """Put a file first among the recent ones."""
    path = path.absolute()
    _write_recent([path, *(other for other in recent_files() if other != path)][:RECENT_LIMIT])


def remember_zone(path: Path, zone: str) -> None:
    """Read times without a zone of that file in this one from now on."""
    write(_zone_key(path), zone)


def forget_zone(path: Path) -> None:
    """Read times without a zone of that file in the zone that its format or its mapping says."""
    values().remove(_zone_key(path))


def remembered_zone(path: Path) -> str | None:
    """The zone that was chosen for a file; None if none was, or if this computer knows none of that name."""
    zone = read_text(_zone_key(path))
    if not zone:
        return None
    from inspector.store.zones import zone_of  # noqa: PLC0415  the zones' tables, for the few files that need one

    try:
        zone_of(zone)
    except InvalidData:
        return None
    return zone


def _zone_key(path: Path) -> str:
    import hashlib  # noqa: PLC0415  it loads OpenSSL

    # A path in a key would be cut at its slashes.
    return f"zones/{hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:16]}"


def _write_recent(paths: list[Path]) -> None:
    store = values()
    store.setValue("recent", [str(path) for path in paths])
    store.sync()
