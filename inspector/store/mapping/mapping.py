"""How a table that no format knows is read as events: one value, whose parts name places. Nothing in it is SQL.

Wherever a place is asked for, a plain text names a column of the table.
"""

from typing import Annotated, Literal, TypeAlias

import msgspec

Form: TypeAlias = Literal["text", "hex", "uuid", "class"]
"""How a value becomes a name: as it is; bytes as hex; 16 bytes as a UUID; the full name of a class, shortened."""

Unit: TypeAlias = Literal["auto", "s", "ms", "us", "ns", "iso", "julian", "ticks", "uuid", "ulid", "snowflake"]
"""What a time is counted in: since 1970, ISO 8601, Julian days, .NET's 100 ns since 0001; or the kind of id that it is
in; `auto` sees of each value what it is likely to be."""

Step: TypeAlias = Literal["auto", "text", "base64", "aes", "zlib", "gzip", "json", "msgpack", "cbor", "tagged"]
"""One step of decoding a payload; `auto` recognises what it can; `tagged` is `S:text`, `N:12`, `B:true`, `0:`."""

Count: TypeAlias = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]

Scalar: TypeAlias = str | int | float | bool
Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">=", "in", "not in", "null", "not null"]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a mapping; two are equal if they say the same."""


class Place(_Part, frozen=True):
    """Where a value is.

    column: of the table, or of the table `lookup`, which `Mapping.lookups` says how to find. path: a JSON Pointer into
    what the column holds, in which `*` is the only key there. key: whether not the value there is meant, but the only
    key of the object there. item: a JSON Pointer into an item of `Mapping.each`, instead of a column. constant: always
    this. form: how it becomes a name. words: by the names of some values, what they are called instead.
    """

    column: str = ""
    lookup: str = ""
    path: str = ""
    key: bool = False
    item: str | None = None
    constant: str | None = None
    form: Form = "text"
    words: dict[str, str] = {}


Where: TypeAlias = str | Place
Name: TypeAlias = str | Place | tuple[str | Place, ...]
"""A name made of one place, or of several, joined by `Mapping.separator`; empty ones are left out."""


class Version(Place, frozen=True):
    """Where the version is. base: what the first of a stream is, where rows hold none. of: which event of a row that
    holds several it belongs to; the others count on from it."""

    base: Count = 1
    of: Literal["first", "last"] = "first"


class Time(Place, frozen=True):
    """Where the time is. zone: of texts without one: `UTC`, `local` or a name as `Europe/Berlin`. epoch_ms: when a
    snowflake's count starts."""

    unit: Unit = "auto"
    zone: str = "UTC"
    epoch_ms: Count = 1_288_834_974_657


class Filter(Place, frozen=True):
    """A condition that a row must meet to be an event. `in` takes several values; texts compare as texts, numbers as
    numbers."""

    is_: Operator = msgspec.field(name="is", default="=")
    value: Scalar | None = None
    values: tuple[Scalar, ...] = ()


class Payload(Place, frozen=True):
    """Where the payload is, if it is in one place; otherwise it is made of columns.

    steps: how it is decoded, before `path` leads into it. without: keys of it that are left out. columns: those that it
    is made of; if none are named, all that nothing else in the mapping names. field: a place whose text is the one key
    of the payload, which then holds what was found. gone: met by a row that records the end of what it is about: its
    payload is null, and what was found stands as `deleted` in the metadata.
    """

    steps: tuple[Step, ...] = ("auto",)
    without: tuple[str, ...] = ()
    columns: tuple[Where, ...] = ()
    field: Where | None = None
    gone: Filter | None = None


class Lookup(_Part, frozen=True):
    """A further table, of which the rows belong to an event whose column `on` holds what `its` column holds there: the
    values of the first are taken; of several streams the others stand in the metadata."""

    table: str
    on: str
    its: str


class Snapshots(_Part, frozen=True):
    """A table of states that the producer stored."""

    table: str
    stream: Name
    version: str | Version
    state: str | Payload


class Mapping(_Part, frozen=True):
    """How the rows of a table are read as events.

    name: what such a store is called. table: a table or view; empty in those that come with this program and fit any
    table with the columns they name. order: that of the rows' keys, of times, of ids, or of places. version: None
    where none is stored; they count from 1. metadata: objects are merged, other values stand under their names. each: a
    JSON Pointer to the list, in the decoded payload's column, of which every item is an event. states: whether each
    payload is the whole state of its stream. note: what a user should know.
    """

    name: str = ""
    table: str = ""
    stream: Name = ()
    separator: str = "-"
    type: Name = ()
    order: Literal["row", "time", "id"] | Place | tuple[Where, ...] = "row"
    version: str | Version | None = None
    time: str | Time | None = None
    payload: str | Payload = Payload()
    id: Name = ()
    metadata: tuple[str | Place, ...] = ()
    correlation: Where | None = None
    causation: Where | None = None
    filters: tuple[Filter, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    each: str | None = None
    snapshots: Snapshots | None = None
    states: bool = False
    note: str = ""
