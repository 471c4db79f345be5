"""What a window shows, held against plain SQL and plain folds that share no code with it."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from inspector.events.json_value import encode
from inspector.events.log import NO_TIME
from inspector.ui.session import Session
from inspector.ui.timeline.scene import Scene
from inspector.ui.timeline.timescale import Span
from inspector.workspace.frame import Frame

_CHUNK_ROWS = 500_000
_LANES = 12


class Naive:
    """One store, asked by a connection of its own. What it cannot agree to raises `AssertionError` with both sides."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._compared = 0
        self._streams: dict[int, str] = {}

    def check(self, session: Session, scene: Scene, span: Span, rows: int, shown: Frame | None) -> None:
        """Compare rows of the list, columns of the index, density in view, and the state at the cursor."""
        with closing(sqlite3.connect(f"{self._path.as_uri()}?mode=ro", uri=True)) as sqlite:
            self._check_columns(sqlite, session)
            self._check_list(sqlite, session, rows)
            self._check_density(sqlite, scene, span)
            if shown is not None and shown.stream is not None:
                self._check_state(sqlite, session, shown)

    def _check_columns(self, sqlite: sqlite3.Connection, session: Session) -> None:
        """Those that were compared before never change, so only what has been added since is."""
        index = session.index
        (count, last) = sqlite.execute("SELECT count(*), coalesce(max(position), 0) FROM events").fetchone()
        assert (len(index), session.last) == (count, last), (len(index), session.last, count, last)
        rows = sqlite.execute(
            "SELECT position, time_ns, type, stream FROM events WHERE position > ? ORDER BY position",
            (int(index.positions[self._compared - 1]) if self._compared else 0,),
        )
        types, streams = index.type_names, index.stream_names
        while chunk := rows.fetchmany(_CHUNK_ROWS):
            part = slice(self._compared, self._compared + len(chunk))
            positions, times, type_names, stream_names = zip(*chunk, strict=True)
            assert np.array_equal(index.positions[part], np.array(positions))
            assert np.array_equal(index.times[part], [NO_TIME if time is None else time for time in times])
            assert [types[code] for code in index.types[part].tolist()] == list(type_names)
            assert [streams[code] for code in index.streams[part].tolist()] == list(stream_names)
            self._compared += len(chunk)
        assert self._compared == count

    def _check_list(self, sqlite: sqlite3.Connection, session: Session, rows: int) -> None:
        where = session.filter
        if not (where.stream or where.type):
            (count,) = sqlite.execute("SELECT count(*) FROM events").fetchone()
            assert rows == count, (rows, count)
            return
        found = sqlite.execute(
            "SELECT position FROM events WHERE stream GLOB ? AND type GLOB ? ORDER BY position",
            (where.stream or "*", where.type or "*"),
        )
        positions = [position for (position,) in found]
        assert session.filtered is not None
        assert session.filtered.tolist() == positions
        assert rows == len(positions)

    def _check_density(self, sqlite: sqlite3.Connection, scene: Scene, span: Span) -> None:
        """The counts of all lanes together, and of those with the most events one by one."""
        within, ends = "time_ns >= ? AND time_ns < ?", (span.start, span.end)
        counts = scene.lane_counts(span)
        (whole,) = sqlite.execute(f"SELECT count(*) FROM events WHERE {within}", ends).fetchone()
        assert int(counts.sum()) == whole, (int(counts.sum()), whole)
        for lane in np.argsort(counts)[::-1][:_LANES].tolist():
            name = scene.names[lane]
            (count,) = sqlite.execute(
                f"SELECT count(*) FROM events WHERE stream = ? AND {within}", (name, *ends)
            ).fetchone()
            assert int(counts[lane]) == count, (name, int(counts[lane]), count)

    def _check_state(self, sqlite: sqlite3.Connection, session: Session, shown: Frame) -> None:
        assert shown.position == session.cursor
        spans = _ignored(sqlite.execute("SELECT number, kind, stream, after, upto, subject FROM operations").fetchall())
        payloads = sqlite.execute(
            "SELECT position, payload FROM events WHERE stream = ? AND position <= ? ORDER BY position",
            (shown.stream, shown.position),
        )
        state: Any = {}
        for position, payload in payloads:
            if not any(after < position <= upto and of in (None, shown.stream) for of, after, upto in spans):
                state = _merged(state, json.loads(payload))
        assert json.loads(encode(shown.state)) == state, (shown.stream, shown.position)


def _ignored(rows: Iterable[Sequence[Any]]) -> list[tuple[str | None, int, int]]:
    """What rollbacks that stand, and appends that do not, ignore."""
    rows = list(rows)
    undone: set[int] = set()
    for _, kind, *_rest, subject in rows:
        if kind == "undo":
            undone.add(subject)
        elif kind == "redo":
            undone.discard(subject)
    return [
        (stream, after, upto)
        for number, kind, stream, after, upto, _ in rows
        if (kind == "rollback" and number not in undone) or (kind == "append" and number in undone)
    ]


def _merged(state: Any, patch: Any) -> Any:
    """A merge patch, as RFC 7396 writes it down."""
    if not isinstance(patch, dict):
        return patch
    state = dict(state) if isinstance(state, dict) else {}
    for key, value in patch.items():
        if value is None:
            state.pop(key, None)
        else:
            state[key] = _merged(state.get(key), value)
    return state
