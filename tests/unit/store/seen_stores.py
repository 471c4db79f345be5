# ruff: noqa: E501  the rows of tables read better whole
"""Stores that no format knows, each with the schema that its producer publishes, a few rows as it writes them, and the
events that they are: stream, version, type and time."""

import json
from typing import Any, NamedTuple

Told = tuple[str, int, str, str | None]


class Seen(NamedTuple):
    """format: what it is called; `≈ guessed` where nothing but a guess reads it. rows: by table."""

    format: str
    schema: str
    rows: dict[str, list[tuple[Any, ...]]]
    events: list[Told]


GUESSED = "≈ guessed"
A, B = "0d9c2f6e-7f6e-4a3e-9c55-7a5d2f1b8a10", "5b7f1a52-3b0e-4c1e-8a3d-2c9d6f4e7b21"
A16, B16 = bytes.fromhex(A.replace("-", "")), bytes.fromhex(B.replace("-", ""))
T1, T2, T3 = "2024-03-01T10:00:00Z", "2024-03-01T10:00:01.5Z", "2024-03-01T10:00:02Z"
S1, S2, S3 = 1_709_287_200, 1_709_287_201.5, 1_709_287_202


def j(**fields: Any) -> str:
    return json.dumps(fields)


def flow(name: str, version: int, time: str) -> str:
    return j(event_name=name, aggregate_sequence_number=str(version), timestamp=time, event_id=f"event-{version}")


_FLOW = """CREATE TABLE [EventFlow]([GlobalSequenceNumber] [INTEGER] PRIMARY KEY ASC NOT NULL,
[BatchId] [uniqueidentifier] NOT NULL, [AggregateId] [nvarchar](255) NOT NULL, [AggregateName] [nvarchar](255) NOT NULL,
[Data] [nvarchar](1024) NOT NULL, [Metadata] [nvarchar](1024) NOT NULL, [AggregateSequenceNumber] [int] NOT NULL);"""

_SQLSTREAMSTORE = """CREATE TABLE streams(id text NOT NULL UNIQUE, id_original text NOT NULL,
id_internal integer NOT NULL PRIMARY KEY AUTOINCREMENT, version integer NOT NULL DEFAULT -1,
position integer NOT NULL DEFAULT -1, max_age integer NULL, max_count integer NULL);
CREATE TABLE messages(event_id CHAR(36) NOT NULL, stream_id_internal integer NOT NULL, stream_version integer NOT NULL,
[position] integer NOT NULL PRIMARY KEY AUTOINCREMENT, created_utc DATETIME NOT NULL, type CHAR(128) NOT NULL,
json_data text NOT NULL, json_metadata text);"""

_EVENTUOUS = """CREATE TABLE eventuous_streams(stream_id INTEGER PRIMARY KEY AUTOINCREMENT, stream_name TEXT NOT NULL,
version INTEGER NOT NULL DEFAULT -1);
CREATE TABLE eventuous_messages(global_position INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL,
message_type TEXT NOT NULL, stream_id INTEGER NOT NULL REFERENCES eventuous_streams(stream_id),
stream_position INTEGER NOT NULL, json_data TEXT NOT NULL, json_metadata TEXT, created TEXT NOT NULL);
CREATE TABLE eventuous_checkpoints(id TEXT PRIMARY KEY, position INTEGER);"""

_PATCHLEVEL = """CREATE TABLE event_store(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, stream VARCHAR(255) NOT NULL,
playhead INTEGER DEFAULT NULL, event_id VARCHAR(255) NOT NULL, event_name VARCHAR(255) NOT NULL,
event_payload CLOB NOT NULL, recorded_on DATETIME NOT NULL, archived BOOLEAN DEFAULT 0 NOT NULL,
custom_headers CLOB NOT NULL);"""

