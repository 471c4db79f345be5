"""A window that takes its index from the cache folder shows what one that reads the store does."""

from collections.abc import Callable
from pathlib import Path

import pytest

import inspector
from inspector.store import columns_kept
from inspector.store.cache import Cache
from inspector.ui.request import OpenRequest
from inspector.ui.session import Session
from inspector.ui.windows import Windows

Make = Callable[..., Path]
Idle = Callable[[object], None]
EVENTS = 60


@pytest.fixture(autouse=True)
def few_are_worth_keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_kept, "KEPT_EVENTS", 5)


def kept_file() -> Path:
    (file,) = Cache().folder.iterdir()
    return file


def told(session: Session | None) -> list[tuple[int, int, str, str]]:
    assert session is not None
    index = session.index
    columns = zip(index.positions.tolist(), index.times.tolist(), index.types, index.streams, strict=True)
    return [(at, time, index.type_names[type], index.stream_names[stream]) for at, time, type, stream in columns]


def test_a_second_opening_reads_what_the_first_kept_and_what_came_since(
    windows: Windows, make_store: Make, idle: Idle
) -> None:
    path = make_store()
    first = windows.open(OpenRequest(path))
    idle(first)
    seen = told(first.session)
    assert kept_file().stat().st_size > 0
    assert first.session is not None
    assert first.session.index.room == EVENTS  # it holds the mapped file, not what was read
    first.close()
    with inspector.open(path, writable=True) as store:
        store.append("order-1041", "NoteAdded", {})
    second = windows.open(OpenRequest(path))
    idle(second)
    assert told(second.session)[:EVENTS] == seen
    assert len(told(second.session)) == EVENTS + 1
    assert second.session is not None
    assert second.session.indexed
    assert second.session.cursor == EVENTS + 1
    assert second.session.index.room > EVENTS + 1


@pytest.mark.parametrize("back", [70, 400])
def test_what_is_kept_and_spoilt_is_read_again_in_the_window_that_shows_it(
    windows: Windows, make_store: Make, idle: Idle, back: int
) -> None:
    path = make_store()
    first = windows.open(OpenRequest(path))
    idle(first)
    seen = told(first.session)
    first.close()
    file = kept_file()
    raw = bytearray(file.read_bytes())
    raw[raw.index(b"\1\0\0\0\0\0\0\0\2\0\0\0\0\0\0\0") + back] ^= 4
    file.write_bytes(raw)
    second = windows.open(OpenRequest(path, at=7))
    idle(second)
    assert told(second.session) == seen
    assert second.session is not None
    assert second.session.indexed
    assert second.session.cursor == 7
    assert not second.banner.isVisible()
    assert kept_file().read_bytes() != bytes(raw)
