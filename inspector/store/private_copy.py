"""A private place to read a file in whose own folder reading would have to write."""

import os
import shutil
import tempfile
from pathlib import Path

from inspector.events.errors import StoreError
from inspector.store.open_file import OpenFile

COPY_LIMIT_BYTES = 1 << 30
"""Up to this size a file that cannot be linked is copied unasked."""


def private_copy(opened: OpenFile, real: Path, suffix: str, *, link: bool) -> Path:
    """A new folder, the caller's to remove, with the file and a copy of its side file of that suffix.

    link: only link the file, if that is possible, for those who will not write to it.
    Raises `StoreError` if the file is too big to be copied unasked or there is no room, `FileNotFoundError` if the side
    file is gone.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="inspector-"))
        try:
            if not (link and _linked(real, folder / real.name)):
                _check_room(real, folder)
                opened.copy_to(folder / real.name)
            side = real.name + suffix
            shutil.copyfile(real.with_name(side), folder / side)
        except BaseException:
            shutil.rmtree(folder)
            raise
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StoreError(
            f"{real} has unfinished changes beside it and cannot be copied aside: {error.strerror or error}; make room "
            "for temporary files, or set TMPDIR to another folder."
        ) from error
    return folder


def _linked(real: Path, link: Path) -> bool:
    try:
        os.link(real, link)
    except OSError:  # another disk, a file of somebody else's, a file system without links
        return False
    return True


def _check_room(real: Path, folder: Path) -> None:
    size = real.stat().st_size
    if size > min(COPY_LIMIT_BYTES, shutil.disk_usage(folder).free // 2):
        raise StoreError(
            f"{real} has unfinished changes beside it, and its {size / 2**20:,.0f} MiB are too many to copy aside; "
            "let its own program open and close it once, or set TMPDIR to a folder on the same disk."
        )
