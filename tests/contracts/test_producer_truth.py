"""The producer's own code gives the producer's own states, for every stream at every version."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from results import Result
from test_rules_truth import STORES, key_of, told_of
from truths import truths

import inspector
from inspector.events.json_value import literal

CODE = STORES / "gen_eventsourcing.py"
NAMES = ("plain", "zlib", "aes", "snapshots", "wal_pending", "aggregate_recorder")


@pytest.mark.skipif(not CODE.is_file(), reason="the producers' stores are not beside this checkout")
@pytest.mark.parametrize("name", NAMES)
def test_their_aggregates_fold_what_they_folded(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    name = f"eventsourcing_{name}"
    for file in (*STORES.glob(f"{name}.sqlite*"), CODE):
        shutil.copyfile(file, tmp_path / file.name)
    source = inspector.ProducerSource.of(str(tmp_path / CODE.name))
    wrong, result = [], Result(name, fold=CODE.stem, is_exact=True)
    for truth in truths(STORES / f"{name}.sqlite"):
        reading = inspector.Reading(truth.table, key_of(name))
        with inspector.open(tmp_path / f"{name}.sqlite", reading=reading, domain=source) as workspace:
            result.format, log = workspace.facts.format, workspace.reader()
            for stream, told in truth.streams.items():
                for event, one in told_of(log, stream, told):
                    frame = workspace.frame(event.stream, event.position)
                    result.states += 1
                    if frame.error is None and frame.exact and is_as_told(frame.state, one.state):
                        result.exact += 1
                    else:
                        wrong.append((event.stream, event.version, frame.error, frame.state, one.state))
            log.close()
    result.record(request)
    assert not wrong, wrong[0]
    assert result.exact > 50


def is_as_told(shown: Any, told: Any) -> bool:
    """Whether a state is what the truth tells, where decimals are the texts of our literals."""
    if isinstance(shown, dict) and isinstance(told, dict):
        return shown.keys() == told.keys() and all(is_as_told(value, told[key]) for key, value in shown.items())
    if isinstance(shown, list) and isinstance(told, list):
        return len(shown) == len(told) and all(map(is_as_told, shown, told))
    return bool(literal(shown) == told if isinstance(shown, float) and isinstance(told, str) else shown == told)
