"""append, run, rollback, undo, redo and export: the contract's list in order, on the sample; and what they refuse."""

from collections.abc import Callable
from pathlib import Path

import pytest
from program import SHOP, Cli, folder_state, numbered

import inspector
from inspector.events.event import NewEvent


def effective(cli: Cli, path: Path) -> list[int]:
    return [event["position"] for event in cli("events", path, "--json").lines]


def test_the_main_job_in_order(cli: Cli, shop: Path, tmp_path: Path) -> None:
    info = cli("info", shop, "--json").json
    size = shop.stat().st_size
    order = ("--stream", "order-1989")
    run = ("run", shop, "ship_order", "order_id=1989", "carrier=DHL", "tracking=JD0146", "--domain", SHOP)
    before = cli("state", shop, *order, "--domain", SHOP, "--json").json
    assert before["state"]["status"] == "paid"

    untouched = folder_state(tmp_path)
    tried = cli(*run, "--dry-run", "--json").json
    assert tried["dry_run"] is True
    assert tried["operation"] is None
    assert folder_state(tmp_path) == untouched
    ran = cli(*run, "--json").json
    assert ran["events"][0]["position"] == info["head"] + 1
    assert [event["payload"] for event in ran["events"]] == [event["payload"] for event in tried["events"]]
    shipped = cli("state", shop, *order, "--domain", SHOP, "--json").json
    assert shipped["state"]["status"] == "shipped"

    back = ("rollback", shop, "--to", info["head"], "--reason", "wrong carrier", "--json")
    planned = cli(*back, "--dry-run").json
    assert (planned["ignored"], planned["operation"]) == (len(ran["events"]), None)
    done = cli(*back).json
    assert (done["ignored"], done["target"]) == (planned["ignored"], info["head"])
    assert cli("state", shop, *order, "--domain", SHOP, "--json").json["state"] == before["state"]
    log = cli("log", shop, "--json").json
    assert [row["kind"] for row in log[-2:]] == ["append", "rollback"]
    assert log[-1]["reason"] == "wrong carrier"

    assert cli("undo", shop, "--json").json["restored"] == len(ran["events"])
    assert cli("state", shop, *order, "--domain", SHOP, "--json").json["state"] == shipped["state"]
    assert cli("redo", shop, "--json").json["ignored"] == len(ran["events"])
    assert cli("state", shop, *order, "--domain", SHOP, "--json").json["state"] == before["state"]

    copy = tmp_path / "copy.sqlite"
    exported = cli("export", shop, "-o", copy, "--json").json
    assert exported["events"] == info["effective"]
    assert effective(cli, copy) == effective(cli, shop)
    assert cli("state", copy, "--json").json["state"] == cli("state", shop, "--json").json["state"]
    assert shop.stat().st_size >= size
    assert len(cli("events", shop, "--all", "--json").lines) == info["events"] + len(ran["events"])


def test_the_worked_example_of_rollback(cli: Cli, store: Callable[..., Path]) -> None:
    path = store(*numbered(10))
    assert cli("rollback", path, "--to", 5, "--reason", "start again").code == 0
    with inspector.open(path, writable=True) as workspace:
        workspace.append_all([NewEvent("list-1", "Counted", {"n": n}) for n in (11, 12)])
    assert effective(cli, path) == [1, 2, 3, 4, 5, 11, 12]
    for verb, left in (
        ("undo", [1, 2, 3, 4, 5]),
        ("undo", list(range(1, 11))),
        ("redo", [1, 2, 3, 4, 5]),
        ("redo", [1, 2, 3, 4, 5, 11, 12]),
    ):
        assert cli(verb, path).code == 0
        assert effective(cli, path) == left


def test_a_rollback_of_one_stream_leaves_the_others(cli: Cli, store: Callable[..., Path]) -> None:
    path = store(*numbered(3, "a"), *numbered(3, "b"))
    answer = cli("rollback", path, "--to", 1, "--stream", "a", "--reason", "x", "--json").json
    assert (answer["stream"], answer["streams"]) == ("a", {"a": 2})
    assert effective(cli, path) == [1, 4, 5, 6]
    state = cli("state", path, "--stream", "a", "--json").json
    assert (state["version"], state["last_version"]) == (1, 3)
    assert "to #1" in cli("undo", path).out


def test_undo_takes_the_operation_it_is_given(cli: Cli, store: Callable[..., Path]) -> None:
    path = store(*numbered(3))
    assert cli("undo", path, "--operation", 2).code == 0
    assert effective(cli, path) == [1, 3]


