"""How the classes here declare a column: in the producer's own words, which decide what SQLite makes of a value."""

from typing import Any

from sqlalchemy import Column, Integer, text
from sqlalchemy.types import UserDefinedType
from sqlmodel import Field


class Declared(UserDefinedType[Any]):
    """A type that is the text between a column's name and its constraints."""

    cache_ok = True

    def __init__(self, words: str) -> None:
        self.words = words

    def get_col_spec(self, **_more: Any) -> str:
        """The text."""
        return self.words


def stored(words: str, holds: str, *, name: str | None = None, key: bool = False, default: str | None = None) -> Any:
    """A column. words: its type, and NOT NULL where the producer says so. holds: what it holds.

    name: of the column, where a class cannot have an attribute of that name. key: whether it is of the primary key.
    default: as SQL.
    """
    type, required = words.removesuffix(" NOT NULL"), words.endswith(" NOT NULL")
    column: Column[Any] = Column(
        name=name,
        type_=Declared(type),
        primary_key=key,
        nullable=not required,
        server_default=None if default is None else text(default),
    )
    return Field(sa_column=column, description=holds)


def numbered(holds: str, name: str | None = None) -> Any:
    """An INTEGER PRIMARY KEY, which is the rowid."""
    return Field(sa_column=Column(name=name, type_=Integer, primary_key=True), description=holds)
