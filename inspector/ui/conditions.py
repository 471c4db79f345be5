"""What holds of a session that actions ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.ui.actions import When

if TYPE_CHECKING:
    from inspector.ui.session import Session


def conditions(session: Session) -> set[When]:
    """The conditions that hold just now."""
    facts, ledger, writable = session.workspace.facts, session.ledger, session.workspace.writable
    held = {
        When.STORE: True,
        When.EVENTS: session.last > 0,
        When.TABLES: bool(facts.tables),
        When.OWN_CODE: facts.own_code,
        When.LOCKABLE: facts.lockable,
        When.NAIVE: bool(facts.zone),
        When.FILTER: session.filtered is not None and len(session.filtered) > 0,
        When.UNDO: writable and ledger.next_undo(session.since) is not None,
        When.REDO: writable and ledger.next_redo(session.since) is not None,
    }
    return {condition for condition, holds in held.items() if holds}
