"""An altered history is what a plain list is after the same alterations."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import inspector
from inspector.analysis.overlay import Overlay
from inspector.analysis.overlay_log import OverlayLog
from inspector.events.errors import InvalidData, NotFound, Refused
from inspector.events.event import NewEvent
from inspector.events.log import TextFilter
from inspector.workspace.what_if import altered, consequences

STREAMS = ("a", "b", "c")
NEW = st.builds(NewEvent, st.sampled_from(STREAMS), st.sampled_from(["Set", "Made"]), st.just({"n": 9}))


@st.composite
def overlays(draw, count: int) -> Overlay:
    edited = draw(st.sets(st.integers(1, count), max_size=3))
    return Overlay(
        draw(st.frozensets(st.integers(1, count), max_size=3)),
        {position: {"edited": position} for position in edited},
        tuple(draw(st.lists(st.tuples(st.integers(0, count), NEW), max_size=4))),
    )


def plain(events, overlay):
    """Stream, type, payload and whether it counts, of each event of the altered history in order."""
    found = []
    for place in range(len(events) + 1):
        if place:
            stream, payload = events[place - 1]
            found.append((stream, "Set", overlay.edited.get(place, payload), place not in overlay.skipped))
        found += [(new.stream, new.type, new.payload, True) for after, new in overlay.inserted if after == place]
    return found


def numbered(history):
    counts = {}
    for position, (stream, type, payload, counts_in) in enumerate(history, 1):
        counts[stream] = counts.get(stream, 0) + 1
        yield position, stream, counts[stream], type, payload, counts_in


@settings(max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(STREAMS[:2]), st.just({"n": 1})), min_size=1, max_size=8), st.data())
def test_every_question_gets_the_answer_of_a_plain_list(events, data) -> None:
    overlay = data.draw(overlays(len(events)))
    with TemporaryDirectory() as folder, inspector.create(Path(folder) / "store.sqlite") as store:
        store.append_all(NewEvent(stream, "Set", payload) for stream, payload in events)
        expected = list(numbered(plain(events, overlay)))
        with closing(OverlayLog(store.reader(), overlay)) as log:
            last = log.last_position()
            assert last == len(expected)
            after, upto = sorted((data.draw(st.integers(0, last)), data.draw(st.integers(0, last))))
            stream = data.draw(st.sampled_from([None, *STREAMS]))
            told = [(one.position, one.stream, one.version, one.type, one.payload) for one in log.read()]
            assert told == [one[:5] for one in expected]
            part = [one.position for one in log.read(after, upto, stream=stream)]
            assert part == [one[0] for one in expected if after < one[0] <= upto and stream in (None, one[1])]
            wanted = data.draw(st.permutations(range(1, last + 1)))
            assert [one.position for one in log.page(wanted)] == wanted
            columns = list(log.columns(after))
            positions = np.concatenate([np.empty(0, np.int64), *(one.positions for one in columns)])
            assert positions.tolist() == [one[0] for one in expected[after:]]
            names = [one.names.streams.names[code] for one in columns for code in one.streams]
            assert names == [one[1] for one in expected[after:]]
            for name in STREAMS:
                mine = [one for one in expected if one[1] == name]
                assert log.last_version(name) == (len(mine) or None)
                assert log.last_version(name, upto) == (sum(one[0] <= upto for one in mine) or None)
                assert [log.at_version(name, one[2]) for one in mine] == [one[0] for one in mine]
            text = "edited"
            found = np.concatenate(list(log.search(TextFilter(text=text)))).tolist()
            assert found == [one[0] for one in expected if text in one[4]]
            some = np.array(sorted(wanted[: last // 2]), np.int64)
            among = np.concatenate([np.empty(0, np.int64), *log.search(TextFilter(text=text), among=some)]).tolist()
            assert among == [position for position in found if position in some]
            for one in log.read():
                assert log.position_of(one.id) == one.position
                assert log.raw(one.position, 100)[0].startswith(b"{")
        with altered(store, overlay) as other:
            assert [one.position for one in other.events()] == [one[0] for one in expected if one[5]]
            for name in {one[1] for one in expected}:
                state = {}
                for one in expected:
                    state |= one[4] if one[1] == name and one[5] else {}
                assert other.state(name) == state
            touched = {one.stream for one in consequences(store, other, overlay)}
            assert touched == {one[1] for one in expected if one[3] == "Made"} | {
                events[place - 1][0] for place in overlay.skipped | overlay.edited.keys()
            } | {new.stream for _, new in overlay.inserted}


@pytest.fixture
def store(tmp_path: Path):
    with inspector.create(tmp_path / "store.sqlite") as store:
        for number in range(1, 5):
            store.append("a", "Set", {"n": number})
        yield store


def test_nothing_is_inserted_before_the_beginning() -> None:
    with pytest.raises(InvalidData, match="before the beginning"):
        Overlay(inserted=((-1, NewEvent("a", "Set", {})),))


def test_an_altered_history_is_exported_and_never_written_to(store, tmp_path: Path) -> None:
    before = store.path.read_bytes()
    overlay = Overlay(frozenset({4}), inserted=((4, NewEvent("a", "Set", {"n": 5}, time_ns=1)),))
    with altered(store, overlay) as other:
        assert other.state("a") == {"n": 5}
        with pytest.raises(Refused, match="read-only"):
            other.append("a", "Set", {})
        assert other.export(tmp_path / "copy.sqlite") == 4
    assert store.path.read_bytes() == before
    with inspector.open(tmp_path / "copy.sqlite") as copy:
        assert copy.state("a") == {"n": 5}


def test_what_is_not_there_cannot_be_altered(store) -> None:
    with pytest.raises(NotFound, match="no event #9"):
        altered(store, Overlay(frozenset({9})))
