"""The check report as a PDF: the verdict, the one next action, every check, the small pictures of the sound."""

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from samklang.domain.verdict import Overall, Status, Verdict
from samklang.engine.check import CheckReport
from samklang.reports.charts import sound_charts
from samklang.reports.check_json import utc_text
from samklang.reports.check_words import CheckWords, sections
from samklang.reports.pdf_parts import MARGIN, QUIET, build, drawing, mark, ruled_table, text, verdict_box
from samklang.wording import Wording

_SHAPES = {Overall.READY: Status.PASS, Overall.REMARKS: Status.WARN, Overall.NOT_READY: Status.FAIL}
_COLUMNS = tuple(share * (A4[0] - 2 * MARGIN) for share in (0.05, 0.15, 0.25, 0.17, 0.38))


def check_pdf(report: CheckReport, wording: Wording) -> bytes:
    """The report as a PDF in the language of `wording`; the same report gives the same bytes."""
    say = CheckWords(wording, report.rig)
    parts = [*_head(report, say), *_sections(report, say), *_end(report, say)]
    title = f"{wording('check.report.title')}: {say.overall(report)}"
    return build(parts, title, report.program_version, wording)


def _head(report: CheckReport, say: CheckWords) -> list[Flowable]:
    word, judgement = say.wording, report.judgement
    shape, action = _SHAPES[judgement.overall], say.action(judgement.next_action)
    verdict = verdict_box(shape, say.overall(report), word("check.report.next_action"), action)
    lines = [
        (word("check.report.rig"), say.own(report.rig.name, report.rig.id)),
        (word("check.report.when"), utc_text(report.checked_utc_ms)),
        *(
            (word(f"check.report.{name}_from"), source)
            for name, source in (
                ("sound", report.sources.sound),
                ("silence", report.sources.silence),
                ("picture", report.sources.picture),
            )
            if source is not None
        ),
    ]
    demo = [text(word("check.report.demo"), 11, strong=True), Spacer(0, 3 * mm)] if report.sources.demo else []
    title = text(word("check.report.title"), 12, strong=True)
    facts = [text(f"{name}: {value}", 9, colour=QUIET) for name, value in lines]
    if endurance := say.endurance(report):
        facts.append(text(endurance, 9, colour=QUIET))
    return [title, Spacer(0, 4 * mm), *demo, verdict, Spacer(0, 4 * mm), *facts]


def _sections(report: CheckReport, say: CheckWords) -> list[Flowable]:
    parts: list[Flowable] = []
    for section, measured in sections(report):
        parts += [Spacer(0, 6 * mm), text(say.wording(f"check.section.{section}"), 12, strong=True), Spacer(0, 2 * mm)]
        if measured is None:
            parts.append(text(say.wording(f"check.report.{section}_not_checked"), 9))
            continue
        parts.append(_checks([each for each in report.judgement.verdicts if each.section == section], say))
        if section == "laptop" and (proxy := say.proxy(report)):
            parts += [Spacer(0, 2 * mm), text(proxy, 9, colour=QUIET)]
        if section == "sound":
            for chart, words in sound_charts(report, say.wording):
                parts.append(KeepTogether([Spacer(0, 5 * mm), drawing(chart), text(words, 9, colour=QUIET)]))
    return parts


def _checks(verdicts: list[Verdict], say: CheckWords) -> Flowable:
    word = say.wording
    heads = [word(f"check.report.{name}") for name in ("result", "check", "value", "target")]
    rows: list[list[object]] = [["", *(text(head, 8, colour=QUIET) for head in heads)]]
    for verdict in verdicts:
        why = [text(note, 8, colour=QUIET) for note in (say.note(verdict),) if note]
        advice = [text(mends, 9) for mends in (say.mends(verdict),) if mends]
        wanted = say.range(verdict.target.pass_range, verdict.target.unit)
        source = text(say.source(verdict.target.source), 7, colour=QUIET)
        rows.append(
            [
                mark(verdict.status, 10),
                text(word(f"check.status.{verdict.status}"), 9),
                text(say.title(verdict), 9, strong=True),
                [text(say.value(verdict), 9, strong=True), *why],
                [text(wanted, 9), source, *advice],
            ]
        )
    return ruled_table(rows, _COLUMNS)


def _end(report: CheckReport, say: CheckWords) -> list[Flowable]:
    kept = say.wording("check.report.nothing_kept")
    version = say.wording("check.report.version", version=report.program_version)
    compared: list[Flowable] = []
    if report.comparison is not None:
        lines = say.comparison(report, utc_text(report.comparison.saved_utc_ms))
        compared = [Spacer(0, 6 * mm), *(text(line, 9) for line in lines)]
    return [*compared, Spacer(0, 8 * mm), text(f"{kept} {version}", 8, colour=QUIET)]
