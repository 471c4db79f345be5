"""What the producers of real stores say of them, in one shape: for each stream, what is known of its events and states.

Each store has a `.truth.json` beside it, written with the producer's own means, so each producer tells other things.
What is not told is `UNTOLD` and not compared.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

UNTOLD: Final = object()


@dataclass(frozen=True)
class Told:
    """What is known of one event. nth: its place in its stream, from 1. state: of its stream after it."""

    nth: int
    version: object = UNTOLD
    id: object = UNTOLD
    type: object = UNTOLD
    time_ns: object = UNTOLD
    payload: object = UNTOLD
    position: object = UNTOLD
    state: object = UNTOLD


@dataclass(frozen=True)
class Truth:
    """What is known of one table of events.

    count: of its events, None where untold. streams: by name, or by a part of it that no other has. within_ns: how far
    times may lie off, because they were computed in doubles on their way into the file.
    """

    streams: Mapping[str, list[Told]]
    count: int | None = None
    table: str | None = None
    within_ns: int = 0
    whole: bool = True
    """Whether all events of a stream are told."""


@dataclass(frozen=True)
class Known:
    """What this program is held to."""

    format: str
    exact: bool = False
    hidden: bool = False
    """Whether payloads are encrypted, so that nothing in them is known."""
    own: Mapping[str, Any] = field(default_factory=dict)
    """Of `Truth`: what is so in this file alone."""


KNOWN: dict[str, Known] = {
    "akka_net_sqlite": Known("akka.net", own={"within_ns": 16_000}),
    "cqrs_es_sqlite_es": Known("cqrs-es"),
    "emmett_042": Known("emmett"),
    "eventsource_py": Known("eventsource-py"),
    "eventsourcing_aes": Known("eventsourcing", hidden=True),
    "eventsourcing_aggregate_recorder": Known("eventsourcing"),
    "eventsourcing_plain": Known("eventsourcing"),
    "eventsourcing_snapshots": Known("eventsourcing"),
    "eventsourcing_wal_pending": Known("eventsourcing"),
    "eventsourcing_zlib": Known("eventsourcing"),
    "google_adk_database_v1": Known("google-adk"),
    "langgraph_checkpoints": Known("langgraph", exact=True),
    "neventstore": Known("neventstore"),
    "opencode_events": Known("opencode", exact=True),
    "rails_event_store": Known("rails event store"),
    "rotorsoft_act": Known("act"),
    "spatie_laravel": Known("spatie"),
}
"""By the stem of the file. A store that is not here yet is read all the same, and its results are shown."""


def truths(store: Path) -> list[Truth]:
    """What is told of a store, table by table; empty if nothing is that we understand."""
    told = json.loads(store.with_suffix(".truth.json").read_text("utf-8"))
    known = KNOWN.get(store.stem, Known(""))
    for reads in (_langgraph, _google_adk, _opencode, _published, _emmett, _act, _aggregates):
        found = reads(told, known)
        if found:
            return found
    return []


def nanoseconds(iso: str) -> int:
    return (datetime.fromisoformat(iso) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 1000


def _numbered(told: list[dict[str, Any]], one: Callable[[int, dict[str, Any]], Told]) -> list[Told]:
    return [one(nth, each) for nth, each in enumerate(told, start=1)]


def _langgraph(told: dict[str, Any], _known: Known) -> list[Truth]:
    def one(nth: int, at: dict[str, Any]) -> Told:
        time_ns = nanoseconds(at["created_at"])
        return Told(nth, nth, at["checkpoint_id"], at["source"], time_ns, state=at["values"])

    threads = {name: _numbered(history[::-1], one) for name, history in told.get("threads", {}).items() if history}
    return [Truth(threads, told["tables"]["checkpoints"])] if threads else []


def _google_adk(told: dict[str, Any], _known: Known) -> list[Truth]:
    def one(nth: int, at: dict[str, Any]) -> Told:
        return Told(nth, nth, at["event_id"], UNTOLD, round(at["timestamp"] * 1e6) * 1000, state=at["state"])

    sessions = {
        f"{session['app_name']}/{session['user_id']}/{name}": _numbered(session["after"], one)
        for name, session in told.get("sessions", {}).items()
        if "after" in session and not session.get("deleted")
    }
    return [Truth(sessions, told["tables"]["events"])] if sessions else []


def _opencode(told: dict[str, Any], _known: Known) -> list[Truth]:
    sessions = {
        name: [Told(0, state=session)] for name, session in told.get("sessions", {}).items() if "messages" in session
    }
    return [Truth(sessions, whole=False)] if sessions else []


def _published(told: dict[str, Any], known: Known) -> list[Truth]:
    """Those that were written to a published schema; their domain is one and the same."""
    if not isinstance(told.get("streams"), dict):
        return []
    commits = known.format == "neventstore"  # events of one commit share its time

    def one(nth: int, at: dict[str, Any]) -> Told:
        time_ns = UNTOLD if commits else nanoseconds(at["at"])
        return Told(nth, UNTOLD, UNTOLD, at["type"], time_ns, UNTOLD, UNTOLD, at["state"])

    by_number = known.format in ("neventstore", "akka.net")
    streams = {
        f"todo-{number}" if by_number else stream["stream_uuid"]: _numbered([*stream["versions"].values()], one)
        for number, stream in told["streams"].items()
    }
    return [Truth(streams, sum(map(len, streams.values())), **known.own)]


def _emmett(told: dict[str, Any], _known: Known) -> list[Truth]:
    def events(stream: dict[str, Any]) -> Iterator[Told]:
        for nth, event in enumerate(stream["events"], start=1):
            meta, state = event["metadata"], stream["versions"][str(nth)]["state"]
            position, version = int(meta["globalPosition"]), int(meta["streamPosition"])
            # Its own reader tells the streamPosition of the batch; the version is the place.
            assert version <= nth
            yield Told(nth, nth, meta["messageId"], event["type"], UNTOLD, event["data"], position, state)

    if not all("events" in stream for stream in told["streams"]):
        return []
    streams = {stream["stream_id"]: list(events(stream)) for stream in told["streams"]}
    return [Truth(streams, told["total_events"])]


def _act(told: dict[str, Any], _known: Known) -> list[Truth]:
    if not all("events_incl_snapshots" in stream for stream in told["streams"]):
        return []
    closed = {stream: result["committed"] for stream, result in told["closed"]["truncated"]}
    streams: dict[str, list[Told]] = {}
    for stream in told["streams"]:
        name, states = stream["stream_id"], stream["versions"]
        if name in closed:
            end = closed[name]
            events = [Told(1, end["version"], str(end["id"]), end["name"], nanoseconds(end["created"]), end["data"])]
        else:
            events = [
                Told(
                    nth, event["version"], str(event["id"]), event["name"], position=event["id"],
                    state=states.get(str(event["version"]), {}).get("state", UNTOLD),
                )
                for nth, event in enumerate(stream["events_incl_snapshots"], start=1)
            ]  # fmt: skip
        streams[name] = events
    return [Truth(streams, sum(map(len, streams.values())))]


def _aggregates(told: dict[str, Any], known: Known) -> list[Truth]:
    """Aggregates at each version; their last change is their last event's time."""

    def one(version: str, state: dict[str, Any]) -> Told:
        changed = None if known.hidden else state.get("_modified_on")
        time_ns = UNTOLD if changed is None else nanoseconds(changed)
        return Told(int(version), int(version), time_ns=time_ns, state=state)

    tables: dict[str | None, dict[str, list[Told]]] = {}
    for stream in told["streams"]:
        events = [one(version, state) for version, state in stream["versions"].items()]
        tables.setdefault(stream.get("table"), {})[stream["stream_id"]] = events
    counts = told.get("tables", {})
    count = told.get("total_events") or counts.get("stored_events") or counts.get("events")
    return [Truth(streams, counts.get(table, count), table) for table, streams in tables.items()]
