"""What operations leave effective."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.operation import Kind, Ledger, Operation, Span


class Book:
    """An operation log in the making, as a store would write it."""

    def __init__(self) -> None:
        self.rows: list[Operation] = []
        self.last = 0
        self._numbers = count(1)

    def append(self, events: int = 1) -> int:
        self.last += events
        return self._row(Kind.APPEND, self.last - events, self.last)

    def roll_back(self, target: int, stream: str | None = None) -> int:
        return self._row(Kind.ROLLBACK, target, self.last, stream=stream)

    def undo(self, subject: int) -> int:
        return self._row(Kind.UNDO, 0, 0, subject=subject)

    def redo(self, subject: int) -> int:
        return self._row(Kind.REDO, 0, 0, subject=subject)

    def undo_newest(self) -> None:
        operation = self.ledger.next_undo()
        assert operation is not None
        self.undo(operation.number)

    def redo_newest(self) -> None:
        operation = self.ledger.next_redo()
        assert operation is not None
        self.redo(operation.number)

    def _row(self, kind: Kind, after: int, upto: int, stream: str | None = None, subject: int | None = None) -> int:
        number = next(self._numbers)
        self.rows.append(Operation(number, kind, number, "ana", "", "", stream, after, upto, subject))
        return number

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.rows)

    def effective(self, stream: str = "s") -> list[int]:
        ledger = self.ledger
        return [position for position in range(1, self.last + 1) if not ledger.ignores(position, stream)]


def test_an_empty_ledger_ignores_nothing_and_has_nothing_to_undo():
    ledger = Ledger()
    assert ledger.last_number == 0
    assert ledger.next_undo() is None
    assert ledger.next_redo() is None
    assert ledger.spans == ()
    assert not ledger.ignores(1, "s")


def test_the_worked_example_of_undo_and_redo():
    book = Book()
    for _ in range(10):
        book.append()
    book.roll_back(5)
    book.append(2)
    assert book.effective() == [1, 2, 3, 4, 5, 11, 12]
    book.undo_newest()
    assert book.effective() == [1, 2, 3, 4, 5]
    book.undo_newest()
    assert book.effective() == list(range(1, 11))
    book.redo_newest()
    assert book.effective() == [1, 2, 3, 4, 5]
    book.redo_newest()
    assert book.effective() == [1, 2, 3, 4, 5, 11, 12]
    assert book.ledger.next_redo() is None


def test_a_rollback_never_ignores_what_comes_later():
    book = Book()
    book.append(4)
    book.roll_back(2)
    book.append(3)
    assert book.effective() == [1, 2, 5, 6, 7]


def test_undoing_one_of_two_overlapping_rollbacks_leaves_what_the_other_covers():
    book = Book()
    book.append(10)
    first = book.roll_back(7)
    book.append(2)
    book.roll_back(3)
    assert book.effective() == [1, 2, 3]
    book.undo(first)
    assert book.effective() == [1, 2, 3]
    book.redo(first)
    book.undo_newest()
    assert book.effective() == [1, 2, 3, 4, 5, 6, 7, 11, 12]


def test_rolling_back_to_an_ignored_target_restores_nothing():
    book = Book()
    book.append(6)
    book.roll_back(2)
    book.roll_back(4)
    assert book.effective() == [1, 2]


def test_a_rollback_of_one_stream_leaves_the_others():
    book = Book()
    book.append(5)
    book.roll_back(1, stream="a")
    assert book.effective("a") == [1]
    assert book.effective("b") == [1, 2, 3, 4, 5]
    assert book.ledger.ignored_ranges("a") == ((1, 5),)
    assert book.ledger.ignored_ranges(None) == ()


def test_store_and_stream_scope_are_a_union():
    book = Book()
    book.append(10)
    book.roll_back(8)
    book.append(2)
    book.roll_back(3, stream="a")
    assert book.effective("a") == [1, 2, 3]
    assert book.effective("b") == [1, 2, 3, 4, 5, 6, 7, 8, 11, 12]


def test_undoing_an_append_ignores_exactly_its_events():
    book = Book()
    book.append(2)
    middle = book.append(3)
    book.append(1)
    book.undo(middle)
    assert book.effective() == [1, 2, 6]
    assert book.ledger.spans == (Span(2, 5, None, middle),)


def test_a_new_operation_clears_redo():
    book = Book()
    book.append()
    book.append()
    book.undo_newest()
    assert book.ledger.next_redo() is not None
    book.append()
    assert book.ledger.next_redo() is None
    assert book.effective() == [1, 3]


def test_undo_takes_the_newest_in_force_and_redo_the_newest_undone():
    book = Book()
    first, second, third = book.append(), book.append(), book.append()
    book.undo(first)
    assert book.ledger.next_undo().number == third
    book.undo(third)
    assert book.ledger.next_redo().number == third
    book.redo(third)
    assert book.ledger.next_redo().number == first
    assert book.ledger.next_undo().number == third
    book.undo(second)
    assert book.effective() == [3]


def test_since_hides_older_rows_from_undo_and_redo():
    book = Book()
    book.append()
    since = book.append()
    assert book.ledger.next_undo(since) is None
    newer = book.append()
    assert book.ledger.next_undo(since).number == newer
    undo = book.undo(newer)
    assert book.ledger.next_redo(since).number == newer
    assert book.ledger.next_redo(undo) is None


def test_an_undone_operation_is_redone_with_its_original_span():
    book = Book()
    book.append(4)
    rollback = book.roll_back(1)
    book.undo(rollback)
    before = book.ledger.operation(rollback)
    book.redo(rollback)
    assert book.ledger.spans == (Span(1, 4, None, rollback),)
    assert book.ledger.operation(rollback) == before
    assert book.ledger.in_force(before)


def test_ranges_are_merged_and_ascending():
    book = Book()
    operations = [book.append() for _ in range(6)]
    for operation in (operations[4], operations[1], operations[0]):
        book.undo(operation)
    assert book.ledger.ignored_ranges(None) == ((0, 2), (4, 5))


def test_an_empty_rollback_ignores_nothing():
    book = Book()
    book.append(3)
    book.roll_back(3)
    assert book.effective() == [1, 2, 3]
    assert book.ledger.ignored_ranges(None) == ()
    assert len(book.ledger.rollbacks) == 1


def test_span_of_names_the_newest_operation_that_ignores_an_event():
    book = Book()
    book.append(5)
    book.roll_back(2)
    newest = book.roll_back(1, stream="a")
    assert book.ledger.span_of(4, "a").operation == newest
    assert book.ledger.span_of(4, "b") == Span(2, 5, None, newest - 1)
    assert book.ledger.span_of(2, "b") is None


@pytest.mark.parametrize(("position", "ignored"), [(0, False), (2, False), (3, True), (5, True), (6, False)])
def test_spans_are_open_at_the_left_and_closed_at_the_right(position, ignored):
    book = Book()
    book.append(5)
    book.roll_back(2)
    book.append(1)
    assert book.ledger.ignores(position, "s") is ignored


kinds = st.tuples(
    st.sampled_from(Kind), st.integers(0, 20), st.integers(0, 20), st.sampled_from([None, "s", "t"]), st.integers(0, 25)
)


@given(st.lists(kinds, max_size=25), st.lists(st.integers(0, 25), max_size=4))
def test_an_extended_ledger_is_that_of_the_whole_log_whatever_it_holds(
    kinds: list[tuple[Kind, int, int, str | None, int]], cuts: list[int]
) -> None:
    rows = [
        Operation(
            number, kind, 1, "ana", "", "", stream, after, upto, subject if kind in (Kind.UNDO, Kind.REDO) else None
        )
        for number, (kind, after, upto, stream, subject) in enumerate(kinds, start=1)
    ]
    whole, grown = Ledger(rows), Ledger()
    for start, stop in zip([0, *sorted(cuts)], [*sorted(cuts), len(rows)], strict=True):
        assert grown.spans == Ledger(rows[: len(grown.operations)]).spans  # worked out, so that it must not stay
        grown = grown.extended(rows[start:stop])
    assert grown.operations == whole.operations == tuple(rows)
    assert (grown.spans, grown.rollbacks, grown.last_number) == (whole.spans, whole.rollbacks, whole.last_number)
    assert (grown.next_undo(), grown.next_redo()) == (whole.next_undo(), whole.next_redo())
    assert [grown.operation(number) for number in range(27)] == [whole.operation(number) for number in range(27)]
    ignored = [[ledger.ignores(at, stream) for at in range(22) for stream in "stu"] for ledger in (grown, whole)]
    assert ignored[0] == ignored[1]


def test_an_undo_of_what_is_not_there_leaves_nothing_to_redo() -> None:
    ledger = Ledger([Operation(1, Kind.UNDO, 1, "ana", "", "", None, 0, 0, 77)])
    assert ledger.next_redo() is None
    assert ledger.spans == ()


def test_ledgers_that_go_on_from_one_do_not_mix() -> None:
    book = Book()
    book.append(3)
    one = book.ledger
    book.append(2)
    appended = one.extended(book.rows[1:])
    rolled_back = one.extended([Operation(2, Kind.ROLLBACK, 1, "ana", "", "", None, 1, 3)])
    assert [len(ledger.operations) for ledger in (one, appended, rolled_back)] == [1, 2, 2]
    assert [ledger.ignores(2, "s") for ledger in (one, appended, rolled_back)] == [False, False, True]
    assert [ledger.operation(2) for ledger in (one, appended)] == [None, book.rows[1]]
    assert rolled_back.extended([]).operations == rolled_back.operations
