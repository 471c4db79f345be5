"""Which positions count: what a ledger leaves effective, as ranges that can be read one after another."""

from collections.abc import Iterator

from inspector.events.operation import Ledger


def effective_ranges(ledger: Ledger, stream: str | None, after: int, upto: int) -> Iterator[tuple[int, int]]:
    """The ascending (after, upto] ranges within (after, upto] that no span ignores.

    stream: skip what is ignored of that stream; with None only what is ignored of the whole store.
    """
    ignored = list(ledger.ignored_ranges(None))
    if stream is not None:
        ignored += ledger.ignored_ranges(stream)
        ignored.sort()
    for start, end in ignored:
        if start >= upto:
            break
        if end <= after:
            continue
        if start > after:
            yield after, start
        after = end
    if after < upto:
        yield after, upto


def differences(old: Ledger, new: Ledger) -> dict[str | None, tuple[int, int]]:
    """For each scope (None: the whole store), the first and the last position whose standing may differ between two
    ledgers."""
    spans = {(span.stream, span.after, span.upto) for span in old.spans}
    found: dict[str | None, tuple[int, int]] = {}
    for stream, after, upto in spans.symmetric_difference((span.stream, span.after, span.upto) for span in new.spans):
        first, last = found.get(stream, (after + 1, upto))
        found[stream] = min(first, after + 1), max(last, upto)
    return found
