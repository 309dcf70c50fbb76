"""The Settings room: language, text size, timers and keys, each remembered at once and in force at once.

The rig and the devices are chosen in Prepare, where they are seen: one place for one choice.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QWidget

from samklang.engine.house import House
from samklang.engine.ports import Choice
from samklang.ui.controls import Card, column, label, scrolled
from samklang.ui.room import Room
from samklang.ui.theme import SPACE, TEXT_PERCENTS, Size
from samklang.wording import LANGUAGES

KEYS = (
    ("space", "Space"),
    ("enter", "Ctrl+Enter"),
    ("undo", "Ctrl+Z"),
    ("redo", "Ctrl+Y"),
    ("pause", "P, Ctrl+P"),
    ("care", "C, Ctrl+K"),
    ("initials", "I, Ctrl+I"),
    ("rooms", "Ctrl+1 \N{EN DASH} Ctrl+5"),
)
"""The keys shown at the bottom; the words for each stand under `settings.key.NAME`."""


class SettingsRoom(Room):
    """Choices that hold from one start to the next.

    Attributes:
        language_chosen: The user chose this language.
        changed: Another choice was made; take it from `house.settings`.
    """

    room_id = "settings"

    language_chosen = Signal(str)
    changed = Signal()

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._language = QComboBox()
        self._text_size = QComboBox()
        self._hide_timers = QCheckBox()
        self._letters = QCheckBox()
        self._captions = {name: label() for name in ("language", "text_size")}
        self._heads = {name: label("", Size.HEADING) for name in ("look", "leading", "keys")}
        self._key_words: dict[str, QLabel] = {}
        self._fill()
        self._build()
        self.retranslate()
        # Connected last: filling the lists is not choosing.
        self._language.activated.connect(self._choose_language)
        self._text_size.activated.connect(
            lambda: self._choose({"shell.text_percent": int(self._text_size.currentData())})
        )
        self._hide_timers.toggled.connect(lambda hide: self._choose({"session.hide_timers": bool(hide)}))
        self._letters.toggled.connect(lambda on: self._choose({"shell.single_keys": bool(on)}))

    def _fill(self) -> None:
        settings = self.house.settings
        for language in LANGUAGES:
            self._language.addItem("", language)
        for percent in TEXT_PERCENTS:
            self._text_size.addItem(f"{percent} %", percent)
        self._language.setCurrentIndex(LANGUAGES.index(self.wording.language))
        self._text_size.setCurrentIndex(max(0, self._text_size.findData(settings.get("shell.text_percent", 100))))
        self._hide_timers.setChecked(settings.get("session.hide_timers", False))
        self._letters.setChecked(settings.get("shell.single_keys", True))

    def _build(self) -> None:
        look, leading, keys = Card(), Card(), Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE * 3)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(2, 1)
        boxes = {"language": self._language, "text_size": self._text_size}
        for at, (name, box) in enumerate(boxes.items()):
            box.setMinimumContentsLength(18)
            self._captions[name].setBuddy(box)
            grid.addWidget(self._captions[name], at, 0)
            grid.addWidget(box, at, 1)
        look.body.addWidget(self._heads["look"])
        look.body.addLayout(grid)
        leading.body.addWidget(self._heads["leading"])
        leading.body.addWidget(self._hide_timers)
        leading.body.addWidget(self._letters)
        keys.body.addWidget(self._heads["keys"])
        table = QGridLayout()
        table.setHorizontalSpacing(SPACE * 3)
        table.setColumnStretch(1, 1)
        for at, (name, key) in enumerate(KEYS):
            self._key_words[name] = label("", wrap=True)
            table.addWidget(label(key, strong=True), at, 0, Qt.AlignmentFlag.AlignTop)
            table.addWidget(self._key_words[name], at, 1)
        keys.body.addLayout(table)
        content = QWidget()
        content.setLayout(column(look, leading, keys, None, spacing=SPACE * 2))
        self.setLayout(column(scrolled(content)))

    def _choose_language(self) -> None:
        language = str(self._language.currentData())
        self._keep({"language": language})
        self.language_chosen.emit(language)

    def _choose(self, choices: dict[str, Choice]) -> None:
        self._keep(choices)
        self.changed.emit()

    def _keep(self, choices: dict[str, Choice]) -> None:
        self.say("")  # of the choice before
        self.remember(choices)

    def retranslate(self) -> None:
        """Give every control its words."""
        words = self.wording
        for at, language in enumerate(LANGUAGES):
            self._language.setItemText(at, words(f"settings.language_name.{language}"))
        for name, caption in self._captions.items():
            caption.setText(words(f"settings.{name}"))
        for box, name in ((self._language, "language"), (self._text_size, "text_size")):
            box.setAccessibleName(words(f"settings.{name}"))
        for name, head in self._heads.items():
            head.setText(words(f"settings.head.{name}"))
        for check, name in ((self._hide_timers, "hide_timers"), (self._letters, "single_keys")):
            check.setText(words(f"settings.{name}"))
            check.setAccessibleName(words(f"settings.{name}"))
        for name, word in self._key_words.items():
            word.setText(words(f"settings.key.{name}"))
