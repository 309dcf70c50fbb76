import pytest
from tests.unit.check_examples import TARGETS, picture, sync

from samklang.domain.advice import Advice, Scene, Speech, off_target, unknown
from samklang.domain.measures import Unknown
from samklang.domain.rig import Range, Target


def target(check: str) -> Target:
    return next(each for each in TARGETS if each.check == check)


def speech(level_dbfs: float, *, noisy: bool = False) -> Speech:
    return Speech(level_dbfs, target("speech_level"), noisy)


@pytest.mark.parametrize(
    ("level_dbfs", "code", "db"),
    [
        (-26.0, "speech_level_low", 6.0),
        (-24.1, "speech_level_low", 4.0),
        (-31.6, "speech_level_low", 12.0),
        (-14.0, "speech_level_high", 6.0),
        (-6.4, "speech_level_high", 14.0),
    ],
)
def test_a_level_is_brought_to_the_middle_of_its_target(level_dbfs: float, code: str, db: float):
    assert off_target("speech_level", level_dbfs, target("speech_level")) == Advice(code, {"db": db})


def test_a_target_open_at_one_end_is_brought_to_the_other():
    floor = Target("speech_level", "dBFS", Range(low=-24.0), Range(low=-30.0), "ours")
    assert off_target("speech_level", -24.2, floor) == Advice("speech_level_low", {"db": 1.0})


@pytest.mark.parametrize(
    ("known", "advice"),
    [
        (None, Advice("clipping_gain_down", {"db": 6.0})),
        (speech(-20.0), Advice("clipping_gain_down", {"db": 6.0})),
        (speech(-22.0), Advice("clipping_gain_down", {"db": 6.0})),
        (speech(-22.1), Advice("clipping_elsewhere")),
        (speech(-8.0), Advice("clipping_gain_down", {"db": 12.0})),
    ],
)
def test_clipping_is_turned_down_only_where_the_voice_stays_usable(known: Speech | None, advice: Advice):
    assert off_target("clipping", 0.01, target("clipping"), Scene(known)) == advice


def test_tops_pressed_flat_in_a_weak_voice_are_not_the_gains_fault():
    assert off_target("soft_clipping", 0.2, target("soft_clipping"), Scene(speech(-26.0))) == Advice(
        "soft_clipping_elsewhere"
    )
    loud = off_target("soft_clipping", 0.2, target("soft_clipping"), Scene(speech(-8.0)))
    assert loud == Advice("soft_clipping_gain_down", {"db": 12.0})


def test_a_level_that_may_be_anything_can_always_be_turned_down():
    anything = Speech(-50.0, Target("speech_level", "dBFS", Range(-24.0, -16.0), Range(), "ours"), noisy=False)
    assert off_target("clipping", 0.01, target("clipping"), Scene(anything)).code == "clipping_gain_down"


@pytest.mark.parametrize(
    ("check", "value", "advice"),
    [
        ("noise", -51.6, Advice("noise", {"db": 8.0})),
        ("noise", -59.9, Advice("noise", {"db": 1.0})),
        ("snr", 12.0, Advice("snr", {"db": 18.0})),
        ("face", 0.0, Advice("face_none", {"count": 1.0})),
        ("face", 3.0, Advice("face_many", {"count": 1.0})),
        ("face_luma", 20.0, Advice("exposure_low")),
        ("face_luma", 240.0, Advice("exposure_high")),
        ("head_height", 0.1, Advice("framing_low", {"cm": 210.0})),
        ("headroom", 0.4, Advice("headroom_high")),
        ("frame_size", 480.0, Advice("frame_size", {"lines": 720.0})),
        ("delivered_rate", 15.0, Advice("frame_rate", {"fps": 24.0})),
        ("black", 3.0, Advice("black")),
        ("dead_channel", 40.0, Advice("dead_channel")),
        ("soft_clipping", 0.2, Advice("soft_clipping_gain_down", {"db": 6.0})),
        ("hum", 30.0, Advice("hum")),
        ("bandwidth", 3400.0, Advice("bandwidth")),
        ("dropouts", 4.0, Advice("dropouts")),
        ("channel_phase", 5.0, Advice("channel_phase")),
        ("reverberation", 0.9, Advice("reverberation")),
        ("handling_noise", 2.0, Advice("handling_noise")),
        ("second_source", -5.0, Advice("second_source")),
        ("head_height", 0.6, Advice("framing_high", {"cm": 30.0})),
        ("head_height", 0.0, Advice("framing_low", {"cm": 220.0})),
        ("head_height", 2e-309, Advice("framing_low", {"cm": 220.0})),
        ("face_cut", 0.3, Advice("face_cut")),
        ("looking_up", 20.0, Advice("camera_low", {"count": 3.0})),
        ("looking_up", 12.5, Advice("camera_low", {"count": 2.0})),
        ("looking_up", -89.0, Advice("camera_high", {"count": 4.0})),
        ("banding", 4.0, Advice("flicker")),
        ("kept_sharpness", 0.1, Advice("sharpness")),
        ("battery", 33.4, Advice("battery", {"percent": 33.0})),
        ("disk", 0.4, Advice("disk", {"gb": 5.0})),
        ("dslr_auto_off", 1800.0, Advice("dslr_auto_off", {"count": 30.0})),
        ("jitter", 80.0, Advice("slow_network")),
        ("dslr_live_view", 1.0, Advice("dslr_live_view")),
        ("lip_sync", 120.0, Advice("clap_again")),
    ],
)
def test_advice_by_check(check: str, value: float, advice: Advice):
    assert off_target(check, value, target(check)) == advice


