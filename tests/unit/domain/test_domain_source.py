"""What the user named: looked at without running it."""

from pathlib import Path

import pytest
from declared import Write

from inspector.domain.source import DomainSource
from inspector.events.errors import DomainError


def test_a_file_is_known_by_its_place_and_its_bytes(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("raise SystemExit('run by mistake')")
    monkeypatch.chdir(path.parent)
    source = DomainSource.of("bank.py")
    assert source == DomainSource.of(path)
    assert (source.named, source.name, source.changed) == (str(path), "bank.py", False)
    before = source.digest
    path.write_text("other = 1")
    assert source.changed
    assert DomainSource.of(path).digest != before
    path.unlink()
    assert source.changed


def test_a_link_is_followed(write: Write, tmp_path: Path) -> None:
    path = write("x = 1")
    link = tmp_path / "link.py"
    link.symlink_to(path)
    assert DomainSource.of(link) == DomainSource.of(path)


def test_a_module_has_no_bytes() -> None:
    source = DomainSource.of("json.tool")
    assert (source.named, source.name, source.digest, source.changed) == ("json.tool", "json.tool", "", False)


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ("nowhere.py", "There is no file nowhere.py; name the Python file that declares the domain."),
        ("./nowhere", "There is no file nowhere; name the Python file that declares the domain."),
        (".", ". is a folder; name the Python file that declares the domain."),
        ("no_such_module.shop", "'no_such_module.shop' is neither a Python file nor an installed module."),
        ("not a module", "'not a module' is neither a Python file nor an installed module."),
    ],
)
def test_what_is_no_domain_is_named(named: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DomainError) as told:
        DomainSource.of(named)
    assert str(told.value) == sentence
