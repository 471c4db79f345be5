"""What keeps a window from being shown: no display, or a system library that Qt needs and the system lacks.

Qt ends the process where it meets either, so both are found out before there is an application. Nothing here needs
more than PySide6 itself, and not even that to ask for a display.
"""

import builtins
import ctypes
import os
import sys
from pathlib import Path

from inspector.events.errors import StoreError

_HEADLESS = ("offscreen", "minimal")

_PACKAGES = {
    "libEGL": ("libegl1", "libglvnd-egl"),
    "libGL": ("libgl1", "libglvnd-glx"),
    "libOpenGL": ("libopengl0", "libglvnd-opengl"),
    "libX11": ("libx11-6", "libX11"),
    "libX11-xcb": ("libx11-xcb1", "libX11-xcb"),
    "libdbus-1": ("libdbus-1-3", "dbus-libs"),
    "libfontconfig": ("libfontconfig1", "fontconfig"),
    "libfreetype": ("libfreetype6", "freetype"),
    "libglib-2.0": ("libglib2.0-0", "glib2"),
    "libgthread-2.0": ("libglib2.0-0", "glib2"),
    "libwayland-client": ("libwayland-client0", "libwayland-client"),
    "libwayland-cursor": ("libwayland-cursor0", "libwayland-cursor"),
    "libxcb": ("libxcb1", "libxcb"),
    "libxcb-cursor": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr": ("libxcb-randr0", "libxcb"),
    "libxcb-render": ("libxcb-render0", "libxcb"),
    "libxcb-render-util": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-shape": ("libxcb-shape0", "libxcb"),
    "libxcb-shm": ("libxcb-shm0", "libxcb"),
    "libxcb-sync": ("libxcb-sync1", "libxcb"),
    "libxcb-util": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb": ("libxcb-xkb1", "libxcb"),
    "libxkbcommon": ("libxkbcommon0", "libxkbcommon"),
    "libxkbcommon-x11": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libzstd": ("libzstd1", "libzstd"),
}
"""The Debian and the Fedora package of each system library that Qt's libraries and platform plugins link to."""


class MissingLibraryError(StoreError):
    """Qt cannot be loaded; the sentence names the library and its package."""


def no_display() -> str:
    """Why there is no display, as half a sentence; empty if there is one."""
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in _HEADLESS:
        return f"QT_QPA_PLATFORM is {os.environ['QT_QPA_PLATFORM']}"
    if not sys.platform.startswith("linux"):
        return ""
    displays = [(name, os.environ[name]) for name in ("WAYLAND_DISPLAY", "DISPLAY") if os.environ.get(name)]
    if not displays:
        return "there is no display"
    if any((_wayland_answers if name == "WAYLAND_DISPLAY" else _x11_answers)(value) for name, value in displays):
        return ""
    return "the display " + " and ".join(value for _, value in displays) + " does not answer"


def require_libraries(*, offscreen: bool) -> None:
    """Raise `MissingLibraryError` if Qt, or every platform plugin it would use here, cannot be loaded."""
    plain_import = builtins.__import__
    try:
        from PySide6.QtCore import QLibraryInfo  # noqa: PLC0415  this is the question
        from PySide6.QtWidgets import QApplication  # noqa: F401, PLC0415
    except ImportError as error:
        raise MissingLibraryError(_sentence(str(error))) from None
    # PySide6 puts one there that reads the source of every module which is loaded from then on, to see whether it wants
    # Qt's methods under other names. None of ours does, and it is a fifth of the time that loading takes.
    builtins.__import__ = plain_import
    if not sys.platform.startswith("linux"):
        return
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    problems = []
    for name in _platforms(offscreen=offscreen):
        try:
            ctypes.CDLL(str(plugins / f"libq{name}.so"))
        except OSError as error:
            problems.append(str(error))
        else:
            return
    raise MissingLibraryError(_sentence(problems[0]))


def _platforms(*, offscreen: bool) -> list[str]:
    """The platform plugins that Qt tries here, of which one suffices."""
    if offscreen:
        return ["offscreen"]
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen:
        return [name.partition(":")[0].removesuffix("-egl") for name in chosen.split(";")]
    return [name for name, key in (("xcb", "DISPLAY"), ("wayland", "WAYLAND_DISPLAY")) if os.environ.get(key)]


def _sentence(problem: str) -> str:
    library = problem.partition(":")[0]
    packages = _PACKAGES.get(library.partition(".so")[0])
    if packages is None:
        return f"Qt cannot be loaded ({problem}); reinstall PySide6-Essentials, or the library that is named here."
    debian, fedora = packages
    return (
        f"Qt needs the system library {library}, which is missing; install it with `sudo apt install {debian}` "
        f"(Debian, Ubuntu) or `sudo dnf install {fedora}` (Fedora)."
    )


def _x11_answers(display: str) -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # nobody to ask; Qt needs the same library, and it will be named
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(display.encode(), None)
    answers = bool(xcb.xcb_connection_has_error(connection) == 0)
    xcb.xcb_disconnect(connection)
    return answers


def _wayland_answers(display: str) -> bool:
    import socket  # noqa: PLC0415  it takes as long to load as the rest of this

    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/")) / display))
        except OSError:
            return False
    return True
