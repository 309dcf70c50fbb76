"""What people would say of the sound, estimated without a reference by a neural model."""

import importlib.util
import itertools
import math
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_MODEL = ("dnsmos_models", "sig_bak_ovr.onnx")
"""DNSMOS P.835 (Reddy, Gopal, Cutler: "DNSMOS P.835", ICASSP 2022), in the wheel `speechmos`, MIT."""
_MODEL_RATE_HZ = 16_000
_MODEL_SAMPLES = 144_160
"""9.01 s: what the model takes at once."""
_SIGNAL = (-0.08397278, 1.22083953, 0.0052439)
_BACKGROUND = (-0.13166888, 1.60915514, -0.39604546)
_OVERALL = (-0.06766283, 1.11546468, 0.04602535)
"""From the model's raw outputs to mean opinion scores, highest power first: `speechmos.dnsmos`, not personalised."""

_STRETCH_ROWS = 31
"""3.1 s: three of them fill the model's window. Spread over a take they tell more of it than one piece would."""
_MOST_KEPT = 6
"""When so many stretches are kept every other one is let go and from then on only half as many are taken."""
_LEAST_ROWS = 20
"""With less than 2 s there is too little to repeat. Our proposal."""
_FADE_S = 0.005
"""Where two stretches do not follow each other both are faded for so long: a click would be heard as noise."""
_LOUDER = 4.0
"""Another channel is listened to once it has heard so many times the power."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Mean opinion scores after ITU-T P.835, 1 to 5."""

    overall_mos: Measured
    signal_mos: Measured
    background_mos: Measured

    @classmethod
    def unknown(cls, why: Unknown) -> "Quality":
        """None of the three is known."""
        return cls(why, why, why)


@dataclass(slots=True)
class _Stretch:
    """A piece of the take: its place in it, counted in stretches, and its rows so far."""

    place: int
    rows: list[Floats]

    def samples(self) -> Floats:
        """They, without their direct current."""
        samples: Floats = np.concatenate(self.rows)
        samples -= samples.mean(dtype=np.float64).astype(np.float32)
        return samples

    def power(self) -> float:
        return float(np.square(self.samples(), dtype=np.float64).mean())


