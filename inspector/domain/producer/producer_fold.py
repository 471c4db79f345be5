"""A fold by the aggregates of the application that wrote the events."""

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from inspector.domain.remote_fold import RemoteFold
from inspector.events.cancel import Cancel
from inspector.events.errors import DomainError, InvalidData
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import decode, encode
from inspector.replay.fold import Batch, Folded, FoldError, Steps
from inspector.replay.trace import advance, started

_BEFORE = Folded(None, started(None), 0, 0)


class ProducerFold(RemoteFold):
    """Folds events that keep their producer's encoding of types (`ForeignLog.as_stored`); before the first is null.

    Their own state is an aggregate, of which the JSON is but a view; it travels as the memento, which only their
    process makes and reads.
    """

    def initial(self, stream: str) -> Folded:  # noqa: ARG002
        """There is no aggregate before its first event."""
        return _BEFORE

    def _fold(self, batches: Sequence[Batch], cancel: Cancel) -> list[tuple[Folded, FoldError | None]]:
        return [(states[-1], error) for states, error in self._steps(batches, cancel)]

    def _steps(self, batches: Sequence[Batch], cancel: Cancel) -> list[Steps]:
        known = [(start or _BEFORE, list(events)) for _, start, events in batches]
        sent = [
            (start.memento if start.position else None, [_wired(event) for event in events]) for start, events in known
        ]
        answers = self._process.call("fold", sent, cancel=cancel)
        return [_stepped(start, events, *answer) for (start, events), answer in zip(known, answers, strict=True)]


def _wired(event: Event) -> list[Any]:
    payload, metadata = event.payload, event.metadata
    if "originator_id" not in metadata:
        raise DomainError(f"#{event.position} is not as its producer stored it, so that their code cannot fold it.")
    state = payload.raw if isinstance(payload, Undecodable) else encode(payload)
    return [event.position, metadata["originator_id"], event.version, metadata["topic"], state]


def _stepped(start: Folded, events: Sequence[Event], texts: Sequence[str], memento: str, reason: str | None) -> Steps:
    """From the texts of the states after the first of some events; a reason is why the next one could not be folded."""
    states = [start]
    for event, text in zip(events, texts, strict=False):
        before = states[-1]
        try:
            following = decode(text)
            trace = advance(before.trace, before.state, following, event.position)
        except InvalidData as error:
            return states, FoldError(event.position, event.type, str(error))
        states.append(Folded(following, trace, event.position, event.version))
    if reason is None:
        states[-1] = replace(states[-1], memento=b64decode(memento))
        return states, None
    failed = events[len(texts)]
    if isinstance(failed.payload, Undecodable):
        reason = failed.payload.reason
    return states, FoldError(failed.position, failed.type, reason)
