"""What a check can tell of a DSLR: read from the camera once, or ticked off by a person from its checklist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from samklang.domain.measures import Measured, Unknown

T = TypeVar("T")


class DslrLink(StrEnum):
    """How a DSLR's picture gets into the computer."""

    HDMI_CAPTURE = "hdmi_capture"
    WEBCAM_UTILITY = "webcam_utility"
    USB_TETHER = "usb_tether"


class Answer(StrEnum):
    """What a person said to one point of a checklist."""

    DONE = "done"
    NOT_POSSIBLE = "not_possible"
    OPEN = "open"


class Focus(StrEnum):
    """When a camera looks for its focus."""

    MANUAL = "manual"
    SINGLE = "single"
    CONTINUOUS = "continuous"
    AUTOMATIC = "automatic"


class WhiteBalance(StrEnum):
    """Whether a camera changes its colours by itself."""

    FIXED = "fixed"
    AUTOMATIC = "automatic"


class PointKind(StrEnum):
    """What a point of a checklist stands for, so that a camera that is read and one that is asked about agree."""

    MAINS = "mains"
    AUTO_OFF = "auto_off"
    LIVE_VIEW = "live_view"
    FOCUS = "focus"
    WHITE_BALANCE = "white_balance"
    CLEAN_PICTURE = "clean_picture"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a camera's checklist.

    Attributes:
        id: Stable; answers are remembered by it.
        kind: What it stands for.
        text: What to do, by language.
        source: Who says so; `our proposal` where it is ours.
    """

    id: str
    kind: PointKind
    text: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class DslrMeasures:
    """One camera body, read once and closed again, or as its checklist was answered.

    Attributes:
        model: As it calls itself; empty where a checklist was answered.
        read_from_camera: False where all of it comes from a checklist; where it was read, answers only fill in what
            the camera does not tell.
        battery_percent: Of its charge.
        on_mains: 1 on a mains adapter, 0 on battery.
        auto_off_s: After so long without a button it switches itself off; 0 is never.
        live_view_blocks: Why it will not give a live picture now, as codes: `battery`, `temperature`, `no_card`,
            `card_error`, `lens`, ...; empty where nothing blocks.
        focus_mode: When it looks for its focus.
        white_balance: Whether it changes its colours by itself.
        answers: Point of the checklist -> answer, where one was asked.
    """

    model: str
    read_from_camera: bool
    battery_percent: Measured
    on_mains: Measured
    auto_off_s: Measured
    live_view_blocks: tuple[str, ...] | Unknown
    focus_mode: Focus | Unknown
    white_balance: WhiteBalance | Unknown
    answers: tuple[tuple[str, Answer], ...] = ()


class DslrState(StrEnum):
    """Where the one look at a camera stands; everything after `read` is a reason to ask the person instead."""

    READING = "reading"
    READ = "read"
    NO_LIBRARY = "no_library"
    NO_CAMERA = "no_camera"
    SEVERAL = "several"
    BUSY = "busy"
    NOT_ALLOWED = "not_allowed"
    NO_ANSWER = "no_answer"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class DslrNow:
    """How the look at a camera is going.

    Attributes:
        state: `dslr.state.CODE` says it in words.
        measures: Where it was read; None otherwise.
    """

    state: DslrState
    measures: DslrMeasures | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """A rig's checklist as a person answered it.

    Attributes:
        camera_id: Profile of the camera they are about: answers about another camera are none.
        answered_utc_ms: When, in milliseconds since 1970-01-01 UTC.
        answers: Point -> answer.
    """

    rig_id: str
    camera_id: str
    answered_utc_ms: int
    answers: tuple[tuple[str, Answer], ...]


_NOT_ASKED = Unknown("not_asked")
_NOT_ANSWERED = Unknown("not_answered")
_NOT_SET = Unknown("not_possible")


def from_checklist(points: Sequence[Point], answers: Mapping[str, Answer]) -> DslrMeasures:
    """What a person's answers tell of a camera that cannot be read. Nothing open is taken for done.

    Args:
        points: The camera's checklist.
        answers: Point -> answer; one that is missing is open.
    """
    given = tuple((point.id, answers.get(point.id, Answer.OPEN)) for point in points)
    by_id = dict(given)

    def told(kind: PointKind) -> Answer | None:
        """The least good answer to the points of this kind; None where there is no such point."""
        of_kind = [by_id[point.id] for point in points if point.kind is kind]
        worst_first = (Answer.OPEN, Answer.NOT_POSSIBLE, Answer.DONE)
        return next((each for each in worst_first if each in of_kind), None)

    mains, auto_off, live_view = told(PointKind.MAINS), told(PointKind.AUTO_OFF), told(PointKind.LIVE_VIEW)
    focus, white_balance = told(PointKind.FOCUS), told(PointKind.WHITE_BALANCE)
    return DslrMeasures(
        model="",
        read_from_camera=False,
        battery_percent=_NOT_ASKED,
        on_mains=1.0 if mains is Answer.DONE else 0.0 if mains is Answer.NOT_POSSIBLE else _open(mains),
        auto_off_s=0.0 if auto_off is Answer.DONE else _open(auto_off),
        live_view_blocks=() if live_view is Answer.DONE else _open(live_view),
        focus_mode=Focus.MANUAL if focus is Answer.DONE else _open(focus),
        white_balance=WhiteBalance.FIXED if white_balance is Answer.DONE else _open(white_balance),
        answers=given,
    )


def completed(read: DslrMeasures, asked: DslrMeasures) -> DslrMeasures:
    """What was read from a camera, and what its owner said where the camera itself does not tell.

    Most bodies tell only part of it: no Nikon says when it switches itself off. What was read always counts first.

    Args:
        read: From the camera.
        asked: From its checklist.
    """
    return replace(
        read,
        on_mains=_first(read.on_mains, asked.on_mains),
        auto_off_s=_first(read.auto_off_s, asked.auto_off_s),
        live_view_blocks=_first(read.live_view_blocks, asked.live_view_blocks),
        focus_mode=_first(read.focus_mode, asked.focus_mode),
        white_balance=_first(read.white_balance, asked.white_balance),
        answers=asked.answers,
    )


def _first(read: T | Unknown, asked: T | Unknown) -> T | Unknown:
    return asked if isinstance(read, Unknown) and not isinstance(asked, Unknown) else read


def _open(answer: Answer | None) -> Unknown:
    """Why a point tells nothing."""
    match answer:
        case None:
            return _NOT_ASKED
        case Answer.NOT_POSSIBLE:
            return _NOT_SET
        case _:
            return _NOT_ANSWERED
