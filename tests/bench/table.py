"""One measurement beside the baseline of the same run, and how both are printed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """Seconds of ours and of a baseline; the figures of one run only mean something beside each other."""

    name: str
    ours_s: float
    baseline: str
    baseline_s: float

    @property
    def ratio(self) -> float:
        return self.ours_s / self.baseline_s

    def line(self) -> str:
        ours, theirs = (f"{seconds * 1000:10.2f} ms" for seconds in (self.ours_s, self.baseline_s))
        return f"{self.name:<44}{ours}   {self.baseline:<32}{theirs}   {self.ratio:8.3f}x"
