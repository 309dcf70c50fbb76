"""The page about the rigs: which is plugged in and what is missing, a rig of what is chosen, the saved good check."""

from PySide6.QtWidgets import QLineEdit, QWidget

from samklang.domain.live import DeviceInfo
from samklang.domain.recognition import Recognition, Standing, bound_device, recognise
from samklang.domain.rig import Bound, BoundDevice
from samklang.engine.ports import Refused, RigDraft
from samklang.ui.controls import Mark, QuietButton, Status, clear, column, label, row
from samklang.ui.prepare.plugged_in import missing_line
from samklang.ui.prepare.technician.tool import Ground, Tool
from samklang.ui.theme import SPACE, Size

_MOST_SHOWN = 6
"""A technician with more rigs than these finds the others in the list on top."""


class RigTool(Tool):
    """Knows what is plugged in, and makes a rig of it."""

    tool_id = "rig"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self._shown: tuple[object, ...] = ()
        self._said: list[str] = []
        self._heading = label("", Size.HEADING, wrap=True)
        self._standing = column(spacing=SPACE)
        self._make_heading = label("", Size.HEADING)
        self._make_text = label("", wrap=True)
        self._caption = label("", quiet=True)
        self._name = QLineEdit()
        self._name.setMaxLength(60)
        self._caption.setBuddy(self._name)
        self._name.textChanged.connect(lambda _: self.changed.emit())
        self._name.returnPressed.connect(self.do_primary)
        self._remove, self._forget = QuietButton(), QuietButton()
        self._remove.clicked.connect(self._remove_chosen)
        self._forget.clicked.connect(self._forget_good)
        self._good = label("", wrap=True)
        self._good_line = QWidget()
        good = row(self._good, self._forget)
        good.setStretch(0, 1)
        self._good_line.setLayout(good)
        self.body.addWidget(self._heading)
        self.body.addLayout(self._standing)
        self.body.addWidget(self._remove)
        self.body.addWidget(self._good_line)
        self.body.addSpacing(SPACE)
        self.body.addWidget(self._make_heading)
        self.body.addWidget(self._make_text)
        self.body.addLayout(column(self._caption, self._name, spacing=SPACE // 2))
        self.body.addStretch(1)

    @property
    def field(self) -> QLineEdit:
        """The name of the rig to be made."""
        return self._name

    @property
    def remove_button(self) -> QuietButton:
        """Removes the chosen rig, where it is the user's own."""
        return self._remove

    @property
    def forget_button(self) -> QuietButton:
        """Forgets the good check of the chosen rig, its picture included."""
        return self._forget

    @property
    def lines(self) -> tuple[str, ...]:
        """What is said of the rigs."""
        return tuple(self._said)

    @property
    def primary(self) -> tuple[str, bool]:
        """Save the rig, once it has a name and something to be known by."""
        return self.wording("prepare.rig.make"), bool(self._name.text().strip()) and self._bound() is not None

    def do_primary(self) -> None:
        """Make the rig and choose it."""
        bound, like = self._bound(), self.ground.choice.rig
        if bound is None or like is None or not self._name.text().strip():
            return
        try:
            made = self.house.rig_files.bind(RigDraft(self._name.text().strip(), like.id, bound))
        except Refused as refusal:
            self.say(str(refusal), Status.ATTENTION)
            return
        self._name.clear()
        choice = self.ground.choice
        choice.read_rigs(anew=True)
        choice.take_rig(made, choice.microphone, choice.camera)
        self.say(self.wording("prepare.rig.made", name=choice.rig_name(made)), Status.GOOD)
        self._show(force=True)

    def enter(self) -> None:
        """As it is now."""
        self._show(force=True)

    def tick(self) -> None:
        """Something was plugged in or out, or something else was chosen."""
        self._show()

    def retranslate(self) -> None:
        """All words anew."""
        say = self.wording
        self._make_heading.setText(say("prepare.rig.make_title"))
        self._caption.setText(say("prepare.rig.name"))
        self._name.setAccessibleName(say("prepare.rig.name"))
        self._forget.set_words(say("prepare.good.forget"))
        self._show(force=True)

    def _recognition(self) -> Recognition | None:
        listed, choice = self.ground.listed(), self.ground.choice
        if listed is None:
            return None
        laptop = self.ground.course.beneath.laptop
        last = "" if choice.rig is None else choice.rig.id
        model = "" if laptop is None else laptop.model
        return recognise(choice.rigs, listed, laptop_model=model, last_rig_id=last)

    def _show(self, *, force: bool = False) -> None:
        choice = self.ground.choice
        now = (self._recognition(), choice.rig, choice.microphone, choice.camera)
        if now == self._shown and not force:
            return
        self._shown = now
        found, say = now[0], self.wording
        standings = () if found is None else found.standings[:_MOST_SHOWN]
        self._heading.setText(say("prepare.rig.known" if standings else "prepare.rig.none_known"))
        clear(self._standing)
        self._said = []
        for standing in standings:
            self._add(standing)
        own = choice.rig is not None and self.house.rig_files.is_own(choice.rig.id)
        self._remove.setVisible(own)
        if choice.rig is not None:
            self._remove.set_words(say("prepare.rig.remove", name=choice.rig_name(choice.rig)))
        good = self.ground.course.good_saved
        self._good_line.setVisible(bool(good))
        self._good.setText(good)
        names = [each.name for each in (choice.microphone, choice.camera) if each is not None and not each.demo]
        text = say("prepare.rig.make_text", names=", ".join(names)) if names else say("prepare.rig.nothing_to_make")
        self._make_text.setText(text)
        self._name.setEnabled(bool(names))
        self.changed.emit()

    def _add(self, standing: Standing) -> None:
        choice, say = self.ground.choice, self.wording
        line = missing_line(standing, choice, say)
        text = line or say("rig.which.complete", rig=choice.rig_name(standing.rig))
        words = label(text, wrap=True)
        whole = row(Mark(Status.GOOD if line is None else Status.ATTENTION), words)
        whole.setStretch(1, 1)
        self._standing.addLayout(whole)
        self._said.append(text)

    def _bound(self) -> Bound | None:
        """What the rig would be known by: no demo, and never nothing."""
        choice, laptop = self.ground.choice, self.ground.course.beneath.laptop
        listed = self.ground.listed()
        microphone = _bound(choice.microphone, () if listed is None else listed.microphones)
        camera = _bound(choice.camera, () if listed is None else listed.cameras)
        if choice.rig is None or (microphone is None and camera is None):
            return None
        return Bound(microphone, camera, "" if laptop is None else laptop.model)

    def _remove_chosen(self) -> None:
        rig = self.ground.choice.rig
        if rig is None:
            return
        name = self.ground.choice.rig_name(rig)
        try:
            self.house.rig_files.remove(rig.id)
        except Refused as refusal:
            self.say(str(refusal), Status.ATTENTION)
            return
        self.ground.choice.read_rigs(anew=True)
        self.ground.choice.changed.emit()
        self.say(self.wording("prepare.rig.removed", name=name))
        self._show(force=True)

    def _forget_good(self) -> None:
        self.ground.course.forget_good()
        self._show(force=True)


def _bound(device: DeviceInfo | None, plugged: tuple[DeviceInfo, ...]) -> BoundDevice | None:
    return None if device is None or device.demo else bound_device(device, plugged)
