"""States folded by the aggregates of the application that wrote them, in a process of their own."""

import ast
import json
import os
import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from decimal import Decimal
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from their_code import APPLIED, DECLARED, DECORATED, NAMED, TRANSCODED, Writes, packages

import inspector
from inspector.domain.producer import script
from inspector.domain.producer.loaded_producer import LoadedProducer
from inspector.events.errors import DomainError, StoreError
from inspector.events.json_value import encode, literal
from inspector.replay.fold import FoldError


@pytest.fixture
def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writes]:
    """`theirs(code, application="")` writes a package of an application's, and the store that it writes."""
    yield from packages(tmp_path, monkeypatch)


def public(state: Any) -> Any:
    """A state without what every aggregate has, numbers as their literals."""
    assert isinstance(state, dict)
    assert set(state) >= {"_id", "_version", "_created_on", "_modified_on"}
    return json.loads(encode({key: value for key, value in state.items() if key[0] != "_"}), parse_float=str)


def spelled(value: Any) -> Any:
    """The same of what the library gives."""
    plain = {Decimal: str, float: str, set: sorted, Enum: lambda one: one.value}
    return json.loads(
        json.dumps(
            value,
            default=lambda one: (
                next((how(one) for kind, how in plain.items() if isinstance(one, kind)), None)
                or (asdict(one) if hasattr(one, "__dataclass_fields__") else str(one))
            ),
        ).replace("NaN", '"nan"')
    )


@pytest.mark.parametrize("code", [DECORATED, APPLIED, DECLARED], ids=["decorated", "applied", "declared"])
def test_states_are_those_of_their_repository(code: str, theirs: Writes) -> None:
    written = theirs(code)
    with inspector.open(written.store, domain=written.source) as store:
        assert store.frame(written.stream, 0).state is None
        order = list(range(1, len(written.states) + 1))
        random.shuffle(order)
        for version in order:
            frame = store.frame(written.stream, version)
            assert (frame.error, frame.exact, frame.reducer) == (None, True, written.package)
            assert public(frame.state) == spelled(written.states[version - 1])
            assert isinstance(frame.state, dict)
            assert frame.state["_version"] == version
        assert store.frame().state == {written.stream: store.state(written.stream)}


def test_who_set_what_is_told_as_for_any_fold(theirs: Writes) -> None:
    written = theirs(APPLIED)
    with inspector.open(written.store, domain=written.source) as store:
        step = store.step(written.stream, 2)
    assert {change.path for change in step.changes} == {("_version",), ("_modified_on",), ("balance",)}
    assert step.frame.trace is not None
    assert step.frame.trace[1]["balance"] == [2, None]
    assert step.frame.trace[1]["_id"] == [1, None]


def test_an_application_is_asked_for_its_transcodings_and_never_made(theirs: Writes) -> None:
    written = theirs(TRANSCODED, "Bank")
    with inspector.open(written.store, domain=written.source) as store:
        frame = store.frame(written.stream)
    assert (frame.error, public(frame.state)) == (None, {"balance": {"cents": 250}})
    without = inspector.ProducerSource.of(written.package, folder=written.source.folder)
    with inspector.open(written.store, domain=without) as store:
        frame = store.frame(written.stream)
    assert frame.error is not None
    assert frame.error.reason.endswith("; name the application too, as package:Application.")


def test_what_their_code_prints_goes_to_standard_error(theirs: Writes, capfd: pytest.CaptureFixture[str]) -> None:
    written = theirs(DECORATED)
    capfd.readouterr()
    with inspector.open(written.store, domain=written.source) as store:
        store.state(written.stream, 3)
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == ["their package is imported", "deposit 1.10", "deposit 1.10"]


FAILS = {
    "raises": ("raise KeyError('total')", "KeyError: 'total'."),
    "exits": ("sys.exit(3)", "SystemExit: 3."),
    "crashes": ("os._exit(7)", "ended by itself with exit code 7."),
    "is no JSON": ("self.me = self", "The state is nested deeper than 200 levels."),
    "divides by zero": ("self.balance = 1 / 0", "ZeroDivisionError: division by zero."),
}


