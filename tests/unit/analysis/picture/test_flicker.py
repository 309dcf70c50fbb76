"""Light that swings with the mains, and what only looks like it."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from samklang.analysis.picture.flicker import Flicker
from samklang.analysis.picture.repeats import Change, block_means
from samklang.analysis.picture.view import Pixels, View
from samklang.domain.measures import Unknown

Light = Callable[[float, NDArray[np.floating]], NDArray[np.floating] | float]
SCENE = np.random.default_rng(3).uniform(60, 180, (12, 16)).repeat(20, axis=0).repeat(20, axis=1)


def view_of(luma: Pixels, time_s: float) -> View:
    """A view of luma alone, as the light is read off nothing else."""
    return View(
        luma,
        (luma.shape[1], luma.shape[0]),
        time_s,
        change=Change(1.0, 1.0, 1.0),
        blocks=block_means(luma),
        colour=lambda: np.dstack([luma] * 3),
        native=lambda top, bottom, left, right: luma[top:bottom, left:right],
    )


def _take(
    light: Light, seconds: float = 5.0, fps: float = 30.0, shift_px: Callable[[float], int] | None = None
) -> Flicker:
    """A scene with fresh sensor noise under a light that is a factor for each time and each row (0 to 1 downwards)."""
    flicker, rng = Flicker(), np.random.default_rng(1)
    third = SCENE.shape[1] // 3
    noises = rng.normal(0, 2, (16, *SCENE.shape)).astype(np.float32)
    rows = np.linspace(0, 1, SCENE.shape[0])[:, None]
    for time_s in np.arange(0, seconds, 1 / fps):
        scene = SCENE.copy()
        if shift_px is not None:
            # Somebody in the middle third moves.
            scene[:, third : 2 * third] = np.roll(scene[:, third : 2 * third], shift_px(time_s), axis=0)
        frame = scene * light(time_s, rows) + noises[rng.integers(len(noises))]
        flicker.feed(view_of(np.clip(frame, 0, 255).astype(np.uint8), time_s))
    return flicker


def _known(flicker: Flicker) -> tuple[float, float]:
    whole, bands = flicker.flicker_percent, flicker.banding_percent
    assert not isinstance(whole, Unknown)
    assert not isinstance(bands, Unknown)
    return whole, bands


@pytest.mark.parametrize("fps", [24.0, 29.97, 60.0])
@pytest.mark.parametrize("percent", [2.0, 5.0])
def test_a_global_shutter_under_50_hz_light(fps: float, percent: float):
    whole, bands = _known(_take(lambda time_s, _: 1 + percent / 100 * np.sin(200 * np.pi * time_s), fps=fps))
    assert whole == pytest.approx(percent, rel=0.15)
    assert bands == 0


@pytest.mark.parametrize(("fps", "hz"), [(30.0, 100.0), (25.0, 120.0), (25.0, 100.3), (60.0, 120.2)])
def test_a_rolling_shutter_shows_bands_that_wander_fast_or_slowly(fps: float, hz: float):
    take = _take(lambda time_s, rows: 1 + 0.05 * np.sin(2 * np.pi * hz * (time_s + rows / 40)), fps=fps, seconds=7)
    whole, bands = _known(take)
    assert bands == pytest.approx(5, rel=0.2)
    assert whole < 1


@pytest.mark.parametrize(
    "light",
    [
        lambda _, __: 1.0,
        lambda time_s, _: 0.3 + time_s / 10,
        lambda time_s, _: 0.7 if time_s < 2 else 1.0,
        lambda time_s, _: 1 + 0.2 * np.sin(2 * np.pi * 0.4 * time_s),
        lambda time_s, _: 1 + 0.01 * (time_s % 0.5 < 0.01),
    ],
    ids=["steady", "fade", "lamp switched on", "hunting exposure", "key frames"],
)
def test_no_other_change_of_light_is_flicker(light: Light):
    whole, bands = _known(_take(light))
    assert whole < 0.5
    assert bands < 0.5


def test_somebody_who_nods_is_no_flicker():
    whole, bands = _known(_take(lambda _, __: 1.0, shift_px=lambda time_s: round(20 * np.sin(2 * np.pi * 3 * time_s))))
    assert whole < 0.5
    assert bands < 0.5


def test_light_that_begins_to_flicker_in_mid_take_counts():
    take = _take(lambda time_s, _: 1 + 0.04 * np.sin(200 * np.pi * time_s) * (time_s > 10), seconds=20)
    assert _known(take)[0] == pytest.approx(4, rel=0.2)


def test_a_moment_tells_nothing():
    assert Flicker().flicker_percent == Unknown("no_frames")
    assert _take(lambda _, __: 1.0, seconds=1).banding_percent == Unknown("too_short")


@settings(max_examples=30, deadline=None)
@given(
    arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40))),
    st.floats(0, 10),
    st.sampled_from([0.0, 0.01, 1.0, 1e6]),
)
def test_whatever_is_fed_numbers_come_out(luma: NDArray[np.uint8], gain: float, step_s: float):
    flicker = Flicker()
    for index in range(40):
        frame = np.clip(luma * (1 if index % 2 else gain), 0, 255).astype(np.uint8)
        flicker.feed(view_of(frame, index * step_s))
    for measured in (flicker.flicker_percent, flicker.banding_percent):
        assert isinstance(measured, Unknown) or 0 <= measured < np.inf
