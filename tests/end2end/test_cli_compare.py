"""compare: one history, two revisions of a domain."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import jsonpatch
import pytest
from program import Cli

import inspector
from inspector.events.event import NewEvent

DOMAIN = """
from inspector import Domain
from rates import FEE

bank = Domain("bank", initial={"balance": 0})


@bank.on("Paid")
def pay(state, event):
    return {"balance": state["balance"] + event.payload["amount"] - FEE}
"""
AMOUNTS = (("a", 5), ("b", 1), ("a", 2), ("b", 100), ("a", 1))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "bank.sqlite"
    with inspector.create(path) as workspace:
        workspace.append_all(NewEvent(stream, "Paid", {"amount": amount}) for stream, amount in AMOUNTS)
    return path


@pytest.fixture
def domain(tmp_path: Path) -> Path:
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "bank.py").write_text(DOMAIN)
    (folder / "rates.py").write_text("FEE = 0\n")
    return folder / "bank.py"


def changed(domain: Path, old: str, new: str) -> None:
    domain.write_text(domain.read_text().replace(old, new))


def committed(domain: Path) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    for words in (("init", "-q"), ("add", "."), (*who, "commit", "-q", "-m", "first")):
        subprocess.run(["git", "-C", domain.parent, *words], check=True, capture_output=True)


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


@needs_git
def test_a_git_revision_is_taken_with_what_it_imports(
    cli: Cli, store: Path, domain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    committed(domain)
    (domain.parent / "rates.py").write_text("FEE = 1\n")
    answer = cli("compare", store, "--domain", domain, "--against", "HEAD", "--json")
    assert answer.code == 3
    assert [(one["stream"], one["position"], one["at_head"]) for one in answer.json] == [("a", 1, True), ("b", 2, True)]
    assert jsonpatch.JsonPatch(answer.json[0]["patch"]).apply({"balance": 4}) == {"balance": 5}
    assert list(folder.glob("inspector-revision-*")) == []
    assert "HEAD has no other.py" in cli("compare", store, "--domain", renamed(domain), "--against", "HEAD").sentence(1)


def renamed(domain: Path) -> Path:
    return domain.rename(domain.with_name("other.py"))


@needs_git
def test_equal_revisions_part_nowhere(cli: Cli, store: Path, domain: Path) -> None:
    committed(domain)
    answer = cli("compare", store, "--domain", domain, "--against", "HEAD")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "0 streams of 2 differ between bank.py and bank.py at HEAD, in 5 events.\n"


def test_another_file_parts_where_it_fails_or_differs_and_may_be_equal_again(
    cli: Cli, store: Path, domain: Path
) -> None:
    other = domain.with_name("other.py")
    other.write_text(
        DOMAIN.replace("- FEE", '- (3 if event.payload["amount"] == 2 else -3 if event.version == 3 else 0)')
    )
    text = cli("compare", store, "--domain", domain, "--against", other).out
    assert text.startswith("a parts at #3 Paid, equal again at the head\n  replace /balance  4\n")
    changed(other, "    return", '    assert event.payload["amount"] < 50\n    return')
    parts = cli("compare", store, "--domain", domain, "--against", other, "--json").json
    assert [(one["stream"], one["position"], one["errors"][0]) for one in parts] == [("a", 3, None), ("b", 4, None)]
    assert "AssertionError" in parts[1]["errors"][1]


def test_bad_revisions_get_a_sentence(cli: Cli, store: Path, domain: Path) -> None:
    for revision in ("nowhere", "--output=x", ""):
        assert "no revision" in cli("compare", store, "--domain", domain, f"--against={revision}").sentence(1)
