"""The verbs that make files: demo, import, export."""

import argparse
import os
import sys
import tempfile
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import inspector
from inspector.cli import printing, window
from inspector.cli.arguments import Verb, add_json, add_source, natural, reading
from inspector.cli.output import out, warn
from inspector.cli.progress import watched
from inspector.events.errors import InvalidData
from inspector.events.log import Copied
from inspector.events.operation import Ledger
from inspector.store.intake.source import Form, Source, source_of
from inspector.ui import resources
from inspector.ui.display import MissingLibraryError
from inspector.ui.request import OpenRequest
from inspector.workspace.counting import counted
from inspector.workspace.importing import import_new


def _demo_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", type=Path, metavar="FILE", help="where to write it; a new temporary folder if not given"
    )


def _demo(arguments: argparse.Namespace) -> int:
    from inspector.workspace.sample import write_sample

    path: Path = arguments.to or Path(tempfile.mkdtemp(prefix="inspector-demo-")) / "shop.sqlite"
    write_sample(path)
    out(f"Wrote the sample store to {path}.")
    try:
        return window.show(OpenRequest(path, domain=str(resources.path("samples/shop.py"))))
    except MissingLibraryError as error:
        warn(str(error))
        window.summarise(path)
        return 0


def _import_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("events", metavar="EVENTS", help="a file of JSON lines or CSV; - is standard input")
    parser.add_argument("file", type=Path, metavar="STORE", help="the native store to append to; made if there is none")
    parser.add_argument("--format", choices=("jsonl", "csv"), help="what EVENTS is, where its name does not say it")
    add_json(parser)


def _import(arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    with _source(arguments.events, arguments.format) as source, watched("Importing", "bytes") as (report, cancel):
        if os.path.lexists(path):
            with inspector.open(path, writable=True) as workspace:
                imported = workspace.import_events(source, report, cancel)
        else:
            imported = import_new(path, source, report, cancel)
    operation = imported.operation
    if arguments.json:
        numbers = {"events": imported.events, "left_out": imported.left_out, "file": str(path)}
        printing.out_json(numbers | {"operation": printing.operation_json(operation, Ledger([operation]))})
        return 0
    out(f"Imported {counted(imported.events, 'event')} into {path} as operation {operation.number}.")
    if imported.left_out:
        out(f"Left out {counted(imported.left_out, 'event')} that are ignored where they come from.")
    return 0


def _source(name: str, form: Form | None) -> AbstractContextManager[Source]:
    if name != "-":
        return source_of(Path(name), form)
    if form is None:
        raise InvalidData("Say with --format jsonl or --format csv what standard input is.")
    return nullcontext(Source("standard input", sys.stdin.buffer, form))


def _export_options(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="COPY", help="the new store to write")
    parser.add_argument("--upto", type=natural, metavar="P", help="only up to this position")
    parser.add_argument(
        "--same-format", action="store_true", help="a copy of the whole file in its own format, cut after --upto"
    )
    add_json(parser)


def _export(arguments: argparse.Namespace) -> int:
    with inspector.open(arguments.file, reading=reading(arguments)) as workspace:
        if arguments.same_format:
            copied = workspace.export_same_format(arguments.output, arguments.upto)
        else:
            with watched("Exporting") as (report, cancel):
                copied = Copied(workspace.export(arguments.output, arguments.upto, cancel, report))
    if arguments.json:
        shown: printing.Json = {"events": copied.events, "file": str(arguments.output)}
        printing.out_json(shown | ({"notes": list(copied.notes)} if arguments.same_format else {}))
        return 0
    out(f"Wrote {counted(copied.events, 'effective event')} to {arguments.output}.")
    for sentence in copied.notes:
        out(sentence)
    return 0


VERBS = (
    Verb("demo", "Write the sample store, an online shop, and open it with its domain.", _demo_options, _demo),
    Verb("import", "Append the events of a file of JSON lines or CSV, as one operation.", _import_options, _import),
    Verb("export", "Write the effective events as a new native store.", _export_options, _export),
)
