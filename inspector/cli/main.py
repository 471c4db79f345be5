"""The program `inspector`: finds the verb, runs it, and turns errors into one sentence and an exit code."""

import argparse
import io
import os
import sys
from collections.abc import Sequence

from inspector.cli import bug_report, files, printing, read, window, write
from inspector.events.errors import InspectorError, NotFound
from inspector.version import version

REFUSED, NOTHING_FOUND, INTERRUPTED = 1, 3, 130
"""Exit codes beside 0; argparse ends with 2 where the usage is wrong."""

VERBS = {verb.name: verb for verb in (*files.VERBS, *read.VERBS, *write.VERBS, *window.VERBS)}


def main(words: Sequence[str] | None = None) -> int:
    """Run the program with the words of a command line, without its name; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = _run(sys.argv[1:] if words is None else words)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has had enough. Python would complain about the rest on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except InspectorError as error:
        printing.warn(str(error))
        return NOTHING_FOUND if isinstance(error, NotFound) else REFUSED
    except OSError as error:
        where = error.filename or "the output"
        printing.warn(f"{where} cannot be written or read: {error.strerror}; check its place.")
        return REFUSED
    except Exception as error:  # noqa: BLE001  the outermost boundary
        printing.warn(bug_report.save(error))
        return REFUSED
    return code


def _run(words: Sequence[str]) -> int:
    verb = VERBS.get(words[0]) if words else None
    if verb is not None:
        return verb.run(verb.parse(words[1:]))
    return window.run(_parser().parse_args(words))


def _parser() -> argparse.ArgumentParser:
    width = max(map(len, VERBS))
    verbs = "\n".join(f"  {verb.name:<{width}}  {verb.help}" for verb in VERBS.values())
    parser = argparse.ArgumentParser(
        prog="inspector",
        description="See the history of an event store beside the state that it adds up to.",
        epilog=(
            f"verbs, each with a --help of its own:\n{verbs}\n\n"
            "A file that is named like a verb is opened as ./NAME or after --.\n"
            "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 nothing found."
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    window.options(parser)
    parser.add_argument("--version", action="version", version=f"Event Timeline Inspector {version()}")
    return parser
