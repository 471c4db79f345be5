"""What a rollback takes out of another producer's store, as its format declares it.

A foreign store's own program knows no ignored events, so there the rows themselves move, and with them whatever the
producer keeps in step. Every name of the file in the SQL is quoted by the format that makes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from inspector.store.schema_facts import quoted

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


def later(table: str, same: Mapping[str, str], version: tuple[str, str]) -> Step:
    """The step that moves the rows of a table which are of a version that has gone: snapshots.

    same: from its columns that name the stream to the events' own. version: its column of a version, and the events'.
    """
    name, (theirs, ours) = quoted(table), map(quoted, version)
    stream = " AND ".join(f"gone.{quoted(own)} = {name}.{quoted(column)}" for column, own in same.items())
    first = f"SELECT min(gone.{ours}) FROM {GONE} AS gone WHERE {stream}"  # noqa: S608  every name is quoted
    return Step(table, f"{name}.{theirs} >= ({first})")


def linked(table: str, column: str, own: str) -> Step:
    """The step that moves the rows of a table which name, in a column, an event that has gone by its own one."""
    return Step(table, f"{quoted(column)} IN (SELECT gone.{quoted(own)} FROM {GONE} AS gone)")  # noqa: S608  as above
