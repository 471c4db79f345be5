"""Loading a domain's file: what it offers, and one sentence for each mistake in it."""

from pathlib import Path

import pytest
from declared import Load, Write

from inspector.domain.loaded import LoadedDomain
from inspector.events.errors import DomainError

BANK = """
    from inspector import Domain
    from shared import FEE

    bank = Domain("bank", initial={"balance": 0})
    same = bank

    @bank.on("Deposited", "Withdrawn")
    def moved(state, event):
        return {"balance": state["balance"] + event.payload["amount"] - FEE}

    @bank.command(stream="account-{account}")
    def withdraw(state, account: str, amount: int = 5):
        '''Take money out.

            Not more than there is.
        '''
"""


def test_a_file_offers_its_types_and_commands(load: Load, write: Write) -> None:
    write("FEE = 1", "shared.py")
    domain = load(BANK)
    assert (domain.name, domain.types) == ("bank.py", {"Deposited", "Withdrawn"})
    (withdraw,) = domain.commands.values()
    assert (withdraw.name, withdraw.stream_template) == ("withdraw", "account-{account}")
    assert withdraw.help == "Take money out.\n\nNot more than there is."
    assert withdraw.schema["required"] == ["account"]
    assert withdraw.schema["properties"]["amount"]["default"] == 5
    assert domain.fold.initial("account-1").state == {"balance": 0}
    assert (domain.fold.name, domain.fold.exact) == ("bank.py", True)


def test_loading_leaves_nothing_beside_the_file(load: Load, tmp_path: Path, write: Write) -> None:
    write("FEE = 1", "shared.py")
    load(BANK)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bank.py", "shared.py"]


def test_a_module_is_loaded_by_its_name(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "house").mkdir()
    write("", "house/__init__.py")
    write("from inspector import Domain\nshop = Domain('shop', initial=7)", "house/shop.py")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    domain = LoadedDomain.load("house.shop")
    assert (domain.name, domain.stale) == ("house.shop", False)
    assert domain.fold.initial("any").state == 7
    domain.close()


def test_a_file_in_the_working_folder_stands_in_for_no_module(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("msgspec.py", "pydantic.py", "struct.py"):
        (elsewhere / name).write_text("raise SystemExit('run by mistake')")
    monkeypatch.chdir(elsewhere)
    assert load("from inspector import Domain\nbank = Domain('bank')").types == frozenset()


def command(parameters: str, body: str = "pass", decorator: str = "@bank.command") -> str:
    return f"from inspector import Domain\nbank = Domain('bank')\n{decorator}\ndef pay({parameters}):\n    {body}\n"


MISTAKES = {
    "no Python": ("this is no Python", r"bank\.py, line 1: invalid syntax\."),
    "no text": ("a = '\\udcff\x00'", r"bank\.py.*"),
    "raises": ("x = {}\n\nx['rate']", r"bank\.py, line 3: KeyError: 'rate'\."),
    "raises several lines": ("raise ValueError('one\\n  two.')", r"bank\.py, line 1: ValueError: one two\."),
    "exits": ("import sys\nsys.exit(4)", r"bank\.py, line 2: SystemExit: 4\."),
    "imports what is not there": (
        "import nowhere_at_all",
        r"bank\.py, line 1: ModuleNotFoundError: .*nowhere_at_all.*",
    ),
    "no domain": ("x = 1", r"bank\.py declares no Domain; it must have exactly one, .*"),
    "two domains": (
        "from inspector import Domain\na, b = Domain('a'), Domain('b')",
        r"bank\.py declares 2 domains; it must have exactly one, .*",
    ),
    "on without types": (
        "from inspector import Domain\nbank = Domain('bank')\n@bank.on\ndef f(state, event): ...",
        r"bank\.py, line 3: TypeError: name the event types .*",
    ),
    "no state": (command(""), r"The command pay takes no parameter; its first must be the state\."),
    "star": (command("state, *amounts"), r"The command pay takes \*amounts, which no form can show\."),
    "no such type": (command("state, amount: 'Money'"), r"No form .* command pay: name 'Money' is not defined\."),
    "no form": (command("state, amount: bank.__class__"), r"No form .* command pay: Unable to generate .*Domain.*\."),
    "stream of nothing": (
        command("state, account: str", decorator="@bank.command(stream='account-{acount}')"),
        r"The stream 'account-\{acount\}' of the command pay names \{acount\}, .* it has account\.",
    ),
    "stream of places": (
        command("state, account: str", decorator="@bank.command(stream='account-{}')"),
        r"The stream 'account-\{\}' of the command pay names \{\}, .*",
    ),
    "stream cut short": (
        command("state, account: str", decorator="@bank.command(stream='account-{account')"),
        r"The stream 'account-\{account' of the command pay is no template: .*\.",
    ),
}


@pytest.mark.parametrize(("code", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_sentence(write: Write, code: str, sentence: str) -> None:
    with pytest.raises(DomainError, match=f"^{sentence}$") as told:
        LoadedDomain.load(write(code))
    assert "\n" not in str(told.value)
