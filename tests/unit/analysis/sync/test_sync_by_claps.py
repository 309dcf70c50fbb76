"""Hands that meet are found in the picture, and nothing is made up where they are not."""

import cv2
import numpy as np
import pytest
from tests.lab.clap_clips import Scene, frames

from samklang.analysis.sync.claps import sync_measures
from samklang.analysis.sync.picture import Doubles, Small, small_picture
from samklang.domain.measures import Unknown
from samklang.domain.sync import HeardClap, SyncMeasures

SMALL = (320, 180)


def seen(scene: Scene) -> tuple[Doubles, Small]:
    """The scene's pictures in cells, and their times."""
    pictures = [small_picture(np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)) for frame in frames(scene)]
    return np.arange(len(pictures)) / scene.fps, np.stack(pictures)


def measured(scene: Scene, shift_ms: float, pictures: tuple[Doubles, Small] | None = None) -> SyncMeasures:
    claps = [HeardClap(contact_s - shift_ms / 1000, 30.0) for contact_s in scene.contacts_s]
    return sync_measures(*(pictures or seen(scene)), claps)


@pytest.mark.parametrize(
    ("scene", "shift_ms"),
    [
        (Scene(size=SMALL, exposure=0), -300.0),
        (Scene(size=SMALL, kind="bounce", fps=25, exposure=0), 300.0),
        (Scene(size=SMALL, view="side", hand=0.12, exposure=0), 45.0),
        (Scene(size=SMALL, closing_s=0.1, brightening=4, exposure=0), -300.0),
    ],
    ids=["stop", "bounce", "side", "fast"],
)
def test_a_shift_is_recovered_within_20_ms(scene: Scene, shift_ms: float):
    found = measured(scene, shift_ms)
    assert isinstance(found.sound_early_ms, float)
    assert isinstance(found.uncertainty_ms, float)
    assert found.sound_early_ms == pytest.approx(shift_ms, abs=20)
    assert abs(found.sound_early_ms - shift_ms) < found.uncertainty_ms
    assert found.uncertainty_ms >= 499 / scene.fps
    assert found.claps == 3


def test_flashes_do_as_well_as_hands():
    scene = Scene(size=SMALL, kind="flash")
    pictures = seen(scene)
    for shift_ms in (-300.0, 0.0, 300.0):
        assert measured(scene, shift_ms, pictures).sound_early_ms == pytest.approx(shift_ms, abs=20)


def test_flashes_that_begin_with_a_frame_are_told_exactly():
    scene = Scene(size=SMALL, kind="flash", contacts_s=(1.0, 2.0, 3.0), length_s=4.0)
    assert measured(scene, 0.0).sound_early_ms == pytest.approx(0, abs=3)


def test_flashes_that_follow_so_fast_that_another_beat_does_as_well_tell_nothing():
    beats_s = tuple(1 + 0.4 * beat for beat in range(8))
    scene = Scene(size=SMALL, kind="flash", contacts_s=beats_s)
    claps = [HeardClap(beat_s - 0.2, 30.0) for beat_s in beats_s]
    assert sync_measures(*seen(scene), claps).sound_early_ms == Unknown("not_matching")


def test_hands_that_rest_together_are_not_told_by_when_they_part():
    claps_s = (1.5, 2.6, 3.5)
    parted_s = tuple(clap_s - 0.25 for clap_s in claps_s)
    times_s, pictures = np.arange(150) / 30, np.full((150, 36, 64), 90, np.float32)
    for picture, time_s in zip(pictures, times_s, strict=True):
        apart = max(1 - abs(time_s - at_s) / 0.25 for at_s in parted_s)
        away = round(14 * max(0.0, apart))
        picture[20:26, 30 - away : 32 - away] = picture[20:26, 32 + away : 34 + away] = 180
    claps = [HeardClap(clap_s, 30.0) for clap_s in claps_s]
    assert isinstance(sync_measures(times_s, pictures, claps).sound_early_ms, Unknown)


def test_hands_that_meet_at_other_times_are_not_taken_for_these_claps():
    pictures = seen(Scene(size=SMALL, exposure=0))
    claps = [HeardClap(at_s, 30.0) for at_s in (1.2, 1.9, 3.6)]
    assert sync_measures(*pictures, claps).sound_early_ms in {Unknown("no_claps_seen"), Unknown("not_matching")}


def test_without_hands_nothing_is_known():
    scene = Scene(size=SMALL, contacts_s=(), exposure=0)
    claps = [HeardClap(at_s, 30.0) for at_s in (1.5, 2.5, 3.5)]
    assert sync_measures(*seen(scene), claps).sound_early_ms == Unknown("no_claps_seen")


@pytest.mark.parametrize(("heard", "reason"), [(0, "no_claps_heard"), (2, "too_few_claps")])
def test_too_few_claps_are_said_to_be_too_few(heard: int, reason: str):
    scene = Scene(size=SMALL, length_s=1.0)
    claps = [HeardClap(0.2 + at, 30.0) for at in range(heard)]
    assert sync_measures(*seen(scene), claps) == SyncMeasures(Unknown(reason), Unknown(reason), 0)


def test_a_picture_that_stands_still_is_named():
    times_s = np.arange(150) / 30
    pictures = np.ones((150, 36, 64), np.float32)
    claps = [HeardClap(at_s, 30.0) for at_s in (1.5, 2.5, 3.5)]
    assert sync_measures(times_s, pictures, claps).sound_early_ms == Unknown("picture_frozen")
    assert sync_measures(times_s[::30], pictures[::30], claps).sound_early_ms == Unknown("no_picture_then")
