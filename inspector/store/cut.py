"""What a rollback takes out of another producer's store, as its format declares it.

A foreign store's own program knows no ignored events, so there the rows themselves move, and with them whatever the
producer keeps in step. Every name of the file in the SQL is quoted by the format that makes it.
"""

from dataclasses import dataclass

GONE = "{gone}"
"""Stands in a step's SQL for the table that the events' rows have moved to, with the columns they had."""


@dataclass(frozen=True, slots=True)
class Step:
    """Rows of one table that go with the events, or one of whose columns is set anew.

    where: which rows, as SQL over the table as it is once the events and the steps before are done. column, value: sets
    that column to that SQL expression, and the rows stay; without them the rows move.
    """

    table: str
    where: str
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """How the events after a position leave a store.

    steps: what moves in step with the events' own rows, in this order.
    together: the columns of the events' table that name what is rolled back as one. Steps that move rows have them too.
    refused: why the producer's file itself is not rolled back; only a copy is then cut. whole: why not the whole store.
    unmoved: sentences for the user: what the producer keeps elsewhere, and what else to know.
    """

    steps: tuple[Step, ...] = ()
    together: tuple[str, ...] = ()
    refused: str = ""
    whole: str = ""
    unmoved: tuple[str, ...] = ()
