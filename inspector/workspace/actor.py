"""Who the operation log says did it."""

import getpass
import os


def current_actor() -> str:
    """The name of the user who runs this program, as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user id without a name
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "somebody"
