"""The person in the pictures, painted: a warm, plain figure on paper, the region concerned softly lit."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from samklang.playback.mastering.poses import Pose, between, places
from samklang.playback.mastering.shapes import Colour, Field, Point, Stage, Window, cut, joined

SHIRT: Colour = (206, 126, 96)
TROUSERS: Colour = (98, 92, 112)
SKIN: Colour = (222, 172, 138)
HAIR: Colour = (92, 66, 56)
FEATURE: Colour = (140, 88, 70)
BLUSH: Colour = (226, 130, 104)
WOOD: Colour = (178, 140, 106)
MAT: Colour = (150, 168, 156)
CUSHION: Colour = (240, 228, 210)
GLOW: Colour = (255, 208, 124)
PAPER_TOP: Colour = (247, 239, 228)
PAPER_BOTTOM: Colour = (241, 230, 215)
DISC: Colour = (247, 226, 201)

_HEAD = (0.47, 0.55)
_LIT = 0.62
_WHOLE_BEHIND, _WHOLE_OVER = 0.6, 0.13
"""The whole body is lit from behind, so that it stays one."""


@dataclass(frozen=True, slots=True)
class Look:
    """One moment of the figure.

    Attributes:
        pose: Where its joints are.
        breath: How full the chest and belly are, 0..1.
        zoom: How much closer we look than the whole stage.
        stool, mat: How much of the furniture is there, 0..1.
        head_angle: Radians the head is turned, 0 upright.
        light: Regions lit, each with its strength 0..1.
    """

    pose: Pose
    breath: float
    zoom: float
    stool: float
    mat: float
    head_angle: float
    light: Mapping[str, float]


def paper(stage: Stage) -> None:
    """Paint the ground: warm paper, a pale disc, finely grained so that no bands show in the video."""
    down = np.linspace(0, 1, stage.height, dtype=np.float32)[:, None, None]
    top, bottom = np.array(PAPER_TOP, np.float32), np.array(PAPER_BOTTOM, np.float32)
    stage.pixels[:] = top + (bottom - top) * down
    window = stage.window(2.5, 0, 13.5, 9)
    stage.fill(window, window.ellipse((8, 4.5), (4.1, 4.1)), DISC, soft=0.5)


def paint(stage: Stage, look: Look) -> None:
    """Paint the figure on what is there."""
    pose = look.pose
    _furniture(stage, look)
    xs, ys = [x for x, _ in pose.values()], [y for _, y in pose.values()]
    window = stage.window(min(xs) - 1.2, min(ys) - 1.2, max(xs) + 1.2, max(ys) + 1.2)
    if look.mat < 1:
        _ground_shadow(stage, pose, 1 - look.mat)
    for centre, radius in places("whole", pose):
        stage.glow(centre, (radius[0] * 1.5, radius[1] * 1.5), _WHOLE_BEHIND * look.light.get("whole", 0.0), GLOW)
    _legs(stage, window, pose)
    head_x, head_y = pose["head"]
    around_head = stage.window(head_x - 1.1, head_y - 1.1, head_x + 1.1, head_y + 1.1)
    _head_back(stage, around_head, pose, look.head_angle)
    _torso(stage, window, pose, look.breath)
    _head(stage, around_head, pose, look.head_angle)
    _arms(stage, window, pose)
    for region, strength in look.light.items():
        for centre, radius in places(region, pose):
            stage.glow(centre, radius, (_WHOLE_OVER if region == "whole" else _LIT) * strength, GLOW)


def _furniture(stage: Stage, look: Look) -> None:
    if look.stool > 0:
        window = stage.window(6, 5, 10, 8.6)
        away = (1 - look.stool) * 0.25
        seat = window.plate((8, 6.28 + away), (1.12, 0.17), 0.16)
        legs = [
            window.limb((8 + s * 0.8, 6.3 + away), (8 + s * 0.98, 7.62), 0.1 * look.stool, 0.07 * look.stool)
            for s in (-1, 1)
        ]
        before = stage.pixels[window.rows, window.columns].copy()
        stage.fill(window, joined([*legs], 0.05), _darker(WOOD, 22))
        stage.fill(window, seat, WOOD, light=0.5)
        part = stage.pixels[window.rows, window.columns]
        part[:] = before + (part - before) * np.float32(look.stool)
    if look.mat > 0:
        window = stage.window(2, 1.5, 14, 7.5)
        mat = window.plate((8.05, 4.55), (4.75, 1.95), 0.35)
        stage.shade(window, mat, 0.16, 0.22)
        stage.fill(window, mat, MAT, light=0.12)
        inner = np.abs(window.plate((8.05, 4.55), (4.5, 1.7), 0.25)) - np.float32(0.018)
        stage.fill(window, inner, _darker(MAT, -16))
        cushion = window.plate((4.85, 4.55), (0.8, 1.05), 0.42)
        stage.shade(window, cushion, 0.18, 0.12)
        stage.fill(window, cushion, CUSHION, light=0.4)


def _ground_shadow(stage: Stage, pose: Pose, strength: float) -> None:
    left, right = pose["left_toe"], pose["right_toe"]
    middle = ((left[0] + right[0]) / 2, 7.92)
    stage.glow(middle, (1.5, 0.13), 0.34 * strength, (150, 118, 92))


def _legs(stage: Stage, window: Window, pose: Pose) -> None:
    for side in ("left", "right"):
        hip, knee, ankle, toe = (pose[f"{side}_{joint}"] for joint in ("hip", "knee", "ankle", "toe"))
        foot = joined(
            [window.limb(ankle, toe, 0.15, 0.14), window.ellipse(between(ankle, toe, 0.75), (0.21, 0.15))], 0.12
        )
        stage.fill(window, foot, SKIN, light=0.4)
        shin = window.limb(knee, between(knee, ankle, 0.9), 0.29, 0.2)
        thigh = joined([window.limb(hip, knee, 0.34, 0.29), window.limb(hip, pose["pelvis"], 0.33, 0.4)], 0.15)
        leg = np.minimum(shin, thigh)
        stage.shade(window, leg, 0.12, 0.08)
        stage.fill(window, leg, TROUSERS, light=0.5)


def _torso(stage: Stage, window: Window, pose: Pose, breath: float) -> None:
    chest, belly, pelvis = pose["chest"], pose["belly"], pose["pelvis"]
    left, right = pose["left_shoulder"], pose["right_shoulder"]
    neckline = window.ellipse(between(pose["neck"], chest, 0.2), (0.3, 0.3))
    stage.fill(window, neckline, _darker(SKIN, 10))
    body = [
        window.limb(left, right, 0.22, 0.22),
        window.limb(pose["neck"], left, 0.16, 0.22),
        window.limb(pose["neck"], right, 0.16, 0.22),
        window.limb(chest, belly, 0.58 + 0.04 * breath, 0.5 + 0.06 * breath),
        window.limb(belly, pelvis, 0.5 + 0.06 * breath, 0.59),
        window.limb(pelvis, between(belly, pelvis, 1.4), 0.59, 0.62),
    ]
    upper_arms = [
        window.limb(pose[f"{side}_shoulder"], pose[f"{side}_elbow"], 0.25, 0.21) for side in ("left", "right")
    ]
    trunk = cut(joined(body, 0.35), window.beyond(between(belly, pelvis, 1.32), between(belly, pelvis, 2)), 0.14)
    collar = window.ellipse(between(pose["neck"], chest, 0.08), (0.25, 0.22))
    shirt = cut(joined([trunk, *upper_arms], 0.16), collar, 0.05)
    stage.shade(window, shirt, 0.16, 0.07)
    stage.fill(window, shirt, SHIRT, light=0.55)
    neck = window.limb(between(pose["neck"], chest, -0.05), between(pose["neck"], pose["head"], 0.5), 0.19, 0.19)
    stage.fill(
        window, joined([neck, window.ellipse(between(pose["neck"], chest, 0.06), (0.22, 0.16))], 0.1), _darker(SKIN, 10)
    )


def _arms(stage: Stage, window: Window, pose: Pose) -> None:
    for side in ("left", "right"):
        elbow, hand = pose[f"{side}_elbow"], pose[f"{side}_hand"]
        wrist = between(elbow, hand, 0.82)
        palm = joined(
            [window.limb(wrist, hand, 0.115, 0.15), window.limb(hand, _beyond(elbow, hand, 0.17), 0.14, 0.085)], 0.1
        )
        sleeve = window.limb(elbow, wrist, 0.212, 0.155)
        stage.shade(window, np.minimum(sleeve, palm), 0.16, 0.07)
        stage.fill(window, palm, SKIN, light=0.4)
        stage.fill(window, sleeve, SHIRT, light=0.5)


def _head_back(stage: Stage, window: Window, pose: Pose, angle: float) -> None:
    at = _around(pose["head"], angle)
    stage.fill(window, window.ellipse(at(0, -0.06), (_HEAD[0] * 1.13, _HEAD[1] * 1.06), angle), HAIR, light=0.4)


def _head(stage: Stage, window: Window, pose: Pose, angle: float) -> None:
    at = _around(pose["head"], angle)
    ears = [window.ellipse(at(s * _HEAD[0] * 0.99, 0.06), (0.09, 0.13), angle) for s in (-1, 1)]
    face = window.ellipse(at(0, 0.03), (_HEAD[0], _HEAD[1]), angle)
    stage.shade(window, face, 0.14, 0.10)
    stage.fill(window, joined(ears, 0.01), _darker(SKIN, 10))
    stage.fill(window, face, SKIN, light=0.35)
    top = window.ellipse(at(0, -0.05), (_HEAD[0] * 1.07, _HEAD[1] * 1.04), angle)
    brow = joined(
        [window.ellipse(at(-0.10, 0.24), (0.40, 0.50), angle), window.ellipse(at(0.22, 0.2), (0.3, 0.40), angle)], 0.1
    )
    stage.fill(window, np.maximum(top, -brow), HAIR, light=0.5)
    for s in (-1, 1):
        stage.fill(window, _curve(window, at, (s * 0.18, 0.06), 0.08, 0.034), FEATURE)
        stage.glow(at(s * 0.25, 0.22), (0.1, 0.08), 0.28, BLUSH)
    stage.fill(window, _curve(window, at, (0, 0.29), 0.11, 0.04), FEATURE)


def _curve(window: Window, at: Callable[[float, float], Point], middle: Point, half: float, depth: float) -> Field:
    """A thin line hanging down in its middle: a closed eye, a smile."""
    x, y = middle
    points = [at(x + half * along, y + depth * (0.65 - along * along)) for along in (-1, -0.45, 0.0, 0.45, 1)]
    return joined([window.limb(one, other, 0.018, 0.018) for one, other in pairwise(points)], 0.01)


def _around(centre: Point, angle: float) -> Callable[[float, float], Point]:
    cos, sin = math.cos(angle), math.sin(angle)
    return lambda dx, dy: (centre[0] + dx * cos - dy * sin, centre[1] + dx * sin + dy * cos)


def _darker(colour: Colour, by: int) -> Colour:
    red, green, blue = colour
    return (red - by, green - by, blue - by)


def _beyond(one: Point, other: Point, distance: float) -> Point:
    length = math.dist(one, other) or 1.0
    return between(one, other, 1 + distance / length)
