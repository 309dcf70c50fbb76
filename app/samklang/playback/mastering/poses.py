"""Where the figure's joints are in each posture, and where a region of the body lies among them."""

from collections.abc import Mapping
from typing import TypeAlias

from samklang.playback.mastering.shapes import Point

Pose: TypeAlias = Mapping[str, Point]
"""Joints by name, in stage units; `left` is left in the picture."""


def _mirrored(centre: Mapping[str, Point], side: Mapping[str, Point]) -> dict[str, Point]:
    pose = dict(centre)
    for name, (x, y) in side.items():
        pose[f"left_{name}"] = (8 - x, y)
        pose[f"right_{name}"] = (8 + x, y)
    return pose


_UPRIGHT: Mapping[str, Pose] = {
    "standing": _mirrored(
        {"head": (8, 1.72), "neck": (8, 2.42), "chest": (8, 3.2), "belly": (8, 4.15), "pelvis": (8, 4.82)},
        {
            "shoulder": (0.72, 2.86),
            "elbow": (1.02, 3.95),
            "hand": (1.1, 4.98),
            "hip": (0.33, 4.9),
            "knee": (0.42, 6.3),
            "ankle": (0.44, 7.55),
            "toe": (0.6, 7.74),
        },
    ),
    "sitting": _mirrored(
        {"head": (8, 2.5), "neck": (8, 3.2), "chest": (8, 3.98), "belly": (8, 4.93), "pelvis": (8, 5.6)},
        {
            "shoulder": (0.72, 3.64),
            "elbow": (1.08, 4.68),
            "hand": (0.66, 5.5),
            "hip": (0.4, 5.62),
            "knee": (0.68, 5.98),
            "ankle": (0.62, 7.5),
            "toe": (0.76, 7.74),
        },
    ),
}


def _laid_down(pose: Pose) -> Pose:
    """A standing pose seen from above, head to the left."""
    return {name: (8.0 + (y - 4.75), 4.55 - (x - 8.0)) for name, (x, y) in pose.items()}


def _lying() -> Pose:
    pose = dict(_UPRIGHT["standing"])
    for sign, side in ((-1, "left"), (1, "right")):
        pose[f"{side}_elbow"] = (8 + sign * 1.22, 3.85)
        pose[f"{side}_hand"] = (8 + sign * 1.5, 4.85)
        pose[f"{side}_knee"] = (8 + sign * 0.5, 6.25)
        pose[f"{side}_ankle"] = (8 + sign * 0.62, 7.5)
        pose[f"{side}_toe"] = (8 + sign * 0.86, 7.74)
    return _laid_down(pose)


POSES: Mapping[str, Pose] = {**_UPRIGHT, "lying": _lying()}
"""The figure at rest, by posture."""


def between(one: Point, other: Point, share: float) -> Point:
    """The point a share of the way from one to the other."""
    return (one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share)


def blended(one: Pose, other: Pose, share: float) -> Pose:
    """A pose a share of the way from one to the other."""
    return {joint: between(point, other[joint], share) for joint, point in one.items()}


def places(region: str, pose: Pose) -> list[tuple[Point, Point]]:
    """Where a region lies in a pose: centres and radii, in stage units.

    Raises:
        KeyError: The region is not one of `REGIONS`.
    """
    return [(between(pose[one], pose[other], share), radius) for one, other, share, radius in _PLACES[region]]


def _both(one: str, other: str, share: float, radius: Point) -> tuple[tuple[str, str, float, Point], ...]:
    return tuple((f"{side}_{one}", f"{side}_{other}", share, radius) for side in ("left", "right"))


_PLACES: Mapping[str, tuple[tuple[str, str, float, Point], ...]] = {
    "whole": (
        ("chest", "belly", 0.5, (0.95, 0.95)),
        ("head", "head", 0.5, (0.6, 0.6)),
        *_both("hip", "knee", 0.6, (0.55, 0.55)),
        *_both("knee", "ankle", 0.7, (0.5, 0.5)),
        *_both("elbow", "hand", 0.4, (0.45, 0.45)),
    ),
    "breath": (("chest", "belly", 0.45, (0.78, 0.78)),),
    "belly": (("belly", "pelvis", 0.1, (0.62, 0.62)),),
    "back": (
        ("neck", "chest", 0.6, (0.42, 0.5)),
        ("belly", "belly", 0.5, (0.42, 0.5)),
        ("pelvis", "pelvis", 0.5, (0.6, 0.5)),
    ),
    "midline": (
        ("head", "head", 0.5, (0.36, 0.5)),
        ("neck", "chest", 0.5, (0.3, 0.5)),
        ("chest", "belly", 0.5, (0.32, 0.55)),
        ("belly", "pelvis", 0.7, (0.36, 0.5)),
    ),
    "feet": _both("ankle", "toe", 0.6, (0.48, 0.36)),
    "legs": (
        *_both("hip", "knee", 0.55, (0.5, 0.5)),
        *_both("knee", "ankle", 0.1, (0.45, 0.45)),
        *_both("knee", "ankle", 0.7, (0.4, 0.4)),
    ),
    "hands": (*_both("hand", "hand", 0.5, (0.36, 0.36)),),
    "arms": (
        *_both("shoulder", "elbow", 0.6, (0.42, 0.42)),
        *_both("elbow", "hand", 0.5, (0.4, 0.4)),
        *_both("hand", "hand", 0.5, (0.36, 0.36)),
    ),
    "shoulders": (*_both("shoulder", "shoulder", 0.5, (0.48, 0.44)), ("neck", "neck", 0.5, (0.4, 0.34))),
    "face": (("head", "head", 0.5, (0.58, 0.62)),),
}

REGIONS = tuple(_PLACES)
"""The regions the figure can show."""
