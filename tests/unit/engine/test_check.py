import pytest
from tests.unit.check_examples import picture, rig, sound

from samklang.domain.verdict import Overall
from samklang.engine.check import Recordings, Sources, judge


def test_a_report_carries_what_it_was_handed():
    report = judge(
        sound(),
        picture(),
        rig(),
        sources=Sources("tale.wav", None, "billede.mp4", demo=True),
        checked_utc_ms=1_700_000_000_000,
        program_version="1.2.3",
    )
    assert report.judgement.overall is Overall.READY
    assert report.rig.id == "room-4"
    assert report.sources.demo
    assert (report.checked_utc_ms, report.program_version) == (1_700_000_000_000, "1.2.3")


def test_a_demo_never_says_to_open_the_meeting():
    def next_action(*, demo: bool, level_dbfs: float = -20.0) -> str:
        report = judge(
            sound(active_speech_level_dbfs=level_dbfs),
            picture(),
            rig(),
            sources=Sources(demo=demo),
            checked_utc_ms=0,
            program_version="1",
        )
        return report.judgement.next_action.code

    assert next_action(demo=False) == "go_on"
    assert next_action(demo=True) == "choose_own"
    assert next_action(demo=True, level_dbfs=-27.0) == "speech_level_low"


def test_nothing_measured_cannot_be_judged():
    with pytest.raises(ValueError, match="neither"):
        judge(None, None, rig(), sources=Sources(), checked_utc_ms=0, program_version="1")


def test_no_recordings_are_no_recordings():
    assert Recordings() == Recordings(None, None, None)
