"""What a verb is, and the kinds of arguments that verbs share."""

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from inspector.cli.output import warn
from inspector.events import times
from inspector.events.errors import InvalidData, StoreError
from inspector.store.reading import Reading

if TYPE_CHECKING:
    from inspector.domain.producer.source import ProducerSource
    from inspector.events.json_value import JsonValue

T = TypeVar("T")

NOTHING_FOUND = 3
"""The exit code of a verb that looks for something that is not there, or checks and finds something."""
_MAX_POSITION = 2**63 - 1


_WORDING = (("argument ", ""), ("the following arguments are required: ", "missing: "), ("unrecognized ", "unknown "))
"""How argparse begins its sentences, and how we do."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the usage in one sentence."""

    def error(self, message: str) -> NoReturn:
        """End the program with code 2."""
        for theirs, ours in _WORDING:
            if message.startswith(theirs):
                message = ours + message.removeprefix(theirs)
        warn(f"{message.rstrip('.')}; see `{self.prog} --help`.")
        self.exit(2)


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb of the command line.

    options: adds its arguments to a parser. run: does it and returns the exit code; it may raise `InspectorError`.
    """

    name: str
    help: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]

    def parse(self, words: Sequence[str]) -> argparse.Namespace:
        """The arguments after the verb; ends the program with code 2 where they are wrong."""
        parser = Parser(prog=f"inspector {self.name}", description=self.help, allow_abbrev=False)
        self.options(parser)
        # Intermixed parsing takes options between KEY=VALUE words, but forgets what follows a `--`.
        return parser.parse_args(words) if "--" in words else parser.parse_intermixed_args(words)


def add_file(parser: argparse.ArgumentParser) -> None:
    """FILE, the store."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the event store, an SQLite file")


def add_source(parser: argparse.ArgumentParser) -> None:
    """FILE, the store, and what another producer's may need: --table, --key-env, --zone, --mapping."""
    add_file(parser)
    add_foreign(parser)


def add_written(parser: argparse.ArgumentParser) -> None:
    """FILE, the store that is written to, what another producer's may need, and --writable."""
    add_source(parser)
    parser.add_argument("--writable", action="store_true", help="allow it in another producer's file too")


def add_foreign(parser: argparse.ArgumentParser) -> None:
    """--table NAME, --key-env NAME, --zone NAME and --mapping FILE."""
    parser.add_argument(
        "--table", metavar="NAME", help="which table of events, where another producer's store has several"
    )
    parser.add_argument(
        "--key-env",
        dest="key",
        type=key_in_environment,
        metavar="NAME",
        help="the environment variable that holds the key that payloads are encrypted with, in base64 or as it is",
    )
    parser.add_argument(
        "--zone",
        type=zone,
        metavar="NAME",
        help="the zone of times that are stored without one: UTC, local or a name such as Europe/Berlin",
    )
    parser.add_argument("--mapping", metavar="TOML", help="how a table is read as events; `inspector map` writes one")


def reading(arguments: argparse.Namespace) -> Reading:
    """What `add_foreign` asked."""
    mapping = None
    if arguments.mapping is not None:
        from inspector.store.mapping import toml

        mapping = toml.load(arguments.mapping)
    return Reading(arguments.table, arguments.key, mapping, arguments.zone)


def add_folds(parser: argparse.ArgumentParser, *, reducer: bool = False) -> None:
    """--domain, or --producer with where it is found, or --reducer: what folds."""
    folds = parser.add_mutually_exclusive_group()
    folds.add_argument("--domain", metavar="D", help="a Python file or module (it is executed), or fold rules in TOML")
    if reducer:
        from inspector.replay.reducers import REDUCERS

        folds.add_argument("--reducer", metavar="R", help=f"{', '.join(REDUCERS)}; without it what suits the format")
    folds.add_argument(
        "--producer",
        metavar="PACKAGE",
        help="the package whose aggregates wrote the store, package.module:Application or a path; it is executed",
    )
    parser.add_argument("--interpreter", metavar="PYTHON", help="the python that has it, or its environment's folder")
    parser.add_argument("--producer-path", metavar="DIR", help="the folder in which it lies, if it is not installed")


def add_scope(parser: argparse.ArgumentParser, stream: str) -> None:
    """--stream S, or --projection NAME with --key K: whose state; and what folds it."""
    add_stream(parser, stream)
    parser.add_argument("--projection", metavar="NAME", help="a projection of the domain or rules in place of streams")
    parser.add_argument("--key", dest="projected", metavar="K", help="of a projection: this key alone")
    add_folds(parser, reducer=True)


