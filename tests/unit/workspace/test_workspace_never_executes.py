"""Opening never executes: what lies beside a store, in it or in the list of consents is not run by looking."""

from pathlib import Path

import pytest

import inspector
from inspector.domain.consent import Consents
from inspector.domain.source import DomainSource
from inspector.workspace.workspace import Workspace


@pytest.fixture
def sign(tmp_path: Path) -> Path:
    """A file that exists once the code beside the store has run."""
    return tmp_path / "ran"


@pytest.fixture
def store(tmp_path: Path, sign: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store among files that would run if anybody imported them; the working folder is there too."""
    home = tmp_path / "home"
    home.mkdir()
    code = f"open({str(sign)!r}, 'w').close()\nfrom inspector import Domain\nshop = Domain('shop', initial=1)\n"
    for name in ("domain.py", "shop.py", "shop_domain.py", "conftest.py", "sitecustomize.py", "__init__.py"):
        (home / name).write_text(code)
    monkeypatch.chdir(home)
    path = home / "shop.sqlite"
    with inspector.create(path) as workspace:
        workspace.append("shop", "shop:Domain", {"py/object": "shop.Domain", "__class__": "domain"}, {"topic": "shop"})
        workspace.append("shop", "os.system", {"code": f"touch {sign}", "$ref": "file:domain.py"})
    return path


def look_at_everything(workspace: Workspace, copy: Path) -> None:
    workspace.info()
    workspace.state()
    workspace.step("shop", 2)
    workspace.plan_roll_back(0)
    workspace.preview([inspector.NewEvent("shop", "os.system", {})])
    workspace.export(copy)
    assert len(list(workspace.events())) == 2


def test_looking_runs_nothing(store: Path, sign: Path, tmp_path: Path) -> None:
    with inspector.open(store) as workspace:
        look_at_everything(workspace, tmp_path / "copy.sqlite")
        assert workspace.domain is None
        assert (workspace.fold.name, workspace.fold.exact) == ("merge", False)
    assert not sign.exists()


def test_a_remembered_consent_alone_runs_nothing(store: Path, sign: Path, tmp_path: Path) -> None:
    Consents().remember(store, DomainSource.of("shop.py"))
    with inspector.open(store) as workspace:
        look_at_everything(workspace, tmp_path / "copy.sqlite")
        assert Consents().recall(store) is not None
    assert not sign.exists()


def test_what_is_named_runs_and_what_has_changed_since_does_not(store: Path, sign: Path) -> None:
    source = DomainSource.of("shop.py")
    with inspector.open(store) as workspace:
        assert workspace.use_domain(source).name == "shop.py"
        assert sign.exists()
        sign.unlink()
        Path("shop.py").write_text(Path("shop.py").read_text() + "# changed\n")
        with pytest.raises(inspector.InspectorError, match="has changed since it was named"):
            workspace.use_domain(source)
        assert (workspace.fold.name, workspace.state("shop")) == ("shop.py", 1)
    assert not sign.exists()
