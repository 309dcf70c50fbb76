"""A group session as events: what can be asked of it, what has happened in it, and what it is now."""

from samklang.domain.session.answers import Answer, RefusedCommand
from samklang.domain.session.decide import decide
from samklang.domain.session.evolve import evolve, evolve_all
from samklang.domain.session.overview import Overview, overview
from samklang.domain.session.states import NotOpened, Session, State

__all__ = [
    "Answer",
    "NotOpened",
    "Overview",
    "RefusedCommand",
    "Session",
    "State",
    "decide",
    "evolve",
    "evolve_all",
    "overview",
]
