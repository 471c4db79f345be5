"""What an event caused is found through an index, and without it."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_files import make_store, raw_sql

import inspector
from inspector.events.event import NewEvent
from inspector.store.cause import IS_CAUSE, MENTIONED, SEEN
from inspector.store.registry import open_log

INDEX = "events_by_cause"


def plan(sqlite: sqlite3.Connection) -> str:
    statement = f"EXPLAIN QUERY PLAN SELECT position FROM events WHERE {IS_CAUSE} ORDER BY position LIMIT ?2"
    return " ".join(row[3] for row in sqlite.execute(statement, ("id-1", 10)))


@pytest.mark.parametrize("count", [0, 5000])
def test_effects_are_looked_up_not_searched(count: int, path: Path) -> None:
    with inspector.create(path) as store:
        if count:
            causes = [{"causation_id": f"id-{n // 5}"} if n % 3 else {} for n in range(count)]
            store.append_all([NewEvent(f"s-{n % 50}", "T", {"n": n}, cause) for n, cause in enumerate(causes)])
    for analysed in (False, True):
        with raw_sql(path) as sqlite:
            if analysed:
                sqlite.execute("ANALYZE")
            sqlite.execute("PRAGMA trusted_schema=OFF")
            assert f"USING INDEX {INDEX}" in plan(sqlite)


ROWS = [
    ('{"causation_id":"a"}', ["a"]),
    ('{"causation_id": "a"}', ["a"]),
    ('{ "x": 1 ,\n\t"causation_id"\n:\r\n"a" }', ["a"]),
    ('{"causation_id":"a","correlation_id":"b"}', ["a"]),
    ('{"causation_id":"a\\"b"}', ['a"b']),
    ('{"causation_id":"\\u0061"}', ["a"]),
    ('{"x":"\\"causation_id\\":\\"b\\"","causation_id":"a"}', ["a"]),
    ('{"x":{"causation_id":"b"},"causation_id":"a"}', ["a"]),
    ('{"causation_id":"a","x":{"causation_id":"b"}}', ["a"]),
    ('{"x":{"causation_id":"b"}}', []),
    ('["causation_id","b"]', []),
    ('{"x":"causation_id"}', []),
    ('{"causation_id":null}', []),
    ('{"causation_id":7}', []),
    ('{"causation_id":["b"]}', []),
    ('{"causation_id":{"b":"b"}}', []),
    ('{"causation_id":""}', [""]),
    ('{"causation_id":"causation_id"}', ["causation_id"]),
    ('{"causation_id":"Größe ✓"}', ["Größe ✓"]),
    ('{"causation_id":"a"', []),
    ('{"causation_id":"a', []),
    ('{"causation_id":', []),
    ('"causation_id"', []),
    ("causation_id", []),
    ("", []),
]


@pytest.fixture(params=[True, False], ids=["with the index", "without"])
def indexed(request: pytest.FixtureRequest, path: Path) -> Path:
    make_store(path, 0)
    if not request.param:
        with raw_sql(path) as sqlite:
            sqlite.execute(f"DROP INDEX {INDEX}")
    return path


def test_every_spelling_of_a_cause_is_found_and_nothing_else(indexed: Path) -> None:
    with raw_sql(indexed) as sqlite:
        for position, (metadata, _causes) in enumerate(ROWS, start=1):
            sqlite.execute(
                "INSERT INTO events VALUES (?1, 'id-' || ?1, 's', ?1, 'T', NULL, '1', ?2)", (position, metadata)
            )
    log = open_log(indexed)
    causes = {"a", "b", "7", "", "id", 'a"b', '"', "causation_id", "Größe ✓", "null", "a%", "A"}
    assert {cause: log.effects(cause, 100) for cause in causes} == {
        cause: [position for position, (_text, named) in enumerate(ROWS, start=1) if cause in named] for cause in causes
    }
    for cause in causes - {"b"}:  # which is a correlation too
        assert log.find_id(cause) == log.effects(cause, 100)
    assert log.effects("a", 3) == [1, 2, 3]
    assert log.effects("a", -1) == []
    log.close()


def test_a_store_without_the_index_can_still_be_written(path: Path) -> None:
    make_store(path)
    with raw_sql(path) as sqlite:
        sqlite.execute(f"DROP INDEX {INDEX}")
    with inspector.open(path, writable=True) as store:
        store.append("s", "T", 1, {"causation_id": "id-2"})
    log = open_log(path)
    assert log.effects("id-2", 10) == [6]
    log.close()


ids = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=5)
metadata = st.dictionaries(
    st.sampled_from(["causation_id", "x", "causation_id2", '"causation_id"', "\\"]),
    st.one_of(ids, st.none(), st.integers(), st.dictionaries(st.just("causation_id"), ids, max_size=1)),
    max_size=4,
)


@pytest.fixture(scope="module")
def memory() -> Iterator[sqlite3.Connection]:
    """The expressions of the index alone, with SQLite's own schema functions switched off."""
    sqlite = sqlite3.connect(":memory:", isolation_level=None)
    sqlite.execute("PRAGMA trusted_schema=OFF")
    sqlite.execute("CREATE TABLE events (position INTEGER PRIMARY KEY, metadata TEXT NOT NULL) STRICT")
    sqlite.execute(f"CREATE INDEX {INDEX} ON events ({SEEN}) WHERE {MENTIONED}")
    yield sqlite
    sqlite.close()


@given(metadata, st.booleans(), st.booleans())
def test_any_metadata_name_the_cause_they_name(
    memory: sqlite3.Connection, metadata: dict[str, Any], escaped: bool, spaced: bool
) -> None:
    text = json.dumps(metadata, ensure_ascii=escaped, separators=None if spaced else (",", ":"))
    memory.execute("DELETE FROM events")
    memory.execute("INSERT INTO events VALUES (1, ?)", (text,))
    statement = f"SELECT position FROM events WHERE {IS_CAUSE}"
    cause = metadata.get("causation_id")
    for other in {"x", 'a"', *([cause] if isinstance(cause, str) else [])}:
        assert bool(memory.execute(statement, (other,)).fetchall()) is (other == cause)
