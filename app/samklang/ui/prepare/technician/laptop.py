"""The page about the laptop: everything that was looked at, and the network once somebody has said yes to it."""

from typing import Final

from PySide6.QtWidgets import QProgressBar, QWidget

from samklang.domain.laptop import LaptopMeasures
from samklang.engine.ports import NetworkProbe
from samklang.ui.controls import QuietButton, column, label, row
from samklang.ui.prepare.laptop_line import laptop_judgement
from samklang.ui.prepare.technician.tool import Ground, Tool
from samklang.ui.prepare.verdict_list import VerdictList
from samklang.ui.theme import SPACE, Size

_STEPS_PER_SHARE: Final = 1000
_EVERY_TICKS: Final = 30
"""The list is written anew about once a second at most: numbers that dance are read by nobody."""


class LaptopTool(Tool):
    """Shows what the watch tells, and asks before anything is sent."""

    tool_id = "laptop"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._probe: NetworkProbe | None = None
        self._asking = False
        self._ticks = 0
        self._written: LaptopMeasures | None = None
        self._heading = label("", Size.HEADING)
        self._state = label("", wrap=True)
        self._list = VerdictList()
        self._network_heading = label("", Size.HEADING)
        self._network_text = label("", wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS_PER_SHARE)
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(10)
        self._bar.hide()
        self._no = QuietButton()
        self._no.clicked.connect(self._refuse)
        self._no.hide()
        network = QWidget()
        network.setLayout(column(self._network_heading, self._network_text, self._bar, row(self._no, None)))
        # On top: with large text the question must be seen without scrolling.
        self.body.addWidget(network)
        self.body.addSpacing(SPACE)
        self.body.addWidget(self._heading)
        self.body.addWidget(self._state)
        self.body.addWidget(self._list)
        self.body.addStretch(1)

    @property
    def network_text(self) -> str:
        """What is said about the network."""
        return self._network_text.text()

    @property
    def no_button(self) -> QuietButton:
        """Says no to sending anything."""
        return self._no

    @property
    def primary(self) -> tuple[str, bool]:
        """Ask, yes, or stop."""
        if self._probe is not None and not self._asking:
            return self.wording("prepare.network.stop"), True
        return self.wording("prepare.network.yes" if self._asking else "prepare.network.ask"), True

    def do_primary(self) -> None:
        """The first press only asks; nothing is sent before the second."""
        if self._asking and self._probe is not None:
            self._asking = False
            self._probe.start()
        elif self._probe is not None:
            self._end("prepare.network.stopped")
            return
        else:
            self._probe = self.house.network_probe()
            self._asking = True
        self._show_network()

    def enter(self) -> None:
        """What is known now."""
        self._write(force=True)
        self._show_network()

    def leave(self) -> None:
        """Nothing is sent any more."""
        if self._probe is not None:
            self._probe.close()
        self._probe, self._asking = None, False

    def tick(self) -> None:
        """The newest, and how far the probe is."""
        self._ticks += 1
        if self._ticks % _EVERY_TICKS == 0:
            self._write()
        if self._probe is None or self._asking:
            return
        now = self._probe.poll()
        self._bar.setValue(round(now.share_done * _STEPS_PER_SHARE))
        if now.failed:
            self._end("prepare.network.failed")
        elif now.measures is not None:
            course = self.ground.course
            course.beneath.probe = now.measures
            course.judge_again()
            self._end("prepare.network.done")
            self._write(force=True)

    def retranslate(self) -> None:
        """All words anew."""
        say = self.wording
        self._heading.setText(say("prepare.laptop.title"))
        self._network_heading.setText(say("prepare.network.title"))
        self._no.set_words(say("prepare.network.no"))
        self._write(force=True)
        self._show_network()

    def _refuse(self) -> None:
        self._end("prepare.network.offer")

    def _end(self, text_id: str) -> None:
        self.leave()
        self._show_network()
        host = self.ground.course.beneath.probe
        self._network_text.setText(self.wording(text_id, host="" if host is None else host.probed_host))

    def _show_network(self) -> None:
        say, probe = self.wording, self._probe
        text = say("prepare.network.offer")
        if probe is not None:
            text = say("prepare.network.question" if self._asking else "prepare.network.running", host=probe.host)
        self._network_text.setText(text)
        self._bar.setVisible(probe is not None and not self._asking)
        self._bar.setAccessibleName(text)
        self._no.setVisible(self._asking)
        self.setAccessibleDescription(text)
        self.changed.emit()

    def _write(self, *, force: bool = False) -> None:
        course = self.ground.course
        laptop, rig = course.beneath.laptop, course.chosen.rig
        if laptop == self._written and not force:
            return
        self._written = laptop
        judged = laptop_judgement(laptop, rig)
        state = "failed" if course.beneath.laptop_failed else "looking"
        self._state.setText("" if judged is not None else self.wording(f"prepare.laptop.{state}"))
        self._state.setVisible(judged is None)
        if judged is not None and rig is not None:
            self._list.show_verdicts(judged.verdicts, self.wording, self.house.check_words(rig))