@pytest.mark.parametrize(("body", "reason"), FAILS.values(), ids=FAILS)
def test_an_aggregate_that_fails_is_told_at_its_place(body: str, reason: str, theirs: Writes) -> None:
    written = theirs(APPLIED)
    domain = Path(written.source.folder) / written.package / "domain.py"
    apply = f"def apply(self, aggregate):\n            self = aggregate\n            {body}"
    changed = APPLIED.replace("def apply(self, aggregate):\n            aggregate.balance += self.amount", apply)
    domain.write_text(f"import os, sys\n{changed}")
    with inspector.open(written.store, domain=written.source) as store:
        frame = store.frame(written.stream)
        assert frame.error is not None
        assert (frame.error.position, frame.error.type) == (2, "Account.Deposited")
        assert frame.error.reason.endswith(reason)
        assert (frame.version, public(frame.state)) == (1, {"balance": "0.00"})
        assert store.frame(written.stream, 1).error is None
        assert store.frame().error == frame.error


def test_an_aggregate_without_end_is_ended_after_its_time(theirs: Writes, monkeypatch: pytest.MonkeyPatch) -> None:
    written = theirs(APPLIED)
    domain = Path(written.source.folder) / written.package / "domain.py"
    domain.write_text(APPLIED.replace("aggregate.balance += self.amount", "\n            while True: pass"))
    monkeypatch.setattr(LoadedProducer, "load", partial(LoadedProducer.load, limit_s=1.5))
    with inspector.open(written.store, domain=written.source) as store:
        frame = store.frame(written.stream)
    said = f"{written.package} did not finish within 1.5 s and was ended."
    assert (frame.version, frame.error) == (1, FoldError(2, "Account.Deposited", said))


def test_a_rollback_and_its_undo_show_what_their_code_makes_of_it(theirs: Writes) -> None:
    written = theirs(DECORATED)
    with inspector.open(written.store, True, domain=written.source) as store:
        before = store.state(written.stream)
        plan = store.plan_roll_back(2, written.stream)
        (preview,) = plan.effect.previews
        assert preview.error is None
        assert (public(preview.before), preview.after) == (public(before), store.state(written.stream, 2))
        store.roll_back(plan=plan)
        assert store.state(written.stream) == preview.after
        store.undo()
        assert store.state(written.stream) == before


def lied(store: Path, topic: str, state: dict[str, Any] | None = None) -> None:
    """A first event of another topic, as a hostile file may have it."""
    with closing(sqlite3.connect(store)) as sqlite:
        sqlite.execute("UPDATE stored_events SET topic = ? WHERE originator_version = 1", (topic,))
        if state is not None:
            text = json.dumps(state)
            sqlite.execute("UPDATE stored_events SET state = ? WHERE originator_version = 1", (text.encode(),))
        sqlite.commit()


STAMP = {"_type_": "datetime_iso", "_data_": "2026-01-05T08:00:00+00:00"}


def test_nothing_outside_of_what_was_agreed_to_is_imported(theirs: Writes) -> None:
    written = theirs(APPLIED)
    sign = written.store.with_name("imported")
    (sign.parent / "evil.py").write_text(f"open({str(sign)!r}, 'w').close()")
    own = f"{written.package}.domain:Account.Opened"
    for topic, state in (
        ("evil:Thing", None),
        (own, {"timestamp": STAMP, "originator_topic": "evil:Thing"}),
    ):
        lied(written.store, topic, state)
        with inspector.open(written.store, domain=written.source) as store:
            error = store.frame(written.stream).error
        assert error is not None
        assert f"evil is outside of {written.package}, whose code alone you agreed to run" in error.reason
        assert not sign.exists()


@pytest.mark.parametrize("attribute", ["Decimal", "make", "Nothing"])
def test_a_topic_that_is_no_event_is_refused(attribute: str, theirs: Writes) -> None:
    written = theirs(APPLIED)
    lied(written.store, f"{written.package}.domain:{attribute}")
    with inspector.open(written.store, domain=written.source) as store:
        error = store.frame(written.stream).error
    assert error is not None
    assert "no event with a method mutate()" in error.reason or "Failed to resolve topic" in error.reason


