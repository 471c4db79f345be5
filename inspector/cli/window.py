"""The window: shown where there is a display, drawn into a picture where there is none."""

import argparse
import gc
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import inspector
from inspector.cli.arguments import (
    Verb,
    add_file,
    add_folds,
    add_foreign,
    add_stream,
    domain,
    moment,
    reading,
    scale,
    size,
)
from inspector.cli.output import out
from inspector.events.errors import StoreError
from inspector.store.reading import PLAIN, Reading
from inspector.ui import display
from inspector.ui.request import OpenRequest

if TYPE_CHECKING:
    from typing import Literal

_PNG = b"\x89PNG\r\n\x1a\n"
_SIZE = (1600, 1000)


def options(parser: argparse.ArgumentParser) -> None:
    """The arguments of the window, which has no verb."""
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the event store to open")
    _view_options(parser)
    add_folds(parser)
    parser.add_argument("--writable", action="store_true", help="open it for writing")


def run(arguments: argparse.Namespace) -> int:
    """Open the window."""
    return show(replace(_request(arguments), writable=arguments.writable))


def show(request: OpenRequest) -> int:
    """Show the window of a request until it is closed; without a display, draw it and print the store's summary."""
    reason = display.no_display()
    if not reason:
        # What is loaded is no garbage, and looking for some takes a tenth of the start; `app.start` switches it on.
        gc.disable()
        display.require_libraries(offscreen=False)
        from inspector.ui import app

        return app.run(request)
    if request.path is None:
        raise StoreError(f"The window cannot be shown: {reason}; name a FILE, and it is drawn into a picture.")
    _check(request.path, request)
    png = _free(Path(f"{request.path.stem}.png"))
    _draw(request, png)
    out(f"The window cannot be shown: {reason}; it is drawn into {png}.")
    summarise(request.path, request.reading)
    return 0


def summarise(path: Path, reading: Reading = PLAIN) -> None:
    """Print what `info` prints."""
    from inspector.cli.read import print_summary

    with inspector.open(path, reading=reading) as workspace:
        print_summary(workspace)


def _screenshot_options(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("-o", "--output", required=True, type=Path, metavar="PNG", help="the picture to write")
    _view_options(parser)
    add_folds(parser)
    parser.add_argument(
        "--size", type=size, default=_SIZE, metavar="WxH", help="logical pixels, 1600x1000 if not given"
    )
    parser.add_argument("--theme", choices=("light", "dark"), default="dark", help="dark if not given")
    parser.add_argument("--scale", type=scale, default=1.0, metavar="N", help="physical pixels in a logical one")


def _screenshot(arguments: argparse.Namespace) -> int:
    png: Path = arguments.output
    if png.exists() and not _is_picture(png):
        raise StoreError(f"{png} exists and is no PNG picture; choose another name.")
    request = _request(arguments)
    _check(arguments.file, request)
    _draw(request, png, arguments.size, arguments.theme, arguments.scale)
    out(f"Drew {arguments.file.name} into {png}.")
    return 0


def _request(arguments: argparse.Namespace) -> OpenRequest:
    """What `_view_options` and `add_folds` asked, of the file that was named."""
    return OpenRequest(
        arguments.file,
        at=arguments.at,
        stream=arguments.stream,
        domain=domain(arguments),
        reading=reading(arguments),
    )


def _check(path: Path, request: OpenRequest) -> None:
    """Raise what the window would say in its banner: in a picture nobody is asked to read one."""
    with inspector.open(path, reading=request.reading, domain=request.domain) as workspace:
        if request.at is not None:
            workspace.resolve(request.at)
        if request.stream is not None:
            workspace.frame(request.stream, at=0)


def _draw(
    request: OpenRequest,
    png: Path,
    size: tuple[int, int] = _SIZE,
    theme: "Literal['light', 'dark']" = "dark",
    scale: float = 1.0,
) -> None:
    display.require_libraries(offscreen=True)
    from inspector.ui import app

    app.screenshot(request, png, size, theme, scale)


def _view_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at", type=moment, metavar="P|TIME", help="the cursor's position or time; the head if not given"
    )
    add_stream(parser, "the stream whose state is shown")
    add_foreign(parser)


def _is_picture(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_PNG)) == _PNG


def _free(path: Path) -> Path:
    """The path, or the first of `NAME-2.png`, `NAME-3.png`… where nothing is yet."""
    number, free = 1, path
    while free.exists() or free.is_symlink():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


VERBS = (Verb("screenshot", "Draw the window into a PNG, without a display.", _screenshot_options, _screenshot),)
