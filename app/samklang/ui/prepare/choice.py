"""What is checked today: the rig, the microphone and the camera, chosen before anything is opened and remembered."""

import contextlib
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from samklang.domain.live import DeviceInfo, DeviceList, MicrophoneSetting
from samklang.domain.rig import Rig, words
from samklang.engine.house import House
from samklang.engine.live_take import shown_name
from samklang.engine.ports import Refused
from samklang.ui.controls import column, label, row
from samklang.ui.theme import SPACE
from samklang.wording import Wording

_KINDS = ("microphone", "camera")
_WITHOUT = ""


class Choice(QWidget):
    """Three boxes side by side.

    Attributes:
        changed: Another rig or device is chosen than before.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._house: House | None = None
        self._rigs: tuple[Rig, ...] | None = None
        self._listed: DeviceList | None = None
        self._shown: dict[str, tuple[DeviceInfo, ...]] = dict.fromkeys(_KINDS, ())
        self._chosen: dict[str, DeviceInfo | None] = dict.fromkeys(_KINDS)
        self._locked = False
        self._missing: tuple[str, ...] = ()
        self._by_hand = False
        self._boxes = {kind: _box() for kind in ("rig", *_KINDS)}
        self._labels = {kind: label("", quiet=True) for kind in self._boxes}
        parts = []
        for kind, box in self._boxes.items():
            self._labels[kind].setBuddy(box)
            box.activated.connect(self._take_hand)
            parts.append(column(self._labels[kind], box, spacing=SPACE // 2))
        line = row(*parts, spacing=SPACE * 2)
        for at in range(len(parts)):
            line.setStretch(at, 1)
        self.setLayout(line)

    @property
    def rig(self) -> Rig | None:
        """The chosen rig; None where there is none to choose, or not yet."""
        at = self._boxes["rig"].currentIndex()
        return self._rigs[at] if self._rigs is not None and 0 <= at < len(self._rigs) else None

    @property
    def rigs(self) -> tuple[Rig, ...]:
        """All rigs there are; none before the catalogue has been read."""
        return self._rigs or ()

    def rig_name(self, rig: Rig) -> str:
        """What this rig is called in the house's language."""
        return rig.id if self._house is None else words(rig.name, self._house.wording.language, rig.id)

    @property
    def no_rigs(self) -> bool:
        """Whether the catalogue has been read and holds no rig."""
        return self._rigs == ()

    @property
    def microphone(self) -> DeviceInfo | None:
        """The chosen microphone; None checks without one."""
        return self._chosen["microphone"]

    @property
    def camera(self) -> DeviceInfo | None:
        """The chosen camera; None checks without one."""
        return self._chosen["camera"]

    @property
    def microphones(self) -> tuple[DeviceInfo, ...]:
        """All real microphones there are now; the demo where there is none."""
        listed = self._listed_of("microphone")
        return tuple(device for device in listed if not device.demo) or listed

    @property
    def setting(self) -> MicrophoneSetting | None:
        """How the system has set the chosen microphone, or None where it does not tell."""
        microphone = self.microphone
        return None if self._listed is None or microphone is None else self._listed.setting(microphone.id)

    @property
    def by_hand(self) -> bool:
        """Whether somebody has chosen here since the program began: nothing is then chosen for them."""
        return self._by_hand

    @property
    def missing(self) -> tuple[str, ...]:
        """`microphone`, `camera`: which of those chosen last time were not there, so that others are chosen now."""
        return self._missing

    @property
    def known(self) -> bool:
        """Whether the devices have been looked for."""
        return self._listed is not None

    def missing_line(self, say: Wording) -> str:
        """What to say of those that were not there: nobody should check another device than they think."""
        chosen = (("microphone", self.microphone), ("camera", self.camera))
        return " ".join(
            say(f"prepare.choose.missing_{kind}", name=shown_name(device, kind, say))
            for kind, device in chosen
            if kind in self._missing and device is not None
        )

    def box(self, kind: str) -> QComboBox:
        """The box of `rig`, `microphone` or `camera`."""
        return self._boxes[kind]

    def show_house(self, house: House) -> None:
        """Fill in everything in the house's language, what is remembered chosen."""
        self._house = house
        for kind, heading in self._labels.items():
            heading.setText(house.wording(f"prepare.choose.{kind}"))
            self._boxes[kind].setAccessibleName(heading.text())
        self._show_rigs(house)
        self._show_devices(house)

    def read_rigs(self, *, anew: bool = False) -> None:
        """Read the catalogue's rigs; files, so not before the room is seen, and again when one was made or removed."""
        if self._house is not None and (anew or not self._rigs):
            self._rigs = self._house.catalog.rigs()
            self._show_rigs(self._house)

    def show_list(self, devices: DeviceList) -> None:
        """Fill in the devices there are now.

        What is chosen stays chosen, also when it was just unplugged: a check must not jump to another device.
        """
        house, before = self._house, self._listed
        if house is None:
            return
        first = before is None
        self._listed = devices
        if before is not None and (before.microphones, before.cameras) == (devices.microphones, devices.cameras):
            return
        if first:
            for kind in _KINDS:
                self._chosen[kind] = self._remembered(kind, house)
        self._show_devices(house)
        if first:
            self.changed.emit()

    def choose_microphone(self, microphone: DeviceInfo) -> None:
        """Choose this one, as by hand; nothing happens where it is no longer in the list."""
        ids = [device.id for device in self._shown["microphone"]]
        if microphone.id in ids:
            self._boxes["microphone"].setCurrentIndex(ids.index(microphone.id))
            self._choose_by_hand()

    def take_rig(self, rig: Rig, microphone: DeviceInfo | None, camera: DeviceInfo | None) -> bool:
        """Choose this rig and its devices, as by hand; a device that is None stays as it is chosen.

        Returns:
            Whether anything else was chosen before.
        """
        ids = [each.id for each in self.rigs]
        if rig.id not in ids:
            return False
        wanted = {"microphone": microphone or self.microphone, "camera": camera or self.camera}
        if wanted == self._chosen and self.rig == rig:
            return False
        self._boxes["rig"].setCurrentIndex(ids.index(rig.id))
        for kind, device in wanted.items():
            listed = [each.id for each in self._shown[kind]]
            if device is not None and device.id in listed:
                self._boxes[kind].setCurrentIndex(listed.index(device.id))
        self._choose_by_hand()
        return True

    def lock(self, *, locked: bool) -> None:
        """Nothing can be chosen while a check runs."""
        self._locked = locked
        for kind, box in self._boxes.items():
            box.setEnabled(not locked and (kind == "rig" or self.known))

    def _show_rigs(self, house: House) -> None:
        wanted = self.rig.id if self.rig is not None else house.settings.get("rig", "")
        rigs = self._rigs or ()
        ids = [rig.id for rig in rigs]
        names = [words(rig.name, house.wording.language, rig.id) for rig in rigs]
        _fill(self._boxes["rig"], names, ids.index(wanted) if wanted in ids else 0)

    def _show_devices(self, house: House) -> None:
        for kind in _KINDS:
            box, chosen = self._boxes[kind], self._chosen[kind]
            box.setEnabled(self.known and not self._locked)
            if not self.known:
                _fill(box, [house.wording("prepare.choose.looking")], 0)
                continue
            listed = self._listed_of(kind)
            gone = chosen is not None and all(chosen.id != device.id for device in listed)
            self._shown[kind] = (*listed, chosen) if gone and chosen is not None else listed
            names = [_name(device, kind, house) for device in self._shown[kind]]
            ids = [device.id for device in self._shown[kind]]
            at = len(ids) if chosen is None else ids.index(chosen.id)
            _fill(box, [*names, house.wording(f"prepare.choose.no_{kind}")], at)

    def _remembered(self, kind: str, house: House) -> DeviceInfo | None:
        """The device chosen last time if it is there, else the system's own, else the demo."""
        listed = self._listed_of(kind)
        wanted = house.settings.get(f"prepare.{kind}", listed[0].id)
        if wanted == _WITHOUT:
            return None
        found = next((device for device in listed if device.id == wanted), None)
        if found is None:
            self._missing = (*self._missing, kind)
        return found or listed[0]

    def _listed_of(self, kind: str) -> tuple[DeviceInfo, ...]:
        if self._listed is None:
            return ()
        return self._listed.microphones if kind == "microphone" else self._listed.cameras

    def _take_hand(self) -> None:
        self._by_hand = True
        self._choose_by_hand()

    def _choose_by_hand(self) -> None:
        if self._house is None:
            return
        for kind in _KINDS:
            at = self._boxes[kind].currentIndex()
            if self.known:
                self._chosen[kind] = self._shown[kind][at] if 0 <= at < len(self._shown[kind]) else None
        choices = {f"prepare.{kind}": device.id if device else _WITHOUT for kind, device in self._chosen.items()}
        if not self.known:
            choices = {}
        if self.rig is not None:
            choices["rig"] = self.rig.id
        with contextlib.suppress(Refused):  # they count until the program ends all the same
            self._house.settings.put(choices)
        self._missing = ()
        self.changed.emit()


def _box() -> QComboBox:
    box = QComboBox()
    # Names may be long and text large: the three share the width there is.
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    box.currentTextChanged.connect(box.setToolTip)
    return box


def _fill(box: QComboBox, names: Sequence[str], chosen: int) -> None:
    box.clear()
    box.addItems(list(names))
    box.setCurrentIndex(chosen)
    # The three share the width there is; the list itself may be wider, so that its marks are never cut off.
    view = box.view()
    view.setMinimumWidth(view.sizeHintForColumn(0) + 4 * SPACE)


def _name(device: DeviceInfo, kind: str, house: House) -> str:
    name = shown_name(device, kind, house.wording)
    if device.likely_for_teams:
        marked = "prepare.choose.default_and_teams" if device.default else "prepare.choose.teams"
        return house.wording(marked, name=name)
    return house.wording("prepare.choose.default", name=name) if device.default else name
