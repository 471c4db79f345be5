"""Domains as their users write them: files, loaded in a process that ends with the test."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from declared import Load, Write

from inspector.domain.loaded import LoadedDomain


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(code, name="bank.py")` writes a user's file."""

    def make(code: str, name: str = "bank.py") -> Path:
        path = tmp_path / name
        path.write_text(dedent(code), encoding="utf-8")
        return path

    return make


@pytest.fixture
def load(write: Write) -> Iterator[Load]:
    """`load(code, name="bank.py")` writes a user's file and loads it."""
    loaded: list[LoadedDomain] = []

    def make(code: str, name: str = "bank.py") -> LoadedDomain:
        loaded.append(LoadedDomain.load(write(code, name)))
        return loaded[-1]

    yield make
    for domain in loaded:
        domain.close()
