"""The window: from process start to its first picture beside a minimal PySide6 window, and two sound meters."""

import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from bench.row import Row
from samklang.domain.live import SoundReading
from samklang.ui import theme
from samklang.ui.prepare.sound_view import QUIETEST_DBFS, SoundMeterView
from samklang.wording import Wording

STARTS = 9
FRAMES = 1200
REPEATS = 5

_ENDS_WHEN_PAINTED = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

def paint(window, event):
    QTimer.singleShot(0, lambda: os._exit(0))  # after the whole window is painted, and before anything else
"""

_MINIMAL = f"""{_ENDS_WHEN_PAINTED}
class Window(QMainWindow):
    paintEvent = paint

app = QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""

_OURS = f"""{_ENDS_WHEN_PAINTED}
from samklang.ui.shell import Shell
Shell.paintEvent = paint
from samklang.bootstrap import main
sys.argv = ["samklang"]
main()
"""


def rows() -> list[Row]:
    """Rows 9 and 10 of the yardsticks; medians of runs taken in turns."""
    return [_start(), _meters()]


def _start() -> Row:
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SAMKLANG_HOME": home}
        times = [(_process_s(_OURS, environment), _process_s(_MINIMAL, environment)) for _ in range(STARTS)]
    ours_s, peer_s = (statistics.median(each) for each in zip(*times[1:], strict=True))  # the first one warms the disk
    return Row("process start to first painted window / minimal PySide6 window", ours_s, peer_s, 1.3)


def _process_s(code: str, environment: dict[str, str]) -> float:
    """CPU time of a Python process from its start to its end, which must be a good one."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], env=environment, stderr=subprocess.DEVNULL, check=True, timeout=60)  # noqa: S603 - our own code
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class PlainMeter(QWidget):
    """What one would write first: the whole bar painted anew each time."""

    def __init__(self) -> None:
        super().__init__()
        self.level_dbfs = QUIETEST_DBFS

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Ground, bar, scale."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), Qt.GlobalColor.white)
        painter.fillRect(
            QRect(0, 8, round(self.width() * (1 - self.level_dbfs / QUIETEST_DBFS)), 34), Qt.GlobalColor.blue
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignBottom, "-60 dBFS")
        painter.end()


def _meters() -> Row:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)  # noqa: S101 - nobody here makes another
    theme.apply(app)
    ours, plain = [SoundMeterView(), SoundMeterView()], PlainMeter()
    for meter in ours:
        meter.retranslate(Wording("da"))

    def show_ours(level_dbfs: float) -> None:
        for meter in ours:
            meter.show_reading(SoundReading(level_dbfs, level_dbfs + 6, -20.0, clipped=False, take=1, heard_s=5.0))

    def show_plain(level_dbfs: float) -> None:
        plain.level_dbfs = level_dbfs
        plain.update()

    times = [(_frames_s(app, ours, show_ours), _frames_s(app, [plain], show_plain)) for _ in range(REPEATS)]
    ours_s, peer_s = (statistics.median(each) for each in zip(*times, strict=True))
    return Row(f"two sound meters, {FRAMES} readings / one plain QPainter meter", ours_s, peer_s, 1.2)


def _frames_s(app: QApplication, meters: Sequence[QWidget], show: Callable[[float], None]) -> float:
    """CPU time of so many readings, each shown before the next."""
    window = QWidget()
    layout = QVBoxLayout(window)
    for meter in meters:
        layout.addWidget(meter)
    window.resize(640, 240)
    window.show()
    app.processEvents()
    before = time.process_time()
    for frame in range(FRAMES):
        show(-30 + 20 * math.sin(frame / 5))  # speech rises and falls a few times a second
        app.processEvents()
    spent_s = time.process_time() - before
    for meter in meters:
        meter.setParent(None)
    window.close()
    return spent_s
