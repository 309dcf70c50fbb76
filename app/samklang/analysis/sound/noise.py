"""Noise under the speech: evidence in the take itself that condemns, and doubts that keep from acquitting.

A percentile of the levels of speech says nothing: speech that never pauses has no quiet moment, and noise that is
always there has none either. In narrow bands speech does pause: vowels leave the high bands, fricatives and stops the
low ones. So the floor is looked for in each band by itself (minimum statistics: Martin, "Noise power spectral density
estimation based on optimal smoothing and minimum statistics", IEEE 2001), and the bands' floors are added up. The sum
is below the true floor, for no band's quiet moments are all at the same time. Where it stands high it is noise, or the
tail of a room, or a voice that was pressed together; what tells these apart is how steady the floor is, how the levels
rise and fall, and what the quality model hears.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from samklang.analysis.sound.batch import Batch
from samklang.analysis.sound.block_filter import Floats
from samklang.analysis.sound.grid import Grid
from samklang.domain.measures import Measured, Unknown

_EDGES_HZ: Final = (
    *(
        50,
        100,
        160,
        230,
        300,
        400,
        510,
        630,
        770,
        920,
        1080,
        1270,
        1480,
        1720,
        2000,
        2320,
        2700,
        3150,
        3700,
        4400,
        5300,
    ),
    *(6400, 7700, 9500, 12000, 15500, 20000),
)
"""Zwicker's critical bands, rounded to the spectrum's 10 Hz, without the part below 50 Hz and with two above."""
_ABOVE_HUM: Final = _EDGES_HZ.index(770)
"""Where there is hum, its lines lie in the bands before this one, and these are left out."""
_LOWEST_DB: Final = -140.0
_STEP_DB: Final = 0.5
_STEPS: Final = 320
"""Levels from -140 to +20 dBFS."""
_DIGITAL_SILENCE: Final = (1 / 32767) ** 2
"""Power of a row that holds no more than one step of 16 bits: a gate's work, which hides the noise."""
_LEAST_ROWS: Final = 20

_STEADY_FLOOR, _UNSTEADY_FLOOR = 0.05, 0.10
"""The share of the time that is quieter than the floor, of a steady noise and of one that comes and goes."""
_STEADY_BETWEEN: Final = (0.03, 0.15)
_STEADY_DB: Final = 4.5
"""From the 3rd to the 15th percentile a steady floor rises by less: white noise by 1, pink by 2, a fan by 3 dB, the
tail of a room by 7 and more, a clean voice by 3 (its own steady floor, far down) to 30."""
_STEADY_NEAR_DB: Final = 25.5
_STEADY_MOS: Final = 3.5
_MOS_A_DB: Final = 0.1
"""A steady floor less than 25.5 dB below the speech is noise where the model gives the background less than 3.5; the
nearer it is, the more the model may give. At 20 dB of white, pink and fan noise it gives 2.2 to 3.5, at 30 dB 2.9 to
3.9; the hiss of clean recordings stands 27 to 60 dB below."""
_SHORT_ROWS: Final = 40
_SHORT_STEADY_DB: Final = 3.0
"""In less than 4 s voices behind the voice and a room's tail cannot be told apart, and a floor has to be steadier than
that to be steady noise: in 2.4 s white, pink and fan noise rise by 0.6 to 3.3 dB, a room's tail by 1.6 to 12."""
_OFTEN: Final = 0.20
_UNSTEADY_NEAR_DB: Final = 20.0
_UNSTEADY_MOS: Final = 3.2
_SKEW: Final = 1.25
_USUAL_RISE_DB: Final = 5.0
_SKEW_A_DB: Final = 0.08
"""Voices behind the voice keep the quietest fifth of the time within 20 dB of the speech, and the model gives them less
than 3.2. So it does with a room's tail. But there levels rise at once and die away slowly: their differences from row
to row are skewed by 0.9 to 4, in babble by less than 1.2. And the floor rises by 7 to 37 dB, in babble by 3 to 15. The
two together, each dB of the latter as 0.08 of the former, stay below 1.25 in babble and above it in rooms."""