class QualityMeter:
    """Keeps a few stretches of the loudest channel, in memory only, and asks the model about them when it is told to.

    A take up to 9.3 s long is kept whole; a longer one in at most six stretches of 3.1 s, evenly spread, of which the
    loudest of its beginning, middle and end are asked about.

    Args:
        grid: The stream's grid.
        channels: Number of channels.
    """

    def __init__(self, grid: Grid, channels: int) -> None:
        self._grid = grid
        self._powers = np.zeros(channels)
        self._channel = 0
        self._rows = 0
        self._stride = 1
        self._kept: list[_Stretch] = []
        self._quality: tuple[int, Quality] | None = None  # the number of rows it was worked out of, and what came out

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""
        rows = batch.rows.reshape(len(batch.rows), batch.count, -1)
        powers = batch.block_energies.reshape(len(batch.rows), batch.count, -1).sum(axis=2) / self._grid.row
        powers -= batch.row_means**2  # a direct current is not loud
        for at in range(batch.count):
            self._powers += powers[:, at]
            loudest = int(self._powers.argmax())
            if self._powers[loudest] > _LOUDER * self._powers[self._channel]:
                self._channel = loudest
            self._take(rows[self._channel, at])

    def quality(self) -> Quality:
        """The model's word; costs some 0.3 s of processor time where there is something new to ask about.

        Unknown with `too_short` (under 2 s), `silent` (nothing but zeros) or `no_model` where the package that
        carries the model, or what runs it, is not installed.
        """
        if self._quality is None or self._quality[0] != self._rows:
            self._quality = (self._rows, self._ask())
        return self._quality[1]

    @property
    def kept_s(self) -> float:
        """How much of the take is kept in memory."""
        return sum(len(stretch.rows) for stretch in self._kept) * self._grid.row / self._grid.sample_rate_hz

    def _take(self, row: Floats) -> None:
        place, within = divmod(self._rows, _STRETCH_ROWS)
        self._rows += 1
        if place % self._stride:
            return
        if within == 0:
            if len(self._kept) == _MOST_KEPT:
                self._stride *= 2
                self._kept = self._kept[::2]
                if place % self._stride:
                    return
            self._kept.append(_Stretch(place, []))
        if self._kept[-1].place == place:
            self._kept[-1].rows.append(row.copy())

    def _ask(self) -> Quality:
        if self._rows < _LEAST_ROWS:
            return Quality.unknown(Unknown("too_short"))
        if not any(stretch.power() for stretch in self._kept):
            return Quality.unknown(Unknown("silent"))
        model = loaded_model()
        if model is None:
            return Quality.unknown(Unknown("no_model"))
        heard = _at_model_rate(self._joined(), self._grid.sample_rate_hz)
        (scores,) = model.run(None, {model.get_inputs()[0].name: heard[None]})
        signal, background, overall = (float(score) for score in np.asarray(scores)[0])
        return Quality(_mos(_OVERALL, overall), _mos(_SIGNAL, signal), _mos(_BACKGROUND, background))

    def _joined(self) -> Floats:
        """The stretches to ask about, one after the other."""
        chosen = self._chosen()
        pieces = [stretch.samples() for stretch in chosen]
        fade = np.linspace(0, 1, max(2, round(_FADE_S * self._grid.sample_rate_hz)), dtype=np.float32)
        for at in range(1, len(chosen)):
            if chosen[at].place != chosen[at - 1].place + 1:
                pieces[at - 1][-len(fade) :] *= fade[::-1]
                pieces[at][: len(fade)] *= fade
        return np.concatenate(pieces)

    def _chosen(self) -> list[_Stretch]:
        """All of a short take; of a longer one the loudest whole stretch of each third of those kept."""
        if self._rows <= 3 * _STRETCH_ROWS:
            return self._kept
        whole = [stretch for stretch in self._kept if len(stretch.rows) == _STRETCH_ROWS]
        edges = [round(third * len(whole) / 3) for third in range(4)]
        return [max(whole[first:last], key=_Stretch.power) for first, last in itertools.pairwise(edges)]


@cache
def loaded_model() -> "InferenceSession | None":
    """The model, ready to be asked, or None where it is not installed."""
    spec = importlib.util.find_spec("speechmos")  # only found, never imported: its own code wants librosa
    folders = spec.submodule_search_locations if spec is not None else None
    path = Path(folders[0], *_MODEL) if folders else None
    if path is None or not path.is_file():
        return None
    # Without it the library gives the computer a number and writes events to be sent to its maker; its own
    # `disable_telemetry_events` comes too late for both (1.31, seen).
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime  # noqa: PLC0415 - 0.12 s and 20 MB, wanted once at the end of a take
    except ImportError:
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # gives 150 MB back once the answer is there
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _at_model_rate(samples: Floats, sample_rate_hz: int) -> Floats:
    """The first 9.01 s at 16 kHz, what is shorter repeated until it fills them."""
    wanted = round(_MODEL_SAMPLES * sample_rate_hz / _MODEL_RATE_HZ)
    filled = np.resize(samples, wanted)
    half = np.fft.rfft(np.clip(filled, -1.0, 1.0))
    bins = _MODEL_SAMPLES // 2 + 1
    resampled = np.fft.irfft(half[:bins], _MODEL_SAMPLES) * (_MODEL_SAMPLES / wanted)
    return resampled.astype(np.float32)


def _mos(polynomial: tuple[float, float, float], raw: float) -> Measured:
    score = float(np.polyval(polynomial, raw))
    return min(max(score, 1.0), 5.0) if math.isfinite(score) else Unknown("not_finite")
