"""What can go wrong that is not our bug.

Every error here carries one sentence for the user: what is wrong, where, and what to do. Anything else that is raised
is a bug of ours and ends in a crash report that the user can copy.
"""


class InspectorError(Exception):
    """The environment or the input is at fault; `str(error)` is the sentence to show."""


class StoreError(InspectorError):
    """A file cannot be opened, read or written as an event store."""


class UnknownFormat(StoreError):
    """A file is an SQLite database, but nothing says how its tables are read as events."""


class Conflict(InspectorError):
    """The store moved on since the caller looked at it; nothing was written."""


class Refused(InspectorError):
    """A command, or the store itself, declined what was asked; nothing was written."""


class NotFound(InspectorError):
    """What was asked for is not in the store."""


class InvalidData(InspectorError):
    """A payload, a parameter or a file from the user is not what it must be."""


class DomainError(InspectorError):
    """A user's domain cannot be loaded, failed, or did not answer in time."""


class Cancelled(InspectorError):
    """The work was cancelled by its owner."""

    def __init__(self, message: str = "Cancelled.") -> None:
        super().__init__(message)
