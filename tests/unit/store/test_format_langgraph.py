"""LangGraph checkpoints: what is a state and what is not, forks, types beyond msgpack's, what was written otherwise."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest
from format_files import assert_takes_any_row, events, write

import inspector
from inspector.events.event import Undecodable
from inspector.events.log import Growth
from inspector.store.formats.langgraph import LangGraph
from inspector.store.registry import open_log

CHECKPOINTS = """
    CREATE TABLE checkpoints (thread_id TEXT NOT NULL, checkpoint_ns TEXT NOT NULL DEFAULT '',
        checkpoint_id TEXT NOT NULL, parent_checkpoint_id TEXT, type TEXT, checkpoint BLOB, metadata BLOB,
        PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id));"""
WRITES = """
    CREATE TABLE writes (thread_id TEXT NOT NULL, checkpoint_ns TEXT NOT NULL DEFAULT '', checkpoint_id TEXT NOT NULL,
        task_id TEXT NOT NULL, task_path TEXT NOT NULL DEFAULT '', idx INTEGER NOT NULL, channel TEXT NOT NULL,
        type TEXT, value BLOB, PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id, task_id, idx));"""
SCHEMA = CHECKPOINTS + WRITES
AT = "2026-01-05T08:27:18.702142+00:00"
AT_NS = 1_767_601_638_702_142_000
ID = "1f0ea105-94c1-6b93-bfff-27cdbb5db393"
ID_NS = 1_767_601_638_702_171_500
"""The time inside the id, a little later than that of the state."""


def packed(values: Any, **more: Any) -> bytes:
    return msgspec.msgpack.encode({"v": 4, "ts": AT, "id": ID, "channel_values": values, **more})


def row(
    id: str, values: Any, parent: str | None = None, *, thread: str = "t", namespace: str = "", **told: Any
) -> tuple[Any, ...]:
    metadata = json.dumps({"source": "loop", "step": 1, "parents": {}, **told}).encode()
    content = values if isinstance(values, bytes) else packed(values)
    return (thread, namespace, id, parent, "msgpack", content, metadata)


def ext(code: int, *told: Any) -> msgspec.msgpack.Ext:
    return msgspec.msgpack.Ext(code, msgspec.msgpack.encode(told))


def test_a_state_is_what_the_graph_declares(path: Path) -> None:
    values = {"cart": {"n": 1}, "__start__": {"x": 1}, "branch:to:ask": None, "ask": "ask", "status": "status"}
    content = packed(values, versions_seen={"__input__": {}, "ask": {"branch:to:ask": 1}}, updated_channels=["cart"])
    write(path, SCHEMA, ("checkpoints", [row(ID, content)]))
    (event,) = events(path, format="langgraph")
    assert (event.id, event.stream, event.version, event.type, event.time_ns) == (ID, "t", 1, "loop", AT_NS)
    assert event.payload == {"cart": {"n": 1}, "status": "status"}
    assert event.metadata["internal_channels"] == {"__start__": {"x": 1}, "branch:to:ask": None, "ask": "ask"}
    assert (event.metadata["step"], event.metadata["updated_channels"]) == (1, ["cart"])


def test_every_checkpoint_is_the_state_of_its_thread(path: Path) -> None:
    write(path, SCHEMA, ("checkpoints", [row("1", {"n": 1}), row("2", {"n": 2}, "1"), row("3", {"m": 9}, "1")]))
    with inspector.open(path) as workspace:
        assert [workspace.state("t", at=position) for position in (1, 2, 3)] == [{"n": 1}, {"n": 2}, {"m": 9}]
        assert workspace.fold.exact
        assert len(workspace.facts.notes) == 1


def test_a_fork_says_where_it_left_its_thread(path: Path) -> None:
    rows = [row("1", {}), row("2", {}, "1"), row("3", {}, "2"), row("4", {}, "2", source="fork"), row("5", {}, "4")]
    write(path, SCHEMA, ("checkpoints", rows))
    found = events(path)
    assert [event.metadata.get("forked_from") for event in found] == [None, None, None, "2", None]
    assert [event.metadata.get("causation_id") for event in found] == [None, "1", "2", "2", "4"]
    assert [event.metadata.get("checkpoint_branch") for event in found] == [None, None, None, 4, 4]
    assert found[3].type == "fork"
    log = open_log(path)
    assert log.effects("2", 10) == [3, 4]
    log.close()


def test_a_thread_whose_beginning_was_deleted_is_no_fork(path: Path) -> None:
    write(path, SCHEMA, ("checkpoints", [row("5", {}, "4"), row("6", {}, "5")]))
    assert [event.metadata.get("forked_from") for event in events(path)] == [None, None]


def test_a_branch_that_is_gone_back_to_goes_on(path: Path) -> None:
    parents = [("1", None), ("2", "1"), ("3", "1"), ("4", "2"), ("5", "3"), ("6", "1"), ("7", "4"), ("8", "6")]
    rows = [row(id, {}, parent, thread=thread) for id, parent in parents for thread in ("t", "u")]
    write(path, SCHEMA, ("checkpoints", rows[:10]))
    log = open_log(path)
    with sqlite3.connect(path) as sqlite:
        sqlite.executemany("INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?)", rows[10:])
    sqlite.close()
    assert log.poll() is Growth.GROWN
    found = [event for event in log.read() if event.stream == "u"]
    log.close()
    assert [event.metadata.get("checkpoint_branch") for event in found] == [None, None, 6, None, 6, 12, None, 12]
    assert [event.id for event in found if "forked_from" in event.metadata] == ["3", "6"]


def test_a_subgraph_is_a_stream_of_its_own_caused_by_the_outer_graph(path: Path) -> None:
    rows = [row("1", {}), row("2", {}, namespace="sub:9", parents={"": "1"})]
    write(path, SCHEMA, ("checkpoints", rows))
    inner = events(path)[1]
    assert (inner.stream, inner.metadata["causation_id"]) == ("t/sub:9", "1")


@pytest.mark.parametrize("whole", ["__root__", "__end__"])
def test_a_state_need_not_be_an_object(whole: str, path: Path) -> None:
    write(path, SCHEMA, ("checkpoints", [row(ID, {whole: ["z"], "__previous__": 1})]))
    assert events(path)[0].payload == ["z"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (ext(0, "uuid", "UUID", "00000000000000000000000000000005"), "00000000-0000-0000-0000-000000000005"),
        (ext(0, "decimal", "Decimal", "1.20"), "1.20"),
        (ext(0, "builtins", "set", [1, 2]), [1, 2]),
        (ext(0, "os", "system", "touch /tmp/x"), "touch /tmp/x"),
        (ext(1, "datetime", "date", [2026, 1, 2]), [2026, 1, 2]),
        (ext(2, "shop", "Line", {"sku": "A", "of": ext(0, "shop", "Kind", "x")}), {"sku": "A", "of": "x"}),
        (ext(3, "datetime", "datetime", "2026-01-02T03:04:05", "fromisoformat"), "2026-01-02T03:04:05"),
        (ext(4, "shop", "Old", {"a": 1}), {"a": 1}),
        (ext(5, "shop", "New", {"a": 1}, "model_validate_json"), {"a": 1}),
        (ext(6, "<f8", [1], "C", b"\x00"), {"dtype": "<f8", "shape": [1], "order": "C", "data": {"hex": "00"}}),
        (msgspec.msgpack.Ext(7, msgspec.msgpack.encode([1])), [1]),
        (msgspec.msgpack.Ext(9, b"\x01"), {"extension": 9, "hex": "01"}),
        (ext(0, "short"), {"extension": 0, "value": ["short"]}),
        (b"\xff", {"hex": "ff"}),
        ({1: "a", (1, 2): "b"}, {"1": "a", "[1, 2]": "b"}),
    ],
)
def test_values_are_shown_as_they_were_stored_and_nothing_is_made_of_them(value: Any, shown: Any, path: Path) -> None:
    write(path, SCHEMA, ("checkpoints", [row(ID, {"it": value})]))
    assert events(path)[0].payload == {"it": shown}


def test_json_of_older_versions_and_of_javascript(path: Path) -> None:
    older = {"lc": 2, "type": "constructor", "id": ["uuid", "UUID"], "method": None, "args": ["0" * 31 + "5"]}
    named = {"lc": 2, "type": "constructor", "id": ["shop", "Line"], "args": None, "kwargs": {"sku": "A"}}
    message = {"lc": 1, "type": "constructor", "id": ["langchain", "HumanMessage"], "kwargs": {"content": "hi"}}
    values = {"uuid": older, "line": named, "said": [message]}
    checkpoint = json.dumps({"v": 1, "id": ID, "ts": "2026-01-05T08:27:18.702Z", "channel_values": values}).encode()
    write(path, SCHEMA, ("checkpoints", [("t", "", ID, None, "json", checkpoint, b'{"source":"input"}')]))
    (event,) = events(path)
    assert event.payload == {
        "uuid": "00000000-0000-0000-0000-000000000005",
        "line": {"sku": "A"},
        "said": [message],
    }
    assert event.time_ns == AT_NS // 1_000_000 * 1_000_000


@pytest.mark.parametrize(
    ("kind", "content", "reason"),
    [
        ("msgpack+aes", b"\x01" * 64, "encrypted (aes)"),
        ("pickle", b"\x80\x04K\x01.", "Python pickle, which is never loaded"),
        ("bytes", b"abc", "type 'bytes'"),
        ("msgpack", b"\xc1", "Not msgpack"),
        ("json", b"{", "This is no JSON"),
    ],
)
def test_what_cannot_be_read_is_shown_as_that(kind: str, content: bytes, reason: str, path: Path) -> None:
    write(path, SCHEMA, ("checkpoints", [("t", "", ID, None, kind, content, b'{"source":"loop"}')]))
    (event,) = events(path)
    assert isinstance(event.payload, Undecodable)
    assert reason in event.payload.reason
    assert event.payload.raw == content
    assert (event.type, event.time_ns) == ("loop", ID_NS)


def test_a_state_that_is_in_earlier_writes_too_is_not_shown_as_whole(path: Path) -> None:
    told = {"counters_since_delta_snapshot": {"log": [1, 2]}}
    rows = [row("1", {"n": 1}, **told), row("2", {"n": 1, "log": msgspec.msgpack.Ext(7, b"\x91\x01")})]
    write(path, SCHEMA, ("checkpoints", rows))
    first, second = events(path)
    assert isinstance(first.payload, Undecodable)
    assert "log must be rebuilt" in first.payload.reason
    assert first.metadata["channel_values"] == {"n": 1}
    assert second.payload == {"n": 1, "log": [1]}


def test_another_program_has_such_a_table_without_writes(path: Path) -> None:
    write(path, CHECKPOINTS, ("checkpoints", [row(ID, {"n": 1})]))
    assert events(path, format="langgraph")[0].payload == {"n": 1}


@pytest.mark.parametrize("kind", [b"msgpack", b"json"])
def test_odd_rows(kind: bytes) -> None:
    usual = [b"t", b"", ID.encode(), None, kind, packed({"a": ext(0, "a", "b", 1)}), b"{}", b""]
    assert_takes_any_row(LangGraph(), usual)


def wrote(id: str, channel: str, value: Any, kind: str = "msgpack") -> tuple[Any, ...]:
    content = value if isinstance(value, bytes) else msgspec.msgpack.encode(value)
    return ("t", "", id, f"task of {channel}", "", 0, channel, kind, content)


MONEY = ext(5, "shop", "Money", {"cents": 1})
CHECKED = [row("1", {}, step=-1), row("2", {"m": ["a"], "n": MONEY, "o": 1}, "1", step=0)]
GREW = row("3", {"m": ["a", "b"], "n": ext(5, "shop", "Money", {"cents": 2}), "o": "x"}, "2", step=1)


def likely(path: Path) -> Any:
    """What the first state got from later writes, and whether that is said to be a guess."""
    with inspector.open(path) as store:
        frame = store.frame("t", at=1)
        assert store.frame(at=1).exact == frame.exact
        return frame.state, frame.exact


def test_a_channel_that_adds_up_begins_empty_as_a_guess_but_not_one_of_a_class_or_of_mixed_types(path: Path) -> None:
    writes = [wrote("2", "m", ["b"]), wrote("2", "n", MONEY), wrote("2", "o", 9)]
    write(path, SCHEMA, ("checkpoints", [*CHECKED, GREW]), ("writes", writes))
    assert likely(path) == ({"m": []}, False)
    with inspector.open(path) as store:
        assert [store.frame("t", at=at).exact for at in (1, 2, 3)] == [False, True, True]
        assert store.frame("t", at=3).state == events(path, format="langgraph")[2].payload


@pytest.mark.parametrize(
    ("schema", "grew", "writes"),
    [
        (CHECKPOINTS, GREW, []),
        (CHECKPOINTS + "CREATE TABLE writes (thread_id, checkpoint_id, task_id, idx, channel, value);", GREW, []),
        (SCHEMA, GREW, [wrote("2", "m", b"\xc1")]),
        (SCHEMA, GREW, [wrote("2", "m", b"\0" * 16, "msgpack+aes")]),
        (SCHEMA, GREW, [wrote("2", "m", ["b"] * 1_000_001)]),
        (SCHEMA, row("3", {"m": ["a", "b"]}, "2", step=3), [wrote("2", "m", ["b"])]),
        (SCHEMA, row("3", b"\xc1", "2", step=1), [wrote("2", "m", ["b"])]),
        (SCHEMA, row("3", {"m": ["a", "b"]}, "2", step="one"), [wrote("2", "m", ["b"])]),
    ],
    ids=["no writes", "no types", "broken", "encrypted", "large", "steps left out", "broken state", "no step"],
)
def test_where_the_writes_do_not_tell_nothing_is_guessed(path: Path, schema: str, grew: Any, writes: list[Any]) -> None:
    write(path, schema, ("checkpoints", [*CHECKED, grew]), *([("writes", writes)] if writes else []))
    assert likely(path) == ({}, True)
