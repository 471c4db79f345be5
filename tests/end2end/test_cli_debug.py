"""blame, diff, find and check: what they print, and their exit codes."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonpatch
import pytest
from program import SHOP, Cli, numbered

import inspector

INVARIANTS = """
[[invariant]]
name = "no product is sold twice"
stream = "stock-*"
must = "state.available >= 0"
"""


@pytest.fixture
def counted(tmp_path: Path) -> Path:
    path = tmp_path / "counted.sqlite"
    with inspector.create(path) as store:
        store.append_all(numbered(5))
    return path


def test_blame_lists_the_events_that_set_a_value_newest_first(cli: Cli, shop: Path) -> None:
    answer = cli("blame", shop, "/status", "--stream", "order-1041", "--domain", SHOP, "--json").json
    assert [one["type"] for one in answer] == ["OrderDelivered", "OrderShipped", "OrderPaid", "OrderPlaced"]
    assert [(one["old"], one["new"]) for one in answer][-2:] == [("placed", "paid"), (None, "placed")]
    assert all(one["exact"] and one["time"].endswith("Z") for one in answer)
    at = cli("blame", shop, "/status", "--stream", "order-1041", "--domain", SHOP, "--at", answer[1]["position"]).out
    assert "was changed by 3 events, by shop.py" in at
    assert f"#{answer[1]['position']}  " in at
    assert '"paid" → "shipped"  by checkout' in at


def test_blame_of_a_guess_says_so(cli: Cli, counted: Path) -> None:
    assert [one["exact"] for one in cli("blame", counted, "/n", "--stream", "list-1", "--json").json] == [False] * 5
    assert "by merge (≈ guess)" in cli("blame", counted, "/n", "--stream", "list-1").out


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (("blame", "/n"), 1, "whose value"),
        (("blame", "n", "--stream", "list-1"), 1, "is no path"),
        (("blame", "/m", "--stream", "list-1"), 3, "never had anything at '/m'"),
        (("blame", "/n", "--stream", "list-2"), 3, "no stream 'list-2'"),
        (("diff", "1", "9"), 3, "past the last"),
        (("diff", "2"), 3, "no file 2 to compare with"),
        (("find", "state.n >", "--allow-guess"), 1, "is no expression"),
        (("find", "state.n > 1"), 3, "a guess by merge"),
        (("find", "state.n > 9", "--allow-guess"), 3, "holds nowhere"),
        (("find", "open('x')", "--allow-guess"), 1, "calls what is no function"),
        (("find", "1 / 0 > 1", "--allow-guess"), 1, "divides by zero"),
        (("check", "--invariants", "nowhere.toml"), 1, "cannot be read"),
    ],
)
def test_bad_questions_get_a_sentence(cli: Cli, counted: Path, words: tuple, code: int, part: str) -> None:
    verb, *rest = words
    assert part in cli(verb, counted, *rest).sentence(code)


def test_a_diff_is_a_patch_from_one_state_to_the_other(cli: Cli, shop: Path) -> None:
    head = cli("info", shop, "--json").json["head"]
    one, two = (cli("state", shop, "--at", at, "--domain", SHOP, "--json").json["state"] for at in (head - 40, head))
    patch = cli("diff", shop, head - 40, head, "--domain", SHOP, "--json").json
    assert patch
    assert jsonpatch.JsonPatch(patch).apply(one) == two
    text = cli("diff", shop, head - 40, head, "--domain", SHOP).out
    assert f"shop.sqlite at #{head - 40} → shop.sqlite at #{head}, by shop.py" in text


def test_two_stores_are_compared_at_their_heads(cli: Cli, counted: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    with inspector.create(other) as store:
        store.append_all(numbered(3))
    answer = cli("diff", counted, other, "--stream", "list-1", "--json")
    assert answer.json == [{"op": "replace", "path": "/n", "value": 3}]
    assert "a guess by merge" in answer.err
    assert "the states are equal" in cli("diff", counted, counted).out


def test_find_tells_where_an_expression_begins_and_ends_to_hold(cli: Cli, counted: Path) -> None:
    answer = cli("find", counted, "state.n in [2, 4, 5]", "--reducer", "merge", "--json")
    assert [(one["position"], one["from"], one["to"]) for one in answer.json] == [
        (2, False, True), (3, True, False), (4, False, True),
    ]  # fmt: skip
    first = cli("find", counted, "payload.n > 1", "--first", "--allow-guess")
    assert first.out.splitlines() == ["#2  list-1  false → true", "By merge (≈ guess)."]


def test_the_event_that_made_stock_negative_is_found(cli: Cli, shop: Path) -> None:
    (found,) = cli(
        "find", shop, "state.available < 0", "--stream", "stock-*", "--domain", SHOP, "--first", "--json"
    ).json
    event = cli("events", shop, "--after", found["position"] - 1, "--limit", 1, "--json").json
    assert (event["stream"], event["type"]) == (found["stream"], "StockReserved")


def test_a_checkup_fails_where_an_invariant_is_violated_and_writes_a_report(
    cli: Cli, shop: Path, tmp_path: Path
) -> None:
    rules, report = tmp_path / "rules.toml", tmp_path / "report.xml"
    rules.write_text(INVARIANTS)
    answer = cli("check", shop, "--domain", SHOP, "--invariants", rules, "--junit", report, "--json")
    assert answer.code == 3
    (finding,) = json.loads(answer.out)
    assert (finding["kind"], finding["subject"]) == ("violation", "no product is sold twice")
    suite = ET.fromstring(report.read_bytes())
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    (failure,) = suite.iter("failure")
    assert f"#{finding['position']} {finding['stream']}" in str(failure.get("message"))
    assert cli("check", shop, "--domain", SHOP, "--junit", report).code == 0
    assert ET.fromstring(report.read_bytes()).get("failures") == "0"


def test_a_report_overwrites_nothing_but_a_report(cli: Cli, counted: Path) -> None:
    before = counted.read_bytes()
    answer = cli("check", counted, "--junit", counted)
    assert answer.code == 1
    assert "is no report" in answer.err
    assert counted.read_bytes() == before


def test_a_what_if_tells_what_becomes_of_the_states_and_writes_nothing(cli: Cli, counted: Path, tmp_path: Path) -> None:
    before, copy = counted.read_bytes(), tmp_path / "copy.sqlite"
    edits = ("--skip", 5, "--edit", 4, '{"n": 40}', "--insert", 0, "other", "Made", '{"x": 1}')
    answer = cli("what-if", counted, *edits, "-o", copy, "--json").json
    assert [(one["stream"], one["patch"], one["exact"]) for one in answer] == [
        ("other", [{"op": "replace", "path": "", "value": {"x": 1}}], False),
        ("list-1", [{"op": "replace", "path": "/n", "value": 40}], False),
    ]
    assert counted.read_bytes() == before
    events = cli("events", copy, "--json").lines
    assert [(one["stream"], one["payload"]) for one in events[:1] + events[-1:]] == [
        ("other", {"x": 1}), ("list-1", {"n": 40}),
    ]  # fmt: skip
    assert "the fold stops at #1" in cli("what-if", counted, "--skip", 2, "--reducer", "patch").out


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ((), "name some with --skip"),
        (("--edit", "1", "{"), "is not a payload that can be stored"),
        (("--edit", "x", "{}"), "no whole number"),
        (("--insert", "1", "", "Made", "{}"), "cannot be empty"),
    ],
)
def test_bad_alterations_get_a_sentence(cli: Cli, counted: Path, words: tuple, part: str) -> None:
    assert part in cli("what-if", counted, *words).sentence(1)
    assert "no event #9 to alter" in cli("what-if", counted, "--skip", 9).sentence(3)
