"""The fingerprint of a schema follows its tables and columns, and nothing else."""

import sqlite3
from contextlib import closing
from pathlib import Path

from inspector.store.fingerprint import schema_fingerprint
from inspector.store.reader import Reader
from inspector.store.schema_facts import read_facts


def fingerprint(path: Path, script: str) -> str:
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.executescript(script)
    reader = Reader(path)
    try:
        return schema_fingerprint(read_facts(reader))
    finally:
        reader.close()


def test_it_is_the_same_for_the_same_tables(tmp_path: Path) -> None:
    one = fingerprint(tmp_path / "one.db", "CREATE TABLE a (x, y); CREATE TABLE b (z INTEGER PRIMARY KEY)")
    other = """CREATE TABLE b (z INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE a (x TEXT, y BLOB);
               CREATE TABLE inspector_operations (n); CREATE TABLE inspector_rows_3_1 (n); CREATE INDEX i ON a (x);
               INSERT INTO a VALUES (1, 2); INSERT INTO b VALUES (1)"""
    assert fingerprint(tmp_path / "renamed.sqlite", other) == one


def test_it_is_another_where_a_name_is_another(tmp_path: Path) -> None:
    scripts = (
        "CREATE TABLE a (x, y)",
        "CREATE TABLE a (y, x)",
        "CREATE TABLE a (x, z)",
        "CREATE TABLE b (x, y)",
        'CREATE TABLE "a"" (x" (x, y)',
        "CREATE TABLE a (x, y); CREATE TABLE b (x, y)",
        "CREATE TABLE leer (x)",
        "CREATE TABLE inspector_steps (n)",
        "CREATE TABLE inspector_events (n)",
    )
    found = {fingerprint(tmp_path / f"{number}.db", script) for number, script in enumerate(scripts)}
    assert len(found) == len(scripts)
