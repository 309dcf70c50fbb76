"""One fault, one name: what each fault does to all other checks."""

from typing import Any

import pytest
from tests.unit.check_examples import (
    NO_SILENCE,
    PICTURE_MEASURE,
    SOUND_MEASURE,
    TARGETS,
    dslr,
    laptop,
    picture,
    rig,
    sound,
    sync,
)

from samklang.domain.advice import Advice
from samklang.domain.checks import PRIORITY
from samklang.domain.laptop import PowerPlan
from samklang.domain.masking import MASKING, MASKS
from samklang.domain.measures import Unknown
from samklang.domain.picture_checks import PICTURE_CHECKS
from samklang.domain.sound_checks import SOUND_CHECKS
from samklang.domain.verdict import Overall, Status, Verdict, judge


def verdicts(**heard: Any) -> dict[str, Verdict]:  # noqa: ANN401 - any measure
    return {each.check: each for each in judge(sound(**heard), None, rig()).verdicts}


def named(**heard: Any) -> set[str]:  # noqa: ANN401 - any measure
    """The checks that are named as a fault."""
    return {check for check, each in verdicts(**heard).items() if each.status in (Status.WARN, Status.FAIL)}


BOUND = {**NO_SILENCE}
LOUD_NOISE = {"noise_floor_dbfs": -30.0, "snr_db": 9.0}
ONE_FAULT: dict[str, tuple[dict[str, Any], set[str]]] = {
    "dead input": (
        {
            "sample_peak_dbfs": -120.0,
            "active_speech_level_dbfs": Unknown("silent"),
            "channel_imbalance_db": 90.0,
            "bandwidth_hz": 0.0,
            **NO_SILENCE,
        },
        {"input_silent"},
    ),
    "a dead side": ({"channel_imbalance_db": 60.0, "out_of_phase_s": 9.0}, {"dead_channel"}),
    "cut off, at a good level": ({"clipped_share": 0.01, "soft_clipped_share": 0.2}, {"clipping"}),
    "a side that holds nothing but hiss": (
        {"channel_imbalance_db": 35.0, "noise_floor_dbfs": -56.0, "snr_db": 29.0},
        {"dead_channel"},
    ),
    "too loud, the quiet room with it": (
        {"active_speech_level_dbfs": -9.0, "noise_floor_dbfs": -55.0},
        {"speech_level"},
    ),
    "a limiter turned up, the quiet room with it": (
        {"soft_clipped_share": 0.2, "active_speech_level_dbfs": -12.0, "noise_floor_dbfs": -57.0},
        {"soft_clipping"},
    ),
    "cut off, the room then seems to ring": ({"clipped_share": 0.01, "reverberation_s": 1.5}, {"clipping"}),
    "cut off before a gain": (
        {"clipped_share": 0.01, "active_speech_level_dbfs": -30.0},
        {"clipping", "speech_level"},
    ),
    "a limiter": ({"soft_clipped_share": 0.2, "active_speech_level_dbfs": -12.0}, {"soft_clipping"}),
    "a limiter that lifts a quiet room": (
        {"soft_clipped_share": 0.2, "noise_floor_dbfs": -57.0, "snr_db": 29.5},
        {"soft_clipping"},
    ),
    "a limiter fills the pauses": ({"soft_clipped_share": 0.2, "reverberation_s": 0.9}, {"soft_clipping"}),
    "gaps": ({"dropouts": 8.0, "knocks": 8.0, "reverberation_s": 0.9}, {"dropouts"}),
    "hum": ({"hum_db": 40.0, "noise_floor_dbfs": -40.0, "snr_db": 19.0, "second_source_db": -20.0}, {"hum"}),
    "hum as loud as the voice": (
        {"hum_db": 50.0, "noise_floor_dbfs": -17.0, "active_speech_level_dbfs": -14.5, "snr_db": -1.0},
        {"hum"},
    ),
    "hum by a bound": ({"hum_db": 40.0, **BOUND, "noise_floor_at_least_dbfs": -40.0}, {"hum"}),
    "noise": (LOUD_NOISE, {"noise"}),
    "noise fills the band, rings and knocks": (
        {**LOUD_NOISE, "reverberation_s": 1.5, "bandwidth_hz": 3000.0, "knocks": 5.0},
        {"noise"},
    ),
    "babble": ({"noise_floor_dbfs": -26.0, "snr_db": 5.0, "second_source_db": -6.0}, {"noise"}),
    "babble in the silence, which then is none": (
        {
            "noise_floor_dbfs": Unknown("silence_not_silent"),
            "snr_db": Unknown("silence_not_silent"),
            "noise_floor_at_least_dbfs": Unknown("not_confirmed"),
            "second_source_db": -7.0,
        },
        {"noise"},
    ),
    "noise lifts the level": (
        {"noise_floor_dbfs": -18.0, "active_speech_level_dbfs": -15.0, "snr_db": 0.0},
        {"noise"},
    ),
    "nothing but noise": (
        {"noise_floor_dbfs": -12.0, "active_speech_level_dbfs": -12.0, "snr_db": -20.0},
        {"noise"},
    ),
    "noise by a bound": ({**BOUND, "noise_floor_at_least_dbfs": -38.0}, {"noise"}),
    "a room that rings": ({"reverberation_s": 1.2}, {"reverberation"}),
    "a room that rings through the pauses": (
        {"reverberation_s": 1.2, **BOUND, "noise_floor_at_least_dbfs": -40.0},
        {"reverberation"},
    ),
    "too quiet": ({"active_speech_level_dbfs": -38.0, "snr_db": 27.0, "second_source_db": -27.0}, {"speech_level"}),
    "knocks that reach full scale": ({"knocks": 4.0, "clipped_share": 0.0002}, {"handling_noise"}),
    "cut off on one side": ({"clipped_share": 0.03, "dc_offset": 0.03}, {"clipping"}),
    "shifted until the tops reach full scale": ({"clipped_share": 0.0005, "dc_offset": 0.2}, {"dc_offset"}),
    "a telephone": ({"bandwidth_hz": 3400.0}, {"bandwidth"}),
    "wired the wrong way round": ({"out_of_phase_s": 8.0}, {"channel_phase"}),
    "noise that swings slowly": ({**LOUD_NOISE, "dc_offset": 0.03}, {"noise"}),
    "noise that swings slowly, by its bound": (
        {**BOUND, "noise_floor_at_least_dbfs": -32.0, "dc_offset": 0.03},
        {"noise"},
    ),
    "shifted": ({"dc_offset": 0.1}, {"dc_offset"}),
}

