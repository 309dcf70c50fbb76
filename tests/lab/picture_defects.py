"""Adds one defect of a known strength to a clean clip of a person: the truth that verdicts are held against.

A clip is an iterator of frames with their time in seconds; a frame is BGR, uint8, (h, w, 3), full range. Every defect
takes a clip, a strength in the unit its own docstring names, and a source of chance, and gives back a clip. Frames are
made one by one, so that long clips cost no memory. Nothing here is random but by `chance`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from tests.lab.display import draw_display

Pixels: TypeAlias = NDArray[np.uint8]
Light: TypeAlias = NDArray[np.float32]
Clip: TypeAlias = Iterator[tuple[float, Pixels]]
Chance: TypeAlias = np.random.Generator

GAMMA = 2.2
"""Near enough to sRGB and BT.709 to add light by."""


def linear(frame: Pixels) -> Light:
    """The light a frame stands for, 0..1."""
    return _TO_LIGHT[frame]


def shown(light: Light) -> Pixels:
    """The frame that stands for this light; what is beyond 1 is burnt out."""
    return np.asarray((np.clip(light, 0, 1) ** (1 / GAMMA)) * 255 + 0.5, np.uint8)


_TO_LIGHT = ((np.arange(256) / 255) ** GAMMA).astype(np.float32)


def _each(clip: Clip, change: Callable[[Pixels], Pixels]) -> Clip:
    return ((time_s, change(frame)) for time_s, frame in clip)


def light(clip: Clip, factor: float, _chance: Chance) -> Clip:
    """So many times the light, everywhere."""
    table = shown((_TO_LIGHT * factor).reshape(1, -1)).ravel()
    return _each(clip, lambda frame: table[frame])


def backlight(clip: Clip, stops: float, _chance: Chance) -> Clip:
    """The camera has exposed for a window: the middle so many stops darker, a bright window beside and behind it."""
    masks: dict[tuple[int, ...], Light] = {}

    def change(frame: Pixels) -> Pixels:
        height, width = frame.shape[:2]
        if (height, width) not in masks:
            masks[height, width] = _person(height, width)[..., None]
        person = masks[height, width]
        dark = linear(frame) * 2.0**-stops
        window = np.clip(0.75 + 0.3 * linear(frame), 0, 1)
        return shown(person * dark + (1 - person) * window)

    return _each(clip, change)


def _person(height: int, width: int) -> Light:
    """1 where somebody sits in the middle: an ellipse for the head, shoulders below; soft at the edge."""
    mask = np.zeros((height, width), np.uint8)
    cv2.ellipse(
        mask, (width // 2, round(0.36 * height)), (round(0.17 * height), round(0.27 * height)), 0, 0, 360, 255, -1
    )
    cv2.ellipse(mask, (width // 2, height), (round(0.5 * height), round(0.45 * height)), 0, 180, 360, 255, -1)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.02 * height).astype(np.float32) / 255)


def black(clip: Clip, seconds: float, chance: Chance) -> Clip:
    """A lens cap for so long, from the third second on: hardly any light, the sensor's noise alone."""
    for time_s, frame in clip:
        covered = 2 <= time_s < 2 + seconds
        yield time_s, np.asarray(np.clip(chance.normal(4, 2, frame.shape), 0, 255), np.uint8) if covered else frame


def freeze(clip: Clip, seconds: float, _chance: Chance) -> Clip:
    """The same picture again and again for so long, from the third second on."""
    held: Pixels | None = None
    for time_s, frame in clip:
        if 2 <= time_s < 2 + seconds:
            held = frame if held is None else held
            yield time_s, held
        else:
            yield time_s, frame


def card(clip: Clip, kind: float, _chance: Chance) -> Clip:
    """No view but a card: 1 a flat blue, 2 colour bars, 3 a notice on black."""
    for time_s, frame in clip:
        yield time_s, _card(frame.shape, round(kind))


