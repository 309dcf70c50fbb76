"""`samklang rig history` and `forget-history`: what a rig's checks and endurance tests came to."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from samklang.cli.report_files import printable, refuse_place, write_page
from samklang.cli.streams import one_line, print_json, print_safely
from samklang.engine.history import HistoryForm
from samklang.engine.house import House


def add_verbs(verbs: Any) -> None:  # noqa: ANN401 - argparse has no public name for it
    """Both verbs, into the others of `rig`."""
    telling = verbs.add_parser("history", help="what the rig's checks and endurance tests came to")
    telling.add_argument("id", metavar="ID")
    form = telling.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for programs")
    form.add_argument("--csv", metavar="FILE", type=Path, help="write the checks as a table")
    form.add_argument("--html", metavar="FILE", type=Path, help="write one page with small pictures")
    form.add_argument("--pdf", metavar="FILE", type=Path, help="write it as a PDF")
    telling.set_defaults(run=_tell)
    forgetting = verbs.add_parser("forget-history", help="erase what the rig's checks and endurance tests came to")
    forgetting.add_argument("id", metavar="ID")
    forgetting.set_defaults(run=_forget)


def _tell(options: argparse.Namespace, house: House) -> int:
    page = options.csv or options.html or options.pdf
    if page is not None:
        refuse_place(page, (), house.wording)
    rig = house.catalog.rig(options.id)
    entries = house.histories.of(rig.id)
    if house.histories.remark is not None:
        print(house.wording(house.histories.remark), file=sys.stderr)
    if options.json:
        print_json(json.loads(house.render_history(rig, entries, HistoryForm.JSON)))
    elif page is None:
        print_safely(house.render_history(rig, entries, HistoryForm.TEXT), sys.stdout)
    else:
        if options.csv is not None:
            # The mark tells spreadsheets that it is UTF-8.
            content = house.render_history(rig, entries, HistoryForm.CSV).encode("utf-8-sig")
        elif options.html is not None:
            content = house.render_history(rig, entries, HistoryForm.HTML).encode()
        else:
            content = house.history_pdf(rig, entries)
        write_page(page, content, house.wording)
        print_safely(house.wording("check.cli.written", file=printable(str(page))) + "\n", sys.stdout)
    return 0


def _forget(options: argparse.Namespace, house: House) -> int:
    """The rig itself may be gone by now; what is kept of it can still be erased."""
    outcome = "history_forgotten" if house.histories.forget(options.id) else "history_not_there"
    print(one_line(house.wording(f"rig.{outcome}", id=printable(options.id))))
    return 0
