"""Fold rules give the producers' own states, for every stream at every version."""

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import inspector

RULES = Path(__file__).parent / "rules"
STORES = Path(__file__).resolve().parents[3] / "shared" / "stores"
CASES = (
    ("eventsourcing_plain", "eventsourcing", None),
    ("eventsourcing_zlib", "eventsourcing", None),
    ("eventsourcing_snapshots", "eventsourcing", None),
    ("eventsourcing_wal_pending", "eventsourcing", None),
    ("eventsourcing_aggregate_recorder", "eventsourcing", "account_events"),
    ("eventsourcing_aggregate_recorder", "eventsourcing", "order_events"),
    ("emmett_042", "emmett", None),
    ("rotorsoft_act", "act", None),
    ("eventsource_py", "eventsource_py", None),
)


def plain(value: Any) -> Any:
    """A state as the truth files spell it: decimals as texts."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def truths(name: str, table: str | None) -> Iterator[tuple[str, int, Any]]:
    """Stream, version and state, as the producer gave them."""
    truth = json.loads((STORES / f"{name}.truth.json").read_text(encoding="utf-8"))
    # act deletes the events of a stream that it closes, and writes a tombstone over them.
    closed = {stream for stream, _ in truth.get("closed", {}).get("truncated", ())}
    for stream in truth["streams"]:
        if stream["stream_id"] in closed or (table is not None and stream.get("table") != table):
            continue
        for version, state in stream["versions"].items():
            yield stream["stream_id"], int(version), state.get("state", state)


@pytest.mark.skipif(not STORES.is_dir(), reason="the producers' stores are not beside this checkout")
@pytest.mark.parametrize(("name", "rules", "table"), CASES)
def test_rules_fold_what_the_producer_folds(name: str, rules: str, table: str | None, tmp_path: Path) -> None:
    for file in STORES.glob(f"{name}.sqlite*"):
        shutil.copyfile(file, tmp_path / file.name)
    wrong, right = [], 0
    with inspector.open(
        tmp_path / f"{name}.sqlite", reading=inspector.Reading(table), domain=RULES / f"{rules}.toml"
    ) as workspace:
        log = workspace.reader()
        for stream, version, expected in truths(name, table):
            position = log.at_version(stream, version)
            assert position is not None, (stream, version)
            frame = workspace.frame(stream, position)
            if frame.error is None and plain(frame.state) == expected:
                right += 1
            else:
                wrong.append((stream, version, frame.error, plain(frame.state), expected))
        log.close()
    print(f"{name}{f' {table}' if table else ''}: {right} states exact, {len(wrong)} wrong")
    assert not wrong, wrong[0]
    assert right > 50
