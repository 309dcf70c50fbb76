"""`samklang programme`: list the programmes, show one, review a pack."""

import argparse
import sys
from pathlib import Path

from samklang.cli.streams import one_line, print_json
from samklang.domain.programme import Phase, Programme, SessionPlan
from samklang.engine.house import House
from samklang.engine.ports import PackReview
from samklang.wording import LANGUAGES, Wording

READY, REMARKS, NOT_READY = 0, 1, 2


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The three verbs of `programme`."""
    verbs = command.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="all programmes")
    listing.set_defaults(run=_list)
    showing = verbs.add_parser("show", help="one programme: its sessions, phases and tools")
    showing.add_argument("id", metavar="ID")
    showing.set_defaults(run=_show)
    validating = verbs.add_parser("validate", help="review the programme pack in a folder")
    validating.add_argument("folder", type=Path, metavar="DIR")
    validating.set_defaults(run=_validate)
    for verb in (listing, showing, validating):
        verb.add_argument("--json", action="store_true", help="for programs")


def _list(options: argparse.Namespace, house: House) -> int:
    wording, programmes = house.wording, house.catalog.programmes()
    if options.json:
        print_json([_brief(programme, wording) for programme in programmes])
    elif not programmes:
        print(wording("programme.none"))
    else:
        for programme in programmes:
            sessions = wording("programme.sessions", count=len(programme.sessions))
            print(f"{programme.id}  {programme.version}  {_title(programme, wording)}  ({sessions})")
    refusals = house.catalog.refused_programmes()
    for refusal in refusals:
        print(one_line(str(refusal)), file=sys.stderr)
    return REMARKS if refusals else READY


def _show(options: argparse.Namespace, house: House) -> int:
    wording, programme = house.wording, house.catalog.programme(options.id)
    if options.json:
        sessions = [_session_fields(programme, plan, wording) for plan in programme.sessions]
        size = {"group_size": programme.group_size, "facilitators": programme.facilitators}
        print_json({**_brief(programme, wording), "status": programme.status, **size, "action": sessions})
        return READY
    print(f"{_title(programme, wording)}  ({programme.id} {programme.version})")
    print(wording("programme.group", group_size=programme.group_size, facilitators=programme.facilitators))
    for plan in programme.sessions:
        kind = wording(f"programme.kind.{plan.kind}", number=plan.number)
        minutes = wording("programme.minutes", minutes=_minutes(plan.planned_s))
        print(f"\n{kind}: {programme.text(wording.language, f'{plan.theme}.title')}  ({plan.id}, {minutes})")
        for phase in plan.phases:
            print(f"  {_minutes(phase.planned_s):>4} min  {_phase_title(programme, plan, phase, wording)}")
        if plan.tools:
            tools = ", ".join(programme.text(wording.language, f"{tool}.title") for tool in plan.tools)
            print(f"  {wording('programme.tools')}: {tools}")
        if plan.sequence:
            print(f"  {wording('programme.sequence')}: {plan.sequence}")
    return READY


def _validate(options: argparse.Namespace, house: House) -> int:
    review = house.catalog.review(options.folder)
    print_review = _print_review_json if options.json else _print_review
    print_review(review, house.wording)
    if review.programme is None:
        return NOT_READY
    return REMARKS if review.missing_texts else READY


def _print_review(review: PackReview, wording: Wording) -> None:
    if review.programme is None:
        print(one_line(f"{wording('programme.refused')}: {review.refusal}"))
        return
    programme = review.programme
    for language in LANGUAGES:
        missing = review.missing_texts.get(language, ())
        if missing:
            print(f"{wording(f'programme.language.{language}')}: {wording('programme.missing', count=len(missing))}")
        for text_id in missing:
            print(f"  {text_id}")
    verdict = "programme.remarks" if review.missing_texts else "programme.fine"
    print(f"{programme.id} {programme.version}: {wording(verdict)}")


def _print_review_json(review: PackReview, wording: Wording) -> None:  # noqa: ARG001 - printed as `_print_review` is
    programme = review.programme
    verdict = "refused" if programme is None else "remarks" if review.missing_texts else "valid"
    print_json(
        {
            "id": programme and programme.id,
            "version": programme and programme.version,
            "verdict": verdict,
            "refusal": review.refusal,
            "missing_texts": {language: list(ids) for language, ids in review.missing_texts.items()},
        }
    )


def _brief(programme: Programme, wording: Wording) -> dict[str, object]:
    return {
        "id": programme.id,
        "version": programme.version,
        "title": _title(programme, wording),
        "sessions": len(programme.sessions),
    }


def _session_fields(programme: Programme, plan: SessionPlan, wording: Wording) -> dict[str, object]:
    return {
        "id": plan.id,
        "type": plan.kind,
        "number": plan.number,
        "title": programme.text(wording.language, f"{plan.theme}.title"),
        "tools": [{"id": tool, "title": programme.text(wording.language, f"{tool}.title")} for tool in plan.tools],
        "sequence": plan.sequence,
        "planned_s": plan.planned_s,
        "action": [
            {
                "id": phase.id,
                "kind": phase.kind,
                "title": _phase_title(programme, plan, phase, wording),
                "planned_s": phase.planned_s,
                "protected": phase.protected,
            }
            for phase in plan.phases
        ],
    }


def _title(programme: Programme, wording: Wording) -> str:
    return programme.text(wording.language, "programme.title")


def _phase_title(programme: Programme, plan: SessionPlan, phase: Phase, wording: Wording) -> str:
    in_session = f"session.{plan.id}.phase.{phase.id}.title"
    return programme.text(wording.language, in_session, f"phase.{phase.id}.title")


def _minutes(seconds: int) -> str:
    return f"{seconds / 60:g}"
