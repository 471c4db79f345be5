"""The verbs that make files: demo, export."""

import argparse
import tempfile
from pathlib import Path

import inspector
from inspector.cli import printing, window
from inspector.cli.arguments import Verb, add_json, add_source, natural, reading
from inspector.cli.output import out, warn
from inspector.events.log import Copied
from inspector.ui import resources
from inspector.ui.display import MissingLibraryError
from inspector.ui.request import OpenRequest
from inspector.workspace.counting import counted


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
            copied = Copied(workspace.export(arguments.output, arguments.upto))
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
    Verb("export", "Write the effective events as a new native store.", _export_options, _export),
)
