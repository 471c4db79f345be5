"""What real stores suggest agrees with all that their producers stored, and mostly with all they ever held."""

import shutil
from pathlib import Path

import pytest
from results import Result
from test_rules_truth import STORES, plain, told_of
from truths import truths

import inspector
from inspector.domain.rules_file import parse_rules
from inspector.domain.rules_text import rules_text
from inspector.workspace.rules_check import check_rules
from inspector.workspace.suggesting import suggested

CASES = ("eventsourcing_snapshots", "eventsourcing_zlib", "eventsource_py", "rotorsoft_act")


@pytest.mark.skipif(not STORES.is_dir(), reason="the producers' stores are not beside this checkout")
@pytest.mark.parametrize("name", CASES)
def test_suggested_rules_agree_with_the_stored_snapshots(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    shutil.copyfile(STORES / f"{name}.sqlite", tmp_path / f"{name}.sqlite")
    result = Result(name, fold="suggested rules")
    with inspector.open(tmp_path / f"{name}.sqlite") as workspace:
        found = suggested(workspace)
        assert found is not None
        rules = parse_rules(rules_text(found.rules, found.evidence()), "suggested rules")
        check = check_rules(workspace, rules)
        assert check.agrees == check.snapshots >= 10
        assert (found.agrees, found.snapshots) == (check.agrees, check.snapshots)
        workspace.use_domain(rules)
        result.format, log = workspace.facts.format, workspace.reader()
        for truth in truths(STORES / f"{name}.sqlite"):
            for stream, told in truth.streams.items():
                for event, one in told_of(log, stream, told):
                    frame = workspace.frame(event.stream, event.position)
                    result.states += 1
                    result.exact += frame.error is None and plain(frame.state) == one.state
        log.close()
    result.record(request)
    assert result.exact > result.states // 2