_PRESSED_DB: Final = 8.0
"""Soft clipping or a limiter that works 12 to 26 dB deep brings what is quiet this much nearer to the speech."""

_CONFIRMED_MOS: Final = 4.0
_CONFIRMED_DB: Final = 40.0
"""Pauses are believed where the model hears as little behind the voice as they do. See docs/sound-measures.md."""
_SILENCE_QUIETER_DB, _LOUDER_MOS = 6.0, 3.0
"""A prompted silence is not of this take where the take's own noise is so much louder and the model gives the
background less: more than that it gives compressed voices too."""
_DOUBTED_MOS, _DOUBTED_DB = 2.5, 20.0
"""Nor where it lies 20 dB and more below the speech and the model still hears as much behind the voice as beside noise
at 0 to 15 dB: it gives quiet takes that are neither in a room that rings nor cut off or pressed flat 2.6 and more."""
"""All of these numbers: ours, from the cases there."""


@dataclass(frozen=True, slots=True)
class _Floors:
    """The bands' floors added up, dBFS, at several shares of the time; and by how many dB the lowest rises."""

    steady: float
    unsteady: float
    often: float
    rise: float


class NoiseMeter:
    """Keeps how often each band of the loudest channel had which level, and how the levels rose and fell.

    Args:
        grid: The stream's grid.
    """

    def __init__(self, grid: Grid) -> None:
        last = grid.row // 2 + 1
        edges = [min(last, round(edge * grid.row / grid.sample_rate_hz)) for edge in _EDGES_HZ]
        self._edges = np.array([edge for edge in dict.fromkeys(edges) if edge < last])
        self._counts = np.zeros((len(self._edges), _STEPS), np.int64)
        self._offsets = np.arange(len(self._edges)) * _STEPS
        self._last_level = np.nan
        self._moments = np.zeros(2)  # of the differences between rows: sum of squares, sum of cubes

    def feed(self, batch: Batch) -> None:
        """Take the next rows."""
        bands = np.add.reduceat(batch.spectra, self._edges, axis=1)
        totals = bands.sum(axis=1)
        heard = totals > _DIGITAL_SILENCE
        places = (10 * np.log10(np.maximum(bands[heard], 1e-14)) - _LOWEST_DB) / _STEP_DB
        flat = np.clip(places.astype(np.int64), 0, _STEPS - 1) + self._offsets
        self._counts += np.bincount(flat.ravel(), minlength=self._counts.size).reshape(self._counts.shape)
        self._compare(totals, heard)

    def least_dbfs(
        self, speech_dbfs: Measured, background_mos: Measured, *, hum: bool = False, pressed: bool = False
    ) -> Measured:
        """A level the noise is not below, where there is evidence of noise.

        Args:
            speech_dbfs: The active speech level.
            background_mos: What the model says of what is behind the voice.
            hum: Whether there is mains hum, which is not to be taken for noise.
            pressed: Whether the loud moments are pressed flat, which brings the quiet ones up.

        Returns:
            dBFS; unknown with the reason of either where it is unknown, with `too_short` (under 2 s), else with
            `not_confirmed`: no evidence of noise, which is no evidence of quiet.
        """
        if isinstance(speech_dbfs, Unknown):
            return speech_dbfs
        if self._rows < _LEAST_ROWS:
            return Unknown("too_short")
        if isinstance(background_mos, Unknown):
            return background_mos
        floors = self._floors(_ABOVE_HUM if hum else 0)
        brought_up_db = _PRESSED_DB if pressed else 0.0
        below_db = speech_dbfs - floors.steady + brought_up_db
        most_mos = _STEADY_MOS + _MOS_A_DB * (_STEADY_NEAR_DB - below_db)
        is_short = self._rows < _SHORT_ROWS
        if (
            floors.rise < (_SHORT_STEADY_DB if is_short else _STEADY_DB)
            and below_db < _STEADY_NEAR_DB
            and background_mos < most_mos
        ):
            return floors.steady
        near = speech_dbfs - floors.often + brought_up_db < _UNSTEADY_NEAR_DB
        lively = self._skew() + _SKEW_A_DB * (floors.rise - _USUAL_RISE_DB) < _SKEW
        if not is_short and near and lively and background_mos < _UNSTEADY_MOS:
            return floors.unsteady
        return Unknown("not_confirmed")

    @property
    def _rows(self) -> int:
        return int(self._counts[0].sum())

    def _compare(self, totals: Floats, heard: NDArray[np.bool_]) -> None:
        """Take the differences from row to row, where neither is digital silence."""
        levels = np.where(heard, 10 * np.log10(np.maximum(totals, 1e-14)), np.nan)
        differences = np.diff(levels, prepend=self._last_level)
        differences = differences[np.isfinite(differences)]
        self._moments += ((differences**2).sum(), (differences**3).sum())
        self._last_level = float(levels[-1])

    def _skew(self) -> float:
        """Skewness of the differences from row to row, about nought: above it, levels rise faster than they fall."""
        squares, cubes = self._moments
        count = max(1, self._rows - 1)
        return float(cubes / count / (squares / count) ** 1.5) if squares > 0 else 0.0

    def _floors(self, first_band: int) -> _Floors:
        counts = self._counts[first_band:]
        below, above = (_added(counts, share) for share in _STEADY_BETWEEN)
        return _Floors(
            steady=_added(counts, _STEADY_FLOOR),
            unsteady=_added(counts, _UNSTEADY_FLOOR),
            often=_added(counts, _OFTEN),
            rise=above - below,
        )


