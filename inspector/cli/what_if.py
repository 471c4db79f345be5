"""The verb that alters a history without writing to it."""

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.analysis.overlay import Overlay
from inspector.cli import printing
from inspector.cli.arguments import Verb, add_folds, add_json, add_source, checked, name, natural, payload
from inspector.cli.opening import opened
from inspector.cli.output import out
from inspector.events.errors import InvalidData
from inspector.events.event import NewEvent
from inspector.workspace.counting import counted
from inspector.workspace.what_if import altered, consequences

if TYPE_CHECKING:
    from inspector.events.json_value import JsonValue
    from inspector.workspace.what_if import Consequence


def _options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("--skip", type=natural, action="append", default=[], metavar="P", help="without this event")
    parser.add_argument(
        "--edit", nargs=2, action="append", default=[], metavar=("P", "JSON"), help="with another payload in this event"
    )
    parser.add_argument(
        "--insert",
        nargs=4,
        action="append",
        default=[],
        metavar=("P", "STREAM", "TYPE", "JSON"),
        help="with one more event after this position, 0 for the beginning",
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="OUT", help="write the altered history into a new native store"
    )
    add_folds(parser, reducer=True)
    add_json(parser)


def _what_if(arguments: argparse.Namespace) -> int:
    overlay = _overlay(arguments)
    if not len(overlay):
        raise InvalidData("what-if alters events: name some with --skip, --edit or --insert.")
    with ExitStack() as stack:
        store = stack.enter_context(opened(arguments))
        other = stack.enter_context(altered(store, overlay))
        found = consequences(store, other, overlay)
        written = None if arguments.output is None else other.export(arguments.output)
        fold = store.fold
    if arguments.json:
        printing.out_json([_consequence_json(one, fold.name, exact=fold.exact) for one in found])
        return 0
    out(f"WHAT-IF: {counted(len(overlay), 'event')} altered, by {printing.reducer(fold.name, fold.exact)}")
    for one in found:
        _print(one)
    if written is not None:
        out(f"Wrote {counted(written, 'event')} to {arguments.output}.")
    return 0


def _overlay(arguments: argparse.Namespace) -> Overlay:
    edited = {checked(natural, place): _payload(text) for place, text in arguments.edit}
    inserted = [
        (checked(natural, place), NewEvent(checked(name, stream), checked(name, type), _payload(text)))
        for place, stream, type, text in arguments.insert
    ]
    return Overlay(frozenset(arguments.skip), edited, tuple(inserted))


def _payload(text: str) -> "JsonValue":
    return payload(text, printing.short(text))


def _print(one: "Consequence") -> None:
    out(f"  {one.stream}")
    if one.error is not None:
        out(f"    the fold stops at #{one.error.position} ({one.error.type}): {printing.ended(one.error.reason)}")
    for operation in one.patch:
        out(f"    {printing.operation_of_patch(operation)}")
    if not one.patch and one.error is None:
        out("    the state stays as it is")


def _consequence_json(one: "Consequence", reducer: str, *, exact: bool) -> printing.Json:
    error = None if one.error is None else {"position": one.error.position, "reason": one.error.reason}
    patch = list(one.patch)
    return {
        "stream": one.stream,
        "reducer": reducer,
        "exact": exact,
        "patch": patch,
        "state": one.altered,
        "error": error,
    }


VERBS = (Verb("what-if", "The states if events were skipped, edited or added; writes nothing.", _options, _what_if),)
