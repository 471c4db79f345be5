"""Which operation an undo or a redo may take, whoever carries it out."""

from inspector.events.errors import NotFound, Refused
from inspector.events.operation import Kind, Ledger, Operation


def reversible(ledger: Ledger, kind: Kind, number: int) -> Operation:
    """The operation of that number. Raises `NotFound` or `Refused` if it cannot be undone or redone."""
    subject = ledger.operation(number)
    if subject is None:
        raise NotFound(f"The store has no operation {number}; its last is {ledger.last_number}.")
    if kind is Kind.UNDO and not ledger.in_force(subject):
        raise Refused(f"Operation {number} is not in force, so it cannot be undone.")
    if kind is Kind.REDO and subject != ledger.next_redo():
        raise Refused(f"Operation {number} is not the newest undone one, so it cannot be redone.")
    return subject
