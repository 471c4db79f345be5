"""The application's look: palette, stylesheet and fonts, made from the theme's tokens."""

from typing import Literal, get_args

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from inspector.ui import fonts, icons, theme
from inspector.ui.theme import DARK, LIGHT, Theme

Mode = Literal["system", "dark", "light"]
MODES: tuple[Mode, ...] = get_args(Mode)


class _Style(QObject):
    """Keeps the application in step with the system's colour scheme."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self.mode: Mode = "system"
        app.styleHints().colorSchemeChanged.connect(self._scheme_changed)

    def apply(self, mode: Mode) -> None:
        self.mode = mode
        colors = self._theme()
        theme.use(colors)
        icons.forget()
        self._app.setPalette(_palette(colors))
        self._app.setStyleSheet(sheet(colors))
        self.changed.emit()

    def _theme(self) -> Theme:
        if self.mode == "system":
            return LIGHT if self._app.styleHints().colorScheme() is Qt.ColorScheme.Light else DARK
        return LIGHT if self.mode == "light" else DARK

    def _scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        if self.mode == "system":
            self.apply("system")


_style: _Style | None = None


def apply(app: QApplication, mode: Mode = "system") -> None:
    """Dress the application, now and, with `system`, whenever the system's scheme changes."""
    _of(app).apply(mode)


def changes(app: QApplication) -> _Style:
    """The object whose signal `changed` says that colours are others now; stylesheets and palette need no help."""
    return _of(app)


def _of(app: QApplication) -> _Style:
    global _style  # noqa: PLW0603  one application, one style
    if _style is None or _style.parent() is not app:
        app.setStyle("Fusion")
        app.setFont(fonts.ui())
        _style = _Style(app)
    return _style


def _palette(colors: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for group_role, color in (
        (role.Window, colors.window),
        (role.WindowText, colors.text),
        (role.Base, colors.panel),
        (role.AlternateBase, colors.lane_alternate),
        (role.Text, colors.text),
        (role.Button, colors.raised),
        (role.ButtonText, colors.text),
        (role.BrightText, colors.danger),
        (role.ToolTipBase, colors.raised),
        (role.ToolTipText, colors.text),
        (role.PlaceholderText, colors.muted),
        (role.Highlight, colors.primary),
        (role.HighlightedText, colors.text),
        (role.Link, colors.accent),
        (role.LinkVisited, colors.accent),
        (role.Accent, colors.accent),
        (role.Light, colors.raised),
        (role.Midlight, colors.raised),
        (role.Mid, colors.border),
        (role.Dark, colors.border),
        (role.Shadow, colors.border),
    ):
        palette.setColor(group_role, QColor(color))
    for disabled in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, disabled, _mixed(colors.muted, colors.panel, 0.7))
    return palette


def _mixed(ink: str, ground: str, share: float) -> QColor:
    front, back = QColor(ink), QColor(ground)
    return QColor(
        *(
            round(share * a + (1 - share) * b)
            for a, b in zip(front.getRgb()[:3], back.getRgb()[:3], strict=True)  # type: ignore[index]
        )
    )


