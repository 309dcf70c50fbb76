"""The short stable word for every event: its `kind` in the log and its code on a screen."""

from samklang.domain.session import events
from samklang.domain.session.events import Event

EVENT_CODES: dict[type[Event], str] = {
    events.SessionOpened: "opened",
    events.SessionReopened: "reopened",
    events.RunningNoted: "running",
    events.ParticipantNamed: "named",
    events.ParticipantArrived: "arrived",
    events.ParticipantLeft: "left",
    events.ParticipantReturned: "returned",
    events.ParticipantAbsent: "absent",
    events.PhaseEntered: "phase",
    events.TurnStarted: "turn",
    events.ReflectionStarted: "reflection",
    events.ReflectionPassed: "reflection_passed",
    events.TurnPassed: "passed",
    events.TurnPostponed: "later",
    events.RemarkMade: "remark",
    events.RoundOffStarted: "round_off",
    events.TurnEnded: "turn_ended",
    events.SessionPaused: "paused",
    events.CareStarted: "care",
    events.SessionResumed: "resumed",
    events.TimeAdded: "time_added",
    events.TimeTaken: "time_taken",
    events.TimeMoved: "time_moved",
    events.StepUndone: "undone",
    events.StepRedone: "redone",
    events.SessionClosed: "closed",
}
"""Once given out, a word keeps its meaning for ever: logs are full of them."""
