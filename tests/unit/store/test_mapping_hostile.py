"""Schemas and rows that lie, fail or overflow: they open as far as they can, and nothing in them runs."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest

import inspector
from inspector.events.errors import InspectorError, UnknownFormat
from inspector.events.log import Growth
from inspector.store.mapping.mapping import Mapping, Place
from inspector.store.reading import Reading
from inspector.store.registry import open_log
from inspector.workspace.mapper import Mapper

COLUMNS = "stream TEXT, version INT, type TEXT, payload TEXT"


def made(path: Path, *scripts: str, rows: Iterable[tuple[str, list[tuple[object, ...]]]] = ()) -> Path:
    with closing(sqlite3.connect(path)) as sqlite:
        for script in scripts:
            sqlite.executescript(script)
        for statement, values in rows:
            sqlite.executemany(statement, values)
        sqlite.commit()
    return path


def types(path: Path, table: str | None = None) -> list[str]:
    with inspector.open(path, reading=Reading(table=table)) as workspace:
        return [event.type for event in workspace.events()]


def test_two_thousand_columns(tmp_path: Path) -> None:
    many = ", ".join(f'"c""{number}" TEXT' for number in range(1990))
    path = made(tmp_path / "x.db", f"CREATE TABLE events({COLUMNS}, {many})")
    made(path, "INSERT INTO events(stream, version, type, payload) VALUES ('s', 1, 'T', '{}'), ('s', 2, 'U', '{}')")
    assert types(path) == ["T", "U"]


def test_two_thousand_tables_of_which_one_has_rows(tmp_path: Path) -> None:
    tables = "BEGIN;" + "".join(f"CREATE TABLE t{number}({COLUMNS});" for number in range(2000)) + "COMMIT;"
    path = made(tmp_path / "x.db", tables, "INSERT INTO t1234 VALUES ('s', 1, 'T', '{}')")
    with inspector.open(path) as workspace:
        assert workspace.facts.tables[0] == "t1234"
        assert workspace.info().events == 1
        assert len(workspace.facts.notes[0]) < 200


def test_nulls_everywhere(tmp_path: Path) -> None:
    path = made(tmp_path / "x.db", f"CREATE TABLE events({COLUMNS}); INSERT INTO events DEFAULT VALUES")
    with inspector.open(path) as workspace:
        [event] = workspace.events()
    assert (event.stream, event.type, event.time_ns, event.payload) == ("(no stream)", "(no type)", None, None)


def test_values_of_every_kind_in_every_column(tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("s", 1, "T", "{}", "2024-01-01T00:00:00Z"), ("s", 1, "T", "{}", 1_704_067_200),
        ("s", None, "T", "{}", 1_704_067_200_000), ("s", "x", "T", "{}", "never"), ("s", 2, "T", "{}", 2_460_310.5),
        (b"\xff", -3, None, "{", 638_396_640_000_000_000), ("s", 2.5, "T", b"\x80\x04.", "1704067200000000"),
    ]  # fmt: skip
    path = made(
        tmp_path / "x.db",
        "CREATE TABLE events(stream, version, type, payload, at)",
        rows=[("INSERT INTO events VALUES (?, ?, ?, ?, ?)", rows)],
    )
    with inspector.open(path) as workspace:
        events = list(workspace.events())
    assert [event.time_ns for event in events] == [1_704_067_200 * 10**9] * 3 + [None] + [1_704_067_200 * 10**9] * 3
    assert [event.stream for event in events] == ["s"] * 5 + ["ff", "s"]
    assert "pickle" in str(events[6].payload)


def test_a_database_in_utf_16(tmp_path: Path) -> None:
    path = made(tmp_path / "x.db", "PRAGMA encoding = 'UTF-16le'", f"CREATE TABLE events({COLUMNS})")
    made(path, "INSERT INTO events VALUES ('é', 1, 'Ä', '{\"ß\": 1}')")
    with inspector.open(path) as workspace:
        [event] = workspace.events()
    assert (event.stream, event.type, event.payload) == ("é", "Ä", {"ß": 1})


FAILING = (
    f"CREATE TABLE x({COLUMNS}); INSERT INTO x VALUES ('s', 1, 'T', '{{}}');"
    "CREATE VIEW good AS SELECT * FROM x;"
    "CREATE VIEW evil AS SELECT *, load_extension('/tmp/evil') AS at FROM x;"
    "CREATE VIEW lost AS SELECT * FROM missing;"
    "CREATE TRIGGER t AFTER INSERT ON x BEGIN DELETE FROM x; END;"
)


def test_a_view_is_read_where_it_is_named_and_one_that_fails_is_said_to(tmp_path: Path) -> None:
    path = made(tmp_path / "x.db", FAILING)
    assert types(path, "good") == ["T"]
    for name in ("evil", "lost", "nowhere"):
        with pytest.raises(InspectorError, match=f"'{name}'|load_extension|{name}"):
            types(path, name)
    with Mapper(path) as mapper:
        assert {relation.name for relation in mapper.tables()} >= {"x", "good"}
        preview = mapper.preview(Mapping(table="evil", stream="stream"))
    assert preview.events == ()
    assert len(preview.problems) == 1


def test_names_of_columns_that_hide_the_rowid(tmp_path: Path) -> None:
    path = made(tmp_path / "x.db", f"CREATE TABLE events({COLUMNS}, rowid TEXT, oid TEXT)")
    made(path, "INSERT INTO events VALUES ('s', 1, 'T', '{}', 'x', 'x'), ('s', 2, 'U', '{}', 'x', 'x')")
    assert types(path) == ["T", "U"]
    with Mapper(path) as mapper:
        assert [event.type for event in mapper.preview(mapper.suggestions()[0].mapping).events] == ["T", "U"]


def test_names_of_columns_that_hide_the_rowid_without_a_primary_key(tmp_path: Path) -> None:
    columns = "stream_id TEXT, version INT, type TEXT, data TEXT, rowid TEXT, _rowid_ TEXT, oid TEXT"
    path = made(tmp_path / "x.db", f"CREATE TABLE events({columns})")
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.executemany("INSERT INTO events VALUES('s', ?, 'T', '{\"n\":1}', 'a', 'b', 'c')", [(1,), (2,), (3,)])
        sqlite.commit()
    with inspector.open(path) as store:
        assert [(event.stream, event.version, event.type) for event in store.events()] == [
            ("s", 1, "T"), ("s", 2, "T"), ("s", 3, "T"),
        ]  # fmt: skip


def test_what_is_appended_is_followed_in_tables_views_and_sorted_tables(tmp_path: Path) -> None:
    path = made(tmp_path / "x.db", f"CREATE TABLE x({COLUMNS}); INSERT INTO x VALUES ('s', 5, 'T', '{{}}')")
    made(path, "CREATE VIEW v AS SELECT * FROM x")
    kinds = (
        Mapping(table="x", type="type"),
        Mapping(table="v", type="type"),
        Mapping(table="x", type="type", order=Place(column="version")),
    )
    logs = [open_log(path, Reading(mapping=mapping)) for mapping in kinds]
    for log in logs:
        assert log.poll() is Growth.UNCHANGED
    made(path, "INSERT INTO x VALUES ('s', 3, 'U', '{}')")
    grown = [log.poll() for log in logs]
    assert grown == [Growth.GROWN, Growth.GROWN, Growth.REWRITTEN]
    logs.pop().close()
    logs.append(open_log(path, Reading(mapping=kinds[2])))
    assert [[event.type for event in log.read()] for log in logs] == [["T", "U"], ["T", "U"], ["U", "T"]]
    for log in logs:
        log.close()


def test_a_saved_mapping_that_is_broken_or_fits_no_longer_is_not_used_and_that_is_said(
    tmp_path: Path, own_folders: Path
) -> None:
    path = made(tmp_path / "x.db", FAILING)
    with Mapper(path) as mapper:
        mapper.remember(Mapping(table="good", stream="stream"))
    made(path, "DROP VIEW good")
    [saved] = own_folders.rglob("*.toml")
    unused = "The mapping that was saved for stores of this schema is not used"
    with inspector.open(path) as store:
        assert store.facts.trouble.startswith(f"{unused}, as it does not fit")
        assert str(saved) in store.facts.trouble
    nothing = made(tmp_path / "y.db", "CREATE TABLE plain (x)")
    with Mapper(nothing) as mapper:
        mapper.remember(Mapping(table="good", stream="stream"))
    with pytest.raises(UnknownFormat, match=f"no event store .*{unused}, as it does not fit"):
        inspector.open(nothing)
    made(path, "CREATE TABLE events (id INTEGER PRIMARY KEY, stream_id TEXT, version INT, type TEXT, payload TEXT)")
    made(path, """INSERT INTO events VALUES (1, 'a', 1, 'Made', '{"n": 1}')""")
    with Mapper(path) as mapper:
        assert mapper.remembered() == (None, "")
        mapper.remember(Mapping(table="events", stream="stream_id", payload="payload"))
        assert mapper.remembered()[0] is not None
    saved = max(own_folders.rglob("*.toml"), key=lambda kept: "stream_id" in kept.read_text("utf-8"))
    for broken in (b"table = 1", b"\xff\xfe", b"table ="):
        saved.write_bytes(broken)
        with inspector.open(path) as store:
            assert [event.payload for event in store.events()] == [{"n": 1}]
            (said, *_others) = store.info().notes
            assert said.startswith(unused)
            assert str(saved) in said
            assert said.endswith("to do without it.")
            assert store.facts.trouble == said
        with Mapper(path) as mapper:
            nothing, why = mapper.remembered()
            assert nothing is None
            assert str(saved) in why
    with Mapper(path) as mapper:
        assert mapper.forget()
        assert not mapper.forget()
