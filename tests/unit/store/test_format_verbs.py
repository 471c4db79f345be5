"""Verbs for Laravel: events of several states, snowflakes as ids, tables of other names."""

from pathlib import Path

from format_files import ODD, assert_takes_any_row, events, write

from inspector.store.formats.verbs import Verbs

SCHEMA = """
    CREATE TABLE "{events}" ("id" integer not null, "type" varchar not null, "data" text not null,
        "metadata" text not null, "created_at" datetime, "updated_at" datetime, primary key ("id"));
    CREATE TABLE "{states}" ("id" integer not null, "event_id" integer not null, "state_id" integer not null,
        "state_type" varchar not null, "created_at" datetime, "updated_at" datetime, primary key ("id"));
    CREATE TABLE "verb_snapshots" ("id" integer not null, "type" varchar not null, "data" text not null,
        "last_event_id" integer, "created_at" datetime, "updated_at" datetime, primary key ("id"));"""
AT = "2026-01-05 10:28:35"
AT_NS = 1_767_608_915_000_000_000
FIRST = 253_482_384_732_160_000


def fill(path: Path, events: str, states: str) -> None:
    rows = [(FIRST + n, f"App\\Events\\E{n}", f'{{"n":{n}}}', "[]", AT, AT) for n in (0, 700, 1400)]
    links = [
        (9, FIRST, 11, "App\\States\\CustomerState", AT, AT),
        (10, FIRST, 12, "App\\States\\OrderState", AT, AT),
        (11, FIRST + 1400, 12, "App\\States\\OrderState", AT, AT),
    ]
    write(path, SCHEMA.format(events=events, states=states), (events, rows), (states, links))


def test_an_event_of_several_states_is_one_event(path: Path) -> None:
    fill(path, "verb_events", "verb_state_events")
    found = events(path, format="verbs")
    assert [(e.position, e.id, e.stream, e.version, e.type, e.time_ns) for e in found] == [
        (1, str(FIRST), "CustomerState-11", 1, "E0", AT_NS),
        (2, str(FIRST + 700), "(no state)", 1, "E700", AT_NS),
        (3, str(FIRST + 1400), "OrderState-12", 1, "E1400", AT_NS),
    ]
    assert [e.metadata.get("other_states") for e in found] == [["OrderState-12"], None, None]
    assert found[0].payload == {"n": 0}


def test_its_tables_may_have_other_names(path: Path) -> None:
    fill(path, "happenings", "happened_to")
    assert [e.stream for e in events(path, format="verbs")] == ["CustomerState-11", "(no state)", "OrderState-12"]


def test_odd_rows_are_shown_and_the_rest_goes_on() -> None:
    usual = (1, b"App\\T", b"{}", b"{}", AT.encode(), ((b"App\\S", 1),))
    assert_takes_any_row(Verbs(), usual)
    for kind in ODD:
        for state in ODD:
            assert Verbs().drafts((*usual[:-1], ((kind, state), (state, kind))))