def _card(shape: Sequence[int], kind: int) -> Pixels:
    height, width = shape[:2]
    drawn = np.zeros((height, width, 3), np.uint8)
    if kind == 1:
        drawn[:] = (200, 40, 10)
    elif kind == 2:
        colours = ((192,) * 3, (0, 192, 192), (192, 192, 0), (0, 192, 0), (192, 0, 192), (0, 0, 192), (192, 0, 0))
        for at, colour in enumerate(colours):
            drawn[:, at * width // 7 : (at + 1) * width // 7] = colour
    else:
        drawn[:] = 24
        size = height / 360
        cv2.putText(drawn, "NO SIGNAL", (width // 3, height // 2), cv2.FONT_HERSHEY_SIMPLEX, size, (230,) * 3, 2)
    return drawn


def blur(clip: Clip, permille: float, _chance: Chance) -> Clip:
    """Out of focus: a disk whose radius is so many thousandths of the picture's height."""

    def change(frame: Pixels) -> Pixels:
        radius = max(1, round(permille * frame.shape[0] / 1000))
        disk = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2).astype(np.float32)
        return np.asarray(cv2.filter2D(frame, -1, disk / disk.sum()), np.uint8)

    return _each(clip, change)


def noise(clip: Clip, sigma: float, chance: Chance) -> Clip:
    """Sensor noise of this standard deviation in grey levels, fresh in every frame and channel."""
    return _each(clip, lambda frame: noisy(frame, sigma, chance))


def noisy(frame: Pixels, sigma: float, chance: Chance) -> Pixels:
    """The frame under noise of this standard deviation, grey levels."""
    grain = chance.standard_normal(frame.shape, np.float32) * np.float32(sigma)
    return np.asarray(np.clip(frame + grain + 0.5, 0, 255), np.uint8)


def tint(gains: tuple[float, float, float], clip: Clip, strength: float, _chance: Chance) -> Clip:
    """A cast: the light of blue, green and red times these gains, to the power of the strength."""
    tables = [shown((_TO_LIGHT * gain**strength).reshape(1, -1)).ravel() for gain in gains]
    return _each(clip, lambda frame: np.dstack([table[frame[..., at]] for at, table in enumerate(tables)]))


def flicker(clip: Clip, percent: float, _chance: Chance) -> Clip:
    """Light that pulses at 100 Hz before a camera that sees all rows at once: the whole picture swings with the beat.

    So many percent of the light, from the middle to the top of the swing.
    """
    for time_s, frame in clip:
        yield time_s, shown(linear(frame) * np.float32(1 + percent / 100 * np.sin(2 * np.pi * 100.0 * time_s + 0.7)))


def banding(clip: Clip, percent: float, _chance: Chance) -> Clip:
    """The same light before a rolling shutter: bands, one after the other from top to bottom, that wander."""
    for time_s, frame in clip:
        rows = np.linspace(0, 1 / 40, frame.shape[0], dtype=np.float32)[:, None, None]
        swing = np.sin(2 * np.pi * 100.3 * (time_s + rows) + 0.7)
        yield time_s, shown(linear(frame) * (1 + np.float32(percent / 100) * swing).astype(np.float32))


def exposure_hunting(clip: Clip, percent: float, _chance: Chance) -> Clip:
    """Automatic exposure that cannot settle: the light swings by so many percent, once in two and a half seconds."""
    for time_s, frame in clip:
        yield time_s, shown(linear(frame) * np.float32(1 + percent / 100 * np.sin(2 * np.pi * 0.4 * time_s)))


def focus_hunting(clip: Clip, permille: float, chance: Chance) -> Clip:
    """Automatic focus that cannot settle: blurred up to this and sharp again, once in two and a half seconds."""
    for time_s, frame in clip:
        now = permille * (0.5 - 0.5 * np.cos(2 * np.pi * 0.4 * time_s))
        radius = now * frame.shape[0] / 1000
        yield from blur(iter([(time_s, frame)]), now, chance) if radius >= 1 else [(time_s, frame)]


def slow(clip: Clip, unique_fps: float, _chance: Chance) -> Clip:
    """Only so many new pictures a second; the others repeat."""
    held, shown_at = None, -1
    for time_s, frame in clip:
        due = int(time_s * unique_fps + 1e-6)
        if held is None or due > shown_at:
            held, shown_at = frame, due
        yield time_s, held


def smaller(clip: Clip, lines: float, _chance: Chance) -> Clip:
    """A camera that delivers only so many lines."""

    def change(frame: Pixels) -> Pixels:
        width = round(frame.shape[1] * lines / frame.shape[0] / 2) * 2
        return np.asarray(cv2.resize(frame, (width, round(lines)), interpolation=cv2.INTER_AREA), np.uint8)

    return _each(clip, change)


def upscaled(clip: Clip, times: float, _chance: Chance) -> Clip:
    """Taken so many times smaller, and scaled up again (bicubic)."""

    def change(frame: Pixels) -> Pixels:
        height, width = frame.shape[:2]
        small = cv2.resize(frame, (round(width / times), round(height / times)), interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)

    return _each(clip, change)


def interlaced(clip: Clip, pixels: float, _chance: Chance) -> Clip:
    """Woven from two half-pictures, half a frame's time apart: every second row has moved on by so many pixels.

    The view pans to and fro, for without movement nobody could see it.
    """
    for time_s, frame in clip:
        phase = np.cos(2 * np.pi * 0.5 * time_s)
        panned = _moved(frame, 20 * np.sin(2 * np.pi * 0.5 * time_s))
        woven = panned.copy()
        woven[1::2] = _moved(panned, pixels * phase)[1::2]
        yield time_s, woven


def _moved(frame: Pixels, right: float) -> Pixels:
    matrix = np.array([[1, 0, right], [0, 1, 0]], np.float32)
    return np.asarray(
        cv2.warpAffine(frame, matrix, frame.shape[1::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT),
        np.uint8,
    )


def display(clip: Clip, much: float, _chance: Chance) -> Clip:
    """The camera's own display: 1 a line of figures, 2 figures and a focus frame, 3 all there is."""
    return _each(clip, lambda frame: draw_display(frame, round(much)))


def nobody(clip: Clip, kind: float, _chance: Chance) -> Clip:
    """Nobody in the picture: 1 the corner of the room stretched, 2 the same turned, 3 the same mirrored."""
    for time_s, frame in clip:
        height, width = frame.shape[:2]
        corner = frame[: height // 4, : width // 5]
        turned = {1: corner, 2: np.rot90(corner, 2), 3: corner[:, ::-1]}[round(kind)]
        wide = np.hstack([turned, turned[:, ::-1], turned, turned[:, ::-1], turned])
        yield time_s, np.asarray(np.vstack([wide, wide[::-1], wide, wide[::-1]])[:height, :width], np.uint8)


@dataclass(frozen=True, slots=True)
class Defect:
    """A defect with the check that has to name it.

    Attributes:
        add: Makes it.
        check: Its check's code.
        strengths: Three of them, the weakest first, in its own unit.
        also: Checks that may be off as well, for they are true too.
        seconds: So long must a clip be to show it.
    """

    add: Callable[[Clip, float, Chance], Clip]
    check: str
    strengths: tuple[float, float, float]
    also: frozenset[str] = field(default_factory=frozenset)
    seconds: float = 5.0


DEFECTS: Mapping[str, Defect] = MappingProxyType(
    {
        "black": Defect(black, "black", (1.5, 2.0, 3.0)),
        "frozen": Defect(freeze, "frozen", (2.0, 3.5, 5.0), seconds=8.0),
        "card": Defect(card, "no_signal", (1, 2, 3)),
        "too dark": Defect(light, "exposure", (0.12, 0.06, 0.03)),
        "too bright": Defect(light, "exposure", (4.0, 6.0, 9.0)),
        "backlight": Defect(backlight, "backlight", (2.0, 3.0, 4.0)),
        "out of focus": Defect(blur, "sharpness", (6, 10, 16)),
        "noise": Defect(noise, "noise", (10, 16, 28)),
        "tungsten": Defect(partial(tint, (0.45, 0.8, 1.25)), "colour_cast", (0.7, 1.0, 1.4)),
        "green": Defect(partial(tint, (0.75, 1.25, 0.75)), "colour_cast", (0.7, 1.0, 1.4)),
        "blue": Defect(partial(tint, (1.5, 0.95, 0.6)), "colour_cast", (0.7, 1.0, 1.4)),
        "flicker": Defect(flicker, "flicker", (4, 8, 16)),
        "banding": Defect(banding, "flicker", (6, 12, 20)),
        "exposure hunting": Defect(exposure_hunting, "hunting", (20, 30, 45), seconds=12.0),
        "focus hunting": Defect(focus_hunting, "hunting", (8, 12, 18), frozenset({"sharpness"}), seconds=12.0),
        "slow": Defect(slow, "frame_rate", (15, 10, 5)),
        "small": Defect(smaller, "frame_size", (300, 240, 180)),
        "upscaled": Defect(upscaled, "upscaled", (1.5, 2.0, 3.0), frozenset({"sharpness"})),
        "interlaced": Defect(interlaced, "interlaced", (3, 6, 10)),
        "display": Defect(display, "overlay", (1, 2, 3)),
        "nobody": Defect(nobody, "face", (1, 2, 3)),
    }
)
"""What can be wrong. A wrong place in the frame is made where the clip is cut out: `picture_cases`."""
