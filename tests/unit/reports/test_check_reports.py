"""The three forms of the check report."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.unit.check_examples import NO_SILENCE, TARGETS, dslr, laptop, picture, rig, sound, sync

from samklang.domain.dslr import Answer, DslrMeasures
from samklang.domain.laptop import LaptopMeasures, Link, Method, NetworkMeasures
from samklang.domain.live import DeviceInfo
from samklang.domain.measures import PictureMeasures, SoundMeasures, Unknown
from samklang.domain.rig import Rig
from samklang.domain.sync import SyncMeasures
from samklang.engine.check import CheckForm, CheckReport, Sources, as_reference, compared, judge
from samklang.reports.check import render_check
from samklang.reports.check_json import check_document
from samklang.reports.check_pdf import check_pdf
from samklang.wording import LANGUAGES, Wording

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "check-report.schema.json").read_text(encoding="utf-8"))


def report(
    heard: SoundMeasures | None = None,
    seen: PictureMeasures | None = None,
    of: Rig | None = None,
    **sources: Any,  # noqa: ANN401 - any of Sources' fields
) -> CheckReport:
    if heard is None and seen is None:
        heard, seen = sound(), picture()
    return judge(
        heard,
        seen,
        of or rig(),
        sources=Sources(**sources),
        checked_utc_ms=1_763_700_000_999,
        program_version="0.1.0",
    )


def everything(
    beneath: LaptopMeasures | None, camera: DslrMeasures | None, claps: SyncMeasures | None, *, alone: bool = False
) -> CheckReport:
    return judge(
        None if alone else sound(),
        None if alone else picture(noise=20.0),
        rig(),
        sources=Sources(),
        checked_utc_ms=0,
        program_version="0.1.0",
        laptop=beneath,
        dslr=camera,
        sync=claps,
    )


BAD_SOUND = sound(active_speech_level_dbfs=-11.9, clipped_share=0.003, soft_clipped_share=0.1, **NO_SILENCE)
BAD_PICTURE = picture(faces=0.0, face_luma=Unknown("no_face"), frame_rate_fps=float("nan"), black_s=float("inf"))

USB = DeviceInfo("usb-1", "USB Mic")
REPORTS = {
    "good": report(),
    "bad": report(BAD_SOUND, BAD_PICTURE, demo=True, sound="tale.wav", picture="møde.mp4"),
    "sound alone": report(heard=sound(channel_imbalance_db=Unknown("mono"))),
    "compared": compared(
        report(heard=sound(noise_floor_dbfs=-58.0, sample_rate_hz=16_000, reverberation_s=Unknown("noise"))),
        as_reference(report(heard=sound(noise_floor_dbfs=-66.0, dropouts=Unknown("too_short"))), USB),
        DeviceInfo("built-in", "Built-in"),
    ),
    "as before": compared(report(), as_reference(report(), USB), USB),
    "picture alone": report(seen=picture(head_height_share=0.1)),
    "everything": everything(laptop(), dslr(), sync()),
    "everything wrong": everything(
        laptop(
            on_mains=0.0,
            network=Link.WIRELESS,
            power_plan=Unknown("not_told"),
            probe=NetworkMeasures("stun.example.org", 320.0, Unknown("hidden_by_tcp"), 80.0, Method.TCP),
            camera_holders=("Zoom",),
            stealing=("Snap Camera", "ManyCam"),
            microphone_holders=Unknown("not_told"),
        ),
        dslr(
            model="",
            read_from_camera=False,
            auto_off_s=1800.0,
            live_view_blocks=("temperature",),
            focus_mode=Unknown("not_answered"),
            answers=(("auto-off", Answer.OPEN), ("mains", Answer.DONE)),
        ),
        sync(sound_early_ms=140.0),
    ),
    "equipment alone": everything(laptop(stealing=("Zoom",)), None, None, alone=True),
}


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_json_is_what_the_published_schema_says(name: str, language: str):
    document = json.loads(render_check(REPORTS[name], CheckForm.JSON, Wording(language)))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)


def test_the_schema_names_every_field_and_no_other():
    document: Any = check_document(REPORTS["bad"], Wording("en"))
    assert set(document) == set(SCHEMA["properties"])
    assert set(document["sound"]) == set(SCHEMA["properties"]["sound"]["properties"])
    assert set(document["picture"]) == set(SCHEMA["properties"]["picture"]["properties"])
    full: Any = check_document(REPORTS["everything wrong"], Wording("en"))
    for section in ("laptop", "dslr", "sync"):
        assert set(full[section]) == set(SCHEMA["properties"][section]["properties"])
        assert document[section] is None
    probe = SCHEMA["properties"]["laptop"]["properties"]["probe"]
    assert set(full["laptop"]["probe"]) == set(probe["properties"])
    assert {name for each in document["verdicts"] for name in each} == set(SCHEMA["$defs"]["verdict"]["properties"])


GOOD_DOCUMENT: dict[str, Any] = check_document(REPORTS["good"], Wording("en"))
WRONG: dict[str, dict[str, Any]] = {
    "a verdict of our own making": {"verdict": "splendid"},
    "a picture without its measures": {"picture": {}},
    "a pass without a value": {"verdicts": [{**GOOD_DOCUMENT["verdicts"][0], "value": None}]},
    "a folder told": {"sources": {"sound": None, "silence": None, "picture": None, "folder": "/home/anna"}},
    "no next action": {"next_action": ""},
}


@pytest.mark.parametrize("what", WRONG)
def test_the_schema_refuses(what: str):
    document = {**GOOD_DOCUMENT, **WRONG[what]}
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(GOOD_DOCUMENT)
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(document)


def test_what_is_unknown_is_null_and_says_why():
    document: Any = check_document(REPORTS["bad"], Wording("en"))
    assert document["sound"]["noise_floor_dbfs"] is None
    assert document["sound"]["reasons"] == {
        "noise_floor_dbfs": "no_silence",
        "snr_db": "no_silence",
        "hum_hz": "no_hum",
        "shelf_dbfs": "no_shelf",
    }
    assert document["picture"]["reasons"] == {
        "frame_rate_fps": "not_finite",
        "black_s": "not_finite",
        "face_luma": "no_face",
    }


def test_what_was_not_checked_is_null():
    document: Any = check_document(REPORTS["sound alone"], Wording("en"))
    assert document["picture"] is None
    assert {each["section"] for each in document["verdicts"]} == {"sound"}


def test_json_holds_values_as_they_were_measured():
    document: Any = check_document(report(heard=sound(active_speech_level_dbfs=-24.0000001)), Wording("en"))
    level = next(each for each in document["verdicts"] if each["check"] == "speech_level")
    assert level == {
        "check": "speech_level",
        "section": "sound",
        "part": None,
        "status": "warn",
        "value": -24.0000001,
        "names": [],
        "bound": None,
        "unit": "dBFS",
        "target": [-24.0, -16.0],
        "usable": [-28.0, -14.0],
        "reason": None,
        "explains": [],
        "advice": "Speak closer to the microphone, or turn it up about 4 dB.",
        "advice_code": "speech_level_low",
        "advice_figures": {"db": 4.0},
        "source": "our proposal: RFC 7874",
    }


def test_text_ends_with_the_verdict_and_the_next_action():
    lines = render_check(REPORTS["bad"], CheckForm.TEXT, Wording("da")).splitlines()
    assert lines[0].startswith("DEMO")
    action = "Lyden skratter, fordi den er for kraftig. Skru mikrofonen ned med omkring 8 dB."
    assert lines[-2:] == ["Ikke klar", f"Næste skridt: {action}"]
    assert "(omfatter også: Sammenpresset lyd)" in "\n".join(lines)
    assert "(så længe lyden skratter)" in "\n".join(lines)
    assert "  ✗ ikke i orden" in "\n".join(lines)
    assert "(der er ikke optaget stilhed)" in "\n".join(lines)
    assert "Lyd fra: tale.wav" in lines


def test_text_is_aligned():
    lines = render_check(REPORTS["good"], CheckForm.TEXT, Wording("sv")).splitlines()
    names = [line.index(name) for line in lines for name in ("Signal", "Brus", "Ansikten", "Jämnhet") if name in line]
    assert len(set(names)) == 1


@pytest.mark.parametrize(
    ("language", "shown"), [("da", "-23,5 dBFS"), ("nb", "-23,5"), ("sv", "-23,5"), ("en", "-23.5")]
)
def test_numbers_are_written_as_the_language_writes_them(language: str, shown: str):
    assert shown in render_check(report(sound(active_speech_level_dbfs=-23.5)), CheckForm.TEXT, Wording(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verdict_on_one_half_does_not_speak_for_the_whole(language: str):
    wording = Wording(language)
    text = render_check(REPORTS["sound alone"], CheckForm.TEXT, wording)
    assert wording("check.verdict_sound.ready") in text
    assert wording("check.report.picture_not_checked") in text
    assert wording("check.verdict_picture.remarks") in render_check(REPORTS["picture alone"], CheckForm.TEXT, wording)


class Page(HTMLParser):
    """Every tag and attribute of a page, and whether tags close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]):
        self.tags.add(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str):
        assert self.open.pop() == tag

    def handle_data(self, data: str):
        self.text += data


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_html_is_one_page_that_needs_nothing_else(name: str, language: str):
    html = render_check(REPORTS[name], CheckForm.HTML, Wording(language))
    page = Page(html)
    assert page.open == []
    assert page.tags.isdisjoint({"script", "link", "img", "iframe", "object", "form"})
    assert not any(key in {"src", "href"} or key.startswith("on") for key, _ in page.attributes)
    assert "url(" not in html
    assert "http" not in html.replace("http-equiv", "")
    assert "check." not in page.text.split("</style>")[-1].replace("check.report", "").replace(".checks", "")


