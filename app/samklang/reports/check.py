"""The check report in the form that is asked for; a form is imported only when it is."""

from samklang.engine.check import CheckForm, CheckReport
from samklang.wording import Wording


def render_check(report: CheckReport, form: CheckForm, wording: Wording) -> str:
    """The report in the language of `wording`."""
    match form:
        case CheckForm.TEXT:
            from samklang.reports.check_text import check_text  # noqa: PLC0415 - see the module

            return check_text(report, wording)
        case CheckForm.JSON:
            from samklang.reports.check_json import check_json  # noqa: PLC0415 - see the module

            return check_json(report, wording)
        case CheckForm.HTML:
            from samklang.reports.check_html import check_html  # noqa: PLC0415 - jinja2 is slow to import

            return check_html(report, wording)
