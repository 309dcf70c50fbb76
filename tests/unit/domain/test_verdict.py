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
from samklang.domain.checks import ESSENTIAL, PARTS, PRIORITY, UNITS
from samklang.domain.dslr import Focus, WhiteBalance
from samklang.domain.equipment_checks import DSLR_CHECKS, LAPTOP_CHECKS, SYNC_CHECKS
from samklang.domain.laptop import Link, Method, NetworkMeasures, PowerPlan
from samklang.domain.live import MicrophoneSetting
from samklang.domain.measures import Unknown
from samklang.domain.picture_checks import PICTURE_CHECKS
from samklang.domain.rig import Range, Target
from samklang.domain.sound_checks import SETTING_CHECKS, SOUND_CHECKS
from samklang.domain.verdict import Judgement, Overall, Status, Verdict, judge


def judged(*, heard: dict[str, Any] | None = None, seen: dict[str, Any] | None = None) -> Judgement:
    return judge(sound(**(heard or {})), picture(**(seen or {})), rig())


def setting(*, muted: bool | None = False, held_by: tuple[str, ...] = ()) -> MicrophoneSetting:
    return MicrophoneSetting("usb", 80.0, muted, True, held_by)  # noqa: FBT003 - settable; no test is about it


def verdict(judgement: Judgement, check: str) -> Verdict:
    return next(each for each in judgement.verdicts if each.check == check)


def test_all_as_it_should_be_is_ready_and_says_to_go_on():
    found = judged()
    assert found.overall is Overall.READY
    assert found.next_action.code == "go_on"
    assert found.next_check is None
    assert {each.status for each in found.verdicts} == {Status.PASS}
    assert all(each.advice is None for each in found.verdicts)


def test_every_check_is_judged_once():
    found = judge(
        sound(),
        picture(),
        rig(),
        setting(held_by=("Teams",)),
        laptop=laptop(battery_percent=90.0, on_mains=0.0),
        dslr=dslr(),
        sync=sync(),
    )
    assert sorted(each.check for each in found.verdicts) == sorted(PRIORITY)
    assert len(judged().verdicts) == len(SOUND_CHECKS) + len(PICTURE_CHECKS)


def test_the_tables_speak_of_the_same_checks():
    tables = (SOUND_CHECKS, SETTING_CHECKS, PICTURE_CHECKS, LAPTOP_CHECKS, DSLR_CHECKS, SYNC_CHECKS)
    assert set(PRIORITY) == {check for table in tables for check in table}
    assert len(PRIORITY) == len(set(PRIORITY))
    parts = {part for several in PARTS.values() for part in several}
    assert set(UNITS) == (set(PRIORITY) - set(PARTS)) | parts
    assert parts.isdisjoint(PRIORITY)
    assert set(PRIORITY) >= ESSENTIAL


def test_neither_sound_nor_picture_cannot_be_judged():
    with pytest.raises(ValueError, match="neither"):
        judge(None, None, rig())


def test_what_was_not_checked_is_what_to_do_next():
    assert judge(sound(), None, rig()).next_action.code == "check_picture"
    assert judge(None, picture(), rig()).next_action.code == "check_sound"
    assert {each.section for each in judge(sound(), None, rig()).verdicts} == {"sound"}


def test_a_check_without_a_target_is_left_out():
    bare = rig(targets=tuple(each for each in TARGETS if each.check not in {"snr", *PARTS["frame_rate"]}))
    found = judge(sound(), picture(), bare)
    assert {"snr", "frame_rate"}.isdisjoint(each.check for each in found.verdicts)


