"""Copying rows of the event list, few at once and many as a job."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from inspector.events.as_json import event_json
from inspector.events.errors import InspectorError, InvalidData
from inspector.events.event import Event
from inspector.events.json_value import encode
from inspector.events.operation import Ledger
from inspector.ui import text
from inspector.ui.event_list import line
from inspector.ui.jobs import Job
from inspector.ui.session import Session

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MOST_ROWS = 1_000_000
MOST_BYTES = 128_000_000
"""What other programs still take from a clipboard; beyond that `events --json` is the tool."""
_AT_ONCE = 256
_PAGE = 512


class Copying(QObject):
    """Puts rows on the clipboard: whole events, read off the GUI thread where they are not here. GUI thread only."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def copy(self, positions: npt.NDArray[np.int64], *, as_json: bool) -> None:
        """Copy the events at these positions, in this order: as columns of text, or as JSON lines."""
        session, count = self._session, len(positions)
        if count > MOST_ROWS:
            session.failed.emit(_too_much(count))
            return
        some = [session.event_at(int(position)) for position in positions[:_AT_ONCE]]
        here = [event for event in some if event is not None]
        ledger = session.ledger
        if len(here) == count:
            self.put("\n".join(_line(event, ledger, as_json) for event in here))
            return
        session.jobs.copies.submit(
            lambda job: "\n".join(self._read(positions, ledger, as_json, job)), self.put, self._fail, label="Copying"
        )

    def put(self, words: str) -> None:
        """Put text on the clipboard."""
        QApplication.clipboard().setText(words)

    def _read(self, positions: npt.NDArray[np.int64], ledger: Ledger, as_json: bool, job: Job) -> Iterator[str]:
        log, size = self._session.workspace.reader(), 0
        try:
            for start in range(0, len(positions), _PAGE):
                job.check()
                job.report(start, len(positions))
                for event in log.page(positions[start : start + _PAGE].tolist()):
                    words = _line(event, ledger, as_json)
                    size += len(words)
                    if size > MOST_BYTES:
                        raise InvalidData(_too_much(len(positions)))
                    yield words
        finally:
            log.close()

    def _fail(self, error: InspectorError) -> None:
        self._session.fail(error)


def _line(event: Event, ledger: Ledger, as_json: bool) -> str:
    if as_json:
        return encode(event_json(event, effective=not ledger.ignores(event.position, event.stream))).decode()
    return "\t".join(line.texts(event.position, event.stream, event.type, event.time_ns, event))


def _too_much(count: int) -> str:
    return (
        f"{text.counted(count, 'event')} are more than a clipboard holds, so nothing was copied; "
        "`inspector events --json` prints them into a file."
    )
