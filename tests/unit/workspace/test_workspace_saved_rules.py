"""Rules are suggested, checked, and kept under the schema's fingerprint."""

import json
from pathlib import Path

import pytest
from snapshot_files import Stored, write_accounts

import inspector
from inspector.cli.main import main
from inspector.domain.rules_file import parse_rules
from inspector.domain.saved_rules import SavedRules
from inspector.workspace.rules_check import check_rules
from inspector.workspace.suggesting import suggested

PAID = """
[[on.Paid]]
add = "/balance"
value = "payload.amount"
"""


def bank(path: Path, *, type: str = "Paid") -> Path:
    """Two accounts with three events and two stored states each."""
    events, snapshots = [], []
    for stream, amount in (("a", "2.50"), ("b", "4.00")):
        balances = [str(float(amount) * times) + "0" for times in (1, 2)]
        events.append(Stored(stream, 1, "Opened", {"owner": stream}))
        events += [Stored(stream, version, type, {"amount": amount}) for version in (2, 3)]
        snapshots += [(stream, at, {"owner": stream, "balance": balances[at - 2]}) for at in (2, 3)]
    return write_accounts(path, events, snapshots)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(words) == 0
    return capsys.readouterr().out


def test_a_store_suggests_rules_that_agree_with_its_snapshots(tmp_path: Path) -> None:
    with inspector.open(bank(tmp_path / "bank.sqlite")) as store:
        found = suggested(store)
        assert found is not None
        assert found.evidence() == "Agrees with 4 of 4 stored snapshots."
        assert found.rules["on"]["Paid"] == [{"add": "/balance", "value": "payload.amount"}]
        assert not store.fold.exact, "a suggestion is not used by itself"


def test_rules_are_checked_against_all_snapshots(tmp_path: Path) -> None:
    with inspector.open(bank(tmp_path / "bank.sqlite")) as store:
        check = check_rules(store, parse_rules(PAID.replace("amount", "amount / 2"), "wrong"))
        assert (check.agrees, check.snapshots, check.stream) == (0, 4, "a")
        assert check.sentence().startswith(
            "Agrees with 0 of 4 stored snapshots. In a: The stored snapshot of version 2 "
        )
        broken = check_rules(store, parse_rules(PAID.replace("payload.amount", "payload + 1"), "broken"))
        assert broken.first is not None
        assert "cannot be compared" in broken.sentence()
    with inspector.open(write_accounts(tmp_path / "none.sqlite", [Stored("a", 1, "Paid", {})])) as store:
        assert check_rules(store, parse_rules(PAID, "any")).sentence().startswith("There are no stored snapshots")


def test_remembered_rules_fold_every_store_of_the_schema_until_they_are_forgotten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, other = bank(tmp_path / "bank.sqlite"), bank(tmp_path / "other.sqlite")
    stranger = bank(tmp_path / "stranger.sqlite", type="Received")
    SavedRules().remember("", PAID)  # of native stores, which share a schema: never asked for
    text = said(capsys, "rules", str(path), "--remember")
    assert text.startswith("# Agrees with 4 of 4 stored snapshots.\n\n[[on.Opened]]")
    assert text.endswith("# suggested rules: Agrees with 4 of 4 stored snapshots.\n")
    shown = json.loads(said(capsys, "state", str(other), "--stream", "b", "--json"))
    assert (shown["reducer"], shown["exact"], shown["state"]["balance"]) == ("saved rules", True, 8.0)
    assert shown["snapshot"]["agrees"]
    assert json.loads(said(capsys, "rules", str(other), "--json"))["source"] == "saved rules"
    merged = said(capsys, "state", str(other), "--stream", "b", "--reducer", "merge")
    assert "by merge" in merged
    with inspector.open(other) as store:
        store.drop_domain()
        assert not store.fold.exact
        store.use_saved_rules()
        assert store.fold.exact
    with inspector.open(stranger) as store:
        assert store.fold.name == "saved rules", "Opened is one of its types too"
    SavedRules().remember(fingerprint(path), PAID)
    with inspector.open(stranger) as store:
        assert store.fold.name == "merge", "none of its types has a rule"
    assert said(capsys, "rules", str(path), "--forget") == "Forgot the rules of this schema.\n"
    assert said(capsys, "rules", str(path), "--forget") == "No rules were remembered for this schema.\n"
    with inspector.open(other) as store:
        assert store.fold.name == "merge"


def fingerprint(path: Path) -> str:
    with inspector.open(path) as store:
        return store.facts.fingerprint


def test_rules_of_the_users_own_are_saved_and_remembered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, rules, copy = bank(tmp_path / "bank.sqlite"), tmp_path / "mine.toml", tmp_path / "copy.toml"
    rules.write_text(PAID, encoding="utf-8")
    said(capsys, "rules", str(path), "--domain", str(rules), "--save", str(copy), "--remember")
    assert copy.read_text("utf-8") == PAID
    assert main(["rules", str(path), "--save", str(copy)]) == 1, "what is there is not written over"
    assert "copy.toml exists already; name a new file." in capsys.readouterr().err
    rules.write_text("[[on.Paid]]\nad = '/x'", encoding="utf-8")
    assert main(["rules", str(path), "--domain", str(rules), "--remember"]) == 1
    assert "mine.toml: Rule 1 of Paid has no ad" in capsys.readouterr().err
    with inspector.open(path) as store:
        assert store.state("a") == {"balance": 5.0} or str(store.state("a")) == "{'balance': Decimal('5.00')}"


def test_what_was_remembered_and_is_broken_is_not_used_says_so_and_can_be_forgotten(
    tmp_path: Path, own_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = bank(tmp_path / "bank.sqlite")
    SavedRules().remember(fingerprint(path), PAID)
    (file,) = own_folders.rglob("*.toml")
    for broken, why in ((b"on = 1", "In fold rules, `on`"), (b"\xff", "cannot be read")):
        file.write_bytes(broken)
        with inspector.open(path) as store:
            assert store.fold.name == "merge"
            (note, *_others) = store.info().notes
            assert note.startswith("The fold rules that were saved for stores of this schema are not used: ")
            assert why in note
            assert str(file) in note
            assert store.facts.trouble == note
            store.use_reducer("replace")
            assert not store.facts.trouble, "they have nothing to do with what folds now"
        assert "are not used: " in said(capsys, "info", str(path))
        assert said(capsys, "state", str(path), "--stream", "a")
    assert said(capsys, "rules", str(path), "--forget", "--json") == '{"forgotten":true}\n'
    assert said(capsys, "rules", str(path), "--forget") == "No rules were remembered for this schema.\n"
    with inspector.open(path) as store:
        assert store.fold.name == "merge"


def test_native_stores_and_states_have_no_rules_to_remember(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "native.sqlite"
    with inspector.create(path) as store:
        store.append("a", "Paid", {"amount": 1})
    assert main(["rules", str(path), "--remember"]) == 1
    assert "Native stores all have one schema" in capsys.readouterr().err
    assert "By shape, for 1 of 1 event types" in said(capsys, "rules", str(path))