def test_one_of_two_faces_is_too_few():
    two = Target("face", "faces", Range(2.0, 2.0), Range(1.0), "ours")
    assert off_target("face", 1.0, two) == Advice("face_few", {"count": 2.0})


@pytest.mark.parametrize(
    ("check", "reason", "code"),
    [
        ("noise", "no_silence", "record_silence"),
        ("noise", "silence_digital", "record_silence"),
        ("snr", "not_confirmed", "record_silence"),
        ("reverberation", "too_few_decays", "read_aloud"),
        ("noise", "too_short", "record_silence"),
        ("speech_level", "no_speech", "read_aloud"),
        ("speech_level", "too_short", "read_aloud"),
        ("exposure", "no_face", "face_none"),
        ("dslr_focus", "not_answered", "answer_checklist"),
        ("lip_sync", "too_few_claps", "clap_again"),
        ("black", "no_frames", "record_again"),
        ("face", "never_heard_of", "record_again"),
    ],
)
def test_an_unknown_says_how_to_know_it(check: str, reason: str, code: str):
    assert unknown(check, reason).code == code


@pytest.mark.parametrize(("block", "code"), [("temperature", "hot"), ("lens", "lens"), ("card_error", "card")])
def test_a_camera_that_gives_no_picture_is_told_by_its_first_known_reason(block: str, code: str):
    advice = off_target("dslr_live_view", 2.0, target("dslr_live_view"), names=("wonder", block))
    assert advice == Advice(f"dslr_live_view_{code}")


def test_a_head_cut_off_at_the_top_wants_the_camera_tilted():
    cut = target("face_cut")
    assert off_target("face_cut", 0.3, cut, Scene(picture=picture(headroom_share=0.0))) == Advice("headroom_low")
    assert off_target("face_cut", 0.3, cut, Scene(picture=picture(headroom_share=0.1))) == Advice("face_cut")


@pytest.mark.parametrize(
    ("head_height", "hands"), [(0.35, 4.0), (0.7, 2.0), (0.01, 4.0), (0.0, 3.0), (Unknown("no_face"), 3.0)]
)
def test_the_camera_is_raised_the_more_the_further_away_it_stands(head_height: float | Unknown, hands: float):
    scene = Scene(picture=picture(head_height_share=head_height))
    assert off_target("looking_up", 21.0, target("looking_up"), scene) == Advice("camera_low", {"count": hands})


@pytest.mark.parametrize(
    ("early_ms", "advice"),
    [(120.0, Advice("delay_sound", {"ms": 120.0})), (-203.0, Advice("delay_picture", {"ms": 205.0}))],
)
def test_what_comes_first_is_delayed(early_ms: float, advice: Advice):
    assert off_target("lip_sync", early_ms, target("lip_sync"), Scene(sync=sync(sound_early_ms=early_ms))) == advice


def test_programs_are_named_in_the_advice():
    found = off_target("stealing", 1.0, target("stealing"), names=("Zoom",))
    assert found == Advice("stealing", names=("Zoom",))
