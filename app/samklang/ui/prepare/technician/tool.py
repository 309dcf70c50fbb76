"""The base of the technician's pages: what each may ask for, and what the room asks of each."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal

from samklang.domain.live import DeviceList
from samklang.engine.house import House
from samklang.ui.controls import Card, Status
from samklang.ui.prepare.choice import Choice
from samklang.ui.prepare.course import Course
from samklang.wording import Wording


@dataclass(frozen=True, slots=True)
class Ground:
    """What a technician's page stands on.

    Attributes:
        house: The house in the language now chosen, each time it is asked.
        listed: The devices there are now; None before the first look.
    """

    house: Callable[[], House]
    choice: Choice
    course: Course
    listed: Callable[[], DeviceList | None]


class Tool(Card):
    """One of the technician's pages. It is made when it is first opened; nothing in it may wait.

    A subclass sets `tool_id`, its name being the text `prepare.tool.TOOL_ID`, and overrides what it needs.

    Attributes:
        changed: The primary action's words or availability, or `busy`, changed.
        said: A line for the user: how serious it is (`Status`) and the line.
    """

    tool_id = ""

    changed = Signal()
    said = Signal(object, str)

    def __init__(self, ground: Ground) -> None:
        super().__init__()
        self.ground = ground

    @property
    def house(self) -> House:
        """The house in the language now chosen."""
        return self.ground.house()

    @property
    def wording(self) -> Wording:
        """Texts in the language now chosen."""
        return self.house.wording

    @property
    def busy(self) -> bool:
        """Whether something runs that leaving would break off: the other pages are locked then."""
        return False

    @property
    def uses_devices(self) -> bool:
        """Whether microphone and camera are its own now: they are shown below, and nothing else measures them."""
        return False

    @property
    def primary(self) -> tuple[str, bool]:
        """The words of its next step and whether it can be done; empty where there is none."""
        return "", False

    def do_primary(self) -> None:
        """Its next step. Override."""

    def retranslate(self) -> None:
        """All words anew. Override."""

    def enter(self) -> None:
        """It is now shown. Override."""

    def tick(self) -> None:
        """Some thirty times a second while it is shown. Override."""

    def leave(self) -> None:
        """It is no longer shown: let go of whatever runs. Override."""

    def say(self, line: str, status: Status = Status.CALM) -> None:
        """Show one calm line above the primary button."""
        self.said.emit(status, line)
