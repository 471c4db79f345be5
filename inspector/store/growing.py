"""A column that grows at its end."""

from typing import Any

import numpy as np
import numpy.typing as npt


class Growing:
    """Numbers of one kind; adding some takes time by these, not by what is there. One thread adds."""

    def __init__(self, kind: npt.DTypeLike) -> None:
        self._cells: npt.NDArray[Any] = np.empty(0, kind)
        self._length = 0

    def extend(self, more: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Add these; all that are there now, read-only and never changed by what follows."""
        end = self._length + len(more)
        if end > len(self._cells):
            grown = np.empty(end + end // 4, self._cells.dtype)
            grown[: self._length] = self._cells[: self._length]
            self._cells = grown
        self._cells[self._length : end] = more
        self._length = end
        return self.view()

    def view(self) -> npt.NDArray[Any]:
        """All that are there now."""
        view = self._cells[: self._length]
        view.flags.writeable = False
        return view
