"""What ships: fonts with their licences, icons that can be drawn in any colour, desktop files that match the store."""

import xml.etree.ElementTree as ET
from configparser import ConfigParser

import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication

from inspector.store.signature import APPLICATION_ID
from inspector.ui import fonts, glyphs, icons, resources, style, theme
from inspector.ui.actions import TABLE


def test_the_shipped_fonts_are_the_ones_in_use(qapp: QApplication) -> None:
    assert QFontInfo(fonts.ui()).family() == "Inter"
    assert QFontInfo(fonts.mono()).family() == "JetBrains Mono"
    assert QFontInfo(fonts.mono()).fixedPitch()
    assert qapp.font().family() == "Inter"
    for licence in ("Inter-OFL.txt", "JetBrainsMono-OFL.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in resources.path(f"fonts/{licence}").read_text()


def test_a_missing_resource_is_a_bug() -> None:
    with pytest.raises(FileNotFoundError, match="nothing"):
        resources.path("icons/nothing.svg")


@pytest.mark.parametrize("name", sorted({spec.icon for spec in TABLE if spec.icon}))
def test_icons_take_the_colour_of_the_palette(name: str) -> None:
    pixels = icons.icon(name).pixmap(QSize(24, 24)).toImage()
    inks = {
        pixels.pixelColor(x, y).name() for x in range(24) for y in range(24) if pixels.pixelColor(x, y).alpha() == 255
    }
    assert theme.current().text in inks


def test_the_programs_own_icon_is_there() -> None:
    icon: QIcon = icons.application()
    assert not icon.pixmap(QSize(128, 128)).isNull()


def test_signs_of_64_types_are_all_different() -> None:
    shapes = [glyphs.glyph_path(code, 16) for code in range(64)]
    outlines = [tuple((at.x, at.y) for at in map(path.elementAt, range(path.elementCount()))) for path in shapes]
    assert len({(outline, glyphs.color(code).name()) for code, outline in enumerate(outlines)}) == 64


@pytest.mark.parametrize("code", range(8))
def test_a_hollow_sign_stays_within_the_full_one(code: int) -> None:
    full, hollow = drawn(code, hollow=False), drawn(code, hollow=True)
    assert full
    assert hollow
    assert hollow != full
    assert len(full) < 26 * 26


def drawn(code: int, *, hollow: bool) -> frozenset[tuple[int, int]]:
    image = QImage(40, 40, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    glyphs.draw(painter, code, QPointF(20, 20), 24, hollow)
    painter.end()
    return frozenset((x, y) for x in range(40) for y in range(40) if image.pixelColor(x, y).alpha() > 127)


def test_both_palettes_dress_the_application(qapp: QApplication) -> None:
    for mode, colors in (("light", theme.LIGHT), ("dark", theme.DARK)):
        style.apply(qapp, mode)  # type: ignore[arg-type]
        assert theme.current() is colors
        assert qapp.palette().window().color() == QColor(colors.window)


def test_the_desktop_files_name_the_program_and_recognise_its_files() -> None:
    desktop = ConfigParser(interpolation=None)
    desktop.optionxform = str  # type: ignore[assignment,method-assign]
    desktop.read(resources.path("desktop/event-timeline-inspector.desktop"))
    entry = desktop["Desktop Entry"]
    assert entry["Exec"] == "inspector-gui %f"
    mime = ET.parse(resources.path("desktop/event-timeline-inspector.xml")).getroot()[0]
    assert mime.attrib["type"] in entry["MimeType"].split(";")
    magic = {match.attrib["offset"]: match.attrib["value"] for match in mime.iter() if match.tag.endswith("match")}
    assert magic["68"].encode() == APPLICATION_ID.to_bytes(4, "big")
    metainfo = ET.parse(resources.path("desktop/event-timeline-inspector.metainfo.xml")).getroot()
    assert metainfo.findtext("launchable") == "event-timeline-inspector.desktop"
