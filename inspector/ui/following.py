"""When a live store is looked at: as soon as its file is touched, and now and then as nobody need tell of that."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal

from inspector.events.log import Growth

POLL_MS = 100
"""How often a store is looked at when nobody tells: network folders and a full table of watches are silent."""
_GAP_MS = 16
"""The shortest time between two looks while it grows: a frame, as nobody sees more."""
_AGAIN_MS = (0, 1, 1, 2, 4, 8)
"""A writer touches its file before its commit can be seen, and syncs in between; then a look comes too early."""


class Following(QObject):
    """Asks for looks at one file (`wanted`), each to be answered by `looked`. GUI thread only; it only watches."""

    wanted = Signal()

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        real = path.resolve()
        self._places = (str(real), f"{real}-wal", str(real.parent))
        """What a commit touches: the `-wal`, or the file itself, or which files lie beside it."""
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._touched)
        self._watcher.directoryChanged.connect(self._touched)
        self._looking = self._touched_since = False
        self._early = 0
        """How many looks in a row came too early."""
        self._soon = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._soon.timeout.connect(self._look)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._look_anyway)

    def start(self) -> None:
        """Look from now on."""
        if not self._poll.isActive():
            self._poll.start()
            self._renew()

    def stop(self) -> None:
        """Look no more."""
        self._poll.stop()
        self._soon.stop()
        if watched := self._watcher.files() + self._watcher.directories():
            self._watcher.removePaths(watched)

    def looked(self, growth: Growth) -> None:
        """What the last look that was wanted has found."""
        self._looking = False
        touched, self._touched_since = self._touched_since, False
        if growth is Growth.GROWN:
            self._early = int(touched)
            self._soon.start(_GAP_MS)
        elif touched:
            self._early = 1
            self._soon.start(_AGAIN_MS[0])
        elif 0 < self._early < len(_AGAIN_MS):
            self._soon.start(_AGAIN_MS[self._early])
            self._early += 1

    def _touched(self) -> None:
        if self._looking or self._soon.isActive():
            self._touched_since = True
        else:
            self._renew()
            self._early = 1
            self._look()

    def _look(self) -> None:
        if not self._looking and self._poll.isActive():
            self._looking = True
            self._poll.start()
            self.wanted.emit()

    def _look_anyway(self) -> None:
        self._renew()
        if not self._soon.isActive():
            self._look()

    def _renew(self) -> None:
        """Watch what is there by now: a `-wal` comes and goes, and a file that was replaced is another one."""
        watched = {*self._watcher.files(), *self._watcher.directories()}
        if missing := [place for place in self._places if place not in watched and Path(place).exists()]:
            self._watcher.addPaths(missing)
