"""A file of fold rules: what is none is refused in a sentence, and soon."""

from pathlib import Path

import pytest

from inspector.domain.rules_file import load_rules
from inspector.events.errors import DomainError


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"a = \xff", "r.toml is no file of fold rules: it is not valid UTF-8 at byte 4."),
        (b"#" * (1 << 20) + b"#", "r.toml is no file of fold rules: it is larger than 1 MiB."),
        (b"x = " + b"[" * 5_000, "r.toml: it is nested too deep."),
    ],
)
def test_what_is_no_file_of_rules(tmp_path: Path, raw: bytes, told: str) -> None:
    path = tmp_path / "r.toml"
    path.write_bytes(raw)
    with pytest.raises(DomainError) as error:
        load_rules(path)
    assert str(error.value) == told


@pytest.mark.parametrize("part", ["a", "'='", '"\\"="', "a "])
@pytest.mark.parametrize("around", ["{} = 1", "[{}]", "initial = {{ x = 1, {} = 1 }}"])
def test_a_key_of_thousands_of_parts_is_refused_before_it_is_parsed(tmp_path: Path, part: str, around: str) -> None:
    path = tmp_path / "r.toml"
    path.write_text(around.format(" . ".join([part] * 20_000)))
    with pytest.raises(DomainError, match="line 1 has more than 100 dots in a row"):
        load_rules(path)


def test_many_fractions_in_one_line_are_no_such_key(tmp_path: Path) -> None:
    path = tmp_path / "r.toml"
    path.write_text(f"initial = {{ a = [{', '.join(['1.50'] * 500)}] }} # ....{'.' * 500}")
    assert len(str(load_rules(path).initial("s"))) > 500
