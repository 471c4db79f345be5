"""Folds events with the aggregates that an application wrote with the library eventsourcing, versions 9.2 to 9.5.

This file runs in the application's own interpreter, Python 3.8 or newer: `python script.py PLACE`. It needs nothing but
the standard library and what that interpreter has. It is given no path of a store, only events.

Requests come on standard input, replies go to standard output, each as JSON with its length in front (8 bytes,
big-endian); bytes in them are base64. The beginning of what their code prints goes to standard error. `PLACE` is a file
of 16 bytes in which it says which event it is at, so that whoever started it knows even if it dies.
"""

from __future__ import annotations

import base64
import copyreg
import faulthandler
import hashlib
import importlib
import importlib.util
import io
import math
import mmap
import os
import pickle
import struct
import sys
import time
import traceback
import types
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, timedelta
from datetime import time as time_of_day
from decimal import Decimal
from enum import Enum
from json import JSONEncoder, loads
from typing import Any, BinaryIO

LENGTH = struct.Struct(">Q")
PLACE = struct.Struct("<qq")
NOWHERE = (-1, 0)
MAX_DEPTH = 200
RAISED = BaseException
"""What their code may raise as its answer, an interrupt included."""
MAX_PRINTED = 100_000
"""Bytes of what their code prints that are passed on."""
MAX_TOLD = 1_000
"""Characters of what their code raises that are passed on."""
quoted = JSONEncoder(ensure_ascii=False).encode
"""A text, or what else is JSON, as JSON; made here, before their code can put something else in its place."""


class Refused(Exception):
    """What cannot be done, as a sentence for the user."""


class Watch:
    """The time limit on each event, held even where their code never gives the interpreter back; and the place."""

    def __init__(self, path: str) -> None:
        file = os.open(path, os.O_RDWR)
        self._shared = mmap.mmap(file, PLACE.size)
        os.close(file)
        with suppress(OSError):  # then nothing is left behind however the two processes end
            os.unlink(path)  # noqa: PTH108
        self._limit_s = self._wound_s = 0.0
        self._nowhere = open(os.devnull, "w")  # noqa: PTH123, SIM115  held as long as the process lives

    def begin(self, limit_s: float) -> None:
        """The limit holds from now on."""
        self._limit_s = limit_s
        self.at(*NOWHERE)
        self._wind()

    def at(self, batch: int, position: int) -> None:
        """Say where we are; the limit begins anew."""
        PLACE.pack_into(self._shared, 0, batch, position)
        if time.monotonic() - self._wound_s > self._limit_s / 8:
            self._wind()

    def end(self) -> None:
        """The limit holds no longer."""
        faulthandler.cancel_dump_traceback_later()

    def _wind(self) -> None:
        faulthandler.dump_traceback_later(self._limit_s, exit=True, file=self._nowhere)
        self._wound_s = time.monotonic()


