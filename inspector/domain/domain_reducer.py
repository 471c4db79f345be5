"""A domain's reducers, or a projection's, as one reducer, safe against functions that change what they are given."""

from typing import Any

from msgspec.structs import replace

from inspector.domain.declare import Handler, Reducers
from inspector.domain.mistake import RAISED, file_of, told
from inspector.domain.plain import plain
from inspector.domain.values import from_user, to_user
from inspector.events.errors import DomainError, InvalidData
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import encode


class DomainReducer:
    """Applies a domain's functions to states of plain JSON.

    A function may change the state it is given and return it; then the state before is put back as it was. Who does so
    once is handed a copy from then on: checking costs two encodings an event (some 6 µs at 2 KB), copying a decoding
    and, worse, the sharing of unchanged parts that makes the trace cheap.
    """

    def __init__(self, declared: Reducers) -> None:
        self.name = declared.name
        self._domain = declared
        self._changers: set[Handler] = set()

    def initial(self, stream: str) -> Any:
        """S(0) of a stream. Raises `DomainError` with what the user's function raised."""
        declared = self._domain.initial
        if not callable(declared):
            return self._copy(declared)
        try:
            return self._copy(declared(stream))
        except RAISED as error:
            raise DomainError(
                f"The initial state of {stream} cannot be made: {told(error, file_of(declared))}"
            ) from None

    def apply(self, state: Any, event: Event) -> Any:
        """The state after an event. Raises `DomainError` with what the user's function raised."""
        function = self._domain.reducers.get(event.type)
        if function is None:
            return state
        seen = self.seen(event)
        if function in self._changers:
            return self._settled(_call(function, self._copy(state), seen), state, event)
        before = from_user(state)
        following = _call(function, state, seen)
        if from_user(state) != before:
            self._changers.add(function)
            following = self._copy(following)
            _restore(state, to_user(before, decimals=self._domain.decimals))
        return self._settled(following, state, event)

    def seen(self, event: Event) -> Event:
        """An event as the user's functions see it."""
        payload = event.payload
        assert not isinstance(payload, Undecodable)
        return replace(event, payload=to_user(encode(payload), decimals=True)) if self._domain.decimals else event

    def _settled(self, following: Any, state: Any, event: Event) -> Any:
        if following is None:
            raise InvalidData(f"The reducer for {event.type} returned nothing; it must return the new state.")
        return plain(following, state, decimals=self._domain.decimals)

    def _copy(self, state: Any) -> Any:
        return to_user(from_user(state), decimals=self._domain.decimals)


def _call(function: Handler, state: Any, event: Event) -> Any:
    try:
        return function(state, event)
    except RAISED as error:
        raise DomainError(told(error, file_of(function))) from None


def _restore(state: Any, content: Any) -> None:
    if isinstance(state, dict):
        state.clear()
        state.update(content)
    elif isinstance(state, list):
        state[:] = content