def confirmed(pauses_dbfs: Measured, speech_dbfs: Measured, background_mos: Measured) -> Measured:
    """The level of the take's own pauses, where the model agrees that there is so little behind the voice.

    A noise suppressor or a gate leaves pauses that are far quieter than what is under the speech, so pauses alone prove
    nothing.

    A stream of steady noise without speech is its own floor.

    Returns:
        dBFS; unknown with the reason of what is unknown, else with `not_confirmed`.
    """
    if isinstance(pauses_dbfs, Unknown) or speech_dbfs == Unknown("no_speech"):
        return pauses_dbfs
    if isinstance(speech_dbfs, Unknown):
        return speech_dbfs
    if isinstance(background_mos, Unknown):
        return background_mos
    agreed = background_mos >= _CONFIRMED_MOS and speech_dbfs - pauses_dbfs >= _CONFIRMED_DB
    return pauses_dbfs if agreed else Unknown("not_confirmed")


def of_this_take(
    silence_dbfs: Measured, speech_dbfs: Measured, least_dbfs: Measured, background_mos: Measured
) -> Measured:
    """The level of a prompted silence, unless the take itself is surely noisier than that.

    A silence recorded elsewhere, with other settings or through something that mutes would flatter the take.

    Returns:
        dBFS; unknown with `silence_quieter`, or with its own reason.
    """
    if isinstance(silence_dbfs, Unknown):
        return silence_dbfs
    if isinstance(background_mos, Unknown):
        return silence_dbfs
    louder = not isinstance(least_dbfs, Unknown) and least_dbfs > silence_dbfs + _SILENCE_QUIETER_DB
    far = not isinstance(speech_dbfs, Unknown) and speech_dbfs - silence_dbfs > _DOUBTED_DB
    doubted = (louder and background_mos < _LOUDER_MOS) or (far and background_mos < _DOUBTED_MOS)
    return Unknown("silence_quieter") if doubted else silence_dbfs


def _added(counts: NDArray[np.int64], share: float) -> float:
    """The level each band is below for a share of the time, the bands' powers added up, dBFS."""
    sums = np.cumsum(counts, axis=1)
    wanted = share * sums[:, -1]
    at = np.argmax(sums >= wanted[:, None], axis=1)
    bands = np.arange(len(counts))
    inside = 1 - (sums[bands, at] - wanted) / np.maximum(counts[bands, at], 1)
    levels = _LOWEST_DB + _STEP_DB * (at + inside)
    return float(10 * np.log10((10 ** (levels / 10)).sum()))
