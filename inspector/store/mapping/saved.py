"""The mappings that the user keeps, by schema."""

from inspector.events.errors import InvalidData
from inspector.store.kept_texts import KeptTexts
from inspector.store.mapping import toml
from inspector.store.mapping.mapping import Mapping


class SavedMappings(KeptTexts):
    """Kept texts that are mappings."""

    def __init__(self) -> None:
        super().__init__("mappings")

    def recall(self, fingerprint: str) -> Mapping | None:
        """The mapping of a schema. Raises `InvalidData` if it is none any more, `StoreError` if it is not read."""
        text, file = self.text(fingerprint), self.file(fingerprint)
        try:
            return None if text is None else toml.loads(text, file.name)
        except InvalidData as error:
            raise InvalidData(f"{str(error).rstrip('.')}; delete {file} to do without it.") from None

    def remember(self, fingerprint: str, mapping: Mapping) -> None:
        """Keep the mapping of a schema."""
        self.keep(fingerprint, toml.dumps(mapping))
