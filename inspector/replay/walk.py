"""From event to event: what each one made of the state of its stream, or of a projection's key."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from inspector.events.cancel import NEVER, Cancel
from inspector.events.event import Event
from inspector.events.json_value import JsonValue
from inspector.events.operation import Ledger
from inspector.replay.fold import Batch, Fold, Folded, FoldError
from inspector.replay.grouping import Grouping

_CHUNK_EVENTS = 2048


@dataclass(frozen=True, slots=True)
class Stride:
    """One effective event and the state of the stream or key `name` around it; the two share what did not change.

    error: why the event could not be folded, after which its stream is not walked on; the states are then the same.
    """

    name: str
    event: Event
    before: JsonValue
    after: JsonValue
    error: FoldError | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """The way through the effective events of a log, in the order of their positions.

    It holds the state of every stream that it goes along, and no more than a chunk of events.
    """

    fold: Fold
    groups: Grouping
    ledger: Ledger

    def strides(
        self,
        name: str | None,
        upto: int,
        *,
        wanted: Callable[[str], bool] = lambda _name: True,
        cancel: Cancel = NEVER,
    ) -> Iterator[Stride]:
        """The strides of one stream or key, or of all that are `wanted`, up to a position."""
        states: dict[str, Folded | None] = {}
        failed: set[str] = set()
        with closing(self.groups.read(self.ledger, name, 0, upto, cancel=cancel)) as events:
            while chunk := list(islice(events, _CHUNK_EVENTS)):
                parts = [
                    (one, part)
                    for event in chunk
                    for one, part in self.groups.parts(self.ledger, event)
                    if one not in failed and (one == name if name is not None else wanted(one))
                ]
                yield from self._chunk(parts, states, failed, cancel)

    def _chunk(
        self, parts: list[tuple[str, Event]], states: dict[str, Folded | None], failed: set[str], cancel: Cancel
    ) -> Iterator[Stride]:
        by_name: dict[str, list[Event]] = {}
        for name, event in parts:
            by_name.setdefault(name, []).append(event)
        batches: list[Batch] = [(name, states.get(name), events) for name, events in by_name.items()]
        answers = dict(zip(by_name, self.fold.steps_many(batches, cancel=cancel), strict=True))
        places = dict.fromkeys(by_name, 0)
        for name, event in parts:
            folded, error = answers[name]
            place = places[name]
            places[name] = place + 1
            if place + 1 < len(folded):
                yield Stride(name, event, folded[place].state, folded[place + 1].state)
            elif error is not None and name not in failed:
                failed.add(name)
                yield Stride(name, event, folded[-1].state, folded[-1].state, error)
        states.update({name: folded[-1] for name, (folded, _) in answers.items()})