class Producer:
    """Their code, once it is loaded."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._root = ""
        self._mapper: Any = None
        self._stored_event: Any = None
        self._resolve: Any = None
        self._ids_are_converted = False

    def load(self, package: str, application: str, root: str, folder: str, digest: str) -> dict[str, Any]:
        """Import the package, if its files are those that were agreed to (or none were); what it is."""
        if folder:
            sys.path.insert(0, folder)
        try:
            persistence: Any = importlib.import_module("eventsourcing.persistence")
            utils: Any = importlib.import_module("eventsourcing.utils")
        except ImportError as error:
            raise Refused(f"{sys.executable} has no eventsourcing ({error}); name another interpreter.") from None
        found = digest_of(package.partition(".")[0])
        if digest and found != digest:
            raise Refused(f"{package} has changed since you agreed to run it; name it again to agree anew.")
        self._root = root
        try:
            module = importlib.import_module(package)
            self._mapper = self._application_mapper(module, application) if application else plain_mapper(persistence)
        except RAISED as error:
            raise Refused(f"{package} cannot be imported: {self.told(error)}") from None
        self._stored_event, self._resolve = persistence.StoredEvent, utils.resolve_topic
        self._ids_are_converted = hasattr(persistence, "find_id_convertor")
        # From here on topics are resolved that a file names.
        utils.importlib = types.SimpleNamespace(import_module=self._import_module)
        return {"digest": found}

    def fold(self, batches: list[Any]) -> list[Any]:
        """For each batch of a memento (or None) and some events, `[states, memento, error]`.

        An event is `[position, originator id, version, topic, stored state]`. states: the aggregate's JSON after each.
        """
        answers = []
        for number, (memento, events) in enumerate(batches):
            aggregate = None if memento is None else pickle.loads(base64.b64decode(memento))  # noqa: S301  our own
            states: list[str] = []
            error = None
            for position, *stored in events:
                self._watch.at(number, position)
                try:
                    aggregate = self._mutated(aggregate, *stored)
                    states.append(to_json(aggregate))
                except RAISED as raised:
                    error = self.told(raised)
                    if aggregate is None and stored[1] > 1:
                        error = f"No event is left before version {stored[1]}, with which their code could begin."
                    break
            answers.append([states, "" if error else self._kept(aggregate), error])
        return answers

    def _mutated(self, aggregate: Any, originator: str, version: int, topic: str, state: str) -> Any:
        kind = self._resolve(topic)
        if not isinstance(kind, type) or not callable(getattr(kind, "mutate", None)):
            raise Refused(f"{topic} is no event with a method mutate(), and only such can be folded here.")
        id = originator if self._ids_are_converted else uuid.UUID(originator)
        event = self._mapper.to_domain_event(self._stored_event(id, version, topic, base64.b64decode(state)))
        return event.mutate(aggregate)

    def _kept(self, aggregate: Any) -> str:
        try:
            kept = io.BytesIO()
            Pickler(kept).dump(aggregate)
            return base64.b64encode(kept.getvalue()).decode()
        except RAISED as error:
            kind = type(aggregate).__name__
            raise Refused(f"{kind} cannot be kept between two events: {self.told(error)}") from None

    def _import_module(self, name: str) -> Any:
        """In place of `importlib.import_module` where the library resolves a topic."""
        if name == self._root or name.startswith((self._root + ".", "eventsourcing.")):
            return importlib.import_module(name)
        raise ImportError(f"{name} is outside of {self._root}, whose code alone you agreed to run")

    def _application_mapper(self, module: Any, application: str) -> Any:
        kind = getattr(module, application, None)
        if not isinstance(kind, type) or not hasattr(kind, "construct_mapper"):
            raise Refused(f"{module.__name__} has no application {application}.")
        # Not called: what an application makes when it begins would open its database.
        app: Any = object.__new__(kind)
        off = {"PERSISTENCE_MODULE": "eventsourcing.popo", "COMPRESSOR_TOPIC": "", "CIPHER_TOPIC": ""}
        named = {f"{app.name.upper()}_{key}": value for key, value in off.items()}
        app.env = app.construct_env(app.name, {**off, **named})
        app.factory = app.construct_factory(app.env)
        return app.construct_mapper()

    def told(self, error: BaseException) -> str:
        """`shop.py, line 12: KeyError: 'total'.`; the line is the last one in their package."""
        if isinstance(error, Refused):
            return str(error)
        if type(error).__name__ == "MapperDeserialisationError" and error.__cause__ is not None:
            error = error.__cause__  # what lies around it is told beside
        where = ""
        for frame, line in traceback.walk_tb(error.__traceback__):
            name = frame.f_globals.get("__name__", "")
            if name == self._root or name.startswith(self._root + "."):
                where = f"{os.path.basename(frame.f_code.co_filename)}, line {line}: "  # noqa: PTH119
        try:
            message = " ".join(str(error).split())[:MAX_TOLD]
        except BaseException:  # noqa: BLE001  an exception of their own may fail at that too
            message = ""
        more = "; name the application too, as package:Application" if "custom transcoding" in message else ""
        return f"{where}{type(error).__name__}: {message}".rstrip(".: ") + more + "."


def plain_mapper(persistence: Any) -> Any:
    """A mapper with the transcodings that every application has."""
    transcoder = persistence.JSONTranscoder()
    for transcoding in (persistence.UUIDAsHex, persistence.DecimalAsStr, persistence.DatetimeAsISO):
        transcoder.register(transcoding())
    return persistence.Mapper(transcoder=transcoder)


def digest_of(package: str) -> str:
    """The SHA-256 over the names and contents of a package's Python files, found without importing it."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):  # one of Python's own that is no module on a disk
        spec = None
    if spec is None:
        raise Refused(f"{sys.executable} finds no {package}; say in which folder it lies, or name its path.")
    files = []
    for folder in sorted(spec.submodule_search_locations or ()):
        for at, below, names in os.walk(folder):
            below.sort()
            files += [os.path.join(at, name) for name in sorted(names) if name.endswith(".py")]  # noqa: PTH118
    if spec.submodule_search_locations is None and spec.origin is not None:
        files.append(spec.origin)
    digest = hashlib.sha256()
    for path in files:
        with open(path, "rb") as file:  # noqa: PTH123
            content = file.read()
        digest.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def to_json(value: Any, depth: int = 0) -> str:
    """A value as JSON: decimals as the literals that they are, dates in ISO 8601, enums as their values, sets in order.

    An object is its attributes, those beginning with an underscore included, but for what an aggregate has pending.
    """
    if depth > MAX_DEPTH:
        raise Refused(f"The state is nested deeper than {MAX_DEPTH} levels.")
    if isinstance(value, Enum):
        return to_json(value.value, depth + 1)
    if value is None or isinstance(value, (str, int, float, Decimal)):
        return scalar_of(value)
    if isinstance(value, (list, tuple, set, frozenset)) and not hasattr(value, "_asdict"):
        items = [to_json(item, depth + 1) for item in value]
        return f"[{','.join(items if isinstance(value, (list, tuple)) else sorted(items))}]"
    fields = fields_of(value)
    if fields is None:
        return quoted(text_of(value))
    return f"{{{','.join(f'{quoted(key_of(key))}:{to_json(item, depth + 1)}' for key, item in fields.items())}}}"