TWO_FAULTS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "cut off and too loud": (
        {"clipped_share": 0.01, "active_speech_level_dbfs": -9.0},
        {"clipping", "speech_level"},
    ),
    "too quiet and too noisy": (
        {"active_speech_level_dbfs": -34.0, "noise_floor_dbfs": -44.0, "snr_db": 9.5},
        {"speech_level", "noise"},
    ),
    "a room that rings, and measured noise": (
        {"reverberation_s": 0.9, "noise_floor_dbfs": -50.0, "snr_db": 29.0},
        {"reverberation", "noise"},
    ),
    "too loud, and noise that does not explain it": (
        {"active_speech_level_dbfs": -10.0, "noise_floor_dbfs": -44.0},
        {"speech_level", "noise"},
    ),
    "a limiter in a noisy room": (
        {"soft_clipped_share": 0.2, "noise_floor_dbfs": -40.0, "snr_db": 20.0},
        {"soft_clipping", "noise"},
    ),
    "knocks, and a voice that is cut off": (
        {"knocks": 4.0, "clipped_share": 0.01},
        {"handling_noise", "clipping"},
    ),
    "knocks, and a voice too loud": (
        {"knocks": 4.0, "clipped_share": 0.0002, "active_speech_level_dbfs": -12.0},
        {"handling_noise", "clipping", "speech_level"},
    ),
    "a little shifted, and cut off by something else": (
        {"clipped_share": 0.0005, "dc_offset": 0.02},
        {"clipping", "dc_offset"},
    ),
    "noise, and a shift it does not explain": ({**LOUD_NOISE, "dc_offset": 0.05}, {"noise", "dc_offset"}),
    "one side weaker and wired wrong": (
        {"channel_imbalance_db": 9.0, "out_of_phase_s": 8.0},
        {"channel_balance", "channel_phase"},
    ),
    "another voice while the room is quiet": (
        {"second_source_db": -25.0, "bandwidth_hz": 3400.0},
        {"second_source", "bandwidth"},
    ),
}


