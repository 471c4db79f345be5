"""Snapshots as anchors of a guess, and as what any fold is held against."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from snapshot_files import Stored, add_snapshot, write_accounts

import inspector
from inspector.cli.main import main
from inspector.events.json_value import encode
from inspector.replay.reducers import merged
from inspector.replay.rules.rules import Rules

RULES = """
[[on.Opened]]
set = ""
value = '{"owner": payload.owner, "balance": decimal(0)}'

[[on.Paid]]
add = "/balance"
value = "payload.amount"
"""
TURNOVER = """
[projection.turnover]
key = "event.type"

[[projection.turnover.on.Paid]]
add = "/sum"
value = "payload.amount"
"""
DOMAIN = """
from inspector import Domain

bank = Domain("bank", initial={"balance": ""})


@bank.on("Paid")
def paid(state, event):
    return {**state, "balance": state["balance"] + "+" + event.payload["amount"]}
"""
EVENTS = [
    Stored("a", 1, "Opened", {"owner": "Zoë"}),
    Stored("a", 2, "Paid", {"amount": "10.50"}),
    Stored("a", 3, "Paid", {"amount": "1.50"}),
    Stored("a", 4, "Paid", {"amount": "4.00"}),
]
STATES = {1: {"owner": "Zoë", "balance": "0"}, 3: {"owner": "Zoë", "balance": "12.00"}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    snapshots = [("a", version, state) for version, state in STATES.items()]
    return write_accounts(tmp_path / "bank.sqlite", EVENTS, snapshots)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    path = tmp_path / "bank.toml"
    path.write_text(RULES, encoding="utf-8")
    return path


def test_a_guess_is_exact_at_a_snapshot_and_goes_on_from_it_as_a_guess(path: Path) -> None:
    with inspector.open(path) as store:
        frames = [store.frame("a", position) for position in range(5)]
    told = [(frame.reducer, frame.exact, frame.state) for frame in frames]
    then = {**STATES[1], "amount": "10.50"}
    assert told == [
        ("merge", False, {}),
        ("snapshot of version 1", True, STATES[1]),
        ("snapshot of version 1, then merge", False, then),
        ("snapshot of version 3", True, STATES[3]),
        ("snapshot of version 3, then merge", False, {**STATES[3], "amount": "4.00"}),
    ]
    assert frames[0].snapshot is None
    check = frames[4].snapshot
    assert check is not None
    assert check.version == 3
    assert check.alone
    assert '/balance: "12.00" stored, "0" folded' in check.sentence()


def test_rules_are_held_against_what_was_stored(path: Path, rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with inspector.open(path, domain=rules) as store:
        for position in range(1, 5):
            check = store.frame("a", position).snapshot
            assert check is not None
            assert check.agrees
            assert check.sentence() == ""
            assert check.sentence(all=True) == f"Agrees with the stored snapshot of version {check.version}."
    rules.write_text(RULES.replace("payload.amount", "payload.amount * 2"), encoding="utf-8")
    words = ["state", str(path), "--stream", "a", "--domain", str(rules)]
    assert main(words) == 0
    said = 'The stored snapshot of version 3 differs at /balance: "12.00" stored, 24.00 folded.'
    assert said in capsys.readouterr().out
    assert main([*words, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["snapshot"] == {
        "version": 3, "agrees": False, "differences": [{"path": "/balance", "stored": "12.00", "folded": 24.0}],
    }  # fmt: skip
    assert shown["exact"] is True


def test_a_snapshot_that_cannot_be_decoded_is_no_anchor_and_is_said(tmp_path: Path) -> None:
    path = write_accounts(tmp_path / "bank.sqlite", EVENTS, [("a", 1, STATES[1]), ("a", 3, "{broken")])
    with inspector.open(path) as store:
        frame = store.frame("a", 3)
    assert (frame.reducer, frame.exact) == ("snapshot of version 1, then merge", False)
    assert frame.snapshot is not None
    assert not frame.snapshot.agrees
    assert frame.snapshot.sentence().startswith("The stored snapshot of version 3 cannot be compared: ")


def test_a_stream_whose_first_events_are_gone_starts_from_the_snapshot_of_them(tmp_path: Path) -> None:
    path = write_accounts(tmp_path / "bank.sqlite", EVENTS[3:], [("a", 3, STATES[3])])
    with inspector.open(path) as store:
        assert store.state("a") == {**STATES[3], "amount": "4.00"}
        assert store.frame("a").reducer == "snapshot of version 3, then merge"


def test_rules_too_start_from_the_snapshot_of_what_is_gone(tmp_path: Path, rules: Path) -> None:
    path = write_accounts(tmp_path / "bank.sqlite", EVENTS[3:], [("a", 3, STATES[3])])
    with inspector.open(path, domain=rules) as store:
        frame = store.frame("a")
        assert (frame.reducer, frame.exact) == ("bank.toml from the snapshot of version 3", True)
        assert encode(frame.state) == b'{"owner":"Zo\xc3\xab","balance":16.00}'
        assert store.frame(None, 1).state == {"a": frame.state}
        assert store.frame("a", 0).state == STATES[3]


def test_so_do_the_user_s_python_and_a_reducer_that_they_name(tmp_path: Path) -> None:
    path = write_accounts(tmp_path / "bank.sqlite", EVENTS[3:], [("a", 3, STATES[3])])
    code = tmp_path / "bank.py"
    code.write_text(DOMAIN, encoding="utf-8")
    with inspector.open(path, domain=code) as store:
        frame = store.frame("a")
        assert (frame.reducer, frame.exact) == ("bank.py from the snapshot of version 3", True)
        assert frame.state == {**STATES[3], "balance": "12.00+4.00"}
        assert store.frame(None, 1).state == {"a": frame.state}
        store.use_reducer("merge")
        frame = store.frame("a")
        assert (frame.reducer, frame.exact) == ("merge from the snapshot of version 3", True)
        assert frame.state == {**STATES[3], "amount": "4.00"}


def test_a_snapshot_that_is_stored_later_is_taken_over(tmp_path: Path) -> None:
    path = write_accounts(tmp_path / "bank.sqlite", EVENTS)
    with inspector.open(path) as store:
        assert store.state("a") == {"owner": "Zoë", "amount": "4.00"}
        with closing(sqlite3.connect(path)) as sqlite:
            add_snapshot(sqlite, "a", 4, {"owner": "Zoë", "balance": "16.00"})
            sqlite.commit()

        frame = store.frame("a")
        assert (frame.state, frame.exact) == ({"owner": "Zoë", "balance": "16.00"}, True)


def test_a_snapshot_that_is_stored_later_folds_nothing_again(
    tmp_path: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules.write_text(RULES + TURNOVER, encoding="utf-8")
    path = write_accounts(tmp_path / "bank.sqlite", EVENTS, [("a", 1, {"owner": "Zoë", "balance": "0"})])
    applied: list[int] = []
    apply = Rules.apply
    monkeypatch.setattr(Rules, "apply", lambda *of: applied.append(of[-1].position) or apply(*of))
    with inspector.open(path, domain=rules) as store:
        looks = (lambda: store.frame("a").state, lambda: store.frame().state, lambda: store.project("turnover").state)
        before = [look() for look in looks]
        assert applied
        applied.clear()
        with closing(sqlite3.connect(path)) as sqlite:
            add_snapshot(sqlite, "a", 4, {"owner": "Zoë", "balance": "17.00"})
            sqlite.commit()
        check = store.frame("a").snapshot
        assert check is not None
        assert (check.version, check.agrees) == (4, False)
        assert [look() for look in looks] == before
    assert applied == []


def test_a_snapshot_of_what_is_gone_that_is_stored_later_is_where_rules_start(tmp_path: Path, rules: Path) -> None:
    path = write_accounts(tmp_path / "bank.sqlite", EVENTS[3:], [("a", 2, {"owner": "Zoë", "balance": 10.5})])
    with inspector.open(path, domain=rules) as store:
        assert encode(store.state("a")) == b'{"owner":"Zo\xc3\xab","balance":14.50}'
        with closing(sqlite3.connect(path)) as sqlite:
            add_snapshot(sqlite, "a", 3, STATES[3])
            sqlite.commit()
        assert encode(store.state("a")) == b'{"owner":"Zo\xc3\xab","balance":16.00}'


def test_the_whole_store_says_where_its_states_come_from(path: Path) -> None:
    with inspector.open(path) as store:
        frame = store.frame(None, 4)
    assert (frame.reducer, frame.exact) == ("snapshots, then merge", False)
    assert frame.state == {"a": {**STATES[3], "amount": "4.00"}}


VALUES = st.one_of(st.none(), st.integers(-3, 3), st.sampled_from(["x", "y"]))
PAYLOADS = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)
STEPS = st.lists(st.tuples(st.sampled_from("st"), PAYLOADS, st.none() | PAYLOADS | st.just("{")), max_size=200)


@given(steps=STEPS, gone=st.integers(0, 4), data=st.data())
def test_an_anchored_state_equals_its_definition_wherever_one_looks(
    steps: list[tuple[str, dict[str, Any], Any]],
    gone: int,
    data: st.DataObject,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    versions: dict[str, int] = {}
    events, snapshots = [], {}
    for stream, payload, state in steps:
        version = versions[stream] = versions.get(stream, 0) + 1
        if state is not None:
            snapshots[stream, version] = state
        if version > gone:
            events.append(Stored(stream, version, "T", payload))
    path = tmp_path_factory.mktemp("anchored") / "store.sqlite"
    write_accounts(path, events, [(*key, state) for key, state in snapshots.items()])

    def defined(stream: str, position: int) -> Any:
        """The last readable snapshot at or before the version, then the payloads after it."""
        folded = [event for event in events[:position] if event.stream == stream]
        version = folded[-1].version if folded else gone
        readable = [one for name, one in snapshots if name == stream and one <= version and snapshots[name, one] != "{"]
        if not any(event.stream == stream for event in events[:]):
            return None
        if max((one for name, one in snapshots if name == stream and one <= gone), default=0) not in (*readable, 0):
            readable = [one for one in readable if one > gone]
        start = max(readable, default=0)
        state = snapshots[stream, start] if start else {}
        for event in folded:
            state = merged(state, event.payload) if event.version > start else state
        return state

    if not events:
        return
    with inspector.open(path) as store:
        looks = st.tuples(st.sampled_from(sorted({event.stream for event in events})), st.integers(0, len(events)))
        for stream, position in data.draw(st.lists(looks, max_size=12)):
            assert store.frame(stream, position).state == defined(stream, position)
        for position in data.draw(st.lists(st.integers(0, len(events)), max_size=3)):
            whole = {event.stream: defined(event.stream, position) for event in events[:position]}
            assert store.frame(None, position).state == whole
