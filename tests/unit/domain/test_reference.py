from typing import Any

import pytest
from tests.unit.check_examples import GOOD_PICTURE, GOOD_SOUND, SOUND_MEASURE, picture, sound

from samklang.domain.measures import Unknown, values
from samklang.domain.picture_checks import PICTURE_CHECKS
from samklang.domain.reference import (
    PICTURE_TOLERANCES,
    TOLERANCES,
    Difference,
    Reference,
    comparable_picture,
    differences,
    is_as_before,
    reference_of,
    tolerance_of,
    with_rest_of,
)
from samklang.domain.sound_checks import SOUND_CHECKS


def taken(microphone: str = "usb", /, **heard: Any) -> Reference:  # noqa: ANN401 - any measure
    return reference_of(
        sound(**heard),
        rig_id="room-4",
        microphone_id=microphone,
        microphone_name=microphone.title(),
        saved_utc_ms=1_000,
        program_version="1",
    )


def test_every_measure_is_kept_and_nothing_else():
    assert dict(taken().measures) == dict(values(GOOD_SOUND))


def test_what_is_no_number_is_kept_as_unknown():
    assert taken(snr_db=float("nan")).measures["snr_db"] == Unknown("not_finite")


def test_twice_the_same_is_as_before():
    assert differences(taken(), taken()) == ()
    assert is_as_before(())


@pytest.mark.parametrize(
    ("measure", "same", "other"),
    [
        ("active_speech_level_dbfs", -17.0, -16.9),
        ("active_speech_level_dbfs", -23.0, -23.1),
        ("noise_floor_dbfs", -59.0, -58.9),
        ("hum_db", 11.0, 11.1),
        ("bandwidth_hz", 10_000.0, 9_700.0),
        ("clipped_share", 0.0005, 0.0006),
        ("channel_imbalance_db", 3.4, 3.6),
        ("dropouts", 0.0, 1.0),
        ("knocks", 1.0, 2.0),
        ("reverberation_s", 0.49, 0.51),
    ],
)
def test_what_differs_by_more_than_its_tolerance_is_told(measure: str, same: float, other: float):
    assert differences(taken(), taken(**{measure: same})) == ()
    then = getattr(GOOD_SOUND, measure)
    assert differences(taken(), taken(**{measure: other})) == (Difference(measure, "changed", then, other),)


def test_what_was_known_only_once_is_told_as_such():
    silence = Unknown("no_silence")
    lost, found = (
        differences(taken(), taken(noise_floor_dbfs=silence)),
        differences(taken(noise_floor_dbfs=silence), taken()),
    )
    assert lost == (Difference("noise_floor_dbfs", "unknown_now", -65.0, silence),)
    assert found == (Difference("noise_floor_dbfs", "unknown_then", silence, -65.0),)
    assert is_as_before(lost)
    assert is_as_before(found)


def test_what_was_never_known_is_as_it_was():
    assert differences(taken(hum_db=Unknown("too_short")), taken(hum_db=Unknown("silent"))) == ()


def test_another_microphone_comes_first():
    found = differences(taken(), taken("built-in", sample_rate_hz=16_000, channels=1, dropouts=2.0))
    assert [each.what for each in found] == ["microphone", "sample_rate_hz", "channels", "dropouts"]
    assert found[0] == Difference("microphone", "changed", "Usb", "Built-In")
    assert not is_as_before(found)


def test_a_file_has_no_microphone_to_compare():
    assert differences(taken(""), taken()) == ()
    assert differences(taken(), taken("")) == ()


def test_what_another_version_kept_or_left_out_is_no_difference():
    old = taken()
    strange = Reference("room-4", 1, "9", "usb", "Usb", {"wonder_db": 1.0})
    assert differences(strange, old) == ()
    assert differences(old, strange) == ()


def test_every_tolerance_belongs_to_a_check_of_that_measure():
    for measure, tolerance in TOLERANCES.items():
        assert tolerance.check in SOUND_CHECKS
        assert SOUND_MEASURE[tolerance.check] == measure


def seen(camera: str = "cam", /, **changes: Any) -> Reference:  # noqa: ANN401 - any measure
    return reference_of(
        None,
        rig_id="room-4",
        microphone_id="",
        microphone_name="",
        saved_utc_ms=1_000,
        program_version="1",
        picture=picture(**changes),
        camera_id=camera,
        camera_name=camera.title(),
    )


def test_every_measure_of_the_picture_is_kept_and_nothing_else():
    assert dict(seen().picture) == dict(values(GOOD_PICTURE))
    assert dict(seen().measures) == {}


@pytest.mark.parametrize(
    ("measure", "same", "other"),
    [
        ("sharpness", 0.36, 0.34),
        ("sharpness", 0.64, 0.66),
        ("face_luma", 155.0, 165.0),
        ("head_height_share", 0.42, 0.44),
        ("frame_rate_fps", 28.0, 27.0),
        ("overlay_suspected", 0.0, 1.0),
        ("faces", 1.0, 2.0),
    ],
)
def test_what_differs_in_the_picture_is_told(measure: str, same: float, other: float):
    assert differences(seen(), seen(**{measure: same})) == ()
    then = getattr(GOOD_PICTURE, measure)
    assert differences(seen(), seen(**{measure: other})) == (Difference(f"picture.{measure}", "changed", then, other),)


def test_another_camera_and_another_size_come_before_what_it_shows():
    found = differences(seen(), seen("dslr", width=1920, height=1080, face_luma=60.0))
    assert [each.what for each in found] == ["camera", "picture.width", "picture.height", "picture.face_luma"]


def test_the_half_that_was_not_checked_is_not_compared():
    assert differences(taken(), seen()) == ()
    assert differences(seen(), taken(dropouts=5.0)) == ()


def test_the_saved_sharpness_counts_for_the_same_camera_and_size_only():
    assert comparable_picture(seen(), seen())["sharpness"] == 0.5
    assert comparable_picture(seen(), seen(""))["sharpness"] == 0.5
    assert comparable_picture(seen(), seen("other")) == {}
    assert comparable_picture(seen(), seen(width=640, height=360)) == {}
    assert comparable_picture(taken(), seen()) == {}


def test_what_was_not_checked_stays_as_it_was_saved():
    both = with_rest_of(taken(dropouts=1.0), with_rest_of(seen(), taken()))
    assert (both.microphone_id, both.camera_id) == ("usb", "cam")
    assert (both.measures["dropouts"], both.picture["sharpness"]) == (1.0, 0.5)
    other = with_rest_of(seen("new"), both)
    assert (other.microphone_id, other.camera_id, other.measures["dropouts"]) == ("usb", "new", 1.0)
    assert with_rest_of(taken(), None) == taken()


def test_what_a_fault_makes_worthless_is_named_as_a_difference_is():
    hidden = Unknown("hidden_by_exposure")
    kept = reference_of(
        sound(),
        rig_id="room-4",
        microphone_id="",
        microphone_name="",
        saved_utc_ms=1,
        program_version="1",
        picture=picture(noise=9.0),
        worthless={"picture.noise": hidden},
    )
    assert kept.picture["noise"] == hidden


def test_every_tolerance_of_the_picture_belongs_to_a_part_that_reads_it():
    parts = {part.code: part for check in PICTURE_CHECKS.values() for part in check.parts}
    for measure, tolerance in PICTURE_TOLERANCES.items():
        assert parts[tolerance.check].read(GOOD_PICTURE) == getattr(GOOD_PICTURE, measure)
        assert tolerance_of(f"picture.{measure}") is tolerance
    assert tolerance_of("picture.width") is None
    assert tolerance_of("snr_db") is None
