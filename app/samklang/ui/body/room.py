"""The Body room: verify the sequence, start it once, follow it, pause it, stop it gently."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSizePolicy

from samklang.domain.playback import Ended, EndedEarly, Failed, PlayerEvent, PlayRecord, SoundMissing, Stalled, Stopped
from samklang.domain.sequence import Caption, Flaw, Part, Sequence
from samklang.engine.house import House
from samklang.engine.sequence_words import clock_words, cue_words, part_words
from samklang.ui.body.bag_check import BagCheck, CheckedBag
from samklang.ui.body.choices import fill
from samklang.ui.body.cue_list import CueList
from samklang.ui.body.deck import MOVING, Deck, Step
from samklang.ui.body.lines import Situation, caption_at, line
from samklang.ui.body.shared_window import SharedWindow
from samklang.ui.body.surface import CaptionedPicture
from samklang.ui.controls import Button, Card, Status, StatusChip, TimeLabel, column, label, row
from samklang.ui.room import Room
from samklang.ui.theme import SPACE, Size

_TICK_MS = 20
"""Fifty times a second: a picture comes every 40 ms."""


class BodyRoom(Room):
    """Plays the fixed sequence. Everything slow happens elsewhere; a timer asks, and is answered at once.

    Attributes:
        played: A part was played to its end or otherwise came to one; carries its `PlayRecord`.
    """

    room_id = "body"

    played = Signal(object)

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._sequences: tuple[Sequence, ...] = ()
        self._check: BagCheck | None = None
        self._checked: CheckedBag | None = None
        self._flaws: tuple[Flaw, ...] = ()
        self._deck = Deck(house)
        self._loaded_language = ""
        self._said = ("", Status.CALM)
        self._last: PlayerEvent | None = None
        self.records: list[PlayRecord] = []
        """How each part was played since the window opened."""
        self._sequence, self._part, self._voice = QComboBox(), QComboBox(), QComboBox()
        self._captions, self._times = QCheckBox(), QCheckBox()
        self._labels: dict[str, QLabel] = {name: label("", quiet=True) for name in ("sequence", "part", "voice")}
        self._whole, self._placeholder = StatusChip(), StatusChip()
        self._view = CaptionedPicture(Size.LARGE)
        self._cues = CueList()
        self._now, self._next, self._note = (
            label("", Size.HEADING, wrap=True),
            label("", wrap=True),
            label("", wrap=True),
        )
        self._until_next, self._until_end = TimeLabel(Size.HEADING), TimeLabel(Size.HEADING)
        self._until_next_words, self._until_end_words = label("", quiet=True), label("", quiet=True)
        self._stop, self._share = Button(), Button()
        self._window = SharedWindow()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._build()
        self._connect()
        self.retranslate()

    @property
    def step(self) -> Step:
        """Where the play stands."""
        return self._deck.step

    @property
    def deck(self) -> Deck:
        """The player's side of the room."""
        return self._deck

    @property
    def view(self) -> CaptionedPicture:
        """The picture and caption as the operator sees them."""
        return self._view

    @property
    def shared_window(self) -> SharedWindow:
        """The participants' window."""
        return self._window

    # --- what the shell calls

    def retranslate(self) -> None:
        """All words anew."""
        say = self.wording
        for name, named in self._labels.items():
            named.setText(say(f"body.words.{name}"))
        for box, name in ((self._sequence, "sequence"), (self._part, "part"), (self._voice, "voice")):
            box.setAccessibleName(say(f"body.words.{name}"))
        self._captions.setText(say("body.words.captions"))
        self._times.setText(say("body.words.times"))
        self._share.set_words(say("body.words.share"), tip="Ctrl+T")
        self._stop.set_words(say("body.do.fade_stop"), tip="S, Ctrl+.")
        self._until_next_words.setText(say("body.words.until_next"))
        self._until_end_words.setText(say("body.words.until_end"))
        self._view.surface.setAccessibleName(say("body.words.picture"))
        self._window.view.surface.setAccessibleName(say("body.words.picture"))
        self._window.setWindowTitle(say("body.words.shared_title"))
        self._fill_choices()
        self._cues.show_part(self._deck.part, self.wording)
        self._said = ("", Status.CALM)
        self._show_all()

    def enter(self) -> None:
        """Look whether the sequence is whole, unless one is under way."""
        self._timer.start()
        if self.step not in MOVING:
            self._begin_check()

    def leave(self) -> None:
        """Let the player go unless a part is under way; that one plays on."""
        if self.step not in MOVING:
            self._deck.close()
            self._timer.stop()

    def close_down(self) -> None:
        """End the player and the participants' window."""
        self._timer.stop()
        self._deck.close()
        self._window.close()

    def do_primary(self) -> None:
        """Start, pause, go on; or look again."""
        if self._checked is None:
            self._begin_check()
        elif self.step in {Step.OVER, Step.EMPTY}:
            self._load()
        else:
            self._deck.press()
        self._show_all()

    # --- building

    def _build(self) -> None:
        for box in (self._sequence, self._part, self._voice):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        settings = self.house.settings
        self._captions.setChecked(settings.get("body.captions", True))
        self._times.setChecked(settings.get("body.times", True))
        choices = row(
            self._labels["sequence"], self._sequence, SPACE,
            self._labels["part"], self._part, SPACE,
            self._labels["voice"], self._voice, None, self._captions, self._times,
        )  # fmt: skip
        card = Card()
        card.body.addWidget(self._now)
        card.body.addWidget(self._next)
        self._clocks = row(
            column(self._until_next_words, self._until_next, spacing=0),
            SPACE,
            column(self._until_end_words, self._until_end, spacing=0),
            None,
        )
        card.body.addLayout(self._clocks)
        card.body.addWidget(self._note)
        card.body.addWidget(self._cues, 1)
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        main = row(self._view, card, spacing=SPACE * 2)
        main.setStretch(0, 5)
        main.setStretch(1, 2)
        seals = column(self._whole, self._placeholder, spacing=SPACE // 2)
        below = row(seals, None, self._share, self._stop)
        whole = column(choices, main, below, spacing=SPACE * 2)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _connect(self) -> None:
        self._sequence.activated.connect(self._begin_check)
        self._part.activated.connect(self._load)
        self._voice.activated.connect(self._choose_voice)
        self._captions.toggled.connect(self._choose_captions)
        self._times.toggled.connect(self._choose_times)
        self._share.clicked.connect(self._show_window)
        self._stop.clicked.connect(self._stop_gently)
        self.add_key("S", self._stop_gently)
        self.add_key("Ctrl+.", self._stop_gently)
        self.add_key("Ctrl+T", self._show_window)

    def change_language(self, house: House) -> None:
        """All words anew; the voice too, unless one was chosen by hand or is just speaking."""
        super().change_language(house)
        if self._checked is not None and self._loaded_language != self._language():
            self._fill_choices()
            self._load()

    # --- what the user does

    def _choose_voice(self) -> None:
        self.remember({"body.voice": str(self._voice.currentData())})
        self._load()

    def _choose_captions(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.remember({"body.captions": shown})
        self._show_all()

    def _choose_times(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.remember({"body.times": shown})
        self._show_all()

    def _show_window(self) -> None:
        self._window.show()
        self._window.raise_()

    def _stop_gently(self) -> None:
        self._deck.stop()
        self._show_all()

    # --- the sequence

    def _begin_check(self) -> None:
        """Verify the chosen sequence."""
        self._deck.close()
        self._checked, self._flaws, self._last, self._check = None, (), None, None
        self._sequences = self.house.catalog.sequences()
        self._fill_choices()
        if self._sequences:
            chosen = self._sequence.currentData() or self._sequences[0].id
            self._check = BagCheck(self.house, self.house.catalog.sequence_folder(chosen))
        self._show_all()

    def _take_answer(self) -> None:
        answer = self._check.answer if self._check is not None else None
        if answer is None:
            return
        self._check = None
        if isinstance(answer, CheckedBag):
            self._checked = answer
            self._fill_choices()
            self._load()
        else:
            self._flaws = answer
            self._show_all()

    def _load(self) -> None:
        """Put the chosen part on the deck."""
        part = self._chosen_part()
        if self._checked is not None and part is not None:
            self._last = None
            self._loaded_language = self._language()
            self._deck.load(self._checked.bag, part, self._loaded_language)
            self._cues.show_part(part, self.wording)
        self._show_all()

    def _chosen_part(self) -> Part | None:
        if self._checked is None:
            return None
        parts = self._checked.bag.sequence.parts
        return next((part for part in parts if part.id == self._part.currentData()), parts[0])

    def _language(self) -> str:
        """The voice's language; of a part that is on its way, the one it was begun in."""
        if self.step in MOVING:
            return self._loaded_language
        languages = self._checked.bag.sequence.languages if self._checked is not None else ()
        wanted = (self.house.settings.get("body.voice", ""), self.wording.language)
        return next((language for language in wanted if language in languages), languages[0] if languages else "")

    # --- what happens by itself

    def _tick(self) -> None:
        self._take_answer()
        events = self._deck.poll()
        for event in events:
            self._happened(event)
        if (picture := self._deck.picture()) is not None:
            self._view.surface.show_picture(picture)
            self._window.view.surface.show_picture(picture)
        self._show_moment()
        if events:
            self._show_all()
        else:
            self._show_primary()

    def _happened(self, event: PlayerEvent) -> None:
        if isinstance(event, Stalled | SoundMissing | Ended | EndedEarly | Failed | Stopped):
            self._last = event
        record = self._deck.record
        if self.step is Step.OVER and record is not None:
            self.records.append(record)
            self.played.emit(record)
            if isinstance(event, Ended):
                self._go_to_next_part()

    def _go_to_next_part(self) -> None:
        """Choose the part after this one, so that Start is the next step again; its own last picture stays."""
        following = self._part.currentIndex() + 1
        if following < self._part.count():
            self._part.setCurrentIndex(following)

    # --- what is shown

    def _fill_choices(self) -> None:
        say = self.wording
        fill(self._sequence, [(one.id, one.title.get(say.language, one.id)) for one in self._sequences])
        sequence = self._checked.bag.sequence if self._checked is not None else None
        parts = sequence.parts if sequence is not None else ()
        fill(self._part, [(part.id, f"{part_words(part, say)}, {clock_words(part.duration_ms)}") for part in parts])
        languages = sequence.languages if sequence is not None else ()
        chosen = self._language()
        fill(self._voice, [(language, say(f"body.language.{language}")) for language in languages])
        self._voice.setCurrentIndex(max(0, self._voice.findData(chosen)))
        self._sequence.setVisible(len(self._sequences) > 1)
        self._labels["sequence"].setVisible(len(self._sequences) > 1)

    def _show_all(self) -> None:
        free = self.step not in MOVING
        for box in (self._sequence, self._part, self._voice):
            box.setEnabled(free and self._checked is not None)
        self._stop.setEnabled(self.step in {Step.PLAYING, Step.PAUSED, Step.PAUSING})
        self._show_seal()
        self._cues.show_times(shown=self._times.isChecked())
        for view in (self._view, self._window.view):
            view.show_captions(shown=self._captions.isChecked())
            view.fit()
        self._show_moment()
        self._show_line()
        self._show_primary()

    def _show_seal(self) -> None:
        self._whole.setVisible(self._checked is not None)
        self._placeholder.setVisible(False)
        if self._checked is None:
            return
        bag, language = self._checked.bag, self._language()
        words = self.wording("sequence.verify.whole", version=bag.sequence.version, count=bag.files)
        self._whole.show_status(Status.GOOD, words)
        part = self._chosen_part()
        placeholder = part is not None and part.tracks[part.track(language)].voice == "placeholder"
        self._placeholder.show_status(Status.ATTENTION, self.wording("body.words.placeholder"))
        self._placeholder.setVisible(placeholder)

    def _show_moment(self) -> None:
        """Everything that changes by the clock."""
        part, now, here_ms = self._deck.part, self._deck.cue, self._deck.position_ms
        self._cues.show_now(now, self.wording)
        under_way = part is not None and self.step in MOVING
        for widget in (self._until_next, self._until_next_words, self._until_end, self._until_end_words):
            widget.setVisible(under_way and self._times.isChecked())
        if part is None or not under_way:
            name = part_words(chosen, self.wording) if (chosen := self._chosen_part()) is not None else ""
            self._words(name, "", "")
            self._caption("")
            return
        coming = part.cues[now + 1] if now + 1 < len(part.cues) else None
        next_ms = coming.start_ms if coming is not None else part.duration_ms
        self._until_next.show_seconds(max(0, next_ms - here_ms + 999) // 1000)
        self._until_end.show_seconds(max(0, part.duration_ms - here_ms + 999) // 1000)
        current = cue_words(part.cues[now], self.wording) if now >= 0 else part_words(part, self.wording)
        following = (
            f"{self.wording('body.words.next')}: {cue_words(coming, self.wording)}" if coming is not None else ""
        )
        note = part.cues[now].operator_note if now >= 0 else ""
        self._words(current, following, self.wording(note) if note and self.wording.has(note) else "")
        self._caption(caption_at(self._captions_of(part), here_ms))

    def _words(self, now: str, following: str, note: str) -> None:
        for shown, text in ((self._now, now), (self._next, following), (self._note, note)):
            if shown.text() != text:
                shown.setText(text)
            shown.setVisible(bool(text))

    def _captions_of(self, part: Part) -> tuple[Caption, ...]:
        return self._checked.captions.get((part.id, self._language()), ()) if self._checked is not None else ()

    def _caption(self, text: str) -> None:
        shown = text if self._captions.isChecked() else ""
        self._view.show_caption(shown)
        self._window.view.show_caption(shown)

    def _show_line(self) -> None:
        now = Situation(
            known=bool(self._sequences) or self._check is not None,
            whole=True if self._checked is not None else None,
            flaws=self._flaws,
            step=self.step,
            last=self._last,
            as_specified=bool(self.records) and self.records[-1].as_specified,
            system=self.house.system,
        )
        said = line(now, self.wording)
        if said != self._said:
            self._said = said
            self.say(*said)

    def _show_primary(self) -> None:
        say = self.wording
        if not self._sequences:
            self.set_primary("")
        elif self._checked is None:
            self.set_primary(say("body.do.verify") if self._flaws else say("body.do.wait"), enabled=bool(self._flaws))
        elif self.step is Step.OVER:
            again = self._deck.part is self._chosen_part()
            self.set_primary(say("body.do.again" if again else "body.do.start"))
        elif self.step in {Step.LOADING, Step.EMPTY}:
            self.set_primary(say("body.do.wait"), enabled=False)
        else:
            words = {Step.READY: "start", Step.PAUSED: "resume"}.get(self.step, "pause")
            self.set_primary(say(f"body.do.{words}"), enabled=self._deck.pressable)
