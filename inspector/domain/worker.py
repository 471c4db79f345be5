"""The process that runs a user's code: `python -m inspector.domain.worker PLACE`.

It answers requests on its standard input, one at a time, on its standard output, as msgpack frames with their length in
front (`wire`). The beginning of what the user's code prints goes to standard error. It ends with its input, hence with
its parent.
"""

import inspect
import io
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

from inspector.domain import wire
from inspector.domain.declare import Domain, Refusal
from inspector.domain.domain_reducer import DomainReducer
from inspector.domain.finder import find_domain
from inspector.domain.mistake import RAISED, file_of, told
from inspector.domain.parameters import Parameters
from inspector.domain.place import Place
from inspector.domain.producer.script import Printed
from inspector.domain.values import from_user, to_parameters, to_user
from inspector.domain.watch import Watch
from inspector.events.errors import DomainError, InspectorError, InvalidData, Refused
from inspector.events.event import Event, NewEvent
from inspector.replay.fold import Batch, Folded, fold_batches, steps_of_batches
from inspector.replay.fold import initial as initial_of
from inspector.replay.projection import keys_of
from inspector.store import frames

_EXPECTED = "a command returns an event, a list of events or None"


class Worker:
    """A loaded domain and what can be asked of it; the methods named in `CALLS` are the requests."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._domain: Domain | None = None
        self._reducers: dict[str | None, DomainReducer] = {}
        self._parameters: dict[str, Parameters] = {}

    def load(self, source: str, digest: str) -> dict[str, Any]:
        """Import the user's module, or their file if it has that digest; what it declares."""
        self._domain = find_domain(source, digest)
        self._reducers = {None: DomainReducer(self._domain)}
        self._reducers |= {name: DomainReducer(one) for name, one in self._domain.projections.items()}
        self._parameters = {name: Parameters(command) for name, command in self._domain.commands.items()}
        commands = [
            {
                "name": name,
                "help": inspect.getdoc(parameters.command.function) or "",
                "schema": from_user(parameters.schema()),
                "stream_template": parameters.command.stream,
            }
            for name, parameters in self._parameters.items()
        ]
        projections = [{"name": name, "types": sorted(one.reducers)} for name, one in self._domain.projections.items()]
        types = sorted(self._domain.reducers)
        return {"name": self._domain.name, "types": types, "commands": commands, "projections": projections}

    def initial(self, projection: str | None, stream: str) -> Any:
        """S(0) of a stream, or of a key of a projection."""
        return wire.from_folded(initial_of(self._reducers[projection], stream), from_user)

    def keys(self, projection: str, events: list[Any]) -> Any:
        """The keys of each event in a projection, and what cannot be told of which."""
        assert self._domain is not None
        key, seen = self._domain.projections[projection].key, self._reducers[projection].seen

        def asked(event: Event) -> Any:
            try:
                return key(seen(event))
            except RAISED as error:
                raise DomainError(told(error, file_of(key))) from None

        keys, errors = keys_of(asked, self._watch.over(0, map(wire.to_event, events)))
        return keys, [wire.from_error(error) for error in errors]

    def fold(self, projection: str | None, batches: list[Any]) -> Any:
        """The folds of some events of each of several streams, or keys of a projection, onto their states."""
        return [
            (wire.from_folded(folded, from_user), None if error is None else wire.from_error(error))
            for folded, error in fold_batches(self._reducers[projection], self._received(batches))
        ]

    def steps(self, projection: str | None, batches: list[Any]) -> Any:
        """The same with the states after each event."""
        return [
            ([wire.from_folded(one, from_user) for one in states], None if error is None else wire.from_error(error))
            for states, error in steps_of_batches(self._reducers[projection], self._received(batches))
        ]

    def _received(self, batches: list[Any]) -> list[Batch]:
        return [
            (stream, self._start(start), self._watch.over(number, map(wire.to_event, events)))
            for number, (stream, start, events) in enumerate(batches)
        ]

    def _start(self, wired: Any) -> Folded | None:
        return None if wired is None else wire.to_folded(wired, self._user(wired[0]))

    def validate(self, command: str, params: bytes) -> dict[str, str]:
        """What is wrong with a command's parameters."""
        return self._command(command).messages(self._given(params))

    def stream_of(self, command: str, params: bytes) -> str | None:
        """The stream that a command's parameters name."""
        return self._command(command).stream(self._given(params))

    def decide(self, command: str, params: bytes, stream: str | None, state: bytes) -> list[Any]:
        """The events that a command wants appended."""
        parameters = self._command(command)
        values = parameters.values(self._given(params))
        function = parameters.command.function
        try:
            events = _events(command, function(self._user(state), **values))
        except Refusal as refusal:
            raise Refused(str(refusal) or f"{command} refuses.") from None
        except DomainError:
            raise
        except RAISED as error:
            raise DomainError(f"{command} failed: {told(error, file_of(function))}") from None
        return [_wire_event(event, command, stream) for event in events]

    def _command(self, name: str) -> Parameters:
        if name not in self._parameters:
            there = ", ".join(self._parameters) or "none"
            raise InvalidData(f"The domain has no command {name!r}; it has {there}.")
        return self._parameters[name]

    def _user(self, text: bytes) -> Any:
        assert self._domain is not None
        return to_user(text, decimals=self._domain.decimals)

    def _given(self, params: bytes) -> Any:
        assert self._domain is not None
        return to_parameters(params, decimals=self._domain.decimals)


