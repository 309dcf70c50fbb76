"""What the pictures of the guided check show and demo devices do not have; all of it invented."""

from dataclasses import replace
from typing import Final

from samklang.domain.live import DEMO_ID, MicrophoneSetting
from samklang.domain.measures import Unknown
from samklang.domain.reference import reference_of
from samklang.engine.check import CheckReport
from samklang.engine.house import House
from samklang.ui.controls import Status
from samklang.ui.prepare.room import PrepareRoom
from samklang.ui.prepare.tap_view import TapLine, TapOutcome

MEETING: Final = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_example%40thread.v2/0"
"""A link of the right form to a meeting that does not exist."""

SETTING: Final = MicrophoneSetting(DEMO_ID, 74.0, muted=False, settable=True, held_by=("Teams",))

_TAPS: Final = (("Jabra Evolve2 40", -12.0), ("HD Webcam C920", -38.0), ("Intern mikrofon", -41.0))
"""Names as a system gives them, the first one tapped just now."""

_WEEK_MS: Final = 7 * 24 * 3_600_000
_LOUDER_DB: Final = 8.0
_QUIETER_DB: Final = 11.0


def save_older_good(house: House, report: CheckReport | None) -> None:
    """Save this check as the good one of a week ago, the voice louder and the room quieter then.

    Raises:
        RuntimeError: There is no check of a sound.
    """
    if report is None or report.sound is None:
        raise RuntimeError("no check to begin with")
    now = reference_of(
        report.sound,
        rig_id=report.rig.id,
        microphone_id=DEMO_ID,
        microphone_name=house.wording("devices.demo.microphone"),
        saved_utc_ms=report.checked_utc_ms - _WEEK_MS,
        program_version=report.program_version,
    )
    moved = {"active_speech_level_dbfs": _LOUDER_DB, "noise_floor_dbfs": -_QUIETER_DB}
    measures = dict(now.measures)
    for name, by_db in moved.items():
        value = measures[name]
        measures[name] = value if isinstance(value, Unknown) else value + by_db
    house.references.save(replace(now, measures=measures))


def say_noticed(room: PrepareRoom) -> None:
    """What the watch says when somebody has turned the microphone down."""
    room.say(room.wording("prepare.watch.level_lost", db=12), Status.ATTENTION)


def lay_out_taps(room: PrepareRoom) -> None:
    """The tap test with several microphones, one of them tapped."""
    pages, say = room.pages, room.wording
    pages.tap.begin([name for name, _ in _TAPS])
    run = [TapLine(name, level, opening=False, moved=at == 0) for at, (name, level) in enumerate(_TAPS)]
    pages.show_only(pages.tap)
    room.set_primary(say("prepare.tap.use"))
    pages.tap.show_lines(run, TapOutcome.FOUND, say)
