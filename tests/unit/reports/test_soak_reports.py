"""The report of an endurance test in every form and language, and the pictures of its time line."""

import json
from dataclasses import replace

import pytest
from tests.unit.check_examples import rig
from tests.unit.reports.test_check_reports import report
from tests.unit.soak_examples import event, result

from samklang.domain.live import DeviceInfo
from samklang.domain.rig import CameraKind
from samklang.domain.soak import Happening, SoakPoint, SoakResult
from samklang.engine.check import CheckForm, Endurance, Sources, with_endurance
from samklang.reports.charts import HEIGHT, WIDTH
from samklang.reports.check import render_check
from samklang.reports.check_pdf import check_pdf
from samklang.reports.soak import render_soak
from samklang.reports.soak_charts import soak_charts
from samklang.reports.soak_line import length, soak_line
from samklang.reports.soak_pdf import soak_pdf
from samklang.reports.soak_words import SoakWords
from samklang.wording import LANGUAGES, Wording

H = Happening
EVERYTHING = result(
    *(event(kind, 100.0 * at, None if at % 3 else 4.0, 12.0 if at % 2 else None) for at, kind in enumerate(Happening)),
    more=((H.DROPOUTS, 5),),
    sound_drift_ms=-12.4,
    battery_used_percent=31.0,
)
REPORTS: dict[str, SoakResult] = {
    "passed": result(),
    "everything": EVERYTHING,
    "stopped early": result(watched_s=600.0),
    "sound alone": result(camera="", laptop="", laptop_watched=False),
    "demo": result(demo=True, microphone="demo", camera="demo"),
    "against the computer": result(sound_drift_ms=3.0, drift_against_computer=True),
    "nothing written down": result(timeline=()),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", REPORTS)
def test_every_form_is_whole_in_every_language(what: str, language: str):
    wording = Wording(language)
    for form in (CheckForm.TEXT, CheckForm.HTML, CheckForm.JSON):
        page = render_soak(REPORTS[what], rig(), form, wording)
        assert "soak." not in page.replace("samklang-soak", "")
        assert "{" not in page or form is not CheckForm.TEXT
        assert wording(f"soak.verdict.{REPORTS[what].outcome}") in page or form is CheckForm.JSON


@pytest.mark.parametrize("what", REPORTS)
def test_a_pdf_is_made_and_the_same_each_time(what: str):
    made = soak_pdf(REPORTS[what], rig(), Wording("da"))
    assert made.startswith(b"%PDF")
    assert made == soak_pdf(REPORTS[what], rig(), Wording("da"))


def test_json_tells_codes_and_numbers():
    document = json.loads(render_soak(EVERYTHING, rig(), CheckForm.JSON, Wording("en")))
    assert (document["kind"], document["verdict"], document["complete"]) == ("samklang-soak", "failed", True)
    assert [each["event"] for each in document["events"]] == [kind.value for kind in Happening]
    assert document["events"][1]["lasted_s"] is None
    assert document["more_events"] == {"dropouts": 5}
    assert (document["sound_drift_ms"], document["drift_against"]) == (-12.4, "picture")
    assert len(document["timeline"][0]) == len(document["timeline_columns"])


def test_the_page_holds_nothing_from_outside_and_escapes_names():
    page = render_soak(result(camera="<script>x</script>"), rig(), CheckForm.HTML, Wording("en"))
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (4.4, "4 s"),
        (59.6, "1 min 0 s"),
        (1798.0, "29 min 58 s"),
        (9000.0, "2 h 30 min"),
        (3599.0, "59 min 59 s"),
        (3601.0, "1 h 0 min 1 s"),
    ],
)
def test_lengths_are_said_as_people_say_them(seconds: float, said: str):
    assert length(seconds, Wording("en")) == said


def test_automatic_power_off_is_named_with_its_time_and_what_to_do():
    frozen = event(H.PICTURE_FROZEN, 1798.0, None)
    page = render_soak(result(frozen, camera_kind=CameraKind.HDMI_CAPTURE), rig(), CheckForm.TEXT, Wording("en"))
    assert "29 min 58 s  The picture stood still. This is typical of a camera that switches itself off." in page
    assert "Switch automatic power-off off" in page


