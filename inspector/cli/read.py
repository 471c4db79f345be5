"""The verbs that look: info, events, state, log. None of them changes a byte."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import inspector
from inspector.cli import printing
from inspector.cli.arguments import (
    Verb,
    add_json,
    add_scope,
    add_source,
    add_stream,
    moment,
    natural,
    reading,
    scope,
)
from inspector.cli.opening import opened
from inspector.cli.output import out, warn
from inspector.events.errors import NotFound
from inspector.events.json_value import pretty
from inspector.workspace.counting import counted, grouped

if TYPE_CHECKING:
    from inspector.workspace.frame import Frame
    from inspector.workspace.info import StoreInfo
    from inspector.workspace.workspace import Workspace


def _info_options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    add_json(parser)


def _info(arguments: argparse.Namespace) -> int:
    with inspector.open(arguments.file, reading=reading(arguments)) as workspace:
        if arguments.json:
            printing.out_json(_info_json(workspace, workspace.info()))
        else:
            print_summary(workspace)
    return 0


def print_summary(workspace: "Workspace") -> None:
    """The store at a glance, as `info` prints it."""
    info = workspace.info()
    times = [printing.local_time(time) for time in (info.first_time, info.last_time)]
    ignored = info.events - info.effective
    rollbacks = [printing.operation_text(row, workspace.ledger).lstrip() for row in info.rollbacks]
    width = max(map(len, info.types), default=0)
    rows = {
        "format": info.format,
        "events": f"{grouped(info.events)}, {grouped(info.effective)} effective, {grouped(ignored)} ignored",
        "streams": grouped(info.streams),
        "head": f"#{info.head}",
        "time": "no event has one" if info.first_time is None else " to ".join(times),
        "types": "\n".join(f"{name:<{width}}  {grouped(count):>9}" for name, count in info.types.items()) or "none",
        "rollbacks": "\n".join(rollbacks) or "none in force",
    }
    if info.notes:
        rows["notes"] = "\n".join(info.notes)
    out(workspace.path.name)
    for line in printing.table(rows):
        out(f"  {line}")


def _info_json(workspace: "Workspace", info: "StoreInfo") -> printing.Json:
    return {
        "format": info.format,
        "events": info.events,
        "effective": info.effective,
        "streams": info.streams,
        "head": info.head,
        "first_time": printing.time_json(info.first_time),
        "last_time": printing.time_json(info.last_time),
        "types": info.types,
        "rollbacks": [printing.operation_json(row, workspace.ledger) for row in info.rollbacks],
        "notes": info.notes,
    }


def _events_options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    add_stream(parser, "only this stream; * stands for any text")
    parser.add_argument("--type", metavar="T", help="only this type; * stands for any text")
    parser.add_argument("--after", type=natural, default=0, metavar="P", help="only after this position")
    parser.add_argument("--limit", type=natural, metavar="N", help="at most so many; without it all")
    parser.add_argument("--all", action="store_true", help="the ignored events too")
    add_json(parser)


def _events(arguments: argparse.Namespace) -> int:
    asked = arguments.stream is not None or arguments.type is not None or arguments.after > 0
    count = 0
    with inspector.open(arguments.file, reading=reading(arguments)) as workspace:
        events = workspace.events(
            arguments.stream, arguments.type, arguments.after, limit=arguments.limit, all=arguments.all
        )
        if arguments.json:
            for count, event in enumerate(events, 1):  # noqa: B007  counted beyond the loop
                printing.out_json(printing.event_json(event, workspace.ledger))
        else:
            for count, row in enumerate(printing.event_rows(events, workspace.ledger), 1):  # noqa: B007
                out(row)
        if count == 0 and asked and arguments.limit != 0:
            ignored = workspace.events(arguments.stream, arguments.type, arguments.after, limit=1, all=True)
            if any(ignored):
                raise NotFound(f"{arguments.file} has such events only among the ignored ones; --all shows them.")
            raise NotFound(f"{arguments.file} has no such events.")
    return 0


def _state_options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    add_scope(parser, "the state of this stream; without it of every stream")
    parser.add_argument("--at", type=moment, metavar="P|TIME", help="after this position or time; without it the head")
    add_json(parser)


def _state(arguments: argparse.Namespace) -> int:
    name = scope(arguments)
    with opened(arguments) as workspace:
        if arguments.projection is None:
            frame = workspace.frame(name, arguments.at)
        else:
            frame = workspace.project(arguments.projection, name, arguments.at)
    if arguments.json:
        printing.out_json(_state_json(frame))
    else:
        out(_state_heading(arguments.file, frame))
        said = "" if frame.snapshot is None else frame.snapshot.sentence()
        if said:
            out(said)
        for line in pretty(frame.state).split("\n"):
            out(line)
    if frame.error is None:
        return 0
    warn(
        f"The fold stops at #{frame.error.position} ({frame.error.type}): {printing.ended(frame.error.reason)} "
        "The state shown is the last good one."
    )
    return 1


def _state_json(frame: "Frame") -> printing.Json:
    shown: printing.Json = {
        "position": frame.position,
        "stream": frame.stream,
        "version": frame.version,
        "last_version": frame.last_version,
        **({} if frame.projection is None else {"projection": frame.projection, "key": frame.key}),
        "reducer": frame.reducer,
        "exact": frame.exact,
        "state": frame.state,
    }
    if frame.snapshot is not None:
        shown["snapshot"] = printing.snapshot_json(frame.snapshot)
    if frame.error is not None:
        shown["error"] = {"position": frame.error.position, "reason": frame.error.reason}
    return shown


def _state_heading(path: Path, frame: "Frame") -> str:
    folded = f"last event #{frame.after}" if frame.after else "before its first event"
    if frame.projection is not None:
        scope = f"{frame.projection} of {path.name}, {'every key' if frame.key is None else frame.key}"
    elif frame.stream is None:
        scope = f"{path.name}, every stream"
    else:
        scope = frame.stream
        folded += f", version {frame.version} of {frame.last_version}"
    return f"{scope} at #{frame.position} ({folded}), by {printing.reducer(frame.reducer, frame.exact)}"


def _log_options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    add_json(parser)


def _log(arguments: argparse.Namespace) -> int:
    with inspector.open(arguments.file, reading=reading(arguments)) as workspace:
        rows, ledger = workspace.log(), workspace.ledger
    if arguments.json:
        printing.out_json([printing.operation_json(row, ledger) for row in rows])
        return 0
    for row in rows:
        out(printing.operation_text(row, ledger))
    if not rows:
        out(f"{arguments.file.name} has {counted(0, 'operation')}: nothing was written to it through this program.")
    return 0


VERBS = (
    Verb("info", "Format, counts, head, time span, types and the rollbacks in force.", _info_options, _info),
    Verb("events", "The effective events, one a line.", _events_options, _events),
    Verb("state", "The state of a stream, or of every stream, at a position or a time.", _state_options, _state),
    Verb("log", "The operations: appends, rollbacks, undos and redos.", _log_options, _log),
)
