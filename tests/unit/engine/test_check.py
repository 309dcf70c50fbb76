import pytest
from tests.unit.check_examples import dslr, laptop, picture, rig, sound, sync

from samklang.domain.live import DeviceInfo, MicrophoneSetting
from samklang.domain.measures import PictureMeasures, SoundMeasures, Unknown
from samklang.domain.reference import Difference
from samklang.domain.verdict import Overall
from samklang.engine.check import CheckReport, Comparison, Recordings, Sources, as_reference, compared, judge


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


USB = DeviceInfo("usb-1", "USB Mic")
CAMERA = DeviceInfo("video0", "Webcam")


def checked(heard: SoundMeasures | None, seen: PictureMeasures | None = None) -> CheckReport:
    return judge(heard, seen, rig(), sources=Sources("Mic"), checked_utc_ms=5_000, program_version="1")


def test_what_the_system_does_with_the_microphone_is_judged():
    muted = MicrophoneSetting("usb-1", 80.0, muted=True, settable=True, held_by=())
    report = judge(sound(), None, rig(), sources=Sources(), checked_utc_ms=0, program_version="1", input_setting=muted)
    assert report.judgement.next_check == "muted"


def test_a_check_is_kept_as_numbers_with_its_microphone():
    kept = as_reference(checked(sound()), USB)
    assert kept is not None
    assert (kept.rig_id, kept.saved_utc_ms, kept.program_version) == ("room-4", 5_000, "1")
    assert (kept.microphone_id, kept.microphone_name) == ("usb-1", "Mic")
    assert kept.measures["snr_db"] == 45.0


def test_a_recording_is_kept_without_its_devices():
    kept = as_reference(checked(sound(), picture()), None)
    assert kept is not None
    assert (kept.microphone_id, kept.microphone_name, kept.camera_id, kept.camera_name) == ("", "", "", "")


def test_a_picture_is_kept_as_numbers_with_its_camera():
    kept = as_reference(checked(None, picture()), None, CAMERA)
    assert kept is not None
    assert (kept.camera_id, kept.camera_name, kept.picture["face_luma"]) == ("video0", "Webcam", 130.0)
    assert dict(kept.measures) == {}


def test_neither_sound_nor_picture_is_nothing_to_keep():
    report = judge(None, None, rig(), sources=Sources(), checked_utc_ms=0, program_version="1", laptop=laptop())
    assert as_reference(report, USB) is None
    assert compared(report, as_reference(checked(sound()), USB), USB) == report


def test_what_a_fault_of_the_picture_hides_is_kept_as_unknown():
    kept = as_reference(checked(None, picture(face_luma=55.0, noise=9.0)), None, CAMERA)
    assert kept is not None
    assert kept.picture["noise"] == Unknown("hidden_by_exposure")


def test_the_saved_picture_makes_a_blurred_one_a_fault():
    saved = as_reference(checked(None, picture()), None, CAMERA)
    blurred = checked(None, picture(sharpness=0.2))
    assert blurred.judgement.next_check is None
    report = compared(blurred, saved, None, CAMERA)
    assert report.judgement.next_check == "sharpness"
    assert report.comparison is not None
    assert [each.what for each in report.comparison.differences] == ["picture.sharpness"]
    other = DeviceInfo("video2", "Another")
    assert compared(blurred, saved, None, other).judgement.next_check is None


def test_a_demo_held_against_a_saved_check_still_says_to_choose_ones_own():
    demo = judge(sound(), picture(), rig(), sources=Sources(demo=True), checked_utc_ms=0, program_version="1")
    saved = as_reference(checked(sound(), picture()), USB, CAMERA)
    assert compared(demo, saved, None).judgement.next_action.code == "choose_own"


def test_a_report_carries_the_laptop_the_camera_and_the_claps():
    report = judge(
        sound(),
        picture(),
        rig(),
        sources=Sources(),
        checked_utc_ms=0,
        program_version="1",
        laptop=laptop(on_mains=0.0),
        dslr=dslr(),
        sync=sync(),
    )
    assert (report.laptop, report.dslr, report.sync) == (laptop(on_mains=0.0), dslr(), sync())
    assert report.judgement.next_check == "mains"
    assert {each.section for each in report.judgement.verdicts} == {"sound", "picture", "laptop", "dslr", "sync"}


def test_a_report_is_held_against_the_saved_check():
    saved = as_reference(checked(sound()), USB)
    report = compared(checked(sound(dc_offset=0.2)), saved, USB)
    assert report.comparison == Comparison(5_000, (Difference("dc_offset", "changed", 0.001, 0.2),))


def test_without_a_saved_check_nothing_is_compared():
    assert compared(checked(sound()), None, USB).comparison is None
    saved = as_reference(checked(sound()), USB)
    assert compared(checked(None, picture()), saved, None).comparison == Comparison(5_000, ())


def test_what_a_fault_hides_is_not_compared():
    saved = as_reference(checked(sound()), USB)
    report = compared(checked(sound(hum_db=40.0, noise_floor_dbfs=-41.0, reverberation_s=0.9)), saved, USB)
    assert report.comparison is not None
    found = {each.what: each for each in report.comparison.differences}
    assert found["hum_db"].kind == "changed"
    assert found["noise_floor_dbfs"] == Difference("noise_floor_dbfs", "unknown_now", -65.0, Unknown("hidden_by_hum"))
    assert found["reverberation_s"].now == Unknown("hidden_by_hum")
