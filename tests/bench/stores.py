"""Generated native stores for measurements: seeded, so every run has the same, and cached in the temporary folder."""

import json
import random
import tempfile
import uuid
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from inspector.events.event import Event
from inspector.store.export import write_store

SEED = 20260312
LONG_STREAM = "order-long"
LONG_EVENTS = 10_000
PAYLOAD_BYTES = 140

_TYPES = ("OrderPlaced", "ItemAdded", "ItemRemoved", "AddressChanged", "PaymentAuthorised", "OrderShipped", "NoteAdded")
_START_NS = 1_768_374_000_000_000_000
_VERSION = 1
"""Raise it when the stores would come out different."""


def store(events: int) -> Path:
    """The store with so many events; written when it is asked for the first time."""
    path = Path(tempfile.gettempdir()) / f"inspector-bench-{_VERSION}-{events}.sqlite"
    if not path.exists():
        print(f"writing {path} …", flush=True)
        write_store(path, _events(events))
    return path


def _events(count: int) -> Iterator[Event]:
    """Zipf-distributed streams, one of them with exactly `LONG_EVENTS` spread over the whole store."""
    chance = random.Random(SEED)
    streams = max(10, count // 107)
    weights = list(accumulate(1 / rank for rank in range(1, streams + 1)))
    every = max(1, count // LONG_EVENTS)
    versions = [0] * streams
    names = [f"order-{number}" for number in range(streams)]
    types = chance.choices(_TYPES, weights=(3, 9, 2, 1, 3, 2, 4), k=count)
    picks = chance.choices(range(streams), cum_weights=weights, k=count)
    time_ns = _START_NS
    long = 0
    for position in range(1, count + 1):
        time_ns += int(chance.expovariate(1) * 26e9)
        if position % every == 0 and long < LONG_EVENTS:
            long += 1
            stream, version = LONG_STREAM, long
        else:
            pick = picks[position - 1]
            versions[pick] += 1
            stream, version = names[pick], versions[pick]
        payload = {
            "status": types[position - 1],
            "turn": version,
            "total": position % 99_991,
            "sku": f"A{position % 7}",
        }
        payload["note"] = "x" * (PAYLOAD_BYTES - len(json.dumps(payload, separators=(",", ":"))) - 10)
        id = str(uuid.UUID(int=position))
        yield Event(position, id, stream, version, types[position - 1], time_ns, payload, {"actor": "bench"})
