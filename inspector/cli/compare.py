"""The verb that folds one history with two revisions of a domain."""

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import inspector
from inspector.cli import printing
from inspector.cli.arguments import NOTHING_FOUND, Verb, add_json, add_source, reading
from inspector.cli.output import out
from inspector.domain.revision import at_revision
from inspector.workspace.counting import counted

if TYPE_CHECKING:
    from inspector.workspace.comparison import Comparison, Parting

_SHOWN_OPERATIONS = 12


def _options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("--domain", required=True, type=Path, metavar="D", help="a Python file or fold rules in TOML")
    parser.add_argument(
        "--against", required=True, metavar="REV|FILE", help="a git revision of that file, or another file"
    )
    add_json(parser)


def _compare(arguments: argparse.Namespace) -> int:
    with ExitStack() as stack:
        other = Path(arguments.against)
        if not other.is_file():
            other = stack.enter_context(at_revision(arguments.domain, arguments.against))
        one, two = (
            stack.enter_context(inspector.open(arguments.file, reading=reading(arguments), domain=named))
            for named in (arguments.domain, other)
        )
        found = one.inquiry.compare(two.inquiry)
    if arguments.json:
        printing.out_json([_parting_json(parting) for parting in found.partings])
    else:
        _print(found, f"{arguments.domain.name} at {arguments.against}")
    return NOTHING_FOUND if found.partings else 0


def _print(found: "Comparison", against: str) -> None:
    for parting in found.partings:
        event = parting.event
        later = "" if parting.at_head else ", equal again at the head"
        out(f"{parting.stream} parts at #{event.position} {event.type}{later}")
        for side, reason in (("now", parting.one_error), ("against", parting.other_error)):
            if reason:
                out(f"  {side}: the fold stops: {printing.ended(reason)}")
        for operation in parting.patch[:_SHOWN_OPERATIONS]:
            out(f"  {printing.operation_of_patch(operation)}")
        if len(parting.patch) > _SHOWN_OPERATIONS:
            out(f"  … and {counted(len(parting.patch) - _SHOWN_OPERATIONS, 'operation')} more")
    streams = f"{counted(len(found.partings), 'stream')} of {counted(found.streams, 'stream').split(' ')[0]}"
    out(f"{streams} differ between {found.one} and {against}, in {counted(found.events, 'event')}.")


def _parting_json(parting: "Parting") -> printing.Json:
    event = parting.event
    return {
        "stream": parting.stream,
        "position": event.position,
        "type": event.type,
        "time": printing.time_json(event.time_ns),
        "patch": list(parting.patch),
        "errors": [parting.one_error or None, parting.other_error or None],
        "at_head": parting.at_head,
    }


VERBS = (Verb("compare", "Fold the store with two revisions of a domain; where they part.", _options, _compare),)
