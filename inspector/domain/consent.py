"""Which domain the user wants loaded with which store without being asked again."""

import os
from pathlib import Path
from typing import TypeAlias

import msgspec
import platformdirs

from inspector.domain.producer.source import ProducerSource
from inspector.domain.rules_file import is_rules
from inspector.domain.source import DomainSource
from inspector.events.errors import DomainError, InspectorError

_APP = "event-timeline-inspector"

_Kept: TypeAlias = tuple[str, str] | ProducerSource
"""A file and its digest, or a producer's code with its own."""


class Consents:
    """The remembered consents, in a JSON file in the user's data folder (`INSPECTOR_DATA_DIR` names another).

    A consent is for one store and for the very bytes of one file, or of the Python files of a producer's package: it is
    void once they have changed.
    """

    def __init__(self, folder: Path | None = None) -> None:
        named = os.environ.get("INSPECTOR_DATA_DIR")
        self._file = (folder or Path(named or platformdirs.user_data_dir(_APP, appauthor=False))) / "consents.json"

    def remember(self, store: Path, source: DomainSource | ProducerSource) -> None:
        """Load this with that store from now on. Modules have no bytes to consent to and are not remembered."""
        if not source.digest:
            raise DomainError(f"{source.name} is a module; only a domain in a file can be remembered.")
        known = self._read()
        known[str(store.resolve())] = source if isinstance(source, ProducerSource) else (source.named, source.digest)
        self._write(known)

    def forget(self, store: Path) -> None:
        """Ask again."""
        known = self._read()
        if known.pop(str(store.resolve()), None) is not None:
            self._write(known)

    def recall(self, store: Path) -> DomainSource | ProducerSource | None:
        """What to load with a store, or None if there is no consent or the file has changed since.

        Fold rules may have changed: nothing in them is executed. Whether a producer's package has is found out by its
        own interpreter, before it is imported.
        """
        found = self._read().get(str(store.resolve()))
        if found is None or isinstance(found, ProducerSource):
            return found
        source = DomainSource(*found)
        try:
            return None if source.changed and not is_rules(source.named) else source
        except DomainError:  # it is there and cannot be read, so nobody knows what is in it
            return None

    def _read(self) -> dict[str, _Kept]:
        if not self._file.exists():
            return {}
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, _Kept])
        except (OSError, msgspec.DecodeError) as error:
            raise InspectorError(f"{self._file} cannot be read ({error}); delete it to be asked anew.") from None

    def _write(self, known: dict[str, _Kept]) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part = self._file.with_suffix(".part")
            part.write_bytes(msgspec.json.format(msgspec.json.encode(known)))
            part.replace(self._file)
        except OSError as error:
            raise InspectorError(f"{self._file} cannot be written: {error.strerror}.") from None
