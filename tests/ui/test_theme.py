"""The look: contrast, digits that stand still, shapes that differ without colour, text that grows."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from samklang.ui import theme
from samklang.ui.controls import Notice, Status, TimeLabel, label, paint_mark, time_text
from samklang.ui.theme import SHAPE_ON, TEXT_ON, Colour, Size, contrast


def test_contrast_is_computed_as_wcag_does():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("pair", TEXT_ON, ids=" on ".join)
def test_text_can_be_read(pair: tuple[Colour, Colour]):
    assert contrast(*pair) >= 4.5


@pytest.mark.parametrize("pair", SHAPE_ON, ids=" on ".join)
def test_shapes_and_borders_can_be_seen(pair: tuple[Colour, Colour]):
    assert contrast(*pair) >= 3


def test_a_running_clock_stands_still(qtbot: QtBot, qapp: QApplication):
    theme.apply(qapp)
    clock = TimeLabel(Size.CLOCK)
    qtbot.addWidget(clock)
    clock.show()
    widths = set()
    for seconds in range(60, 120):
        clock.show_seconds(seconds)
        widths.add(clock.sizeHint().width())
    assert len(widths) == 1


def test_the_bundled_font_is_used_and_grows_with_the_setting(qtbot: QtBot, qapp: QApplication):
    theme.apply(qapp, 100)
    line = label("Ærø på Åland", Size.LARGE)
    qtbot.addWidget(line)
    line.show()
    assert line.fontInfo().family() == "Inter"
    normal = line.fontInfo().pixelSize()
    theme.apply(qapp, 150)
    qapp.processEvents()
    grown = line.fontInfo().pixelSize()
    theme.apply(qapp, 100)
    assert (normal, grown) == (18, 27)


def outline(status: Status) -> bytes:
    """The shape in black and white: what is left without colour."""
    image = QImage(40, 40, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_mark(painter, QRectF(0, 0, 40, 40), status)
    painter.end()
    dark = [image.pixelColor(x, y).lightness() < 60 for y in range(40) for x in range(40)]
    return bytes(dark)


def test_statuses_that_meet_on_a_screen_differ_in_shape_alone():
    seats = [Status.WAITING, Status.NOW, Status.DONE, Status.PASSED, Status.LATER, Status.AWAY, Status.ABSENT]
    verdicts = [Status.GOOD, Status.ATTENTION, Status.BAD, Status.UNKNOWN]
    for together in (seats, verdicts):
        assert len({outline(status) for status in together}) == len(together)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (65.9, "1:05"), (3600, "1:00:00"), (-61, "\N{MINUS SIGN}1:01"), (-0.4, "0:00")]
)
def test_times_are_written_as_a_clock_does(seconds: float, text: str):
    assert time_text(seconds) == text


def test_a_notice_is_there_only_while_it_says_something(qtbot: QtBot):
    notice = Notice()
    qtbot.addWidget(notice)
    notice.show_line("Noget roligt", Status.ATTENTION)
    assert not notice.isHidden()
    assert notice.accessibleName() == "Noget roligt"
    notice.show_line("")
    assert notice.isHidden()
