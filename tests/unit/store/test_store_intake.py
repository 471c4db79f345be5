"""Imports: what files of events become, and what is wrong with those that become nothing."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_files import folder_state, make_store, raw_sql, read_everything, sentence

import inspector
from inspector.events.as_json import event_json
from inspector.events.cancel import Cancel
from inspector.events.errors import Cancelled, InvalidData, Refused
from inspector.events.event import Event, Undecodable
from inspector.events.json_value import encode
from inspector.store import fresh_store
from inspector.store.export import write_store
from inspector.store.intake import places
from inspector.store.intake.source import Form, Source
from inspector.workspace.importing import import_new


def source(text: str | bytes, form: Form = "jsonl") -> Source:
    raw = text.encode() if isinstance(text, str) else text
    return Source("given", io.BytesIO(raw), form, len(raw))


def line(**fields: Any) -> str:
    return json.dumps({"stream": "s", "type": "T", **fields}) + "\n"


def events_in(path: Path) -> list[Event]:
    with inspector.open(path) as store:
        return list(store.events())


def imported(path: Path, text: str | bytes, form: Form = "jsonl") -> list[Event]:
    import_new(path, source(text, form))
    return events_in(path)


names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
leaves = st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=9)
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3))
payloads = values | st.builds(lambda raw: Undecodable(b"\xff" + raw, "no JSON"), st.binary(max_size=8))


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    """Events as any native store may hold them, with gaps in positions and versions."""
    found: list[Event] = []
    versions: dict[str, int] = {}
    position = 0
    for number in range(draw(st.integers(1, 12))):
        position += draw(st.integers(1, 3))
        stream = draw(st.sampled_from(["a", "Größe", '"b"\n']))
        versions[stream] = versions.get(stream, 0) + draw(st.integers(1, 2))
        time_ns = draw(st.none() | st.integers(-(2**63) + 1, 2**63 - 1))
        metadata = draw(st.dictionaries(names, values, max_size=2))
        found.append(
            Event(position, f"{number}", stream, versions[stream], draw(names), time_ns, draw(payloads), metadata)
        )
    return found


def same_but_ids(left: list[Event], right: list[Event]) -> bool:
    return [event_json(event, effective=True) for event in left] == [
        event_json(event, effective=True) for event in right
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logs())
def test_what_events_prints_comes_back_as_it_was(path: Path, events: list[Event]) -> None:
    for there in path.parent.iterdir():
        there.unlink()
    write_store(path, events)
    stored = events_in(path)
    copy = path.with_name("copy")
    text = b"".join(encode(event_json(event, effective=True)) + b"\n" for event in stored)
    assert same_but_ids(imported(copy, text), stored)
    assert len({event.id for event in events_in(copy)}) == len(events)


def test_an_import_is_one_operation_that_can_be_undone(path: Path) -> None:
    make_store(path, 3)
    with inspector.open(path, writable=True) as store:
        done = store.import_events(source(line() + line(stream="counter", version=9) + line(stream="counter")))
        assert (done.events, done.left_out, done.operation.label) == (3, 0, "import given")
        placed = [(event.position, event.stream, event.version) for event in store.events(after=3)]
        assert placed == [(4, "s", 1), (5, "counter", 9), (6, "counter", 10)]
        store.undo()
        assert store.head() == 3
        assert store.append("counter", "T", 1).version == 11
    read_everything(path)


def test_a_new_store_keeps_what_the_file_says_and_fills_in_what_it_does_not(path: Path) -> None:
    first, second, third, fourth = imported(
        path,
        "\ufeff"
        + line(position=7, version=4, id="mine", time="2026-03-12T14:32:11.002000001Z", payload={"n": 1}, metadata=None)
        + "\r\n  \n"
        + line(time=None)
        + line(effective=False, version=3)
        + '{"stream":"s","type":"T","payload": {"price": 1.50, "n": 10000000000000000000000} ,"effective":true}\n'
        + line(time="2026-03-12T14:32:11+01:00").rstrip(),
    )
    assert (first.position, first.version, first.id, first.metadata) == (7, 4, "mine", {})
    assert first.time_ns == 1_773_325_931_002_000_001
    assert (second.position, second.version, second.time_ns, second.payload) == (8, 5, None, {})
    assert encode(third.payload) == b'{"price":1.50,"n":10000000000000000000000}'
    assert fourth.time_ns == 1_773_322_331_000_000_000
    with inspector.open(path) as store:
        assert [(row.after, row.upto) for row in store.log()] == [(0, 10)]


def test_a_store_that_was_made_by_an_import_is_one_like_any_other(path: Path) -> None:
    imported(path, line())
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
    with raw_sql(path) as sqlite, raw_sql(make_store(path.with_name("made"))) as made:
        assert sqlite.execute(schema).fetchall() == made.execute(schema).fetchall()
        assert sqlite.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert sqlite.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_columns_of_csv(path: Path) -> None:
    text = (
        "type;stream;payload.price;note;zip;metadata.actor;metadata;payload\n"
        'T;s;1.50;"two\nlines; ""quoted""";01234;Ada;"{""correlation_id"":""c""}";"{""n"":1}"\n'
        "\n"
        "T;s;;;;;;\n"
    )
    first, second = imported(path, text, "csv")
    assert encode(first.payload) == rb'{"n":1,"price":1.50,"note":"two\nlines; \"quoted\"","zip":"01234"}'
    assert first.metadata == {"correlation_id": "c", "actor": "Ada"}
    assert (second.payload, second.metadata, second.version) == ({}, {}, 2)