@pytest.mark.parametrize(
    ("check", "measure", "value", "status"),
    [
        ("input_silent", "sample_peak_dbfs", -90.0, Status.PASS),
        ("input_silent", "sample_peak_dbfs", -90.31, Status.FAIL),
        ("dead_channel", "channel_imbalance_db", 20.0, Status.PASS),
        ("dead_channel", "channel_imbalance_db", 20.01, Status.FAIL),
        ("speech_level", "active_speech_level_dbfs", -24.0, Status.PASS),
        ("speech_level", "active_speech_level_dbfs", -24.0001, Status.WARN),
        ("speech_level", "active_speech_level_dbfs", -28.0, Status.WARN),
        ("speech_level", "active_speech_level_dbfs", -28.0001, Status.FAIL),
        ("speech_level", "active_speech_level_dbfs", -16.0, Status.PASS),
        ("speech_level", "active_speech_level_dbfs", -15.9999, Status.WARN),
        ("speech_level", "active_speech_level_dbfs", -14.0, Status.WARN),
        ("speech_level", "active_speech_level_dbfs", -13.9999, Status.FAIL),
        ("clipping", "clipped_share", 0.00001, Status.PASS),
        ("clipping", "clipped_share", 0.000011, Status.WARN),
        ("clipping", "clipped_share", 0.0011, Status.FAIL),
        ("noise", "noise_floor_dbfs", -60.0, Status.PASS),
        ("noise", "noise_floor_dbfs", -59.99, Status.WARN),
        ("noise", "noise_floor_dbfs", -44.99, Status.FAIL),
        ("snr", "snr_db", 30.0, Status.PASS),
        ("snr", "snr_db", 29.99, Status.WARN),
        ("snr", "snr_db", 19.99, Status.FAIL),
        ("channel_balance", "channel_imbalance_db", 6.01, Status.WARN),
        ("dc_offset", "dc_offset", 0.9, Status.WARN),
    ],
)
def test_sound_at_its_limits(check: str, measure: str, value: float, status: Status):
    assert verdict(judged(heard={measure: value}), check).status is status


@pytest.mark.parametrize(
    ("check", "measure", "value", "status"),
    [
        ("black", "black_s", 0.5, Status.PASS),
        ("black", "black_s", 0.51, Status.WARN),
        ("black", "black_s", 1.01, Status.FAIL),
        ("frozen", "frozen_s", 0.5, Status.PASS),
        ("frozen", "frozen_s", 2.0, Status.WARN),
        ("frozen", "frozen_s", 2.01, Status.FAIL),
        ("face", "faces", 0.0, Status.FAIL),
        ("face", "faces", 2.0, Status.WARN),
        ("exposure", "face_luma", 69.9, Status.WARN),
        ("exposure", "face_luma", 44.9, Status.FAIL),
        ("exposure", "face_luma", 225.1, Status.FAIL),
        ("frame_rate", "frame_rate_fps", 28.5, Status.PASS),
        ("frame_rate", "frame_rate_fps", 28.49, Status.WARN),
        ("frame_rate", "frame_rate_fps", 24.0, Status.WARN),
        ("frame_rate", "frame_rate_fps", 23.99, Status.FAIL),
        ("frame_rate", "frame_rate_fps", 15.0, Status.FAIL),
        ("frame_rate", "frame_interval_p95_ms", 50.0, Status.PASS),
        ("frame_rate", "frame_interval_p95_ms", 50.01, Status.WARN),
        ("frame_size", "height", 719, Status.WARN),
        ("frame_size", "height", 479, Status.FAIL),
        ("exposure", "face_clipped_share", 0.06, Status.WARN),
        ("framing", "head_height_share", 0.24, Status.WARN),
        ("framing", "headroom_share", 0.16, Status.WARN),
    ],
)
def test_picture_at_its_limits(check: str, measure: str, value: float, status: Status):
    assert verdict(judged(seen={measure: value}), check).status is status


def test_a_picture_on_its_side_is_judged_by_its_shorter_side():
    assert verdict(judged(seen={"width": 720, "height": 1280}), "frame_size").value == 720


