"""The look of the whole window in one place: colours, type scale, style sheet, palette and the bundled font."""

import re
from enum import IntEnum, StrEnum
from importlib import resources
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

TEXT_PERCENTS = (100, 125, 150, 175)
"""The text sizes offered in Settings; WCAG 2.2 1.4.4 asks that text can grow, the steps are our proposal."""


class Colour(StrEnum):
    """Every colour there is. The accents are Okabe and Ito's (2008), told apart by colour-blind eyes too."""

    PAPER = "#FAF7F2"
    SURFACE = "#FFFFFF"
    SAND = "#F1EBE1"
    LINE = "#DDD5C8"
    EDGE = "#7D7467"
    INK = "#1B2530"
    INK_QUIET = "#525C66"
    RAIL = "#1F2F3D"
    RAIL_CHOSEN = "#34495B"
    RAIL_TEXT = "#F4EFE6"
    BLUE = "#0072B2"
    BLUE_DEEP = "#005A8E"
    BLUE_PALE = "#E4F0F8"
    GREEN = "#009E73"
    GREEN_PALE = "#E1F3EC"
    ORANGE = "#E69F00"
    ORANGE_PALE = "#FCF2DB"
    VERMILLION = "#D55E00"
    VERMILLION_PALE = "#FBE9DD"
    SKY = "#56B4E9"
    PURPLE = "#CC79A7"
    DISABLED_TEXT = "#6B7278"
    DISABLED_FILL = "#E6E0D6"


TEXT_ON = (
    (Colour.INK, Colour.PAPER),
    (Colour.INK, Colour.SURFACE),
    (Colour.INK, Colour.SAND),
    (Colour.INK, Colour.BLUE_PALE),
    (Colour.INK, Colour.GREEN_PALE),
    (Colour.INK, Colour.ORANGE_PALE),
    (Colour.INK, Colour.VERMILLION_PALE),
    (Colour.INK_QUIET, Colour.PAPER),
    (Colour.INK_QUIET, Colour.SURFACE),
    (Colour.INK_QUIET, Colour.SAND),
    (Colour.SURFACE, Colour.BLUE),
    (Colour.SURFACE, Colour.BLUE_DEEP),
    (Colour.BLUE_DEEP, Colour.PAPER),
    (Colour.BLUE_DEEP, Colour.SURFACE),
    (Colour.RAIL_TEXT, Colour.RAIL),
    (Colour.RAIL_TEXT, Colour.RAIL_CHOSEN),
)
"""Text and the ground it stands on: at least 4.5:1 (WCAG 2.2 1.4.3)."""

SHAPE_ON = (
    (Colour.EDGE, Colour.PAPER),
    (Colour.EDGE, Colour.SURFACE),
    (Colour.INK, Colour.PAPER),
    (Colour.BLUE, Colour.PAPER),
    (Colour.BLUE, Colour.SURFACE),
    (Colour.BLUE, Colour.SAND),
    (Colour.SKY, Colour.RAIL),
    (Colour.SKY, Colour.RAIL_CHOSEN),
    (Colour.DISABLED_TEXT, Colour.DISABLED_FILL),
)
"""Borders, focus rings and marks on their ground: at least 3:1 (WCAG 2.2 1.4.11). Status marks are outlined in INK."""


class Size(IntEnum):
    """The type scale, in pixels at 100 %."""

    SMALL = 13
    BODY = 15
    LARGE = 18
    HEADING = 21
    TITLE = 28
    CLOCK = 40


SPACE = 8
"""The unit of all gaps, in pixels; gaps are 1, 2, 3 or 4 of it."""

FAMILY = "Inter"
_FONT_FILES = ("Inter-Regular.ttf", "Inter-SemiBold.ttf")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two `#RRGGBB` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's own

    red, green, blue = (linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def text_percent() -> int:
    """The text size now in force, 100 being the normal one."""
    app = QApplication.instance()
    return int(app.property("text_percent") or 100) if app else 100


def apply(app: QApplication, percent: int = 100) -> None:
    """Give the application its font, palette and style sheet; may be called again when the text size changes."""
    if app.property("text_percent") == percent:
        return  # styling every widget anew costs half a second and changes nothing
    if FAMILY not in QFontDatabase.families() or not _loaded_fonts:
        _load_fonts()
    app.setStyle("Fusion")
    app.setPalette(_palette())
    app.setFont(font(Size.BODY, percent))
    app.setProperty("text_percent", percent)
    app.setStyleSheet(_style_sheet(percent))


_loaded_fonts: list[int] = []


def _load_fonts() -> None:
    for name in _FONT_FILES:
        content = (resources.files("samklang") / "fonts" / name).read_bytes()
        _loaded_fonts.append(QFontDatabase.addApplicationFontFromData(content))


def font(size: Size, percent: int | None = None, *, strong: bool = False, tabular: bool = False) -> QFont:
    """A font of the scale.

    Args:
        size: Its step on the scale.
        percent: The user's text size; None takes the application's.
        strong: Semi-bold.
        tabular: All digits of one width, so that a running clock stands still.
    """
    made = QFont(FAMILY)
    made.setPixelSize(round(size * (percent or text_percent()) / 100))
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


def _palette() -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: Colour.PAPER,
        QPalette.ColorRole.WindowText: Colour.INK,
        QPalette.ColorRole.Base: Colour.SURFACE,
        QPalette.ColorRole.AlternateBase: Colour.SAND,
        QPalette.ColorRole.Text: Colour.INK,
        QPalette.ColorRole.Button: Colour.SURFACE,
        QPalette.ColorRole.ButtonText: Colour.INK,
        QPalette.ColorRole.Highlight: Colour.BLUE,
        QPalette.ColorRole.HighlightedText: Colour.SURFACE,
        QPalette.ColorRole.ToolTipBase: Colour.INK,
        QPalette.ColorRole.ToolTipText: Colour.PAPER,
        QPalette.ColorRole.PlaceholderText: Colour.INK_QUIET,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(Colour.DISABLED_TEXT))
    return palette


def _style_sheet(percent: int) -> str:
    sheet = Template((resources.files("samklang.ui") / "style.qss").read_text(encoding="utf-8"))
    folder = resources.files("samklang.ui")
    pictures = {name: str(folder / f"{name}.svg").replace("\\", "/") for name in ("chevron", "tick")}
    coloured = sheet.substitute({colour.name.lower(): colour.value for colour in Colour} | pictures)
    return re.sub(r"\b(\d+)u\b", lambda found: f"{round(int(found[1]) * percent / 100)}px", coloured)
