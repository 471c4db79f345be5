"""--key-env: an encrypted store is read with the key in that environment variable, which is never repeated."""

import base64
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from program import Cli, folder_state

KEY = bytes(range(16))
TEXT = base64.b64encode(KEY).decode()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two encrypted events, as the library eventsourcing lays them out."""
    monkeypatch.setenv("STORE_KEY", TEXT)
    folder = tmp_path / "stores"
    folder.mkdir()
    path = folder / "bank.sqlite"
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute(
            """CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB,
               PRIMARY KEY (originator_id, originator_version))"""
        )
        for version in (1, 2):
            nonce = bytes([version]) * 12
            sealed = AESGCM(KEY).encrypt(nonce, json.dumps({"balance": version * 10}).encode(), None)
            state = nonce + sealed[-16:] + sealed[:-16]
            sqlite.execute("INSERT INTO stored_events VALUES ('a', ?, 'bank:Account.Paid', ?)", (version, state))
        sqlite.commit()
    return path


def test_every_verb_that_reads_takes_a_key(cli: Cli, store: Path, tmp_path: Path) -> None:
    before = folder_state(store.parent)
    with_key = ("--key-env", "STORE_KEY")
    assert [line["payload"] for line in cli("events", store, *with_key, "--json").lines] == [
        {"balance": 10},
        {"balance": 20},
    ]
    assert cli("state", store, "--stream", "a", *with_key, "--json").json["state"] == {"balance": 20}
    assert cli("info", store, *with_key).code == 0
    assert cli("log", store, *with_key).code == 0
    copy = tmp_path / "copy.sqlite"
    assert cli("export", store, "-o", copy, *with_key).code == 0
    assert [line["payload"] for line in cli("events", copy, "--json").lines] == [{"balance": 10}, {"balance": 20}]
    assert folder_state(store.parent) == before


def test_without_a_key_each_event_says_how_to_give_one(cli: Cli, store: Path) -> None:
    text = cli("events", store).out
    assert text.count("--key-env NAME") == 2


@pytest.mark.parametrize(
    ("value", "code", "said"),
    [
        (None, 2, "there is no environment variable 'STORE_KEY' to take the key from"),
        ("no base64!", 2, "the environment variable 'STORE_KEY' holds no key: This is no base64"),
        ("c2VjcmV0", 2, "The key has 6 bytes; a key of AES has 16, 24 or 32; see `inspector info --help`."),
        ("", 2, "The key has 0 bytes"),
    ],
)
def test_a_key_that_is_none(
    value: str | None, code: int, said: str, cli: Cli, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if value is None:
        monkeypatch.delenv("STORE_KEY")
    else:
        monkeypatch.setenv("STORE_KEY", value)
    sentence = cli("info", store, "--key-env", "STORE_KEY").sentence(code)
    assert said in sentence
    assert not value or value not in sentence


def test_the_window_is_opened_with_the_key(cli: Cli, store: Path, tmp_path: Path) -> None:
    assert cli("screenshot", store, "-o", tmp_path / "w.png", "--stream", "a", "--key-env", "STORE_KEY").code == 0
