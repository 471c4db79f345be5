"""What came of the stores of real producers, told below the test run, whichever process a test ran in."""

from dataclasses import asdict, dataclass, field
from typing import Any

import pytest

PROPERTY = "real store"


@dataclass
class Result:
    """What came of one store. events: read, and told. right: events that are as they are told. exact: states.

    fold: what folded the states.
    """

    store: str
    format: str = "not recognised"
    fold: str = ""
    is_exact: bool = False
    events: int = 0
    told_events: int = 0
    right: int = 0
    exact: int = 0
    states: int = 0
    wrong: list[str] = field(default_factory=list)

    def record(self, request: pytest.FixtureRequest) -> None:
        """Have it told; a test's properties reach the process that prints."""
        request.node.user_properties.append((PROPERTY, asdict(self)))


def told(stats: dict[str, list[Any]]) -> list[str]:
    """The lines of the table, of the reports of a run; empty if no store was met."""
    results = sorted(
        (Result(**value) for report in _reports(stats) for name, value in report.user_properties if name == PROPERTY),
        key=lambda one: (one.store, one.fold),
    )
    if not results:
        return []
    width = max(len(result.store) for result in results)
    lines = [_line(result, width) for result in results]
    read, trusted = [one for one in results if one.events], [one for one in results if one.is_exact]
    if read:
        right, told = _sums(read, "right", "told_events")
        lines.append(f"{len(read)} stores opened; {right} of {told} events right")
    if trusted:
        exact, states = _sums(trusted, "exact", "states")
        lines.append(f"{exact} of {states} states exact where the fold is no guess")
    return lines


def _sums(results: list[Result], *names: str) -> list[int]:
    return [sum(getattr(result, name) for result in results) for name in names]


def _reports(stats: dict[str, list[Any]]) -> list[Any]:
    reports = [report for outcome in ("passed", "failed", "skipped") for report in stats.get(outcome, ())]
    return [report for report in reports if report.when == "call"]


def _line(result: Result, width: int) -> str:
    line = f"{result.store:{width}}  {result.format:17}"
    if result.told_events:
        line += f"  {result.events:4} events, {result.right:3} of {result.told_events:3} told are right"
    if result.states:
        line += (
            f"  {result.exact:3} of {result.states:3} states exact by {'' if result.is_exact else '≈ '}{result.fold}"
        )
    return line