@pytest.mark.parametrize(
    ("found", "advice"),
    [
        (result(), "nothing"),
        (result(watched_s=60.0), "partial"),
        (result(demo=True), "demo"),
        (result(event(H.CAMERA_LOST, lasted_s=30.0)), "camera"),
        (result(event(H.SOUND_SILENT, lasted_s=30.0)), "microphone"),
        (result(event(H.PICTURE_SLOW, lasted_s=30.0)), "slow"),
        (result(event(H.LOAD_HIGH, 0.0, None), event(H.PICTURE_SLOW, 100.0, None)), "busy"),
        (result(event(H.LOAD_HIGH, 0.0, 50.0), event(H.PICTURE_SLOW, 100.0, None)), "slow"),
        (result(event(H.SLEPT, lasted_s=30.0, value=30.0)), "asleep"),
        (result(event(H.ON_BATTERY)), "power"),
        (result(event(H.THROTTLED)), "busy"),
        (result(event(H.ON_BATTERY), event(H.CAMERA_LOST, lasted_s=30.0)), "camera"),
    ],
)
def test_the_next_step_is_about_the_gravest(found: SoakResult, advice: str):
    wording = Wording("en")
    assert SoakWords(wording, found).action == wording(f"soak.advice.{advice}")


def test_a_passed_test_is_one_sentence_with_day_and_length():
    wording = Wording("en")
    assert soak_line(result(), "Cam Link 4K", wording).startswith("Endurance test passed on ")
    assert soak_line(result(), "", wording).endswith(", 2 h 30 min.")
    assert "stopped after 10 min 0 s" in soak_line(result(watched_s=600.0), "", wording)
    failed = result(event(H.CAMERA_LOST, lasted_s=60.0), watched_s=600.0)
    assert "not passed" in soak_line(failed, "", wording)
    assert soak_line(None, "Cam Link 4K", wording) == "No endurance test has been made with Cam Link 4K yet."
    assert soak_line(None, "", wording) == "No endurance test has been made yet."


def test_pictures_have_a_shape_with_its_number_for_each_event_of_theirs():
    found = result(
        event(H.CAMERA_LOST, 1000.0, 60.0),
        event(H.DROPOUTS, 2000.0),
        event(H.CAMERA_RESTARTED, 1010.0),
        event(H.ON_BATTERY, 0.0, None),
    )
    charts = soak_charts(found, Wording("en"))
    assert [[spot.word for spot in chart.spots] for chart, _ in charts] == [["1", "3"], ["2"], ["4"]]
    rate = charts[0][0]
    assert [spot.shape for spot in rate.spots] == ["fail", "warn"]
    assert rate.spots[0].y != rate.spots[1].y  # so near that one would hide the other
    for chart, words in charts:
        points = [point for line in (*chart.lines, *chart.dashed) for point in line]
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
        assert [mark.word for mark in chart.along][:2] == ["0 min", "30 min"]
        assert words


def test_a_line_has_a_gap_where_nothing_was_known():
    points = tuple(SoakPoint(at * 30.0, 30.0, None if at == 5 else 30.0) for at in range(10))
    ((rate, _),) = soak_charts(result(timeline=points), Wording("en"))
    assert [len(line) for line in rate.lines] == [5, 4]


def test_nothing_written_down_is_no_picture():
    assert soak_charts(result(timeline=()), Wording("en")) == []
    assert soak_charts(result(timeline=(SoakPoint(0.0, 1.0),)), Wording("en")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_report_of_a_check_says_when_the_last_endurance_test_was(language: str):
    wording, camera = Wording(language), DeviceInfo("/dev/video2", "Cam Link 4K")
    never = with_endurance(report(), [], camera)
    tested = with_endurance(report(), [result(), result(camera="Another", begun_utc_ms=1_763_800_000_000)], camera)
    assert tested.endurance is not None
    assert tested.endurance.newest == result()
    for each, line in ((never, soak_line(None, "Cam Link 4K", wording)), (tested, soak_line(result(), "", wording))):
        assert line in render_check(each, CheckForm.TEXT, wording)
        assert line in render_check(each, CheckForm.HTML, wording)
        assert check_pdf(each, wording).startswith(b"%PDF")
    assert json.loads(render_check(tested, CheckForm.JSON, wording))["endurance_test"] == {
        "camera": "Cam Link 4K",
        "begun_utc": "2025-11-21T04:40:00Z",
        "watched_s": 9000.0,
        "complete": True,
        "verdict": "passed",
    }
    assert json.loads(render_check(never, CheckForm.JSON, wording))["endurance_test"]["begun_utc"] is None
    assert json.loads(render_check(report(), CheckForm.JSON, wording))["endurance_test"] is None


def test_a_check_of_sound_alone_speaks_of_the_rig_and_one_of_a_demo_of_none():
    newest = result(camera="Another")
    assert with_endurance(report(), [newest], None).endurance == Endurance(newest, "")
    demo = replace(report(), sources=Sources("Demo", demo=True))
    assert with_endurance(demo, [newest], None).endurance is None
