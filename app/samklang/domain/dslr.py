"""What a check can tell of a DSLR: read from the camera once, or ticked off by a person from its checklist."""

from dataclasses import dataclass
from enum import StrEnum

from samklang.domain.measures import Measured, Unknown


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


@dataclass(frozen=True, slots=True)
class DslrMeasures:
    """One camera body, read once and closed again, or as its checklist was answered.

    Attributes:
        model: As it calls itself; empty where a checklist was answered.
        read_from_camera: False where all of it comes from a checklist.
        battery_percent: Of its charge.
        on_mains: 1 on a mains adapter, 0 on battery.
        auto_off_s: After so long without a button it switches itself off; 0 is never.
        live_view_blocks: Why it will not give a live picture now, as codes: `battery`, `temperature`, `no_card`,
            `card_error`, `lens`, ...; empty where nothing blocks.
        focus_mode: As the camera calls it.
        white_balance: As the camera calls it.
        answers: Point of the checklist -> answer, where one was asked.
    """

    model: str
    read_from_camera: bool
    battery_percent: Measured
    on_mains: Measured
    auto_off_s: Measured
    live_view_blocks: tuple[str, ...] | Unknown
    focus_mode: str | Unknown
    white_balance: str | Unknown
    answers: tuple[tuple[str, Answer], ...] = ()
