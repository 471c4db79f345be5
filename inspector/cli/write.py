"""The verbs that write: append, run, rollback, undo, redo. Each is one operation, or nothing."""

import argparse
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import inspector
from inspector.cli import outcome, printing
from inspector.cli.arguments import (
    Verb,
    add_dry_run,
    add_json,
    add_stream,
    add_written,
    assignment,
    moment,
    name,
    natural,
    payload,
    reading,
    reason,
)
from inspector.cli.output import out
from inspector.events.errors import InvalidData, NotFound, Refused

if TYPE_CHECKING:
    from inspector.domain.commands import CommandInfo
    from inspector.workspace.changes import Changes
    from inspector.workspace.plan import ReversalPlan
    from inspector.workspace.workspace import Workspace


def _opened(arguments: argparse.Namespace, *, dry_run: bool = False, domain: str | None = None) -> "Workspace":
    """The store to write to. Raises `Refused` for another producer's file without --writable."""
    workspace = inspector.open(arguments.file, not dry_run, reading=reading(arguments), domain=domain)
    if workspace.facts.physical and not (dry_run or arguments.writable):
        workspace.close()
        raise Refused(
            f"{arguments.file.name} is {workspace.facts.format}'s own file, in which a rollback moves rows; give "
            "--writable to allow that."
        )
    return workspace


def _append_options(parser: argparse.ArgumentParser) -> None:
    add_written(parser)
    parser.add_argument("--stream", required=True, type=name, metavar="S", help="the stream to append to")
    parser.add_argument("--type", type=name, required=True, metavar="T", help="the event's type")
    parser.add_argument("--data", required=True, metavar="JSON", help="the payload; - reads it from stdin")
    parser.add_argument("--create", action="store_true", help="make a new store if there is no file")
    add_json(parser)


def _append(arguments: argparse.Namespace) -> int:
    # Checked before a store is opened, let alone created.
    raw = sys.stdin.buffer.read() if arguments.data == "-" else os.fsencode(arguments.data)
    data = payload(raw, "--data")
    new = arguments.create and not arguments.file.exists()
    with inspector.create(arguments.file) if new else _opened(arguments) as workspace:
        event = workspace.append(arguments.stream, arguments.type, data)
        if arguments.json:
            printing.out_json(printing.event_json(event, workspace.ledger))
        else:
            out(f"Appended #{event.position}: {event.type}, version {event.version} of {event.stream}.")
    return 0


def _run_options(parser: argparse.ArgumentParser) -> None:
    add_written(parser)
    parser.add_argument("command", metavar="COMMAND", help="a command that the domain declares")
    parser.add_argument("values", nargs="*", type=assignment, metavar="KEY=VALUE", help="its parameters")
    add_stream(parser, "the stream to decide on, where the command does not say it")
    parser.add_argument("--domain", required=True, metavar="D", help="a Python file or module; it is executed")
    add_dry_run(parser)
    add_json(parser)


def _run(arguments: argparse.Namespace) -> int:
    with _opened(arguments, dry_run=arguments.dry_run, domain=arguments.domain) as workspace:
        values = _command(workspace, arguments.command).parse(_values(arguments.values))
        decision = workspace.decide(arguments.command, values, arguments.stream)
        changes = None if arguments.dry_run else workspace.execute(decision)
        outcome.print_run(workspace, decision, changes, json=arguments.json)
    return 0


def _values(assignments: list[tuple[str, str]]) -> dict[str, str]:
    values = dict(assignments)
    for key, _ in assignments:
        if [given for given, _ in assignments].count(key) > 1:
            raise InvalidData(f"{key} is given twice.")
    return values


def _command(workspace: "Workspace", name: str) -> "CommandInfo":
    if workspace.domain is None:
        raise Refused(f"{workspace.fold.name} declares no commands; name a domain in Python with --domain FILE.py.")
    commands = workspace.domain.commands
    if name not in commands:
        there = ", ".join(commands) or "none"
        raise NotFound(f"{workspace.domain.name} has no command {name!r}; it has {there}.")
    return commands[name]


def _rollback_options(parser: argparse.ArgumentParser) -> None:
    add_written(parser)
    parser.add_argument(
        "--to", required=True, type=moment, metavar="P|TIME", help="ignore what comes after this position or time"
    )
    add_stream(parser, "only the events of this stream")
    parser.add_argument("--reason", required=True, type=reason, metavar="TEXT", help="why, for the log of operations")
    add_dry_run(parser)
    add_json(parser)


def _rollback(arguments: argparse.Namespace) -> int:
    with _opened(arguments, dry_run=arguments.dry_run) as workspace:
        plan = workspace.plan_roll_back(arguments.to, arguments.stream)
        if len(plan.candidates) > 1:
            first, second = plan.candidates
            raise Refused(
                f"Times go backwards around {arguments.to}: it may mean #{first} or #{second}; name the position."
            )
        changes = None if arguments.dry_run else workspace.roll_back(reason=arguments.reason, plan=plan)
        outcome.print_rollback(workspace, plan, changes, json=arguments.json)
    return 0


def _undo_options(parser: argparse.ArgumentParser) -> None:
    add_written(parser)
    parser.add_argument("--operation", type=natural, metavar="N", help="this one; without it the newest in force")
    add_dry_run(parser)
    add_json(parser)


def _undo(arguments: argparse.Namespace) -> int:
    return _reverse(
        arguments,
        lambda workspace: workspace.plan_undo(arguments.operation),
        lambda workspace, plan: workspace.undo(plan=plan),
    )


def _redo_options(parser: argparse.ArgumentParser) -> None:
    add_written(parser)
    add_dry_run(parser)
    add_json(parser)


def _redo(arguments: argparse.Namespace) -> int:
    return _reverse(
        arguments,
        lambda workspace: workspace.plan_redo(),
        lambda workspace, plan: workspace.redo(plan=plan),
    )


def _reverse(
    arguments: argparse.Namespace,
    plan_of: "Callable[[Workspace], ReversalPlan]",
    write: "Callable[[Workspace, ReversalPlan], Changes]",
) -> int:
    with _opened(arguments, dry_run=arguments.dry_run) as workspace:
        plan = plan_of(workspace)
        changes = None if arguments.dry_run else write(workspace, plan)
        outcome.print_reversal(workspace, plan, changes, json=arguments.json)
    return 0


VERBS = (
    Verb("append", "Append one event.", _append_options, _append),
    Verb("run", "Run a command of a domain on the current state and append its events.", _run_options, _run),
    Verb(
        "rollback", "Ignore the events after a position or time; they stay in the store.", _rollback_options, _rollback
    ),
    Verb("undo", "Undo the newest operation in force, or a given one.", _undo_options, _undo),
    Verb("redo", "Redo the newest undone operation.", _redo_options, _redo),
)
