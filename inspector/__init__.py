"""Event Timeline Inspector: a desktop debugger for event-sourced systems.

`create` and `open` give the `Workspace` that the command line and the window drive too. Everything is imported when it
is first used, so that `inspector --help` and a first look at a store load neither Qt nor an ORM.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.domain.declare import Domain as Domain
    from inspector.domain.declare import Refusal as Refusal
    from inspector.domain.producer.source import ProducerSource as ProducerSource
    from inspector.events.errors import InspectorError as InspectorError
    from inspector.events.event import Event as Event
    from inspector.events.event import NewEvent as NewEvent
    from inspector.store.mapping.mapping import Mapping as Mapping
    from inspector.store.reading import Reading as Reading
    from inspector.workspace.opening import create as create
    from inspector.workspace.opening import open as open
    from inspector.workspace.workspace import Workspace as Workspace

_HOMES = {
    "Domain": "inspector.domain.declare",
    "Event": "inspector.events.event",
    "InspectorError": "inspector.events.errors",
    "Mapping": "inspector.store.mapping.mapping",
    "NewEvent": "inspector.events.event",
    "ProducerSource": "inspector.domain.producer.source",
    "Reading": "inspector.store.reading",
    "Refusal": "inspector.domain.declare",
    "Workspace": "inspector.workspace.workspace",
    "create": "inspector.workspace.opening",
    "open": "inspector.workspace.opening",
}

__all__ = [*_HOMES]  # noqa: PLE0604  the names above, typed for checkers by the imports above


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
