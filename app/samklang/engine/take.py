"""One live take: open the devices, hear the silence, hear and see the person, hand back the measures."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from samklang.domain.live import LiveState
from samklang.engine.check import Measured
from samklang.engine.ports import Camera, Clock, Microphone, Refused
from samklang.wording import Wording

SILENCE_S = 4.0
"""Length of the prompted silence; 3 to 5 s is enough for a noise floor. Our proposal."""

OPENING_S = 15.0
"""A DSLR that is waking up may take this long to give its first picture. Our proposal."""

FINISHING_S = 5.0
"""The measures of a finished take are there in a fraction of this. Our proposal."""

_DELIVERING = frozenset({LiveState.LIVE, LiveState.SLOW, LiveState.FROZEN})
_GIVEN_UP = frozenset({LiveState.REFUSED, LiveState.FAILED, LiveState.CLOSED})


class Prompt(StrEnum):
    """What the person is asked to do now."""

    BE_QUIET = "be_quiet"
    SPEAK = "speak"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Room:
    """What a take needs of the world besides the devices.

    Attributes:
        clock: The clock the waiting goes by.
        pause: Called between two looks at the devices; it may sleep a little.
        tell: Told what the person is to do, and for how many seconds.
        wording: The language of the refusals.
    """

    clock: Clock
    pause: Callable[[], None]
    tell: Callable[[Prompt, float], None]
    wording: Wording


def measure_live(microphone: Microphone | None, camera: Camera | None, seconds: float, room: Room) -> Measured:
    """Make a take and wait for it; the devices are let go of, however it ends.

    Args:
        microphone: Not opened yet; None to leave the sound out.
        camera: Not opened yet; None to leave the picture out.
        seconds: Length of the take, after the silence.
        room: See `Room`.

    Raises:
        Refused: A device does not open, or is lost on the way.
    """
    devices = [device for device in (microphone, camera) if device is not None]
    try:
        for device in devices:
            device.start()
        _until(lambda: all(device.poll().state in _DELIVERING for device in devices), OPENING_S, devices, room)
        if microphone is not None:
            _silence(microphone, devices, room)
        room.tell(Prompt.LOOK if microphone is None else Prompt.SPEAK, seconds)
        for device in devices:
            device.begin_take()
        _wait(seconds, devices, room)
        for device in devices:
            device.finish_take()
        _until(lambda: all(device.poll().finished for device in devices), FINISHING_S, devices, room)
        return Measured(
            sound=None if microphone is None else microphone.poll().measures,
            picture=None if camera is None else camera.poll().measures,
        )
    finally:
        for device in devices:
            device.close()


def _silence(microphone: Microphone, devices: list[Microphone | Camera], room: Room) -> None:
    room.tell(Prompt.BE_QUIET, SILENCE_S)
    microphone.begin_take(silence=True)
    _wait(SILENCE_S, devices, room)
    microphone.finish_take()
    _until(lambda: microphone.poll().finished, FINISHING_S, devices, room)


def _until(done: Callable[[], bool], seconds: float, devices: list[Microphone | Camera], room: Room) -> None:
    """Wait until it is done, at most so long."""
    ends_ns = room.clock.monotonic_ns() + round(seconds * 1e9)
    while not done():
        for device in devices:
            if device.poll().state in _GIVEN_UP:
                raise _gone(device, room)
        if room.clock.monotonic_ns() > ends_ns:
            raise _gone(next((each for each in devices if each.poll().state not in _DELIVERING), devices[0]), room)
        room.pause()


def _wait(seconds: float, devices: list[Microphone | Camera], room: Room) -> None:
    """Wait so long, every device delivering all the while: a take with a hole in it measures something else."""
    ends_ns = room.clock.monotonic_ns() + round(seconds * 1e9)
    while room.clock.monotonic_ns() < ends_ns:
        for device in devices:
            if device.poll().state not in _DELIVERING:
                raise _gone(device, room)
        room.pause()


def _gone(device: Microphone | Camera, room: Room) -> Refused:
    name = device.info.name or device.info.id
    return Refused(room.wording("check.live.gone", name="".join(sign if sign.isprintable() else "?" for sign in name)))