@pytest.mark.parametrize("fault", ONE_FAULT)
def test_one_fault_has_one_name(fault: str):
    heard, names = ONE_FAULT[fault]
    assert named(**heard) == names


@pytest.mark.parametrize("faults", TWO_FAULTS)
def test_two_faults_have_two_names(faults: str):
    heard, names = TWO_FAULTS[faults]
    assert named(**heard) == names


def test_what_is_hidden_says_by_what_and_gives_its_advice():
    found = verdicts(**LOUD_NOISE, reverberation_s=0.2)
    hidden = found["reverberation"]
    assert (hidden.status, hidden.value, hidden.reason) == (Status.UNKNOWN, None, "hidden_by_noise")
    assert hidden.hidden_by == "noise"
    assert hidden.advice == found["noise"].advice


def test_what_is_only_off_by_a_fault_makes_the_fault_as_bad():
    found = judge(sound(soft_clipped_share=0.02, active_speech_level_dbfs=-9.0), None, rig())
    pressed = next(each for each in found.verdicts if each.check == "soft_clipping")
    assert (pressed.status, pressed.value, pressed.explains) == (Status.FAIL, 0.02, ("speech_level",))
    assert (found.overall, found.next_action.figures) == (Overall.NOT_READY, {"db": 11.0})


def test_cut_off_and_too_loud_is_one_action_with_the_figure_for_both():
    found = judge(sound(clipped_share=0.01, active_speech_level_dbfs=-9.0), None, rig())
    assert (found.next_check, found.next_action) == ("clipping", Advice("clipping_gain_down", {"db": 11.0}))


def test_what_is_good_all_the_same_stays_good():
    assert verdicts(hum_db=40.0)["noise"].status is Status.PASS
    assert verdicts(clipped_share=0.01)["speech_level"].status is Status.PASS


def test_an_unknown_keeps_its_own_reason_where_no_fault_would_mend_it():
    assert verdicts(hum_db=40.0, **NO_SILENCE)["noise"].reason == "no_silence"


def test_a_hidden_essential_does_not_ask_for_anything():
    found = judge(sound(hum_db=15.0, noise_floor_dbfs=-55.0), None, rig())
    assert (found.overall, found.next_check) == (Overall.REMARKS, "hum")


def test_a_check_without_a_target_hides_nothing_and_is_not_hidden():
    bare = rig(targets=tuple(each for each in TARGETS if each.check not in {"noise", "speech_level", "clipping"}))
    heard = sound(hum_db=40.0, reverberation_s=1.5, knocks=5.0, soft_clipped_share=0.1, **NO_SILENCE)
    found = {each.check: each.status for each in judge(heard, None, bare).verdicts}
    assert "noise" not in found
    assert found["soft_clipping"] is Status.FAIL
    assert found["reverberation"] is Status.UNKNOWN


def test_noise_explains_no_shift_that_is_not_judged():
    bare = rig(targets=tuple(each for each in TARGETS if each.check != "dc_offset"))
    found = {each.check for each in judge(sound(**LOUD_NOISE), None, bare).verdicts if each.status is Status.FAIL}
    assert found == {"noise"}


def test_the_table_speaks_of_checks_there_are():
    checks = set(PRIORITY)
    assert checks >= MASKING
    for mask in MASKS:
        assert checks >= {*mask.worthless, *mask.same_fault}
        assert mask.by not in (*mask.worthless, *mask.same_fault)
    assert set(SOUND_MEASURE) == set(SOUND_CHECKS)
    assert set(PICTURE_MEASURE) | {"frame_size"} == set(PICTURE_CHECKS)


