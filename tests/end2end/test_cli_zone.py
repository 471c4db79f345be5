"""--zone: times that are stored without one are read as the user says."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from program import Cli

EMMETT = """
    CREATE TABLE emt_messages(stream_id TEXT, stream_position BIGINT, message_kind CHAR(1) DEFAULT 'E',
        message_data JSONB, message_metadata JSONB, message_type TEXT, message_id TEXT,
        is_archived BOOLEAN DEFAULT FALSE, global_position INTEGER PRIMARY KEY, created DATETIME);
    INSERT INTO emt_messages(stream_id, stream_position, message_data, created)
        VALUES ('a', 1, '{}', '2026-07-01 12:00:00');"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "shop.sqlite"
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.executescript(EMMETT)
    return path


def test_verbs_that_read_take_a_zone_and_info_says_it(cli: Cli, store: Path, tmp_path: Path) -> None:
    def first(*words: object) -> object:
        return cli("events", *words, "--json").lines[0]["time"]

    assert first(store) == "2026-07-01T12:00:00Z"
    assert first(store, "--zone", "Europe/Berlin") == "2026-07-01T10:00:00Z"
    assert "Times without a zone are read as Europe/Berlin" in cli("info", store, "--zone", "Europe/Berlin").out
    copy = tmp_path / "copy.sqlite"
    assert cli("export", store, "-o", copy, "--zone", "Asia/Tokyo").code == 0
    assert first(copy, "--zone", "Asia/Kathmandu") == "2026-07-01T03:00:00Z"


def test_a_zone_that_there_is_not_is_wrong_usage(cli: Cli, store: Path) -> None:
    assert "There is no time zone 'Mars'" in cli("info", store, "--zone", "Mars").sentence(2)
