"""One run of the program, and what tests give it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector.events.event import NewEvent

ROOT = Path(__file__).resolve().parents[2]
SHOP = ROOT / "resources" / "samples" / "shop.py"


@dataclass(frozen=True)
class Answer:
    """What one run of the program said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]

    def sentence(self, code: int) -> str:
        """The one sentence of a run that failed with this code and printed nothing else."""
        assert self.code == code, self
        assert self.out == ""
        assert self.err.startswith("inspector: ")
        assert self.err.count("\n") == 1, self.err
        assert self.err.rstrip().endswith("."), self.err
        assert "Traceback" not in self.err
        assert "made a mistake" not in self.err, self.err
        return self.err.removeprefix("inspector: ").rstrip()


Cli = Callable[..., Answer]


def numbered(count: int, stream: str = "list-1") -> Sequence[NewEvent]:
    """Events whose payloads are `{"n": 1}`, `{"n": 2}`…, one minute apart."""
    return [
        NewEvent(stream, "Counted", {"n": number}, time_ns=1_773_318_731_000_000_000 + number * 60_000_000_000)
        for number in range(1, count + 1)
    ]


def folder_state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Names, bytes and mtimes of all files in a folder."""
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir() if path.is_file()}