def scalar_of(value: Any) -> str:
    """A text, number, truth value or None as JSON; what is no number there, such as NaN, is a text."""
    if isinstance(value, Decimal):
        return str(value) if value.is_finite() else quoted(str(value))
    if isinstance(value, float):
        return float.__repr__(value) if math.isfinite(value) else quoted(float.__repr__(value))
    return quoted(value)


def fields_of(value: Any) -> Mapping[Any, Any] | None:
    """What an object is made of, None for what is shown as a text."""
    if isinstance(value, Mapping):
        return value
    if hasattr(value, "_asdict"):  # a named tuple
        return dict(value._asdict())
    if isinstance(value, (bytes, bytearray)):
        return {"hex": bytes(value).hex()}
    if isinstance(value, (uuid.UUID, date, time_of_day, timedelta, type)) or callable(value):
        return None
    slots = [name for kind in type(value).__mro__ for name in slots_of(kind) if hasattr(value, name)]
    attributes = attributes_of(value)
    if not slots and attributes is None:
        return None
    fields = {**{name: getattr(value, name) for name in slots}, **(attributes or {})}
    fields.pop("_pending_events", None)
    return fields


def attributes_of(value: Any) -> dict[str, Any] | None:
    """An object's `__dict__`, None if it has none; of a class that `aggregate` has decorated the usual way fails."""
    for kind in type(value).__mro__:
        if "__dict__" in kind.__dict__:
            with suppress(TypeError):
                found: dict[str, Any] = kind.__dict__["__dict__"].__get__(value)
                return found
    return getattr(value, "__dict__", None)


