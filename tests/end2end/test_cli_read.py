"""info, events, state and log: what they print, and that they change nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from program import SHOP, Cli, folder_state, numbered

import inspector
from inspector.events.event import NewEvent

EVENT_KEYS = ["position", "stream", "version", "type", "time", "payload", "metadata", "effective"]
STATE_KEYS = ["position", "stream", "version", "last_version", "reducer", "exact", "state"]


def test_info_of_the_sample(cli: Cli, shop: Path) -> None:
    info = cli("info", shop, "--json").json
    assert info["format"] == "native"
    assert info["events"] == info["head"] == sum(info["types"].values())
    assert info["events"] - info["effective"] == 312
    assert info["first_time"].startswith("2026-01-14T")
    assert info["last_time"].startswith("2026-11-2")
    assert info["types"]["OrderPlaced"] > 500
    (rollback,) = info["rollbacks"]
    assert (rollback["kind"], rollback["in_force"], rollback["upto"] - rollback["after"]) == ("rollback", True, 312)


def test_info_as_text_says_the_same(cli: Cli, shop: Path) -> None:
    text = cli("info", shop).out
    for part in ("shop.sqlite", "native", "312 ignored", "OrderPlaced", "roll back to #", "Maja Kowalska"):
        assert part in text


def test_events_are_json_lines_without_a_limit(cli: Cli, shop: Path) -> None:
    info = cli("info", shop, "--json").json
    events = cli("events", shop, "--json").lines
    assert len(events) == info["effective"]
    assert list(events[0]) == EVENT_KEYS
    assert all(event["effective"] for event in events)
    positions = [event["position"] for event in events]
    assert positions == sorted(set(positions))


def test_ignored_events_come_only_with_all(cli: Cli, shop: Path) -> None:
    info = cli("info", shop, "--json").json
    events = cli("events", shop, "--all", "--json").lines
    assert len(events) == info["events"]
    assert sum(not event["effective"] for event in events) == 312
    assert "(ignored)" in cli("events", shop, "--all", "--after", info["rollbacks"][0]["after"], "--limit", 1).out


def test_events_are_chosen_by_stream_type_place_and_number(cli: Cli, shop: Path) -> None:
    mine = cli("events", shop, "--stream", "order-1041", "--json").lines
    assert [event["version"] for event in mine] == list(range(1, len(mine) + 1))
    assert {event["stream"] for event in mine} == {"order-1041"}
    paid = cli("events", shop, "--type", "OrderPaid", "--after", mine[0]["position"], "--limit", 3, "--json").lines
    assert [event["type"] for event in paid] == ["OrderPaid"] * 3
    assert paid[0]["position"] > mine[0]["position"]
    kinds = {event["type"] for event in cli("events", shop, "--type", "Payment*", "--limit", 50, "--json").lines}
    assert len(kinds) > 1
    assert all(kind.startswith("Payment") for kind in kinds)


@pytest.mark.parametrize("filter", [["--stream", "nobody"], ["--type", "Nothing"], ["--after", "999999"]])
def test_a_question_without_an_answer_is_exit_code_3(cli: Cli, shop: Path, filter: list[str]) -> None:
    assert "no such events" in cli("events", shop, *filter, "--json").sentence(3)


def test_literals_and_nanoseconds_come_out_as_they_are_stored(cli: Cli, store: Callable[..., Path]) -> None:
    payload = inspector.events.json_value.decode('{"big":12345678901234567890123,"price":412.00,"huge":1e400}')
    path = store(
        NewEvent("s", "T", payload, {"actor": "Ada"}, time_ns=1_773_318_731_123_456_789),
        NewEvent("s", "T", {}, time_ns=0),
    )
    first, second = cli("events", path, "--json").out.splitlines()
    assert '"payload":{"big":12345678901234567890123,"price":412.00,"huge":1e400}' in first
    assert '"time":"2026-03-12T12:32:11.123456789Z"' in first
    assert '"metadata":{"actor":"Ada"}' in first
    assert '"time":"1970-01-01T00:00:00Z"' in second
    assert (
        '"state":{"big":12345678901234567890123,"price":412.00,"huge":1e400}'
        in cli("state", path, "--stream", "s", "--json").out
    )


def test_text_from_a_store_cannot_drive_the_terminal(cli: Cli, store: Callable[..., Path]) -> None:
    path = store(NewEvent("a\x1b[2J\nb", "T\x9b31m", {"k": "\u202eevil\x9b"}))
    for words in (["events", path], ["events", path, "--json"], ["info", path], ["state", path], ["log", path]):
        out = cli(*words).out
        assert out
        assert not set("\x1b\x9b\u202e") & set(out)
    assert cli("events", path, "--json").lines[0]["stream"] == "a\x1b[2J\nb"


def test_state_of_a_stream(cli: Cli, shop: Path) -> None:
    answer = cli("state", shop, "--stream", "order-1041", "--json")
    assert list(answer.json) == STATE_KEYS
    assert (answer.json["reducer"], answer.json["exact"]) == ("merge", False)
    assert answer.json["version"] == answer.json["last_version"]
    assert '"total":431.90' in answer.out
    assert "≈ guess" in cli("state", shop, "--stream", "order-1041").out


def test_state_by_the_domain_is_exact(cli: Cli, shop: Path) -> None:
    state = cli("state", shop, "--stream", "order-1041", "--domain", SHOP, "--json").json
    assert (state["reducer"], state["exact"]) == ("shop.py", True)
    assert "guess" not in cli("state", shop, "--stream", "order-1041", "--domain", SHOP).out


def test_state_at_a_position_and_at_its_time_agree(cli: Cli, shop: Path) -> None:
    first = cli("events", shop, "--stream", "order-1041", "--limit", 1, "--json").json
    by_position = cli("state", shop, "--stream", "order-1041", "--at", first["position"], "--json").json
    by_time = cli("state", shop, "--stream", "order-1041", "--at", first["time"], "--json").json
    assert by_position["state"] == by_time["state"] == first["payload"]
    assert by_position["version"] == 1 < by_position["last_version"]


def test_state_of_the_whole_store(cli: Cli, store: Callable[..., Path]) -> None:
    path = store(*numbered(2, "a"), *numbered(3, "b"))
    state = cli("state", path, "--json").json
    assert (state["stream"], state["version"], state["last_version"]) == (None, None, None)
    assert state["state"] == {"a": {"n": 2}, "b": {"n": 3}}
    assert cli("state", path, "--at", 0, "--json").json["state"] == {}


@pytest.mark.parametrize(("reducer", "state"), [("merge", {"a": 1, "b": 2}), ("replace", {"b": 2})])
def test_a_named_reducer_is_no_guess(cli: Cli, store: Callable[..., Path], reducer: str, state: object) -> None:
    path = store(NewEvent("s", "T", {"a": 1}), NewEvent("s", "T", {"b": 2}))
    shown = cli("state", path, "--stream", "s", "--reducer", reducer, "--json").json
    assert (shown["state"], shown["reducer"], shown["exact"]) == (state, reducer, True)


def test_a_reducer_that_fails_gives_the_last_good_state_and_exit_code_1(cli: Cli, store: Callable[..., Path]) -> None:
    add = [{"op": "add", "path": "/a", "value": 1}]
    path = store(NewEvent("s", "T", add), NewEvent("s", "Odd", [{"op": "remove", "path": "/b"}]))
    answer = cli("state", path, "--stream", "s", "--reducer", "patch", "--json")
    assert answer.code == 1
    assert list(answer.json) == [*STATE_KEYS, "error"]
    assert answer.json["state"] == {"a": 1}
    assert answer.json["error"]["position"] == 2
    assert "#2 (Odd)" in answer.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--stream", "nobody"], 3),
        (["--at", "99"], 3),
        (["--at", "-1"], 2),
        (["--at", "yesterday"], 2),
        (["--at", "9" * 40], 2),
        (["--reducer", "sum"], 1),
        (["--domain", "nowhere.py"], 1),
        (["--reducer", "merge", "--domain", "x.py"], 2),
    ],
)
def test_a_state_that_cannot_be_had(cli: Cli, store: Callable[..., Path], words: list[str], code: int) -> None:
    answer = cli("state", store(*numbered(2)), *words)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err


def test_the_log_lists_every_operation(cli: Cli, store: Callable[..., Path]) -> None:
    path = store(*numbered(2))
    cli("rollback", path, "--to", 1, "--reason", "a mistake")
    cli("undo", path)
    rows = cli("log", path, "--json").json
    assert [row["kind"] for row in rows] == ["append", "append", "rollback", "undo"]
    assert [row["in_force"] for row in rows] == [True, True, False, None]
    assert (rows[2]["after"], rows[2]["upto"], rows[2]["reason"]) == (1, 2, "a mistake")
    assert "roll back to #1" in cli("log", path).out
    assert "(undone)" in cli("log", path).out


def test_an_empty_store_is_no_failure(cli: Cli, store: Callable[..., Path]) -> None:
    path = store()
    info = cli("info", path, "--json").json
    assert (info["events"], info["head"], info["first_time"], info["rollbacks"]) == (0, 0, None, [])
    for words in (["info"], ["events"], ["events", "--json"], ["state"], ["log"]):
        answer = cli(words[0], path, *words[1:])
        assert (answer.code, answer.err) == (0, "")


def test_looking_changes_not_a_byte(cli: Cli, shop: Path) -> None:
    before = folder_state(shop.parent)
    for words in (
        ["info"],
        ["events", "--limit", "5"],
        ["state", "--stream", "order-1041"],
        ["log"],
        ["rollback", "--to", "5", "--reason", "x", "--dry-run"],
        ["undo", "--dry-run"],
    ):
        assert cli(words[0], shop, *words[1:]).code == 0
    assert folder_state(shop.parent) == before
