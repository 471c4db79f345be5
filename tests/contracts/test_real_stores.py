"""Real stores, written by their producers, against what the producers say of them.

They are in a folder beside the checkout; where that is absent, there is nothing to test here. At the end of a run a
table says what came of each.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from results import Result
from truths import KNOWN, UNTOLD, Told, Truth, truths

import inspector
from inspector.events.errors import StoreError
from inspector.events.event import Event, Undecodable
from inspector.workspace.workspace import Workspace

FOLDER = Path(__file__).parents[3] / "shared" / "stores"
STORES = sorted(FOLDER.glob("*.sqlite")) if FOLDER.is_dir() else []
_NARROW = ("version", "id", "type", "time_ns", "position")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place for copies alone."""
    folder = tmp_path / "copy"
    folder.mkdir()
    return folder


@pytest.mark.skipif(not STORES, reason=f"there is no folder {FOLDER.parent.name}/{FOLDER.name} beside the checkout")
@pytest.mark.parametrize("store", STORES or [FOLDER], ids=lambda store: store.stem)
def test_a_store_is_as_its_producer_says(store: Path, folder: Path, request: pytest.FixtureRequest) -> None:
    copies = {name: _copy(store, folder, name) for name in ("", "-wal", "-shm") if Path(f"{store}{name}").exists()}
    before = {name: copy.read_bytes() for name, copy in copies.items()}
    result = Result(store.stem)
    for truth in truths(store):
        try:
            workspace = inspector.open(copies[""], reading=inspector.Reading(truth.table))
        except StoreError as error:
            if "no event store that this program knows" not in str(error) or store.stem in KNOWN:
                raise
            pytest.skip(f"{store.stem} is in no format that is known yet")
        with workspace:
            _compare(workspace, truth, result)
    result.record(request)
    assert {name: copy.read_bytes() for name, copy in copies.items()} == before
    assert set(folder.iterdir()) == set(copies.values())
    assert result.events > 0
    _hold(result)


def _copy(store: Path, folder: Path, name: str) -> Path:
    return Path(shutil.copy2(f"{store}{name}", folder))


def _hold(result: Result) -> None:
    """Every event is right; where states are not a guess, they are too."""
    assert result.right == result.told_events, result.wrong[:5]
    known = KNOWN.get(result.store)
    if known is not None:
        assert (result.format, result.is_exact) == (known.format, known.exact)
    if result.is_exact:
        assert result.exact == result.states


def _compare(workspace: Workspace, truth: Truth, result: Result) -> None:
    events = list(workspace.events())
    result.format = workspace.facts.format
    result.fold, result.is_exact = workspace.fold.name, workspace.fold.exact
    result.events += len(events)
    assert truth.count in (None, len(events))
    positions = [event.position for event in events]
    assert positions == sorted(set(positions))
    by_stream: dict[str, list[Event]] = {}
    for event in events:
        by_stream.setdefault(event.stream, []).append(event)
    for stream in by_stream.values():
        first = stream[0].version
        assert [event.version for event in stream] == list(range(first, first + len(stream)))
    assert len(by_stream) == len(truth.streams)
    for name, told in truth.streams.items():
        (stream_name,) = [stream for stream in by_stream if stream == name] or [
            stream for stream in by_stream if name in stream
        ]
        found = by_stream[stream_name]
        assert not truth.whole or len(found) == len(told), stream_name
        for one in told:
            _compare_event(workspace, found[one.nth - 1], one, truth, result)


def _compare_event(workspace: Workspace, event: Event, told: Told, truth: Truth, result: Result) -> None:
    wrong = list(_differences(event, told, truth.within_ns))
    if any(getattr(told, name) is not UNTOLD for name in (*_NARROW, "payload")):
        result.told_events += 1
        result.right += not wrong
    result.wrong += [f"#{event.position} {words}" for words in wrong]
    if told.state is not UNTOLD:
        result.states += 1
        frame = workspace.frame(event.stream, at=event.position)
        is_right = frame.error is None and frame.state == told.state
        # A guess is exact where it is what the producer stored.
        assert is_right or not frame.exact
        result.exact += is_right


def _differences(event: Event, told: Told, within_ns: int) -> Iterator[str]:
    for name in _NARROW:
        found, expected = getattr(event, name), getattr(told, name)
        if expected is UNTOLD or found == expected:
            continue
        if name == "time_ns" and found is not None and abs(found - expected) <= within_ns:
            continue
        yield f"{name}: {found!r} is not {expected!r}"
    if told.payload is not UNTOLD and (isinstance(event.payload, Undecodable) or event.payload != told.payload):
        yield f"payload: {event.payload!r} is not {told.payload!r}"