def _events(command: str, answer: Any) -> list[Any]:
    """What a command returned, as a list; a generator is run to its end."""
    if answer is None:
        return []
    if isinstance(answer, NewEvent):
        return [answer]
    if isinstance(answer, str | bytes | Mapping) or not isinstance(answer, Iterable):
        raise DomainError(f"{command} returned {type(answer).__name__}; {_EXPECTED}.")
    return list(answer)


def _wire_event(event: Any, command: str, stream: str | None) -> list[Any]:
    if not isinstance(event, NewEvent):
        raise DomainError(f"{command} returned {type(event).__name__} among its events; {_EXPECTED}.")
    target = event.stream or stream
    if target is None:
        raise InvalidData(f"{command} names no stream for {event.type}; name one with the command.")
    for name, kind in (("type", str), ("time_ns", int), ("expected_version", int), ("id", str)):
        value = getattr(event, name)
        if not (isinstance(value, kind) or (value is None and name != "type")) or not _fits(value):
            raise DomainError(f"{command} returned an event whose {name} is {value!r}.")
    try:
        payload, metadata = from_user(event.payload), from_user(dict(event.metadata))
    except InvalidData as error:
        raise DomainError(f"The {event.type} that {command} returned cannot be stored: {error}") from None
    return [target, event.type, payload, metadata, event.time_ns, event.expected_version, event.id]


def _fits(value: object) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def _calls(worker: Worker) -> dict[str, Callable[..., Any]]:
    return {
        call.__name__: call
        for call in (
            worker.load, worker.initial, worker.keys, worker.fold, worker.steps, worker.validate, worker.stream_of,
            worker.decide,
        )
    }  # fmt: skip


def _answer(calls: dict[str, Callable[..., Any]], request: wire.Request) -> wire.Reply:
    try:
        return wire.Reply(value=calls[request.call](*request.values))
    except InspectorError as error:
        return wire.Reply(error=type(error).__name__, message=str(error))
    except RAISED as error:
        return wire.Reply(error="DomainError", message=f"{request.call}: {told(error, '')}")


def serve(requests: BinaryIO, replies: BinaryIO, watch: Watch) -> None:
    """Answer requests until there are no more."""
    calls = _calls(Worker(watch))
    while (request := frames.receive(requests, wire.Request)) is not None:
        with watch.during(request.limit_s):
            reply = _answer(calls, request)
        frames.send(replies, reply)


def main() -> None:
    """Keep the two channels to ourselves and serve; the user's code reads nothing, and what it prints is bounded."""
    sys.dont_write_bytecode = True
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    printed = Printed()
    printed.to = 2
    # By lines: a process that is killed loses what it has not written yet.
    sys.stdout = sys.stderr = io.TextIOWrapper(io.BufferedWriter(printed), "utf-8", "replace", line_buffering=True)
    serve(requests, replies, Watch(Place.join(sys.argv[1])))


if __name__ == "__main__":
    main()
