"""A check's codes in words: every code has its text, in every language, and no figure misleads."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.check_examples import TARGETS, rig

import samklang
from samklang.domain.advice import Advice, off_target, unknown
from samklang.domain.checks import PARTS, PRIORITY, UNITS
from samklang.domain.masking import MASKING
from samklang.domain.rig import CameraKind, MicrophoneKind, Range, Target
from samklang.domain.sound_checks import BOUNDS
from samklang.domain.verdict import Bound, Overall, Status, Verdict, status_of
from samklang.reports.check_words import CheckWords
from samklang.wording import LANGUAGES, Wording, texts

SOURCE = Path(samklang.__file__).parent


def advice_codes() -> set[str]:
    """Every code the rules can give: those that stand in them, and those they put together for a part."""
    rules = "".join((SOURCE / "domain" / f"{name}.py").read_text(encoding="utf-8") for name in ("advice", "verdict"))
    written = set(re.findall(r'Advice\("([a-z_]+)"', rules)) | set(re.findall(r'"(dslr_live_view_[a-z]+)"', rules))
    made = {off_target(target.check, end, target).code for target in TARGETS for end in (-1e4, 1e4)}
    bounds = {f"{check}_{bound}" for check, (bound, _) in BOUNDS.items()}
    unknown_codes = {unknown(check, reason).code for check in PRIORITY for reason in reasons()}
    elsewhere = {"clipping_elsewhere", "soft_clipping_elsewhere", "come_closer", "speech_level_low"}
    faces = {"face_none", "face_few", "face_many", "framing_low", "framing_high", "camera_low", "camera_high"}
    return written | made | bounds | unknown_codes | elsewhere | faces | {"delay_sound", "delay_picture"}


def reasons() -> set[str]:
    files: Iterator[Path] = (
        path for part in ("analysis", "devices", "domain") for path in (SOURCE / part).rglob("*.py")
    )
    return {code for path in files for code in re.findall(r'Unknown\("([a-z_]+)"', path.read_text(encoding="utf-8"))}


def say(language: str = "da", **kinds: MicrophoneKind | CameraKind) -> CheckWords:
    return CheckWords(Wording(language), rig(**kinds))  # type: ignore[arg-type]


def verdict(value: float, target: Target) -> Verdict:
    return Verdict(target.check, "sound", status_of(value, target), value, target)


LEVEL = next(target for target in TARGETS if target.check == "speech_level")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_text(language: str):
    ids = {
        *(f"check.name.{check}" for check in PRIORITY),
        *(f"check.part.{part}" for parts in PARTS.values() for part in parts),
        *(f"check.unit.{unit}" for unit in {*UNITS.values(), "ms", "yes", "no"} - {"yes_no"}),
        *(f"check.reason.hidden_by_{check}" for check in MASKING),
        *(f"check.status.{status}" for status in Status),
        *(f"check.{form}.{overall}" for overall in Overall for form in ("verdict", "verdict_sound", "verdict_picture")),
        *(f"check.reason.{reason}" for reason in reasons()),
    }
    assert ids - set(texts(language)) == set()


def test_every_reason_given_anywhere_was_found():
    assert {"no_silence", "no_face", "mono", "no_nominal_rate"} <= reasons()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_piece_of_advice_is_a_sentence_without_gaps(language: str):
    figures = {"db": 6.0, "lines": 720.0, "fps": 29.0, "count": 2.0, "cm": 30.0, "percent": 4.0, "gb": 2.0, "ms": 90.0}
    for code in advice_codes():
        for microphone in MicrophoneKind:
            for camera in CameraKind:
                sentence = say(language, microphone=microphone, camera=camera).action(Advice(code, figures, ("Teams",)))
                assert not sentence.startswith("check."), code
                assert sentence.endswith(".")
                assert "{" not in sentence


def test_a_sentence_for_one_kind_of_equipment_is_a_code_of_the_rules():
    for text_id in texts("da"):
        if text_id.startswith(("check.action_microphone.", "check.action_camera.")):
            group, kind, code, *_ = text_id.removeprefix("check.").split(".")
            assert kind in set(MicrophoneKind if group == "action_microphone" else CameraKind), text_id
            # A sentence that counts may do so for one kind of equipment only.
            assert f"check.action.{code}" in texts("da") or f"check.action.{code}.other" in texts("da"), text_id


def test_advice_names_the_knob_or_cable_there_is():
    turn_down = Advice("speech_level_high", {"db": 6.0})
    assert "lydindstillingerne" in say(microphone=MicrophoneKind.BUILT_IN).action(turn_down)
    assert "lydkortets knap" in say(microphone=MicrophoneKind.INTERFACE).action(turn_down)
    assert say(microphone=MicrophoneKind.USB).action(turn_down) == "Skru mikrofonen ned med omkring 6 dB."
    hdmi = say(microphone=MicrophoneKind.BUILT_IN, camera=CameraKind.HDMI_CAPTURE)
    assert "HDMI" in hdmi.action(Advice("black"))
    assert "automatisk sluk" in hdmi.action(Advice("frozen"))


def test_one_face_and_two_faces_are_counted():
    assert "mere end ét ansigt" in say().action(Advice("face_many", {"count": 1.0}))
    assert "mere end 2 ansigter" in say().action(Advice("face_many", {"count": 2.0}))


def test_a_figure_that_is_not_whole_is_written_with_the_languages_sign():
    assert "6,5 dB" in say("da").action(Advice("noise", {"db": 6.5}))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-24.0, "-24,0 dBFS"),
        (-24.04, "-24,04 dBFS"),
        (-23.96, "-24,0 dBFS"),
        (-15.999, "-15,999 dBFS"),
        (-16.04, "-16,0 dBFS"),
        (-14.0000004, "-14,0 dBFS"),
        (-13.9999996, "-13,9999996 dBFS"),
        (-40.0, "-40,0 dBFS"),
    ],
)
def test_no_rounding_into_another_verdict(value: float, shown: str):
    assert say().value(verdict(value, LEVEL)) == shown


def test_a_value_a_hair_from_its_limit_is_shown_to_the_hair():
    assert say("en").value(verdict(-16.0 + 1e-12, LEVEL)) == "-15.999999999999 dBFS"
    assert say("en").value(verdict(math.nextafter(-16.0, 0.0), LEVEL)) == "-16.00000000000000 dBFS"


@pytest.mark.parametrize(
    ("check", "value", "shown"),
    [
        ("clipping", 0.0, "0.000 %"),
        ("clipping", 0.000006, "0.001 %"),
        ("clipping", 0.0000104, "0.00104 %"),
        ("head_height", 0.333, "33.3 %"),
        ("battery", 33.4, "33.4 %"),
        ("looking_up", 20.0, "20 degrees"),
        ("dc_offset", -0.0001, "0.0 %"),
        ("face", 1.0, "1 in the picture"),
        ("frame_size", 720.0, "720 lines"),
        ("face_luma", 69.7, "69.7 of 255"),
    ],
)
def test_values_with_their_units(check: str, value: float, shown: str):
    target = next(each for each in TARGETS if each.check == check)
    assert say("en").value(verdict(value, target)) == shown


def test_an_unknown_value_is_a_dash():
    assert say().value(Verdict("noise", "sound", Status.UNKNOWN, None, LEVEL, reason="no_silence")) == "\N{EN DASH}"


@pytest.mark.parametrize(("bound", "shown"), [("at_least", "mindst -48,2 dBFS"), ("at_most", "højst -48,2 dBFS")])
def test_a_bound_says_so(bound: Bound, shown: str):
    noise = next(each for each in TARGETS if each.check == "noise")
    assert say().value(Verdict("noise", "sound", Status.WARN, -48.2, noise, bound=bound)) == shown


def test_what_a_fault_explains_is_named():
    noise = next(each for each in TARGETS if each.check == "noise")
    assert say().note(verdict(-40.0, noise)) == ""
    explaining = replace(verdict(-40.0, noise), explains=("snr", "second_source"))
    assert say().note(explaining) == "omfatter også: Stemme over støj, Andre stemmer eller musik"


def test_muted_is_yes_or_no():
    muted = next(each for each in TARGETS if each.check == "muted")
    assert (say().value(verdict(1.0, muted)), say().value(verdict(0.0, muted))) == ("ja", "nej")
    assert say().range(muted.pass_range, "yes_no") == "nej"


def test_programs_are_named():
    assert say("en").action(Advice("device_in_use", names=("Teams", "Zoom"))) == (
        "The microphone is also used by Teams, Zoom. Close the program if it should not listen."
    )


@pytest.mark.parametrize(
    ("wanted", "unit", "shown"),
    [
        (Range(-24.0, -16.0), "dBFS", "-24 til -16 dBFS"),
        (Range(low=23.75), "fps", "mindst 23,75 billeder/s"),
        (Range(high=0.00001), "share", "højst 0,001 %"),
        (Range(1.0, 1.0), "faces", "1 i billedet"),
        (Range(), "dB", "altid"),
    ],
)
def test_ranges_in_words(wanted: Range, unit: str, shown: str):
    assert say().range(wanted, unit) == shown


def test_what_is_ours_says_so_in_the_users_language():
    assert say("nb").source("our proposal: RFC 7874") == "vårt forslag: RFC 7874"
    assert say("sv").source("our measurement") == "vår mätning"
    assert say("da").source("OBS") == "OBS"


def test_an_unknown_reason_still_has_words():
    assert say("en").reason("never_heard_of") == "it could not be measured"


def test_a_part_is_named_with_its_check():
    assert say().name("headroom") == "Udsnit: luft over hovedet"
    assert say().name("backlight") == "Modlys"
    headroom = next(each for each in TARGETS if each.check == "headroom")
    found = Verdict("framing", "picture", Status.WARN, 0.3, headroom, part="headroom")
    assert say("en").title(found) == "Framing: space above the head"


def test_hands_widths_are_counted_and_the_built_in_camera_goes_up_with_its_computer():
    one, two = (Advice("camera_low", {"count": count}) for count in (1.0, 2.0))
    assert say(camera=CameraKind.USB).action(one) == "Kameraet ser op på dig. Hæv det omkring en håndsbredde."
    assert "2 håndsbredder" in say(camera=CameraKind.HDMI_CAPTURE).action(two)
    assert "Stil computeren" in say(camera=CameraKind.BUILT_IN).action(one)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", ["action", "action_camera.hdmi_capture"])
def test_a_size_is_asked_for_as_menus_name_it(language: str, action: str):
    assert "1080p" in Wording(language)(f"check.{action}.frame_size", lines="1080")
