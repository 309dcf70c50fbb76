"""The test signals of EBU Tech 3341 and Tech 3342, synthesised as the documents specify them, and what they must read.

Levels of tones are those of their peaks in dBFS, in both channels alike and in phase, as the documents have them; the
sample rate is 48 kHz. Left out are 3341-7 and -8, which are 3342-5 and -6 as well: they are real programmes, given out
by the EBU as recordings for testing only, and cannot be made.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np

from samklang.analysis.sound.block_filter import Doubles, Floats
from samklang.analysis.sound.loudness import lufs
from samklang.analysis.sound.meter import SoundMeter
from samklang.domain.measures import Measured, SoundMeasures, Unknown

RATE_HZ = 48_000

Step: TypeAlias = tuple[float, float]
"""A stretch of a 1 kHz tone: level in dBFS and length in s."""
NOTHING = -np.inf
Readings: TypeAlias = Callable[[], list[float]]


@dataclass(frozen=True, slots=True)
class EbuCase:
    """One row of the documents' tables.

    Attributes:
        name: Document and number.
        signal: What it is, in short.
        quantity: What is read: I, M, S, max M, max S, LRA or max TP.
        expected: The value each reading must have, in order.
        below: How far under it a reading may be, dB or LU.
        above: How far over it.
        readings: Measures the signal; as many values as are expected.
    """

    name: str
    signal: str
    quantity: str
    expected: tuple[float, ...]
    below: float
    above: float
    readings: Readings


def steps(*levels: Step) -> Floats:
    """One stretch of tone after the other in both channels, shape (samples, 2)."""
    pieces, at = [], 0
    for level_dbfs, seconds in levels:
        place = at + np.arange(round(seconds * RATE_HZ))
        pieces.append(10 ** (level_dbfs / 20) * np.sin(2 * np.pi * 1000 * place / RATE_HZ))
        at += len(place)
    return stereo(np.concatenate(pieces))


def stereo(wave: Doubles) -> Floats:
    """The same in both channels."""
    both: Floats = np.repeat(wave.astype(np.float32)[:, None], 2, axis=1)
    return both


def surround() -> Floats:
    """Tech 3341 case 6, 5.0: L R C Ls Rs."""
    channels = [steps((level, 20))[:, :1] for level in (-28.0, -28.0, -24.0, -30.0, -30.0)]
    return np.concatenate(channels, axis=1)


def faded_sine(part: int, phase_degrees: float, amplitude: float) -> Floats:
    """Tech 3341 cases 15 to 19: a second of a sine of this part of the sample rate, faded in and out over 10 ms."""
    place = np.arange(RATE_HZ)
    fade = np.clip(np.minimum(place, place[::-1]) / (0.01 * RATE_HZ), 0, 1)
    return stereo(amplitude * fade * np.sin(2 * np.pi * place / part + np.radians(phase_degrees)))


def burst(offset: int) -> Floats:
    """Tech 3341 cases 20 to 23: a peak that lies `offset` quarters of a sample beside the samples.

    Made at four times the rate: a sine of a sixth of the (low) rate at half of full scale, with one period of a
    quarter of the rate at full scale in its middle, continuous in phase; low-passed, and every fourth sample taken.
    The document leaves the low-pass open; here nothing above 0.45 of the low rate is left, which lowers the peak by
    0.15 dB.
    """
    period, count = 24, 2 * RATE_HZ // 24
    quiet = np.tile(0.5 * np.sin(2 * np.pi * np.arange(period) / period), count)
    loud = np.sin(2 * np.pi * np.arange(16) / 16)
    wave = np.concatenate([quiet, loud, quiet])[: 4 * RATE_HZ]
    spectrum = np.fft.rfft(wave)
    spectrum[np.fft.rfftfreq(len(wave), 1 / (4 * RATE_HZ)) > 0.45 * RATE_HZ] = 0
    return stereo(np.fft.irfft(spectrum, len(wave))[offset::4])


def measured(samples: Floats) -> SoundMeasures:
    """The measures of a signal, shape (samples, channels)."""
    meter = SoundMeter(RATE_HZ, samples.shape[1])
    meter.feed(samples)
    return meter.measures()


def known(value: Measured) -> float:
    """The value; a signal of the EBU's leaves nothing unknown."""
    if isinstance(value, Unknown):
        raise TypeError(value.reason)
    return value


