"""What the user names as the producer's code: a package or a path, an application, an interpreter."""

import sys
from pathlib import Path

import pytest

from inspector.domain.producer.source import ProducerSource
from inspector.events.errors import DomainError


@pytest.mark.parametrize(
    ("named", "package", "application", "root"),
    [
        ("shop", "shop", "", "shop"),
        ("shop.domain", "shop.domain", "", "shop.domain"),
        ("shop:Shop", "shop", "Shop", "shop"),
        (" shop.application:Shop ", "shop.application", "Shop", "shop"),
        ("company.shop.application:Shop", "company.shop.application", "Shop", "company.shop"),
    ],
)
def test_what_is_named(named: str, package: str, application: str, root: str) -> None:
    source = ProducerSource.of(named)
    assert (source.package, source.application, source.root) == (package, application, root)
    assert (source.interpreter, source.folder, source.name) == (sys.executable, "", named.strip())


def test_a_path_names_a_module_and_its_folder(tmp_path: Path) -> None:
    module = tmp_path / "src" / "shop" / "model" / "orders.py"
    module.parent.mkdir(parents=True)
    for made in (module, module.with_name("__init__.py"), module.parent.parent / "__init__.py"):
        made.write_text("")
    folder = str(tmp_path / "src")
    assert ProducerSource.of(str(module)) == ProducerSource("shop.model.orders", folder=folder)
    assert ProducerSource.of(f"{module}:Shop") == ProducerSource("shop.model.orders", "Shop", folder=folder)
    assert ProducerSource.of(str(module.parent.parent)) == ProducerSource("shop", folder=folder)


def test_an_environment_is_its_interpreter_and_no_link_is_followed(tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    for named in (python, python.parent.parent):
        assert ProducerSource.of("shop", str(named)).interpreter == str(python)


@pytest.mark.parametrize(
    ("named", "folder", "said"),
    [
        ("", "", "names no package"),
        ("a b", "", "names no package"),
        ("shop:a b", "", "'a b' is no name of an application's class"),
        ("no/where", "", "There is no no/where; name the application's package"),
        ("shop", "no-where", "There is no folder no-where; name the one in which shop lies"),
    ],
)
def test_what_is_no_package(named: str, folder: str, said: str) -> None:
    with pytest.raises(DomainError, match=said):
        ProducerSource.of(named, folder=folder)