def test_a_slow_nominal_rate_does_not_lower_what_the_rig_asks_for():
    found = verdict(judged(seen={"nominal_frame_rate_fps": 10.0, "frame_rate_fps": 10.0}), "frame_rate")
    assert found.status is Status.FAIL
    assert found.target.pass_range == Range(23.75)


def test_25_full_frames_are_as_good_as_30():
    seen = {"nominal_frame_rate_fps": 25.0, "frame_rate_fps": 25.0, "frame_interval_p95_ms": 40.0}
    assert judged(seen=seen).overall is Overall.READY


def test_ends_worked_out_from_an_odd_nominal_rate_are_round_enough_to_be_shown():
    nominal = {"nominal_frame_rate_fps": 30_000 / 1001}
    few = verdict(judged(seen={**nominal, "frame_rate_fps": 25.0}), "frame_rate")
    assert (few.part, few.target.pass_range) == ("unique_frames", Range(28.47))
    uneven = verdict(judged(seen={**nominal, "frame_interval_p95_ms": 60.0}), "frame_rate")
    assert (uneven.part, uneven.target.pass_range) == ("frame_interval", Range(high=50.05))


def test_without_a_nominal_rate_the_rigs_own_counts():
    for nominal in (Unknown("not_stated"), 0.0, float("nan")):
        found = judged(seen={"nominal_frame_rate_fps": nominal, "frame_rate_fps": 24.0})
        assert (verdict(found, "frame_rate").status, verdict(found, "frame_rate").part) == (
            Status.PASS,
            "delivered_rate",
        )
        assert found.overall is Overall.READY


def test_without_a_share_of_the_nominal_rate_the_rigs_own_counts():
    bare = rig(targets=tuple(each for each in TARGETS if each.check != "unique_frames"))
    found = judge(None, picture(frame_rate_fps=24.0), bare)
    assert verdict(found, "frame_rate").status is Status.PASS


def test_a_remark_is_a_remark_and_a_failure_is_not_ready():
    assert judged(heard={"noise_floor_dbfs": -50.0}).overall is Overall.REMARKS
    assert judged(heard={"noise_floor_dbfs": -40.0}).overall is Overall.NOT_READY


def test_unknown_noise_takes_the_green_light_away_and_says_how_to_know_it():
    found = judged(heard=NO_SILENCE)
    assert verdict(found, "noise").status is Status.UNKNOWN
    assert found.overall is Overall.REMARKS
    assert (found.next_check, found.next_action.code) == ("noise", "record_silence")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_unknown(value: float):
    found = verdict(judged(heard={"active_speech_level_dbfs": value}), "speech_level")
    assert (found.status, found.value, found.reason) == (Status.UNKNOWN, None, "not_finite")


def test_an_unknown_that_does_not_matter_leaves_the_light_green():
    assert judged(seen={"headroom_share": Unknown("too_short")}).overall is Overall.READY


def test_one_channel_cannot_be_out_of_balance():
    checks = {each.check for each in judged(heard={"channel_imbalance_db": Unknown("mono")}).verdicts}
    assert {"channel_balance", "dead_channel"}.isdisjoint(checks)


@pytest.mark.parametrize("check", sorted(ESSENTIAL - {"frame_size", "lip_sync"}))
def test_each_essential_unknown_takes_the_green_light_away(check: str):
    found = (
        judged(heard={SOUND_MEASURE[check]: Unknown("too_short")})
        if check in SOUND_MEASURE
        else judged(seen={PICTURE_MEASURE[check]: Unknown("too_short")})
    )
    assert found.overall is Overall.REMARKS
    assert found.next_check == check