def test_html_opens_with_the_verdict_and_the_one_action():
    html = render_check(REPORTS["bad"], CheckForm.HTML, Wording("da"))
    before_the_tables = html[html.index("<main>") : html.index("<table")]
    assert "Ikke klar" in before_the_tables
    assert "Skru mikrofonen ned med omkring 8 dB." in before_the_tables
    assert before_the_tables.count('class="action"') == 1
    assert "DEMO" in before_the_tables
    assert "vores forslag: RFC 7874" in html


def test_html_shows_names_as_names():
    html = render_check(report(sound='<script>alert("x")</script>.wav'), CheckForm.HTML, Wording("en"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_every_value_has_its_mark_inside_the_band():
    html = render_check(REPORTS["bad"], CheckForm.HTML, Wording("en"))
    marks = [float(place) for place in re.findall(r'<path d="M([\d.]+) 1v20" stroke="#1b1f24"', html)]
    known = [each for each in REPORTS["bad"].judgement.verdicts if each.value is not None]
    assert len(marks) == len(known)
    assert all(0 < mark < 180 for mark in marks)


def test_quirks_are_told_of_what_was_checked():
    assert render_check(REPORTS["good"], CheckForm.HTML, Wording("da")).count("Det ved man.") == 3
    assert render_check(REPORTS["sound alone"], CheckForm.HTML, Wording("da")).count("Det ved man.") == 2


def test_a_rig_without_targets_has_nothing_to_show():
    bare = report(of=rig(targets=()))
    assert bare.judgement.verdicts == ()
    for form in CheckForm:
        assert render_check(bare, form, Wording("en"))


def test_targets_in_the_fixture_are_the_ones_shipped_in_kind():
    assert len({target.check for target in TARGETS}) == len(TARGETS)


def test_text_says_what_differs_from_the_saved_check():
    text = render_check(REPORTS["compared"], CheckForm.TEXT, Wording("da"))
    assert "Siden det gemte gode tjek (2025-11-21T04:40:00Z) er dette anderledes:" in text
    assert "  - Målinger i sekundet: før 48000, nu 16000\n" in text
    assert "  - Støj: før -66,0 dBFS, nu -58,0 dBFS\n" in text
    assert "  - Rumklang: før 0,3 s, nu ukendt: der er for meget støj\n" in text
    assert "  - Udfald i lyden: før ukendt, nu 0 i alt\n" in text
    again = render_check(REPORTS["as before"], CheckForm.TEXT, Wording("da"))
    assert "Som sidst: intet er anderledes" in again


def test_another_microphone_is_named():
    text = render_check(
        compared(report(sound="New"), as_reference(report(sound="Old"), USB), DeviceInfo("built-in", "Built-in")),
        CheckForm.TEXT,
        Wording("en"),
    )
    assert "  - Microphone: was Old, is now New\n" in text


def test_json_says_what_differs_in_codes():
    document: Any = check_document(REPORTS["compared"], Wording("en"))
    assert document["good_check_utc"] == "2025-11-21T04:40:00Z"
    assert document["differences"][2] == {
        "what": "noise_floor_dbfs",
        "kind": "changed",
        "then": -66.0,
        "now": -58.0,
        "reason": None,
    }
    lost = next(each for each in document["differences"] if each["what"] == "reverberation_s")
    assert (lost["kind"], lost["then"], lost["now"], lost["reason"]) == ("unknown_now", 0.3, None, "noise")
    assert check_document(REPORTS["good"], Wording("en"))["differences"] is None
    assert check_document(REPORTS["as before"], Wording("en"))["differences"] == []


def test_a_hidden_check_does_not_say_the_same_action_again():
    html = render_check(report(sound(knocks=1.0, noise_floor_dbfs=-30.0)), CheckForm.HTML, Wording("en"))
    assert html.count("The noise is about 30 dB above") == 2  # on top, and at the noise
    assert "while there is noise" in html


def test_html_says_what_differs_from_the_saved_check():
    html = render_check(REPORTS["compared"], CheckForm.HTML, Wording("en"))
    assert "<li>Noise: was -66.0 dBFS, is now -58.0 dBFS</li>" in html
    assert "As last time" in render_check(REPORTS["as before"], CheckForm.HTML, Wording("en"))


def test_every_section_is_told_where_it_was_checked():
    text = render_check(REPORTS["everything wrong"], CheckForm.TEXT, Wording("da"))
    for title in ("Lyd\n", "Billede\n", "Computer\n", "Spejlreflekskamera\n", "Lyd og billede sammen\n"):
        assert f"\n{title}" in text
    assert "Nettet er målt mod stun.example.org." in text
    assert "Computer" not in render_check(REPORTS["good"], CheckForm.TEXT, Wording("da"))
    no_claps = replace(REPORTS["good"], sync=sync(sound_early_ms=Unknown("no_claps_seen"), claps=0))
    assert "Lyd og billede sammen" not in render_check(no_claps, CheckForm.TEXT, Wording("da"))


def test_the_networks_figures_are_marked_as_standing_for_something_else():
    for form in (CheckForm.TEXT, CheckForm.HTML):
        assert "not the Teams meeting itself" in render_check(REPORTS["everything"], form, Wording("en"))
        not_asked = everything(laptop(probe=None), None, None)
        assert "Teams meeting itself" not in render_check(not_asked, form, Wording("en"))


def test_what_is_no_number_is_told_in_codes_and_names():
    document: Any = check_document(REPORTS["everything wrong"], Wording("en"))
    assert document["laptop"]["network"] == "wireless"
    assert document["laptop"]["power_plan"] is None
    assert document["laptop"]["reasons"] == {"power_plan": "not_told", "microphone_holders": "not_told"}
    assert document["laptop"]["probe"]["reasons"] == {"loss_percent": "hidden_by_tcp"}
    assert document["dslr"]["answers"] == [
        {"point": "auto-off", "answer": "open"},
        {"point": "mains", "answer": "done"},
    ]
    assert document["sync"] == {"sound_early_ms": 140.0, "uncertainty_ms": 17.0, "claps": 3, "reasons": {}}
    stealing = next(each for each in document["verdicts"] if each["check"] == "stealing")
    assert stealing["names"] == ["Snap Camera", "ManyCam"]
    assert "Snap Camera, ManyCam" in stealing["advice"]


def test_checks_of_two_sections_share_the_designs_code():
    document: Any = check_document(REPORTS["everything wrong"], Wording("en"))
    noise = {each["section"]: each["status"] for each in document["verdicts"] if each["check"] == "noise"}
    assert noise == {"sound": "pass", "picture": "fail"}
    (in_use,) = [each for each in document["verdicts"] if each["check"] == "device_in_use"]
    assert (in_use["section"], in_use["names"]) == ("laptop", ["Zoom"])


def test_the_part_a_check_was_judged_by_is_told():
    document: Any = check_document(report(seen=picture(headroom_share=0.4)), Wording("en"))
    framing = next(each for each in document["verdicts"] if each["check"] == "framing")
    assert (framing["part"], framing["value"], framing["status"]) == ("headroom", 0.4, "warn")
    assert (document["next_action_check"], document["next_action_section"]) == ("framing", "picture")


def test_lists_and_points_are_told_in_the_table_of_all_measures():
    html = render_check(REPORTS["everything wrong"], CheckForm.HTML, Wording("en"))
    assert "<code>laptop.stealing</code></td><td>Snap Camera, ManyCam</td>" in html
    assert "<code>laptop.probe.round_trip_ms</code></td><td>320.00</td>" in html
    assert "<code>dslr.answers</code></td><td>auto-off: open, mains: done</td>" in html


def test_a_verdict_on_the_equipment_speaks_for_that_alone():
    text = render_check(REPORTS["equipment alone"], CheckForm.TEXT, Wording("en"))
    assert "The equipment is usable, with remarks" in text


def test_the_pdf_holds_every_section():
    assert check_pdf(REPORTS["everything wrong"], Wording("da")).startswith(b"%PDF")
