"""States that the producer's rows hold but for values that it stores only once they are written."""

from collections.abc import Callable, Mapping

from inspector.events.event import Event
from inspector.events.json_value import JsonValue
from inspector.replay.fold import LocalFold
from inspector.replay.reducers import Reducer


class Defaulted:
    """A reducer whose states also have, by key, what a stream's states are likely to begin with, where they lack it.

    likely: those of a stream. They are asked for once a stream.
    """

    def __init__(self, reducer: Reducer, likely: Callable[[str], Mapping[str, JsonValue]]) -> None:
        self.name = reducer.name
        self._reducer = reducer
        self._likely = likely
        self._known: dict[str, Mapping[str, JsonValue]] = {}

    def initial(self, stream: str) -> JsonValue:
        """The reducer's own."""
        return self._reducer.initial(stream)

    def apply(self, state: JsonValue, event: Event) -> JsonValue:
        """The state after the event, and what it lacks."""
        after = self._reducer.apply(state, event)
        if not isinstance(after, dict):
            return after
        lacking = {key: value for key, value in self.of(event.stream).items() if key not in after}
        return after | lacking if lacking else after

    def of(self, stream: str) -> Mapping[str, JsonValue]:
        """What the states of a stream are likely to begin with."""
        if stream not in self._known:
            self._known[stream] = self._likely(stream)
        return self._known[stream]

    def added(self, stream: str, state: JsonValue) -> list[str]:
        """The keys of a state that are such guesses, or look just like them."""
        if not isinstance(state, dict):
            return []
        return [key for key, value in self.of(stream).items() if key in state and state[key] is value]


class DefaultedFold(LocalFold):
    """The fold of such states: exact where nothing had to be added."""

    def __init__(self, reducer: Reducer, likely: Callable[[str], Mapping[str, JsonValue]]) -> None:
        self.defaulted = Defaulted(reducer, likely)
        super().__init__(self.defaulted, exact=True)
