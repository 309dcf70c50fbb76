"""The report of an endurance test as one HTML page: nothing outside itself, no script, fit for paper."""

from samklang.domain.rig import Rig
from samklang.domain.soak import SoakResult, is_grave
from samklang.reports.charts import HEIGHT, WIDTH
from samklang.reports.page import page_environment
from samklang.reports.soak import SHAPES, heading
from samklang.reports.soak_charts import soak_charts
from samklang.reports.soak_line import length
from samklang.reports.soak_words import SoakWords
from samklang.wording import Wording


def soak_html(result: SoakResult, rig: Rig, wording: Wording) -> str:
    """The report as one HTML page in the language of `wording`."""
    say = SoakWords(wording, result)
    return (
        page_environment()
        .get_template("soak.html")
        .render(
            language=wording.language,
            word=wording,
            result=result,
            say=say,
            shape_name=SHAPES[result.verdict],
            heading=list(heading(result, rig, say)),
            rows=[
                (
                    "fail" if is_grave(event, result) else "warn",
                    length(event.at_s, wording),
                    say.what(event),
                    say.lasted_of(event),
                )
                for event in result.happened
            ],
            charts=soak_charts(result, wording),
            chart_width=WIDTH,
            chart_height=HEIGHT,
        )
    )
