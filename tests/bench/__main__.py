"""`python -m tests.bench [--events 200k] [--only NAME] [--json]`: speed, each figure beside a baseline of the same run.

Nothing is asserted about time: machines differ, and the same machine by a factor of two from one minute to the next.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from tests.bench import states, windows
from tests.bench.stores import store
from tests.bench.table import Measure

BENCHES: dict[str, Callable[[Path], list[Measure]]] = {
    "open": windows.opening,
    "seek": states.seek,
    "block": windows.blocking,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--events", type=_count, default=200_000, metavar="N", help="events in the store: 200k, 1m")
    parser.add_argument("--only", choices=BENCHES, help="only this one")
    parser.add_argument("--json", action="store_true", help="print a JSON line for each figure")
    arguments = parser.parse_args()
    path = store(arguments.events)
    for name, bench in BENCHES.items():
        if arguments.only in (None, name):
            for measure in bench(path):
                figure = {"bench": name, "events": arguments.events, **asdict(measure), "ratio": measure.ratio}
                print(json.dumps(figure) if arguments.json else measure.line(), flush=True)


def _count(text: str) -> int:
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    return int(text[:-1] if factor > 1 else text) * factor


main()
