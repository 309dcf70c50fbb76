"""Digital silence before the first word is not speech: a muted microphone that is switched on reads the same."""

import numpy as np

from samklang.analysis.sound.meter import SoundMeter
from samklang.domain.measures import Unknown

RATE_HZ = 48_000


def level_dbfs(samples: np.ndarray) -> float:
    meter = SoundMeter(RATE_HZ, 1)
    meter.feed(samples.astype(np.float32)[:, None])
    level = meter.measures().active_speech_level_dbfs
    assert not isinstance(level, Unknown)
    return level


def test_silence_before_speech_weighs_no_more_than_silence_after_it():
    bursts = np.sin(np.arange(5 * RATE_HZ) * 0.05) * (np.arange(5 * RATE_HZ) % RATE_HZ < RATE_HZ * 0.6) * 0.1
    speech = bursts + np.random.default_rng(2).standard_normal(len(bursts)) * 1e-5
    silence = np.zeros(2 * RATE_HZ)
    after = level_dbfs(np.concatenate([speech, silence]))
    before = level_dbfs(np.concatenate([silence, speech]))
    assert abs(before - after) < 0.1
