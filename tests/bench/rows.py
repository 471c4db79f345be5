"""How long the list takes to show any of its rows. `python -m tests.bench.rows FILE` is the process that measures."""

import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.figure import Figure
from tests.bench.stores import SEED

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QSize
    from PySide6.QtWidgets import QTableView

_JUMPS = 200
_FRAME_S = 0.016
_LARGE_EVENTS = 1_000_000


def jumping(path: Path) -> Iterator[Figure]:
    """Goal 13: random jumps in the window's list until the rows are painted, beside a `QTableView` of as many rows."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.rows", str(path)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*.warning=false"},
    )
    told = json.loads(done.stdout)
    large = told["rows"] >= _LARGE_EVENTS
    for figure, key, peer, at_most in (
        ("jump in the list, p99", "jump_p99", "16 ms", 1.0),
        ("jump in the list, median", "jump", "QTableView, made-up cells", None),
        ("jump in the list, p99", "jump_p99", "QTableView, p99", None),
        ("jump until the summaries are there, p99", "whole_p99", "16 ms", None),
        ("jump of the cursor, all panes, p99", "selected_p99", "16 ms", None),
        ("jump among a filter's matches, p99", "filtered_p99", "16 ms", 1.0),
        ("filter by type, names alone", "filter", "SQL's scan", None),
    ):
        theirs = {"16 ms": _FRAME_S, "SQL's scan": told["scan"], "QTableView, p99": told["table_p99"]}
        yield Figure(
            goal=13,
            figure=figure,
            peer=peer,
            ours=told[key],
            theirs=theirs.get(peer, told["table"]),
            at_most=at_most,
            applies=large or at_most is None,
        )


def _measure(path: Path) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication

    from inspector.events.log import TextFilter
    from inspector.ui import app as ui
    from inspector.ui import style
    from inspector.ui.request import OpenRequest
    from inspector.ui.window import MainWindow

    style.apply(ui.application(), "dark")
    window = MainWindow()
    window.resize(1600, 1000)
    window.show()
    window.open(OpenRequest(path))
    ui.settle(window)
    session, docks = window.session, window.docks
    assert session is not None
    assert docks is not None
    table = docks.docks["eventList"].widget().table
    rows = table.model().rowCount()

    def is_whole() -> bool:
        return all(session.event_at(table.model().position_at(row)) is not None for row in table.visible_rows())

    def rest() -> None:
        ui.settle(window)

    plain = _plain_table(rows, table.size())
    jumps, whole = _jumps(table, rest, is_whole)
    peers, _ = _jumps(plain, rest)
    selected, _ = _jumps(table, rest, select=True)
    started = time.perf_counter()
    session.set_filter(TextFilter(type="Payment*"))
    while session.searching or session.filtered is None:
        QApplication.processEvents()
    filter_s = time.perf_counter() - started
    ui.settle(window)
    filtered, _ = _jumps(table, rest)
    started = time.perf_counter()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("SELECT count(*) FROM events WHERE type LIKE 'Payment%'").fetchone()
    scan_s = time.perf_counter() - started
    plain.close()
    window.close()
    return {
        "rows": rows,
        "jump": statistics.median(jumps),
        "jump_p99": _p99(jumps),
        "whole_p99": _p99(whole),
        "filtered_p99": _p99(filtered),
        "filter": filter_s,
        "scan": scan_s,
        "selected_p99": _p99(selected),
        "table": statistics.median(peers),
        "table_p99": _p99(peers),
    }


def _jumps(
    table: "QTableView", rest: Callable[[], None], is_whole: Callable[[], bool] = lambda: True, *, select: bool = False
) -> tuple[list[float], list[float]]:
    """The seconds of each jump until the rows are painted, and until they are with all that is read for them."""
    from PySide6.QtWidgets import QApplication

    chance = random.Random(SEED)
    painted, whole = [], []
    for _ in range(_JUMPS):
        row = chance.randrange(table.model().rowCount())
        started = time.perf_counter()
        if select:
            table.setCurrentIndex(table.model().index(row, 0))
        else:
            table.verticalScrollBar().setValue(row)
        table.viewport().repaint()
        painted.append(time.perf_counter() - started)
        while not is_whole():
            QApplication.processEvents()
        table.viewport().repaint()
        whole.append(time.perf_counter() - started)
        rest()
    return painted, whole


def _plain_table(rows: int, size: "QSize") -> "QTableView":
    """The peer: Qt's table over cells that cost nothing to make."""
    from PySide6.QtCore import QAbstractTableModel, Qt
    from PySide6.QtWidgets import QTableView

    class Cells(QAbstractTableModel):
        def rowCount(self, _parent: object = None) -> int:  # noqa: N802  Qt's name
            return rows

        def columnCount(self, _parent: object = None) -> int:  # noqa: N802  Qt's name
            return 5

        def data(self, index: "QModelIndex", role: int = Qt.ItemDataRole.DisplayRole) -> object:
            return f"{index.row()} {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None

    table = QTableView()
    cells = Cells(table)
    table.setModel(cells)
    table.verticalHeader().setDefaultSectionSize(22)
    table.resize(size)
    table.show()
    return table


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[-1]


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]))))
