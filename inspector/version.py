"""The version that is installed."""


def version() -> str:
    """The installed version; a checkout that runs without being installed has none."""
    from importlib import metadata  # noqa: PLC0415  it loads much, and few ask

    try:
        return metadata.version("event-timeline-inspector")
    except metadata.PackageNotFoundError:
        return "(not installed)"