def test_a_time_that_may_mean_two_positions_is_refused_with_both(cli: Cli, store: Callable[..., Path]) -> None:
    minute = 60_000_000_000
    path = store(*(NewEvent("s", "T", {"n": n}, time_ns=n * minute) for n in (1, 5, 2, 6)))
    before = folder_state(path.parent)
    for dry in ([], ["--dry-run"]):
        sentence = cli("rollback", path, "--to", "1970-01-01T00:03:00Z", "--reason", "x", *dry).sentence(1)
        assert "#3" in sentence
        assert "#1" in sentence
    assert folder_state(path.parent).keys() == before.keys()
    assert cli("log", path, "--json").json[-1]["kind"] == "append"
    assert cli("state", path, "--at", "1970-01-01T00:03:00Z", "--json").json["position"] == 3


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["undo"], 1, "undo"),
        (["redo"], 1, "redo"),
        (["undo", "--dry-run"], 1, "undo"),
        (["undo", "--operation", "9"], 3, "9"),
        (["rollback", "--to", "1", "--reason", "x"], 3, "past"),
        (["rollback", "--to", "0", "--stream", "no", "--reason", "x"], 3, "'no'"),
        (["rollback", "--to", "0", "--stream", "no", "--reason", "x", "--dry-run"], 3, "'no'"),
        (["export", "-o", "SELF"], 1, "exists"),
        (["export", "-o", "copy.sqlite", "--upto", "7"], 3, "past"),
    ],
)
def test_what_an_empty_store_refuses(
    cli: Cli, store: Callable[..., Path], words: list[str], code: int, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store()
    monkeypatch.chdir(path.parent)
    words = [str(path) if word == "SELF" else word for word in words]
    assert part in cli(words[0], path, *words[1:]).sentence(code)
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "words",
    [
        ["rollback", "F"],
        ["rollback", "F", "--to", "1"],
        ["rollback", "F", "--to", "-1", "--reason", "x"],
        ["append", "F", "--stream", "s", "--data", "{}"],
        ["append", "F", "--stream", "", "--type", "T", "--data", "{}"],
        ["run", "F", "place_order"],
        ["run", "F", "place_order", "order_id", "--domain", "d.py"],
        ["undo", "F", "--operation", "x"],
        ["events", "F", "--limit", "-1"],
        ["export", "F"],
        ["screenshot", "F", "-o", "x.png", "--size", "big"],
        ["screenshot", "F", "-o", "x.png", "--scale", "9"],
        ["info"],
        ["info", "F", "--colour"],
    ],
)
def test_wrong_usage_is_exit_code_2(cli: Cli, words: list[str]) -> None:
    assert f"`inspector {words[0]} --help`" in cli(*words).sentence(2)


def test_append_creates_only_when_asked(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    words = ("append", path, "--stream", "s", "--type", "T", "--data", '{"price":1.50}')
    assert str(path) in cli(*words).sentence(1)
    assert list(tmp_path.iterdir()) == []
    first = cli(*words, "--create", "--json")
    assert (first.json["position"], first.json["version"], first.json["effective"]) == (1, 1, True)
    assert '"price":1.50' in first.out
    assert "version 2 of s" in cli(*words, "--create").out
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "data",
    ["", "{", "NaN", '{"a":Infinity}', "[" * 100_000, '{"a":' * 300 + "1" + "}" * 300, '"\\ud800"', "\udcff\udcfe"],
)
def test_data_that_is_no_json_is_refused_before_anything_is_made(cli: Cli, tmp_path: Path, data: str) -> None:
    path = tmp_path / "new.sqlite"
    cli("append", path, "--create", "--stream", "s", "--type", "T", "--data", data).sentence(1)
    assert list(tmp_path.iterdir()) == []


def test_data_can_come_from_stdin(program: Cli, tmp_path: Path) -> None:
    words = ("append", "new.sqlite", "--create", "--stream", "s", "--type", "T", "--data", "-", "--json")
    assert program(*words, stdin='{"name":"Élodie"}'.encode()).json["payload"] == {"name": "Élodie"}
    program(*words, stdin=b"\xff\xfe").sentence(1)


def test_a_command_that_refuses_says_why_and_writes_nothing(cli: Cli, shop: Path) -> None:
    words = ("ship_order", "order_id=1041", "carrier=DHL", "tracking=JD0146", "--domain", SHOP)
    before = cli("log", shop, "--json").json
    for dry in ([], ["--dry-run"]):
        assert cli("run", shop, *words, *dry).sentence(1)
    assert cli("log", shop, "--json").json == before


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["no_such_command"], 3, "ship_order"),
        (["ship_order", "order_id=x", "carrier=DHL", "tracking=JD0146"], 1, "order_id"),
        (["ship_order", "order_id=1989", "carrier=DHL", "tracking=1"], 1, "tracking"),
        (["ship_order", "order_id=1989"], 1, "carrier"),
        (["ship_order", "order_id=1989", "carrier=DHL", "tracking=JD0146", "speed=1"], 1, "speed"),
    ],
)
def test_wrong_parameters_are_named(cli: Cli, shop: Path, words: list[str], code: int, part: str) -> None:
    assert part in cli("run", shop, *words, "--domain", SHOP).sentence(code)


def test_fold_rules_have_no_commands(cli: Cli, tmp_path: Path) -> None:
    path, rules = tmp_path / "new.sqlite", tmp_path / "rules.toml"
    rules.write_text('[[on."*"]]\nmerge = ""\nvalue = "payload"\n', encoding="utf-8")
    assert cli("append", path, "--create", "--stream", "a", "--type", "Paid", "--data", "{}").code == 0
    refused = cli("run", path, "pay", "--domain", rules).sentence(1)
    assert "rules.toml declares no commands; name a domain in Python" in refused


def test_a_command_run_from_text(cli: Cli, shop: Path) -> None:
    words = ("run", shop, "count_stock", "sku=A12", "--domain", SHOP, "counted=7", "counted_by=Ada", "on=2026-11-23")
    assert "would append" in cli(*words, "--dry-run").out
    out = cli(*words).out
    assert "StockCounted" in out
    assert "Recorded as operation 15." in out
    assert cli("state", shop, "--stream", "stock-A12", "--domain", SHOP, "--json").json["state"]["on_hand"] == 7


def test_export_keeps_places_and_versions(cli: Cli, store: Callable[..., Path], tmp_path: Path) -> None:
    path = store(*numbered(4))
    cli("undo", path, "--operation", 2)
    copy = tmp_path / "copy.sqlite"
    assert "Wrote 2 effective events" in cli("export", path, "-o", copy, "--upto", 3).out
    events = cli("events", copy, "--json").lines
    assert [(event["position"], event["version"]) for event in events] == [(1, 1), (3, 3)]
    assert cli("log", copy, "--json").json == []
    assert "exists" in cli("export", path, "-o", copy).sentence(1)
