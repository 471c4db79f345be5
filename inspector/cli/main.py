"""The program `inspector`: finds the verb, runs it, and turns errors into one sentence and an exit code."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path

from inspector.cli import bug_report, files, mapping, printing, read, rules, window, write
from inspector.cli.arguments import Parser
from inspector.events.errors import InspectorError, NotFound
from inspector.version import version

REFUSED, NOTHING_FOUND, INTERRUPTED = 1, 3, 130
"""Exit codes beside 0; argparse ends with 2 where the usage is wrong."""

_VERBS = {
    verb.name: verb for verb in (*files.VERBS, *read.VERBS, *rules.VERBS, *mapping.VERBS, *write.VERBS, *window.VERBS)
}
_ORDER = "demo info events state rules map append run rollback undo redo log export screenshot"
VERBS = {name: _VERBS[name] for name in _ORDER.split()}
"""In the order in which one meets them."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the program with the words of a command line, without its name; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _run(sys.argv[1:] if words is None else words)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()  # the reader has had enough
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except InspectorError as error:
        printing.warn(str(error))
        return NOTHING_FOUND if isinstance(error, NotFound) else REFUSED
    except OSError as error:
        where = error.filename
        if where is None:
            where = "the output"
            _drop_output()
        printing.warn(f"{where} cannot be written or read: {error.strerror}; check its place.")
        return REFUSED
    except Exception as error:  # noqa: BLE001  the outermost boundary
        printing.warn(bug_report.save(error))
        return REFUSED
    return code


def _drop_output() -> None:
    """Send what is still to be written nowhere: Python would complain about it on its way out."""
    with suppress(io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(words: Sequence[str]) -> int:
    verb = VERBS.get(words[0]) if words else None
    if verb is not None:
        return verb.run(verb.parse(words[1:]))
    parser = _parser()
    likely = _mistyped(words[0]) if words else None
    if likely is not None:
        parser.error(f"there is no file {words[0]}, and the verb is called {likely}")
    return window.run(parser.parse_args(words))


def _mistyped(word: str) -> str | None:
    """The verb that a word, which names no file, was probably meant to be."""
    if not word.isidentifier() or Path(word).exists():
        return None
    return next(iter(get_close_matches(word, VERBS, n=1, cutoff=0.75)), None)


def _parser() -> Parser:
    width = max(map(len, VERBS))
    verbs = "\n".join(f"  {verb.name:<{width}}  {verb.help}" for verb in VERBS.values())
    parser = Parser(
        prog="inspector",
        usage="inspector [FILE] [--at P|TIME] [--stream S] [--domain D] [--writable]\n       inspector VERB …",
        description="Opens a window on an event store: its history, and the state that it adds up to.",
        epilog=(
            f"verbs, which need no window; each has a --help of its own:\n{verbs}\n\n"
            "P is a position; TIME is one like 2026-03-12T14:32:11Z or 2026-03-12 14:32, local without a zone.\n"
            "A file that is named like a verb is opened as ./NAME or after --.\n"
            "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 nothing found."
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    window.options(parser)
    parser.add_argument("--version", action="version", version=f"Event Timeline Inspector {version()}")
    return parser
