"""What the user says of stores of one schema, kept as texts in the user's data folder."""

import os
from pathlib import Path

import platformdirs

from inspector.events.errors import StoreError

_APP = "event-timeline-inspector"

RULES = "rules"
"""The folder of fold rules."""


class KeptTexts:
    """One TOML file for each schema, named by its fingerprint, in a folder of that name (`INSPECTOR_DATA_DIR` names
    another place for it). Nothing of a store is kept. Raises `StoreError` where the disk fails it."""

    def __init__(self, folder: str) -> None:
        named = os.environ.get("INSPECTOR_DATA_DIR")
        self._folder = Path(named or platformdirs.user_data_dir(_APP, appauthor=False)) / folder

    def file(self, fingerprint: str) -> Path:
        """Where the text of a schema is kept, if any is."""
        return self._folder / f"{fingerprint}.toml"

    def has(self, fingerprint: str) -> bool:
        """Whether anything is kept for a schema, readable or not; native stores have no fingerprint, and nothing is."""
        return bool(fingerprint) and self.file(fingerprint).exists()

    def text(self, fingerprint: str) -> str | None:
        """What is kept for a schema, None if nothing is."""
        file = self.file(fingerprint)
        try:
            return file.read_text("utf-8") if self.has(fingerprint) else None
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
            raise StoreError(f"{file} cannot be read ({why}); delete it to do without it.") from None

    def keep(self, fingerprint: str, text: str) -> None:
        """Keep a text for a schema, in place of what was kept."""
        file = self.file(fingerprint)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(".part")
            part.write_text(text, encoding="utf-8")
            part.replace(file)
        except OSError as error:
            raise StoreError(f"{file} cannot be written: {error.strerror}; check the folder.") from None

    def forget(self, fingerprint: str) -> bool:
        """Keep nothing; whether there was something."""
        file = self.file(fingerprint)
        try:
            file.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise StoreError(f"{file} cannot be deleted: {error.strerror}; check the folder.") from None
        return True