def sheet(colors: Theme) -> str:
    """The application's stylesheet. Roles of buttons and labels are the dynamic property `role`."""
    c = colors
    hover = _mixed(c.text, c.raised, 0.08).name()
    pressed = _mixed(c.text, c.raised, 0.15).name()
    primary_hover = _mixed(c.accent, c.primary, 0.2).name()
    danger_hover = _mixed(c.danger, c.danger_ground, 0.18).name()
    faint = _mixed(c.muted, c.panel, 0.7).name()
    arrow = icons.file("chevron-down", c.muted)
    check = icons.file("check", c.text)
    return f"""
QMenu, QMenuBar, QToolTip {{ font-family: "Inter"; font-size: {fonts.UI_PX}px; }}
QMainWindow, QDialog {{ background: {c.window}; }}
QDialog, QMessageBox {{ background: {c.panel}; }}
QWidget {{ color: {c.text}; selection-background-color: {c.primary}; selection-color: {c.text}; }}
QToolTip {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.border}; padding: 4px 6px; }}

QMenuBar {{ background: {c.window}; color: {c.muted}; padding: 1px 6px; }}
QMenuBar::item {{ background: transparent; padding: 4px 9px; border-radius: 4px; }}
QMenuBar::item:selected {{ background: {c.raised}; color: {c.text}; }}
QMenu {{ background: {c.raised}; border: 1px solid {c.border}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 26px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.primary}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {c.border}; margin: 4px 8px; }}
QMenu::icon {{ padding-left: 6px; }}
QMenu::indicator {{ width: 14px; height: 14px; left: 6px; }}
QMenu::indicator:checked {{ image: url("{check}"); }}

QToolBar {{
    background: {c.window}; border: none; border-bottom: 1px solid {c.border}; spacing: 6px; padding: 6px 12px;
}}
QToolBar QToolButton, QPushButton {{
    background: {c.raised}; color: {c.text}; border: 1px solid {c.border}; border-radius: 5px;
    padding: 0 12px; min-height: 28px;
}}
QToolBar QToolButton {{ padding: 0 10px; }}
QToolBar QToolButton:hover, QPushButton:hover {{ background: {hover}; }}
QToolBar QToolButton:pressed, QPushButton:pressed {{ background: {pressed}; }}
QToolBar QToolButton:focus, QPushButton:focus {{ border-color: {c.accent}; }}
QToolBar QToolButton:disabled, QPushButton:disabled {{ color: {faint}; background: {c.panel}; }}
QToolBar QToolButton:checked {{ color: {c.exact}; border-color: {c.exact}; }}
QToolBar QToolButton[role="icon"] {{ padding: 0; min-width: 34px; max-width: 34px; }}
QToolBar QToolButton[role="primary"], QPushButton[role="primary"], QPushButton:default {{
    background: {c.primary}; border-color: {c.primary}; font-weight: 500;
}}
QToolBar QToolButton[role="primary"]:hover, QPushButton[role="primary"]:hover, QPushButton:default:hover {{
    background: {primary_hover};
}}
QToolBar QToolButton[role="danger"], QPushButton[role="danger"] {{
    background: {c.danger_ground}; border-color: {c.danger_ground}; color: {c.danger};
}}
QToolBar QToolButton[role="danger"]:hover, QPushButton[role="danger"]:hover {{ background: {danger_hover}; }}
QToolBar QToolButton[role="primary"]:disabled, QPushButton[role="primary"]:disabled,
QPushButton:default:disabled {{ color: {faint}; background: {c.panel}; border-color: {c.border}; font-weight: 400; }}
QToolBar QToolButton[role="danger"]:disabled, QPushButton[role="danger"]:disabled {{
    color: {faint}; background: {c.panel}; border-color: {c.border};
}}
QToolBar QToolButton[role="primary"]:focus, QPushButton[role="primary"]:focus, QPushButton:default:focus,
QToolBar QToolButton[role="danger"]:focus, QPushButton[role="danger"]:focus {{ border-color: {c.accent}; }}
QToolBar QToolButton::menu-indicator {{ image: none; width: 0; }}
QToolButton[role="flat"], QPushButton[role="flat"] {{
    background: transparent; border: 1px solid transparent; border-radius: 4px; color: {c.muted};
    padding: 2px 6px; min-height: 0;
}}
QToolButton[role="flat"]:hover, QPushButton[role="flat"]:hover {{ background: {c.raised}; color: {c.text}; }}
QToolButton[role="flat"]:focus, QPushButton[role="flat"]:focus {{ border-color: {c.accent}; }}
QToolButton[role="flat"]:disabled {{ color: {faint}; }}
QToolButton[role="flat"]:checked {{ color: {c.accent}; }}
QToolButton[role="flat"]::menu-indicator {{ image: none; width: 0; }}
#detail, #statePanel {{ background: {c.panel}; }}
QWidget[role="paneHeader"] {{ background: {c.raised}; }}
QPushButton[role="link"] {{
    background: transparent; border: 1px solid transparent; border-radius: 4px; color: {c.accent};
    padding: 3px 6px; min-height: 0; text-align: left;
}}
QPushButton[role="link"]:hover {{ background: {c.raised}; }}
QPushButton[role="link"]:disabled {{ color: {faint}; background: transparent; }}
QPushButton[role="link"]:focus {{ border-color: {c.accent}; }}

QLabel[role="muted"] {{ color: {c.muted}; }}
QLabel[role="title"] {{ font-size: 28px; font-weight: 600; }}
QLabel[role="heading"] {{ font-weight: 600; }}
QLabel[role="danger"] {{ color: {c.danger}; }}
QLabel[role="guess"] {{ color: {c.guess}; }}
QLabel[role="exact"] {{ color: {c.exact}; }}
QLabel[role="mono"] {{ font-family: "JetBrains Mono"; font-size: {fonts.MONO_PX}px; }}
QLabel[role="key"] {{
    background: {c.raised}; border: 1px solid {c.border}; border-radius: 4px; padding: 1px 6px;
    font-family: "JetBrains Mono"; font-size: {fonts.MONO_PX - 1}px;
}}
QLabel[role="writable"] {{
    color: {c.danger}; border: 1px solid {c.danger}; border-radius: 12px; padding: 3px 16px;
    font-size: 11px; font-weight: 600;
}}

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QDateTimeEdit, QComboBox {{
    background: {c.lane_alternate}; color: {c.text}; border: 1px solid {c.border}; border-radius: 5px;
    padding: 3px 8px; placeholder-text-color: {c.muted};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QDateTimeEdit:focus, QComboBox:focus {{ border-color: {c.accent}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ color: {faint}; }}
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"] {{ border-color: {c.removed}; }}
QLineEdit[role="mono"], QPlainTextEdit[role="mono"] {{ font-family: "JetBrains Mono"; font-size: {fonts.MONO_PX}px; }}
QPlainTextEdit[role="viewer"] {{
    background: {c.panel}; border: none; border-radius: 0; padding: 6px 10px;
    font-family: "JetBrains Mono"; font-size: {fonts.MONO_PX}px;
}}
QComboBox::drop-down {{ border: none; width: 20px; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {c.raised}; border: 1px solid {c.border}; outline: none; }}
QCheckBox::indicator {{
    width: 15px; height: 15px; border: 1px solid {c.border}; border-radius: 3px; background: {c.lane_alternate};
}}
QCheckBox::indicator:checked {{ background: {c.primary}; image: url("{check}"); }}
QCheckBox:focus {{ color: {c.accent}; }}

QDockWidget {{ color: {c.muted}; titlebar-close-icon: none; }}
QDockWidget::title {{ background: {c.raised}; padding: 4px 10px; }}
QMainWindow::separator {{ background: {c.border}; width: 1px; height: 1px; }}
QMainWindow::separator:hover {{ background: {c.accent}; }}

QAbstractItemView {{
    background: {c.panel}; alternate-background-color: {c.lane_alternate}; border: none; outline: none;
}}
QAbstractItemView::item:selected {{ background: {c.primary}; color: {c.text}; }}
QHeaderView {{ background: {c.raised}; }}
QHeaderView::section {{
    background: {c.raised}; color: {c.muted}; border: none; padding: 4px 12px; font-weight: 500; font-size: 12px;
}}
QTableCornerButton::section {{ background: {c.raised}; border: none; }}

QTabWidget::pane {{ border: none; }}
QTabBar {{ background: {c.raised}; qproperty-drawBase: 0; }}
QTabBar::tab {{
    background: {c.raised}; color: {c.muted}; padding: 6px 12px; border: none; border-bottom: 2px solid transparent;
}}
QTabBar::tab:selected {{ color: {c.text}; border-bottom-color: {c.accent}; font-weight: 500; }}
QTabBar::tab:hover {{ color: {c.text}; }}
QTabBar::tab:focus {{ color: {c.accent}; }}

QScrollBar {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: 11px; }}
QScrollBar:horizontal {{ height: 11px; }}
QScrollBar::handle {{ background: {c.density}; border-radius: 3px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {c.density_selected}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: {c.panel}; border: none; }}

QSplitter::handle {{ background: {c.border}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QProgressBar {{ background: {c.raised}; border: none; border-radius: 3px; max-height: 6px; text-align: center; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
QStatusBar {{ background: {c.window}; color: {c.muted}; border-top: 1px solid {c.border}; min-height: 26px; }}
QStatusBar QLabel {{ font-size: 12px; }}
QStatusBar::item {{ border: none; }}

#filterBox {{ background: {c.lane_alternate}; border: 1px solid {c.border}; border-radius: 5px; }}
#filterBox[focused="true"] {{ border-color: {c.accent}; }}
#filterLine {{ background: transparent; border: none; padding: 0 4px; min-height: 26px; }}
#filterBox QToolButton {{ min-height: 22px; max-height: 22px; padding: 0 5px; background: transparent; border: none; }}
#filterBox QToolButton:hover {{ background: {c.raised}; }}
#bannerRow {{ padding: 0; spacing: 0; background: {c.danger_ground}; }}
#banner QToolButton {{ background: transparent; border: none; padding: 0 4px; min-height: 24px; }}
#banner QPushButton {{ min-height: 24px; }}
#banner {{ background: {c.danger_ground}; }}
#banner QLabel {{ color: {c.text}; }}
#commandPalette {{ border: 1px solid {c.border}; }}
#paletteList::item {{ border-radius: 4px; }}
#gotoList::item {{ padding: 6px 10px; border-radius: 4px; }}
#shortcutPage, #shortcutScroll {{ background: transparent; }}
#dropHint {{ border: 1px dashed {faint}; border-radius: 8px; color: {c.muted}; padding: 18px; }}
#errorCard {{ background: {c.danger_ground}; border-radius: 8px; }}
#errorCard QLabel {{ background: transparent; }}
#formPage {{ background: transparent; }}
QAbstractItemView[role="completions"] {{ background: {c.raised}; border: 1px solid {c.border}; }}
QAbstractItemView[role="completions"]::item {{ padding: 3px 8px; }}
#operationTable::item {{ padding: 0 10px; }}
#commandList::item {{ padding: 3px 8px; border-radius: 4px; }}
#commandList::item:disabled {{ color: {c.muted}; padding-top: 8px; }}
QWidget[role="notice"] {{ background: {c.raised}; border-radius: 6px; }}
QFrame[role="line"] {{ border: none; max-height: 1px; min-height: 1px; background: {c.border}; }}
QWidget[role="group"] {{ border-left: 2px solid {c.border}; }}
"""
