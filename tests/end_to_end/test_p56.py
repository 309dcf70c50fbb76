"""The active speech level beside a second P.56, written sample by sample and sharing no code with ours."""

import numpy as np
import pytest
from tests.lab.p56_reference import compared, synthetic
from tests.lab.speech_bases import decoded, path_of, resampled

from samklang.analysis.sound.meter import SoundMeter


@pytest.mark.parametrize(
    ("recording", "rate_hz", "level_db"),
    [
        ("beckett", 16_000, -26.0),
        ("beckett", 8_000, -39.0),
        ("endgame_nagg_nell", 24_000, -12.0),
        ("two_cities", 48_000, -26.0),
        (None, 44_100, -20.0),
    ],
)
def test_the_level_is_the_one_of_a_second_p_56(recording: str | None, rate_hz: int, level_db: float):
    if recording is None:
        speech = synthetic(rate_hz, 4.0)
    else:
        try:
            own_hz, whole = decoded(path_of(recording))
        except FileNotFoundError as missing:
            pytest.skip(str(missing))
        speech = resampled(whole[5 * own_hz : 9 * own_hz], own_hz, rate_hz)
    turned, exact, tool, share, _ = compared(speech, rate_hz, level_db)
    meter = SoundMeter(rate_hz, 1)
    meter.feed(turned.astype(np.float32)[:, None])
    found = meter.measures()
    assert found.active_speech_level_dbfs == pytest.approx(exact, abs=0.05)
    assert found.speech_share == pytest.approx(share, abs=0.01)
    # The tool of G.191 stops halving within 0.5 dB of the margin: that far is its own level from the definition.
    assert found.active_speech_level_dbfs == pytest.approx(tool, abs=0.25)
