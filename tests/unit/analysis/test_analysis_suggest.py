"""Rules are suggested that explain what the producer stored, and say how far they do."""

from collections.abc import Sequence
from random import Random
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.analysis.suggest.suggestion import Suggestion, suggest
from inspector.analysis.suggest.trail import Trail
from inspector.domain.rules_file import parse_rules
from inspector.domain.rules_text import rules_text
from inspector.events.event import Event

Told = tuple[str, Any, Any]
"""Type, payload, and the state after it, None where it is not told."""


def trail(stream: str, *told: Told) -> Trail:
    events = tuple(
        Event(number, str(number), stream, number, type, None, payload)
        for number, (type, payload, _) in enumerate(told, start=1)
    )
    return Trail(events, tuple((at, state) for at, (_, _, state) in enumerate(told, start=1) if state is not None))


def lines(found: Suggestion | None) -> list[tuple[str, dict[str, Any]]]:
    assert found is not None
    return [(type, line) for type, of in found.rules["on"].items() for line in of]


def account(stream: str, amounts: Sequence[int], *, owner: str) -> Trail:
    """An account that is paid into and drawn from in turn, and frozen at the end."""
    balance, told = 0, [("Opened", {"owner": owner}, None)]
    for at, amount in enumerate(amounts):
        balance += amount if at % 2 == 0 else -amount
        kind = "Deposited" if at % 2 == 0 else "Withdrawn"
        told.append((kind, {"amount": f"{amount}.50"}, None))
    cents = "50" if len(amounts) % 2 else "00"
    state = {"owner": owner, "balance": f"{balance}.{cents}", "frozen": True, "closed": False}
    return trail(
        stream, *told, ("Frozen", {}, state), ("Unfrozen", {}, {**state, "frozen": False}), ("Closed", {}, None)
    )


def test_sums_flags_and_constants_are_found_with_their_evidence() -> None:
    found = suggest([account("a", (10, 3, 5), owner="Zoë"), account("b", (7, 1, 2, 2), owner="Li")])
    assert found is not None
    assert ("Deposited", {"add": "/balance", "value": "payload.amount"}) in lines(found)
    assert ("Withdrawn", {"subtract": "/balance", "value": "payload.amount"}) in lines(found)
    assert ("Frozen", {"set": "/frozen", "value": "true"}) in lines(found)
    assert ("Unfrozen", {"set": "/frozen", "value": "false"}) in lines(found)
    assert ("Closed", {"set": "/closed", "value": "true"}) in lines(found)
    assert found.evidence() == "Agrees with 4 of 4 stored snapshots; 1 line by name alone."


def test_cents_and_counts_are_found_too() -> None:
    trails = [
        trail(f"s{n}", ("Begun", {}, {"cents": 0, "times": 0}), ("Paid", {"sum": f"{n}.25"}, None),
              ("Paid", {"sum": "1.00"}, {"cents": n * 100 + 125, "times": 2}))
        for n in range(1, 4)
    ]  # fmt: skip
    found = suggest(trails)
    assert ("Paid", {"add": "/cents", "value": "round(payload.sum * 100)"}) in lines(found)
    assert ("Paid", {"increment": "/times"}) in lines(found)
    assert found is not None
    assert (found.agrees, found.snapshots) == (6, 6)


def line_events(*told: tuple[str, str, int]) -> list[Told]:
    """An order's lines added and removed, with the state after each."""
    rows: list[dict[str, Any]] = []
    found: list[Told] = [("Placed", {"customer": "Zoë"}, {"customer": "Zoë", "lines": [], "total": "0"})]
    for type, sku, qty in told:
        if type == "LineAdded":
            rows = [*rows, {"sku": sku, "qty": qty, "price": "2.50"}]
            payload: dict[str, Any] = {"sku": sku, "qty": qty, "price": "2.50", "at": 1}
        else:
            first = next(at for at, row in enumerate(rows) if row["sku"] == sku)
            rows, payload = rows[:first] + rows[first + 1 :], {"sku": sku}
        total = f"{sum(row['qty'] for row in rows) * 2.5:.2f}"
        found.append((type, payload, {"customer": "Zoë", "lines": rows, "total": total}))
    return found


def test_lists_are_appended_to_and_removed_from_and_summed_up() -> None:
    told = line_events(("LineAdded", "a", 2), ("LineAdded", "b", 1), ("LineAdded", "a", 3), ("LineRemoved", "a", 0))
    found = suggest([trail("o", *told)])
    assert found is not None
    assert (found.agrees, found.snapshots, found.unexplained) == (5, 5, ())
    removed = {"remove": "/lines", "where": "item.sku == payload.sku", "first": True}
    assert ("LineRemoved", removed) in lines(found)
    assert ("LineAdded", {"add": "/total", "value": "payload.qty * payload.price"}) in lines(found)


