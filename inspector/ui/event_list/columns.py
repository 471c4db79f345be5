"""The columns of the event list."""

from enum import IntEnum


class Column(IntEnum):
    """Left to right."""

    POSITION = 0
    TIME = 1
    STREAM = 2
    TYPE = 3
    SUMMARY = 4


HEADERS = ("#", "Time", "Stream", "Type", "Summary")
