"""The spine of a foreign store is what its rows, read one by one, say: whatever stands in them, however it grows."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from format_files import ODD
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector.events.log import NO_TIME, Growth
from inspector.store import engine, scan
from inspector.store.decoding import iso_time, ticks_time, unix_time
from inspector.store.foreign import Draft
from inspector.store.foreign_log import ForeignLog
from inspector.store.mapping.mapping import Mapping, Place, Time
from inspector.store.reading import PLAIN, Reading
from inspector.store.registry import open_log
from inspector.store.spine_rows import UNTOLD
from inspector.store.time_columns import iso_times, ticks_times, unix_times
from inspector.store.zones import zone_of

TIMES = (
    b"2026-03-12 14:32:11", b"2026-03-12T14:32:11.002003+00:00", b"2026-02-29 00:00:00", b"2024-02-29T23:59:59Z",
    b"1969-12-31T23:59:59.5-05:30", b"2026-03-12T14:32:11,123456789123", b"2026-13-01 00:00:00", b"2026-03-12",
)  # fmt: skip
NAMES = (b"a", b"b", b"order-1", "Größe".encode(), b"App\\Events\\Placed", b"shop:Order.Placed", b"N.A+B, N")
STATES = tuple(b'{"timestamp":{"_type_":"datetime_iso","_data_":"%s"}}' % time for time in TIMES[:5])
METAS = tuple(b'{"created-at":"%s","time":"%s"}' % (time, time) for time in TIMES[:3])
_BLOBS = (b"\xff\xfe", b"\x80\x04K\x06.", b"\x1f\x8b\x08\x00", b"\x78\x9c\x03\x00", b"\x00" * 40)

CELLS = st.one_of(
    st.sampled_from((*TIMES, *NAMES, *STATES, *METAS, 1, 2, 3, 1_741_790_000, 638_774_000_000_000_000)),
    st.sampled_from(ODD),
)
USUAL = {
    "name": st.sampled_from(NAMES), "number": st.integers(0, 9), "time": st.sampled_from(TIMES),
    "state": st.sampled_from(STATES), "meta": st.sampled_from(METAS), "any": CELLS,
    "ticks": st.integers(638_774_000_000_000_000, 638_775_000_000_000_000),
}  # fmt: skip
TABLES: dict[str, tuple[str, str, str, str]] = {
    "act": (
        """CREATE TABLE events (id INTEGER PRIMARY KEY, stream, version, name, data, meta, created);
        CREATE TABLE streams (leased_by)""",
        "events (stream, version, name, created)", "name number name time", "",
    ),
    "emmett": (
        """CREATE TABLE emt_messages (stream_id, stream_position, message_kind, message_data, message_metadata,
        message_type, message_id, is_archived, created, global_position INTEGER PRIMARY KEY)""",
        "emt_messages (stream_id, stream_position, message_type, created)", "name number name time", "",
    ),
    "eventsource-py": (
        """CREATE TABLE events (global_position INTEGER PRIMARY KEY, event_id, aggregate_id, aggregate_type, event_type,
        tenant_id, actor_id, version, timestamp, payload); CREATE TABLE event_outbox (id)""",
        "events (aggregate_id, event_type, version, timestamp)", "name name number time", "",
    ),
    "opencode": (
        "CREATE TABLE event (id, aggregate_id, seq, type, data); CREATE TABLE event_sequence (aggregate_id, seq)",
        "event (id, aggregate_id, seq, type)", "any name number name", "",
    ),
    "spatie": (
        """CREATE TABLE stored_events (id INTEGER PRIMARY KEY, aggregate_uuid, aggregate_version, event_class,
        event_properties, meta_data, created_at)""",
        "stored_events (aggregate_uuid, aggregate_version, event_class, meta_data, created_at)",
        "name number name meta time", "",
    ),
    "cqrs-es": (
        "CREATE TABLE events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata)",
        "events (aggregate_type, aggregate_id, sequence, event_type, metadata)", "name name number name meta", "",
    ),
    "akka.net": (
        """CREATE TABLE event_journal (ordering INTEGER PRIMARY KEY, persistence_id, sequence_nr, is_deleted, manifest,
        timestamp, payload, tags, serializer_id)""",
        "event_journal (persistence_id, sequence_nr, manifest, timestamp)", "name number name ticks", "",
    ),
    "eventsourcing": (
        "CREATE TABLE stored_events (originator_id, originator_version, topic, state)",
        "stored_events (originator_id, originator_version, topic, state)", "name number name state", "",
    ),
    "eventsourcing without rowid": (
        """CREATE TABLE stored_events (originator_id, originator_version, topic, state, n INTEGER AS (1),
        PRIMARY KEY (originator_id, originator_version)) WITHOUT ROWID""",
        "stored_events (originator_id, originator_version, topic, state)", "name number name state", "OR IGNORE",
    ),
}  # fmt: skip
MAPPED = "CREATE TABLE log (id INTEGER PRIMARY KEY, stream, version, kind, at, body, more)"
MAPPINGS = {
    "by row": Mapping(table="log", stream="stream", type="kind", version="version", time="at", payload="body"),
    "without versions": Mapping(table="log", stream="stream", type="kind", time=Time(column="at", unit="iso")),
    "by time": Mapping(table="log", stream="stream", type="kind", version="version", time="at", order="time"),
    "by number": Mapping(table="log", stream=("stream", "more"), type="kind", order=Place(column="version")),
    "named": Mapping(
        table="log",
        stream=Place(column="stream", form="hex"),
        type=Place(column="kind", form="class", words={"a": "A"}),
        time=Time(column="at", unit="ms"),
    ),
    "constant": Mapping(table="log", stream="stream", type=Place(constant="it"), time=Time(column="at", zone="local")),
}


def filled(path: Path, name: str, rows: Sequence[Sequence[Any]]) -> None:
    schema, columns, _, how = TABLES.get(name, (MAPPED, "log (stream, version, kind, at, more)", "", ""))
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.executescript(schema.replace("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS "))
        for row in rows:
            # What a reader sees as bytes may be text or a blob.
            marks = ", ".join(
                "CAST(? AS TEXT)" if isinstance(cell, bytes) and cell not in _BLOBS else "?" for cell in row
            )
            sqlite.execute(f"INSERT {how} INTO {columns} VALUES ({marks})", tuple(row))
        sqlite.commit()


def told(log: ForeignLog) -> list[tuple[Any, ...]]:
    """Position, time, type, stream and version of each event, as the log's columns and its spine tell them."""
    columns = list(log.columns())
    rows = log._spine.rows
    return [
        (position, time, chunk.names.types.names[type], chunk.names.streams.names[stream], version)
        for chunk, versions in zip(columns, _cut(rows.versions.tolist(), columns), strict=True)
        for position, time, type, stream, version in zip(
            chunk.positions.tolist(), chunk.times.tolist(), chunk.types, chunk.streams, versions, strict=True
        )
    ]


