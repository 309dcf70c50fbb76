"""A rig's history in every form and language, and its small trend pictures."""

import csv
import io
import json
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.check_examples import GOOD_PICTURE, GOOD_SOUND, rig
from tests.unit.soak_examples import event, result

from samklang.domain.history import TRENDS, CheckEntry, HistoryEntry, Trend, trends
from samklang.domain.rig import Range, Target
from samklang.domain.soak import Happening
from samklang.domain.verdict import Overall, Status
from samklang.engine.check import Sources, judge
from samklang.engine.history import HistoryForm, entry_of
from samklang.reports.charts import HEIGHT, WIDTH
from samklang.reports.history import render_history
from samklang.reports.history_pdf import history_pdf
from samklang.reports.trend_charts import MOST_SHOWN, trend_chart
from samklang.wording import LANGUAGES, Wording

DAY_MS = 86_400_000


def check(at: int, **measures: float) -> CheckEntry:
    return CheckEntry(
        1_763_700_000_000 + at * DAY_MS,
        "0.4.0",
        live=at % 2 == 0,
        overall=list(Overall)[at % 3],
        statuses={"noise": list(Status)[at % 4], "speech_level": Status.PASS},
        measures={"sound.noise_floor_dbfs": -60.0 + at, **measures},
    )


ALL = dict.fromkeys(TRENDS, 0.4)
HISTORIES: dict[str, tuple[HistoryEntry, ...]] = {
    "nothing yet": (),
    "one check": (check(0),),
    "many": (*(check(at, **ALL) for at in range(60)), result(event(Happening.PICTURE_FROZEN, lasted_s=20.0)), result()),
    "tests alone": (result(),),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", HISTORIES)
def test_every_form_is_whole_in_every_language(what: str, language: str):
    wording = Wording(language)
    for form in (HistoryForm.TEXT, HistoryForm.HTML):
        page = render_history(rig(), HISTORIES[what], form, wording)
        assert wording("history.title") in page
        assert "history." not in page
        assert "check." not in page
    assert "<script" not in render_history(rig(), HISTORIES[what], HistoryForm.HTML, wording)


@pytest.mark.parametrize("what", HISTORIES)
def test_a_pdf_is_made_and_the_same_each_time(what: str):
    made = history_pdf(rig(), HISTORIES[what], Wording("da"))
    assert made.startswith(b"%PDF")
    assert made == history_pdf(rig(), HISTORIES[what], Wording("da"))


def test_json_holds_everything():
    document = json.loads(render_history(rig(), HISTORIES["many"], HistoryForm.JSON, Wording("en")))
    assert (len(document["checks"]), len(document["soaks"])) == (60, 2)
    assert document["checks"][1]["measures"]["picture.face_luma"] == 0.4
    assert document["soaks"][0]["verdict"] == "failed"


def test_csv_is_a_row_a_check_and_numbers_stay_numbers():
    entries = (check(0), check(1, **{"picture.face_luma": 120.0}))
    rows = list(csv.DictReader(io.StringIO(render_history(rig(), entries, HistoryForm.CSV, Wording("da")))))
    assert [row["sound.noise_floor_dbfs"] for row in rows] == ["-60.0", "-59.0"]
    assert [row["picture.face_luma"] for row in rows] == ["", "120.0"]
    assert rows[1]["checked_utc"] == "2025-11-22T04:40:00Z"
    assert rows[0]["noise"] == "pass"


@pytest.mark.parametrize("evil", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(evil: str):
    entry = CheckEntry(0, evil, live=True, overall=Overall.READY, statuses={evil: Status.PASS}, measures={evil: 1.0})
    table = render_history(rig(), (entry,), HistoryForm.CSV, Wording("en"))
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert f"'{evil}" in cells


def trend(*values: float | None) -> Trend:
    return Trend("sound.noise_floor_dbfs", "noise", tuple((at * DAY_MS, value) for at, value in enumerate(values)))


def test_each_point_is_judged_by_the_target_drawn_behind_it():
    chart = trend_chart(trend(-70.0, -50.0, None, -30.0), rig(), Wording("en"))
    assert [spot.shape for spot in chart.spots] == ["pass", "warn", "fail"]
    assert [len(line) for line in chart.lines] == [2]
    assert chart.band is not None
    top, height = chart.band
    assert top <= chart.spots[0].y <= top + height
    assert chart.spots[1].y < top
    assert [spot.x for spot in chart.spots] == sorted(spot.x for spot in chart.spots)


def test_the_newest_have_room():
    chart = trend_chart(trend(*range(-100, 0)), rig(), Wording("en"))
    assert len(chart.spots) == MOST_SHOWN
    assert len(chart.along) <= 6


def test_a_rig_without_a_target_leaves_it_unjudged():
    chart = trend_chart(trend(-70.0), rig(targets=()), Wording("en"))
    assert ([spot.shape for spot in chart.spots], chart.band) == (["unknown"], None)


@given(
    values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60),
    low=st.none() | st.floats(-1e6, 1e6),
    span=st.none() | st.floats(0, 1e6),
)
def test_every_point_lies_in_the_picture(values: list[float], low: float | None, span: float | None):
    high = None if span is None else span + (low or 0.0)
    target = Target("noise", "dBFS", Range(low, high), Range(low, high), "ours")
    chart = trend_chart(trend(*values), rig(targets=(target,)), Wording("en"))
    for spot in chart.spots:
        assert 0 <= spot.x <= WIDTH
        assert -0.1 <= spot.y <= HEIGHT + 0.1
    assert chart.band is None or (chart.band[0] >= 0 and chart.band[0] + chart.band[1] <= HEIGHT + 0.1)
    assert len(chart.across) <= 8


def test_what_is_kept_of_a_check_is_its_numbers_and_verdicts():
    report = judge(
        GOOD_SOUND, GOOD_PICTURE, rig(), sources=Sources("Yeti", None, "Cam"), checked_utc_ms=7, program_version="0.4.0"
    )
    entry = entry_of(report, live=True)
    assert entry is not None
    assert (entry.at_utc_ms, entry.live, entry.overall) == (7, True, report.judgement.overall)
    assert entry.measures["sound.active_speech_level_dbfs"] == -20.0
    assert entry.measures["picture.frame_rate_fps"] == 29.9
    assert "sound.hum_hz" not in entry.measures  # unknown
    assert all(isfinite(value) for value in entry.measures.values())
    assert entry.statuses == {verdict.check: verdict.status for verdict in report.judgement.verdicts}
    assert {each.measure for each in trends([entry])} <= set(TRENDS)


def test_a_demo_is_nobodys_history():
    report = judge(
        GOOD_SOUND, None, rig(), sources=Sources("Demo", demo=True), checked_utc_ms=7, program_version="0.4.0"
    )
    assert entry_of(report, live=True) is None
