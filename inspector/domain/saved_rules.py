"""The fold rules that the user keeps, by schema."""

from inspector.domain.rules_file import parse_rules
from inspector.events.errors import DomainError
from inspector.replay.rules.rules import Rules
from inspector.store.kept_texts import RULES, KeptTexts

NAME = "saved rules"


class SavedRules(KeptTexts):
    """Kept texts that are fold rules."""

    def __init__(self) -> None:
        super().__init__(RULES)

    def recall(self, fingerprint: str) -> Rules | None:
        """The rules of a schema. Raises `DomainError` if they are none any more, `StoreError` if they are not read."""
        text = self.text(fingerprint)
        try:
            return None if text is None else parse_rules(text, NAME)
        except DomainError as error:
            raise DomainError(f"{str(error).rstrip('.')}; delete {self.file(fingerprint)} to do without.") from None

    def remember(self, fingerprint: str, text: str) -> None:
        """Keep rules for a schema. Raises `DomainError` if the text is none."""
        parse_rules(text, NAME)
        self.keep(fingerprint, text)
