"""Commands of a domain on a real store: decided on the head, previewed, appended as one operation or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import inspector
from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled, Conflict, DomainError, InvalidData, NotFound, Refused
from inspector.workspace.workspace import Workspace

BANK = """
from inspector import Domain, Refusal

bank = Domain("bank", initial={"balance": 0})

@bank.on("Deposited")
def deposited(state, event):
    return {"balance": state["balance"] + event.payload["amount"]}

@bank.on("Withdrawn")
def withdrawn(state, event):
    return {"balance": state["balance"] - event.payload["amount"]}

@bank.command(stream="account-{account}")
def withdraw(state, account: int, amount: int):
    "Take money out."
    if amount > state["balance"]:
        raise Refusal(f"There are only {state['balance']} in it.")
    return [bank.event("Withdrawn", {"amount": amount}), bank.event("Noted", {"by": "withdraw"}, stream="notes")]

@bank.command
def census(state):
    if isinstance(state, dict) and "account-1" in state:
        return bank.event("Counted", {"accounts": len(state)}, stream="census")
    return bank.event("Counted", {"balance": state["balance"]})

@bank.command
def nothing(state):
    return []

@bank.command
def hurry(state):
    return bank.event("Deposited", {"amount": 1}), inspector_new_event(state)

def inspector_new_event(state):
    from inspector import NewEvent
    return NewEvent("account-1", "Deposited", {"amount": 1}, expected_version=0)
"""


@pytest.fixture
def domain(tmp_path: Path) -> Path:
    path = tmp_path / "bank.py"
    path.write_text(BANK)
    return path


@pytest.fixture
def store(tmp_path: Path, domain: Path) -> Iterator[Workspace]:
    with inspector.create(tmp_path / "bank.sqlite") as store:
        store.append("account-1", "Deposited", {"amount": 100})
        store.append("account-2", "Deposited", {"amount": 5})
        store.use_domain(domain)
        yield store


def test_a_command_appends_all_its_events_as_one_operation(store: Workspace) -> None:
    changes = store.run("withdraw", account=1, amount=30)
    assert [(event.stream, event.type, event.position) for event in changes.appended] == [
        ("account-1", "Withdrawn", 3),
        ("notes", "Noted", 4),
    ]
    assert (changes.label, changes.operation.label) == ("Appended withdraw", "withdraw")
    assert (changes.operation.after, changes.operation.upto) == (2, 4)
    assert store.state("account-1") == {"balance": 70}
    store.undo()
    assert store.state("account-1") == {"balance": 100}
    with pytest.raises(NotFound):
        store.frame("nobody")


def test_a_refusal_appends_nothing(store: Workspace) -> None:
    with pytest.raises(Refused, match="There are only 5 in it"):
        store.run("withdraw", account=2, amount=30)
    with pytest.raises(InvalidData, match="amount: Field required"):
        store.run("withdraw", account=2)
    with pytest.raises(Refused, match="nothing has nothing to append"):
        store.run("nothing", stream="account-1")
    assert (store.last_position(), len(store.log())) == (2, 2)


def test_a_decision_shows_what_it_would_do_and_writes_nothing(store: Workspace) -> None:
    decision = store.decide("withdraw", {"account": 1, "amount": 30})
    assert (decision.label, decision.stream) == ("withdraw", "account-1")
    account, notes = decision.previews
    assert (account.before, account.after) == ({"balance": 100}, {"balance": 70})
    assert [change.path for change in account.changes] == [("balance",)]
    assert (notes.stream, notes.before, notes.after) == ("notes", {"balance": 0}, {"balance": 0})
    assert store.last_position() == 2
    written = store.execute(decision).appended
    assert [(event.id, event.time_ns, event.payload) for event in written] == [
        (event.id, event.time_ns, event.payload) for event in decision.events
    ]


def test_a_decision_is_void_once_the_store_has_moved(store: Workspace, tmp_path: Path) -> None:
    decision = store.decide("withdraw", {"account": 1, "amount": 30})
    with inspector.open(tmp_path / "bank.sqlite", writable=True) as other:
        other.append("account-2", "Deposited", {"amount": 1})
    with pytest.raises(Conflict):
        store.execute(decision)
    assert [event.type for event in store.events()] == ["Deposited"] * 3


def test_a_command_decided_before_a_rollback_does_not_slip_through(store: Workspace) -> None:
    decision = store.decide("withdraw", {"account": 1, "amount": 30})
    store.roll_back(to=0, reason="all wrong")
    with pytest.raises(Conflict):
        store.execute(decision)
    with pytest.raises(Refused, match="only 0"):
        store.run("withdraw", account=1, amount=30)


def test_a_version_that_a_command_expects_is_held_to(store: Workspace) -> None:
    with pytest.raises(Conflict, match=r"expected version 0.*found 1"):
        store.run("hurry", stream="account-3")
    assert store.last_position() == 2


def test_a_command_without_a_stream_of_its_own_sees_the_store_or_the_stream_that_is_named(store: Workspace) -> None:
    (whole,) = store.run("census").appended
    assert (whole.stream, whole.payload) == ("census", {"accounts": 2})
    (one,) = store.run("census", stream="account-2").appended
    assert (one.stream, one.payload) == ("account-2", {"balance": 5})


def test_events_can_be_previewed_without_a_command(store: Workspace) -> None:
    decision = store.preview([inspector.NewEvent("account-2", "Deposited", {"amount": 7})], "one more")
    (preview,) = decision.previews
    assert (preview.before, preview.after, preview.error) == ({"balance": 5}, {"balance": 12}, None)
    failing = store.preview([inspector.NewEvent("account-2", "Deposited", {})]).previews[0]
    assert failing.error is not None
    assert (failing.error.position, failing.after) == (3, {"balance": 5})
    assert store.execute(decision).label == "Appended one more"


def test_without_a_domain_there_are_no_commands(store: Workspace) -> None:
    assert store.domain is not None
    assert store.frame("account-1").exact
    store.drop_domain()
    assert (store.domain, store.fold.name, store.fold.exact) == (None, "merge", False)
    with pytest.raises(Refused, match="No domain is loaded"):
        store.run("withdraw", account=1, amount=1)


def test_a_domain_that_cannot_be_loaded_leaves_the_one_before(store: Workspace, tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("1 / 0")
    with pytest.raises(DomainError, match=r"bad\.py, line 1: ZeroDivisionError"):
        store.use_domain(tmp_path / "bad.py")
    assert store.fold.name == "bank.py"
    assert store.state("account-1") == {"balance": 100}
    cancelled = Cancel()
    cancelled.cancel()
    with pytest.raises(Cancelled):
        store.use_domain(tmp_path / "bad.py", cancel=cancelled)


def test_a_state_is_that_of_the_domain_in_every_way_there(store: Workspace) -> None:
    for amount in range(1, 150):
        store.append("account-1", "Deposited", {"amount": amount})
    expected = {"balance": 100 + sum(range(1, 150))}
    assert store.state("account-1") == expected
    assert store.state()["account-1"] == expected
    assert store.state("account-1", at=77) == {"balance": 100 + sum(range(1, 76))}
    assert store.state("account-1") == expected
