"""One open file: its log, and the ledger of the same moment."""

from dataclasses import replace
from pathlib import Path
from typing import cast

from inspector.events.errors import Refused
from inspector.events.log import Basis, Capability, EventLog, PhysicalLog, StoreFacts, WritableLog
from inspector.events.operation import Ledger
from inspector.store.reading import Reading
from inspector.store.registry import open_log
from inspector.workspace.moments import last_effective


class OpenStore:
    """A file that is held open, read-only or for writing. Not locked: the `Workspace` over it is.

    reading: how it was opened, and will be again. ledger: the operation log as last read; `catch_up` after anything was
    written. trouble: why the rules that the user keeps for such stores are not used, empty if they are or there are
    none.
    """

    def __init__(self, path: Path, log: EventLog, reading: Reading) -> None:
        self.path = path
        self.log = log
        self.reading = reading
        self.ledger = _ledger(log)
        self.trouble = ""

    @property
    def facts(self) -> StoreFacts:
        """What the format says of the file, and what is in trouble."""
        facts = self.log.facts
        if not self.trouble:
            return facts
        both = " ".join(filter(None, (facts.trouble, self.trouble)))
        return replace(facts, trouble=both, notes=(self.trouble, *facts.notes))

    @property
    def writable(self) -> bool:
        """Whether writing is switched on."""
        return Capability.CUT in self.log.capabilities

    @property
    def physical(self) -> PhysicalLog | None:
        """The log, where rollbacks move events away."""
        return cast("PhysicalLog", self.log) if self.log.facts.physical else None

    @property
    def last(self) -> int:
        """The last written position, ignored events counted."""
        return self.log.last_position()

    @property
    def head(self) -> int:
        """The last effective position."""
        return last_effective(self.log, self.ledger, self.last)

    @property
    def basis(self) -> Basis:
        """What a write that is decided now must find unchanged."""
        return Basis(self.last, self.ledger.last_number)

    def writer(self) -> WritableLog:
        """The log to write to. Raises `Refused` if the file is open read-only."""
        if not self.writable:
            raise Refused(f"{self.path.name} is open read-only; switch writing on first.")
        return cast("WritableLog", self.log)

    def reader(self) -> EventLog:
        """A further, independent read connection."""
        return self.log.reader()

    def catch_up(self) -> None:
        """Take over the operations that were recorded since."""
        self.ledger = self.ledger.extended(self.log.operations(self.ledger.last_number))

    def reopen(self, *, writable: bool) -> None:
        """Open the file anew and read everything again; if that fails, what was open stays open."""
        log = open_log(self.path, self.reading, writable=writable)
        self.log.close()
        self.log = log
        self.ledger = _ledger(log)

    def close(self) -> None:
        """Release the file."""
        self.log.close()


def _ledger(log: EventLog) -> Ledger:
    return Ledger(log.operations(), physical=log.facts.physical)
