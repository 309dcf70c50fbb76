"""A rig's history as one HTML page: nothing outside itself, no script, fit for paper."""

from samklang.domain.history import trends
from samklang.domain.verdict import Overall
from samklang.reports.charts import HEIGHT, WIDTH
from samklang.reports.check_json import utc_text
from samklang.reports.history import HistoryWords
from samklang.reports.page import page_environment
from samklang.reports.trend_charts import trend_chart

SHAPES = {Overall.READY: "pass", Overall.REMARKS: "warn", Overall.NOT_READY: "fail"}


def history_html(say: HistoryWords) -> str:
    """The history as one HTML page."""
    return (
        page_environment()
        .get_template("history.html")
        .render(
            language=say.wording.language,
            word=say.wording,
            say=say,
            charts=[(trend_chart(trend, say.rig, say.wording), say.trend(trend)) for trend in trends(say.entries)],
            rows=[
                (
                    SHAPES[entry.overall],
                    utc_text(entry.at_utc_ms),
                    say.overall(entry),
                    say.off(entry),
                    say.source(entry),
                )
                for entry in say.newest
            ],
            chart_width=WIDTH,
            chart_height=HEIGHT,
        )
    )
