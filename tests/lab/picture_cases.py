"""The cases of a known truth: clean clips of people, and the same with one defect in three strengths.

A clip is made from a real picture or a real clip of a person. A still picture comes alive by a slow sway and by a
sensor's noise; "still" is a person who sits as still as people can: breathing and noise alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import av
import cv2
import numpy as np
import skimage.data
from av.video.stream import VideoStream
from tests.lab.picture_defects import DEFECTS, Clip, Pixels, noisy

from samklang.analysis.picture.faces import FaceDetector
from samklang.analysis.picture.framing import head

FPS = 30
CLEAN = "clean"
SENSOR_NOISE = 1.0
"""Grey levels, as a decent camera in good light has."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the head is.

    Attributes:
        height: From crown to chin, of the frame's height.
        headroom: Above the crown, of the frame's height.
        right: Of the head's middle, from the frame's left, of its width.
    """

    height: float = 0.36
    headroom: float = 0.1
    right: float = 0.5


GOOD = Place()
FRAMINGS: Mapping[str, tuple[Place, Place, Place]] = MappingProxyType(
    {
        "too far away": (Place(0.2), Place(0.17), Place(0.14)),
        "too near": (Place(0.6, 0.02), Place(0.7, 0.02), Place(0.85, 0.02)),
        "head too low": (Place(headroom=0.25), Place(headroom=0.32), Place(headroom=0.4)),
        "crown cut off": (Place(headroom=-0.04), Place(headroom=-0.08), Place(headroom=-0.12)),
        "cut at the side": (Place(right=0.05), Place(right=0.02), Place(right=0.0)),
    }
)
"""How a person can sit wrongly, the mildest first."""


@dataclass(frozen=True, slots=True)
class Person:
    """A picture of a person to make clips from.

    Attributes:
        name: Which.
        picture: BGR, uint8.
        lines: Height of the clips made of it: no larger than that its pixels need not be stretched.
    """

    name: str
    picture: Pixels = field(repr=False)
    lines: int


@dataclass(frozen=True, slots=True)
class Case:
    """One clip of a known truth.

    Attributes:
        truth: The defect's name, or `clean`.
        strength: In the defect's own unit; what is special about it where it is clean.
        person: Whose.
        frames: Made anew each time it is asked for.
        check: The check that has to name it; None where it is clean.
        also: Checks that may be off as well, for they are true too.
    """

    truth: str
    strength: float | str
    person: str
    clip: Clip
    check: str | None = None
    also: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """All of it in one line."""
        strength = self.strength if isinstance(self.strength, str) else f"{self.strength:g}"
        return f"{self.truth} {strength}, {self.person}"


def people(folder: Path | None = None) -> list[Person]:
    """The portrait that scikit-image ships; and all pictures of one face in a folder, where one is given."""
    found = [_person("astronaut", cv2.cvtColor(skimage.data.astronaut(), cv2.COLOR_RGB2BGR))]  # type: ignore[no-untyped-call]
    for path in sorted(folder.iterdir()) if folder is not None else ():
        picture = cv2.imread(str(path))
        if picture is not None and len(FaceDetector().find(np.asarray(picture, np.uint8))) == 1:
            found.append(_person(path.stem, picture))
    return found


def _person(name: str, picture: object) -> Person:
    pixels = np.asarray(picture, np.uint8)
    face = FaceDetector().find(pixels)[0]
    head_px = head(face)[0] * pixels.shape[0]
    fitting = [lines for lines in (720, 480, 360, 240) if lines * GOOD.height <= head_px * 1.01]
    return Person(name, pixels, fitting[0] if fitting else 180)


def living(person: Person, place: Place = GOOD, *, seconds: float = 5.0, still: bool = False, seed: int = 1) -> Clip:
    """The person in a 16:9 clip of 30 frames a second, placed, alive and under a sensor's noise."""
    chance = np.random.default_rng(seed)
    face = FaceDetector().find(person.picture)[0]
    rows, columns = person.picture.shape[:2]
    head_share, _ = head(face)
    size = (round(person.lines * 16 / 9 / 2) * 2, person.lines)
    scale = place.height * size[1] / (head_share * rows)
    wide = _widened(person.picture, round(max(size) / scale))
    crown_px = (face.eyes_y - head_share / 2) * rows + round(max(size) / scale)
    middle_px = (face.left + face.right) / 2 * columns + round(max(size) / scale)
    if scale < 1:
        # Averaged first: the warp below would leave pixels out.
        wide = np.asarray(cv2.resize(wide, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        crown_px, middle_px, scale = crown_px * scale, middle_px * scale, 1.0
    left, top = place.right * size[0] - middle_px * scale, place.headroom * size[1] - crown_px * scale
    for at in range(round(seconds * FPS)):
        time_s = at / FPS
        sway = (0.0, 0.3 * np.sin(2 * np.pi * 0.25 * time_s)) if still else _sway(time_s, size[1])
        matrix = np.array([[scale, 0, left + sway[0]], [0, scale, top + sway[1]]], np.float64)
        frame = cv2.warpAffine(wide, matrix, size, flags=cv2.INTER_LANCZOS4, borderMode=cv2.BORDER_REPLICATE)
        yield time_s, noisy(np.asarray(frame, np.uint8), SENSOR_NOISE, chance)


def _widened(picture: Pixels, by: int) -> Pixels:
    """The picture with a soft wall around it, as wide as asked for, of the colours at its own edge."""
    wide = cv2.copyMakeBorder(picture, by, by, by, by, cv2.BORDER_REPLICATE)
    wall = cv2.blur(wide, (min(by, 199) | 1,) * 2)
    inside = np.zeros(wide.shape[:2], np.float32)
    inside[by + 8 : -by - 8, by + 8 : -by - 8] = 1
    share = cv2.GaussianBlur(inside, (0, 0), 6)[..., None]
    return np.asarray(share * wide + (1 - share) * wall, np.uint8)


def _sway(time_s: float, lines: int) -> tuple[float, float]:
    """How far somebody who talks has moved, pixels: two slow swings that do not repeat within a minute."""
    reach = 0.008 * lines
    return (
        float(reach * (np.sin(2 * np.pi * 0.23 * time_s) + 0.6 * np.sin(2 * np.pi * 0.61 * time_s + 1))),
        float(reach * (0.5 * np.sin(2 * np.pi * 0.31 * time_s + 2))),
    )


def defective_cases(persons: Sequence[Person], word: str = "") -> Iterator[Case]:
    """Every defect whose name holds the word, in three strengths on each person."""
    for person in persons:
        for truth, defect in DEFECTS.items():
            for strength in defect.strengths if word in truth else ():
                chance = np.random.default_rng([sum(map(ord, truth + person.name)), round(strength * 100)])
                clip = defect.add(living(person, seconds=defect.seconds), strength, chance)
                yield Case(truth, strength, person.name, clip, defect.check, defect.also)
        for truth, places in FRAMINGS.items():
            for place in places if word in truth else ():
                where = f"{place.height:g} {place.headroom:g} {place.right:g}"
                yield Case(truth, where, person.name, living(person, place), "framing", frozenset({"face"}))


def clean_cases(persons: Sequence[Person]) -> Iterator[Case]:
    """Every person as they are, moving and sitting still, near and far within what is good."""
    for person in persons:
        yield Case(CLEAN, "moving", person.name, living(person))
        yield Case(CLEAN, "moving, 12 s", person.name, living(person, seconds=12.0))
        yield Case(CLEAN, "still", person.name, living(person, seconds=8.0, still=True))
        yield Case(CLEAN, "smaller", person.name, living(person, Place(0.28, 0.13, 0.55)))
        yield Case(CLEAN, "larger", person.name, living(person, Place(0.45, 0.07, 0.45)))


def written(case: Case, path: Path, options: Mapping[str, str] = MappingProxyType({"crf": "20"})) -> Path:
    """The case as H.264 in MP4."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "veryfast", **options})
        if not isinstance(stream, VideoStream):
            raise TypeError("libx264 makes video")
        stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, FPS * 100)
        for at, (time_s, pixels) in enumerate(case.clip):
            if not at:
                stream.height, stream.width = pixels.shape[0] // 2 * 2, pixels.shape[1] // 2 * 2
            frame = av.VideoFrame.from_ndarray(pixels[: stream.height, : stream.width].copy(), format="bgr24")
            frame.pts, frame.time_base = round(time_s * FPS * 100), Fraction(1, FPS * 100)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