NO_FACE = {
    name: Unknown("no_face")
    for name in (
        *("face_luma", "face_clipped_share", "backlight_stops", "head_height_share", "headroom_share"),
        *("face_cut_share", "looking_up_deg", "sharpness", "exposure_hunting_percent", "focus_hunting_percent"),
    )
}
ONE_FAULT_SEEN: dict[str, tuple[dict[str, Any], str]] = {
    "a cover on the lens": (
        {"black_s": 8.0, "no_signal_s": 8.0, "frozen_s": 8.0, "frame_rate_fps": 0.1, "faces": 0.0, **NO_FACE},
        "black",
    ),
    "a card of the capture card": (
        {"no_signal_s": 8.0, "frozen_s": 8.0, "frame_rate_fps": 0.1, "height": 480, "faces": 0.0, **NO_FACE},
        "no_signal",
    ),
    "a frozen picture": (
        {"frozen_s": 8.0, "frame_rate_fps": 0.5, "frame_interval_p95_ms": 900.0, "overlay_suspected": 1.0},
        "frozen",
    ),
    "nobody there": ({"faces": 0.0, **NO_FACE}, "face"),
    "so blurred that nobody is found": ({"faces": 0.0, **NO_FACE, "sharpness": 0.001}, "sharpness"),
    "so dark that nobody is found": ({"faces": 0.0, **NO_FACE, "face_luma": 9.0, "noise": 9.0}, "exposure"),
    "a window behind": ({"backlight_stops": 2.5, "face_luma": 40.0, "face_clipped_share": 0.3}, "backlight"),
    "a window behind, the face crushed": ({"backlight_stops": 2.5, "face_clipped_share": 0.3}, "backlight"),
    "a window behind, the face soft in its shadow": ({"backlight_stops": 2.0, "sharpness": 0.07}, "backlight"),
    "a window behind, chin and brow lost in the dark": ({"backlight_stops": 2.0, "looking_up_deg": 19.0}, "backlight"),
    "a face so bright that its parts are gone": ({"face_luma": 210.0, "looking_up_deg": 19.0}, "exposure"),
    "a dark room": ({"face_luma": 50.0, "noise": 14.0, "sharpness": 0.07}, "exposure"),
    "a very dark room": ({"face_luma": 20.0, "noise": 14.0, "colour_cast": 40.0}, "exposure"),
    "a noisy sensor": (
        {"noise": 20.0, "sharpness": 0.01, "upscaled_suspected": 1.0},
        "picture_noise",
    ),
    "a little noise": ({"noise": 8.0, "sharpness": 0.07}, "picture_noise"),
    "out of focus": ({"sharpness": 0.01, "upscaled_suspected": Unknown("too_soft")}, "sharpness"),
    "blown up far": ({"sharpness": 0.01, "upscaled_suspected": 1.0}, "upscaled"),
    "blown up": ({"sharpness": 0.07, "upscaled_suspected": 1.0}, "upscaled"),
    "too small, and seems blown up": ({"height": 360, "upscaled_suspected": 1.0}, "frame_size"),
    "far too small, and soft for that": ({"height": 300, "sharpness": 0.07}, "frame_size"),
    "far away, and soft for that": ({"head_height_share": 0.15, "sharpness": 0.07}, "framing"),
    "half pictures": ({"interlaced": 0.9, "sharpness": 0.04, "noise": 9.0, "frame_rate_fps": 25.0}, "interlaced"),
    "a lamp that beats": ({"flicker_percent": 6.0, "exposure_hunting_percent": 20.0, "noise": 7.0}, "flicker"),
    "a lamp that beats hard": ({"flicker_percent": 14.0, "frame_rate_fps": 21.6}, "flicker"),
    "an exposure that hunts": ({"exposure_hunting_percent": 40.0, "face_luma": 60.0}, "hunting"),
    "a focus that hunts": ({"focus_hunting_percent": 60.0, "sharpness": 0.07}, "hunting"),
    "few pictures": (
        {"frame_rate_fps": 8.0, "frame_interval_p95_ms": 130.0, "flicker_percent": Unknown("too_slow")},
        "frame_rate",
    ),
    "warm light": ({"colour_cast": 22.0}, "colour_cast"),
    "too bright": ({"face_luma": 235.0, "face_clipped_share": 0.4}, "exposure"),
    "the camera's menu": ({"overlay_suspected": 1.0, "mirrored_suspected": 1.0}, "overlay"),
    "text the wrong way round": ({"mirrored_suspected": 1.0}, "mirrored"),
    "too near": ({"head_height_share": 0.8, "headroom_share": 0.0, "face_cut_share": 0.1}, "framing"),
    "a low camera": ({"looking_up_deg": 30.0}, "framing"),
}


