"""A user's domain, loaded in a process of its own."""

import os
from collections.abc import Mapping
from typing import Any, Self, cast

from inspector.domain.commands import CommandInfo
from inspector.domain.domain_fold import DomainFold
from inspector.domain.domain_projection import DomainProjection
from inspector.domain.process import DomainProcess
from inspector.domain.source import DomainSource
from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import NewEvent
from inspector.events.json_value import JsonValue, decode, encode


class LoadedDomain:
    """What a domain offers: a fold for its reducers, its commands and its projections.

    One call at a time; `close` ends its process. name: what it is shown as, the file's or module's name. types: the
    event types that have a reducer.
    """

    def __init__(self, source: DomainSource, process: DomainProcess, cancel: Cancel = NEVER) -> None:
        self.source = source
        self.name = source.name
        self._process = process
        declared = process.start(cancel)
        self.types = frozenset(declared["types"])
        self.commands: Mapping[str, CommandInfo] = {
            one["name"]: CommandInfo(
                one["name"], one["help"], cast("dict[str, Any]", decode(one["schema"])), one["stream_template"]
            )
            for one in declared["commands"]
        }
        self.fold = DomainFold(self.name, process)
        self.projections: Mapping[str, DomainProjection] = {
            one["name"]: DomainProjection(self.name, one["name"], one["types"], process)
            for one in declared["projections"]
        }

    @classmethod
    def load(cls, named: str | os.PathLike[str] | DomainSource, *, cancel: Cancel = NEVER) -> Self:
        """Load a Python file or module, as it is now or as it was when the source was made.

        Raises `DomainError` with the reason if that fails, and where the file has changed since.
        """
        source = named if isinstance(named, DomainSource) else DomainSource.of(named)
        process = DomainProcess(source)
        try:
            return cls(source, process, cancel)
        except BaseException:
            process.close()
            raise

    @property
    def stale(self) -> bool:
        """Whether the file has changed since it was loaded."""
        return self.source.changed

    def validate(self, command: str, params: Mapping[str, JsonValue], *, cancel: Cancel = NEVER) -> dict[str, str]:
        """What is wrong with a command's parameters, by field path; empty if nothing is."""
        messages: dict[str, str] = self._process.call("validate", command, encode(dict(params)), cancel=cancel)
        return messages

    def stream_of(self, command: str, params: Mapping[str, JsonValue], *, cancel: Cancel = NEVER) -> str | None:
        """The stream that a command's parameters name; None if it leaves that to the user."""
        stream: str | None = self._process.call("stream_of", command, encode(dict(params)), cancel=cancel)
        return stream

    def decide(
        self,
        command: str,
        params: Mapping[str, JsonValue],
        stream: str | None,
        state: JsonValue,
        *,
        cancel: Cancel = NEVER,
    ) -> list[NewEvent]:
        """The events that a command wants appended, given the current state of its stream (None: of the store).

        Raises `Refused` with the command's reason, `InvalidData` for parameters that it does not take.
        """
        wired = self._process.call("decide", command, encode(dict(params)), stream, encode(state), cancel=cancel)
        return [
            NewEvent(target, type, decode(payload), decode(metadata), time_ns, version, id)  # type: ignore[arg-type]
            for target, type, payload, metadata, time_ns, version, id in wired
        ]

    def close(self) -> None:
        """End the process."""
        self._process.close()
