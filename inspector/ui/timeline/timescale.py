"""A visible stretch of the axis, and where it lies in pixels. Integers throughout; only pixels are floats."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from inspector.events.arrays import np

if TYPE_CHECKING:
    import numpy.typing as npt

    Int64s: TypeAlias = npt.NDArray[np.int64]
    Floats: TypeAlias = npt.NDArray[np.float64]


_LEAST = -(2**63)
_MOST = 2**63 - 1


def clipped(values: Sequence[int]) -> Int64s:
    """Ascending values as an array; those that no int64 holds become the nearest that one does."""
    if values[0] < _LEAST or values[-1] > _MOST:
        values = [min(max(value, _LEAST), _MOST) for value in values]
    return np.array(values, np.int64)


@dataclass(frozen=True, slots=True)
class Span:
    """The values from `start` up to but not including `start + length`: nanoseconds or positions. length > 0."""

    start: int
    length: int

    @property
    def end(self) -> int:
        """The first value behind it."""
        return self.start + self.length

    @property
    def center(self) -> int:
        """The value in its middle."""
        return self.start + self.length // 2

    def contains(self, value: int) -> bool:
        """Whether a value lies within."""
        return self.start <= value < self.end

    def zoomed(self, anchor: int | Fraction, factor: float, shortest: int, longest: int) -> Span:
        """Longer by `factor` (shorter below 1), kept between two lengths; `anchor` stays at its place on the screen.

        anchor: a value, or what lies between two; it may move by half a unit, as a span starts at a whole one.
        """
        length = min(max(int(self.length * Fraction(factor)), shortest), longest)
        return Span(round(anchor - (anchor - self.start) * Fraction(length, self.length)), length)

    def moved(self, distance: int) -> Span:
        """As long, starting `distance` later."""
        return Span(self.start + distance, self.length)

    def within(self, whole: Span) -> Span:
        """The nearest span that does not reach out of `whole`; no longer than that."""
        length = min(self.length, whole.length)
        return Span(min(max(self.start, whole.start), whole.end - length), length)


@dataclass(frozen=True, slots=True)
class Scale:
    """A span laid over `width` pixels (> 0), its start at pixel 0."""

    span: Span
    width: int

    def x(self, value: int) -> float:
        """The pixel of a value; exact however long the span is."""
        return (value - self.span.start) * self.width / self.span.length

    def xs(self, values: Int64s) -> Floats:
        """The pixels of values, which may lie outside but no further than 2**64 from each other."""
        if not len(values):
            return np.empty(0, np.float64)
        # Differences are taken as integers first: a float cannot tell nanoseconds of this century apart.
        least = values.min()
        away = (values - least).view(np.uint64).astype(np.float64)
        pixels: Floats = self.x(int(least)) + away * (self.width / self.span.length)
        return pixels

    def value(self, x: float) -> int:
        """The value under a pixel."""
        return math.floor(self.exactly(x))

    def exactly(self, x: float) -> Fraction:
        """What is under a pixel, also between two values."""
        return self.span.start + Fraction(x) * self.span.length / self.width

    def bins(self, pitch: int) -> tuple[Int64s, float]:
        """The edges of bins `pitch` pixels wide that cover the span, and the pixel of the first edge (at most 0).

        A bin holds the values from its edge up to but not including the next one. Bins are counted from value 0 of the
        axis, not from the span's start, so that panning moves what is drawn but does not change it.
        """
        length, width = self.span.length, self.width
        unit = length * pitch
        first = self.span.start * width // unit
        count = width // pitch + 2
        edges = [-(-number * unit // width) for number in range(first, first + count + 1)]
        return clipped(edges), (first * unit - self.span.start * width) / length
