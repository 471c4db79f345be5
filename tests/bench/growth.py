"""`python -m tests.bench.growth [--events 100k,1m,10m] [--only N] [--json]`: how each figure grows with the store.

The benchmarks run once for each size, each in a process of its own. A slope is that of the logarithms: 1 is as the
number of events, 0 not at all. A store that is not there is written first: one of 30m takes 11 GB and six minutes.
"""

import argparse
import json
import math
import subprocess
import sys
from typing import Any, TypeAlias

from tests.bench.figure import Unit, shown
from tests.bench.sizes import count_of

_Key: TypeAlias = tuple[int, str]


def measured(events: int, only: list[int]) -> dict[_Key, dict[str, Any]]:
    """The figures of one size that were measured, by goal and name."""
    words = [word for goal in only for word in ("--only", str(goal))]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--events", str(events), "--json", *words],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    # What a store that is written first says stands before the list.
    told = json.loads(done.stdout[done.stdout.index("[") :])
    return {(row["goal"], row["figure"]): row for row in told if row["ours"]}


def slope(sizes: list[int], values: list[float]) -> float:
    """The exponent of growth: the least squares' line through the logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(value) for value in values]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - mean_x) ** 2 for x in xs)
    return sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / spread


def table(sizes: list[int], only: list[int]) -> list[dict[str, Any]]:
    """A row for each figure that every size has."""
    by_size = [measured(size, only) for size in sizes]
    rows = []
    for key, first in by_size[0].items():
        if all(key in figures for figures in by_size):
            values = [float(figures[key]["ours"]) for figures in by_size]
            unit: Unit = first["unit"]
            rows.append(
                {
                    "goal": key[0],
                    "figure": key[1],
                    "unit": unit,
                    "events": sizes,
                    "ours": values,
                    "slope": slope(sizes, values),
                }
            )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    parser.add_argument("--events", default="100k,1m,10m", metavar="N,N,…", help="sizes, two at least")
    parser.add_argument("--only", type=int, action="append", default=[], metavar="N", help="only this target")
    parser.add_argument("--json", action="store_true", help="print a JSON list of the rows")
    arguments = parser.parse_args()
    sizes = sorted({count_of(size) for size in arguments.events.split(",")})
    if len(sizes) < 2:
        parser.error("a slope needs two sizes")
    rows = table(sizes, arguments.only)
    if arguments.json:
        print(json.dumps(rows, indent=1))
        return
    print(f"{'':<52}{''.join(f'{size:>18,}' for size in sizes)}   slope")
    for row in rows:
        cells = "".join(f"{shown(value, row['unit']).strip():>18}" for value in row["ours"])
        print(f"{row['goal']:>2}  {row['figure']:<48}{cells}{row['slope']:8.2f}")


if __name__ == "__main__":
    main()
