"""The narrow columns of a native store, kept in the cache folder: the next opening takes milliseconds.

They stay true as long as the store is what it says it is. Its triggers refuse to change or delete an event, and taking
these out changes the schema's cookie, as a VACUUM does. So the same file with the same cookie holds the same first
events, unless another file was written over it; that is told by some of its rows, the first and the last among them.
(In WAL mode the header's change counter does not move.)
"""

import hashlib
from functools import partial

import msgspec
import numpy as np

from inspector.events.cancel import Cancel
from inspector.events.errors import StoreError
from inspector.events.log import NO_TIME, IndexColumns, KeptColumns, TimeOrder
from inspector.events.names import Names
from inspector.store.cache import Arrays, Cache, Kept, Key, Texts
from inspector.store.reader import Reader
from inspector.store.rows import to_text

KEPT_EVENTS = 100_000
"""So many that are not kept yet are worth keeping; fewer are read in a tenth of a second."""

_WHAT = "columns"
_SAMPLES = 64
_ARRAYS = {
    "positions": np.dtype(np.int64),
    "times": np.dtype(np.int64),
    "types": np.dtype(np.int32),
    "streams": np.dtype(np.int32),
}
_GUARDED = """
    SELECT count(*) = 3 FROM sqlite_master
    WHERE type = 'trigger' AND tbl_name = 'events' AND sql LIKE '%BEGIN SELECT RAISE(ABORT, ''events is append-only: %'
      AND name IN ('events_refuse_update', 'events_refuse_delete', 'events_refuse_insert_over')"""
_ROWS = """
    SELECT position, time_ns, type, stream, id FROM events
    WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position"""


class ColumnsKept:
    """What is kept of the columns of one store. One thread at a time."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._cache = Cache()
        self._rows = 0
        """How many are kept."""

    def find(self, names: Names) -> KeptColumns | None:
        """The kept columns, their names put into `names`; None if there are none of this very store."""
        kept = self._cache.find(self._reader.path, _WHAT)
        if kept is None:
            return None
        order = _order(kept.key)
        if not _is_whole(kept) or kept.key != self._key(kept.arrays, kept.texts, order):
            self._cache.drop(self._reader.path, _WHAT)
            return None
        names.types.fill(kept.texts["types"])
        names.streams.fill(kept.texts["streams"])
        self._rows = len(kept.arrays["positions"])
        return KeptColumns(IndexColumns(**kept.arrays, names=names), order, partial(self._is_sound, kept))

    def keep(self, columns: IndexColumns, order: TimeOrder, cancel: Cancel) -> bool:
        """Keep the columns of all events of the store so far, if there are many more than are kept; whether it did."""
        if len(columns.positions) - self._rows < KEPT_EVENTS:
            return False
        arrays = {name: getattr(columns, name) for name in _ARRAYS}
        texts = {"types": columns.names.types.names, "streams": columns.names.streams.names}
        key = self._key(arrays, texts, order)
        done = key is not None and self._cache.keep(self._reader.path, _WHAT, key, arrays, texts, cancel=cancel)
        if done:
            self._rows = len(columns.positions)
        return done

    def _is_sound(self, kept: Kept, cancel: Cancel) -> bool:
        sound = kept.is_sound(cancel)
        if not sound:
            self._rows = 0
            self._cache.drop(self._reader.path, _WHAT)
        return sound

    def _key(self, arrays: Arrays, texts: Texts, order: TimeOrder) -> Key | None:
        """What the columns are true of, None if they are not true of the store as it is."""
        sampled = np.unique(np.linspace(0, len(arrays["positions"]) - 1, _SAMPLES).astype(np.int64))
        positions, times, types, streams = (arrays[name][sampled].tolist() for name in _ARRAYS)
        try:
            guarded = self._reader.value(_GUARDED)
            cookie = self._reader.value("PRAGMA schema_version")
            rows = self._reader.rows(_ROWS, (msgspec.json.encode(positions).decode(),))
        except StoreError:  # whoever reads the store next meets it again, and says so
            return None
        told = zip(positions, times, types, streams, strict=True)
        expected = [(at, time, texts["types"][type], texts["streams"][stream]) for at, time, type, stream in told]
        found = [
            (at, NO_TIME if time is None else time, to_text(type), to_text(stream))
            for at, time, type, stream, _ in rows
        ]
        if not guarded or found != expected:
            return None
        device, inode = self._reader.inode
        span = {} if order.span is None else {"earliest": order.span[0], "latest": order.span[1]}
        return {
            "device": device,
            "inode": inode,
            "cookie": cookie,
            "sample": hashlib.blake2b(repr(rows).encode(), digest_size=16).hexdigest(),
            "monotone": int(order.monotone),
            "last": order.last,
            **span,
        }


def _is_whole(kept: Kept) -> bool:
    """Whether it has the four columns, and a name for every code."""
    arrays, texts = kept.arrays, kept.texts
    lengths = {len(array) for array in arrays.values()}
    return (
        {name: array.dtype for name, array in arrays.items()} == _ARRAYS
        and len(lengths) == 1
        and lengths != {0}
        and texts.keys() == {"types", "streams"}
        # Without its sign a negative code is a large one.
        and all(int(arrays[name].view(np.uint32).max()) < len(texts[name]) for name in texts)
    )


def _order(key: Key) -> TimeOrder:
    match key:
        case {"monotone": int(monotone), "last": int(last), "earliest": int(earliest), "latest": int(latest)}:
            return TimeOrder(bool(monotone), (earliest, latest), last)
        case {"monotone": int(monotone), "last": int(last)}:
            return TimeOrder(bool(monotone), None, last)
    return TimeOrder()
