"""The cases of a known truth: clean speech, and the same with one defect in three strengths, each with what is right.

A case is a sound and, where one can be made, the prompted silence before it: the same room, the same settings, nobody
speaking. What is steady (noise, hum, a gain, a filter, a channel) is in the silence too; a hole, a repeated block and
a knock are in the speech alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import av
import numpy as np
from tests.lab.sound_defects import DEFECTS, Chance, Sound
from tests.lab.speech_bases import SILENCE_S, base, room

CLEAN = "clean"
IN_SPEECH_ONLY = frozenset({"dropouts", "repeated blocks", "knocks"})
HEARD_IN_SILENCE = frozenset({"white noise", "pink noise", "babble", "hum 50 Hz", "hum 60 Hz"})
"""Tried without a prompted silence as well: that is where a noise hides."""

BASES: Sequence[tuple[str, int | None]] = (
    ("beckett", None),
    ("endgame", None),
    ("endgame later", 44_100),
    ("cities", 16_000),
)
"""The voices every defect is tried on, each at its own rate or another one."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One recording of a known truth.

    Attributes:
        truth: The defect's name, or `clean`.
        strength: In the defect's own unit; what is special about it where it is clean.
        voice: Whose.
        rate_hz: Sample rate.
        sound: Shape (samples, channels).
        silence: The prompted silence, likewise, or None where the program gets none.
        check: The check that has to name it; None where it is clean.
        also: Checks that may be off as well, for they are true too.
        mp3: The file is to be coded, in kbit/s; 0 for a WAV.
    """

    truth: str
    strength: float | str
    voice: str
    rate_hz: int
    sound: Sound
    silence: Sound | None
    check: str | None = None
    also: frozenset[str] = frozenset()
    mp3: int = 0

    @property
    def name(self) -> str:
        """All of it in one line."""
        strength = self.strength if isinstance(self.strength, str) else f"{self.strength:g}"
        silence = "with silence" if self.silence is not None else "no silence"
        return f"{self.truth} {strength}, {self.voice}, {self.rate_hz} Hz, {silence}"


def quiet_room(speech: Sound, rate_hz: int, chance: Chance) -> Sound:
    """The speech in a quiet room, the prompted silence before it."""
    silence = np.zeros(round(SILENCE_S * rate_hz))
    whole = np.concatenate([silence, speech])
    return whole + room(len(whole), chance)


def defective(truth: str, strength: float, voice: str, rate_hz: int, speech: Sound) -> Iterator[Case]:
    """The speech with one defect; twice where the defect may hide without a silence."""
    defect = DEFECTS[truth]
    chance = np.random.default_rng([sum(map(ord, truth + voice)), round(abs(strength) * 1000)])
    at = round(SILENCE_S * rate_hz)
    whole = quiet_room(speech, rate_hz, chance)
    if truth in IN_SPEECH_ONLY:
        sound, silence = defect.add(whole[at:], rate_hz, strength, chance), whole[:at]
    else:
        made = defect.add(whole, rate_hz, strength, chance)
        sound, silence = made[at:], made[:at]
    case = partial(Case, truth, strength, voice, rate_hz, _columns(sound))
    yield case(_columns(silence), defect.check, defect.also)
    if truth in HEARD_IN_SILENCE:
        yield case(None, defect.check, defect.also)


def defective_cases(bases: Sequence[tuple[str, int | None]] = BASES, word: str = "") -> Iterator[Case]:
    """Every defect whose name holds the word, in three strengths on each of these voices."""
    chosen = {truth: defect for truth, defect in DEFECTS.items() if word in truth}
    for voice, wanted_hz in bases if chosen else ():
        rate_hz, speech = base(voice, wanted_hz)
        for truth, defect in chosen.items():
            for strength in defect.strengths:
                yield from defective(truth, strength, voice, rate_hz, speech)


def clean_of(voice: str, rate_hz: int, speech: Sound) -> Iterator[Case]:
    """What is all right with a voice: levels, tight cuts, a gate, two channels, MP3; no silence with some of them."""
    chance = np.random.default_rng(len(speech))
    at = round(SILENCE_S * rate_hz)
    whole = quiet_room(speech, rate_hz, chance)
    silence, spoken = whole[:at], whole[at:]
    case = partial(Case, CLEAN, voice=voice, rate_hz=rate_hz)
    yield case("as it is", sound=_columns(spoken), silence=_columns(silence))
    yield case("as it is", sound=_columns(spoken), silence=None)
    for louder_db in (-1.8, 20 * np.log10(min(10 ** (4 / 20), 0.95 / np.abs(spoken).max()))):
        turned = 10 ** (louder_db / 20)
        yield case(f"{louder_db:+.1f} dB", sound=_columns(spoken * turned), silence=_columns(silence * turned))
    loud = np.flatnonzero(np.abs(speech) > 10 ** (-30 / 20))
    tight = spoken[loud[0] : min(loud[-1], loud[0] + round(3.2 * rate_hz))]
    yield case("cut tightly, 3.2 s", sound=_columns(tight), silence=_columns(silence))
    yield case("zeros in the pauses", sound=_columns(gated(spoken, rate_hz)), silence=None)
    both = np.stack([spoken, spoken * 0.9 + room(len(spoken), chance)], axis=1)
    yield case("stereo", sound=both, silence=np.stack([silence, silence], axis=1))
    yield case("MP3 at 96 kbit/s", sound=_columns(spoken), silence=_columns(silence), mp3=96)


CLEAN_BASES: Sequence[tuple[str, int | None]] = (
    ("beckett", None),
    ("clone", None),
    ("endgame", 22_050),
    ("endgame later", None),
    ("cities", 16_000),
    ("cities later", 16_000),
)


def clean_cases(bases: Sequence[tuple[str, int | None]] = CLEAN_BASES) -> Iterator[Case]:
    """Every clean variant of each of these voices."""
    for voice, wanted_hz in bases:
        yield from clean_of(voice, *base(voice, wanted_hz))


def gated(speech: Sound, rate_hz: int) -> Sound:
    """A gate has closed in every pause: digital zeros wherever nothing is louder than -50 dBFS for 120 ms."""
    length = round(0.12 * rate_hz)
    loud = np.convolve(np.abs(speech) > 10 ** (-50 / 20), np.ones(2 * length), "same") > 0
    return np.where(loud, speech, 0.0)


def written(case: Case, folder: Path) -> tuple[Path, Path | None]:
    """The case as files of 16 bits: the sound, and its silence if it has one."""
    silence = None if case.silence is None else _write(folder / "silence.wav", case.silence, case.rate_hz, 0)
    suffix = "mp3" if case.mp3 else "wav"
    return _write(folder / f"sound.{suffix}", case.sound, case.rate_hz, case.mp3), silence


def _write(path: Path, sound: Sound, rate_hz: int, mp3_kbps: int) -> Path:
    samples = np.round(np.clip(sound, -1.0, 32767 / 32768) * 32768).astype("<i2")
    with av.open(str(path), "w") as container:
        layout = "mono" if sound.shape[1] == 1 else "stereo"
        stream = container.add_stream("libmp3lame" if mp3_kbps else "pcm_s16le", rate=rate_hz, layout=layout)
        if mp3_kbps:
            stream.bit_rate = mp3_kbps * 1000
        resampler = av.AudioResampler(format=stream.format.name, layout=layout, rate=rate_hz)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.reshape(1, -1)), format="s16", layout=layout)
        frame.sample_rate = rate_hz
        fifo = av.AudioFifo()
        for piece in resampler.resample(frame):
            fifo.write(piece)
        for piece in fifo.read_many(stream.frame_size or 4096, partial=True):
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def _columns(sound: Sound) -> Sound:
    return sound[:, None] if sound.ndim == 1 else sound
