"""Kept states: exact, found by position, within their budget."""

from inspector.events.json_value import decode, encode
from inspector.replay.checkpoints import Checkpoints
from inspector.replay.fold import Folded
from inspector.replay.trace import started

BIG = 2**80


def folded(position, text="{}") -> Folded:
    state = decode(text)
    return Folded(state, started(state, position), position, position * 2)


def test_a_state_comes_back_as_it_was():
    kept = Checkpoints()
    original = folded(7, f'{{"b":1.50,"a":[{BIG},1e400,{{"Ω":null}}]}}')
    kept.put("s", original, 3)
    found, count = kept.nearest("s", 0, 9)
    assert encode(found.state) == encode(original.state)
    assert (found.trace, found.position, found.version, count) == (original.trace, 7, 14, 3)


def test_the_nearest_at_or_before_is_found():
    kept = Checkpoints()
    for position in (30, 10, 20):
        kept.put("s", folded(position), position)
    kept.put("other", folded(25), 25)
    assert kept.nearest("s", 0, 9) is None
    assert kept.nearest("s", 0, 10)[1] == 10
    assert kept.nearest("s", 0, 29)[1] == 20
    assert kept.nearest("s", 20, 29)[1] == 20
    assert kept.nearest("s", 21, 29) is None
    assert kept.nearest("none", 0, 99) is None


def test_dropping_by_position_and_stream():
    kept = Checkpoints()
    for stream in "ab":
        for position in (10, 20, 30):
            kept.put(stream, folded(position), position)
    kept.drop_from(20, "a")
    assert kept.nearest("a", 0, 99)[1] == 10
    assert kept.nearest("b", 0, 99)[1] == 30
    kept.drop_from(11, None)
    assert kept.nearest("b", 0, 99)[1] == 10
    kept.drop_from(0, None)
    assert kept.nearest("a", 0, 99) is None
    kept.put("a", folded(10), 1)
    assert kept.nearest("a", 0, 99)[1] == 1


def test_the_least_recently_used_go_first():
    kept = Checkpoints(budget_bytes=2500)
    for position in (1, 2, 3):
        kept.put("s", folded(position, '"' + "x" * 300 + '"'), position)
    assert kept.nearest("s", 1, 1)[1] == 1
    kept.put("s", folded(4, '"' + "x" * 300 + '"'), 4)
    assert kept.nearest("s", 2, 2) is None
    assert [kept.nearest("s", p, p)[1] for p in (1, 3, 4)] == [1, 3, 4]


def test_a_state_beyond_the_budget_is_not_kept():
    kept = Checkpoints(budget_bytes=1000)
    kept.put("s", folded(1), 1)
    kept.put("s", folded(2, '"' + "x" * 2000 + '"'), 2)
    assert kept.nearest("s", 0, 9)[1] == 1
