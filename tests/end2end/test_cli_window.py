"""The window without a display: `inspector FILE`, demo and screenshot draw it into a picture."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from program import SHOP, Answer, Cli, folder_state, numbered

from inspector.ui import display
from inspector.ui.display import MissingLibraryError

NO_DISPLAY = {"QT_QPA_PLATFORM": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""}


def pixels(png: Path) -> tuple[int, int]:
    """Width and height of a PNG (its first chunk, IHDR)."""
    head = png.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:])
    return width, height


@pytest.fixture
def elsewhere(store: Callable[..., Path], tmp_path: Path) -> Path:
    """A store in a folder that is not the working one."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return store(*numbered(5)).rename(folder / "some.sqlite")


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({}, "there is no display"),
        ({"QT_QPA_PLATFORM": "offscreen"}, "QT_QPA_PLATFORM is offscreen"),
        ({"QT_QPA_PLATFORM": "minimal"}, "QT_QPA_PLATFORM is minimal"),
        ({"DISPLAY": ":987654"}, "the display :987654 does not answer"),
    ],
)
def test_a_file_is_drawn_where_one_stands_and_summed_up(
    program: Cli, elsewhere: Path, tmp_path: Path, environment: dict[str, str], reason: str
) -> None:
    before = folder_state(elsewhere.parent)
    answer = program(elsewhere, **{**NO_DISPLAY, **environment})
    assert (answer.code, answer.err) == (0, "")
    said, *summary = answer.out.splitlines()
    assert said == f"The window cannot be shown: {reason}; it is drawn into some.png."
    assert pixels(tmp_path / "some.png") == (1600, 1000)
    assert summary == program("info", elsewhere).out.splitlines()
    assert folder_state(elsewhere.parent) == before


def test_a_picture_that_is_there_already_stays(program: Cli, elsewhere: Path, tmp_path: Path) -> None:
    (tmp_path / "some.png").write_bytes(b"mine")
    assert "drawn into some-2.png" in program(elsewhere, "--writable").out
    assert "drawn into some-3.png" in program(elsewhere, "--at", 2, "--stream", "list-1").out
    assert (tmp_path / "some.png").read_bytes() == b"mine"
    assert (tmp_path / "some-2.png").read_bytes() != (tmp_path / "some-3.png").read_bytes()


def test_the_window_needs_a_file_or_a_display(program: Cli) -> None:
    assert program(**NO_DISPLAY).sentence(1) == (
        "The window cannot be shown: there is no display; name a FILE, and it is drawn into a picture."
    )


ABSENT = [
    (["--at", "6"], 3, "Position 6 is past the last written one, 5"),
    (["--stream", "nobody"], 3, "no stream 'nobody'"),
]


@pytest.mark.parametrize(("words", "code", "part"), ABSENT, ids=["position", "stream"])
def test_what_is_not_there_is_not_drawn(cli: Cli, elsewhere: Path, words: list[str], code: int, part: str) -> None:
    before = folder_state(elsewhere.parent)
    png = elsewhere.with_suffix(".png")
    assert part in cli(elsewhere, *words).sentence(code)
    assert part in cli("screenshot", elsewhere, "-o", png, *words).sentence(code)
    assert folder_state(elsewhere.parent) == before


def test_a_domain_that_cannot_be_loaded_is_not_drawn_without(cli: Cli, elsewhere: Path, tmp_path: Path) -> None:
    assert "no file" in cli(elsewhere, "--domain", tmp_path / "nowhere.py").sentence(1)
    (tmp_path / "bad.py").write_text("1 / 0")
    for words in ((elsewhere,), ("screenshot", elsewhere, "-o", tmp_path / "x.png")):
        assert "bad.py, line 1: ZeroDivisionError" in cli(*words, "--domain", tmp_path / "bad.py").sentence(1)


def test_a_word_that_is_almost_a_verb_is_taken_for_one(cli: Cli, elsewhere: Path) -> None:
    assert cli("evnts", elsewhere).sentence(2) == (
        "there is no file evnts, and the verb is called events; see `inspector --help`."
    )
    assert "no file notes.sqlite" in cli("notes.sqlite").sentence(1)


