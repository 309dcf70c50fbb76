"""What the Prepare room shows, laid out: the choice on top, one page in the middle, the live panels below."""

from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from samklang.engine.house import House
from samklang.ui.controls import Notice, column, row, scrolled
from samklang.ui.prepare.choice import Choice
from samklang.ui.prepare.guide import Guide
from samklang.ui.prepare.join_view import JoinView
from samklang.ui.prepare.live_panels import PicturePanel, SoundPanel
from samklang.ui.prepare.result import Result
from samklang.ui.prepare.setting_line import SettingLine
from samklang.ui.prepare.tap_view import TapView
from samklang.ui.theme import SPACE
from samklang.wording import Wording


class Pages:
    """The room's parts, and where they stand."""

    def __init__(self) -> None:
        self.choice, self.setting, self.demo = Choice(), SettingLine(), Notice()
        self.guide, self.result, self.tap, self.join = Guide(), Result(), TapView(), JoinView()
        self.sound, self.picture = SoundPanel(), PicturePanel()
        self._each = (self.guide, self.result, self.tap, self.join)
        self._shown: QWidget = self.guide
        self._live = QWidget()
        self._panels = row(self.picture, self.sound, spacing=SPACE * 2)
        self._panels.setStretch(0, 3)
        self._panels.setStretch(1, 2)
        self._live.setLayout(self._panels)
        self.result.folded.connect(lambda _: self._make_room())

    def content(self) -> QScrollArea:
        """All of it. With large text on a small screen it scrolls; the window never grows beyond the screen for it."""
        # Not a stack: in one, each page asks for room whether it is seen or not.
        below = QWidget()
        below.setLayout(column(*self._each, spacing=0))
        self.show_only(self.guide)
        top = column(self.choice, self.setting, spacing=SPACE)
        whole = column(top, self.demo, below, self._live, spacing=SPACE * 2)
        whole.setStretch(3, 1)
        content = QWidget()
        content.setLayout(whole)
        return scrolled(content)

    def fit(self, width: int) -> None:
        """Picture and sound stand side by side where they fit, else one below the other."""
        needed = self.picture.minimumSizeHint().width() + self.sound.minimumSizeHint().width() + SPACE * 5
        fits = needed <= width
        self._panels.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)

    def show_only(self, page: QWidget) -> None:
        """Show one of guide, result, tap test and join."""
        if page is not self.result:
            self.result.details_button.setChecked(False)
        self._shown = page
        for each in self._each:
            each.setVisible(each is page)
        self._make_room()

    def retranslate(self, house: House) -> None:
        """All words anew."""
        say = house.wording
        self.choice.show_house(house)
        self.setting.retranslate(say)
        self.join.retranslate(say)
        self.result.retranslate(say)
        self.tap.retranslate(say)
        self.sound.retranslate(say)
        self.picture.retranslate(say)

    def clear_live(self, say: Wording) -> None:
        """Nothing is open any more."""
        self.sound.clear(say)
        self.picture.clear(say)

    def _make_room(self) -> None:
        """The measurements, and the list of the tap test, take the live panels' place while they are shown."""
        unfolded = self.result.details_button.isChecked()
        self._live.setVisible(not unfolded and self._shown is not self.tap)
