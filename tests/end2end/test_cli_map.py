"""`inspector map`: a table is guessed, shown, saved, edited, used, remembered and forgotten, and no file is touched."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from program import Cli, folder_state


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A table that is guessed, and one that only a mapping reads."""
    folder = tmp_path / "stores"
    folder.mkdir()
    path = folder / "store.db"
    with closing(sqlite3.connect(path)) as sqlite:
        sqlite.execute("CREATE TABLE events(stream TEXT, version INT, type TEXT, payload TEXT)")
        sqlite.execute("""INSERT INTO events VALUES ('s', 1, 'opened', '{"n": 1}'), ('s', 2, 'shut', '{')""")
        sqlite.execute("CREATE TABLE happened(at TEXT, cart TEXT, what TEXT)")
        sqlite.execute("INSERT INTO happened VALUES ('2024-03-01 10:00', 'c1', 'filled')")
        sqlite.commit()
    return path


MAPPING = 'name = "carts"\ntable = "happened"\nstream = "cart"\ntype = "what"\ntime = "at"\n'


def test_a_guess_is_shown_saved_and_read_back(cli: Cli, store: Path, tmp_path: Path) -> None:
    before, saved = folder_state(store.parent), tmp_path / "m.toml"
    shown = cli("map", store, "--save", saved, "--json")
    assert shown.code == 0
    assert shown.json["from"] == "guess"
    assert "This is a guess: the table events" in shown.json["note"]
    assert shown.json["mapping"] == {
        "table": "events", "stream": "stream", "type": "type", "version": "version", "payload": "payload",
    }  # fmt: skip
    assert [event["type"] for event in shown.json["events"]] == ["opened", "shut"]
    assert "1 has a payload that cannot be decoded" in shown.json["problems"][0]
    text = cli("map", store).out
    assert text.startswith("# This is a guess")
    assert saved.read_text(encoding="utf-8") in text
    assert "exists already" in cli("map", store, "--save", saved).sentence(1)
    assert cli("info", store, "--mapping", saved, "--json").json["format"] == "mapped"
    assert folder_state(store.parent) == before


def test_a_mapping_is_remembered_for_the_schema_and_forgotten(cli: Cli, store: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "carts.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    assert cli("map", store, "--mapping", mapping, "--remember").code == 0
    other = Path(shutil.copy(store, tmp_path / "another name.sqlite"))
    for path in (store, other):
        info = cli("info", path, "--json").json
        assert info["format"] == "carts"
        assert info["types"] == {"filled": 1}
        assert "was saved" in "".join(info["notes"])
    assert cli("info", store, "--table", "events", "--json").json["types"] == {"opened": 1, "shut": 1}
    assert cli("map", other).out.startswith("# The mapping that is remembered")
    assert cli("map", other, "--forget").code == 0
    assert cli("info", store, "--json").json["format"] == "≈ guessed"
    assert "No mapping is remembered" in cli("map", other, "--forget").sentence(3)


def test_the_events_are_shown_in_the_zone_that_is_named(cli: Cli, store: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "carts.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    for verb in ("events", "map"):
        told = cli(verb, store, "--mapping", mapping, "--zone", "Asia/Tokyo", "--json")
        shown = told.json["events"] if verb == "map" else told.lines
        assert shown[0]["time"].startswith("2024-03-01T01:00")
    sentence = cli("map", store, "--mapping", mapping, "--table", "events").sentence(1)
    assert "maps the table 'happened'; leave --table out" in sentence


def test_every_verb_that_reads_takes_a_mapping(cli: Cli, store: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "carts.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    assert [event["stream"] for event in cli("events", store, "--mapping", mapping, "--json").lines] == ["c1"]
    assert cli("state", store, "--mapping", mapping, "--json").json["exact"] is False
    assert cli("log", store, "--mapping", mapping).code == 0
    assert cli("export", store, "--mapping", mapping, "-o", tmp_path / "n.sqlite").code == 0
    assert cli("info", tmp_path / "n.sqlite", "--json").json["types"] == {"filled": 1}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('table = "nope"', "'nope', which the file does not have; it has"),
        ('table = "happened"\nstream = "x"', "`stream` is in the column 'x', which 'happened' does not have"),
        ('tabel = "happened"', "unknown field `tabel`"),
        ('table = "happened"\nfilters = [{ sql = "1; DROP TABLE events" }]', "unknown field `sql` at `filters[0]`"),
    ],
)
def test_a_wrong_mapping_is_one_sentence(cli: Cli, store: Path, tmp_path: Path, text: str, words: str) -> None:
    mapping = tmp_path / "m.toml"
    mapping.write_text(text, encoding="utf-8")
    for verb in (("info",), ("map", "--remember")):
        assert words in cli(verb[0], store, *verb[1:], "--mapping", mapping).sentence(1)


def test_what_needs_no_mapping_and_what_no_guess_reads(cli: Cli, store: Path, tmp_path: Path) -> None:
    assert "Nothing in the table 'happened' of" in cli("map", store, "--table", "happened").sentence(3)
    assert "no table and no view 'nope'" in cli("map", store, "--table", "nope").sentence(3)
    assert cli("append", tmp_path / "n.db", "--create", "--stream", "s", "--type", "T", "--data", "{}").code == 0
    assert "is a native store, which needs no mapping" in cli("map", tmp_path / "n.db").sentence(1)