WRONG: dict[str, tuple[str, dict[str, Any]]] = {
    "input_silent": ("heard", {"sample_peak_dbfs": -120.0}),
    "black": ("seen", {"black_s": 8.0}),
    "frozen": ("seen", {"frozen_s": 7.0}),
    "dead_channel": ("heard", {"channel_imbalance_db": 60.0}),
    "clipping": ("heard", {"clipped_share": 0.02}),
    "soft_clipping": ("heard", {"soft_clipped_share": 0.3}),
    "channel_phase": ("heard", {"out_of_phase_s": 9.0}),
    "dropouts": ("heard", {"dropouts": 9.0}),
    "hum": ("heard", {"hum_db": 40.0}),
    "noise": ("heard", {"noise_floor_dbfs": -30.0}),
    "snr": ("heard", {"snr_db": 3.0}),
    "second_source": ("heard", {"second_source_db": -3.0}),
    "reverberation": ("heard", {"reverberation_s": 2.0}),
    "bandwidth": ("heard", {"bandwidth_hz": 3400.0}),
    "handling_noise": ("heard", {"knocks": 9.0}),
    "face": ("seen", {"faces": 0.0}),
    "backlight": ("seen", {"backlight_stops": 5.0}),
    "frame_rate": ("seen", {"frame_rate_fps": 5.0}),
    "frame_size": ("seen", {"height": 240}),
}


@pytest.mark.parametrize("better_left", range(len(WRONG) - 1))
def test_of_all_that_is_wrong_the_first_in_priority_comes_first(better_left: int):
    wrong = list(WRONG)[better_left:]
    heard: dict[str, Any] = {}
    seen: dict[str, Any] = {}
    for check in wrong:
        side, changes = WRONG[check]
        (heard if side == "heard" else seen).update(changes)
    assert judged(heard=heard, seen=seen).next_check == min(wrong, key=PRIORITY.index)


def test_a_failure_comes_before_a_remark_that_stands_higher():
    found = judged(heard={"active_speech_level_dbfs": -25.0}, seen={"frame_rate_fps": 5.0})
    assert found.next_check == "frame_rate"


def test_a_remark_on_the_level_comes_before_unknown_noise():
    assert judged(heard={"active_speech_level_dbfs": -25.0, **NO_SILENCE}).next_check == "speech_level"


@pytest.mark.parametrize(
    ("measure", "value"), [("dc_offset", 0.05), ("reverberation_s", 0.8), ("bandwidth_hz", 5_000.0), ("knocks", 2.0)]
)
def test_what_was_found_is_mended_before_a_silence_is_recorded(measure: str, value: float):
    found = judged(heard={measure: value, **NO_SILENCE})
    assert found.overall is Overall.REMARKS
    assert found.next_check == next(check for check, each in SOUND_MEASURE.items() if each == measure)


def test_sound_that_is_cut_off_is_never_told_to_be_turned_up():
    found = judged(heard={"active_speech_level_dbfs": -35.0, "clipped_share": 0.02})
    assert (found.next_check, found.next_action.code) == ("clipping", "clipping_elsewhere")
    noisy = judged(heard={"active_speech_level_dbfs": -35.0, "clipped_share": 0.02, "snr_db": 5.0})
    assert noisy.next_check == "clipping"


def test_a_weak_voice_in_noise_is_told_to_come_closer():
    found = judged(heard={"active_speech_level_dbfs": -30.0, "snr_db": 10.0})
    assert found.next_action.code == "come_closer"
    assert found.next_action.figures == {"db": 10.0}


def test_a_level_without_a_target_gives_other_advice_nothing_to_go_by():
    bare = rig(targets=tuple(each for each in TARGETS if each.check != "speech_level"))
    found = judge(sound(clipped_share=0.02), None, bare)
    assert found.next_action.code == "clipping_gain_down"


BOUND_ALONE = {**NO_SILENCE, "noise_floor_at_least_dbfs": -41.0}


def test_a_lower_bound_of_the_noise_condemns():
    found = judged(heard=BOUND_ALONE)
    noise = verdict(found, "noise")
    assert (noise.status, noise.value, noise.bound, noise.reason) == (Status.FAIL, -41.0, "at_least", None)
    assert noise.advice == Advice("noise_at_least", {"db": 19.0})
    assert noise.explains == ("snr",)
    assert (found.overall, found.next_check) == (Overall.NOT_READY, "noise")


