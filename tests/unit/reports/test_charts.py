"""The small pictures of a check's sound, and the PDF they are drawn in."""

from dataclasses import replace

import pytest
from tests.unit.check_examples import GOOD_SOUND, rig, sound
from tests.unit.reports.test_check_reports import REPORTS, report

from samklang.domain.measures import SoundCurves
from samklang.engine.check import CheckForm
from samklang.reports.charts import HEIGHT, WIDTH, level_chart, sound_charts, spectrum_chart
from samklang.reports.check import render_check
from samklang.reports.check_pdf import check_pdf
from samklang.wording import LANGUAGES, Wording

CURVES = SoundCurves(0.5, (-120.0, -45.0, -20.0, 0.0), (20.0, 100.0, 1000.0, 16_000.0), (-40.0, -120.0, -30.0, -60.0))
NOTHING = SoundCurves(0.1, (), (), ())


def test_the_level_runs_from_left_to_right_between_the_bottom_and_full_scale():
    chart = level_chart(CURVES, rig())
    assert chart is not None
    assert [y for _, y in chart.line] == [HEIGHT, HEIGHT / 2, pytest.approx(28.9, abs=0.1), 0.0]
    assert [x for x, _ in chart.line] == sorted(x for x, _ in chart.line)
    assert chart.line[-1][0] < WIDTH
    top, height = chart.band or (0, 0)
    assert top < chart.line[2][1] < top + height  # -20 dBFS lies in the field for the voice
    assert [mark.word for mark in chart.along] == ["0 s", "1 s", "2 s"]


def test_a_long_take_has_few_marks():
    chart = level_chart(replace(CURVES, level_step_s=30.0, levels_dbfs=(-30.0,) * 300), rig())
    assert chart is not None
    assert 2 <= len(chart.along) <= 9


def test_bars_stand_where_their_pitch_is_and_what_cannot_be_seen_is_left_out():
    chart = spectrum_chart(CURVES)
    assert chart is not None
    assert len(chart.bars) == 2  # one lies below the picture's pitches, one below its levels
    low, high = chart.bars
    assert low.left < high.left
    assert low.height == pytest.approx(2 * high.height, abs=0.2)  # -30 and -60 dBFS over -90
    assert high.left + high.width <= WIDTH


def test_where_there_is_nothing_to_draw_nothing_is_drawn():
    assert level_chart(NOTHING, rig()) is None
    assert spectrum_chart(NOTHING) is None
    assert sound_charts(report(heard=sound(curves=NOTHING)), Wording("da")) == []
    assert sound_charts(REPORTS["picture alone"], Wording("da")) == []


def test_the_page_draws_both_pictures_and_says_what_they_show():
    page = render_check(REPORTS["good"], CheckForm.HTML, Wording("da"))
    assert page.count("<figure>") == 2
    assert "Lydens styrke over tid" in page
    assert f'width="{WIDTH}"' in page


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_is_made_of_every_report_in_every_language(name: str, language: str):
    written = check_pdf(REPORTS[name], Wording(language))
    assert written.startswith(b"%PDF-")
    assert written.rstrip().endswith(b"%%EOF")
    assert f"/Lang ({language})".encode() in written


def test_the_same_report_gives_the_same_pdf_and_another_another():
    assert check_pdf(report(), Wording("da")) == check_pdf(report(), Wording("da"))
    louder = report(heard=replace(GOOD_SOUND, active_speech_level_dbfs=-8.0))
    assert check_pdf(louder, Wording("da")) != check_pdf(report(), Wording("da"))


def test_a_name_is_text_in_the_pdf_and_never_markup():
    assert check_pdf(report(sound="<b>&tale</b><img src='x'/>.wav"), Wording("da")).startswith(b"%PDF-")