@pytest.mark.parametrize(
    ("text", "number", "part"),
    [
        ("{", 1, "no event as JSON"),
        ("[1]", 1, "array"),
        (line() + line(colour="red"), 2, "'colour' is no field of an event"),
        ('{"type":"T"}', 1, "no stream"),
        ('{"stream":"s"}', 1, "no type"),
        (line(stream=""), 1, "needs a stream"),
        (line(type="a\0b"), 1, "NUL"),
        (line(payload={"n": float("nan")}), 1, "malformed"),
        ('{"stream":"s","type":"T","payload":"\\ud800"}', 1, "no event as JSON"),
        (b'\n{"stream":"s","type":"T","payload":"\xff"}', 2, "not valid UTF-8 at byte 37"),
        (line().encode("utf-16"), 1, "not valid UTF-8"),
        ('{"stream":"s","type":"T","payload":' + "[" * 300 + "]" * 300 + "}", 1, "nested deeper than 200"),
        ('{"stream":"s","type":"T","payload":' + "[" * 30_000 + "]" * 30_000 + "}", 1, "nested"),
        (line(metadata=[1]), 1, "metadata must be an object"),
        (line(version=0), 1, "version 0 is out of range"),
        (line(position=2**63), 1, "position 9223372036854775808 is out of range"),
        (line(position=2**63 - 1) + line(), 2, "out of range"),
        (line(position=5) + line() + line(position=6), 3, "position 6 is not above 6"),
        (line(version=3) + line(version=3), 2, "version 3 conflicts: s is at version 3"),
        (line(id="x") + line() + line(id="x"), 3, "its id x is that of event 1"),
        (line(time="yesterday"), 1, "no time"),
        (line(time="2026-02-30T00:00:00Z"), 1, "no time"),
        (line(time="1600-01-01T00:00:00Z"), 1, "1677"),
        (line(time="2026-02-30T00:00:00.5Z"), 1, "no time"),
        (line(time="2026-02-03T24:00:00Z"), 1, "no time"),
        (line(time=""), 1, "no time"),
        (line(time=12), 1, "time"),
        (line(undecodable={"hex": "zz"}), 1, "hexadecimal"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(text: str | bytes, number: int, part: str, path: Path) -> None:
    with pytest.raises(InvalidData) as error:
        import_new(path, source(text))
    said = sentence(error.value)
    assert said.startswith(f"given, line {number}: ")
    assert said.endswith("nothing was imported.")
    assert part in said
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "number", "part"),
    [
        ("stream,kind\n", 1, "type is not among"),
        ("stream,type,a,payload.a\n", 1, "twice"),
        ("stream,type,\n", 1, "no name"),
        ("stream,type\ns,T\ns,T,x\n", 3, "3 cells"),
        ("stream,type\n,T\n", 2, "needs a stream"),
        ('stream,type,note\ns,T,"two\nlines"\ns,,x\n', 4, "needs a type"),
        ('stream,type\ns,"T\n', 2, "no CSV"),
        ("stream,type,payload\ns,T,{\n", 2, "no JSON"),
        ("stream,type,payload,x\ns,T,[],1\n", 2, "must be an object"),
        ('stream,type,payload,x\ns,T,"{""x"":1}",1\n', 2, "'x' stands in the payload and in a column"),
        ("stream,type,version\ns,T,1.5\n", 2, "'1.5' is no whole number"),
        (b"stream,type\ns,\xff\n", 2, "UTF-8"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(text: str | bytes, number: int, part: str, path: Path) -> None:
    with pytest.raises(InvalidData) as error:
        import_new(path, source(text, "csv"))
    said = sentence(error.value)
    assert said.startswith(f"given, line {number}: ")
    assert part in said
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("text", [line(id="id-2"), line(stream="counter", version=5), line() * 40 + "{"])
def test_a_bad_line_leaves_the_store_as_it_was(text: str, path: Path) -> None:
    make_store(path)
    with inspector.open(path, writable=True) as store:
        with pytest.raises(InvalidData, match="nothing was imported"):
            store.import_events(source(text))
        assert (store.last_position(), len(store.log())) == (5, 1)
        assert store.append("s", "T", 1).position == 6


@pytest.mark.parametrize("text", ["", "\n \n", line(effective=False)])
def test_a_file_without_events_is_refused(text: str, path: Path) -> None:
    with pytest.raises(Refused, match="holds no events") as error:
        import_new(path, source(text))
    sentence(error.value)
    assert list(path.parent.iterdir()) == []


def test_a_store_that_is_open_read_only_is_not_imported_into(path: Path) -> None:
    make_store(path)
    with inspector.open(path) as store, pytest.raises(Refused, match="read-only"):
        store.import_events(source(line()))


def test_streams_that_are_forgotten_between_batches_go_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_STREAMS", 2)
    monkeypatch.setattr(fresh_store, "_BATCH_EVENTS", 3)
    events = imported(path, "".join(line(stream=f"s{number % 5}") for number in range(30)))
    assert [event.version for event in events] == [number // 5 + 1 for number in range(30)]


class Tripping(io.BytesIO):
    """A file that is cancelled while it is read."""

    def __init__(self, text: str, cancel: Cancel, after: int) -> None:
        super().__init__(text.encode())
        self._cancel, self._left = cancel, after

    def readline(self, size: int | None = -1) -> bytes:
        self._left -= 1
        if self._left == 0:
            self._cancel.cancel()
        return super().readline(size)


@pytest.mark.parametrize("after", [1, 6000, 12_000])
def test_a_cancelled_import_leaves_nothing(after: int, path: Path) -> None:
    cancel = Cancel()
    file = Tripping(line() * 12_000, cancel, after)
    with pytest.raises(Cancelled):
        import_new(path, Source("given", file, "jsonl"), cancel=cancel)
    assert list(path.parent.iterdir()) == []
    make_store(path)
    before = folder_state(path.parent)
    cancel = Cancel()
    with inspector.open(path, writable=True) as store, pytest.raises(Cancelled):
        store.import_events(Source("given", Tripping(line() * 12_000, cancel, after), "jsonl"), cancel=cancel)
    assert events_in(path)[-1].position == 5
    assert before.keys() == folder_state(path.parent).keys()


def test_progress_is_told_in_bytes(path: Path) -> None:
    told: list[tuple[int, int]] = []
    text = line(payload={"n": "x" * 50}) * 12_000
    import_new(path, source(text), lambda done, total: told.append((done, total)))
    assert len(told) == 3
    assert told == sorted(told)
    assert told[-1] == (len(text), len(text))


@pytest.mark.parametrize(("payload", "metadata"), [(b"x" * (5 << 20), ""), (b"", "x" * (5 << 20))])
def test_a_batch_ends_where_its_payloads_or_metadata_are_large(payload: bytes, metadata: str) -> None:
    rows: Iterator[tuple[int, bytes, str]] = ((number, payload, metadata) for number in range(5))
    assert [len(batch) for batch in fresh_store.batches(rows)] == [2, 2, 1]


def test_cancelling_hides_no_other_error(path: Path) -> None:
    cancel = Cancel()

    def fail() -> None:
        with fresh_store.fresh_store(path, cancel):
            cancel.cancel()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not path.exists()
