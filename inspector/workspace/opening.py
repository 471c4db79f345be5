"""Making and opening stores: what `inspector.create` and `inspector.open` are."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.store.reading import PLAIN, Reading
from inspector.store.registry import create_log, open_log
from inspector.workspace.workspace import Workspace

if TYPE_CHECKING:
    from inspector.store.mapping.mapping import Mapping
    from inspector.workspace.folds import Named


def create(path: str | os.PathLike[str]) -> Workspace:
    """Make a new, empty native store and open it for writing. Raises `StoreError` if something is there already."""
    return Workspace(Path(path), create_log(Path(path)))


def open(
    path: str | os.PathLike[str],
    writable: bool = False,
    reading: Reading = PLAIN,
    *,
    mapping: str | os.PathLike[str] | Mapping | None = None,
    domain: Named | None = None,
    reducer: str | None = None,
) -> Workspace:
    """Open an event store, read-only unless `writable`; looking changes not a byte of the file or its folder.

    reading: how a store of another producer is read, where its tables alone do not say.
    mapping: how a table is read as events, or the TOML file that says it; the same as in `reading`.
    domain: a Python file or module whose reducers and commands are to be used; its code runs in a process of
    its own. Or a TOML file of fold rules, or a `ProducerSource`.
    reducer: the name of one of the built-in `inspector.replay.reducers.REDUCERS` instead.
    Without either, the rules that the user keeps for stores of this schema, or what suits the format.
    Raises `StoreError` if the file is no store or cannot be opened, `DomainError` if the domain cannot be loaded.
    """
    if mapping is not None:
        from inspector.store.mapping import toml

        given = toml.load(mapping) if isinstance(mapping, str | os.PathLike) else mapping
        reading = replace(reading, mapping=given)
    workspace = Workspace(Path(path), open_log(Path(path), reading, writable=writable), reading)
    try:
        if domain is not None:
            workspace.use_domain(domain)
        elif reducer is not None:
            workspace.use_reducer(reducer)
        else:
            workspace.use_saved_rules()
    except BaseException:
        workspace.close()
        raise
    return workspace
