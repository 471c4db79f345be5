"""A mapping as TOML: what is written comes back, and what is no mapping is refused in a sentence that says where."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.errors import InvalidData
from inspector.store.mapping import toml
from inspector.store.mapping.mapping import (
    Filter,
    Lookup,
    Mapping,
    Payload,
    Place,
    Snapshots,
    Time,
    Version,
)  # fmt: skip

texts = st.text(max_size=5)
ENUMS = {"form": ("text", "hex", "uuid", "class"), "unit": ("auto", "s", "ulid"), "of": ("first", "last")}


def parts(kind: type[msgspec.Struct], **fields: st.SearchStrategy[object]) -> st.SearchStrategy[msgspec.Struct]:
    own: dict[str, st.SearchStrategy[object]] = {
        "column": texts, "lookup": texts, "path": texts, "key": st.booleans(), "item": st.none() | texts,
        "constant": st.none() | texts, "form": st.sampled_from(ENUMS["form"]),
    }  # fmt: skip
    return st.builds(kind, **own, **fields)


places = parts(Place)
wheres = texts | places
names = wheres | st.lists(wheres, max_size=2).map(tuple)
versions = texts | parts(Version, base=st.integers(-9, 9), of=st.sampled_from(ENUMS["of"]))
moments = texts | parts(Time, unit=st.sampled_from(ENUMS["unit"]), zone=texts, epoch_ms=st.integers(0, 2**53))
scalars = texts | st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.floats(allow_nan=False)
filters = parts(
    Filter, is_=st.sampled_from(("=", "in", "null")), value=st.none() | scalars, values=st.lists(scalars).map(tuple)
)
payloads = texts | parts(
    Payload,
    steps=st.lists(st.sampled_from(("aes", "json", "base64")), max_size=3).map(tuple),
    without=st.lists(texts, max_size=2).map(tuple),
    columns=st.lists(texts, max_size=2).map(tuple),
    field=st.none() | wheres,
    gone=st.none() | filters,
)
mappings = st.builds(
    Mapping,
    name=texts, table=texts, stream=names, separator=texts, type=names,
    order=st.sampled_from(("row", "time", "id")) | places,
    version=st.none() | versions, time=st.none() | moments, payload=payloads, id=names,
    metadata=st.lists(wheres, max_size=2).map(tuple), correlation=st.none() | wheres, causation=st.none() | wheres,
    filters=st.lists(filters, max_size=2).map(tuple),
    lookups=st.lists(st.builds(Lookup, table=texts, on=texts, its=texts), max_size=2).map(tuple),
    each=st.none() | texts,
    snapshots=st.none()
    | st.builds(Snapshots, table=texts, stream=names, version=versions, state=payloads),
    states=st.booleans(), note=texts,
)  # fmt: skip


@given(mappings)
def test_what_is_written_as_toml_comes_back(mapping: Mapping) -> None:
    assert toml.loads(toml.dumps(mapping), "m.toml") == mapping


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tabel = 'x'", "unknown field `tabel`"),
        ("table = 1", "`table`"),
        ("time = { unit = 'year' }", "'year' at `time.unit`"),
        ("stream = [{ colum = 'x' }]", "unknown field `colum` at `stream[0]`"),
        ("where = 'SELECT 1'", "unknown field `where`"),
        ("version = { base = 99999999999999999999999 }", "`version.base`"),
        ("time = { column = 'id', unit = 'snowflake', epoch_ms = -9223372036854775808 }", "`time.epoch_ms`"),
        ("x = [", "m.toml is no mapping"),
        (b"\xff", "m.toml is no mapping: it is not valid UTF-8 at byte 0."),
        ("x = " + "[" * 5000, "m.toml is no mapping: it is nested too deep."),
        ("\n" + ".".join("a" * 20_000) + " = 1", "m.toml is no mapping: line 2 has more than 100 dots in a row."),
        ("#" * (1 << 20) + "#", "m.toml is no mapping: it is larger than 1 MiB."),
    ],
)
def test_what_is_no_mapping_is_refused_in_a_sentence(tmp_path: Path, text: str | bytes, words: str) -> None:
    path = tmp_path / "m.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InvalidData) as error:
        toml.load(path)
    assert words in str(error.value)
