"""The producer's own code, loaded in a process of its own interpreter."""

from dataclasses import replace
from typing import Self

import msgspec

from inspector.domain.process import LIMIT_S, DomainProcess, ProcessEnded
from inspector.domain.producer.producer_fold import ProducerFold
from inspector.domain.producer.source import ProducerSource
from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import DomainError


class LoadedProducer:
    """A fold by the producer's aggregates. `close` ends its process.

    source: what was loaded, with the digest of its files as they are now.
    """

    def __init__(self, source: ProducerSource, process: DomainProcess) -> None:
        self.source = source
        self.name = source.name
        self._process = process
        self.fold = ProducerFold(source.name, process)

    @classmethod
    def load(cls, source: ProducerSource, *, limit_s: float = LIMIT_S, cancel: Cancel = NEVER) -> Self:
        """Import the producer's package. Raises `DomainError` with the reason if that fails."""
        process = DomainProcess(source, limit_s=limit_s, codec=msgspec.json)
        try:
            declared = process.start(cancel)
        except ProcessEnded as ended:
            raise DomainError(f"{source.package} could not be loaded by {source.interpreter}: {ended.reason}") from None
        process.guest = replace(source, digest=declared["digest"])  # what it loads if it must start again
        return cls(process.guest, process)

    def close(self) -> None:
        """End the process."""
        self._process.close()
