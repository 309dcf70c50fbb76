"""Flat tops below full scale: what was cut off and then turned down, and what must not be taken for it."""

import numpy as np
import pytest
from tests.unit.analysis.sound.pulsed_voice import batches, stereo, voice

from samklang.analysis.sound.block_filter import Doubles
from samklang.analysis.sound.clipping import FlatTops


def flat_share(sound: Doubles, at_once: int = 8) -> float:
    pieces = batches(sound, at_once=at_once)
    meter = FlatTops(len(pieces[0].rows))
    for piece in pieces:
        meter.feed(piece)
    return meter.share(np.atleast_2d(sound).shape[1])


def cut(sound: Doubles, over_db: float) -> Doubles:
    ceiling = np.abs(sound).max() / 10 ** (over_db / 20)
    return np.clip(sound, -ceiling, ceiling)


@pytest.mark.parametrize("over_db", [6, 12, 20])
@pytest.mark.parametrize("level", [0.5, 0.1])
def test_what_was_cut_off_and_turned_down_has_flat_tops(over_db: float, level: float):
    sound = cut(voice(8), over_db)
    assert flat_share(sound / np.abs(sound).max() * level) > 1e-5


def test_one_channel_and_one_polarity_are_enough():
    clean = voice(8) * 0.3
    one_sided = np.minimum(clean, clean.max() / 4)
    assert flat_share(stereo(clean, one_sided)) == flat_share(one_sided) > 0
    assert flat_share(-one_sided) == flat_share(one_sided)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_clean_voice_has_none(seed: int):
    assert flat_share(voice(8, seed=seed) * 0.3) == 0
    assert flat_share(np.zeros(16_000)) == 0


@pytest.mark.parametrize("drive", [4, 10, 20])
def test_what_bends_is_not_cut_off(drive: float):
    sound = voice(8)
    assert flat_share(0.3 * np.tanh(drive * sound / np.abs(sound).max())) == 0


def test_next_to_nothing_has_flat_tops_by_its_steps_alone():
    assert flat_share(cut(voice(8), 12) * 0.01) == 0


def test_one_higher_moment_starts_the_count_anew():
    sound = cut(voice(8), 12) * 0.3
    sound[100_000] = 0.9
    assert flat_share(np.maximum(sound, 0)) == 0


def test_results_do_not_depend_on_how_many_rows_come_at_once():
    sound = cut(voice(8), 12) * 0.3
    assert flat_share(sound, at_once=1) == flat_share(sound, at_once=32)