def _cut(values: list[int], chunks: Sequence[Any]) -> Iterator[list[int]]:
    start = 0
    for chunk in chunks:
        yield values[start : start + len(chunk.positions)]
        start += len(chunk.positions)


def naive(log: ForeignLog) -> list[tuple[Any, ...]]:
    """The same, of every row as its format reads it by itself."""
    keys, found = log._drafts.after(None, 10**6, heavy=False)
    events = [(key, draft) for key, drafts in zip(keys, found, strict=True) for draft in drafts]
    if log._table.by_time:
        events.sort(key=lambda event: _place(event[1]))
    counts: dict[str, int] = {}
    rows = []
    for at, (key, draft) in enumerate(events, 1):
        counts[draft.stream] = counts.get(draft.stream, log._table.base - 1) + 1
        version = counts[draft.stream] if draft.version in (None, UNTOLD) else draft.version
        time_ns = NO_TIME if draft.time_ns is None else draft.time_ns
        rows.append((key[0] if log._own_keys else at, time_ns, draft.type, draft.stream, version))
    return rows


def _place(draft: Draft) -> tuple[Any, ...]:
    return draft.rank, NO_TIME if draft.time_ns is None else draft.time_ns, draft.stream, draft.version or 0


def opened(path: Path, name: str) -> ForeignLog:
    log = open_log(path, Reading(mapping=MAPPINGS[name]) if name in MAPPINGS else PLAIN)
    assert isinstance(log, ForeignLog)
    return log


