"""A small group and a way to tell what happens to it, second by second."""

import pytest

from samklang.domain.programme import Phase, PhaseKind, SessionKind, SessionPlan
from samklang.domain.session import NotOpened, Overview, RefusedCommand, Session, State, decide, evolve_all, overview
from samklang.domain.session.commands import Command, OpenSession
from samklang.domain.session.events import Event, RunningNoted, SessionReopened
from samklang.domain.session.overview import ParticipantOverview, PauseOverview, TurnOverview

START_MS = 1_800_000_000_000


def conversation_plan() -> SessionPlan:
    phases = (
        Phase("roll_call", PhaseKind.ROLL_CALL, 300),
        Phase("theme", PhaseKind.THEME, 900),
        Phase("turns", PhaseKind.TURNS, 6000),
        Phase("material", PhaseKind.INTRODUCTION, 600),
        Phase("closing", PhaseKind.CLOSING, 600, protected=True),
    )
    return SessionPlan("conversation-1", 1, SessionKind.CONVERSATION, "theme", (), phases)


class Group:
    """A session told in seconds since its opening."""

    def __init__(self, plan: SessionPlan, *names: str) -> None:
        self.state: State = NotOpened()
        self.events: list[Event] = []
        self.now_s = 0
        self.at(0, OpenSession("rest|1", plan, names or ("Anna", "Bo", "Carla")))

    @property
    def session(self) -> Session:
        assert isinstance(self.state, Session)
        return self.state

    def at(self, second: int, *told: Command) -> RefusedCommand | None:
        """Carry out commands; the last one's refusal, if it was refused."""
        self.now_s = second
        refusal = None
        for command in told:
            answer = decide(self.state, command, START_MS + second * 1000)
            refusal = answer if isinstance(answer, RefusedCommand) else None
            if not isinstance(answer, RefusedCommand):
                self.state = evolve_all(self.state, answer)
                self.events += answer
        return refusal

    def refused(self, second: int, command: Command) -> tuple[str, dict[str, str | int]]:
        """The code and params of a command that must be refused and change nothing."""
        before = self.state
        refusal = self.at(second, command)
        assert refusal is not None, f"{command} was accepted"
        assert self.state is before
        return refusal.code, refusal.params

    def view(self, second: int | None = None) -> Overview:
        seen = overview(self.state, START_MS + (self.now_s if second is None else second) * 1000)
        assert seen is not None
        return seen

    @property
    def steps(self) -> list[int]:
        """The step of every event that belongs to one."""
        return [event.step for event in self.events if not isinstance(event, SessionReopened | RunningNoted)]

    def turn(self, second: int | None = None) -> TurnOverview:
        """The turn that is on."""
        turn = self.view(second).turn
        assert turn is not None
        return turn

    def pause(self, second: int | None = None) -> PauseOverview:
        """The pause that is on."""
        pause = self.view(second).pause
        assert pause is not None
        return pause

    def person(self, participant: str, second: int | None = None) -> ParticipantOverview:
        return self.view(second).participant(participant)

    def seconds(self, participant: str, second: int | None = None) -> tuple[float, float, float]:
        """Turn, reflection and remark."""
        person = self.person(participant, second)
        return person.turn_ms / 1000, person.reflection_ms / 1000, person.remark_ms / 1000


@pytest.fixture
def plan() -> SessionPlan:
    return conversation_plan()


@pytest.fixture
def group(plan: SessionPlan) -> Group:
    """Anna (p1), Bo (p2) and Carla (p3) in a session that has just been opened."""
    return Group(plan)


@pytest.fixture
def new_group() -> type[Group]:
    return Group
