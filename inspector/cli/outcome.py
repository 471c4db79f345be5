"""What a write did or would do, printed: of commands, rollbacks, undos and redos. `changes` is None for a dry run."""

from typing import TYPE_CHECKING

from inspector.cli import printing
from inspector.cli.output import out
from inspector.events.operation import Operation
from inspector.workspace.counting import counted

if TYPE_CHECKING:
    from inspector.workspace.changes import Changes
    from inspector.workspace.commands import Decision
    from inspector.workspace.effect import Effect, Preview
    from inspector.workspace.plan import ReversalPlan, RollbackPlan
    from inspector.workspace.workspace import Workspace

_NOTHING_WRITTEN = "Nothing was written (--dry-run)."
_SHOWN_STREAMS = 5
_SHOWN_OUTSIDE = 5


def print_run(workspace: "Workspace", decision: "Decision", changes: "Changes | None", *, json: bool) -> None:
    """A command's events, and what they do to the states of their streams."""
    if json:
        events = (
            [printing.new_event_json(event) for event in decision.events]
            if changes is None
            else [printing.event_json(event, workspace.ledger) for event in changes.appended]
        )
        shown = {"command": decision.label, "stream": decision.stream, "events": events}
        _print_json(workspace, {**shown, **_states_json(workspace, decision.previews)}, changes)
        return
    count = counted(len(decision.events), "event")
    if changes is None:
        out(f"{decision.label} would append {count}:")
    else:
        out(f"{decision.label} appended {count} as operation {changes.operation.number}:")
    for event in decision.events:
        out(f"  {event.stream}  {event.type}  {printing.payload_text(event.payload)}")
    _print_states(workspace, decision.previews)
    _print_end(changes)


def print_rollback(workspace: "Workspace", plan: "RollbackPlan", changes: "Changes | None", *, json: bool) -> None:
    """A rollback's target, effect and warnings."""
    if json:
        shown = {
            "target": plan.target,
            "upto": plan.upto,
            "stream": plan.stream,
            **_effect_json(workspace, plan.effect),
            "outside": [event.position for event in plan.outside],
            "holders": plan.holders,
            "warning": plan.warning,
            "notes": list(plan.notes),
        }
        _print_json(workspace, shown, changes)
        return
    scope = workspace.path.name if plan.stream is None else plan.stream
    verb = "Would roll back" if changes is None else "Rolled back"
    out(f"{verb} {scope} to #{plan.target}:")
    _print_effect(workspace, plan.effect)
    if plan.outside:
        places = ", ".join(f"#{event.position} of {event.stream}" for event in plan.outside[:_SHOWN_OUTSIDE])
        more = " and more" if len(plan.outside) > _SHOWN_OUTSIDE else ""
        out(f"These caused {counted(len(plan.outside), 'event')} outside of {scope}: {places}{more}.")
    out(plan.holders)
    for sentence in (plan.warning, *plan.notes):
        out(sentence)
    _print_end(changes)


def print_reversal(workspace: "Workspace", plan: "ReversalPlan", changes: "Changes | None", *, json: bool) -> None:
    """An undo or redo: of what, and its effect."""
    if json:
        shown = {
            "kind": str(plan.kind),
            "subject": printing.operation_json(plan.subject, workspace.ledger),
            **_effect_json(workspace, plan.effect),
        }
        _print_json(workspace, shown, changes)
        return
    verb = f"Would {plan.kind}" if changes is None else f"{plan.kind.capitalize()}:"
    out(f"{verb} operation {_subject(plan.subject)}")
    _print_effect(workspace, plan.effect)
    _print_end(changes)


def _subject(operation: Operation) -> str:
    return f"{operation.number}, {printing.deed(operation)}."


def _print_json(workspace: "Workspace", shown: printing.Json, changes: "Changes | None") -> None:
    operation = None if changes is None else printing.operation_json(changes.operation, workspace.ledger)
    printing.out_json({"dry_run": changes is None, **shown, "operation": operation})


def _print_end(changes: "Changes | None") -> None:
    out(_NOTHING_WRITTEN if changes is None else f"Recorded as operation {changes.operation.number}.")


def _effect_json(workspace: "Workspace", effect: "Effect") -> printing.Json:
    return {
        "ignored": effect.ignored,
        "restored": effect.restored,
        "streams": {stream.stream: stream.ignored + stream.restored for stream in effect.streams},
        **_states_json(workspace, effect.previews),
    }


def _print_effect(workspace: "Workspace", effect: "Effect") -> None:
    parts = []
    physical = workspace.facts.physical
    if effect.ignored:
        parts.append(f"{_become(effect.ignored, physical=physical)} {'moved away' if physical else 'ignored'}")
    if effect.restored:
        parts.append(f"{_become(effect.restored, physical=physical)} {'put back' if physical else 'effective again'}")
    if not parts:
        parts.append("no event becomes ignored or effective again")
    where = f", in {counted(len(effect.streams), 'stream')}" if effect.streams else ""
    out(f"  {', '.join(parts)}{where}")
    _print_states(workspace, effect.previews[:_SHOWN_STREAMS])
    if len(effect.streams) > _SHOWN_STREAMS:
        out(f"  … and {counted(len(effect.streams) - _SHOWN_STREAMS, 'more stream')}")


def _become(count: int, *, physical: bool) -> str:
    verbs = ("is", "are") if physical else ("becomes", "become")
    return f"{counted(count, 'event')} {verbs[count != 1]}"


def _states_json(workspace: "Workspace", previews: "tuple[Preview, ...]") -> printing.Json:
    return {
        "reducer": workspace.fold.name,
        "exact": workspace.fold.exact,
        "previewed": [preview.stream for preview in previews],
        "changes": [printing.change_json(preview.stream, change) for preview in previews for change in preview.changes],
        "errors": [
            {"stream": preview.stream, "position": preview.error.position, "reason": preview.error.reason}
            for preview in previews
            if preview.error is not None
        ],
    }


def _print_states(workspace: "Workspace", previews: "tuple[Preview, ...]") -> None:
    if not previews:
        return
    out(f"State changes, by {printing.reducer(workspace.fold.name, workspace.fold.exact)}:")
    for line in printing.preview_lines(previews):
        out(line)
