"""New files appear whole or not at all, and never over another."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from store_files import make_store, raw_sql, read_everything, sentence

import inspector
from inspector.events.errors import Cancelled, StoreError
from inspector.events.event import Event, NewEvent, Undecodable
from inspector.store.export import write_store
from inspector.store.fresh import fresh_file

Making = Callable[[Path], object]


def made_by_hand(path: Path) -> None:
    with fresh_file(path) as part:
        part.write_bytes(b"new")


def created(path: Path) -> None:
    inspector.create(path).close()


def exported(path: Path) -> None:
    write_store(path, [Event(7, "id", "s", 3, "T", None, 1)])


making = pytest.mark.parametrize("making", [made_by_hand, created, exported])


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


@making
def test_a_new_file_comes_alone(making: Making, path: Path) -> None:
    making(path)
    assert names(path.parent) == [path.name]


@making
@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
def test_what_is_there_stays_and_nothing_is_put_beside_it(making: Making, suffix: str, path: Path) -> None:
    there = path.with_name(path.name + suffix)
    there.write_bytes(b"precious")
    with pytest.raises(StoreError, match=r"exists already|is left from another store") as error:
        making(path)
    sentence(error.value)
    assert names(path.parent) == [there.name]
    assert there.read_bytes() == b"precious"


@making
def test_a_link_to_nothing_is_something(making: Making, path: Path) -> None:
    path.symlink_to(path.parent / "elsewhere")
    with pytest.raises(StoreError, match="exists already"):
        making(path)
    assert names(path.parent) == [path.name]


@making
def test_a_folder_that_is_not_there_is_not_made(making: Making, path: Path) -> None:
    with pytest.raises(StoreError, match="There is no folder"):
        making(path.parent / "none" / path.name)
    path.write_bytes(b"a file")
    with pytest.raises(StoreError) as error:
        making(path / path.name)
    sentence(error.value)
    assert names(path.parent) == [path.name]


@making
def test_a_folder_that_may_not_be_written_is_said_so(making: Making, path: Path) -> None:
    path.parent.chmod(0o555)
    try:
        if os.access(path.parent, os.W_OK):
            pytest.skip("permissions do not bind this user")
        with pytest.raises(StoreError, match="permission") as error:
            making(path)
        sentence(error.value)
    finally:
        path.parent.chmod(0o755)


@making
def test_names_too_long_for_the_disk_are_said_so(making: Making, path: Path) -> None:
    with pytest.raises(StoreError) as error:
        making(path.parent / ("x" * 300))
    sentence(error.value)
    assert names(path.parent) == []


@pytest.mark.parametrize("error", [ValueError("mistaken"), KeyboardInterrupt(), Cancelled()])
def test_what_is_given_up_leaves_nothing(error: BaseException, path: Path) -> None:
    def half() -> Iterator[Event]:
        for position in range(1, 12_000):
            yield Event(position, f"id-{position}", "s", position, "T", None, 1)
        raise error

    with pytest.raises(type(error)):
        write_store(path, half())
    assert names(path.parent) == []


def test_what_appears_meanwhile_wins(path: Path) -> None:
    def hijack() -> Iterator[Event]:
        yield Event(1, "id", "s", 1, "T", None, 1)
        path.write_bytes(b"somebody else's")

    with pytest.raises(StoreError, match="exists already"):
        write_store(path, hijack())
    assert names(path.parent) == [path.name]
    assert path.read_bytes() == b"somebody else's"


def test_an_export_keeps_everything_but_what_is_ignored(path: Path) -> None:
    events = [
        Event(3, "a", "Größe", 2, "T", -5, {"n": 2**70}, {"causation_id": "x", "more": [1, None]}),
        Event(9, "b", "s", 1, "U\n", None, Undecodable(b"\xff{", "no JSON")),
        Event(10, "c", "s", 4, "T", 2**63 - 1, "text"),
    ]
    assert write_store(path, events) == 3
    with inspector.open(path) as store:
        found = list(store.events())
        assert [event for event in found if event.position != 9] == [events[0], events[2]]
        assert isinstance(found[1].payload, Undecodable)
        assert found[1].payload.raw == b"\xff{"
        assert store.log() == ()
    read_everything(path)


@pytest.mark.parametrize(
    "events",
    [
        [Event(2, "a", "s", 1, "T", None, 1), Event(1, "b", "s", 2, "T", None, 1)],
        [Event(1, "a", "s", 1, "T", None, 1), Event(2, "a", "s", 2, "T", None, 1)],
        [Event(1, "a", "s", 1, "T", None, 1), Event(2, "b", "s", 1, "T", None, 1)],
        [Event(0, "a", "s", 1, "T", None, 1)],
    ],
)
def test_events_that_cannot_be_one_log_become_no_file(events: list[Event], path: Path) -> None:
    with pytest.raises(StoreError) as error:
        write_store(path, events)
    sentence(error.value)
    assert names(path.parent) == []


def test_an_exported_store_is_one_like_any_other(path: Path) -> None:
    write_store(path, [Event(7, "id", "s", 3, "T", None, 1)])
    with inspector.open(path, writable=True) as store:
        written = store.append_all([NewEvent("s", "T", 2, expected_version=3), NewEvent("t", "T", 3)])
        assert [(event.position, event.version) for event in written] == [(8, 4), (9, 1)]
    with raw_sql(path) as sqlite, raw_sql(make_store(path.with_name("made"))) as made:
        schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
        assert sqlite.execute(schema).fetchall() == made.execute(schema).fetchall()
