"""What is kept in the cache folder: found again as it was, or not at all."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from inspector.events.cancel import NEVER, Cancel
from inspector.events.errors import Cancelled
from inspector.store import cache as cache_module
from inspector.store.cache import Cache

STORE = Path("some.sqlite")
ROWS = np.arange(300_000, dtype=np.int64)
NAMES = ["a", "straße", ""]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    monkeypatch.setenv("INSPECTOR_CACHE_DIR", str(tmp_path))
    return Cache()


def kept_file(cache: Cache) -> Path:
    (path,) = cache.folder.iterdir()
    return path


TYPES = some.sampled_from([np.int8, np.uint8, np.int16, np.int32, np.int64, np.uint64, np.bool_])
ARRAYS = some.integers(0, 9).flatmap(lambda size: TYPES.map(lambda kind: np.arange(size).astype(kind)))


@given(
    some.dictionaries(some.text(max_size=5), some.integers(-(2**63), 2**63 - 1) | some.text(), max_size=2),
    some.dictionaries(some.text(max_size=5), ARRAYS, max_size=2),
    some.lists(some.text()),
)
@settings(max_examples=40)
def test_what_is_kept_is_found_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, key: dict[str, int | str], arrays: dict[str, np.ndarray], texts: list[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INSPECTOR_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        cache = Cache()
        assert cache.keep(STORE, "what", key, arrays, {"texts": texts})
        kept = cache.find(STORE, "what")
        assert cache.find(STORE, "other") is None
    assert kept is not None
    assert kept.is_sound(NEVER)
    assert kept.key == key
    assert kept.texts == {"texts": texts}
    assert kept.arrays.keys() == arrays.keys()
    for name, array in arrays.items():
        assert kept.arrays[name].dtype == array.dtype
        assert np.array_equal(kept.arrays[name], array)
        assert not kept.arrays[name].flags.writeable


def test_a_flipped_bit_is_found_wherever_it_is(cache: Cache) -> None:
    cache.keep(STORE, "what", {"one": 1}, {"rows": ROWS}, {"names": NAMES})
    path = kept_file(cache)
    whole = path.read_bytes()
    for at in [*range(0, 200, 13), len(whole) // 3, len(whole) // 2, len(whole) - 70]:
        for bit in (0, 5):
            cache.keep(STORE, "what", {"one": 1}, {"rows": ROWS}, {"names": NAMES})
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
            kept = cache.find(STORE, "what")
            if kept is None:
                assert not path.exists()
            elif kept.is_sound(NEVER):
                assert whole[at] == 0  # where nothing lies
                assert np.array_equal(kept.arrays["rows"], ROWS)


@pytest.mark.parametrize(
    "spoil", [lambda raw: raw[:-1], lambda raw: raw[:20], lambda raw: b"", lambda raw: raw + b"\0"]
)
def test_a_file_of_another_length_is_dropped(cache: Cache, spoil: Callable[[bytes], bytes]) -> None:
    cache.keep(STORE, "what", {}, {"rows": ROWS}, {})
    path = kept_file(cache)
    path.write_bytes(spoil(path.read_bytes()))
    assert cache.find(STORE, "what") is None
    assert not path.exists()


def test_a_file_of_another_version_is_dropped(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.keep(STORE, "what", {}, {"rows": ROWS}, {})
    monkeypatch.setattr(cache_module, "_MAGIC", b"inspector kept\x00\x02")
    assert cache.find(STORE, "what") is None
    assert list(cache.folder.iterdir()) == []


def test_what_was_not_used_for_longest_goes_first(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    small = Cache(most_bytes=ROWS.nbytes * 5 // 2)
    for number, name in enumerate(("a", "b")):
        small.keep(STORE, name, {}, {"rows": ROWS}, {})
        os.utime(max(small.folder.iterdir(), key=lambda path: path.stat().st_mtime_ns), (number, number))
    assert small.find(STORE, "a") is not None  # used, so now "b" is the oldest
    small.keep(STORE, "c", {}, {"rows": ROWS}, {})
    assert [name for name in "abc" if small.find(STORE, name)] == ["a", "c"]
    assert small.size() == sum(path.stat().st_size for path in small.folder.iterdir())
    small.clear()
    assert small.size() == 0


def test_what_is_in_use_stays_when_it_is_replaced_or_dropped(cache: Cache) -> None:
    cache.keep(STORE, "what", {}, {"rows": ROWS}, {})
    kept = cache.find(STORE, "what")
    assert kept is not None
    cache.keep(STORE, "what", {}, {"rows": ROWS[:5]}, {})
    cache.clear()
    assert kept.is_sound(NEVER)
    assert np.array_equal(kept.arrays["rows"], ROWS)


def test_a_part_that_a_killed_process_left_is_removed(cache: Cache) -> None:
    cache.keep(STORE, "what", {}, {"rows": ROWS}, {})
    part = kept_file(cache).with_suffix(".part")
    part.write_bytes(b"half")
    assert not cache.keep(STORE, "what", {}, {"rows": ROWS[:5]}, {})  # somebody may be writing it
    os.utime(part, (0, 0))
    assert cache.keep(STORE, "what", {}, {"rows": ROWS[:5]}, {})
    assert not part.exists()


def test_a_cancelled_or_failed_writing_leaves_nothing(cache: Cache) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        cache.keep(STORE, "what", {}, {"rows": ROWS}, {}, cancel=cancel)
    assert not cache.keep(STORE, "what", {}, {"rows": ROWS}, {"names": ["\ud800"]})
    assert list(cache.folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file sizes")
def test_a_full_disk_keeps_nothing(cache: Cache) -> None:
    import resource  # noqa: PLC0415  not on Windows

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        assert not cache.keep(STORE, "what", {}, {"rows": ROWS}, {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(cache.folder.iterdir()) == []


def test_a_folder_that_cannot_be_is_no_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("INSPECTOR_CACHE_DIR", str(tmp_path / "file"))
    cache = Cache()
    assert not cache.keep(STORE, "what", {}, {"rows": ROWS}, {})
    assert cache.find(STORE, "what") is None
    assert cache.size() == 0
    cache.clear()


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
def test_only_the_user_may_read_what_is_kept(cache: Cache) -> None:
    cache.keep(STORE, "what", {}, {"rows": ROWS}, {})
    assert kept_file(cache).stat().st_mode & 0o777 == 0o600
    assert cache.folder.stat().st_mode & 0o777 == 0o700
