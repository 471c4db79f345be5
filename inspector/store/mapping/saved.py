"""The mappings that the user keeps: for each schema one, a TOML file named by the schema's fingerprint."""

import os
from pathlib import Path

import platformdirs

from inspector.events.errors import InvalidData, StoreError
from inspector.store.mapping import toml
from inspector.store.mapping.mapping import Mapping

_APP = "event-timeline-inspector"


class SavedMappings:
    """In `mappings` in the user's data folder (`INSPECTOR_DATA_DIR` names another). Nothing of a store is kept."""

    def __init__(self) -> None:
        named = os.environ.get("INSPECTOR_DATA_DIR")
        self._folder = Path(named or platformdirs.user_data_dir(_APP, appauthor=False)) / "mappings"

    def recall(self, fingerprint: str) -> Mapping | None:
        """The mapping of a schema, None if none is kept. Raises `InvalidData` if it cannot be read any more."""
        file = self._file(fingerprint)
        try:
            return toml.load(file) if file.exists() else None
        except OSError as error:
            raise InvalidData(f"{file} cannot be read: {error.strerror}; check its permissions.") from None
        except InvalidData as error:
            raise InvalidData(f"{str(error).rstrip('.')}; delete {file} to do without it.") from None

    def remember(self, fingerprint: str, mapping: Mapping) -> None:
        """Keep the mapping of a schema, in place of what was kept. Raises `StoreError` if it cannot be written."""
        file = self._file(fingerprint)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(".part")
            part.write_text(toml.dumps(mapping), encoding="utf-8")
            part.replace(file)
        except OSError as error:
            raise StoreError(f"{file} cannot be written: {error.strerror}.") from None

    def forget(self, fingerprint: str) -> bool:
        """Keep none; whether there was one."""
        file = self._file(fingerprint)
        try:
            file.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StoreError(f"{file} cannot be deleted: {error.strerror}.") from None
        return True

    def _file(self, fingerprint: str) -> Path:
        return self._folder / f"{fingerprint}.toml"
