"""Real speech brought to a clean state, the ground every known defect is added to.

The recordings are those of decision 0030. None is clean enough as it comes: all have a floor of -27 to -34 dB under the
voice, one is cut off at full scale in places. So stretches without cut tops are taken, what is steady behind the voice
is taken away in the spectrum, and the voice is brought to -21.5 dBFS in a quiet room of our own making (pink noise at
-72 dBFS). What remains under the voice is 10 dB and more below what the mildest defect adds.
"""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import gcd
from pathlib import Path
from types import MappingProxyType

import av
import numpy as np
from scipy import signal
from tests.lab.p56_reference import active_speech_level
from tests.lab.sound_defects import Chance, Sound

PACKAGE = "moonshine_voice"
LEVEL_DBFS = -21.5
"""Inside the band, and no voice of ours reaches full scale with it."""
ROOM_DBFS = -72.0
SILENCE_S = 4.0
"""A prompted silence is that long."""
_LEVEL_RATE_HZ = 8_000
"""The level is measured at this rate, sample by sample in Python; a voice has little above."""


PAUSE_S = 0.35
"""Of nothing between two stretches of the same speakers."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Stretches of a recording without cut tops.

    Attributes:
        recording: The file's name in the package.
        stretches: Where they begin and end, in s.
        who: Who speaks, in words.
    """

    recording: str
    stretches: tuple[tuple[float, float], ...]
    who: str


VOICES: Mapping[str, Voice] = MappingProxyType(
    {
        "beckett": Voice("beckett", ((0.0, 9.9),), "a man, 16 kHz"),
        "cities": Voice("two_cities", ((4.0, 15.0),), "a reader, 48 kHz with nothing above 8 kHz, so taken at 16"),
        "cities later": Voice("two_cities", ((29.5, 39.5),), "the same reader elsewhere"),
        "endgame": Voice("endgame_nagg_nell", ((8.9, 12.5), (14.85, 17.64)), "two actors, 24 kHz, zeros in the pauses"),
        "endgame later": Voice("endgame_nagg_nell", ((22.67, 25.88), (5.84, 8.78), (25.92, 28.2)), "the same two"),
        "clone": Voice("clone-test", ((0.0, 4.1),), "another man, 16 kHz, 4 s"),
    }
)


def path_of(recording: str) -> Path:
    """Where a recording lies.

    Raises:
        FileNotFoundError: The package has no wheel for this system.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise FileNotFoundError(f"{PACKAGE} has no wheel for this system")
    return Path(found.origin).parent / "assets" / f"{recording}.wav"


@cache
def decoded(path: Path) -> tuple[int, Sound]:
    """Sample rate and the first channel of a recording, full scale 1.0."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="fltp")
        pieces = [piece.to_ndarray() for frame in container.decode(stream) for piece in resampler.resample(frame)]
        return stream.rate, np.concatenate(pieces, axis=1)[0].astype(np.float64)


@cache
def base(name: str, wanted_hz: int | None = None) -> tuple[int, Sound]:
    """Rate and sound of a clean voice at -21.5 dBFS, at its own rate or another one; no room noise yet."""
    voice = VOICES[name]
    rate_hz, whole = decoded(path_of(voice.recording))
    pause = np.zeros(round(PAUSE_S * rate_hz))
    pieces: list[Sound] = []
    for start_s, end_s in voice.stretches:
        pieces += [pause] * bool(pieces) + [
            _with_soft_ends(whole[round(start_s * rate_hz) : round(end_s * rate_hz)], rate_hz)
        ]
    return cleaned(np.concatenate(pieces), rate_hz, wanted_hz)


def cleaned(speech: Sound, rate_hz: int, wanted_hz: int | None = None) -> tuple[int, Sound]:
    """Any real speech in that state, -21.5 dBFS being its active speech level."""
    speech = without_steady_noise(speech - speech.mean(), rate_hz)
    if wanted_hz is not None:
        speech, rate_hz = resampled(speech, rate_hz, wanted_hz), wanted_hz
    speech = _with_soft_ends(speech, rate_hz)
    level_dbfs, _ = active_speech_level(resampled(speech, rate_hz, _LEVEL_RATE_HZ).tolist(), _LEVEL_RATE_HZ)
    return rate_hz, speech * 10 ** ((LEVEL_DBFS - level_dbfs) / 20)


def resampled(speech: Sound, rate_hz: int, wanted_hz: int) -> Sound:
    """The same speech at another rate."""
    shared = gcd(rate_hz, wanted_hz)
    made: Sound = signal.resample_poly(speech, wanted_hz // shared, rate_hz // shared)
    return made


def without_steady_noise(speech: Sound, rate_hz: int) -> Sound:
    """Spectral subtraction: what the quietest tenth of the frames holds is taken off all, by at most 30 dB."""
    length = 1 << round(np.log2(0.04 * rate_hz))
    _, _, frames = signal.stft(speech, rate_hz, nperseg=length, noverlap=3 * length // 4)
    powers = np.abs(frames) ** 2
    totals = powers.sum(axis=0)
    heard = totals > 1e-3 * np.median(totals) * 1e-6  # digital zeros tell nothing of the noise
    noise = powers[:, heard & (totals <= np.quantile(totals[heard], 0.1))].mean(axis=1, keepdims=True)
    smooth = signal.lfilter([0.4], [1, -0.6], powers, axis=1)
    gain = np.clip(1 - 3 * noise / np.maximum(smooth, 1e-20), 10 ** (-30 / 20), 1)
    _, quieter = signal.istft(frames * gain, rate_hz, nperseg=length, noverlap=3 * length // 4)
    made: Sound = np.resize(quieter, len(speech))
    return made


def room(count: int, chance: Chance, level_dbfs: float = ROOM_DBFS) -> Sound:
    """A quiet room: pink noise at this level."""
    half = np.fft.rfft(chance.standard_normal(count))
    half /= np.sqrt(np.maximum(np.arange(len(half)), len(half) / 400))
    noise = np.fft.irfft(half, count)
    made: Sound = noise / np.sqrt(np.mean(noise**2)) * 10 ** (level_dbfs / 20)
    return made


def _with_soft_ends(speech: Sound, rate_hz: int) -> Sound:
    place = np.arange(len(speech))
    ended: Sound = speech * np.clip(np.minimum(place, place[::-1]) / (0.01 * rate_hz), 0, 1)
    return ended
