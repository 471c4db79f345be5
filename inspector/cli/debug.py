"""The verbs that ask of history: blame, diff, find, check."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.analysis.diff import diff
from inspector.analysis.invariant import parse_invariants
from inspector.analysis.patch import patch
from inspector.cli import printing
from inspector.cli.arguments import (
    NOTHING_FOUND,
    Verb,
    add_folds,
    add_json,
    add_scope,
    add_source,
    checked,
    moment,
    scope,
)
from inspector.cli.junit import write_report
from inspector.cli.opening import opened
from inspector.cli.output import out, warn
from inspector.events.errors import InvalidData, NotFound, StoreError
from inspector.workspace.counting import counted

if TYPE_CHECKING:
    from inspector.analysis.blame import Setting
    from inspector.analysis.find import Flip
    from inspector.analysis.invariant import Invariant
    from inspector.workspace.checkup import Checkup
    from inspector.workspace.frame import Frame
    from inspector.workspace.workspace import Workspace

Json = printing.Json


# blame


def _blame_options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("path", metavar="PATH", help="which value, as a JSON Pointer: /lines/0/qty")
    add_scope(parser, "whose state")
    parser.add_argument("--at", type=moment, metavar="P|TIME", help="up to this position or time; without it the head")
    add_json(parser)


def _blame(arguments: argparse.Namespace) -> int:
    name = scope(arguments)
    if name is None:
        raise InvalidData("blame needs to know whose value: name it with --stream, or with --projection and --key.")
    with opened(arguments) as workspace:
        history = workspace.inquiry.blame(arguments.path, name, arguments.at, arguments.projection)
    if arguments.json:
        printing.out_json([_setting_json(one, exact=history.exact) for one in history.settings])
        return 0
    by = printing.reducer(history.reducer, history.exact)
    times = counted(len(history.settings), "event")
    out(f"{arguments.path or 'the whole state'} of {name} was changed by {times}, by {by}:")
    for one in history.settings:
        out(f"  {_setting_text(one)}")
    if not history.settings:
        out("  none; it stands since before the first event")
    return 0


def _setting_json(setting: "Setting", *, exact: bool) -> Json:
    event = setting.event
    return {
        "position": event.position,
        "type": event.type,
        "time": printing.time_json(event.time_ns),
        "actor": event.metadata.get("actor"),
        "kind": setting.kind,
        "old": setting.old,
        "new": setting.new,
        "exact": exact,
    }


def _setting_text(setting: "Setting") -> str:
    event = setting.event
    old = "nothing" if setting.kind == "added" else printing.short(setting.old)
    new = "nothing" if setting.kind == "removed" else printing.short(setting.new)
    actor = event.metadata.get("actor")
    by = f"  by {actor}" if isinstance(actor, str) else ""
    return f"#{event.position}  {printing.local_time(event.time_ns)}  {event.type}  {old} → {new}{by}"


# diff


def _diff_options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("one", metavar="A|OTHER", help="a position or time; or the file of another store")
    parser.add_argument("other", nargs="?", type=moment, metavar="B", help="the position or time to compare A with")
    add_scope(parser, "the state of this stream; without it of every stream")
    add_json(parser)


def _diff(arguments: argparse.Namespace) -> int:
    name = scope(arguments)
    with opened(arguments) as workspace:
        if arguments.other is not None:
            one = _frame(workspace, arguments, name, checked(moment, arguments.one))
            two = _frame(workspace, arguments, name, arguments.other)
        else:
            one = _frame(workspace, arguments, name, None)
            with opened(arguments, _file(arguments.one)) as second:
                two = _frame(second, arguments, name, None)
    if arguments.json:
        printing.out_json(patch(one.state, two.state))
    else:
        sides = [_side(arguments.file, one), _side(arguments.file if arguments.other else Path(arguments.one), two)]
        out(f"{sides[0]} → {sides[1]}, by {printing.reducer(two.reducer, one.exact and two.exact)}")
        changes = diff(one.state, two.state)
        for change in changes:
            out(f"  {printing.change_text(change)}")
        if not changes:
            out("  the states are equal")
    if arguments.json and not (one.exact and two.exact):
        warn(f"The states are a guess by {two.reducer}, and so is the patch between them.")
    return 0


def _frame(workspace: "Workspace", arguments: argparse.Namespace, name: str | None, at: int | str | None) -> "Frame":
    if arguments.projection is None:
        return workspace.frame(name, at)
    return workspace.project(arguments.projection, name, at)


def _file(text: str) -> Path:
    if not Path(text).exists():
        raise NotFound(f"There is no file {text} to compare with; of two positions name both: diff FILE A B.")
    return Path(text)


def _side(path: Path, frame: "Frame") -> str:
    whose = frame.key if frame.projection is not None else frame.stream
    return f"{path.name if whose is None else whose} at #{frame.position}"


# find


def _find_options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument(
        "expression", metavar="EXPRESSION", help="of state, event, payload and metadata: 'state.quantity < 0'"
    )
    add_scope(parser, "only the state of this stream; * stands for any text; without it of each stream")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--first", action="store_true", help="only where it first holds")
    which.add_argument("--all", action="store_true", help="wherever it begins or ends to hold; the default")
    parser.add_argument("--allow-guess", action="store_true", help="search states that are a guess, too")
    add_json(parser)


def _find(arguments: argparse.Namespace) -> int:
    name = scope(arguments)
    with opened(arguments) as workspace:
        if not (workspace.fold.exact or arguments.projection is not None or arguments.allow_guess):
            raise NotFound(
                f"The states of {arguments.file.name} are a guess by {workspace.fold.name}: name a --domain, or search "
                "them all the same with --allow-guess."
            )
        found = workspace.inquiry.find(arguments.expression, name, arguments.projection, first=arguments.first)
    if arguments.json:
        printing.out_json([_flip_json(flip, exact=found.exact) for flip in found.flips])
    else:
        for flip in found.flips:
            out(f"#{flip.position}  {flip.name}  {_said(flip.before)} → {_said(flip.after)}")
        if found.flips and not found.exact:
            out(f"By {printing.reducer(found.reducer, found.exact)}.")
    if found.trouble is not None:
        position, reason = found.trouble
        at = counted(found.failed, "event")
        warn(f"It was taken not to hold after {at}, first #{position}: {printing.ended(reason)}")
    if not found.flips:
        raise NotFound(f"{arguments.expression!r} holds nowhere in {arguments.file.name}.")
    return 0


def _flip_json(flip: "Flip", *, exact: bool) -> Json:
    return {"position": flip.position, "stream": flip.name, "from": flip.before, "to": flip.after, "exact": exact}


def _said(truth: bool | None) -> str:
    return "–" if truth is None else str(truth).lower()


# check


def _check_options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    add_folds(parser, reducer=True)
    parser.add_argument("--invariants", type=Path, metavar="TOML", help="what must hold after every event")
    parser.add_argument("--junit", type=Path, metavar="XML", help="write the result as a JUnit report, too")
    add_json(parser)


def _check(arguments: argparse.Namespace) -> int:
    invariants = () if arguments.invariants is None else _invariants(arguments.invariants)
    with opened(arguments) as workspace:
        found = workspace.inquiry.check(invariants)
    if arguments.junit is not None:
        write_report(arguments.junit, arguments.file.name, found)
    if arguments.json:
        printing.out_json([asdict(finding) for finding in found.findings])
    else:
        for finding in found.findings:
            subject = f"{finding.subject}: " if finding.subject else ""
            out(f"#{finding.position}  {finding.stream}  {finding.kind}  {subject}{printing.ended(finding.reason)}")
        out(f"{_checked(found)}, by {printing.reducer(found.reducer, found.exact)}")
    if arguments.json and not found.exact:
        warn(f"The states are a guess by {found.reducer}, and so is what was found.")
    for name in found.untold:
        warn(f"The invariant {name!r} could be computed after no event; look at its fields.")
    return NOTHING_FOUND if found.findings else 0


def _checked(found: "Checkup") -> str:
    parts = [counted(found.events, "event"), counted(found.streams, "stream")]
    parts += [counted(found.snapshots, "snapshot"), counted(len(found.invariants), "invariant")]
    return f"{', '.join(parts)}: {counted(len(found.findings), 'finding')}"


def _invariants(path: Path) -> "tuple[Invariant, ...]":
    try:
        return parse_invariants(path.read_bytes(), path.name)
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}; check its place.") from None


VERBS = (
    Verb("blame", "Who set a value: the events that changed it, newest first.", _blame_options, _blame),
    Verb("diff", "What differs between two positions, or between two stores.", _diff_options, _diff),
    Verb("find", "Where an expression about the state begins and ends to hold.", _find_options, _find),
    Verb("check", "Fold the whole store: what fails, which invariants are violated.", _check_options, _check),
)