_PATCHLEVEL_2 = """CREATE TABLE eventstore(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, aggregate VARCHAR(255) NOT NULL,
aggregate_id VARCHAR(36) NOT NULL, playhead INTEGER NOT NULL, event VARCHAR(255) NOT NULL, payload CLOB NOT NULL,
recorded_on DATETIME NOT NULL, new_stream_start BOOLEAN DEFAULT 0 NOT NULL, archived BOOLEAN DEFAULT 0 NOT NULL,
custom_headers CLOB NOT NULL);"""

_BROADWAY = """CREATE TABLE events(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, uuid CHAR(36) NOT NULL,
playhead INTEGER NOT NULL, payload CLOB NOT NULL, metadata CLOB NOT NULL, recorded_on VARCHAR(32) NOT NULL,
type VARCHAR(255) NOT NULL);"""

_HALLGREN = """CREATE TABLE events(seq INTEGER PRIMARY KEY AUTOINCREMENT, id VARCHAR NOT NULL, version INTEGER,
reason VARCHAR, type VARCHAR, timestamp VARCHAR, data BLOB, metadata BLOB);"""

_EVENTSAUCE = """CREATE TABLE domain_messages(id INTEGER PRIMARY KEY AUTOINCREMENT, event_id BINARY(16) NOT NULL,
aggregate_root_id BINARY(16) NOT NULL, version INTEGER NULL, payload VARCHAR(16001) NOT NULL);"""

_LIVESTORE = """CREATE TABLE eventlog(seqNumGlobal INTEGER, seqNumClient INTEGER, seqNumRebaseGeneration INTEGER,
parentSeqNumGlobal INTEGER, parentSeqNumClient INTEGER, parentSeqNumRebaseGeneration INTEGER, name TEXT, argsJson TEXT,
clientId TEXT, sessionId TEXT, schemaHash INTEGER, syncMetadataJson TEXT,
PRIMARY KEY (seqNumGlobal, seqNumClient, seqNumRebaseGeneration));
CREATE TABLE __livestore_sync_status(head INTEGER PRIMARY KEY, backendId TEXT);"""

_ACTUAL = """CREATE TABLE messages_crdt(id INTEGER PRIMARY KEY, timestamp TEXT NOT NULL UNIQUE, dataset TEXT NOT NULL,
row TEXT NOT NULL, column TEXT NOT NULL, value BLOB NOT NULL);
CREATE TABLE messages_clock(id INTEGER PRIMARY KEY, clock TEXT); CREATE TABLE payees(id TEXT PRIMARY KEY, name TEXT);"""

_HOME_ASSISTANT = """CREATE TABLE states(state_id INTEGER PRIMARY KEY, entity_id CHAR(0), state VARCHAR(255),
attributes CHAR(0), event_id SMALLINT, last_changed CHAR(0), last_changed_ts FLOAT, last_reported_ts FLOAT,
last_updated CHAR(0), last_updated_ts FLOAT, old_state_id INTEGER, attributes_id INTEGER, context_id CHAR(0),
context_user_id CHAR(0), context_parent_id CHAR(0), origin_idx SMALLINT, context_id_bin BLOB, context_user_id_bin BLOB,
context_parent_id_bin BLOB, metadata_id INTEGER);
CREATE TABLE states_meta(metadata_id INTEGER PRIMARY KEY, entity_id VARCHAR(255));
CREATE TABLE state_attributes(attributes_id INTEGER PRIMARY KEY, hash BIGINT, shared_attrs TEXT);
CREATE TABLE events(event_id INTEGER PRIMARY KEY, event_type CHAR(0), event_data CHAR(0), origin CHAR(0),
origin_idx SMALLINT, time_fired CHAR(0), time_fired_ts FLOAT, context_id CHAR(0), context_user_id CHAR(0),
context_parent_id CHAR(0), data_id INTEGER, context_id_bin BLOB, context_user_id_bin BLOB, context_parent_id_bin BLOB,
event_type_id INTEGER);
CREATE TABLE event_data(data_id INTEGER PRIMARY KEY, hash BIGINT, shared_data TEXT);
CREATE TABLE event_types(event_type_id INTEGER PRIMARY KEY, event_type VARCHAR(64));"""