def test_a_lower_bound_of_the_noise_never_acquits():
    found = verdict(judged(heard={**NO_SILENCE, "noise_floor_at_least_dbfs": -80.0}), "noise")
    assert (found.status, found.value, found.bound, found.reason) == (Status.UNKNOWN, None, None, "no_silence")


@pytest.mark.parametrize(
    ("floor", "source", "bound"),
    [
        (-41.0, -30.0, -41.0),
        (-60.0, -30.0, -50.0),
        (Unknown("not_confirmed"), -30.0, -50.0),
        (float("nan"), -30.0, -50.0),
        (-41.0, float("inf"), -41.0),
    ],
)
def test_another_voice_in_the_silence_bounds_the_noise_as_well(floor: float | Unknown, source: float, bound: float):
    heard = {**NO_SILENCE, "noise_floor_at_least_dbfs": floor, "second_source_db": source}
    assert verdict(judged(heard=heard), "noise").value == bound


def test_a_measured_floor_counts_more_than_its_bound():
    found = verdict(judged(heard={"noise_floor_dbfs": -65.0, "noise_floor_at_least_dbfs": -30.0}), "noise")
    assert (found.status, found.value, found.bound) == (Status.PASS, -65.0, None)


def test_the_distance_is_at_most_what_the_bound_leaves():
    bare = rig(targets=tuple(each for each in TARGETS if each.check != "noise"))
    found = verdict(judge(sound(**BOUND_ALONE), None, bare), "snr")
    assert (found.status, found.bound) == (Status.WARN, "at_most")
    assert found.value == pytest.approx(20.97, abs=0.01)
    assert found.advice == Advice("snr_at_most", {"db": 9.0})


@pytest.mark.parametrize(
    ("level", "floor", "value"),
    [(-20.0, -20.0, -20.0), (-20.0, -10.0, -20.0), (-20.0, Unknown("too_short"), None), (-20.0, float("inf"), None)],
)
def test_the_distance_at_its_ends(level: float, floor: float | Unknown, value: float | None):
    nobody_else = {"second_source_db": Unknown("no_source")}
    heard = {**NO_SILENCE, **nobody_else, "active_speech_level_dbfs": level, "noise_floor_at_least_dbfs": floor}
    bare = rig(targets=tuple(each for each in TARGETS if each.check != "noise"))
    assert verdict(judge(sound(**heard), None, bare), "snr").value == value


def test_no_level_leaves_no_distance():
    heard = {**BOUND_ALONE, "active_speech_level_dbfs": Unknown("no_speech")}
    bare = rig(targets=tuple(each for each in TARGETS if each.check != "noise"))
    assert verdict(judge(sound(**heard), None, bare), "snr").status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("check", "bound", "target"),
    [("noise", -41.0, Range(-80.0)), ("snr", -41.0, Range(high=30.0))],
)
def test_a_bound_says_nothing_about_an_end_it_may_lie_on_either_side_of(check: str, bound: float, target: Range):
    odd = tuple(Target(each.check, each.unit, target, Range(), "ours") for each in TARGETS if each.check == check)
    found = judge(sound(**NO_SILENCE, noise_floor_at_least_dbfs=bound), None, rig(targets=odd))
    assert verdict(found, check).status is Status.UNKNOWN


def test_a_microphone_switched_off_in_the_system_is_one_fault():
    silent = {"sample_peak_dbfs": -120.0, "active_speech_level_dbfs": Unknown("silent"), **NO_SILENCE}
    found = judge(sound(**silent), None, rig(), setting(muted=True))
    assert (found.next_check, found.next_action) == ("muted", Advice("muted"))
    muted = verdict(found, "muted")
    assert (muted.status, muted.value, muted.explains) == (Status.FAIL, 1.0, ("input_silent",))
    assert {each.reason for each in found.verdicts if each.check != "muted"} == {"hidden_by_muted"}


