"""`samklang check`: measure recordings or what is plugged in, and say what to do next."""

import argparse
import json
import re
import sys
from dataclasses import replace
from pathlib import Path

from samklang import __version__
from samklang.cli.beneath import beside, dslr_measures, laptop_measures
from samklang.cli.chosen_rig import chosen_rig
from samklang.cli.report_files import printable, refuse_place, refuse_unspeakable, write_page
from samklang.cli.streams import print_json, print_safely
from samklang.domain.live import DEMO_ID
from samklang.domain.reference import with_rest_of
from samklang.domain.verdict import Overall
from samklang.engine.check import (
    CheckForm,
    CheckReport,
    Measured,
    Recordings,
    Sources,
    as_reference,
    compared,
    judge,
    with_endurance,
)
from samklang.engine.history import entry_of
from samklang.engine.house import House
from samklang.engine.live_check import Plan, Progress, Step
from samklang.engine.live_take import LiveTake
from samklang.engine.ports import Refused
from samklang.wording import Wording

DEFAULT_S, SHORTEST_S, LONGEST_S = 10.0, 3.0, 600.0
"""Length of a live take. Shorter holds too little speech; longer is not a check any more. Our proposal."""

_EXIT_CODES = {Overall.READY: 0, Overall.REMARKS: 1, Overall.NOT_READY: 2}
_LONGEST_NUMBER = 4
"""Digits of a camera's number; nobody has ten thousand."""
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
"""How an address begins; one letter and a colon is a drive of Windows'."""
_PROGRESS_AFTER_S = 1.0
_PROMPTS = frozenset({Step.QUIET, Step.SPEAK, Step.LOOK})


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What `check` takes."""
    command.description = "Measure a recording or what is plugged in, and judge it by a rig's targets."
    command.epilog = (
        "Exit codes: 0 ready, 1 usable with remarks, 2 not ready, 3 bad input. --video looks at the picture only: give "
        "the same file with --audio to check its sound as well."
    )
    command.add_argument("--rig", metavar="ID", help="whose targets to judge by (default: the one chosen last)")
    command.add_argument("--audio", metavar="FILE", type=Path, help="recording of somebody speaking; a video will do")
    command.add_argument("--silence", metavar="FILE", type=Path, help="the same room with nobody speaking, 3-5 s")
    command.add_argument(
        "--video",
        metavar="FILE|URL|INDEX",
        help="recording of somebody, the http address of a camera's MJPEG stream, or the number of a camera",
    )
    command.add_argument("--mic", metavar="NAME", help="microphone, by name or part of it; `demo` for a played sample")
    command.add_argument(
        "--seconds", metavar="N", type=float, default=DEFAULT_S, help="length of a live take (default: 10)"
    )
    command.add_argument(
        "--laptop", action="store_true", help="look at the computer as well; a check of what is plugged in always does"
    )
    command.add_argument(
        "--network", action="store_true", help="try the way out to the network, which sends a few packets; and --laptop"
    )
    command.add_argument("--dslr", action="store_true", help="look into a DSLR on USB once, and close it again")
    command.add_argument(
        "--save-good",
        action="store_true",
        help="keep the measures as the good check of the rig unless not ready; later checks tell what differs",
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for programs; the shape: docs/check-report.schema.json")
    form.add_argument("--html", metavar="FILE", type=Path, help="write the report as one page")
    form.add_argument("--pdf", metavar="FILE", type=Path, help="write the report as a PDF")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace, house: House) -> int:
    _refuse_nonsense(options, house.wording)
    rig = chosen_rig(options.rig, house)
    camera, video = _camera_or_file(options.video, house.wording)
    microphone = None if options.mic is None else printable(options.mic)
    # Recordings first: nobody shall have spoken in vain because a file is refused.
    recorded = _recorded(Recordings(options.audio, options.silence, video), house)
    with beside(house, wanted=_is_real(microphone) or _is_real(camera)) as laptop:
        live = _live(microphone, camera, options.seconds, house)
    sound, picture = live.measured.sound or recorded.sound, live.measured.picture or recorded.picture
    laptop_seen = laptop_measures(options, laptop.measures, house)
    nothing_else = sound is None and picture is None and laptop_seen is None
    report = judge(
        sound,
        picture,
        rig,
        sources=Sources(
            sound=live.sources.sound or _name(options.audio),
            silence=_name(options.silence),
            picture=live.sources.picture or _name(video),
            demo=live.sources.demo,
        ),
        checked_utc_ms=house.clock.utc_ms(),
        program_version=__version__,
        input_setting=live.setting,
        laptop=laptop_seen,
        dslr=dslr_measures(rig, options, house, live=_is_real(camera), alone=nothing_else),
        sync=recorded.sync if recorded.sync is not None and recorded.sync.claps else None,
    )
    report = _compared(report, live, house)
    # Most recordings hold no claps: that is told with its reason, and is nothing to remark upon.
    report = replace(report, sync=recorded.sync)
    if live.measured != Measured():
        report = with_endurance(report, house.histories.of(rig.id), live.camera)
    # What was measured is kept first: nobody speaks again because a page could not be written.
    _remember(report, live=live.measured != Measured(), house=house)
    try:
        _hand_over(report, options, house)
    finally:
        if options.save_good:
            _save_good(report, live, house)
    return _EXIT_CODES[report.judgement.overall]


def _is_real(device: str | None) -> bool:
    """Whether this is something plugged in: a demo tells nothing of the computer it is played on."""
    return device not in (None, DEMO_ID)


def _compared(report: CheckReport, live: LiveTake, house: House) -> CheckReport:
    references = house.references
    reference = references.load(report.rig.id)
    if references.remark is not None:
        print_safely(house.wording(references.remark) + "\n", sys.stderr)
    return compared(report, reference, live.microphone, live.camera)


def _remember(report: CheckReport, *, live: bool, house: House) -> None:
    """Add the check to the rig's history; that this fails takes nothing from the report."""
    entry = entry_of(report, live=live)
    if entry is not None:
        try:
            house.histories.add(report.rig.id, entry)
        except Refused as refusal:
            print_safely(f"{refusal}\n", sys.stderr)