def _once(quantity: str, samples: Callable[[], Floats]) -> list[float]:
    return [known(getattr(measured(samples()), quantity))]


def _all_three(*levels: Step) -> list[float]:
    """Cases 1 and 2: momentary and short-term at the end, and integrated."""
    meter = SoundMeter(RATE_HZ, 2)
    meter.feed(steps(*levels))
    ends = known(meter.now().momentary_lufs), _short_terms(meter)[-1]
    return [*ends, known(meter.measures().integrated_loudness_lufs)]


def _short_terms(meter: SoundMeter) -> list[float]:
    """Short-term loudness at every 100 ms from 3 s on."""
    return [known(lufs(float(power))) for power in meter._loudness._windows(30)]


def _short_term_after_3_s(*levels: Step) -> list[float]:
    meter = SoundMeter(RATE_HZ, 2)
    meter.feed(steps(*levels))
    return _short_terms(meter)


def _momentary_after_1_s(*levels: Step) -> list[float]:
    meter, found, row = SoundMeter(RATE_HZ, 2), [], RATE_HZ // 10
    samples = steps(*levels)
    for start in range(0, len(samples) - row + 1, row):
        meter.feed(samples[start : start + row])
        if start + row >= RATE_HZ:
            found.append(known(meter.now().momentary_lufs))
    return found


def _each(quantity: str, tone_s: float, step_s: float) -> list[float]:
    """Cases 10 and 13, for meters of files: twenty files, the tone a little later in each."""
    files = (steps((NOTHING, step_s * i), (-23, tone_s), (NOTHING, 1)) for i in range(20))
    return [known(getattr(measured(samples), quantity)) for samples in files]


def _successive(quantity: str, tone_s: float, step_s: float) -> list[float]:
    """Cases 11 and 14, for live meters: one stream of tones, each 1 dB louder; the maximum is read after each."""
    meter, found = SoundMeter(RATE_HZ, 2), []
    for i in range(20):
        meter.feed(steps((NOTHING, step_s * i), (-38 + i, tone_s), (NOTHING, tone_s - step_s * i)))
        found.append(known(getattr(meter.measures(), quantity)))
    return found


def _integrated() -> Iterator[EbuCase]:
    for number, level in ((1, -23.0), (2, -33.0)):
        signal = f"1 kHz at {level:.0f} dBFS, 20 s"
        yield EbuCase(f"3341-{number}", signal, "M, S, I", (level,) * 3, 0.1, 0.1, partial(_all_three, (level, 20)))
    stepped: tuple[tuple[str, tuple[Step, ...]], ...] = (
        ("1 kHz at -36 (10 s), -23 (60 s), -36 dBFS (10 s)", ((-36, 10), (-23, 60), (-36, 10))),
        (
            "1 kHz at -72 (10 s), -36 (10 s), -23 (60 s), -36 (10 s), -72 dBFS (10 s)",
            ((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)),
        ),
        ("1 kHz at -26 (20 s), -20 (20.1 s), -26 dBFS (20 s)", ((-26, 20), (-20, 20.1), (-26, 20))),
    )
    made = [(signal, partial(steps, *levels)) for signal, levels in stepped]
    made.append(("5.0: 1 kHz at -28 in L and R, -24 in C, -30 dBFS in Ls and Rs, 20 s", partial(surround)))
    for number, (signal, samples) in enumerate(made, 3):
        readings = partial(_once, "integrated_loudness_lufs", samples)
        yield EbuCase(f"3341-{number}", signal, "I", (-23.0,), 0.1, 0.1, readings)