def test_what_the_system_does_not_tell_is_left_out():
    found = judge(sound(), None, rig(), setting(muted=None))
    assert {"muted", "device_in_use"}.isdisjoint(each.check for each in found.verdicts)
    bare = rig(targets=tuple(each for each in TARGETS if each.check not in SETTING_CHECKS))
    found = judge(sound(), None, bare, setting(muted=True, held_by=("Teams",)))
    assert {"muted", "device_in_use"}.isdisjoint(each.check for each in found.verdicts)


def test_another_program_is_a_remark_that_names_it():
    found = judge(sound(), picture(), rig(), setting(held_by=("Teams", "Zoom")))
    assert (found.overall, found.next_check) == (Overall.REMARKS, "device_in_use")
    assert found.next_action == Advice("device_in_use", names=("Teams", "Zoom"))
    assert verdict(found, "device_in_use").value == 2.0
    assert verdict(found, "muted").status is Status.PASS


def test_other_programs_may_be_allowed():
    own = tuple(
        Target("device_in_use", "programs", Range(high=1.0), Range(), "ours") if each.check == "device_in_use" else each
        for each in TARGETS
    )
    found = judge(sound(), picture(), rig(targets=own), setting(held_by=("Teams",)))
    assert verdict(found, "device_in_use").status is Status.PASS


def test_another_voice_in_the_silence_is_what_the_noise_is_about():
    found = judged(heard={"noise_floor_dbfs": -40.0, "snr_db": 20.0, "second_source_db": -20.0})
    assert (found.next_check, found.next_action) == ("noise", Advice("second_source"))
    assert verdict(found, "noise").explains == ("snr", "second_source")


def test_what_is_not_there_is_left_out():
    checks = {each.check for each in judged(heard={"second_source_db": Unknown("no_source")}).verdicts}
    assert "second_source" not in checks


def test_the_target_is_given_in_the_values_own_unit():
    found = verdict(judged(seen={"frame_interval_p95_ms": 80.0}), "frame_rate")
    assert (found.value, found.target.unit) == (80.0, "ms")
    assert found.target.pass_range == Range(high=50.0)


@pytest.mark.parametrize(
    ("seen", "check", "part", "status"),
    [
        ({}, "framing", "head_height", Status.PASS),
        ({"headroom_share": 0.3}, "framing", "headroom", Status.WARN),
        ({"headroom_share": 0.3, "head_height_share": 0.1}, "framing", "head_height", Status.WARN),
        ({"headroom_share": 0.0, "face_cut_share": 0.4}, "framing", "face_cut", Status.FAIL),
        ({"looking_up_deg": 25.0}, "framing", "looking_up", Status.WARN),
        ({"face_clipped_share": 0.2}, "exposure", "face_clipping", Status.WARN),
        ({"face_clipped_share": 0.2, "face_luma": 20.0}, "exposure", "face_luma", Status.FAIL),
        ({"banding_percent": 2.0}, "flicker", "banding", Status.WARN),
        ({"banding_percent": 9.0, "flicker_percent": 2.0}, "flicker", "banding", Status.FAIL),
        ({"focus_hunting_percent": 40.0}, "hunting", "focus_hunting", Status.WARN),
        ({"frame_rate_fps": 15.0}, "frame_rate", "delivered_rate", Status.FAIL),
        ({"frame_rate_fps": 26.0}, "frame_rate", "unique_frames", Status.WARN),
    ],
)
def test_a_check_of_several_parts_is_as_its_worst_part(seen: dict[str, float], check: str, part: str, status: Status):
    found = verdict(judged(seen=seen), check)
    assert (found.part, found.status) == (part, status)
    assert found.target.check == part
    assert (found.advice is None) == (status is Status.PASS)


