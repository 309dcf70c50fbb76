"""Opening the meeting as shown: the link, what is wrong with it while it is typed, and what happens then."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit

from samklang.domain.meeting_link import LONGEST, LinkFault, LinkRefused, MeetingLink, meeting_link
from samklang.engine.joining import JoinStep
from samklang.ui.controls import Card, QuietButton, Status, StatusChip, label, row
from samklang.ui.theme import Size
from samklang.wording import Wording


class JoinView(Card):
    """One field and one line about it. The link is a key to the meeting: it is kept nowhere but in this field.

    Attributes:
        changed: Another text stands in the field.
        entered: The user pressed Enter in it.
        closed: The user wants back without opening anything.
    """

    changed = Signal()
    entered = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__(calm=True)
        self._say: Wording | None = None
        self._heading = label("", Size.HEADING)
        self._text = label("", wrap=True)
        self._field_name = label("", quiet=True)
        self._field = QLineEdit()
        self._field.setMaxLength(LONGEST + 1)  # one more, so that a text that is too long is told from one cut off
        self._field_name.setBuddy(self._field)
        self._state = StatusChip(Status.WAITING)
        self._back = QuietButton()
        self._back.clicked.connect(self.closed)
        self._field.textChanged.connect(self._take_text)
        self._field.returnPressed.connect(self.entered)
        self.body.addLayout(row(self._heading, None, self._back))
        for part in (self._text, self._field_name, self._field, self._state):
            self.body.addWidget(part)
        self.body.addStretch(1)

    @property
    def field(self) -> QLineEdit:
        """Where the link is typed or pasted."""
        return self._field

    @property
    def said(self) -> str:
        """What is said about the link or about joining."""
        return self._state.accessibleName()

    @property
    def link(self) -> MeetingLink | None:
        """The link that stands in the field, or None where it is none."""
        found = meeting_link(self._field.text())
        return found if isinstance(found, MeetingLink) else None

    def retranslate(self, say: Wording) -> None:
        """All words anew."""
        self._say = say
        self._heading.setText(say("prepare.join.title"))
        self._text.setText(say("prepare.join.text"))
        self._field_name.setText(say("prepare.join.field"))
        self._field.setAccessibleName(say("prepare.join.field"))
        self._back.set_words(say("prepare.join.back"), tip="Esc")
        self.setAccessibleName(self._heading.text())
        self._say_about_link()

    def show_step(self, step: JoinStep, say: Wording) -> None:
        """Where joining stands."""
        status = Status.WAITING if step is JoinStep.RELEASING else Status.ATTENTION
        self._state.show_status(status, say(f"prepare.join.{step}"))
        self._field.setReadOnly(step in (JoinStep.RELEASING, JoinStep.STILL_HELD))

    def begin(self) -> None:
        """Ready for a link, the last one of this run still there."""
        self._field.setReadOnly(False)
        self._say_about_link()
        self._field.setFocus()
        self._field.selectAll()

    def _take_text(self) -> None:
        self._say_about_link()
        self.changed.emit()

    def _say_about_link(self) -> None:
        if self._say is None:
            return
        found = meeting_link(self._field.text())
        if isinstance(found, LinkRefused):
            empty = found.fault is LinkFault.EMPTY
            self._state.show_status(
                Status.WAITING if empty else Status.ATTENTION, self._say(f"prepare.join.fault.{found.fault}")
            )
        else:
            self._state.show_status(Status.GOOD, self._say("prepare.join.right"))
        self._field.setAccessibleDescription(self._state.accessibleName())