_SYNAPSE = """CREATE TABLE events(stream_ordering INTEGER PRIMARY KEY, topological_ordering BIGINT NOT NULL,
event_id TEXT NOT NULL, type TEXT NOT NULL, room_id TEXT NOT NULL, content TEXT, unrecognized_keys TEXT,
processed BOOL NOT NULL, outlier BOOL NOT NULL, depth BIGINT DEFAULT 0 NOT NULL, origin_server_ts BIGINT,
received_ts BIGINT, sender TEXT, contains_url BOOLEAN, instance_name TEXT, state_key TEXT, rejection_reason TEXT,
UNIQUE (event_id));
CREATE TABLE event_json(event_id TEXT NOT NULL, room_id TEXT NOT NULL, internal_metadata TEXT NOT NULL,
json TEXT NOT NULL, format_version INTEGER, UNIQUE (event_id));"""

_ACTIVITYWATCH = """CREATE TABLE bucketmodel(key INTEGER NOT NULL PRIMARY KEY, id VARCHAR(255) NOT NULL,
created DATETIME NOT NULL, name VARCHAR(255), type VARCHAR(255) NOT NULL, client VARCHAR(255) NOT NULL,
hostname VARCHAR(255) NOT NULL, datastr VARCHAR(255));
CREATE TABLE eventmodel(id INTEGER NOT NULL PRIMARY KEY, bucket_id INTEGER NOT NULL, timestamp DATETIME NOT NULL,
duration DECIMAL(10, 5) NOT NULL, datastr VARCHAR(255) NOT NULL);"""

_DJANGO = """CREATE TABLE polls_poll(id integer NOT NULL PRIMARY KEY AUTOINCREMENT, question varchar(200) NOT NULL);
CREATE TABLE polls_historicalpoll(id bigint NOT NULL, question varchar(200) NOT NULL,
history_id integer NOT NULL PRIMARY KEY AUTOINCREMENT, history_date datetime NOT NULL,
history_change_reason varchar(100) NULL, history_type varchar(1) NOT NULL, history_user_id integer NULL);"""

_CONTINUUM = """CREATE TABLE article(id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(255));
CREATE TABLE article_version(id INTEGER NOT NULL, name VARCHAR(255), transaction_id BIGINT NOT NULL,
end_transaction_id BIGINT, operation_type SMALLINT NOT NULL, PRIMARY KEY (id, transaction_id));
CREATE TABLE "transaction"(issued_at DATETIME, id BIGINT NOT NULL PRIMARY KEY, remote_addr VARCHAR(50));"""

_AGENTS = """CREATE TABLE agent_sessions(session_id TEXT PRIMARY KEY, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE agent_messages(id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL, message_data TEXT NOT NULL,
created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);"""

_TASKCHAMPION = """CREATE TABLE operations(id INTEGER PRIMARY KEY AUTOINCREMENT, data STRING,
uuid GENERATED ALWAYS AS (coalesce(json_extract(data, "$.Update.uuid"), json_extract(data, "$.Create.uuid"),
json_extract(data, "$.Delete.uuid"))) VIRTUAL, synced bool DEFAULT false);
CREATE TABLE tasks(uuid STRING PRIMARY KEY, data STRING);"""