def test_code_that_has_changed_is_not_run_on_an_old_consent(theirs: Writes) -> None:
    written = theirs(APPLIED)
    with inspector.open(written.store, domain=written.source) as store:
        assert store.producer is not None
        agreed = store.producer.source
    with inspector.open(written.store, domain=agreed) as store:
        assert store.frame(written.stream).error is None
    sign = written.store.with_name("ran")
    (Path(agreed.folder) / written.package / "__init__.py").write_text(f"open({str(sign)!r}, 'w').close()")
    with pytest.raises(DomainError, match="has changed since you agreed to run it; name it again to agree anew"):
        inspector.open(written.store, domain=agreed)
    assert not sign.exists()


def test_events_that_come_later_are_folded_too(theirs: Writes) -> None:
    written = theirs(DECORATED)
    with inspector.open(written.store, domain=written.source) as store:
        before = store.frame(written.stream)
        written.go_on()
        store.refresh()
        after = store.frame(written.stream)
    assert (before.version, after.version, after.last_version) == (71, 72, 72)
    assert isinstance(after.state, dict)
    assert literal(after.state["balance"]) == "82.00"


def test_a_stream_whose_beginning_is_gone_says_so(theirs: Writes) -> None:
    written = theirs(APPLIED)
    with closing(sqlite3.connect(written.store)) as sqlite:
        sqlite.execute("DELETE FROM stored_events WHERE originator_version = 1")
        sqlite.commit()
    with inspector.open(written.store, domain=written.source) as store:
        error = store.frame(written.stream).error
    assert error is not None
    assert error.reason == "No event is left before version 2, with which their code could begin."


def test_an_identifier_may_be_any_text(theirs: Writes) -> None:
    written = theirs(NAMED)
    with inspector.open(written.store, domain=written.source) as store:
        frame = store.frame("account/Zoë")
    assert isinstance(frame.state, dict)
    assert (frame.error, frame.state["_id"], frame.state["owner"]) == (None, "account/Zoë", "Zoë")


def test_stores_of_others_have_no_such_code(tmp_path: Path) -> None:
    path = tmp_path / "native.sqlite"
    inspector.create(path).close()
    with pytest.raises(StoreError, match=r"^native\.sqlite is a store of native; the own code of a producer is run"):
        inspector.open(path, domain=inspector.ProducerSource.of("json"))


def test_a_package_that_cannot_be_loaded_is_told(theirs: Writes, tmp_path: Path) -> None:
    written = theirs(APPLIED)
    with pytest.raises(DomainError, match="finds no nowhere_at_all; say in which folder it lies"):
        inspector.open(written.store, domain=inspector.ProducerSource.of("nowhere_at_all"))
    (tmp_path / "broken.py").write_text("\n1 / 0\n")
    with pytest.raises(DomainError, match=r"^broken cannot be imported: broken\.py, line 2: ZeroDivisionError"):
        inspector.open(written.store, domain=inspector.ProducerSource.of(str(tmp_path / "broken.py")))
    with pytest.raises(DomainError, match=r"^broken has no application Bank|cannot be imported"):
        inspector.open(written.store, domain=inspector.ProducerSource.of(f"{tmp_path / 'broken.py'}:Bank"))


@pytest.mark.skipif(os.name != "posix", reason="scripts that stand in for an interpreter")
def test_an_interpreter_that_is_none_is_told(theirs: Writes, tmp_path: Path) -> None:
    written = theirs(APPLIED)
    with pytest.raises(DomainError, match=r"There is no interpreter .*; name the python of"):
        inspector.ProducerSource.of(written.package, str(tmp_path / "nothing"))
    for said in ("exit 3", "echo this is not Python but talks all the same; cat >/dev/null; exit 3"):
        other = tmp_path / "other"
        other.write_text(f"#!/bin/sh\n{said}\n")
        other.chmod(0o755)
        with pytest.raises(DomainError, match=r"could not be loaded by .*other: .* exit code 3"):
            inspector.open(written.store, domain=inspector.ProducerSource.of(written.package, str(other)))
    other.write_text("no program at all")
    with pytest.raises(DomainError, match="cannot be started: "):
        inspector.open(written.store, domain=inspector.ProducerSource.of(written.package, str(other)))


def test_the_script_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(script.__file__).read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in named} <= sys.stdlib_module_names