class Pickler(pickle.Pickler):
    """Keeps what `aggregate` has decorated, too."""

    def reducer_override(self, value: Any) -> Any:
        """How to make such an object anew; for any other the usual way."""
        try:
            getattr(value, "__dict__", None)
        except TypeError:
            return copyreg.__newobj__, (type(value),), attributes_of(value), None, None, set_attributes  # type: ignore[attr-defined]
        return NotImplemented


def set_attributes(value: Any, attributes: dict[str, Any]) -> None:
    """Give a new object its attributes."""
    found = attributes_of(value)
    assert found is not None
    found.update(attributes)


def slots_of(kind: type) -> list[str]:
    """The attributes that a class keeps outside of `__dict__`."""
    slots = kind.__dict__.get("__slots__", ())
    return [name for name in ([slots] if isinstance(slots, str) else slots) if not name.startswith("__")]


def text_of(value: Any) -> str:
    """A value that JSON has no form for, as text."""
    if isinstance(value, (date, time_of_day)):
        return value.isoformat()
    if isinstance(value, (uuid.UUID, timedelta)):
        return str(value)
    kind = value if isinstance(value, type) else type(value)
    return f"{kind.__module__}:{kind.__qualname__}"


def key_of(key: Any) -> str:
    """A key of a mapping as the text that JSON wants."""
    if isinstance(key, Enum):
        return key_of(key.value)
    return text_of(key) if isinstance(key, (date, time_of_day)) else str(key)


def receive(stream: BinaryIO) -> Any:
    """The next request, None at the end."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return loads(stream.read(LENGTH.unpack(head)[0]))


def send(stream: BinaryIO, reply: Any) -> None:
    """Answer it."""
    body = quoted(reply).encode("utf-8", "replace")
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()


class Printed(io.RawIOBase):
    """Where their code prints: the beginning goes to the descriptor `to`, the rest nowhere."""

    to, left = -1, MAX_PRINTED
    writable = lambda _self: True  # noqa: E731
    fileno = lambda _self: 2  # noqa: E731

    def write(self, printed: Any) -> int:
        if self.left > 0:
            more = b"" if len(printed) < self.left else b"\n(What it prints after this is not shown.)\n"
            os.write(self.to, bytes(printed[: self.left]) + more)
            self.left -= len(printed)
        return len(printed)


def serve(requests: BinaryIO, replies: BinaryIO, watch: Watch) -> None:
    """Answer requests until there are no more."""
    producer = Producer(watch)
    calls: dict[str, Callable[..., Any]] = {"load": producer.load, "fold": producer.fold}
    for request in iter(lambda: receive(requests), None):
        watch.begin(request["limit_s"])
        reply = {"value": None, "error": None, "message": ""}
        try:
            reply["value"] = calls[request["call"]](*request["values"])
        except RAISED as error:
            reply.update(error="DomainError", message=producer.told(error))
        watch.end()
        send(replies, reply)


def main() -> None:
    """Keep the two channels to ourselves and serve; their code reads nothing, and what it prints is bounded."""
    if sys.path[:1] == [os.path.dirname(os.path.abspath(__file__))]:  # noqa: PTH100, PTH120
        del sys.path[0]  # no place of theirs
    sys.dont_write_bytecode = True
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    printed = Printed()
    printed.to = os.dup(2)
    # By lines: a process that is killed loses what it has not written yet.
    sys.stdout = sys.stderr = io.TextIOWrapper(io.BufferedWriter(printed), "utf-8", "replace", line_buffering=True)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    try:
        serve(requests, replies, Watch(sys.argv[1]))
    except BaseException:  # noqa: BLE001  they broke what a reply is made with; that it ended is told by who started it
        os._exit(3)


if __name__ == "__main__":
    main()
