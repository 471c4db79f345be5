"""Colours of the window, dark and light. Widgets ask `current()` when they paint and never keep a colour.

Every text colour holds a contrast of 4.5:1 on the ground it is used on; a test computes it. The cursor's amber belongs
to the cursor alone. Event colours are chosen to stay apart under the common colour-vision deficiencies; a glyph says
the same again without colour.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """One palette, colours as `#rrggbb`."""

    name: str
    window: str
    """Behind everything: title, filter row, status bar."""
    panel: str
    """The ground of list, detail and state."""
    raised: str
    """Headers, tab bars, buttons."""
    border: str
    lane: str
    lane_alternate: str
    future: str
    """The lanes' ground after the cursor."""
    text: str
    muted: str
    """Labels and captions; still 4.5:1."""
    accent: str
    """Links, focus, selected tabs."""
    primary: str
    """The ground of the main button."""
    cursor: str
    cursor_text: str
    cursor_row: str
    """The ground of the row at the cursor."""
    string: str
    """JSON strings."""
    number: str
    density: str
    density_selected: str
    added: str
    added_row: str
    changed: str
    changed_row: str
    removed: str
    removed_row: str
    danger: str
    """Roll Back, WRITABLE, rolled-back marks."""
    danger_ground: str
    hatch: str
    exact: str
    guess: str
    on_event: str
    """Text on a pill."""
    events: tuple[str, ...]
    """Eight event colours; a type takes the one of its number modulo eight."""


DARK = Theme(
    name="dark",
    window="#101216",
    panel="#1a1d23",
    raised="#20242b",
    border="#2e333c",
    lane="#171a20",
    lane_alternate="#14161a",
    future="#0f1114",
    text="#d9dce3",
    muted="#8f96a3",
    accent="#6ea8fe",
    primary="#2b3a55",
    cursor="#ffb224",
    cursor_text="#101216",
    cursor_row="#33301f",
    string="#b9d3ff",
    number="#d9dce3",
    density="#3b4656",
    density_selected="#5a6b82",
    added="#3fd07a",
    added_row="#1c2929",
    changed="#5aa9ff",
    changed_row="#1e2734",
    removed="#ff7b73",
    removed_row="#2b2228",
    danger="#ff9a94",
    danger_ground="#3a2629",
    hatch="#422c30",
    exact="#3fd07a",
    guess="#d8a657",
    on_event="#0b0d10",
    events=("#6ea8fe", "#ff8f5a", "#4fd1c5", "#e879b9", "#8bd450", "#c792ea", "#9aa5ce", "#e6cf5c"),
)

LIGHT = Theme(
    name="light",
    window="#e9ebef",
    panel="#ffffff",
    raised="#f2f4f7",
    border="#d3d7de",
    lane="#ffffff",
    lane_alternate="#f7f8fa",
    future="#eceef2",
    text="#1c2026",
    muted="#5b6270",
    accent="#1a5fd0",
    primary="#d5e3fb",
    cursor="#d98200",
    cursor_text="#101216",
    cursor_row="#fdf1d8",
    string="#1b4f9c",
    number="#1c2026",
    density="#b3bccb",
    density_selected="#8393ab",
    added="#16753c",
    added_row="#e6f5ec",
    changed="#1a5fd0",
    changed_row="#e6effc",
    removed="#c0281f",
    removed_row="#fceae9",
    danger="#b3261e",
    danger_ground="#fbe3e1",
    hatch="#eec9c6",
    exact="#16753c",
    guess="#8a5a00",
    on_event="#0b0d10",
    events=("#3f83f0", "#ef6c2f", "#1fa79b", "#d6549f", "#64a82c", "#a566d6", "#7480b3", "#b9a02a"),
)

_current = DARK


def current() -> Theme:
    """The palette in use."""
    return _current


def use(theme: Theme) -> None:
    """Make a palette the one in use; `ui.style.apply` also restyles the application and repaints it."""
    global _current  # noqa: PLW0603  one application, one palette
    _current = theme
