"""Fold rules give the producers' own states, for every stream at every version."""

import base64
import json
import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from results import Result
from truths import UNTOLD, Told, truths

import inspector
from inspector.events.event import Event
from inspector.events.log import EventLog

RULES = Path(__file__).parent / "rules"
STORES = Path(__file__).resolve().parents[3] / "shared" / "stores"
CASES = (
    ("eventsourcing_plain", "eventsourcing"),
    ("eventsourcing_zlib", "eventsourcing"),
    ("eventsourcing_aes", "eventsourcing"),
    ("eventsourcing_snapshots", "eventsourcing"),
    ("eventsourcing_wal_pending", "eventsourcing"),
    ("eventsourcing_aggregate_recorder", "eventsourcing"),
    ("emmett_042", "emmett"),
    ("rotorsoft_act", "act"),
    ("eventsource_py", "eventsource_py"),
    ("rails_event_store", "todo"),
    ("spatie_laravel", "todo"),
    ("cqrs_es_sqlite_es", "todo"),
    ("neventstore", "todo"),
    ("akka_net_sqlite", "todo"),
)


@pytest.mark.skipif(not STORES.is_dir(), reason="the producers' stores are not beside this checkout")
@pytest.mark.parametrize(("name", "rules"), CASES)
def test_rules_fold_what_the_producer_folds(
    name: str, rules: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for file in STORES.glob(f"{name}.sqlite*"):
        shutil.copyfile(file, tmp_path / file.name)
    wrong, result = [], Result(name, fold=f"{rules}.toml", is_exact=True)
    for truth in truths(STORES / f"{name}.sqlite"):
        reading = inspector.Reading(truth.table, key_of(name))
        with inspector.open(tmp_path / f"{name}.sqlite", reading=reading, domain=RULES / f"{rules}.toml") as workspace:
            result.format, log = workspace.facts.format, workspace.reader()
            for stream, told in truth.streams.items():
                for event, one in told_of(log, stream, told):
                    frame = workspace.frame(event.stream, event.position)
                    result.states += 1
                    if frame.error is None and plain(frame.state) == one.state:
                        result.exact += 1
                    else:
                        wrong.append((event.stream, event.version, frame.error, plain(frame.state), one.state))
            log.close()
    result.record(request)
    assert not wrong, wrong[0]
    assert result.exact > 50


@pytest.mark.skipif(not STORES.is_dir(), reason="the producers' stores are not beside this checkout")
def test_google_adk_folds_what_its_sessions_say_but_for_what_they_were_created_with(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    name = "google_adk_database_v1"
    file = shutil.copyfile(STORES / f"{name}.sqlite", tmp_path / f"{name}.sqlite")
    sessions = json.loads((STORES / f"{name}.truth.json").read_text("utf-8"))["sessions"].values()
    created = [item for session in sessions for item in session["initial_state"].items()]
    result = Result(name, "google-adk", "state-delta but for the creation state", is_exact=True)
    with inspector.open(file) as workspace:
        log = workspace.reader()
        for truth in truths(STORES / file.name):
            for stream, told in truth.streams.items():
                for event, one in told_of(log, stream, told):
                    state = workspace.frame(event.stream, event.position).state
                    assert isinstance(state, dict)
                    assert isinstance(one.state, dict)
                    untold = {key: value for key, value in one.state.items() if key not in state}
                    result.states += 1
                    result.exact += state | untold == one.state and all(item in created for item in untold.items())
        last = log.last_position()
        whole = workspace.frame(at=last)
        assert whole.state == {stream: workspace.state(stream, last) for stream in whole.state}
        log.close()
    result.record(request)
    # A session was deleted, and with it the events that had set a user's tier: six states have what no row tells.
    assert result.exact == result.states - 6 > 200


def told_of(log: EventLog, stream: str, told: list[Told]) -> list[tuple[Event, Told]]:
    """The events of a stream, which may be named in part, after which the producer told a state."""
    events = [event for event in log.read() if event.stream == stream or stream in event.stream]
    return [(events[one.nth - 1], one) for one in told if one.state is not UNTOLD]


def key_of(name: str) -> bytes | None:
    """What the payloads of a store are encrypted with, as its truth tells."""
    told = json.loads((STORES / f"{name}.truth.json").read_text("utf-8"))
    key = told.get("env", {}).get("CIPHER_KEY")
    return None if key is None else base64.b64decode(key)


def plain(value: Any) -> Any:
    """A state as the truth files spell it: decimals as texts."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value
