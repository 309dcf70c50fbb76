"""How the figure moves: it never jumps, and every movement begins and ends at rest."""

import math

import pytest

from samklang.playback.mastering.motion import MOVEMENTS, look_at
from samklang.playback.mastering.plan import PlannedCue
from samklang.playback.mastering.poses import POSES, REGIONS, places

FURTHEST = 0.12
"""Stage units a joint may move from one picture of 25 a second to the next: a slow arm's tip."""


def cue(posture: str, motion: str, region: str = "feet", length_s: float = 20) -> PlannedCue:
    return PlannedCue(motion, "movement", posture, region, motion, length_s, {})


UPRIGHT = [
    cue("sitting", "rest"),
    *(cue(posture, motion) for posture in ("sitting", "standing") for motion in MOVEMENTS),
]


def test_no_joint_ever_jumps():
    starts = [number * 20.0 for number in range(len(UPRIGHT))]
    before = look_at(UPRIGHT, starts, 0)
    for picture in range(1, len(UPRIGHT) * 20 * 25):
        now = look_at(UPRIGHT, starts, picture / 25)
        assert max(math.dist(now.pose[joint], before.pose[joint]) for joint in now.pose) < FURTHEST, picture / 25
        assert abs(now.zoom - before.zoom) < 0.01
        before = now


@pytest.mark.parametrize("motion", list(MOVEMENTS))
def test_a_movement_begins_and_ends_at_rest_and_moves_in_between(motion: str):
    cues = [cue("standing", motion)]
    rest = {joint: (round(x, 3), round(y, 3)) for joint, (x, y) in POSES["standing"].items()}
    assert look_at(cues, [0.0], 0).pose == rest
    assert look_at(cues, [0.0], 20).pose == rest
    moved = any(look_at(cues, [0.0], second / 2).pose != rest for second in range(40))
    assert moved is (motion != "rest")


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("posture", list(POSES))
def test_a_region_lies_on_the_figure(region: str, posture: str):
    pose = POSES[posture]
    for (x, y), _radius in places(region, pose):
        assert min(px for px, _ in pose.values()) - 0.2 <= x <= max(px for px, _ in pose.values()) + 0.2
        assert min(py for _, py in pose.values()) - 0.2 <= y <= max(py for _, py in pose.values()) + 0.2


def test_the_light_is_out_at_both_ends_of_a_cue_and_full_in_its_middle():
    cues = [cue("lying", "rest", "belly")]
    assert [look_at(cues, [0.0], time_s).light["belly"] for time_s in (0, 10, 20)] == [0, 1, 0]
