"""Files that LangGraph's own library writes: encrypted checkpoints and forks."""

import base64
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from format_files import events

import inspector
from inspector.events.event import Undecodable
from inspector.store.cipher import AesEax
from inspector.store.reading import Reading
from inspector.store.registry import open_log
from inspector.workspace.key import decode_key

LETTERS = "a-text-key-of-32-letters-0000000"
BASE64_LETTERS = "abcdefghijklmnopqrstuvwxyz012345"
"""Base64 of 24 bytes as well."""
THREAD = "order-1"


class Saver:
    """The library's saver of one file; `put` writes a checkpoint after another one and gives its id."""

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from langgraph.checkpoint.base import empty_checkpoint  # noqa: PLC0415  1 s
            from langgraph.checkpoint.serde.encrypted import EncryptedSerializer  # noqa: PLC0415
            from langgraph.checkpoint.sqlite import SqliteSaver  # noqa: PLC0415

            serde = None if key is None else EncryptedSerializer.from_pycryptodome_aes(key=key)
        self._empty = empty_checkpoint
        self._sqlite = sqlite3.connect(path)
        self._saver = SqliteSaver(self._sqlite, serde=serde)
        self.written: list[dict[str, Any]] = []

    def put(self, values: dict[str, Any], after: str | None = None) -> str:
        here = {"thread_id": THREAD, "checkpoint_ns": ""}
        checkpoint = self._empty() | {"channel_values": values}
        config: Any = {"configurable": here if after is None else here | {"checkpoint_id": after}}
        told: Any = {"source": "loop", "step": len(self.written) - 1, "parents": {}}
        self._saver.put(config, checkpoint, told, {})  # type: ignore[arg-type]
        self.written.append(dict(checkpoint))
        return str(checkpoint["id"])

    def close(self) -> None:
        self._sqlite.close()


@pytest.fixture
def saved(path: Path) -> Iterator[Saver]:
    with closing(Saver(path)) as saver:
        yield saver


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        (LETTERS.encode(), LETTERS),
        (BASE64_LETTERS.encode(), BASE64_LETTERS),
        (base64.b64decode(BASE64_LETTERS), BASE64_LETTERS),
        (bytes(range(16)), base64.b64encode(bytes(range(16))).decode()),
        (b"sixteen letters!", "sixteen letters!"),
    ],
)
def test_what_the_library_encrypted_is_read_with_its_key(key: bytes, typed: str, path: Path) -> None:
    states = [{"n": 1, "cart": {"Größe": [1, 2.5]}}, {"n": 2, "cart": {}}]
    with closing(Saver(path, key)) as saver:
        first = saver.put(states[0])
        saver.put(states[1], first)
    locked = events(path, format="langgraph")
    for event in locked:
        assert isinstance(event.payload, Undecodable)
        assert "needs its key: give it with" in event.payload.reason
    log = open_log(path, Reading(key=decode_key(typed)))
    found = list(log.read())
    narrow = [time for chunk in log.columns() for time in chunk.times.tolist()]
    log.close()
    assert log.facts.lockable
    assert [event.payload for event in found] == states
    assert [event.time_ns for event in found] == narrow
    assert [str(event.time) for event in found] == [one["ts"].replace("T", " ") for one in saver.written]
    wrong = open_log(path, Reading(key=bytes(16)))
    for event in wrong.read():
        assert isinstance(event.payload, Undecodable)
        assert event.payload.reason.startswith("The key does not decrypt this")
    wrong.close()


def test_the_published_example_of_eax() -> None:
    # The last test vector of the paper whose header is dropped has a tag that holds it; so the library's own is taken.
    from Crypto.Cipher import AES  # noqa: PLC0415

    for size in (16, 24, 32):
        for length in (0, 1, 16, 33, 1000):
            key, text = bytes(range(size)), bytes(length)
            cipher = AES.new(key, AES.MODE_EAX)
            sealed, tag = cipher.encrypt_and_digest(text)
            raw = cipher.nonce + tag + sealed
            assert AesEax(key).decrypted(raw) == text
            assert text[:50] in [start[:50] for start in AesEax(key).beginnings(raw)]
            for changed in (raw[:-1], bytes([raw[0] ^ 1]) + raw[1:], b"", raw[:20]):
                assert AesEax(key).decrypted(changed) is None


def test_every_checkpoint_of_a_forked_thread_is_its_state_then(saved: Saver, path: Path) -> None:
    first = saved.put({"n": 1})
    second = saved.put({"n": 2}, first)
    saved.put({"n": 3}, second)
    fork = saved.put({"n": 20}, first)
    saved.put({"n": 30}, fork)
    with inspector.open(path) as workspace:
        assert [workspace.state(THREAD, at=at) for at in range(1, 6)] == [{"n": n} for n in (1, 2, 3, 20, 30)]