def test_a_check_is_unknown_while_what_it_is_judged_by_first_is():
    lost = verdict(judged(seen={"head_height_share": Unknown("too_short")}), "framing")
    assert (lost.status, lost.part, lost.reason) == (Status.UNKNOWN, "head_height", "too_short")
    known = verdict(judged(seen={"headroom_share": Unknown("too_short")}), "framing")
    assert (known.status, known.part) == (Status.PASS, "head_height")


def test_a_part_that_is_off_counts_even_while_the_first_is_unknown():
    found = verdict(judged(seen={"head_height_share": Unknown("too_short"), "headroom_share": 0.4}), "framing")
    assert (found.status, found.part) == (Status.WARN, "headroom")


def test_a_check_with_one_part_names_none():
    assert verdict(judged(), "backlight").part is None


@pytest.mark.parametrize(
    ("now", "status", "part"),
    [
        (0.5, Status.PASS, "absolute_sharpness"),
        (0.34, Status.WARN, "kept_sharpness"),
        (0.15, Status.FAIL, "kept_sharpness"),
    ],
)
def test_sharpness_is_held_against_the_saved_good_picture(now: float, status: Status, part: str):
    found = verdict(judge(None, picture(sharpness=now), rig(), saved={"sharpness": 0.5}), "sharpness")
    assert (found.status, found.part, found.target.unit) == (status, part, "sharpness")


def test_a_check_is_called_in_a_report_what_the_design_calls_it():
    found = judge(sound(), picture(noise=20.0), rig(), laptop=laptop(camera_holders=("Zoom",)))
    assert (verdict(found, "picture_noise").code, verdict(found, "picture_noise").section) == ("noise", "picture")
    assert (verdict(found, "camera_in_use").code, verdict(found, "camera_in_use").names) == ("device_in_use", ("Zoom",))
    assert verdict(found, "noise").section == "sound"


@pytest.mark.parametrize(
    ("changes", "check", "status", "part"),
    [
        ({}, "network", Status.PASS, "connected"),
        ({"network": Unknown("no_route"), "probe": None}, "network", Status.FAIL, "connected"),
        ({"network": Unknown("not_told"), "probe": None}, "network", None, None),
        ({"network": Link.WIRELESS, "probe": None}, "network", Status.WARN, "wired"),
        ({"network": Link.OTHER, "probe": None}, "network", Status.PASS, "connected"),
        (
            {"probe": NetworkMeasures("x", 120.0, Unknown("hidden_by_tcp"), 3.0, Method.TCP)},
            "network",
            Status.WARN,
            "round_trip",
        ),
        (
            {"probe": NetworkMeasures("x", 20.0, Unknown("hidden_by_tcp"), 3.0, Method.TCP)},
            "network",
            Status.WARN,
            "by_udp",
        ),
        ({"probe": NetworkMeasures("x", 20.0, 12.0, 3.0)}, "network", Status.FAIL, "loss"),
        (
            {"probe": NetworkMeasures("x", Unknown("no_answer"), Unknown("no_answer"), Unknown("no_answer"))},
            "network",
            Status.WARN,
            "by_udp",
        ),
        ({"on_mains": 0.0}, "mains", Status.WARN, None),
        ({"on_mains": 0.0, "battery_percent": 30.0}, "battery", Status.FAIL, None),
        ({"on_mains": 1.0, "battery_percent": 30.0}, "battery", None, None),
        ({"on_mains": Unknown("no_battery"), "battery_percent": Unknown("no_battery")}, "mains", None, None),
        ({"power_plan": PowerPlan.SAVING}, "power_plan", Status.WARN, None),
        ({"power_plan": Unknown("not_told")}, "power_plan", None, None),
        ({"load_p95_percent": 97.0}, "load", Status.WARN, "peak_load"),
        ({"speed_share": Unknown("not_busy")}, "throttling", None, None),
        ({"speed_share": 0.3}, "throttling", Status.WARN, None),
        ({"memory_total_gb": 4.1}, "memory", Status.WARN, "total_memory"),
        ({"memory_free_gb": 0.3}, "memory", Status.FAIL, "free_memory"),
        ({"disk_free_gb": 0.5}, "disk", Status.FAIL, None),
        ({"microphone_allowed": 0.0}, "permission", Status.FAIL, "microphone_allowed"),
        ({"camera_allowed": 0.0}, "permission", Status.FAIL, "camera_allowed"),
        ({"microphone_holders": ("Zoom",)}, "device_in_use", Status.WARN, None),
        ({"camera_holders": Unknown("not_told")}, "camera_in_use", None, None),
        ({"stealing": ("Snap Camera",)}, "stealing", Status.WARN, None),
    ],
)
def test_the_laptop(changes: dict[str, Any], check: str, status: Status | None, part: str | None):
    found = judge(None, None, rig(), laptop=laptop(**changes))
    each = next((each for each in found.verdicts if each.check == check), None)
    assert (each and each.status, each and each.part) == (status, part)
    assert each is None or each.section == "laptop"
    assert (each is None or each.advice is None) == (status in (None, Status.PASS))


