"""Every action of the window, in one table: menus, toolbar, command palette and shortcut sheet are made from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from inspector.ui import icons


class When(Enum):
    """What an action needs to be enabled."""

    ALWAYS = auto()
    STORE = auto()
    EVENTS = auto()
    """A store with at least one event."""
    FILTER = auto()
    """A filter with at least one match."""
    TABLES = auto()
    """A store with several tables of events."""
    OWN_CODE = auto()
    """A store that its application's own code can fold."""
    LOCKABLE = auto()
    """A store whose payloads may be encrypted."""
    NAIVE = auto()
    """A store that may have times without a zone."""
    MAPPABLE = auto()
    """A store of another producer, or a file that was refused as it is in no known format."""
    UNDO = auto()
    """A writable store with something to undo since the window opened."""
    REDO = auto()


@dataclass(frozen=True, slots=True)
class Spec:
    """One action. id: its object name and command id. words: what it is also found by in the palette."""

    id: str
    text: str
    menu: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    when: When = When.ALWAYS
    checkable: bool = False
    group: int = 0
    """A menu draws a line where this changes."""
    words: str = ""
    short: str = ""
    """The text on the toolbar, where it is another."""


MENUS = ("File", "Edit", "Go", "View", "Help")

TABLE: tuple[Spec, ...] = (
    Spec("store.open", "Open…", "File", ("Ctrl+O",), "open", words="file store database", short="Open"),
    Spec("store.recent", "Open Recent", "File"),
    Spec("store.sample", "Open Sample Store", "File", icon="sample", words="demo shop example"),
    Spec("store.reload", "Reload", "File", ("F5",), when=When.STORE, group=1, words="refresh"),
    Spec("store.table", "Other Table of Events…", "File", when=When.TABLES, group=1, words="choose several"),
    Spec("store.key", "Decryption Key…", "File", when=When.LOCKABLE, group=1, words="encrypted aes cipher password"),
    Spec("store.zone", "Zone of Naive Times…", "File", when=When.NAIVE, group=1, words="timezone utc local time"),
    Spec(
        "store.map", "Map a Table…", "File", when=When.MAPPABLE, group=1, words="mapping unknown format columns guess"
    ),
    Spec(
        "store.import",
        "Import Events…",
        "File",
        when=When.STORE,
        group=1,
        words="append jsonl csv json lines load",
    ),
    Spec(
        "store.export",
        "Export…",
        "File",
        ("Ctrl+E",),
        when=When.EVENTS,
        group=1,
        words="save copy effective native store",
    ),
    Spec(
        "store.exportSame",
        "Export Copy up to Here…",
        "File",
        when=When.EVENTS,
        group=1,
        words="truncated cut same format producer save",
    ),
    Spec(
        "domain.load", "Load Domain…", "File", ("Ctrl+D",), when=When.STORE, group=2, words="python reducers commands"
    ),
    Spec(
        "domain.producer",
        "Load the Application's Code…",
        "File",
        when=When.OWN_CODE,
        group=2,
        words="producer own python aggregates eventsourcing interpreter",
    ),
    Spec("store.writable", "Allow Writing", "File", ("Ctrl+Shift+W",), when=When.STORE, checkable=True, group=2),
    Spec("store.close", "Close", "File", ("Ctrl+W",), group=3),
    Spec("app.quit", "Quit", "File", ("Ctrl+Q",), group=3, words="exit"),
    Spec("edit.undo", "Undo", "Edit", ("Ctrl+Z",), "undo", When.UNDO),
    Spec("edit.redo", "Redo", "Edit", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", When.REDO),
    Spec("command.run", "Run Command…", "Edit", ("Ctrl+R",), "run", When.STORE, group=1, words="append event"),
    Spec(
        "rules.edit",
        "Fold Rules…",
        "Edit",
        ("Ctrl+Shift+D",),
        when=When.EVENTS,
        group=1,
        words="reducer toml",
    ),
    Spec("rollback.here", "Roll Back to Here…", "Edit", ("Ctrl+Shift+B",), "rollback", When.EVENTS, group=2),
    Spec("log.show", "Operation Log…", "Edit", ("Ctrl+Shift+L",), when=When.STORE, group=2, words="history undo who"),
    Spec(
        "view.copyLink",
        "Copy Link Here",
        "Edit",
        ("Ctrl+Shift+C",),
        when=When.STORE,
        group=3,
        words="command line share",
    ),
    Spec("cursor.first", "First Event", "Go", ("Alt+Home",), "first", When.EVENTS, words="start beginning"),
    Spec("cursor.previous", "Previous Event", "Go", ("Alt+Left",), "previous", When.EVENTS, words="back step"),
    Spec("cursor.next", "Next Event", "Go", ("Alt+Right",), "next", When.EVENTS, words="forward step"),
    Spec("cursor.last", "Last Effective Event", "Go", ("Alt+End",), "last", When.EVENTS, words="head end"),
    Spec(
        "cursor.goto",
        "Go to…",
        "Go",
        ("Ctrl+G",),
        when=When.EVENTS,
        group=1,
        words="position time version id correlation find",
    ),
    Spec("match.next", "Next Match", "Go", ("F3",), "down", When.FILTER, group=2, words="filter find"),
    Spec("match.previous", "Previous Match", "Go", ("Shift+F3",), "up", When.FILTER, group=2, words="filter find"),
    Spec("view.live", "Live", "Go", ("Ctrl+L",), "live", When.STORE, checkable=True, group=3, words="follow tail"),
    Spec("view.palette", "Command Palette…", "View", ("Ctrl+Shift+P",), short="Commands"),
    Spec("view.filter", "Filter", "View", ("Ctrl+F",), "search", When.STORE, words="search find"),
    Spec("view.pane1", "Focus Timeline", "View", ("Ctrl+1",), when=When.STORE, group=1),
    Spec("view.pane2", "Focus Event List", "View", ("Ctrl+2",), when=When.STORE, group=1),
    Spec("view.pane3", "Focus Event Detail", "View", ("Ctrl+3",), when=When.STORE, group=1),
    Spec("view.pane4", "Focus State", "View", ("Ctrl+4",), when=When.STORE, group=1),
    Spec("view.fullPane", "Pane Fills the Window", "View", ("F11",), when=When.STORE, checkable=True, group=1),
    Spec("view.utc", "Times in UTC", "View", ("Ctrl+U",), checkable=True, group=2, words="zone local clock timezone"),
    Spec("view.titles", "Pane Titles", "View", when=When.STORE, checkable=True, group=2, words="move float dock"),
    Spec("view.resetLayout", "Reset Layout", "View", when=When.STORE, group=2),
    Spec("view.theme.system", "System", "Theme", checkable=True),
    Spec("view.theme.dark", "Dark", "Theme", checkable=True),
    Spec("view.theme.light", "Light", "Theme", checkable=True),
    Spec("view.shortcuts", "Keyboard Shortcuts", "Help", ("?", "F1"), words="keys help"),
    Spec("help.about", "About", "Help", words="version"),
)


def build(parent: QObject) -> dict[str, QAction]:
    """The table as actions of a window, by id; who connects them is the window."""
    return {spec.id: _action(spec, parent) for spec in TABLE}


def title(spec: Spec) -> str:
    """What the palette and the sheet call an action."""
    return f"Theme: {spec.text}" if spec.menu == "Theme" else spec.text.rstrip("…")


def enable(actions: Mapping[str, QAction], held: frozenset[When]) -> None:
    """Enable the actions whose need is among those held; `ALWAYS` always is."""
    for spec in TABLE:
        actions[spec.id].setEnabled(spec.when is When.ALWAYS or spec.when in held)


def _action(spec: Spec, parent: QObject) -> QAction:
    action = QAction(spec.text, parent)
    action.setObjectName(spec.id)
    action.setCheckable(spec.checkable)
    action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.setIconText(spec.short or spec.text)
    if spec.icon:
        action.setIcon(icons.icon(spec.icon))
    # Pictures beside a few of the entries make a menu restless; the toolbar has them.
    action.setIconVisibleInMenu(False)
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{title(spec)} ({keys})" if keys else title(spec))
    return action
