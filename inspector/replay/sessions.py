"""The states of google-adk's sessions: each is part of an application's state and of a user's."""

import sys
from array import array
from bisect import bisect_right
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from heapq import merge
from operator import itemgetter
from typing import NamedTuple

from msgspec.structs import replace

from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event
from inspector.events.json_value import JsonValue
from inspector.events.log import EventLog
from inspector.events.operation import Ledger
from inspector.replay.grouping import ByStream
from inspector.replay.reducers import state_delta

_APP, _USER = "app:", "user:"
_PAGE_EVENTS = 512


class _Home(NamedTuple):
    """Whose session it is."""

    app: JsonValue
    user: JsonValue


class BySession:
    """A session's state is made of its own events and of what those of others set under `app:` and `user:`.

    As google-adk's session services merge it (`_merge_state` in github.com/google/adk-python): keys with `app:` are
    shared by all sessions of an application, keys with `user:` by a user's. It has read every event once, and keeps
    eight bytes of each. One thread at a time.
    """

    steady = False

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._plain = ByStream(log)
        self._known = 0
        self._own: dict[str, array[int]] = {}
        self._homes: dict[str, _Home] = {}
        self._shared: list[tuple[int, _Home, bool]] = []
        """Position, whose, and whether it is the application's rather than the user's alone."""

    def parts(self, ledger: Ledger, event: Event) -> Sequence[tuple[str, Event]]:
        """The event in its session, and what it set for others in theirs.

        A session begins with its first event, onto what others had set for it by then.
        """
        self._extend(event.position)
        name, position = event.stream, event.position
        before = self._of_others(ledger, name, 0, position, NEVER) if position == self._first(ledger, name) else ()
        own = [*((name, part) for part in before), (name, event)]
        if not _shares(event):
            return own
        begun = [other for other in self._own if other != name and self._first(ledger, other) < position]
        return own + [(other, part) for other in begun if (part := self._seen(event, other)) is not None]

    def read(
        self, ledger: Ledger, name: str | None, after: int, upto: int, *, cancel: Cancel
    ) -> Generator[Event, None, None]:
        """The effective events of a session, and those of others that set what it shares with them; or all."""
        self._extend(upto, cancel)
        with closing(self._plain.read(ledger, name, after, upto, cancel=cancel)) as own:
            if name is None:
                yield from own
                return
            if self._first(ledger, name) > upto:
                return
            yield from merge(own, self._of_others(ledger, name, after, upto, cancel), key=lambda event: event.position)

    def scope(self, stream: str | None) -> str | None:  # noqa: ARG002
        """A session's events may touch the states of others."""
        return None

    def _first(self, ledger: Ledger, name: str) -> int:
        """The position of a session's first effective event; none is as far as can be."""
        return next((one for one in self._own.get(name, ()) if not ledger.ignores(one, name)), sys.maxsize)

    def _of_others(self, ledger: Ledger, name: str, after: int, upto: int, cancel: Cancel) -> Iterator[Event]:
        home = self._homes[name]
        start, stop = (bisect_right(self._shared, bound, key=itemgetter(0)) for bound in (after, upto))
        wanted = [
            position
            for position, whose, everybody in self._shared[start:stop]
            if whose == home or (everybody and whose.app == home.app)
        ]
        for start in range(0, len(wanted), _PAGE_EVENTS):
            cancel.check()
            for event in self._log.page(wanted[start : start + _PAGE_EVENTS]):
                part = self._seen(event, name) if event.stream != name else None
                if part is not None and not ledger.ignores(event.position, event.stream):
                    yield part

    def _seen(self, event: Event, name: str) -> Event | None:
        """What an event of another session means for one, None for nothing; its version is the one's by then."""
        home, whose = self._homes[name], self._homes[event.stream]
        shared = ((_APP,) if home.app == whose.app else ()) + ((_USER,) if home == whose else ())
        delta = {key: value for key, value in state_delta(event).items() if key.startswith(shared)}
        if not delta:
            return None
        payload: JsonValue = {"actions": {"state_delta": delta}}
        return replace(event, payload=payload, version=self._version(name, event.position))

    def _version(self, name: str, position: int) -> int:
        """How many events of its own a session has by then; its versions count from 1."""
        self._extend(position)
        return bisect_right(self._own.get(name, ()), position)

    def _extend(self, upto: int, cancel: Cancel | None = None) -> None:
        upto = min(upto, self._log.last_position())
        if upto <= self._known:
            return
        for event in self._log.read(self._known, upto):
            if cancel is not None:
                cancel.check()
            home = _Home(event.metadata.get("app_name"), event.metadata.get("user_id"))
            self._homes.setdefault(event.stream, home)
            self._own.setdefault(event.stream, array("q")).append(event.position)
            if _shares(event):
                everybody = any(key.startswith(_APP) for key in state_delta(event))
                self._shared.append((event.position, home, everybody))
            self._known = event.position
        self._known = upto


def _shares(event: Event) -> bool:
    return any(key.startswith((_APP, _USER)) for key in state_delta(event))
