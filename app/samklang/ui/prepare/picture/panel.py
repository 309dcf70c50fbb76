"""The camera in the Prepare room: its picture, one line that says how it is, and the picture as it was good."""

import time
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from samklang.domain.live import CameraNow, CameraTrouble, LiveState
from samklang.domain.rig import Rig
from samklang.engine.ports import Picture
from samklang.ui.controls import Card, Status, StatusChip, label, row
from samklang.ui.prepare.live_panels import STATUS
from samklang.ui.prepare.picture.hints import Hint, Steadied, hint_of
from samklang.ui.prepare.picture.still import Still
from samklang.ui.prepare.picture.view import PictureView
from samklang.ui.prepare.picture.zone import head_zone
from samklang.ui.theme import SPACE, Size
from samklang.wording import Wording

_GOOD_SMALLEST: Final = QSize(150, 84)


class PicturePanel(Card):
    """The camera."""

    def __init__(self) -> None:
        super().__init__()
        self._rig: Rig | None = None
        self._steadied = Steadied(time.monotonic)
        self._heading = label("", Size.LARGE, strong=True)
        self._state = StatusChip(Status.WAITING)
        self._view = PictureView()
        self._good = Still(_GOOD_SMALLEST)
        self._good.hide()
        line = row(self._heading, SPACE * 2, self._state)
        line.setStretch(2, 1)
        self.body.addLayout(line)
        both = row(self._view, self._good, spacing=SPACE * 2)
        both.setStretch(0, 3)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)

    @property
    def view(self) -> PictureView:
        """The picture itself."""
        return self._view

    @property
    def line(self) -> str:
        """What is said of the picture now."""
        return self._state.accessibleName()

    @property
    def good_image(self) -> QImage | None:
        """The picture as it was good, where it is shown."""
        return None if self._good.isHidden() else self._good.image

    def retranslate(self, say: Wording) -> None:
        """All words anew."""
        self._heading.setText(say("prepare.picture.title"))
        self._view.setAccessibleName(say("prepare.picture.title"))
        self._view.show_words(say("prepare.picture.empty"))
        self.clear(say)

    def show_rig(self, rig: Rig | None) -> None:
        """Whose targets say where the head belongs and what is worth a line."""
        self._rig = rig
        self._view.show_zone(head_zone(rig))

    def show_good(self, image: QImage | None, words: str) -> None:
        """The picture as it was good, beside the live one; None shows none."""
        self._good.show_image(image, words)
        self._good.setVisible(image is not None)

    def mark(self, mark: str) -> None:
        """A word in the picture's corner, such as that it is a demo; empty for none."""
        self._view.show_mark(mark)

    def clear(self, say: Wording) -> None:
        """No camera is open."""
        self._view.clear()
        self._steadied.clear()
        self._say(Status.WAITING, say(f"prepare.camera.{LiveState.CLOSED}"), say)

    def show_now(self, now: CameraNow, picture: Picture | None, say: Wording) -> None:
        """What it sees now."""
        if now.reading is not None:
            self._view.show_faces(now.reading.faces)
        if picture is not None:
            self._view.show_picture(picture)
        self._view.dim(dimmed=now.state not in (LiveState.LIVE, LiveState.SLOW))
        hint = self._hint(now)
        if hint is None:
            there = now.trouble in (None, CameraTrouble.GONE)
            self._say(STATUS[now.state], say(f"prepare.camera.{now.state if there else 'unavailable'}"), say)
        else:
            self._say(Status.ATTENTION, say(f"prepare.hint.{hint}"), say)

    def _hint(self, now: CameraNow) -> Hint | None:
        """A device's own trouble comes first; what it sees is told only of a picture that flows."""
        if now.state is not LiveState.LIVE or now.reading is None:
            self._steadied.clear()
            return None
        return self._steadied.next(hint_of(now.reading, self._rig))

    def _say(self, status: Status, words: str, say: Wording) -> None:
        if words != self._state.accessibleName():
            self._state.show_status(status, words)
            self._view.setAccessibleDescription(say("prepare.picture.spoken", words=words))
