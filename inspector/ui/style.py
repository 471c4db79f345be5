"""The application's look: palette, stylesheet and fonts, made from the theme's tokens."""

from dataclasses import fields
from string import Template
from typing import Literal, get_args

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from inspector.ui import fonts, icons, resources, theme
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
    """The application's stylesheet: `themes/window.qss`, its names replaced by a palette's colours."""
    words = {field.name: getattr(colors, field.name) for field in fields(colors)}
    words |= {
        "hover": _mixed(colors.text, colors.raised, 0.08).name(),
        "pressed": _mixed(colors.text, colors.raised, 0.15).name(),
        "primary_hover": _mixed(colors.accent, colors.primary, 0.2).name(),
        "danger_hover": _mixed(colors.danger, colors.danger_ground, 0.18).name(),
        "faint": _mixed(colors.muted, colors.panel, 0.7).name(),
        "arrow": icons.file("chevron-down", colors.muted),
        "check": icons.file("check", colors.text),
        "ui_px": fonts.UI_PX,
        "mono_px": fonts.MONO_PX,
        "small_mono_px": fonts.MONO_PX - 1,
    }
    return Template(resources.path("themes/window.qss").read_text(encoding="utf-8")).substitute(words)
