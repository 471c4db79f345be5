"""The version that is installed."""

from importlib import metadata


def version() -> str:
    """The installed version; a checkout that runs without being installed has none."""
    try:
        return metadata.version("event-timeline-inspector")
    except metadata.PackageNotFoundError:
        return "(not installed)"
