"""What a write did: the one value that every view listens to."""

from dataclasses import dataclass

from inspector.events.event import Event
from inspector.events.log import Appended, Imported
from inspector.events.operation import Kind, Operation, Span
from inspector.workspace.counting import counted


@dataclass(frozen=True, slots=True)
class Changes:
    """The effect of one write.

    label: what was done, for the status bar and the log. operation: the row that records it.
    appended: the events it wrote. ignored, restored: the spans that it made ignored or effective again.
    """

    label: str
    operation: Operation
    appended: tuple[Event, ...] = ()
    ignored: tuple[Span, ...] = ()
    restored: tuple[Span, ...] = ()


def of_append(written: Appended) -> Changes:
    """The changes of an append."""
    count = len(written.events)
    what = written.operation.label or ("1 event" if count == 1 else f"{count} events")
    return Changes(f"Appended {what}", written.operation, appended=written.events)


def of_import(imported: Imported) -> Changes:
    """The changes of an import; its events are too many to be carried along."""
    return Changes(f"Imported {counted(imported.events, 'event')}", imported.operation)


def of_rollback(operation: Operation) -> Changes:
    """The changes of a rollback."""
    scope = f" of {operation.stream}" if operation.stream is not None else ""
    return Changes(f"Rolled back to #{operation.after}{scope}", operation, ignored=(_span(operation),))


def of_reversal(row: Operation, subject: Operation) -> Changes:
    """The changes of an undo or redo `row` of the operation `subject`."""
    label = f"{'Undid' if row.kind is Kind.UNDO else 'Redid'} {describe(subject)}"
    span = (_span(subject),)
    if (subject.kind is Kind.ROLLBACK) == (row.kind is Kind.REDO):
        return Changes(label, row, ignored=span)
    return Changes(label, row, restored=span)


def describe(operation: Operation) -> str:
    """A few words that name an append or a rollback: `operation 12, append of #11–#12`."""
    if operation.kind is Kind.ROLLBACK:
        scope = f" of {operation.stream}" if operation.stream is not None else ""
        return f"operation {operation.number}, rollback{scope} to #{operation.after}"
    first, last = operation.after + 1, operation.upto
    what = f"#{first}" if first == last else f"#{first}–#{last}"
    return f"operation {operation.number}, {operation.label or 'append'} of {what}"


def _span(operation: Operation) -> Span:
    return Span(operation.after, operation.upto, operation.stream, operation.number)
