"""Which streams have appeared, as plain counting says."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inspector.replay.appearances import Appearances

NAMES = [f"s{code}" for code in range(6)]


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30), st.booleans())
def test_streams_come_in_the_order_of_their_first_effective_events(rows: list[tuple[int, bool]], any_ignored: bool):
    ignored = np.array([is_ignored and any_ignored for _, is_ignored in rows], np.bool_)
    appearances = Appearances(np.array([code for code, _ in rows], np.int32), ignored if any_ignored else None, NAMES)
    for count in range(len(rows) + 1):
        seen = [NAMES[code] for (code, _), gone in zip(rows[:count], ignored, strict=False) if not gone]
        assert list(appearances.upto(count)) == list(dict.fromkeys(seen))
