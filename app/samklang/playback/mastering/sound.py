"""Mixes one part's sound in one language: sentences and bells at their times, to the target loudness."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import minimum_filter1d, uniform_filter1d

from samklang.analysis.sound.meter import SoundMeter
from samklang.domain.sequence import Caption
from samklang.engine.ports import Refused
from samklang.playback.mastering.bell import bell
from samklang.playback.mastering.plan import Plan, PlannedPart
from samklang.playback.mastering.voice import Samples, spoken

_CAPTION_AFTER_S = 1.2
"""A caption stays this long after its sentence, so that it can be read to its end: our proposal."""
_QUIET_END_S = 0.6
"""Between a cue's last word and the next cue at least: our proposal."""

_CEILING = 10 ** (-4 / 20)
"""-4 dBFS, so that 3 dB are left for what lies between the samples and for the encoder: our proposal."""
_REACH_S = 0.005
_ROUNDS = 3
"""Limiting takes a little loudness away; the second and third round give it back."""


@dataclass(frozen=True, slots=True)
class Mix:
    """A part's sound in one language and when its sentences are shown."""

    samples: Samples
    captions: tuple[Caption, ...]


def mixed(part: PlannedPart, plan: Plan, language: str, length: int) -> Mix:
    """Mix a part.

    Args:
        part: The part.
        plan: Its plan: how the voice speaks, the sample rate, the target loudness.
        language: The voice's language.
        length: Samples in all.

    Raises:
        Refused: A cue is too short for its text in this language; says by how much.
    """
    rate = plan.master.sample_rate_hz
    sound = np.zeros(length, np.float32)
    captions: list[Caption] = []
    ring = bell(rate)
    for cue, start_s in zip(part.cue, part.starts_s(), strict=True):
        at_s = start_s + plan.voice.lead_s
        if cue.bell:
            _add(sound, ring, start_s + 0.4, rate)
            at_s += plan.voice.lead_s
        for number, sentence in enumerate(cue.text[language], 1):
            words = spoken(sentence, language, plan.voice, rate)
            _add(sound, words, at_s, rate)
            end_s = at_s + len(words) / rate
            shown_s = min(end_s + min(_CAPTION_AFTER_S, plan.voice.between_s - 0.1), start_s + cue.length_s)
            captions.append(
                Caption(f"{part.id}/{cue.id}/{number}", round(at_s * 1000), round(shown_s * 1000), sentence)
            )
            at_s = end_s + plan.voice.between_s
        over_s = at_s - plan.voice.between_s + _QUIET_END_S - (start_s + cue.length_s)
        if over_s > 0:
            raise Refused(f"{part.id}/{cue.id}: {over_s:.1f} s too short for its text in {language!r}")
    return Mix(levelled(sound, rate, plan.master.loudness_lufs), tuple(captions))


def levelled(sound: Samples, sample_rate_hz: int, target_lufs: float) -> Samples:
    """The sound at the target's integrated loudness, its few highest peaks held down."""
    for _ in range(_ROUNDS):
        loudness, _peak = measured(sound, sample_rate_hz)
        sound = _limited(sound * np.float32(10 ** ((target_lufs - loudness) / 20)), sample_rate_hz)
    return sound


def _limited(sound: Samples, sample_rate_hz: int) -> Samples:
    """The sound with its peaks under the ceiling: the gain is lowered some milliseconds before a peak and after it."""
    reach = 2 * round(_REACH_S * sample_rate_hz) + 1
    gain = np.minimum(1.0, _CEILING / np.maximum(np.abs(sound), 1e-9))
    gain = uniform_filter1d(minimum_filter1d(gain, 2 * reach), reach)
    limited: Samples = (sound * gain).astype(np.float32)
    return limited


def measured(sound: Samples, sample_rate_hz: int) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP (ITU-R BS.1770) of one channel.

    Raises:
        Refused: There is nothing to measure.
    """
    meter = SoundMeter(sample_rate_hz, 1)
    meter.feed(sound[:, None])
    measures = meter.measures()
    loudness, peak = measures.integrated_loudness_lufs, measures.true_peak_dbtp
    if not isinstance(loudness, float) or not isinstance(peak, float):
        raise Refused("the sound is too short or too quiet to measure its loudness")
    return loudness, peak


def _add(sound: Samples, piece: Samples, at_s: float, sample_rate_hz: int) -> None:
    first = round(at_s * sample_rate_hz)
    end = min(len(sound), first + len(piece))
    sound[first:end] += piece[: max(0, end - first)]
