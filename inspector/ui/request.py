"""What the window is asked to open. No Qt here, so that the command line can make one before Qt is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.store.reading import PLAIN, Reading

if TYPE_CHECKING:
    from inspector.domain.producer.source import ProducerSource


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A file, or none for the welcome page, and how to look at it.

    at: the cursor's position, or the text of a time; the head if None. stream: the scope of the state panel, which
    follows the cursor if None. domain: a Python file or module that the user named, or the producer's own code.
    offer: a file that the user did not name, so that it is loaded only if they agree. reading: how a foreign store is
    read.
    """

    path: Path | None = None
    at: int | str | None = None
    stream: str | None = None
    domain: str | ProducerSource | None = None
    offer: str | None = None
    reading: Reading = PLAIN
    writable: bool = False
