"""Generated native stores for measurements: seeded, so every run has the same, and cached in the temporary folder."""

import os
import random
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import closing
from itertools import accumulate, islice
from pathlib import Path
from typing import TypeAlias

from inspector.store.export import write_store
from inspector.store.schema import TRIGGERS

SEED = 20260312
LONG_STREAM = "order-long"
LONG_EVENTS = 10_000
PAYLOAD_BYTES = 140

_Row: TypeAlias = tuple[int, str, str, int, str, int, str, str]

_TYPES = ("OrderPlaced", "ItemAdded", "ItemRemoved", "AddressChanged", "PaymentAuthorised", "OrderShipped", "NoteAdded")
_START_NS = 1_768_374_000_000_000_000
_METADATA = '{"actor":"bench"}'
_BATCH_ROWS = 50_000
_CACHE_KIB = 4 << 20
_VERSION = 2
"""Raise it when the stores would come out different."""


def store(events: int) -> Path:
    """The store with so many events; written when it is asked for the first time."""
    path = Path(tempfile.gettempdir()) / f"inspector-bench-{_VERSION}-{events}.sqlite"
    if not path.exists():
        print(f"writing {path.name} …", flush=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        write_store(part, ())
        _fill(part, _rows(events))
        part.replace(path)
    return path


def _fill(path: Path, rows: Iterator[_Row]) -> None:
    """Insert without the triggers, which look each row up, and with one index made last: four times as fast."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        (index,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'events_by_stream'").fetchone()
        connection.execute("BEGIN")
        connection.execute("DROP INDEX events_by_stream")
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER {name}")
        while batch := list(islice(rows, _BATCH_ROWS)):
            connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)", batch)
        for statement in (index, *TRIGGERS.values(), "COMMIT", "PRAGMA journal_mode = DELETE"):
            connection.execute(statement)


def _rows(count: int) -> Iterator[_Row]:
    """Zipf-distributed streams, one of them with exactly `LONG_EVENTS` spread over the whole store."""
    chance = random.Random(SEED)
    streams = max(10, count // 107)
    weights = list(accumulate(1 / rank for rank in range(1, streams + 1)))
    every = max(1, count // LONG_EVENTS)
    versions = [0] * streams
    names = [f"order-{number}" for number in range(streams)]
    time_ns = _START_NS
    long = 0
    for start in range(1, count + 1, _BATCH_ROWS):
        positions = range(start, min(start + _BATCH_ROWS, count + 1))
        types = chance.choices(_TYPES, weights=(3, 9, 2, 1, 3, 2, 4), k=len(positions))
        picks = chance.choices(range(streams), cum_weights=weights, k=len(positions))
        for position, type, pick in zip(positions, types, picks, strict=True):
            time_ns += int(chance.expovariate(1) * 26e9)
            if position % every == 0 and long < LONG_EVENTS:
                long += 1
                stream, version = LONG_STREAM, long
            else:
                versions[pick] += 1
                stream, version = names[pick], versions[pick]
            known = f'{{"status":"{type}","turn":{version},"total":{position % 99_991},"sku":"A{position % 7}","note":"'
            payload = f'{known:x<{PAYLOAD_BYTES - 2}}"}}'
            yield position, str(uuid.UUID(int=position)), stream, version, type, time_ns, payload, _METADATA
