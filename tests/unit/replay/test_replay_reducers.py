"""The built-in reducers."""

import copy

import jsonpatch
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.events.event import Event
from inspector.events.json_value import JsonFloat, decode, encode
from inspector.replay.reducers import REDUCERS, merged, patched


def apply(name: str, state: object, payload: object) -> object:
    """One step, held to change neither state nor payload."""
    event = Event(1, "id", "s", 1, "T", None, payload)
    before = copy.deepcopy((state, payload))
    result = REDUCERS[name].apply(state, event)
    assert (state, payload) == before
    return result


def test_merge_is_the_default():
    assert list(REDUCERS) == ["merge", "replace", "patch", "replace-by-id", "state-delta"]
    assert REDUCERS["merge"].initial("s") == {}
    assert [reducer.name for reducer in REDUCERS.values()] == list(REDUCERS)


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [  # RFC 7396, appendix A
        ('{"a":"b"}', '{"a":"c"}', '{"a":"c"}'),
        ('{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'),
        ('{"a":"b"}', '{"a":null}', "{}"),
        ('{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'),
        ('{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'),
        ('{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'),
        ('{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'),
        ('{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'),
        ('["a","b"]', '["c","d"]', '["c","d"]'),
        ('{"a":"b"}', '["c"]', '["c"]'),
        ('{"a":"foo"}', "null", "null"),
        ('{"a":"foo"}', '"bar"', '"bar"'),
        ('{"e":null}', '{"a":1}', '{"e":null,"a":1}'),
        ("[1,2]", '{"a":"b","c":null}', '{"a":"b"}'),
        ("{}", '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'),
        ('{"total":1.0}', '{"total":412.00}', '{"total":412.00}'),
    ],
)
def test_merge(target, patch, result):
    assert encode(apply("merge", decode(target), decode(patch))).decode() == result


def test_merge_shares_what_it_leaves():
    state = {"kept": {"deep": [1]}, "touched": {"a": {"x": 1}, "b": 1}}
    payload = {"touched": {"b": 2}, "new": ["y"]}
    result = merged(state, payload)
    assert result["kept"] is state["kept"]
    assert result["touched"]["a"] is state["touched"]["a"]
    assert result["new"] is payload["new"]


@pytest.mark.parametrize("payload", [{"a": None}, [1], 3, None, "text"])
def test_replace_is_the_last_payload(payload):
    assert apply("replace", {"old": True}, payload) == payload


def test_patch():
    state = {"items": [{"sku": "A12", "qty": 1}], "draft": True, "total": JsonFloat("412.00")}
    result = apply(
        "patch",
        state,
        [
            {"op": "test", "path": "/items/0/sku", "value": "A12"},
            {"op": "replace", "path": "/items/0/qty", "value": 3},
            {"op": "add", "path": "/items/-", "value": {"sku": "B7"}},
            {"op": "add", "path": "/items/1/qty", "value": 2},
            {"op": "move", "from": "/draft", "path": "/was~1draft"},
            {"op": "copy", "from": "/items/1", "path": "/last"},
        ],
    )
    assert encode(result) == (
        b'{"items":[{"sku":"A12","qty":3},{"sku":"B7","qty":2}],"total":412.00,"was/draft":true,'
        b'"last":{"sku":"B7","qty":2}}'
    )


@pytest.mark.parametrize(
    "payload",
    [
        {"op": "add"},
        "[]",
        None,
        [{"op": "jump", "path": ""}],
        [{"op": "remove", "path": "/missing"}],
        [{"op": "replace", "path": "a", "value": 1}],
        [{"op": "test", "path": "/a", "value": True}],
        [{"op": "add", "path": "/b", "value": 2}, {"op": "remove", "path": "/missing"}],
        [7],
    ],
)
def test_a_patch_that_does_not_apply_raises_and_changes_nothing(payload):
    state = {"a": 1}
    with pytest.raises(Exception, match=r"."):
        REDUCERS["patch"].apply(state, Event(1, "id", "s", 1, "T", None, payload))
    assert state == {"a": 1}


def test_an_empty_patch_changes_nothing():
    assert apply("patch", {"a": 1}, []) == {"a": 1}


pointers = st.lists(st.sampled_from(["a", "b", "0", "1", "-", "~0", "01", "x"]), max_size=3).map(
    lambda parts: "".join(f"/{part}" for part in parts)
)
documents = st.recursive(
    st.sampled_from([1, "x", None]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)
operations = st.fixed_dictionaries(
    {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test"]), "path": pointers, "from": pointers},
    optional={"value": documents},
)


@given(documents, st.lists(operations, max_size=4))
def test_a_patch_does_what_the_library_does_on_a_copy(document, patch):
    before = copy.deepcopy((document, patch))
    try:
        expected = jsonpatch.JsonPatch(patch).apply(document)
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, TypeError) as error:
        with pytest.raises(type(error)):
            patched(document, patch)
    else:
        assert patched(document, patch) == expected
    assert (document, patch) == before


def test_a_patch_shares_what_it_leaves():
    state = {"kept": {"deep": [1]}, "touched": {"a": {"x": 1}, "b": 1}}
    result = patched(state, [{"op": "replace", "path": "/touched/b", "value": 2}])
    assert result["kept"] is state["kept"]
    assert result["touched"]["a"] is state["touched"]["a"]