def scope(arguments: argparse.Namespace) -> str | None:
    """The stream, or the key of the projection, that `add_scope` asked; None for all."""
    if arguments.projection is not None and arguments.stream is not None:
        raise InvalidData("Either --stream or --projection; a projection has keys in place of streams.")
    if arguments.projected is not None and arguments.projection is None:
        raise InvalidData("--key goes with --projection, which names whose key it is.")
    named: str | None = arguments.stream if arguments.projection is None else arguments.projected
    return named


def domain(arguments: argparse.Namespace) -> "str | ProducerSource | None":
    """What `add_folds` asked beside the reducer."""
    if arguments.producer is not None:
        from inspector.domain.producer.source import ProducerSource

        return ProducerSource.of(arguments.producer, arguments.interpreter or "", arguments.producer_path or "")
    if arguments.interpreter is not None or arguments.producer_path is not None:
        raise InvalidData("--interpreter and --producer-path go with --producer; name the package too.")
    named: str | None = arguments.domain
    return named


def add_json(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def add_stream(parser: argparse.ArgumentParser, help: str) -> None:
    """--stream S."""
    parser.add_argument("--stream", metavar="S", help=help)


def add_dry_run(parser: argparse.ArgumentParser) -> None:
    """--dry-run."""
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")


def key_in_environment(name: str) -> bytes:
    """The key in an environment variable; no message repeats it."""
    text = os.environ.get(name)
    if text is None:
        raise argparse.ArgumentTypeError(f"there is no environment variable {name!r} to take the key from")
    from inspector.workspace.key import decode_key

    try:
        return decode_key(text)
    except StoreError as error:
        raise argparse.ArgumentTypeError(f"the environment variable {name!r} holds no key: {error}") from None


def zone(text: str) -> str:
    """The name of a zone."""
    from inspector.store.zones import zone_of

    try:
        zone_of(text)
    except InvalidData as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".")) from None
    return text


def checked(kind: Callable[[str], T], text: str) -> T:
    """What one of the functions here makes of a word that argparse could not give it. Raises `InvalidData`."""
    try:
        return kind(text)
    except argparse.ArgumentTypeError as error:
        raise InvalidData(f"{error}.") from None


def payload(raw: bytes | str, what: str) -> "JsonValue":
    """A payload that can be stored. Raises `InvalidData` about `what` holds it."""
    from inspector.events.json_value import decode, encode_checked

    try:
        found = decode(raw)
        encode_checked(found)
    except InvalidData as error:
        raise InvalidData(f"{what} is not a payload that can be stored: {error}") from None
    return found


def natural(text: str) -> int:
    """A position, a number of an operation or a count: a whole number from 0."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0")
    number = int(text) if len(text) < 20 else _MAX_POSITION + 1
    if number > _MAX_POSITION:
        raise argparse.ArgumentTypeError(f"{text!r} is larger than any store can count")
    return number


def name(text: str) -> str:
    """The name of a stream or a type that is to be written."""
    if not text:
        raise argparse.ArgumentTypeError("a name cannot be empty")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise argparse.ArgumentTypeError(f"{text!r} is not valid UTF-8")
    return text


def reason(text: str) -> str:
    """Why something is done, for those who read the log."""
    if not text.strip():
        raise argparse.ArgumentTypeError("a reason cannot be empty")
    return text


def moment(text: str) -> int | str:
    """A position, or the text of a time; without a zone it is local."""
    if text.isascii() and text.isdigit():
        return natural(text)
    if text.startswith("-"):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no position; positions count from 1, 0 is before the first event"
        )
    try:
        times.parse(text)
    except InvalidData as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".")) from None
    return text


def size(text: str) -> tuple[int, int]:
    """WxH in logical pixels, from 640x400 to 7680x4320."""
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write it as 1600x1000")
    pixels = int(width), int(height)
    if not (640 <= pixels[0] <= 7680 and 400 <= pixels[1] <= 4320):
        raise argparse.ArgumentTypeError(f"{text!r} is not between 640x400 and 7680x4320")
    return pixels


def scale(text: str) -> float:
    """Physical pixels in a logical one, from 0.5 to 4."""
    try:
        factor = float(text)
    except ValueError:
        factor = 0.0
    if not 0.5 <= factor <= 4:
        raise argparse.ArgumentTypeError(f"{text!r} is no scale between 0.5 and 4")
    return factor


def assignment(text: str) -> tuple[str, str]:
    """KEY=VALUE."""
    key, equals, value = text.partition("=")
    if not (key and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is no KEY=VALUE")
    return key, value
