"""A combo box that is searched by typing, whose entries show samples of what they stand for."""

from collections.abc import Sequence
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from inspector.ui import theme
from inspector.ui.dialogs.fields import QuietCombo
from inspector.ui.text import hint, one_line

_SAMPLE = Qt.ItemDataRole.UserRole
_GAP_PX = 14
_ROW_PX = 24
_ROWS = 14
_WIDEST_PX = 520
_MEASURED = 100
"""Entries whose widths are asked for; a thousand take 0.1 s."""
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. value: what it stands for. aside: whether it is no name from the file, but words of ours."""

    words: str
    value: object
    sample: str = ""
    aside: bool = False


class Entries(QAbstractListModel):
    """The entries of one combo box."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.entries: Sequence[Entry] = ()

    def take(self, entries: Sequence[Entry]) -> None:
        """Hold other entries."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return one_line(entry.words)
        if role == _SAMPLE:
            return entry.sample
        if role == Qt.ItemDataRole.ToolTipRole:
            return hint("\n".join(filter(None, (one_line(entry.words, 500), entry.sample))))
        if role == Qt.ItemDataRole.ForegroundRole and entry.aside:
            return QColor(theme.current().muted)
        return None


class SearchCombo(QuietCombo):
    """Typing offers the entries that contain what was typed; Enter or leaving takes the first of them, so that it
    always holds one of its entries. `chosen` is emitted when the user takes another one."""

    chosen = Signal()

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(_ROWS)
        self.entries = Entries(self)
        self.setModel(self.entries)
        self._line = _SampleLine(self)
        self.setLineEdit(self._line)
        self.setItemDelegate(_WithSample(self))
        completer = QCompleter(self.entries, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(_ROWS)
        self.setCompleter(completer)
        popup = completer.popup()
        assert popup is not None, "the completer shows a list"
        self._popup = popup
        popup.setObjectName(f"{name}Completions")
        popup.setProperty("role", "completions")
        popup.setItemDelegate(_WithSample(popup))
        self._line.editingFinished.connect(self._settle)
        self.currentIndexChanged.connect(self._changed)

    def offer(self, entries: Sequence[Entry], value: object) -> None:
        """Hold other entries and select the one of a value, or the first."""
        with QSignalBlocker(self):
            self.entries.take(entries)
            at = next((row for row, entry in enumerate(entries) if entry.value == value), 0)
            self.setCurrentIndex(at if entries else -1)
        self._show()

    def entry(self) -> Entry | None:
        """The selected entry, None where there is none."""
        at = self.currentIndex()
        return self.entries.entries[at] if 0 <= at < len(self.entries.entries) else None

    def showPopup(self) -> None:
        """Wide enough for names and samples."""
        view = self.view()
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        needed = view.sizeHintForColumn(0) if self.count() <= _MEASURED else _WIDEST_PX
        view.setMinimumWidth(max(self.width(), min(_WIDEST_PX, needed)))
        super().showPopup()

    def _changed(self) -> None:
        self._show()
        self.chosen.emit()

    def _show(self) -> None:
        entry = self.entry()
        self._line.show_sample(entry.sample if entry is not None else "")
        self._line.setCursorPosition(0)
        self.setToolTip(hint(one_line(entry.words, 500)) if entry is not None else "")

    def _settle(self) -> None:
        if not shiboken6.isValid(self._popup):
            return  # the dialog is being deleted, and loses the keyboard thereby
        self._popup.hide()  # as long as it is open, the focus cannot go on
        typed = self._line.text()
        wanted = typed.strip().casefold()
        texts = [one_line(entry.words).casefold() for entry in self.entries.entries]
        found = (row for row, text in enumerate(texts) if wanted == text)
        found_in = (row for row, text in enumerate(texts) if wanted and wanted in text)
        at = self.currentIndex()
        if typed != self.itemText(at):
            at = next(found, next(found_in, at))
        self.setCurrentIndex(at)
        self._line.setText(self.itemText(at))
        self._line.setModified(False)
        self._show()


class _SampleLine(QLineEdit):
    """Shows the sample in grey after the name, while nobody types."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sample = ""

    def show_sample(self, sample: str) -> None:
        """Show another sample."""
        self._sample = sample
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._sample or self.isModified():
            return
        start = self.fontMetrics().horizontalAdvance(self.text()) + _GAP_PX
        rect = self.contentsRect().adjusted(start, 0, -2, 0)
        if rect.width() > 2 * _GAP_PX:
            painter = QPainter(self)
            _write_sample(painter, self._sample, rect, self)


class _WithSample(QStyledItemDelegate):
    """Paints the sample in grey after the name."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        super().paint(painter, option, index)
        sample, widget = index.data(_SAMPLE), option.widget
        if not sample or not isinstance(widget, QAbstractItemView):
            return
        start = widget.fontMetrics().horizontalAdvance(str(index.data())) + _GAP_PX + 6
        rect = option.rect.adjusted(start, 0, -8, 0)
        if rect.width() > 2 * _GAP_PX:
            painter.save()
            _write_sample(painter, sample, rect, widget)
            painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        hint = super().sizeHint(option, index)
        widget, sample = option.widget, index.data(_SAMPLE)
        more = _GAP_PX + widget.fontMetrics().horizontalAdvance(sample) + 16 if widget is not None and sample else 0
        return QSize(hint.width() + more, _ROW_PX)


def _write_sample(painter: QPainter, sample: str, rect: QRect, widget: QWidget) -> None:
    metrics = widget.fontMetrics()
    painter.setFont(widget.font())
    painter.setPen(QColor(theme.current().muted))
    words = metrics.elidedText(sample, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)