# The demo


def sample_of(answer: Answer) -> Path:
    """The store that a demo says it has written."""
    said = answer.out.splitlines()[0]
    return Path(said.removeprefix("Wrote the sample store to ").rstrip("."))


def test_the_demo_writes_its_store_draws_it_and_sums_it_up(program: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    answer = program("demo", **NO_DISPLAY, TMPDIR=str(folder))
    assert (answer.code, answer.err) == (0, "")
    store = sample_of(answer)
    assert store.is_relative_to(folder)
    assert "there is no display; it is drawn into shop.png." in answer.out
    assert pixels(tmp_path / "shop.png") == (1600, 1000)
    assert answer.out.endswith(program("info", store).out)


def test_the_demo_is_written_where_one_says_and_never_over_a_file(program: Cli, tmp_path: Path) -> None:
    words = ("demo", "--to", "my shop.sqlite")
    assert sample_of(program(*words)) == Path("my shop.sqlite")
    before = folder_state(tmp_path)
    assert sorted(before) == ["my shop.png", "my shop.sqlite"]
    assert "my shop.sqlite exists already" in program(*words).sentence(1)
    assert "no folder nowhere" in program("demo", "--to", "nowhere/shop.sqlite").sentence(1)
    assert folder_state(tmp_path) == before


def test_the_demo_needs_no_library_of_the_system(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(*, offscreen: bool) -> None:
        raise MissingLibraryError("Qt needs the system library libEGL.so.1, which is missing.")

    monkeypatch.setattr(display, "require_libraries", lacking)
    answer = cli("demo", "--to", tmp_path / "shop.sqlite")
    assert answer.code == 0
    assert answer.err == "inspector: Qt needs the system library libEGL.so.1, which is missing.\n"
    assert "20 179" in answer.out.replace("\N{NO-BREAK SPACE}", " ")
    assert [path.name for path in tmp_path.iterdir()] == ["shop.sqlite"]


# Screenshots


def test_a_screenshot_has_the_size_and_the_scale_that_one_asks_for(program: Cli, shop: Path, tmp_path: Path) -> None:
    before = folder_state(shop.parent)
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    words = ("screenshot", shop, "--stream", "order-1041", "--at", "2648", "-o")
    for name, options, size in (
        ("dark.png", (), (1600, 1000)),
        ("light.png", ("--theme", "light"), (1600, 1000)),
        ("small.png", ("--size", "1280x800"), (1280, 800)),
        ("sharp.png", ("--size", "800x600", "--scale", "2"), (1600, 1200)),
        ("folded.png", ("--domain", SHOP), (1600, 1000)),
    ):
        answer = program(*words, pictures / name, *options, **NO_DISPLAY)
        assert (answer.code, answer.out, answer.err) == (0, f"Drew shop.sqlite into {pictures / name}.\n", "")
        assert pixels(pictures / name) == size
    assert len({path.read_bytes() for path in pictures.iterdir()}) == 5
    assert folder_state(shop.parent) == before


def test_a_screenshot_replaces_pictures_only(program: Cli, elsewhere: Path, tmp_path: Path) -> None:
    words = ("screenshot", elsewhere, "--size", "640x400", "-o")
    assert program(*words, "a.png").code == 0
    first = (tmp_path / "a.png").read_bytes()
    assert program(*words, "a.png", "--theme", "light").code == 0
    assert (tmp_path / "a.png").read_bytes() != first
    before = folder_state(elsewhere.parent)
    assert "is no PNG picture" in program(*words, elsewhere).sentence(1)
    assert "cannot be written" in program(*words, "nowhere/a.png").sentence(1)
    assert "is no PNG picture" in program(*words, elsewhere.parent).sentence(1)
    assert folder_state(elsewhere.parent) == before


def test_the_window_takes_the_domain(program: Cli, shop: Path, tmp_path: Path) -> None:
    for words in ([], ["--domain", SHOP]):
        assert program(shop, "--stream", "stock-A12", *words).code == 0
    assert (tmp_path / "shop.png").read_bytes() != (tmp_path / "shop-2.png").read_bytes()
