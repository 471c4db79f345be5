"""Which other processes hold a store open, as far as the operating system tells."""

import os
import sys
from pathlib import Path


def other_holders(path: Path) -> str:
    """One sentence that names the other processes which hold the file open, or says that one cannot tell.

    Read from Linux's /proc (proc(5): `/proc/PID/fd` links to the open files); elsewhere no such list is to be had
    without a helper program.
    """
    if not sys.platform.startswith("linux"):
        return "Whether other processes hold the file open cannot be told on this system."
    target = path.stat()
    found, unseen = [], False
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            if any(_is_same(link, target) for link in (process / "fd").iterdir()):
                found.append(f"{(process / 'comm').read_text().strip()} (process {process.name})")
        except PermissionError:
            unseen = True
        except FileNotFoundError:
            continue  # the process ended while we looked
    rest = " Processes of other users cannot be seen." if unseen else ""
    if not found:
        return f"No other process is seen to hold the file open.{rest}"
    verb = "holds" if len(found) == 1 else "hold"
    return f"{', '.join(sorted(found))} {verb} the file open.{rest}"


def _is_same(link: Path, target: os.stat_result) -> bool:
    try:
        return os.path.samestat(link.stat(), target)
    except FileNotFoundError:
        return False  # a socket, a pipe or a deleted file
