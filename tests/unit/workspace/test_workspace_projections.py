"""Projections through the workspace: frames of keys, what an event did to one, and rollbacks."""

from pathlib import Path

import pytest

import inspector
from inspector.events.errors import NotFound

RULES = """
[projection.owned]
key = "payload.owner"

[[projection.owned.on.Bought]]
append = "/things"
value = "event.stream"

[[projection.owned.on.Sold]]
remove = "/things"
where = "item == event.stream"
"""


@pytest.fixture
def store(tmp_path: Path) -> inspector.Workspace:
    rules = tmp_path / "owned.toml"
    rules.write_text(RULES, encoding="utf-8")
    workspace = inspector.create(tmp_path / "s.sqlite")
    workspace.use_domain(rules)
    for stream, type, owner in (
        ("house-1", "Bought", "ada"), ("car-1", "Bought", "bob"), ("car-2", "Bought", "ada"),
        ("house-1", "Sold", "ada"),
    ):  # fmt: skip
        workspace.append(stream, type, {"owner": owner})
    yield workspace
    workspace.close()


def test_a_key_has_a_state_at_every_position(store: inspector.Workspace) -> None:
    assert store.projections == ("owned",)
    states = [store.project("owned", "ada", at).state for at in range(5)]
    assert states == [
        {}, {"things": ["house-1"]}, {"things": ["house-1"]}, {"things": ["house-1", "car-2"]}, {"things": ["car-2"]},
    ]  # fmt: skip
    frame = store.project("owned", "bob")
    assert (frame.projection, frame.key, frame.stream, frame.version) == ("owned", "bob", None, None)
    assert (frame.reducer, frame.exact, frame.after) == ("owned.toml", True, 2)
    assert store.project("owned").state == {"ada": {"things": ["car-2"]}, "bob": {"things": ["car-1"]}}
    assert store.keys("owned", 1) == ("ada",)


def test_a_step_says_what_an_event_did_to_its_key(store: inspector.Workspace) -> None:
    step = store.project_step("owned", "ada", 3)
    assert [change.kind for change in step.changes] == ["added"]
    assert step.frame.key == "ada"
    assert store.project_step("owned", "ada", 2).frame.key == "bob"
    assert store.project_step("owned", None, 0).frame.state == {}


def test_rolled_back_events_have_no_part(store: inspector.Workspace) -> None:
    assert store.project("owned", "ada").state == {"things": ["car-2"]}
    store.roll_back(to=1, stream="car-2")
    assert store.project("owned", "ada").state == {"things": []}
    step = store.project_step("owned", "ada", 3)
    assert step.ignored_by is not None
    assert step.changes == ()
    store.undo()
    assert store.project("owned", "ada").state == {"things": ["car-2"]}


def test_what_is_not_there_is_said(store: inspector.Workspace) -> None:
    with pytest.raises(NotFound, match=r"No event has the key 'eve' in the projection owned\."):
        store.project("owned", "eve")
    with pytest.raises(NotFound, match=r"There is no projection 'own'; there are owned\."):
        store.project("own")
    store.use_reducer("merge")
    with pytest.raises(NotFound, match="merge declares none"):
        store.project("owned")


def test_where_a_key_cannot_be_told_the_state_is_the_last_good_one(store: inspector.Workspace) -> None:
    store.append("car-9", "Bought", {"owner": {"first": "eve"}})
    store.append("car-10", "Bought", {"owner": "ada"})
    frame = store.project("owned", "ada")
    assert frame.state == {"things": ["car-2"]}
    assert frame.error is not None
    assert frame.error.position == 5
    assert store.project("owned", "ada", 4).error is None
    store.roll_back(4)
    store.append("car-11", "Bought", {"owner": "ada"})
    frame = store.project("owned", "ada")
    assert (frame.state, frame.error) == ({"things": ["car-2", "car-11"]}, None)
    store.undo(operation=store.log()[-2].number)
    assert store.project("owned", "ada").error is not None
