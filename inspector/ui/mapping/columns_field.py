"""A choice of any number of columns, from a list that is searched."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from inspector.store.mapping.mapping import Place
from inspector.ui.dialogs.base import button
from inspector.ui.mapping.offer import Offer
from inspector.ui.mapping.place_field import NOTHING, described, plain
from inspector.ui.text import counted, hint, one_line

_NAMED = 3
_LEAST_WIDTH_PX, _HEIGHT_PX = 320, 320
_VALUE = Qt.ItemDataRole.UserRole


class ColumnsField(QPushButton):
    """A button that names what is chosen and opens the list. Places that are more than a column of the table
    can be taken out."""

    changed = Signal()

    def __init__(self, name: str, words: str, none: str, parent: QWidget | None = None) -> None:
        """none: what it means if nothing is chosen."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("role", "choice")
        self.setAutoDefault(False)
        self._words, self._none = words, none
        self._offer = NOTHING
        self._chosen: list[str | Place] = []
        self._others: list[str | Place] = []
        self.clicked.connect(self._open)

    def offer(self, offer: Offer, chosen: Sequence[str | Place]) -> None:
        """Offer the columns of a table, and show what is chosen."""
        self._offer = offer
        self._chosen = [plain(place) for place in chosen]
        self._others = [place for place in self._chosen if place not in offer.columns]
        self._name()

    def value(self) -> tuple[str | Place, ...]:
        """What is chosen, in the order in which it was."""
        return tuple(self._chosen)

    def _open(self) -> None:
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setObjectName("columnsPopup")
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        search = QLineEdit(popup)
        search.setObjectName("columnsSearch")
        search.setAccessibleName(f"{self._words}: search")
        search.setPlaceholderText("search")
        listed = QListWidget(popup)
        listed.setObjectName("columnsList")
        listed.setAccessibleName(self._words)
        for place in (*self._offer.columns, *self._others):
            item = QListWidgetItem(one_line(described(place)), listed)
            item.setData(_VALUE, place)
            item.setToolTip(hint(self._offer.samples.get(str(place), "")))
            item.setCheckState(Qt.CheckState.Checked if place in self._chosen else Qt.CheckState.Unchecked)
        listed.itemChanged.connect(self._take)
        done = button("columnsDone", "Done", popup.close)
        search.textChanged.connect(lambda typed: _search(listed, typed))
        search.returnPressed.connect(listed.setFocus)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(search)
        layout.addWidget(listed, 1)
        layout.addWidget(done, 0, Qt.AlignmentFlag.AlignRight)
        popup.resize(max(self.width(), _LEAST_WIDTH_PX), _HEIGHT_PX)
        # Above the button where there is no room below it.
        corner = self.mapToGlobal(QPoint(0, self.height()))
        if corner.y() + _HEIGHT_PX > self.screen().availableGeometry().bottom():
            corner.setY(self.mapToGlobal(QPoint(0, 0)).y() - _HEIGHT_PX)
        popup.move(corner)
        popup.show()
        search.setFocus()

    def _take(self, item: QListWidgetItem) -> None:
        place = item.data(_VALUE)
        if item.checkState() is not Qt.CheckState.Checked:
            self._chosen.remove(place)
        elif place not in self._chosen:
            self._chosen.append(place)
        self._name()
        self.changed.emit()

    def _name(self) -> None:
        names = [one_line(described(place), 60) for place in self._chosen]
        more = len(names) - _NAMED
        words = ", ".join(names[:_NAMED]) + (f" and {counted(more, 'more column')}" if more > 0 else "")
        self.setText((words or self._none).replace("&", "&&"))
        self.setAccessibleName(f"{self._words}: {words or self._none}")
        self.setToolTip(hint("\n".join(names[:40])) if names else "")


def _search(listed: QListWidget, typed: str) -> None:
    wanted = typed.casefold()
    for row in range(listed.count()):
        item = listed.item(row)
        item.setHidden(wanted not in item.text().casefold())