@pytest.mark.parametrize("name", [*TABLES, *MAPPINGS])
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_spine_is_what_rows_say_one_by_one(name: str, tmp_path: Path, data: st.DataObject) -> None:
    kinds = TABLES[name][2].split() if name in TABLES else ["name", "number", "name", "time", "any"]
    usual = st.tuples(*(USUAL[kind] for kind in kinds))
    odd = st.tuples(*(st.one_of(USUAL[kind], CELLS) for kind in kinds))
    path = tmp_path / "x.sqlite"
    path.unlink(missing_ok=True)
    filled(path, name, data.draw(st.lists(usual, min_size=1, max_size=12)))
    with closing(opened(path, name)) as log:
        assert told(log) == naive(log)
        filled(path, name, data.draw(st.lists(st.one_of(usual, odd), max_size=8)))
        growth = log.poll()
        if growth is not Growth.REWRITTEN:
            assert told(log) == naive(log)
    with closing(opened(path, name)) as again:
        assert told(again) == naive(again)
        assert [(event.position, event.type, event.stream, event.version) for event in again.read()] == [
            (position, type, stream, version) for position, _, type, stream, version in naive(again)
        ]


def test_many_rows_with_holes_are_read_in_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_BULK_ROWS", 64)
    path = tmp_path / "x.sqlite"
    filled(path, "emmett", [(b"s%d" % (n % 7), n, b"T", TIMES[n % 2]) for n in range(1000)])
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute("DELETE FROM emt_messages WHERE global_position % 3 = 0 OR global_position BETWEEN 200 AND 700")
        sqlite.commit()
    with closing(opened(path, "emmett")) as log:
        assert told(log) == naive(log)
        assert isinstance(log._spine.rows.keys, np.ndarray)


def test_rows_that_are_too_large_for_one_value_are_read_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = engine._sqlite

    def limited(target: Path, query: str) -> sqlite3.Connection:
        sqlite = connect(target, query)
        sqlite.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 50_000)
        return sqlite

    monkeypatch.setattr(engine, "_sqlite", limited)
    path = tmp_path / "x.sqlite"
    filled(path, "emmett", [(b"s" * 1000, n, b"T", TIMES[0]) for n in range(100)])
    with closing(opened(path, "emmett")) as log:
        assert told(log) == naive(log)
        assert len(log._spine.rows.positions) == 100


def test_times_by_column_are_those_of_each_cell() -> None:
    values: list[Any] = [*TIMES, *ODD, *(time.decode() for time in TIMES), 1_741_790_000, None, " 2026-03-12 14:32:11"]
    for zone in map(zone_of, ("UTC", "local", "Europe/Berlin")):
        for _, cells in groupby(sorted(values * 2, key=lambda cell: (str(type(cell)), len(str(cell)))), key=type):
            some = list(cells)
            assert iso_times(some, zone).tolist() == [_or_none(iso_time(cell, zone)) for cell in some]
        assert iso_times(values, zone).tolist() == [_or_none(iso_time(cell, zone)) for cell in values]
    numbers = [0, -1, 2**63 - 1, -(2**63), 638_774_000_000_000_000, 1_741_790_000]
    for some in (values, numbers, numbers[4:], [5]):
        assert ticks_times(some).tolist() == [_or_none(ticks_time(cell)) for cell in some]
        for unit in (1, 1000, 10**9):
            assert unix_times(some, unit).tolist() == [_or_none(unix_time(cell, unit)) for cell in some]


def _or_none(time_ns: int | None) -> int:
    return NO_TIME if time_ns is None else time_ns