@pytest.mark.parametrize(
    ("changes", "check", "status"),
    [
        ({}, "dslr_auto_off", Status.PASS),
        ({"auto_off_s": 1800.0}, "dslr_auto_off", Status.FAIL),
        ({"on_mains": 0.0, "battery_percent": 90.0}, "dslr_power", Status.WARN),
        ({"on_mains": 0.0, "battery_percent": 20.0}, "dslr_power", Status.FAIL),
        ({"live_view_blocks": ("battery",)}, "dslr_live_view", Status.FAIL),
        ({"live_view_blocks": Unknown("not_answered")}, "dslr_live_view", Status.UNKNOWN),
        ({"focus_mode": Focus.CONTINUOUS}, "dslr_focus", Status.WARN),
        ({"focus_mode": Focus.SINGLE}, "dslr_focus", Status.PASS),
        ({"focus_mode": Unknown("not_answered")}, "dslr_focus", Status.UNKNOWN),
        ({"white_balance": WhiteBalance.AUTOMATIC}, "dslr_white_balance", Status.WARN),
        ({"white_balance": Unknown("not_possible")}, "dslr_white_balance", Status.UNKNOWN),
    ],
)
def test_the_dslr(changes: dict[str, Any], check: str, status: Status):
    found = verdict(judge(None, None, rig(), dslr=dslr(**changes)), check)
    assert (found.status, found.section) == (status, "dslr")


@pytest.mark.parametrize(
    ("early_ms", "status"),
    [(40.0, Status.PASS), (41.0, Status.WARN), (91.0, Status.FAIL), (-61.0, Status.WARN), (-186.0, Status.FAIL)],
)
def test_lip_sync_at_its_limits(early_ms: float, status: Status):
    found = judge(sound(), picture(), rig(), sync=sync(sound_early_ms=early_ms))
    assert verdict(found, "lip_sync").status is status


def test_claps_that_tell_too_little_are_asked_for_again():
    for changes in ({"sound_early_ms": Unknown("too_few_claps")}, {"uncertainty_ms": 80.0}):
        found = judge(sound(), picture(), rig(), sync=sync(**changes))
        assert (found.overall, found.next_check) == (Overall.REMARKS, "lip_sync")
        assert found.next_action == Advice("clap_again")


def test_who_listens_to_the_microphone_is_told_once_by_what_knows_it_best():
    held = laptop(microphone_holders=("Zoom", "Teams"))
    found = judge(sound(), None, rig(), setting(held_by=("Teams",)), laptop=held)
    assert [each.names for each in found.verdicts if each.check == "device_in_use"] == [("Teams",)]


def test_a_laptop_in_order_says_to_check_the_rest():
    assert judge(None, None, rig(), laptop=laptop()).next_action == Advice("check_sound")