def test_an_object_with_a_member_for_each_key_is_found() -> None:
    states = [
        {},
        {"a": {"sku": "a", "n": 1}},
        {"a": {"sku": "a", "n": 1}, "b": {"sku": "b", "n": 2}},
        {"b": {"sku": "b", "n": 2}},
    ]
    told = [("Placed", {}, None), ("Put", {"sku": "a", "n": 1}, None), ("Put", {"sku": "b", "n": 2}, None),
            ("Taken", {"sku": "a"}, None)]  # fmt: skip
    found = suggest(
        [
            trail(
                "o",
                *((type, payload, {"lines": state}) for (type, payload, _), state in zip(told, states, strict=True)),
            )
        ]
    )
    assert ("Put", {"set": "/lines/{payload.sku}", "value": "payload"}) in lines(found)
    assert ("Taken", {"delete": "/lines/{payload.sku}"}) in lines(found)


def shuffled(stream: str, words: Sequence[str], chance: Random) -> Trail:
    """A hundred events of twelve types; a word at every tenth, which has to do with two of them or with nothing."""
    told, mood = [("T0", {}, None)], words[0]
    for _ in range(100):
        type = f"T{chance.randrange(1, 12)}"
        mood = {"T3": words[1], "T8": words[2]}.get(type, mood) if len(words) == 3 else chance.choice(words)
        told.append((type, {}, {"mood": mood} if len(told) % 10 == 0 else None))
    return trail(stream, *told)


def test_of_many_types_the_two_that_set_a_word_are_found() -> None:
    chance = Random(1)
    found = suggest([shuffled(f"s{n}", ("new", "held", "gone"), chance) for n in range(10)])
    assert ("T3", {"set": "/mood", "value": '"held"'}) in lines(found)
    assert ("T8", {"set": "/mood", "value": '"gone"'}) in lines(found)
    assert found is not None
    assert found.evidence() == "Agrees with 100 of 100 stored snapshots."


def test_a_word_that_nothing_explains_takes_no_time() -> None:
    chance, words = Random(1), ("new", "open", "held", "paid", "sent", "done", "gone", "void")
    trails, begun = [shuffled(f"s{n}", words, chance) for n in range(10)], process_time()
    found = suggest(trails)
    assert process_time() - begun < 2, "every word was tried for every two types"
    assert found is not None
    assert found.unexplained == ("mood",)


def test_what_nothing_explains_is_named() -> None:
    states = ({"n": 1, "seal": "x9!"}, {"n": 2, "seal": "k3?"}, {"n": 3, "seal": "p0#"})
    found = suggest([trail("a", *(("Counted", {"n": state["n"]}, state) for state in states))])
    assert found is not None
    assert found.evidence() == "Agrees with 0 of 3 stored snapshots; explains 1 of 2 fields, not seal."


def test_without_snapshots_shapes_and_names_are_all_there_is() -> None:
    told = [("AccountOpened", {"owner": "Zoë"}, None), ("MoneyDeposited", {"amount": "1"}, None),
            ("MoneyWithdrawn", {"amount": "1"}, None), ("AccountFrozen", {}, None), ("AccountUnfrozen", {}, None),
            ("LineAdded", {"sku": "a"}, None), ("LineRemoved", {"sku": "a"}, None),
            ("Renamed", {"owner": "Li"}, None)]  # fmt: skip
    found = suggest([trail("a", *told)])
    assert found is not None
    assert found.evidence() == "By shape, for 8 of 8 event types; no snapshot confirms it."
    assert [line for _, line in lines(found)] == [
        {"merge": "", "value": "payload"},
        {"add": "/balance", "value": "payload.amount"},
        {"subtract": "/balance", "value": "payload.amount"},
        {"set": "/frozen", "value": "true"},
        {"set": "/frozen", "value": "false"},
        {"append": "/lines", "value": "payload"},
        {"remove": "/lines", "where": "item.sku == payload.sku", "first": True},
        {"merge": "", "value": "payload"},
    ]


@pytest.mark.parametrize("trails", [[], [Trail(())], [trail("a", ("T", {}, None))], [trail("a", ("T", 1, [1, 2]))]])
def test_nothing_is_suggested_where_nothing_speaks(trails: list[Trail]) -> None:
    assert suggest(trails) is None or lines(suggest(trails)) == [("T", {"set": "/t", "value": "true"})]


KEYS = st.sampled_from(["a", "b c", "'", '"', "class", "~/", "Ærø", "\x7f", "x'''"])
TEXTS = st.sampled_from(["", "1.50", "paid", "a'b\n"])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.floats(-2, 2), TEXTS)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=4
)
PAYLOADS = st.dictionaries(KEYS, VALUES, max_size=3) | VALUES
TYPES = st.sampled_from(["Opened", "Paid", "Item.Added", "Item.Removed", "'''", "\x00"])
TOLD = st.tuples(TYPES, PAYLOADS, st.none() | PAYLOADS)


@settings(max_examples=40)
@given(st.lists(st.lists(TOLD, max_size=6), max_size=3))
def test_whatever_is_stored_gives_rules_that_can_be_written_and_read(told: list[list[Told]]) -> None:
    found = suggest([trail(str(number), *one) for number, one in enumerate(told)])
    if found is not None:
        assert 0 <= found.agrees <= found.snapshots
        text = rules_text(found.rules, found.evidence())
        again = parse_rules(text, "again")
        assert again.types == set(found.rules["on"])
