"""The program `inspector`: finds the verb, runs it, and turns errors into one sentence and an exit code."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from inspector.cli.arguments import NOTHING_FOUND, Parser, Verb
from inspector.cli.output import out, warn
from inspector.events.errors import InspectorError, NotFound

REFUSED, INTERRUPTED = 1, 130
"""Exit codes beside 0 and `NOTHING_FOUND`; argparse ends with 2 where the usage is wrong."""

VERBS = {
    "demo": "files",
    "info": "read",
    "events": "read",
    "state": "read",
    "blame": "debug",
    "diff": "debug",
    "find": "debug",
    "check": "debug",
    "compare": "compare",
    "what-if": "what_if",
    "rules": "rules",
    "map": "mapping",
    "append": "write",
    "run": "write",
    "rollback": "write",
    "undo": "write",
    "redo": "write",
    "log": "read",
    "import": "files",
    "export": "files",
    "screenshot": "window",
}
"""The verbs, in the order in which one meets them, and the module here that has each: only one is loaded."""


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
        warn(str(error))
        return NOTHING_FOUND if isinstance(error, NotFound) else REFUSED
    except OSError as error:
        where = error.filename
        if where is None:
            where = "the output"
            _drop_output()
        warn(f"{where} cannot be written or read: {error.strerror}; check its place.")
        return REFUSED
    except Exception as error:  # noqa: BLE001  the outermost boundary
        from inspector.cli import bug_report

        warn(bug_report.save(error))
        return REFUSED
    return code


def _drop_output() -> None:
    """Send what is still to be written nowhere: Python would complain about it on its way out."""
    with suppress(io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(words: Sequence[str]) -> int:
    if words and words[0] in VERBS:
        verb = _verb(words[0])
        return verb.run(verb.parse(words[1:]))
    from inspector.cli import window

    parser = _Program(
        prog="inspector",
        usage="inspector [FILE] [--at P|TIME] [--stream S] [--domain D] [--writable]\n       inspector VERB …",
        description="Opens a window on an event store: its history, and the state that it adds up to.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    window.options(parser)
    parser.add_argument("--version", action=_Version, nargs=0, help="show the program's version and exit")
    likely = _mistyped(words[0]) if words else None
    if likely is not None:
        parser.error(f"there is no file {words[0]}, and the verb is called {likely}")
    return window.run(parser.parse_args(words))


def _mistyped(word: str) -> str | None:
    """The verb that a word, which names no file, was probably meant to be."""
    if not word.isidentifier() or Path(word).exists():
        return None
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, VERBS, n=1, cutoff=0.75)), None)


def _verb(name: str) -> Verb:
    family: tuple[Verb, ...] = import_module(f"inspector.cli.{VERBS[name]}").VERBS
    return next(verb for verb in family if verb.name == name)


class _Program(Parser):
    """The parser of the words that are no verb's."""

    def format_help(self) -> str:
        """The verbs are told after the options."""
        width = max(map(len, VERBS))
        verbs = "\n".join(f"  {name:<{width}}  {_verb(name).help}" for name in VERBS)
        self.epilog = (
            f"verbs, which need no window; each has a --help of its own:\n{verbs}\n\n"
            "P is a position; TIME is one like 2026-03-12T14:32:11Z or 2026-03-12 14:32, local without a zone.\n"
            "A file that is named like a verb is opened as ./NAME or after --.\n"
            "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 nothing found."
        )
        return super().format_help()


class _Version(argparse.Action):
    """Looks the version up when it is asked for: that takes as long as all the rest."""

    def __call__(self, parser: argparse.ArgumentParser, *_rest: object) -> None:
        from inspector.version import version

        out(f"Event Timeline Inspector {version()}")
        parser.exit()
