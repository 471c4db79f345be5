"""Which positions count, as ranges."""

from hypothesis import given
from hypothesis import strategies as st

from inspector.events.operation import Kind, Ledger, Operation
from inspector.replay.effective import differences, effective_ranges

spans = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 20), st.sampled_from([None, "a", "b"])).map(
        lambda span: (min(span[:2]), max(span[:2]), span[2])
    ),
    max_size=6,
)


def ledger_of(spans) -> Ledger:
    return Ledger(
        Operation(number, Kind.ROLLBACK, 0, "", "", "", stream, after, upto)
        for number, (after, upto, stream) in enumerate(spans, 1)
    )


@given(spans, st.sampled_from(["a", "b", "c"]), st.integers(0, 22), st.integers(0, 22))
def test_ranges_hold_exactly_what_is_not_ignored(spans, stream, after, upto):
    ledger = ledger_of(spans)
    ranges = list(effective_ranges(ledger, stream, after, upto))
    inside = [position for low, high in ranges for position in range(low + 1, high + 1)]
    assert inside == [p for p in range(after + 1, upto + 1) if not ledger.ignores(p, stream)]


@given(spans)
def test_without_a_stream_only_the_whole_store_counts(spans):
    ledger = ledger_of(spans)
    inside = [p for low, high in effective_ranges(ledger, None, 0, 21) for p in range(low + 1, high + 1)]
    assert inside == [p for p in range(1, 22) if not ledger.ignores(p, "no such stream")]


@given(spans, spans)
def test_nothing_changes_outside_the_differences(before, after):
    old, new = ledger_of(before), ledger_of(after)
    found = differences(old, new)
    for stream in "abc":
        changed = [p for p in range(1, 22) if old.ignores(p, stream) != new.ignores(p, stream)]
        bounds = [found[scope] for scope in (None, stream) if scope in found]
        assert not changed or min(changed) >= min(first for first, _ in bounds)
        assert not changed or max(changed) <= max(last for _, last in bounds)


def test_equal_ledgers_do_not_differ():
    assert differences(ledger_of([(3, 5, None)]), ledger_of([(3, 5, None)])) == {}
    assert differences(Ledger(), ledger_of([(3, 5, "a"), (1, 9, "a"), (4, 6, None)])) == {
        "a": (2, 9),
        None: (5, 6),
    }
