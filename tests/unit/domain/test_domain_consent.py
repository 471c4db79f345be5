"""Consent: remembered for one store and the very bytes of one file, until it is forgotten."""

from pathlib import Path

import pytest
from declared import Load, Write

from inspector.domain.consent import Consents
from inspector.domain.source import DomainSource
from inspector.events.errors import DomainError, InspectorError

CODE = "from inspector import Domain\nbank = Domain('bank')\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "some.sqlite"


@pytest.fixture
def source(write: Write) -> DomainSource:
    return DomainSource.of(write(CODE))


def test_nothing_is_remembered_unless_asked_for(store: Path, load: Load, own_folders: Path) -> None:
    load(CODE)
    assert Consents().recall(store) is None
    assert list(own_folders.rglob("consents.json")) == []


def test_a_consent_is_remembered_across_runs_and_can_be_forgotten(store: Path, source: DomainSource) -> None:
    Consents().remember(store, source)
    assert Consents().recall(store) == source
    Consents().forget(store)
    assert Consents().recall(store) is None
    Consents().forget(store)


def test_a_consent_is_for_one_store(store: Path, source: DomainSource, tmp_path: Path) -> None:
    Consents().remember(store, source)
    assert Consents().recall(tmp_path / "other.sqlite") is None
    link = tmp_path / "link.sqlite"
    store.touch()
    link.symlink_to(store)
    assert Consents().recall(link) == source


def test_a_consent_is_void_once_the_file_has_other_bytes(store: Path, source: DomainSource) -> None:
    Consents().remember(store, source)
    path = Path(source.named)
    path.write_text(CODE + "# changed\n")
    assert Consents().recall(store) is None
    path.write_text(CODE)
    assert Consents().recall(store) == source
    path.unlink()
    assert Consents().recall(store) is None
    path.mkdir()
    assert Consents().recall(store) is None


def test_a_copy_of_the_file_elsewhere_has_no_consent(store: Path, source: DomainSource, write: Write) -> None:
    Consents().remember(store, source)
    assert Consents().recall(store) != DomainSource.of(write(CODE, "copy.py"))


def test_the_newest_consent_of_a_store_counts(store: Path, source: DomainSource, write: Write) -> None:
    other = DomainSource.of(write(CODE, "other.py"))
    Consents().remember(store, source)
    Consents().remember(store, other)
    assert Consents().recall(store) == other


def test_a_module_cannot_be_consented_to(store: Path) -> None:
    with pytest.raises(DomainError, match="json is a module; only a domain in a file can be remembered"):
        Consents().remember(store, DomainSource.of("json"))
    assert Consents().recall(store) is None


def test_a_folder_of_its_own_can_be_named(store: Path, source: DomainSource, tmp_path: Path) -> None:
    Consents(tmp_path / "mine").remember(store, source)
    assert Consents(tmp_path / "mine").recall(store) == source
    assert Consents().recall(store) is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"a": 1}', b"\xff"])
def test_a_damaged_list_of_consents_is_named(store: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "consents.json").write_bytes(content)
    with pytest.raises(InspectorError, match=r"consents\.json cannot be read .*; delete it to be asked anew\."):
        Consents(tmp_path).recall(store)


def test_a_list_that_cannot_be_written_is_named(store: Path, source: DomainSource, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(InspectorError, match=r"consents\.json cannot be written: .*\."):
        Consents(tmp_path / "taken").remember(store, source)
