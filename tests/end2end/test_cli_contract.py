"""The contract's words: the shapes of what --json prints, exit codes, help, and what a time without a zone means."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from program import SHOP, Cli, folder_state, numbered

from inspector.cli.main import VERBS
from inspector.events.event import NewEvent

EVENT = ["position", "stream", "version", "type", "time", "payload", "metadata", "effective"]
OPERATION = ["number", "kind", "time", "actor", "reason", "label", "stream", "after", "upto", "subject", "in_force"]
INFO = ["format", "events", "effective", "streams", "head", "first_time", "last_time", "types", "rollbacks", "notes"]
EFFECT = ["ignored", "restored", "streams", "reducer", "exact", "previewed", "changes", "errors"]
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")


@pytest.mark.parametrize("words", [[], *([verb] for verb in VERBS)], ids=lambda words: words[0] if words else "window")
def test_every_verb_has_help(cli: Cli, words: list[str]) -> None:
    answer = cli(*words, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(f"usage: {' '.join(['inspector', *words])} ")


def test_the_help_lists_the_verbs_in_their_order(cli: Cli) -> None:
    listed = re.findall(r"^  (\w+)  +[A-Z]", cli("--help").out, re.MULTILINE)
    reading = ["info", "events", "state", "blame", "diff", "find", "check", "compare", "rules", "map"]
    writing = ["append", "run", "rollback", "undo", "redo"]
    assert listed == ["demo", *reading, *writing, "log", "import", "export", "screenshot"]


def test_the_version_is_printed(cli: Cli) -> None:
    assert re.fullmatch(r"Event Timeline Inspector \d+\.\d+\.\d+\n", cli("--version").out)


def test_the_shapes_of_what_is_looked_at(cli: Cli, shop: Path) -> None:
    info = cli("info", shop, "--json").json
    assert list(info) == INFO
    assert [list(row) for row in info["rollbacks"]] == [OPERATION]
    for line in cli("events", shop, "--limit", 20, "--json").lines:
        assert list(line) == EVENT
        assert RFC_3339.fullmatch(line["time"])
    for row in cli("log", shop, "--json").json:
        assert list(row) == OPERATION
        assert RFC_3339.fullmatch(row["time"])


def test_the_shapes_of_what_is_written(cli: Cli, shop: Path, tmp_path: Path) -> None:
    words = ("count_stock", "sku=A12", "counted=7", "counted_by=Ada", "on=2026-11-23", "--domain", SHOP, "--json")
    tried, ran = cli("run", shop, *words, "--dry-run").json, cli("run", shop, *words).json
    keys = ["dry_run", "command", "stream", "events", "reducer", "exact", "previewed", "changes", "errors", "operation"]
    assert list(tried) == list(ran) == keys
    assert list(tried["events"][0]) == ["stream", "type", "time", "payload", "metadata"]
    assert list(ran["events"][0]) == EVENT
    assert (tried["dry_run"], tried["operation"], ran["dry_run"]) == (True, None, False)
    assert list(ran["operation"]) == OPERATION
    assert {change["path"] for change in ran["changes"]} == {"/on_hand", "/available"}
    assert (ran["reducer"], ran["exact"], ran["errors"], ran["previewed"]) == ("shop.py", True, [], ["stock-A12"])

    back = ("rollback", shop, "--to", tried["events"] and ran["events"][0]["position"] - 1, "--reason", "x", "--json")
    keys = ["dry_run", "target", "upto", "stream", *EFFECT, "outside", "holders", "warning", "notes", "operation"]
    assert list(cli(*back, "--dry-run").json) == list(cli(*back).json) == keys
    for verb in ("undo", "redo"):
        answer = cli(verb, shop, "--json").json
        assert list(answer) == ["dry_run", "kind", "subject", *EFFECT, "operation"]
        assert (answer["kind"], answer["exact"]) == (verb, False)
        assert list(answer["subject"]) == list(answer["operation"]) == OPERATION
    assert list(cli("export", shop, "-o", tmp_path / "copy.sqlite", "--json").json) == ["events", "file"]


@pytest.mark.parametrize(("zone", "position"), [("UTC0", 2), ("CET-1", 1), ("EDT4", 3), ("IST-5:30", 0)])
def test_a_time_without_a_zone_is_local(program: Cli, store: Callable[..., Path], zone: str, position: int) -> None:
    hours = (8, 12, 16)
    times = [int(datetime(2026, 3, 12, hour, tzinfo=UTC).timestamp()) * 1_000_000_000 for hour in hours]
    path = store(*(NewEvent("s", "T", {"n": n}, time_ns=time) for n, time in enumerate(times, 1)))
    for text in ("2026-03-12 12:30", "2026-03-12T12:30:00"):
        assert program("state", path, "--at", text, "--json", TZ=zone).json["position"] == position
    words = ("rollback", path, "--reason", "x", "--dry-run", "--json", "--to")
    assert program(*words, "2026-03-12 12:30", TZ=zone).json["target"] == position
    assert program(*words, "2026-03-12T12:30Z", TZ=zone).json["target"] == 2
    assert program(*words, "2026-03-12T12:30+05:30", TZ=zone).json["target"] == 0


def test_times_are_shown_with_their_zone(program: Cli, store: Callable[..., Path]) -> None:
    path = store(NewEvent("s", "T", {}, time_ns=1_773_318_731_002_000_000))
    for zone, shown in (
        ("UTC0", "2026-03-12 12:32:11.002+00:00"),
        ("IST-5:30", "2026-03-12 18:02:11.002+05:30"),
    ):
        for words in (["events", path], ["info", path]):
            assert shown in program(*words, TZ=zone).out
        assert program("events", path, "--json", TZ=zone).json["time"] == "2026-03-12T12:32:11.002Z"


ENDED = [
    (["events", "F", "--stream", "a", "--after", "3"], 3, "has no such events."),
    (["events", "F", "--stream", "b"], 3, "only among the ignored ones; --all shows them."),
    (["events", "F", "--type", "Nothing*"], 3, "has no such events."),
    (["events", "F", "--stream", "b", "--all"], 0, ""),
    (["events", "F", "--stream", "nobody", "--limit", "0"], 0, ""),
    (["state", "F", "--stream", "b", "--at", "0"], 0, ""),
    (["state", "F", "--stream", "c"], 3, "no stream 'c'"),
    (["state", "F", "--at", "7"], 3, "past the last written one, 6"),
    (["export", "F", "-o", "copy.sqlite", "--upto", "7"], 3, "past the last written one, 6"),
    (["rollback", "F", "--to", "7", "--reason", "x"], 3, "past the last written one, 6"),
    (["undo", "F", "--operation", "99"], 3, "no operation 99"),
    (["undo", "F", "--operation", "0"], 3, "no operation 0"),
    (["undo", "F", "--operation", "8"], 1, "itself of the kind undo"),
    (["undo", "F", "--operation", "1"], 1, "undone already"),
]


@pytest.mark.parametrize(("words", "code", "part"), ENDED, ids=[" ".join(words) for words, _, _ in ENDED])
def test_what_is_asked_for_and_not_there(
    cli: Cli, store: Callable[..., Path], words: list[str], code: int, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store(*numbered(3, "a"), *numbered(3, "b"))
    monkeypatch.chdir(path.parent)
    assert cli("rollback", path, "--to", 3, "--reason", "x").code == 0
    assert cli("undo", path, "--operation", 1).code == 0
    before = folder_state(path.parent)
    words = [str(path) if word == "F" else word for word in words]
    if code:
        assert part in cli(*words).sentence(code)
    else:
        assert cli(*words).code == 0
    assert folder_state(path.parent) == before


def test_the_fold_that_stops_says_so_in_every_preview(cli: Cli, store: Callable[..., Path], tmp_path: Path) -> None:
    domain = tmp_path / "bank.py"
    domain.write_text(
        "from inspector import Domain\nbank = Domain('bank', initial={})\n"
        "@bank.on('Counted')\ndef counted(state, event):\n    return {'share': 12 // event.payload['n']}\n"
        "@bank.command\ndef count(state, n: int):\n    print('counting')\n    return bank.event('Counted', {'n': n})\n"
    )
    path = store(*numbered(2))
    words = ("run", path, "count", "n=0", "--stream", "list-1", "--domain", domain)
    answer = cli(*words, "--dry-run", "--json")
    (error,) = answer.json["errors"]
    assert (error["stream"], error["position"]) == ("list-1", 3)
    assert error["reason"].startswith("bank.py, line 5: ZeroDivisionError: ")
    assert answer.err == "counting\n"
    assert "the fold stops at #3: bank.py, line 5: ZeroDivisionError" in cli(*words).out
    state = cli("state", path, "--stream", "list-1", "--domain", domain)
    assert state.code == 1
    assert '"share": 6' in state.out
    assert state.err == (
        f"inspector: The fold stops at #3 (Counted): {error['reason']} The state shown is the last good one.\n"
    )


def test_a_parameter_given_twice_is_no_choice_of_ours(cli: Cli, shop: Path) -> None:
    words = ("ship_order", "order_id=1989", "order_id=1990", "carrier=DHL", "tracking=JD0146", "--domain", SHOP)
    assert cli("run", shop, *words).sentence(1) == "order_id is given twice."


def test_a_command_with_no_stream_of_its_own_goes_where_one_says(
    cli: Cli, store: Callable[..., Path], tmp_path: Path
) -> None:
    domain = tmp_path / "notes.py"
    domain.write_text(
        "from inspector import Domain\nnotes = Domain('notes')\n"
        "@notes.command\ndef note(state, text: str, tags: list[str] = []):\n"
        "    return notes.event('Noted', {'text': text, 'tags': tags})\n"
    )
    path = store()
    words = ("run", path, "note", "text=12", 'tags=["a", "b"]', "--domain", domain)
    assert "names no stream for Noted" in cli(*words).sentence(1)
    assert cli(*words, "--stream", "desk", "--json").json["events"][0]["payload"] == {"text": "12", "tags": ["a", "b"]}
    assert cli("events", path, "--stream", "desk", "--json").json["version"] == 1


def test_append_creates_nothing_over_what_is_there(cli: Cli, store: Callable[..., Path], tmp_path: Path) -> None:
    words = ("--stream", "s", "--type", "T", "--data", "{}", "--create")
    path = store(*numbered(2))
    assert cli("append", path, *words, "--json").json["position"] == 3
    text = tmp_path / "notes.txt"
    text.write_text("Dear store,")
    assert "notes.txt" in cli("append", text, *words).sentence(1)
    assert text.read_text() == "Dear store,"
    assert "nowhere" in cli("append", tmp_path / "nowhere" / "new.sqlite", *words).sentence(1)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("levels", [201, 100_000])
@pytest.mark.parametrize("pair", ["[]", ('{"a":', "}")], ids=["arrays", "objects"])
def test_nesting_without_bounds_is_refused(program: Cli, tmp_path: Path, pair: tuple[str, str], levels: int) -> None:
    text = pair[0] * levels + "1" + pair[1] * levels
    words = ("append", "new.sqlite", "--create", "--stream", "s", "--type", "T", "--data", "-")
    assert "nested deeper than 200 levels" in program(*words, stdin=text.encode()).sentence(1)
    assert list(tmp_path.iterdir()) == []
    shallow = pair[0] * 200 + "1" + pair[1] * 200
    assert program(*words, stdin=shallow.encode()).code == 0
    assert program("state", "new.sqlite", "--stream", "s").code == 0
