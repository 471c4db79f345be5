"""Times that are stored without a zone: what they are read as, who says so, clocks that skip and repeat hours."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from format_files import write
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.events.errors import InvalidData
from inspector.store.decoding import iso_time
from inspector.store.reading import Reading
from inspector.store.registry import open_log
from inspector.store.zones import LOCAL, zone_names, zone_of

SCHEMA = """
    CREATE TABLE emt_messages(stream_id TEXT, stream_position BIGINT, message_kind CHAR(1) DEFAULT 'E',
        message_data JSONB, message_metadata JSONB, message_type TEXT, message_id TEXT,
        is_archived BOOLEAN DEFAULT FALSE, global_position INTEGER PRIMARY KEY, created DATETIME);
    INSERT INTO emt_messages(stream_id, stream_position, created) VALUES ('a', 1, '2026-07-01 12:00:00'),
        ('a', 2, '2026-07-01T12:00:00Z'), ('a', 3, '2026-07-01T12:00:00+09:00');"""
NOON = int(datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp()) * 10**9
HOUR = 3600 * 10**9


def times(path: Path, zone: str | None) -> tuple[list[int | None], str, tuple[str, ...]]:
    log = open_log(path, Reading(zone=zone))
    read = [event.time_ns for event in log.read()]
    narrow = [time for chunk in log.columns() for time in chunk.times.tolist()]
    log.close()
    assert narrow == read
    return read, log.facts.zone, log.facts.notes


@pytest.mark.parametrize(("zone", "hours"), [(None, 0), ("UTC", 0), ("Europe/Berlin", -2), ("America/New_York", 4)])
def test_only_a_time_without_a_zone_is_read_as_the_user_says(zone: str | None, hours: int, path: Path) -> None:
    write(path, SCHEMA)
    read, used, notes = times(path, zone)
    assert read == [NOON + hours * HOUR, NOON, NOON - 9 * HOUR]
    assert used == (zone or "UTC")
    assert notes == (f"Times without a zone are read as {used}; File, Zone of Naive Times…, or --zone changes it.",)


@pytest.mark.parametrize("name", ["", "Mars/Base", "../../etc/passwd", "America", "/etc/localtime", "\0", "utc+1"])
def test_a_zone_that_there_is_not_is_said_in_one_sentence(name: str) -> None:
    with pytest.raises(InvalidData, match=r"^There is no time zone .*; name one such as UTC, local or "):
        zone_of(name)


def test_every_name_that_is_offered_is_a_zone() -> None:
    names = zone_names()
    assert names[:2] == ["UTC", LOCAL]
    assert len(names) == len(set(names)) > 400
    for name in names:
        zone_of(name)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-29 01:59:59", "2026-03-29 00:59:59"),
        ("2026-03-29 02:30:00", "2026-03-29 01:30:00"),  # which no clock showed
        ("2026-03-29 03:00:00", "2026-03-29 01:00:00"),
        ("2026-10-25 02:30:00", "2026-10-25 00:30:00"),  # which the clocks showed twice
        ("2026-10-25 03:00:00", "2026-10-25 02:00:00"),
        ("1850-01-01 00:53:28.5", "1850-01-01 00:00:00.5"),
    ],
)
def test_hours_that_clocks_skip_or_repeat(text: str, utc: str) -> None:
    assert iso_time(text, zone_of("Europe/Berlin")) == iso_time(utc)


@settings(max_examples=150, deadline=None)
@given(st.datetimes(), st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia", "Africa/Monrovia"]))
def test_any_time_in_any_zone_is_a_time_or_none(moment: datetime, name: str) -> None:
    found = iso_time(moment.isoformat(" "), zone_of(name))
    plain = iso_time(moment.isoformat(" "))
    if found is not None and plain is not None:
        assert abs(found - plain) <= 26 * HOUR
    assert iso_time(f"{moment.isoformat()}+01:00", zone_of(name)) == iso_time(f"{moment.isoformat()}+01:00")