def named_in(*, heard: bool = False, **sections: Any) -> set[str]:  # noqa: ANN401 - any section's measures
    found = judge(sound() if heard else None, sections.pop("picture", None), rig(), **sections).verdicts
    return {each.check for each in found if each.status in (Status.WARN, Status.FAIL)}


@pytest.mark.parametrize("fault", ONE_FAULT_SEEN)
def test_one_fault_of_the_picture_has_one_name(fault: str):
    seen, name = ONE_FAULT_SEEN[fault]
    assert named_in(picture=picture(**seen)) == {name}


@pytest.mark.parametrize(
    ("seen", "names"),
    [
        ({"face_luma": 235.0, "backlight_stops": 3.5}, {"exposure", "backlight"}),
        ({"backlight_stops": 2.0, "sharpness": 0.01}, {"backlight", "sharpness"}),
        ({"face_luma": 210.0, "head_height_share": 0.8}, {"exposure", "framing"}),
        ({"colour_cast": 22.0, "face_luma": 210.0}, {"colour_cast", "exposure"}),
        ({"faces": 2.0, "face_luma": 50.0}, {"face", "exposure"}),
        ({"faces": 0.0, **NO_FACE, "sharpness": 0.09}, {"face"}),
        ({"head_height_share": 0.1, "frame_rate_fps": 15.0}, {"framing", "frame_rate"}),
        ({"exposure_hunting_percent": 40.0, "sharpness": 0.04}, {"hunting", "sharpness"}),
        ({"flicker_percent": 5.0, "colour_cast": 22.0}, {"flicker", "colour_cast"}),
        ({"height": 600, "sharpness": 0.07}, {"frame_size", "sharpness"}),
        ({"height": 300, "sharpness": 0.01}, {"frame_size", "sharpness"}),
        ({"head_height_share": 0.15, "sharpness": 0.01}, {"framing", "sharpness"}),
        ({"head_height_share": 0.8, "sharpness": 0.07}, {"framing", "sharpness"}),
    ],
)
def test_faults_of_the_picture_that_are_two_have_two_names(seen: dict[str, Any], names: set[str]):
    assert named_in(picture=picture(**seen)) == names


def test_a_camera_that_may_not_be_used_is_why_there_is_nothing_to_see():
    assert named_in(picture=picture(black_s=9.0), laptop=laptop(camera_allowed=0.0)) == {"permission"}
    assert named_in(heard=True, picture=picture(black_s=9.0), laptop=laptop(microphone_allowed=0.0)) == {
        "permission",
        "black",
    }


def test_a_dslr_without_live_view_is_why_there_is_a_card():
    blocked = dslr(live_view_blocks=("temperature",))
    found = judge(None, picture(no_signal_s=9.0), rig(), dslr=blocked)
    assert named_in(picture=picture(no_signal_s=9.0), dslr=blocked) == {"dslr_live_view"}
    assert found.next_action == Advice("dslr_live_view_hot")


def test_a_laptop_on_battery_saves_power_and_slows_down():
    slow = laptop(on_mains=0.0, power_plan=PowerPlan.SAVING, speed_share=0.4)
    assert named_in(laptop=slow) == {"mains"}
    assert named_in(laptop=laptop(power_plan=PowerPlan.SAVING, speed_share=0.4)) == {"power_plan"}


def test_claps_tell_nothing_where_nothing_is_seen_or_heard():
    late = sync(sound_early_ms=300.0)
    assert named_in(picture=picture(frozen_s=9.0), sync=late) == {"frozen"}
    heard = judge(sound(sample_peak_dbfs=-120.0), None, rig(), sync=late).verdicts
    assert next(each.reason for each in heard if each.check == "lip_sync") == "hidden_by_input_silent"
