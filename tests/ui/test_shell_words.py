"""How numbers, times, filters and places are worded and understood; no window needed."""

import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.cancel import NEVER
from inspector.events.errors import NotFound
from inspector.events.log import TextFilter
from inspector.ui import filter_text, fuzzy, goto_text, text
from inspector.ui.actions import MENUS, TABLE

NOON_NS = 1_773_318_731_002_000_000
"""12 Mar 2026, 12:32:11.002 UTC"""


@pytest.fixture(autouse=True)
def _berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def plain(words: str) -> str:
    return words.replace(text.GAP, " ")


def test_numbers_are_grouped() -> None:
    assert plain(text.grouped(1_204_511)) == "1 204 511"
    assert plain(text.position(12)) == "#12"
    assert plain(text.counted(1, "event")) == "1 event"
    assert plain(text.counted(2000, "event")) == "2 000 events"


def test_times_are_local_with_their_zone() -> None:
    assert text.when_zoned(NOON_NS) == "12 Mar 2026 13:32:11.002 (local, UTC+1)"
    assert text.zone(NOON_NS + 120 * 86_400 * 10**9) == "UTC+2"
    assert text.clock(None) == "–"


@pytest.mark.parametrize(
    ("length_ns", "words"),
    [
        (350_000_000, "350 ms"),
        (1_250_000_000, "1.25 s"),
        (125 * 10**9, "2 min 5 s"),
        (3 * 86_400 * 10**9 + 4 * 3600 * 10**9, "3 d 4 h"),
        (3600 * 10**9, "1 h"),
    ],
)
def test_lengths_of_time(length_ns: int, words: str) -> None:
    assert text.duration(length_ns) == words


def test_text_of_a_store_stays_on_its_line() -> None:
    assert text.one_line("a\nb\x00c\td") == "a↵b\N{REPLACEMENT CHARACTER}c d"
    assert text.one_line("x" * 300, 10) == "x" * 10 + "…"


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("", TextFilter()),
        ("   ", TextFilter()),
        ("Grenoble", TextFilter(text="Grenoble")),
        (
            "stream:order-10* type:Payment* Élodie Martin",
            TextFilter(stream="order-10*", type="Payment*", text="Élodie Martin"),
        ),
        ("DHL type:Order* parcel", TextFilter(type="Order*", text="DHL parcel")),
        ('stream:"my stream" "two  words"', TextFilter(stream="my stream", text="two  words")),
        ("stream:", TextFilter()),
        ('type:"unfinished thing', TextFilter(type="unfinished thing")),
        ("http://x", TextFilter(text="http://x")),
    ],
)
def test_filter_lines(line: str, where: TextFilter) -> None:
    assert filter_text.parse(line) == where


@given(st.text(max_size=60))
def test_any_line_is_a_filter(line: str) -> None:
    assert isinstance(filter_text.parse(line), TextFilter)


def test_fuzzy_matching_prefers_starts_of_words() -> None:
    names = ["Roll Back to Here", "Reload", "Redo", "Run Command", "First Event"]
    ranked = sorted(
        (name for name in names if fuzzy.score("rc", name) is not None), key=lambda n: -fuzzy.score("rc", n)
    )
    assert ranked[0] == "Run Command"
    assert fuzzy.score("rbh", "Roll Back to Here") is not None
    assert fuzzy.score("xyz", "Reload") is None
    assert fuzzy.score("", "Reload") == 0


@pytest.mark.parametrize(
    ("typed", "time_ns"),
    [
        ("2026-03-12T12:32:11.002Z", NOON_NS),
        ("2026-03-12 13:32:11.002", NOON_NS),
        ("12 Mar 2026 13:32:11.002", NOON_NS),
        ("12 Mar 2026 13:32:11.002 (local, UTC+1)", NOON_NS),
        ("12. march 2026, 13:32:11.002", NOON_NS),
        ("13:32:11.002", NOON_NS),
        ("1773318731", NOON_NS // 10**9 * 10**9),
        ("1773318731002", NOON_NS),
        ("2026-13-45", None),
        ("order-1041", None),
        ("99:99", None),
    ],
)
def test_times_in_any_usual_format(typed: str, time_ns: int | None) -> None:
    assert goto_text.moment(typed, NOON_NS) == time_ns


@pytest.mark.parametrize(
    "typed", ["1204511", "#1 204 511", "1,204,511", " # 1204511".strip(), f"1{text.GAP}204{text.GAP}511"]
)
def test_positions_as_they_are_written(typed: str) -> None:
    assert goto_text.position(typed) == 1_204_511


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("#1 204 511", True),
        ("order-1041@7", True),
        ("2026-03-12T14:32:11.002Z", True),
        ("8f14e45f-ceea-467f-a8d4-3a1b2c4d5e6f", True),
        ("some words that were copied", False),
        ("def f():\n    return 1", False),
        ("", False),
        ("mail@example.com", False),
    ],
)
def test_what_the_clipboard_is_meant_for(pasted: str, meant: bool) -> None:
    assert goto_text.looks_like(pasted) is meant


class _Log:
    """Just what Go to asks of a log."""

    def last_position(self) -> int:
        return 100

    def at_version(self, stream: str, version: int) -> int | None:
        return 42 if (stream, version) == ("order-1041", 7) else None

    def find_id(self, typed: str) -> list[int]:
        return [9, 3, 5] if typed == "corr-1" else []

    def at_time(self, time_ns: int) -> tuple[int, ...]:
        return (60, 55) if time_ns == NOON_NS else (0,)


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("#77", [77]),
        ("order-1041@7", [42]),
        ("order-1041@v7", [42]),
        ("corr-1", [3, 5, 9]),
        ("2026-03-12T12:32:11.002Z", [55, 60]),
        ("1970-01-01", [0]),
    ],
)
def test_going_somewhere(typed: str, hits: list[int]) -> None:
    assert goto_text.find(_Log(), typed, None, NEVER) == hits  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "says"),
    [("101", "last one is 100"), ("order-1041@8", "no version 8"), ("nonsense", "No event has this id")],
)
def test_going_nowhere_says_why(typed: str, says: str) -> None:
    with pytest.raises(NotFound, match=says):
        goto_text.find(_Log(), typed, None, NEVER)  # type: ignore[arg-type]


def test_every_action_has_a_name_and_no_shortcut_is_taken_twice() -> None:
    ids = [spec.id for spec in TABLE]
    assert len(ids) == len(set(ids))
    keys = [key for spec in TABLE for key in spec.shortcuts]
    assert len(keys) == len(set(keys))
    assert {spec.menu for spec in TABLE} == {*MENUS, "Theme"}
    for menu in MENUS:
        groups = [spec.group for spec in TABLE if spec.menu == menu]
        assert all(a <= b for a, b in pairwise(groups))


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_a_quoted_name_is_read_back(name: str) -> None:
    assert filter_text.parse(f"stream:{filter_text.quoted(name)} type:T") == TextFilter(stream=name, type="T")
