"""Whether a folded state is the one that the producer stored."""

from collections.abc import Sequence
from decimal import Decimal

from inspector.analysis.diff import Change, diff
from inspector.events.json_value import JsonValue
from inspector.replay.rules.expression import number


def differences(stored: JsonValue, folded: JsonValue) -> Sequence[Change]:
    """Where a folded state is another than a stored one; `old` is what was stored.

    Numbers are compared by their value, and with texts of digits too: producers store decimals as texts.
    """
    return [change for change in diff(stored, folded) if change.kind != "changed" or not _alike(change.old, change.new)]


def _alike(one: JsonValue, other: JsonValue) -> bool:
    if not (_is_number(one) or _is_number(other)):
        return False
    try:
        return number(one) == number(other)
    except TypeError:
        return False


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