def _save_good(report: CheckReport, live: LiveTake, house: House) -> None:
    """Keep the check's measures as the rig's good ones, or say in a line why not; the last ones stay then."""
    outcome = "saved_good"
    if report.sources.demo:
        outcome = "not_saved_demo"
    elif report.judgement.overall is Overall.NOT_READY:
        outcome = "not_saved_not_ready"
    elif (reference := as_reference(report, live.microphone, live.camera)) is not None:
        house.references.save(with_rest_of(reference, house.references.load(report.rig.id)))
    print_safely(house.wording(f"check.cli.{outcome}", rig=report.rig.id) + "\n", sys.stderr)


def _refuse_nonsense(options: argparse.Namespace, wording: Wording) -> None:
    measured = any(each is not None for each in (options.audio, options.video, options.mic))
    if not measured and not (options.silence is None and (options.laptop or options.network or options.dslr)):
        raise Refused(wording("check.cli.nothing_given" if options.silence is None else "check.cli.silence_alone"))
    if any(each is not None and not each.strip() for each in (options.mic, options.video)):
        raise Refused(wording("check.cli.nothing_given"))
    if options.audio is not None and options.mic is not None:
        raise Refused(wording("check.cli.mic_and_audio"))
    if options.silence is not None and options.audio is None:
        raise Refused(wording("check.cli.silence_alone"))
    if options.save_good and not measured:
        raise Refused(wording("check.cli.save_needs_sound"))
    if not SHORTEST_S <= options.seconds <= LONGEST_S:
        raise Refused(wording("check.cli.seconds_range", low=f"{SHORTEST_S:g}", high=f"{LONGEST_S:g}"))
    for path in (options.audio, options.silence, options.html, options.pdf):
        refuse_unspeakable(path, wording)
    if options.html or options.pdf:
        refuse_place(options.html or options.pdf, (options.audio, options.silence, options.video), wording)


def _camera_or_file(given: str | None, wording: Wording) -> tuple[str | None, Path | None]:
    """What `--video` means: a file where there is one, an address, a camera's number or name, or a file not there."""
    if given is None:
        return None, None
    if _ADDRESS.match(given) and not _is_file(given):
        return given, None
    path = Path(given)
    refuse_unspeakable(path, wording)
    is_number = given.isascii() and given.isdigit() and len(given) <= _LONGEST_NUMBER
    names_camera = given == DEMO_ID or is_number or given.startswith("/dev/video")
    return (given, None) if names_camera and not path.is_file() else (None, path)


def _is_file(given: str) -> bool:
    try:
        return Path(given).is_file()
    except (OSError, ValueError):  # too long, or signs no file has
        return False


def _live(microphone: str | None, camera: str | None, seconds: float, house: House) -> LiveTake:
    if microphone is None and camera is None:
        return LiveTake(Measured(), Sources())

    if microphone is not None and house.sound_backend_remark is not None:
        print_safely(f"{house.sound_backend_remark}\n", sys.stderr)

    def tell(progress: Progress) -> None:
        if progress.step in _PROMPTS:
            line = house.wording(f"devices.prompt.{progress.step}", seconds=f"{progress.left_s:.0f}")
            print_safely(f"{line}\n", sys.stderr)

    return house.measure_live(microphone, camera, Plan(speak_s=seconds), tell)


def _recorded(recordings: Recordings, house: House) -> Measured:
    if recordings == Recordings():
        return Measured()
    line = _ProgressLine(house)
    try:
        return house.measure_recordings(recordings, line.show)
    finally:
        line.wipe()


class _ProgressLine:
    """One line on the terminal, from the second second on, wiped when it is over."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._since_ns = house.clock.monotonic_ns()
        self._length = 0

    def show(self, share: float) -> None:
        """Show how much is done, 0..1."""
        waited_s = (self._house.clock.monotonic_ns() - self._since_ns) / 1e9
        if waited_s >= _PROGRESS_AFTER_S and sys.stderr.isatty():
            line = self._house.wording("check.cli.measuring", percent=int(share * 100))
            self._length = max(self._length, len(line))
            print_safely(f"\r{line.ljust(self._length)}", sys.stderr)

    def wipe(self) -> None:
        """Leave an empty line behind."""
        if self._length:
            print(f"\r{' ' * self._length}\r", end="", file=sys.stderr, flush=True)


def _hand_over(report: CheckReport, options: argparse.Namespace, house: House) -> None:
    try:
        if options.html is not None:
            write_page(options.html, house.render_check(report, CheckForm.HTML).encode(), house.wording)
        elif options.pdf is not None:
            write_page(options.pdf, house.check_pdf(report), house.wording)
    finally:
        if options.json:
            print_json(json.loads(house.render_check(report, CheckForm.JSON)))
        else:
            print_safely(house.render_check(report, CheckForm.TEXT), sys.stdout)
    page = options.html or options.pdf
    if page is not None:
        print_safely(house.wording("check.cli.written", file=printable(str(page))) + "\n", sys.stdout)


def _name(path: Path | None) -> str | None:
    """What a report calls a file: its own name, without the folders it lies in."""
    return None if path is None else printable(path.name)
