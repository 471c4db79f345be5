"""The rules of the house, held by reading the source and by asking a fresh process what it imported."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "inspector").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """The modules and names that a file imports, with the line."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """The dotted name, as written, and the node of each call in a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_import_contracts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT))
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_threads_are_started_only_by_jobs() -> None:
    starters = {"Thread", "QThread", "QThreadPool", "QRunnable", "ThreadPoolExecutor", "Timer"}
    found = [
        f"{name(path)}:{call.lineno}"
        for path in SOURCES
        if name(path) != "inspector/ui/jobs.py"
        for called, call in calls(path)
        if called.rpartition(".")[2] in starters and called != "QTimer"
    ]
    # A timeout on a pipe of the domain's process has no portable form without a reading thread.
    allowed = "inspector/domain/process.py"
    assert [place for place in found if not place.startswith(allowed)] == []


def test_helper_processes_only_in_store_and_domain() -> None:
    found = [
        f"{name(path)}:{line}"
        for path in SOURCES
        if path.relative_to(ROOT / "inspector").parts[0] not in ("store", "domain")
        for module, line in imported(path)
        if module.partition(".")[0] in ("subprocess", "multiprocessing")
    ]
    assert found == []


def test_only_the_command_line_prints() -> None:
    found = [
        f"{name(path)}:{call.lineno}"
        for path in SOURCES
        if path.relative_to(ROOT / "inspector").parts[0] != "cli"
        for called, call in calls(path)
        if called == "print"
    ]
    assert found == []


def test_files_hold_one_noun() -> None:
    sizes = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*SOURCES, *TESTS]}
    assert {path: lines for path, lines in sizes.items() if lines > MAX_FILE_LINES} == {}


def test_functions_can_be_read_at_a_glance() -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name}: {lines} lines"
        for path in [*SOURCES, *TESTS]
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > MAX_FUNCTION_LINES
    ]
    assert long == []


def public_definitions(body: list[ast.stmt]) -> Iterator[Definition]:
    for node in body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node


def test_public_names_say_what_they_mean() -> None:
    silent = []
    for path in SOURCES:
        if ast.get_docstring(tree(path)) is None:
            silent.append(name(path))
        silent += [
            f"{name(path)}:{node.lineno} {node.name}"
            for node in public_definitions(tree(path).body)
            if ast.get_docstring(node) is None
        ]
    assert silent == []


def test_tests_wait_for_conditions_not_for_time_to_pass() -> None:
    waits = [
        f"{name(path)}:{call.lineno}"
        for path in TESTS
        for called, call in calls(path)
        if called.rpartition(".")[2] in ("sleep", "qWait", "qSleep") or called == "qtbot.wait"
        if call.args and isinstance(call.args[0], ast.Constant)
    ]
    assert waits == []


def test_test_files_have_names_of_their_own() -> None:
    names = [path.name for path in TESTS if path.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))


def test_the_top_of_the_project_shows_five_entries() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    top = {path.partition("/")[0] for path in listed.stdout.split("\0") if path}
    visible = {entry for entry in top if not entry.startswith(".")}
    assert visible == {"README.md", "inspector", "pyproject.toml", "resources", "tests"}


HEAVY = {"PySide6", "sqlmodel", "sqlalchemy", "pydantic", "jsonpatch"}
SLOW = {*HEAVY, "numpy", "msgspec", "sqlite3", "platform", "hashlib", "socket", "html", "uuid", "importlib.metadata"}
"""And what takes only some milliseconds, where there are few."""


def loaded_by(code: str, *words: str) -> set[str]:
    """What a fresh process has imported after running some code."""
    report = "\nimport sys\nprint('\\n' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code + report, *words], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def packages(modules: set[str]) -> set[str]:
    """The packages of ours among them, by their second name."""
    return {name.split(".")[1] for name in modules if name.count(".") >= 2 and name.startswith("inspector.")}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    import inspector  # noqa: PLC0415  tests of the source need no program

    path = tmp_path_factory.mktemp("store") / "some.sqlite"
    with inspector.create(path) as workspace:
        for number in range(5):
            workspace.append(f"order-{number % 2}", "OrderPlaced", {"number": number})
    return str(path)


LOOK = """
import sys, inspector
with inspector.open(sys.argv[1]) as workspace:
    log = workspace.reader()
    assert log.page([1, 2]) and list(log.columns())
    log.close()
    assert workspace.state("order-1") and workspace.info().events == 5
"""

MAIN = """
import sys
from inspector.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
"""

WELCOME = """
from inspector.ui import app
from inspector.ui.request import OpenRequest
windows = app.start(OpenRequest())
app.QApplication.processEvents()
"""

ROWS = """
import os, sys
from pathlib import Path
from inspector.ui import app
from inspector.ui.request import OpenRequest
window = app.start(OpenRequest(Path(sys.argv[1]))).windows[0]
def shown():
    print(*sys.modules, flush=True)
    os._exit(0)
window.jobs.pages.idle.connect(shown)
app.QApplication.exec()
"""

PAINT = """
import sys
from pathlib import Path
from inspector.ui import app
app.screenshot(app.OpenRequest(Path(sys.argv[1])), Path(sys.argv[2]))
"""


def test_looking_at_a_store_loads_neither_qt_nor_an_orm(store: str) -> None:
    assert loaded_by(LOOK, store) & HEAVY == set()


@pytest.mark.parametrize("words", [["--help"], ["events", "--help"], ["info", "STORE"]])
def test_the_command_line_loads_neither_qt_nor_an_orm(store: str, words: list[str]) -> None:
    assert loaded_by(MAIN, *(store if word == "STORE" else word for word in words)) & HEAVY == set()


def test_events_are_listed_without_numpy(store: str) -> None:
    assert loaded_by(MAIN, "events", store) & {*HEAVY, "numpy"} == set()


def test_the_version_is_told_by_little_more_than_python() -> None:
    loaded = loaded_by(MAIN, "--version")
    assert loaded & SLOW <= {"importlib.metadata", "socket"}  # which loads e-mail
    assert packages(loaded) <= {"cli", "events", "store", "ui"}


def test_the_welcome_page_is_painted_with_nothing_that_reads_a_store() -> None:
    loaded = loaded_by(WELCOME)
    assert loaded & SLOW == {"PySide6"}
    assert {name for name in loaded if name.startswith(("inspector.store.", "inspector.workspace."))} == {
        "inspector.store.reading",
        "inspector.workspace.counting",
    }
    assert packages(loaded) == {"events", "store", "ui", "workspace"}


def test_the_first_rows_are_painted_without_numpy_other_formats_or_other_panes(store: str) -> None:
    loaded = loaded_by(ROWS, store)
    assert loaded & {*HEAVY, "numpy"} == {"PySide6"}
    unwanted = ("inspector.domain", "inspector.store.formats", "inspector.store.mapping", "inspector.ui.dialogs")
    panes = ("inspector.ui.state.", "inspector.ui.detail.", "inspector.ui.timeline.pane")
    assert [name for name in loaded if name.startswith((*unwanted, *panes))] == []


def test_a_painted_window_has_loaded_no_orm(store: str, tmp_path: Path) -> None:
    assert loaded_by(PAINT, store, str(tmp_path / "window.png")) & HEAVY == {"PySide6"}
