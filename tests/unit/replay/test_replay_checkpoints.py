"""Kept states: exact, found by position, within their budget."""

from inspector.events.json_value import decode, encode
from inspector.replay.checkpoints import Checkpoints
from inspector.replay.fold import Folded
from inspector.replay.trace import started

BIG = 2**80


def folded(position, text="{}") -> Folded:
    state = decode(text)
    return Folded(state, started(state, position), position, position * 2)


def texts(kept: Checkpoints, *positions: int) -> list[str]:
    return [encode(found.state).decode() for p in positions if (found := kept.nearest("s", p, p))]


def test_a_state_comes_back_as_it_was():
    kept = Checkpoints()
    original = folded(7, f'{{"b":1.50,"a":[{BIG},1e400,{{"Ω":null}}]}}')
    kept.put("s", original)
    found = kept.nearest("s", 0, 9)
    assert encode(found.state) == encode(original.state)
    assert (found.trace, found.position, found.version) == (original.trace, 7, 14)


def test_the_nearest_at_or_before_is_found():
    kept = Checkpoints()
    for position in (30, 10, 20):
        kept.put("s", folded(position))
    kept.put("other", folded(25))
    assert kept.nearest("s", 0, 9) is None
    assert kept.nearest("s", 0, 10).position == 10
    assert kept.nearest("s", 0, 29).position == 20
    assert kept.nearest("s", 20, 29).position == 20
    assert kept.nearest("s", 21, 29) is None
    assert kept.nearest("none", 0, 99) is None


def test_what_is_doubted_is_not_found_until_it_is_passed_unchanged():
    kept = Checkpoints()
    for position in (10, 20, 30, 40):
        kept.put("s", folded(position, f'"{position}"'))
        kept.put("other", folded(position))
    kept.doubt(15, 25, "s")
    assert kept.nearest("s", 0, 99).position == 10
    assert kept.nearest("other", 0, 99).position == 40
    assert [kept.doubted("s", after) for after in (10, 20, 30, 40)] == [20, 30, 40, None]
    assert not kept.put("s", folded(20, '"20"'))  # another event may still count before 25
    assert kept.nearest("s", 0, 99).position == 20
    assert not kept.put("s", folded(25, '"25"'))
    assert kept.put("s", folded(30, '"30"'))
    assert texts(kept, 10, 20, 25, 30, 40) == ['"10"', '"20"', '"25"', '"30"', '"40"']
    assert kept.doubted("s", 0) is None


def test_what_is_doubted_and_turns_out_otherwise_is_replaced():
    kept = Checkpoints()
    for position in (10, 20, 30):
        kept.put("s", folded(position, f'"{position}"'))
    kept.doubt(5, 5, None)
    assert kept.nearest("s", 0, 99) is None
    assert not kept.put("s", folded(20, '"new"'))
    assert texts(kept, 10, 20, 30) == ['"new"']
    assert not kept.put("s", folded(35, '"later"'))
    assert texts(kept, 10, 20, 30, 35) == ['"new"', '"later"']
    assert kept.doubted("s", 0) is None


def test_the_stream_used_least_lately_is_thinned_first():
    kept = Checkpoints(budget_bytes=4 * 750)
    text = '"' + "x" * 300 + '"'
    for position in (1, 2):
        kept.put("old", folded(position, text))
    for position in (1, 2, 3):
        kept.put("s", folded(position, text))
    assert kept.size <= kept.budget
    assert kept.nearest("old", 1, 1) is None
    assert kept.nearest("old", 2, 2).position == 2
    assert [kept.nearest("s", p, p).position for p in (1, 2, 3)] == [1, 2, 3]
    kept.budget = 750
    kept.trim()
    assert kept.size <= 750
    assert kept.nearest("old", 0, 9) is None
    assert kept.nearest("s", 0, 9).position == 3


def test_a_state_beyond_the_budget_is_not_kept():
    kept = Checkpoints(budget_bytes=1000)
    kept.put("s", folded(1))
    kept.put("s", folded(2, '"' + "x" * 2000 + '"'))
    assert kept.nearest("s", 0, 9).position == 1
