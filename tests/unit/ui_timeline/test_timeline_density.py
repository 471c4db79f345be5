"""Stacked density bars, in palette numbers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inspector.ui.timeline import density

bars = st.lists(st.lists(st.integers(0, 1000), min_size=density.EMPTY, max_size=density.EMPTY), min_size=1, max_size=20)


@given(bars, st.integers(4, 60))
def test_a_bar_is_as_high_as_it_says_and_made_of_the_inks_it_has(counts: list[list[int]], height: int) -> None:
    array = np.array(counts)
    most = density.ceiling(int(array.sum(axis=1).max()))
    picture = density.stacked(array, most, height)
    tall = density.heights(array.sum(axis=1), most, height)
    assert picture.shape == (height, len(counts))
    for bar, by_ink in enumerate(counts):
        column = picture[:, bar]
        filled = column[column != density.EMPTY]
        assert len(filled) == tall[bar]
        assert set(filled.tolist()) <= {ink for ink, count in enumerate(by_ink) if count}
        # From the bottom upwards in the order of the inks, without a gap.
        assert filled.tolist() == sorted(filled.tolist(), reverse=True)
        assert (column[: height - tall[bar]] == density.EMPTY).all()


def test_a_single_event_beside_thousands_still_shows() -> None:
    assert density.heights(np.array([0, 1, 5000]), 5000, 20).tolist() == [0, 2, 20]


def test_the_ceiling_is_steady_and_never_too_low() -> None:
    assert [density.ceiling(most) for most in (0, 1, 4, 5, 63, 64, 65)] == [1, 4, 4, 8, 64, 64, 128]
