"""`samklang soak`: watch microphone, camera and laptop for as long as a session, and say what happened."""

import argparse
import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from samklang import __version__
from samklang.cli.chosen_rig import chosen_rig
from samklang.cli.report_files import printable, refuse_place, write_page
from samklang.cli.streams import print_json, print_safely
from samklang.domain.live import DeviceList
from samklang.domain.rig import Rig
from samklang.domain.soak import LONGEST_S, SESSION_S, SHORTEST_S, SoakResult, SoakVerdict
from samklang.engine.check import CheckForm
from samklang.engine.house import House
from samklang.engine.live_check import Broken
from samklang.engine.live_take import find_camera, find_microphone
from samklang.engine.ports import Camera, Microphone, Refused
from samklang.engine.soak import Soak, SoakProgress, SoakStep
from samklang.wording import Wording

_EXIT_CODES: Final = {SoakVerdict.PASSED: 0, SoakVerdict.REMARKS: 1, SoakVerdict.FAILED: 2}
_LOOK_EVERY_S: Final = 0.1
_TELL_EVERY_S: Final = 1.0
_MINUTE_S: Final = 60


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What `soak` takes."""
    command.description = "Watch microphone, camera and laptop for as long as a session; nothing is kept but numbers."
    command.epilog = (
        "Exit codes: 0 passed, 1 with remarks or stopped early, 2 not passed, 3 bad input. Ctrl-C stops the test; what "
        "was watched so far is reported and kept."
    )
    command.add_argument("--rig", metavar="ID", help="what is tested (default: the one chosen last)")
    command.add_argument("--mic", metavar="NAME", help="microphone, by name or part of it; `demo` for a played sample")
    command.add_argument(
        "--video", metavar="URL|INDEX", help="camera, by number, name or address; `demo` for a played sample"
    )
    command.add_argument(
        "--minutes",
        metavar="N",
        type=float,
        default=SESSION_S / _MINUTE_S,
        help=f"how long (default: {SESSION_S / _MINUTE_S:g})",
    )
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for programs")
    form.add_argument("--html", metavar="FILE", type=Path, help="write the report as one page")
    form.add_argument("--pdf", metavar="FILE", type=Path, help="write the report as a PDF")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace, house: House) -> int:
    say = house.wording
    if not (options.mic or "").strip() and not (options.video or "").strip():
        raise Refused(say("soak.cli.nothing_given"))
    if not SHORTEST_S <= options.minutes * _MINUTE_S <= LONGEST_S:
        low, high = SHORTEST_S / _MINUTE_S, LONGEST_S / _MINUTE_S
        raise Refused(say("soak.cli.minutes_range", low=f"{low:g}", high=f"{high:g}"))
    page = options.html or options.pdf
    if page is not None:
        refuse_place(page, (), say)
    rig = chosen_rig(options.rig, house)
    found = house.list_devices()
    ear = None if options.mic is None else house.microphone(find_microphone(found, options.mic, say))
    eye = None if options.video is None else _camera(options.video, found, house)
    with _ended_kindly():
        result = _watched(rig, ear, eye, options.minutes * _MINUTE_S, house)
        if result is None:
            raise KeyboardInterrupt
        # First of all: hours are not lost to a page that cannot be written or to a reader that went away.
        kept = _keep(result, house)
    try:
        _hand_over(result, rig, options, house)
    finally:
        print_safely(f"{kept}\n", sys.stderr)
    return _EXIT_CODES[result.verdict]


@contextmanager
def _ended_kindly() -> Iterator[None]:
    """Take an end from outside as Ctrl-C: the system shuts down, or the terminal is closed."""

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    names = [name for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), stop) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _camera(wanted: str, found: DeviceList, house: House) -> Camera:
    """The camera with this name or number, or the network camera at this address."""
    if "://" in wanted and all(wanted not in (each.id, each.name) for each in found.cameras):
        return house.network_camera(wanted)
    return house.camera(find_camera(found, wanted, house.wording))


def _watched(rig: Rig, ear: Microphone | None, eye: Camera | None, length_s: float, house: House) -> SoakResult | None:
    """The whole test, or as much of it as there was before Ctrl-C; None where that came before it began."""
    laptop = house.laptop_watch()
    model = house.laptop_model
    soak = Soak(
        rig, ear, eye, house.clock, laptop=laptop, length_s=length_s, laptop_model=model, program_version=__version__
    )
    line = _ProgressLine(house)
    held = [device for device in (ear, eye, laptop) if device is not None]
    try:
        for device in held:
            device.start()
        soak.begin()
        _finish(soak, line, house)
    except KeyboardInterrupt:
        soak.cancel()
    finally:
        line.wipe()
        for device in held:
            device.close()
    return soak.result


def _finish(soak: Soak, line: "_ProgressLine", house: House) -> None:
    while True:
        progress = soak.advance()
        line.show(progress)
        if progress.broken is not None:
            raise Refused(_why(progress.broken, house.wording))
        if progress.step is SoakStep.DONE:
            return
        time.sleep(_LOOK_EVERY_S)


def _why(broken: Broken, say: Wording) -> str:
    """Why the test did not begin: what the camera itself tells, where it does."""
    if broken.trouble is not None:
        return say(f"devices.camera_trouble.{broken.trouble}")
    return say(f"soak.cli.broken.{broken.device}")


class _ProgressLine:
    """One line on the terminal, once a second, wiped when it is over; nothing where there is no terminal."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._told_ns = 0
        self._length = 0

    def show(self, progress: SoakProgress) -> None:
        """Show how far it is."""
        now_ns = self._house.clock.monotonic_ns()
        if not sys.stderr.isatty() or now_ns - self._told_ns < _TELL_EVERY_S * 1e9:
            return
        self._told_ns = now_ns
        say = self._house.wording
        line = say("soak.cli.opening")
        if progress.step is SoakStep.WATCHING:
            passed, planned = (_clock(each) for each in (progress.passed_s, progress.passed_s + progress.left_s))
            line = say("soak.cli.progress", passed=passed, planned=planned, count=progress.happened)
        self._length = max(self._length, len(line))
        print_safely(f"\r{line.ljust(self._length)}", sys.stderr)

    def wipe(self) -> None:
        """Leave an empty line behind."""
        if self._length:
            print_safely(f"\r{' ' * self._length}\r", sys.stderr)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), _MINUTE_S)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def _hand_over(result: SoakResult, rig: Rig, options: argparse.Namespace, house: House) -> None:
    try:
        if options.html is not None:
            write_page(options.html, house.render_soak(result, rig, CheckForm.HTML).encode(), house.wording)
        elif options.pdf is not None:
            write_page(options.pdf, house.soak_pdf(result, rig), house.wording)
    finally:
        if options.json:
            print_json(json.loads(house.render_soak(result, rig, CheckForm.JSON)))
        else:
            print_safely(house.render_soak(result, rig, CheckForm.TEXT), sys.stdout)
    page = options.html or options.pdf
    if page is not None:
        print_safely(house.wording("check.cli.written", file=printable(str(page))) + "\n", sys.stdout)


def _keep(result: SoakResult, house: House) -> str:
    """Remember it with the rig, and a line that says so; that this fails takes nothing from the report."""
    if result.demo:
        return house.wording("soak.cli.not_kept_demo")
    try:
        house.histories.add(result.rig_id, result)
    except Refused as refusal:
        return str(refusal)
    return house.wording("soak.cli.kept", rig=result.rig_id)