SEEN = {
    "eventflow": Seen(
        "eventflow",
        _FLOW,
        {
            "EventFlow": [
                (1, A, "cart-1", "Cart", "{}", flow("opened", 1, "2024-03-01T10:00:00+00:00"), 1),
                (2, A, "cart-1", "Cart", j(sku="x"), flow("added", 2, "2024-03-01T12:00:01.5000000+02:00"), 2),
                (3, B, "cart-2", "Cart", "{}", flow("opened", 1, "2024-03-01T10:00:02Z"), 1),
            ]
        },
        [("cart-1", 1, "opened", T1), ("cart-1", 2, "added", T2), ("cart-2", 1, "opened", T3)],
    ),
    "sqlstreamstore": Seen(
        "sqlstreamstore",
        _SQLSTREAMSTORE,
        {
            "streams": [("hash1", "order-1", 1, 1, 2, None, None), ("hash2", "order-2", 2, 0, 1, None, None)],
            "messages": [
                ("m1", 1, 0, 1, "2024-03-01 10:00:00", "placed", j(n=1), None),
                ("m2", 2, 0, 2, "2024-03-01 10:00:01.5", "placed", j(n=2), j(user="u")),
                ("m3", 1, 1, 3, "2024-03-01 10:00:02", "paid", j(n=3), None),
            ],
        },
        [("order-1", 0, "placed", T1), ("order-2", 0, "placed", T2), ("order-1", 1, "paid", T3)],
    ),
    "eventuous": Seen(
        "eventuous",
        _EVENTUOUS,
        {
            "eventuous_streams": [(1, "Booking-1", 1), (2, "Booking-2", 0)],
            "eventuous_messages": [
                (1, A, "V1.Booked", 1, 0, j(n=1), j(user="u"), "2024-03-01T10:00:00.0000000+00:00"),
                (2, B, "V1.Booked", 2, 0, j(n=2), None, "2024-03-01T10:00:01.5000000Z"),
                (3, "m3", "V1.Paid", 1, 1, j(n=3), None, "2024-03-01T10:00:02Z"),
            ],
        },
        [("Booking-1", 0, "V1.Booked", T1), ("Booking-2", 0, "V1.Booked", T2), ("Booking-1", 1, "V1.Paid", T3)],
    ),
    "patchlevel": Seen(
        GUESSED,
        _PATCHLEVEL,
        {
            "event_store": [
                (1, f"profile-{A}", 1, "e1", "profile.created", j(name="x"), "2024-03-01 10:00:00", 0, "[]"),
                (2, f"profile-{B}", 1, "e2", "profile.created", j(name="y"), "2024-03-01 10:00:01.5", 0, "[]"),
                (3, f"profile-{A}", 2, "e3", "profile.renamed", j(name="z"), "2024-03-01 10:00:02", 1, "[]"),
            ]
        },
        [
            (f"profile-{A}", 1, "profile.created", T1),
            (f"profile-{B}", 1, "profile.created", T2),
            (f"profile-{A}", 2, "profile.renamed", T3),
        ],
    ),
    "patchlevel 2": Seen(
        GUESSED,
        _PATCHLEVEL_2,
        {
            "eventstore": [
                (1, "profile", "1", 1, "profile.created", j(name="x"), "2024-03-01 10:00:00", 1, 0, "[]"),
                (2, "profile", "1", 2, "profile.renamed", j(name="y"), "2024-03-01 10:00:01.5", 0, 0, "[]"),
            ]
        },
        [("profile-1", 1, "profile.created", T1), ("profile-1", 2, "profile.renamed", T2)],
    ),
    "broadway": Seen(
        "broadway",
        _BROADWAY,
        {
            "events": [
                (1, A, 0, j(**{"class": "Shop\\Placed", "payload": {"n": 1}}), j(**{"class": "M", "payload": []}),
                 "2024-03-01T10:00:00.000000+00:00", "Shop.Placed"),
                (2, A, 1, j(**{"class": "Shop\\Paid", "payload": {"n": 2}}), j(**{"class": "M", "payload": {"u": 1}}),
                 "2024-03-01T10:00:01.500000+00:00", "Shop.Paid"),
            ]
        },
        [(A, 0, "Placed", T1), (A, 1, "Paid", T2)],
    ),
    "eventsauce": Seen(
        "eventsauce",
        _EVENTSAUCE,
        {
            "domain_messages": [
                (1, A16, B16, 1, j(headers={"__event_type": "shop.placed", "__time_of_recording":
                 "2024-03-01 10:00:00.000000+0000"}, payload={"n": 1})),
                (2, B16, B16, 2, j(headers={"__event_type": "Shop\\Paid", "__time_of_recording":
                 "2024-03-01 10:00:01.500000+0000"}, payload={"n": 2})),
            ]
        },
        [(B, 1, "shop.placed", T1), (B, 2, "Paid", T2)],
    ),
    "hallgren": Seen(
        "hallgren",
        _HALLGREN,
        {
            "events": [
                (1, "p1", 1, "Born", "Person", "2024-03-01T10:00:00Z", b'{"Name":"k"}', b"{}"),
                (2, "p1", 2, "AgedOneYear", "Person", "2024-03-01T10:00:01.5Z", b"{}", b'{"foo":1}'),
                (3, "p1", 1, "Opened", "Account", "2024-03-01T10:00:02Z", b"{}", None),
            ]
        },
        [("Person-p1", 1, "Born", T1), ("Person-p1", 2, "AgedOneYear", T2), ("Account-p1", 1, "Opened", T3)],
    ),
    "eventium": Seen(
        "eventium",
        "CREATE TABLE events(id INTEGER PRIMARY KEY, uuid VARCHAR NOT NULL, version INTEGER NOT NULL, event VARCHAR NOT NULL);",
        {
            "events": [
                (1, A, 0, j(tag="CounterIncremented", contents=1)), (2, B, 0, j(tag="CounterReset")),
                (3, A, 1, j(tag="CounterIncremented", contents=5)),
            ]
        },
        [(A, 0, "CounterIncremented", None), (B, 0, "CounterReset", None), (A, 1, "CounterIncremented", None)],
    ),
    "livestore": Seen(
        "livestore",
        _LIVESTORE,
        {
            "eventlog": [
                (2, 0, 0, 1, 0, 0, "v1.TodoCompleted", j(id="t"), "c", "s", 1, None),
                (1, 0, 0, 0, 0, 0, "v1.TodoCreated", j(id="t", text="x"), "c", "s", 1, None),
                (1, 1, 0, 1, 0, 0, "v1.UiStateSet", "{}", "c", "s", 1, None),
            ]
        },
        [
            ("eventlog", 1, "v1.TodoCreated", None), ("eventlog", 2, "v1.UiStateSet", None),
            ("eventlog", 3, "v1.TodoCompleted", None),
        ],
    ),
    "actual budget": Seen(
        "actual budget",
        _ACTUAL,
        {
            "messages_crdt": [
                (1, "2024-03-01T10:00:02.000Z-0000-9c1f2a3b4c5d6e7f", "payees", "p1", "name", b"S:Shop"),
                (2, "2024-03-01T10:00:00.000Z-0000-9c1f2a3b4c5d6e7f", "payees", "p1", "name", b"S:Old"),
                (3, "2024-03-01T10:00:01.500Z-0001-0000000000000001", "accounts", "a1", "closed", b"N:0"),
            ]
        },
        [("payees/p1", 1, "payees/name", T1), ("accounts/a1", 1, "accounts/closed", T2), ("payees/p1", 2, "payees/name", T3)],
    ),
    "home assistant": Seen(
        "home assistant",
        _HOME_ASSISTANT,
        {
            "states_meta": [(1, "light.kitchen"), (2, "sensor.temp")],
            "state_attributes": [(1, 7, j(brightness=5)), (2, 8, j(unit="C"))],
            "states": [
                (1, *[None], "on", *[None] * 4, None, None, S1, None, 1, *[None] * 3, 0, b"\1" * 16, None, None, 1),
                (2, *[None], "21", *[None] * 4, None, None, S2, None, 2, *[None] * 3, 0, b"\1" * 16, None, None, 2),
                (3, *[None], "off", *[None] * 4, None, None, S3, 1, 1, *[None] * 3, 0, b"\1" * 16, None, None, 1),
            ],
        },
        [
            ("light.kitchen", 1, "state_changed", T1), ("sensor.temp", 1, "state_changed", T2),
            ("light.kitchen", 2, "state_changed", T3),
        ],
    ),
    "synapse": Seen(
        "synapse",
        _SYNAPSE,
        {
            "events": [
                (-5, 1, "$a", "m.room.create", "!r:x", None, None, 1, 0, 1, S1 * 1000, 0, "@u:x", 0, "m", "", None),
                (7, 2, "$b", "m.room.message", "!r:x", None, None, 1, 0, 2, int(S2 * 1000), 0, "@u:x", 0, "m", None, None),
            ],
            "event_json": [
                ("$a", "!r:x", "{}", j(type="m.room.create", content={"creator": "@u:x"}), 3),
                ("$b", "!r:x", "{}", j(type="m.room.message", content={"body": "hi"}), 3),
            ],
        },
        [("!r:x", 1, "m.room.create", T1), ("!r:x", 2, "m.room.message", T2)],
    ),
    "activitywatch": Seen(
        "activitywatch",
        _ACTIVITYWATCH,
        {
            "bucketmodel": [(1, "aw-window_pc", "2024-01-01", None, "currentwindow", "aw", "pc", "{}")],
            "eventmodel": [
                (1, 1, "2024-03-01 10:00:00+00:00", 1.5, j(app="term")),
                (2, 1, "2024-03-01 10:00:01.500000+00:00", 2, j(app="web")),
            ],
        },
        [("aw-window_pc", 1, "currentwindow", T1), ("aw-window_pc", 2, "currentwindow", T2)],
    ),
    "django-simple-history": Seen(
        "django-simple-history",
        _DJANGO,
        {
            "polls_historicalpoll": [
                (7, "why?", 1, "2024-03-01 10:00:00", None, "+", None),
                (8, "who?", 2, "2024-03-01 10:00:01.500000", None, "+", 1),
                (7, "why not?", 3, "2024-03-01 10:00:02", "typo", "~", 1),
            ]
        },
        [("7", 1, "created", T1), ("8", 1, "created", T2), ("7", 2, "changed", T3)],
    ),
    "sqlalchemy-continuum": Seen(
        "sqlalchemy-continuum",
        _CONTINUUM,
        {
            "transaction": [
                ("2024-03-01 10:00:00", 1, None), ("2024-03-01 10:00:01.500000", 2, None), ("2024-03-01 10:00:02", 3, None),
            ],
            "article_version": [(1, "c", 3, None, 2), (1, "a", 1, 2, 0), (1, "b", 2, 3, 1)],
        },
        [("1", 1, "insert", T1), ("1", 2, "update", T2), ("1", 3, "delete", T3)],
    ),
    "openai-agents": Seen(
        "openai-agents",
        _AGENTS,
        {
            "agent_messages": [
                (1, "chat-1", j(role="user", content="hi"), "2024-03-01 10:00:00"),
                (2, "chat-1", j(type="function_call", name="f"), "2024-03-01 10:00:01.5"),
                (3, "chat-1", j(role="assistant", type="message", content=[]), "2024-03-01 10:00:02"),
            ]
        },
        [("chat-1", 1, "user", T1), ("chat-1", 2, "function_call", T2), ("chat-1", 3, "assistant.message", T3)],
    ),
    "taskchampion": Seen(
        "taskchampion",
        _TASKCHAMPION,
        {
            "operations(id, data, synced)": [
                (1, '"UndoPoint"', 0),
                (2, j(Create={"uuid": A}), 0),
                (3, j(Update={"uuid": A, "property": "status", "value": "pending", "timestamp": "2024-03-01T10:00:02Z"}), 0),
            ]
        },
        [("(no stream)", 1, "UndoPoint", None), (A, 1, "Create", None), (A, 2, "Update", T3)],
    ),
}  # fmt: skip
