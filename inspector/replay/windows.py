"""The windows of the streams that were looked at lately, within a budget of bytes."""

from collections import OrderedDict

from inspector.replay.window import Window


class Windows:
    """One window a stream; that of the stream that was used least lately goes first when the budget is spent."""

    def __init__(self, budget_bytes: int = 0) -> None:
        self.budget = budget_bytes
        self.size = 0
        """In bytes, estimated upwards."""
        self._windows: OrderedDict[str, Window] = OrderedDict()

    def get(self, stream: str) -> Window | None:
        """The window of a stream."""
        window = self._windows.get(stream)
        if window is not None:
            self._windows.move_to_end(stream)
        return window

    def put(self, stream: str, window: Window, encoded_bytes: int) -> None:
        """Keep a window, new or changed, whose last state has so many bytes as JSON."""
        self._forget(stream)
        window.weigh(encoded_bytes, self.budget // 4)
        self._windows[stream] = window
        self.size += window.size
        self.trim()

    def drop_from(self, position: int, stream: str | None) -> None:
        """Forget the windows that depend on what is at or after a position, of one stream or of all."""
        for name in list(self._windows) if stream is None else [stream]:
            if name in self._windows and self._windows[name].reach >= position:
                self._forget(name)

    def trim(self) -> None:
        """Keep to the budget, which may have been lowered."""
        while self.size > self.budget:
            self._forget(next(iter(self._windows)))

    def _forget(self, stream: str) -> None:
        window = self._windows.pop(stream, None)
        if window is not None:
            self.size -= window.size
