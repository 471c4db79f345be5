"""The fold rules that the user keeps: for each schema one TOML file, named by the schema's fingerprint."""

import os
from pathlib import Path

import platformdirs

from inspector.domain.rules_file import parse_rules
from inspector.events.errors import DomainError
from inspector.replay.rules.rules import Rules

NAME = "saved rules"
_APP = "event-timeline-inspector"


class SavedRules:
    """In `rules` in the user's data folder (`INSPECTOR_DATA_DIR` names another). Nothing of a store is kept.

    Native stores have no fingerprint, and so none are kept for them.
    """

    def __init__(self) -> None:
        named = os.environ.get("INSPECTOR_DATA_DIR")
        self._folder = Path(named or platformdirs.user_data_dir(_APP, appauthor=False)) / "rules"

    def has(self, fingerprint: str) -> bool:
        """Whether anything is kept for a schema, readable or not."""
        return bool(fingerprint) and self._file(fingerprint).exists()

    def text(self, fingerprint: str) -> str | None:
        """What is kept for a schema, None if nothing is. Raises `DomainError` if it cannot be read."""
        file = self._file(fingerprint)
        try:
            return file.read_text("utf-8") if self.has(fingerprint) else None
        except (OSError, UnicodeDecodeError) as error:
            raise DomainError(f"{file} cannot be read ({error}); delete it to do without these rules.") from None

    def recall(self, fingerprint: str) -> Rules | None:
        """The rules of a schema. Raises `DomainError` if they are none any more."""
        text = self.text(fingerprint)
        try:
            return None if text is None else parse_rules(text, NAME)
        except DomainError as error:
            raise DomainError(f"{str(error).rstrip('.')}; delete {self._file(fingerprint)} to do without.") from None

    def remember(self, fingerprint: str, text: str) -> None:
        """Keep rules for a schema, in place of what was kept. Raises `DomainError` if the text is none."""
        parse_rules(text, NAME)
        file = self._file(fingerprint)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(".part")
            part.write_text(text, encoding="utf-8")
            part.replace(file)
        except OSError as error:
            raise DomainError(f"{file} cannot be written: {error.strerror}; check the folder.") from None

    def forget(self, fingerprint: str) -> bool:
        """Keep none; whether there were any."""
        file = self._file(fingerprint)
        try:
            file.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise DomainError(f"{file} cannot be deleted: {error.strerror}; check the folder.") from None
        return True

    def _file(self, fingerprint: str) -> Path:
        return self._folder / f"{fingerprint}.toml"
