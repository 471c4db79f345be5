"""Where an expression about a state and its event begins to hold, and where it ends to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inspector.events.errors import InvalidData
from inspector.replay.rules.expression import Expression
from inspector.replay.rules.names import names_of
from inspector.replay.walk import Stride


@dataclass(frozen=True, slots=True)
class Flip:
    """The event after which a condition is another truth than before it in that stream or key.

    before is None at the first one, where there is no before; only what holds there at once is a flip.
    """

    position: int
    name: str
    before: bool | None
    after: bool


class Condition:
    """An expression of `state`, `event`, `payload` and `metadata`, asked after events.

    asked, failed: how often, and how often it could not be computed, as of a field that is not there yet; trouble: the
    position where that was so first, and why. Raises `InvalidData` if the text is no expression.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked = self.failed = 0
        self.trouble: tuple[int, str] | None = None
        self._expression = Expression(text)

    def truth(self, stride: Stride) -> bool | None:
        """What it says after an event, as true or false; None where it cannot be computed."""
        self.asked += 1
        try:
            return bool(self._expression.value({"state": stride.after, **names_of(stride.event)}))
        except InvalidData as error:
            self.failed += 1
            if self.trouble is None:
                self.trouble = stride.event.position, str(error)
            return None

    def check_computable(self) -> None:
        """Raises `InvalidData` if it was asked and could be computed nowhere."""
        if self.trouble is not None and self.failed == self.asked:
            position, reason = self.trouble
            raise InvalidData(f"At every event, first at #{position}: {reason}")


def flips(strides: Iterable[Stride], condition: Condition) -> Iterator[Flip]:
    """The flips of a condition along some events, each stream or key by itself.

    Where it cannot be computed it does not hold; where the fold has stopped, nothing flips any more.
    """
    known: dict[str, bool] = {}
    for stride in strides:
        if stride.error is not None:
            continue
        before, after = known.get(stride.name), condition.truth(stride) is True
        known[stride.name] = after
        if after is not bool(before):
            yield Flip(stride.event.position, stride.name, before, after)
