"""What every event log must do, whatever the format: a new format adds its maker to `makers` or `more_makers`."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from makers import MAKERS, SECOND_NS
from more_makers import BASES, MORE_MAKERS, told

from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled, Conflict, NotFound, Refused, StoreError
from inspector.events.event import Event, NewEvent
from inspector.events.log import Basis, Capability, EventLog, Growth, TextFilter, WritableLog
from inspector.events.operation import Kind


@dataclass
class Made:
    """A store of six events: order-1 (1, 2, 5), order-2 (3, 6), Größe (4)."""

    path: Path
    log: EventLog
    told: list[NewEvent]
    base: int
    """The first version of a stream."""


@pytest.fixture(params=MAKERS | MORE_MAKERS)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Made]:
    path = tmp_path / "store.sqlite"
    log = (MAKERS | MORE_MAKERS)[request.param](path)
    yield Made(path, log, told(request.param), BASES.get(request.param, 1))
    log.close()


@pytest.fixture
def log(made: Made) -> EventLog:
    return made.log


@pytest.fixture
def writable(log: EventLog) -> WritableLog:
    if Capability.APPEND not in log.capabilities:
        pytest.skip("read-only by nature")
    return log  # type: ignore[return-value]


def positions(events: Iterator[Event] | list[Event]) -> list[int]:
    return [event.position for event in events]


def found(log: EventLog, **where: str) -> list[int]:
    return [int(position) for chunk in log.search(TextFilter(**where)) for position in chunk]


# Reading


@pytest.fixture
def ids(made: Made) -> list[str]:
    """The ids of the six, by position; none at 0."""
    return ["", *(str(new.id) for new in made.told)]


def test_reads_everything_in_order_as_it_was_written(made: Made) -> None:
    events, told = list(made.log.read()), made.told
    assert [(e.id, e.stream, e.type, e.time_ns) for e in events] == [(n.id, n.stream, n.type, n.time_ns) for n in told]
    assert positions(events) == [1, 2, 3, 4, 5, 6]
    assert [event.version - made.base for event in events] == [0, 1, 0, 0, 2, 1]
    for event, new in zip(events, told, strict=True):
        # A format whose payloads are objects keeps another value in a field.
        assert event.payload in (new.payload, {"payload": new.payload})
        assert new.metadata.items() <= event.metadata.items()


def test_a_span_leaves_its_start_out_and_its_end_in(log: EventLog) -> None:
    assert positions(log.read(2, 5)) == [3, 4, 5]
    assert positions(log.read(5, 2)) == []
    assert positions(log.read(6)) == []
    assert positions(log.read(-5, 10**30)) == [1, 2, 3, 4, 5, 6]


def test_one_stream_is_read_alone(log: EventLog) -> None:
    assert positions(log.read(stream="order-1")) == [1, 2, 5]
    assert positions(log.read(1, 4, stream="order-1")) == [2]
    assert positions(log.read(stream="Größe")) == [4]
    assert positions(log.read(stream="nobody")) == []
    assert positions(log.read(stream="\udcff")) == []


def test_two_reads_at_once_do_not_disturb_each_other(log: EventLog) -> None:
    one, other = log.read(), log.read(stream="order-1")
    assert [next(one).position, next(other).position, next(one).position, next(other).position] == [1, 1, 2, 2]


def test_a_page_comes_in_the_order_asked_for_without_what_is_not_there(log: EventLog) -> None:
    assert positions(log.page([5, 99, 1, 5, 0, -3, 2**80])) == [5, 1, 5]
    assert log.page([]) == []
    assert positions(log.page(list(range(2000, 0, -1)))) == [6, 5, 4, 3, 2, 1]


def test_columns_are_the_events_narrowed(log: EventLog) -> None:
    for after in (0, 4, 6, 10**30):
        rows: list[tuple[int, int | None, str, str]] = []
        for chunk in log.columns(after):
            assert [array.dtype for array in (chunk.positions, chunk.times, chunk.types, chunk.streams)] == [
                np.int64,
                np.int64,
                np.int32,
                np.int32,
            ]
            rows += [
                (position, time, chunk.names.types.names[type], chunk.names.streams.names[stream])
                for position, time, type, stream in zip(
                    chunk.positions.tolist(),
                    chunk.times.tolist(),
                    chunk.types.tolist(),
                    chunk.streams.tolist(),
                    strict=True,
                )
            ]
        assert rows == [(e.position, e.time_ns, e.type, e.stream) for e in log.read(after)]


def test_last_position(log: EventLog) -> None:
    assert log.last_position() == 6


def test_versions_and_positions_answer_each_other(made: Made) -> None:
    log, base = made.log, made.base
    versions = [log.last_version("order-1", upto) for upto in (None, 0, 1, 2, 4, 5, 10**30)]
    assert versions == [base + 2, None, base, base + 1, base + 1, base + 2, base + 2]
    assert log.last_version("nobody") is None
    for event in log.read():
        assert log.at_version(event.stream, event.version) == event.position
    assert log.at_version("order-1", base + 3) is None
    assert log.at_version("order-1", 10**30) is None


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (999 * SECOND_NS, (0,)),
        (1000 * SECOND_NS, (1,)),
        (1499 * SECOND_NS, (1,)),
        (1700 * SECOND_NS, (4, 1)),
        (2000 * SECOND_NS, (4,)),
        (4500 * SECOND_NS, (6, 4)),
        (5000 * SECOND_NS, (6,)),
        (-(10**30), (0,)),
        (10**30, (6,)),
    ],
)
def test_a_time_means_the_last_event_at_or_before_it(log: EventLog, time: int, expected: tuple[int, ...]) -> None:
    assert log.at_time(time) == expected


def test_an_id_is_found_where_it_is_and_where_it_is_named(log: EventLog, ids: list[str]) -> None:
    assert log.find_id(ids[2]) == [2]
    assert log.find_id("corr-1") == [1, 2]
    assert log.find_id(ids[1]) == [1, 3, 4, 5, 6]
    assert log.find_id("corr") == []
    assert log.find_id("\udcff") == []


def test_an_event_is_found_by_its_id_alone(log: EventLog, ids: list[str]) -> None:
    assert [log.position_of(event.id) for event in log.read()] == [1, 2, 3, 4, 5, 6]
    assert [log.position_of(id) for id in ids] == [None, 1, 2, 3, 4, 5, 6]
    assert [log.position_of(id) for id in ("corr-1", "", "\udcff")] == [None, None, None]


def test_effects_are_the_events_that_name_their_cause(log: EventLog, ids: list[str]) -> None:
    assert log.effects(ids[1], 10) == [3, 4, 5, 6]
    assert log.effects(ids[1], 2) == [3, 4]
    assert log.effects(ids[1], 0) == []
    assert [log.effects(id, 10) for id in (ids[2], "corr-1", "", "\udcff")] == [[], [], [], []]


def test_what_is_awkward_in_metadata_keeps_no_effect_from_its_cause(writable: WritableLog) -> None:
    awkward = ['a"b', "back\\slash", "Größe\n", " ", ":", "id-9"]
    for id in awkward:
        metadata: dict[str, Any] = {"nested": {"causation_id": "id-9"}, "causation_id": id, "path": "C:\\u"}
        writable.append([NewEvent("s", "T", 1, {"causation_id": id}), NewEvent("s", "T", 1, metadata)], actor="me")
    others: list[Any] = [None, 9, ["id-9"], {"causation_id": "id-9"}, "id-99", "id-"]
    writable.append([NewEvent("s", "T", 1, {"causation_id": other}) for other in others], actor="me")
    assert [writable.effects(id, 10) for id in awkward] == [[7, 8], [9, 10], [11, 12], [13, 14], [15, 16], [17, 18]]


def test_raw_payloads_come_as_stored_and_no_longer_than_asked(writable: WritableLog) -> None:
    writable.append([NewEvent("s", "T", {"name": "Größe", "n": 1})], actor="me")
    stored = '{"name":"Größe","n":1}'.encode()
    assert writable.raw(7, 10) == (stored[:10], len(stored))
    assert writable.raw(7, 10**30) == (stored, len(stored))
    assert writable.raw(7, 0) == (b"", len(stored))
    assert [writable.raw(position, 10) for position in (0, 8, -(10**30), 10**30)] == [None] * 4


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"stream": "order-1"}, [1, 2, 5]),
        ({"stream": "ORDER-*"}, [1, 2, 3, 5, 6]),
        ({"stream": "order"}, []),
        ({"stream": "order_1"}, []),
        ({"type": "paid_in%full"}, [2, 6]),
        ({"type": "p*"}, [1, 2, 3, 6]),
        ({"type": "p*d", "stream": "*2"}, [3]),
        ({"text": "NULL"}, [2]),
        ({"text": "SHIP"}, [5]),
        ({"text": "order-2"}, [3, 6]),
        ({"text": "%"}, [2, 6]),
        ({"text": "\\"}, []),
        ({"text": "ærøSKØ"}, [4]),
        ({"text": "æræskæ"}, []),
        ({"stream": "grösse"}, []),
        ({"stream": "GRÖß*"}, [4]),
        ({"text": "GRÖ", "type": "r*D"}, [4]),
    ],
)
def test_a_search_ignores_case_and_knows_a_wildcard(log: EventLog, where: dict[str, str], expected: list[int]) -> None:
    assert found(log, **where) == expected


def test_another_thread_may_go_on_reading(log: EventLog) -> None:
    events = log.read()
    first = next(events).position
    rest: list[int] = []
    thread = threading.Thread(target=lambda: rest.extend(positions(events)))
    thread.start()
    thread.join()
    assert [first, *rest] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("work", ["read", "columns", "search"])
def test_cancelled_work_ends(log: EventLog, work: str) -> None:
    cancel = Cancel()
    cancel.cancel()
    runs = {
        "read": lambda: list(log.read(cancel=cancel)),
        "columns": lambda: list(log.columns(cancel=cancel)),
        "search": lambda: list(log.search(TextFilter(text="x"), cancel=cancel)),
    }
    with pytest.raises(Cancelled):
        runs[work]()
    assert log.last_position() == 6


def test_closing_twice_is_harmless_and_reading_afterwards_is_an_error(log: EventLog) -> None:
    log.close()
    log.close()
    with pytest.raises(StoreError, match="closed"):
        log.last_position()


# Growth


def test_nothing_new_is_unchanged(log: EventLog) -> None:
    assert [log.poll(), log.poll()] == [Growth.UNCHANGED, Growth.UNCHANGED]


def test_a_file_that_is_gone_or_another_is_noticed(made: Made, tmp_path: Path) -> None:
    other = MAKERS["native writable"](tmp_path / "other.sqlite")
    other.append([NewEvent("new", "New", 1)], actor="x")
    other.close()
    aside = made.path.rename(tmp_path / "aside.sqlite")
    assert made.log.poll() is Growth.GONE
    with pytest.raises(StoreError, match="removed"):
        made.log.last_position()
    (tmp_path / "other.sqlite").rename(made.path)
    assert made.log.poll() is Growth.REWRITTEN
    with pytest.raises(StoreError, match="replaced"):
        list(made.log.read())
    made.path.unlink()
    aside.rename(made.path)
    assert made.log.last_position() == 6
    assert made.log.poll() is Growth.UNCHANGED


# Writing


def test_what_is_appended_comes_back_and_is_seen(writable: WritableLog) -> None:
    appended = writable.append([NewEvent("order-1", "Closed", {"ok": True}), NewEvent("x", "Y", None)], actor="me")
    assert [(e.position, e.stream, e.version) for e in appended.events] == [(7, "order-1", 4), (8, "x", 1)]
    assert list(writable.read(6)) == list(appended.events)
    assert writable.poll() is Growth.GROWN
    assert writable.poll() is Growth.UNCHANGED
    assert (appended.operation.kind, appended.operation.after, appended.operation.upto) == (Kind.APPEND, 6, 8)
    assert writable.operations(1) == (appended.operation,)


def test_a_conflict_says_what_was_found_and_writes_nothing(writable: WritableLog) -> None:
    with pytest.raises(Conflict, match=r"^order-1: expected version 2, found 3; nothing was written\.$"):
        writable.append([NewEvent("new", "A", 1), NewEvent("order-1", "B", 1, expected_version=2)], actor="me")
    assert writable.last_position() == 6
    batch = [NewEvent("order-1", "B", 1, expected_version=3), NewEvent("order-1", "C", 2, expected_version=3)]
    assert [event.version for event in writable.append(batch, actor="me").events] == [4, 5]


def test_every_write_rests_on_its_basis(writable: WritableLog) -> None:
    stale = Basis(5, 1)
    last = writable.operations()[-1].number
    for write in (
        lambda: writable.append([NewEvent("s", "T", 1)], actor="me", basis=stale),
        lambda: writable.roll_back(2, stream=None, actor="me", reason="", basis=stale),
        lambda: writable.undo(1, actor="me", basis=stale),
        lambda: writable.redo(1, actor="me", basis=stale),
        lambda: writable.undo(1, actor="me", basis=Basis(6, last + 1)),
    ):
        with pytest.raises(Conflict, match="nothing was written"):
            write()
    assert len(writable.operations()) == last
    assert writable.undo(1, actor="me", basis=Basis(6, last)).number == last + 1


def test_rollbacks_undos_and_redos_are_rows(writable: WritableLog) -> None:
    first = writable.operations()[-1].number
    row = writable.roll_back(2, stream="order-1", actor="me", reason="why not")
    assert (row.number, row.kind, row.stream, row.after, row.upto, row.reason) == (
        first + 1,
        Kind.ROLLBACK,
        "order-1",
        2,
        6,
        "why not",
    )
    undone = writable.undo(row.number, actor="me")
    assert (undone.kind, undone.subject, undone.after, undone.upto, undone.stream) == (
        Kind.UNDO,
        row.number,
        2,
        6,
        "order-1",
    )
    with pytest.raises(Refused, match="not in force"):
        writable.undo(row.number, actor="me")
    with pytest.raises(Refused, match="cannot be undone"):
        writable.undo(undone.number, actor="me")
    redone = writable.redo(row.number, actor="me")
    assert (redone.kind, redone.subject, redone.after, redone.upto) == (Kind.REDO, row.number, 2, 6)
    with pytest.raises(Refused, match="not the newest undone"):
        writable.redo(row.number, actor="me")
    with pytest.raises(NotFound, match="no operation 99"):
        writable.undo(99, actor="me")
    with pytest.raises(NotFound, match="no stream 'nobody'"):
        writable.roll_back(1, stream="nobody", actor="me", reason="")
    with pytest.raises(NotFound, match="ends at 6"):
        writable.roll_back(7, stream=None, actor="me", reason="")
    assert writable.operations(first) == (row, undone, redone)
    assert writable.last_position() == 6