def _over_time() -> Iterator[EbuCase]:
    nine: tuple[Step, ...] = ((-20.0, 1.34), (-30.0, 1.66)) * 5
    twelve: tuple[Step, ...] = ((-20.0, 0.18), (-30.0, 0.22)) * 25
    rising = tuple(-38.0 + i for i in range(20))
    made: tuple[tuple[int, str, str, tuple[float, ...], Readings], ...] = (
        (
            9,
            "1 kHz at -20 (1.34 s) and -30 dBFS (1.66 s), five times",
            "S after 3 s, every 100 ms",
            (-23.0,) * 121,
            partial(_short_term_after_3_s, *nine),
        ),
        (
            10,
            "20 files: i x 0.15 s of nothing, 1 kHz at -23 dBFS for 3 s, 1 s of nothing",
            "max S",
            (-23.0,) * 20,
            partial(_each, "max_short_term_lufs", 3.0, 0.15),
        ),
        (
            11,
            "live: i x 0.15 s of nothing, 1 kHz at -38 + i dBFS for 3 s, nothing up to 6 s",
            "max S so far",
            rising,
            partial(_successive, "max_short_term_lufs", 3.0, 0.15),
        ),
        (
            12,
            "live: 1 kHz at -20 (0.18 s) and -30 dBFS (0.22 s), 25 times",
            "M after 1 s, every 100 ms",
            (-23.0,) * 91,
            partial(_momentary_after_1_s, *twelve),
        ),
        (
            13,
            "20 files: i x 20 ms of nothing, 1 kHz at -23 dBFS for 0.4 s, 1 s of nothing",
            "max M",
            (-23.0,) * 20,
            partial(_each, "max_momentary_lufs", 0.4, 0.02),
        ),
        (
            14,
            "live: i x 20 ms of nothing, 1 kHz at -38 + i dBFS for 0.4 s, nothing up to 0.8 s",
            "max M so far",
            rising,
            partial(_successive, "max_momentary_lufs", 0.4, 0.02),
        ),
    )
    for number, signal, quantity, expected, readings in made:
        yield EbuCase(f"3341-{number}", signal, quantity, expected, 0.1, 0.1, readings)


def _true_peaks() -> Iterator[EbuCase]:
    sines = (
        (15, 4, 0.0, 0.50, -6.0),
        (16, 4, 45.0, 0.50, -6.0),
        (17, 6, 60.0, 0.50, -6.0),
        (18, 8, 67.5, 0.50, -6.0),
        (19, 4, 45.0, 1.41, 3.0),
    )
    for number, part, phase, amplitude, expected in sines:
        signal = f"sine of fs/{part}, amplitude {amplitude:.2f}, phase {phase:g} degrees"
        readings = partial(_once, "true_peak_dbtp", partial(faded_sine, part, phase, amplitude))
        yield EbuCase(f"3341-{number}", signal, "max TP", (expected,), 0.4, 0.2, readings)
    for offset in range(4):
        signal = f"one period of fs/4 at 1.00 in a sine of fs/6 at 0.50, made at 4 fs, offset {offset}"
        readings = partial(_once, "true_peak_dbtp", partial(burst, offset))
        yield EbuCase(f"3341-{20 + offset}", signal, "max TP", (0.0,), 0.4, 0.2, readings)


def _ranges() -> Iterator[EbuCase]:
    made: tuple[tuple[float, tuple[float, ...]], ...] = (
        (10.0, (-20.0, -30.0)),
        (5.0, (-20.0, -15.0)),
        (20.0, (-40.0, -20.0)),
        (15.0, (-50.0, -35.0, -20.0, -35.0, -50.0)),
    )
    for number, (expected, levels) in enumerate(made, 1):
        signal = "1 kHz at " + ", ".join(f"{level:.0f}" for level in levels) + " dBFS, 20 s each"
        readings = partial(_once, "loudness_range_lu", partial(steps, *((level, 20.0) for level in levels)))
        yield EbuCase(f"3342-{number}", signal, "LRA", (expected,), 1.0, 1.0, readings)


CASES = (*_integrated(), *_over_time(), *_true_peaks(), *_ranges())
"""Every case that can be synthesised, in the documents' order."""
