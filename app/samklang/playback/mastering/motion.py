"""How the figure moves: small, slow, each movement beginning and ending at rest, never a jump."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from samklang.playback.mastering.figure import Look
from samklang.playback.mastering.plan import PlannedCue
from samklang.playback.mastering.poses import POSES, Pose, blended
from samklang.playback.mastering.shapes import Point

BREATH_S = 6.5
"""About one breath, nine a minute: calm without asking for it; our proposal. A cue holds a whole number of them."""

SETTLE_S = 3.0
"""From one posture to the next; within a cue's first breath, in which nothing else moves."""

_ZOOM = {"sitting": 1.12, "standing": 1.06, "lying": 1.3}
_LIGHT_S = 2.0
_BREATH_STEPS = 24
"""Breath and light move in steps too small to be seen; equal moments are then painted once."""

Movement: TypeAlias = Callable[[Pose, float], Pose]
"""A pose moved: share 0 is rest, 1 the furthest; `sway` and `press_feet` take -1..1."""


def look_at(cues: Sequence[PlannedCue], starts_s: Sequence[float], time_s: float) -> Look:
    """The figure at a moment of a part.

    Args:
        cues: The part's cues.
        starts_s: Where each starts, in seconds.
        time_s: The moment; after the last cue its end is held.
    """
    number = max(index for index, start in enumerate(starts_s) if start <= time_s)
    cue = cues[number]
    since = min(time_s - starts_s[number], cue.length_s)
    before = cues[number - 1] if number else cue
    settled = _eased(since / SETTLE_S)
    pose = blended(POSES[before.posture], POSES[cue.posture], settled)
    breath, breaths = _breath(since, cue.length_s)
    pose = MOVEMENTS[cue.motion](pose, _share(cue.motion, breath, breaths))
    return Look(
        pose={joint: (round(x, 3), round(y, 3)) for joint, (x, y) in pose.items()},
        breath=_stepped(breath),
        zoom=round(_ZOOM[before.posture] + (_ZOOM[cue.posture] - _ZOOM[before.posture]) * settled, 3),
        stool=_stepped(_present("sitting", before, cue, settled)),
        mat=_stepped(_present("lying", before, cue, settled)),
        head_angle=-math.pi / 2 * _present("lying", before, cue, settled),
        light={cue.region: _stepped(_light(since, cue.length_s))},
    )


def _breath(since_s: float, length_s: float) -> tuple[float, int]:
    """How full the breath is, 0..1, and how many breaths of this cue went before. Empty at the cue's both ends."""
    turned = since_s / length_s * max(1, round(length_s / BREATH_S))
    return (1 - math.cos(2 * math.pi * turned)) / 2, int(turned)


def _share(motion: str, breath: float, breaths: int) -> float:
    """How far the movement has gone: with the breath, from the second one on; of two sides one after the other."""
    if breaths == 0:
        return 0.0
    return -breath if motion in _TWO_SIDED and breaths % 2 == 0 else breath


def _light(since_s: float, length_s: float) -> float:
    return _eased(since_s / _LIGHT_S) * _eased((length_s - since_s) / _LIGHT_S)


def _present(posture: str, before: PlannedCue, cue: PlannedCue, settled: float) -> float:
    was, will = float(before.posture == posture), float(cue.posture == posture)
    return was + (will - was) * settled


def _stepped(share: float) -> float:
    return round(share * _BREATH_STEPS) / _BREATH_STEPS


def _eased(share: float) -> float:
    share = min(1.0, max(0.0, share))
    return share * share * share * (share * (share * 6 - 15) + 10)


def _still(pose: Pose, _share: float) -> Pose:
    return pose


def _raised(pose: Pose, share: float, by: Mapping[str, float]) -> Pose:
    """Joints lifted by so many stage units."""
    return {
        joint: (x, y - share * by.get(joint.removeprefix("left_").removeprefix("right_"), 0.0))
        for joint, (x, y) in pose.items()
    }


def _grow_tall(pose: Pose, share: float) -> Pose:
    return _raised(
        pose, share, {"head": 0.2, "neck": 0.17, "chest": 0.13, "shoulder": 0.13, "belly": 0.06, "elbow": 0.08}
    )


def _shoulder_lift(pose: Pose, share: float) -> Pose:
    return _raised(pose, share, {"shoulder": 0.2, "elbow": 0.15, "hand": 0.05, "chest": 0.02})


def _press_feet(pose: Pose, share: float) -> Pose:
    """One heel lightly up, then the other."""
    moved = dict(pose)
    side = "left" if share > 0 else "right"
    for joint, by in (("ankle", 0.16), ("knee", 0.1)):
        x, y = moved[f"{side}_{joint}"]
        moved[f"{side}_{joint}"] = (x, y - abs(share) * by)
    return moved


def _sway(pose: Pose, share: float) -> Pose:
    """Weight from one foot to the other; the higher up, the further."""
    ground = pose["left_toe"][1]
    return {joint: (x + share * 0.06 * max(0.0, ground - 0.15 - y), y) for joint, (x, y) in pose.items()}


def _arms_float(pose: Pose, share: float) -> Pose:
    """Both arms out to the sides, up to shoulder height."""
    moved = dict(pose)
    for side, sign in (("left", 1), ("right", -1)):
        shoulder = pose[f"{side}_shoulder"]
        for joint, turn in (("elbow", 62), ("hand", 74)):
            moved[f"{side}_{joint}"] = _turned(pose[f"{side}_{joint}"], shoulder, math.radians(sign * turn * share))
    return moved


def _turned(point: Point, about: Point, angle: float) -> Point:
    x, y = point[0] - about[0], point[1] - about[1]
    cos, sin = math.cos(angle), math.sin(angle)
    return (about[0] + x * cos - y * sin, about[1] + x * sin + y * cos)


_TWO_SIDED = frozenset({"press_feet", "sway"})

MOVEMENTS: Mapping[str, Movement] = {
    "rest": _still,
    "grow_tall": _grow_tall,
    "shoulder_lift": _shoulder_lift,
    "press_feet": _press_feet,
    "sway": _sway,
    "arms_float": _arms_float,
}
"""The movements a plan may ask for."""
