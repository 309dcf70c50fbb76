"""The picture of the check before and of this one, side by side; in memory only, gone when the room is left."""

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from samklang.domain.measures import PictureMeasures
from samklang.ui.controls import Card, label, row
from samklang.ui.prepare.picture.still import Still
from samklang.ui.theme import SPACE, Size
from samklang.wording import Wording

KEPT_WIDTH_PX: Final = 640
"""Large enough to see what changed, a quarter of a picture's memory."""

_SMALLEST: Final = QSize(240, 135)


class Pictures:
    """The last two pictures that were measured."""

    def __init__(self) -> None:
        self._of: PictureMeasures | None = None
        self.before: QImage | None = None
        self.now: QImage | None = None

    @property
    def comparable(self) -> bool:
        """Whether there are two."""
        return self.before is not None and self.now is not None

    def take(self, measures: PictureMeasures | None, image: QImage | None) -> None:
        """A check was judged. One whose picture was not measured anew, or never was, changes nothing.

        Args:
            measures: The picture's of that check.
            image: What the camera showed then.
        """
        if measures is None or image is None or measures is self._of:
            return
        self._of = measures
        self.before, self.now = self.now, image

    def clear(self) -> None:
        """Forget both."""
        self._of = self.before = self.now = None


class BeforeAfter(Card):
    """Both of them, the older one on the left."""

    def __init__(self) -> None:
        super().__init__()
        self._before, self._now = Still(_SMALLEST), Still(_SMALLEST)
        self._memory = label("", Size.SMALL, quiet=True, wrap=True)
        both = row(self._before, self._now, spacing=SPACE * 2)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.body.addLayout(both, 1)
        self.body.addWidget(self._memory)

    @property
    def images(self) -> tuple[QImage | None, QImage | None]:
        """What is shown, the older one first."""
        return self._before.image, self._now.image

    def show_pictures(self, pictures: Pictures, say: Wording) -> None:
        """Show them in this language."""
        self._before.show_image(pictures.before, say("prepare.pictures.before"))
        self._now.show_image(pictures.now, say("prepare.pictures.now"))
        self._memory.setText(say("prepare.pictures.memory"))
        self.setAccessibleName(say("prepare.pictures.both"))
