"""The placeholder voice: espeak-ng, sentence by sentence, at the sequence's own sample rate."""

import io
import shutil
import subprocess
import wave
from math import gcd

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from samklang.engine.ports import Refused
from samklang.playback.mastering.plan import Voice

Samples = NDArray[np.float32]
"""One channel, full scale 1.0."""

_ESPEAK_VOICES = {"da": "da", "nb": "nb", "sv": "sv", "en": "en-gb"}
_LONGEST_SENTENCE_S = 30
_EDGE_S = 0.01


def speaker(language: str) -> str:
    """Who speaks, for the sequence's description, such as `espeak-ng 1.51 da`.

    Raises:
        Refused: espeak-ng is not installed, or has no voice for the language.
    """
    said = _espeak("--version").decode(errors="replace")
    version = next((word for word in said.split() if word[:1].isdigit()), "")
    return f"espeak-ng {version} {_voice(language)}"


def spoken(sentence: str, language: str, voice: Voice, sample_rate_hz: int) -> Samples:
    """A sentence as sound, its silences at both ends cut, its edges faded.

    Raises:
        Refused: espeak-ng is not installed, or could not say it.
    """
    told = _espeak(
        "-v", _voice(language), "-s", str(voice.words_per_minute), "-p", str(voice.pitch), "--stdout", "--", sentence
    )  # fmt: skip
    try:
        with wave.open(io.BytesIO(told)) as sound:
            rate = sound.getframerate()
            # espeak-ng writes a stream, whose header does not know the length: take what is there
            samples = np.frombuffer(told[44:], "<i2").astype(np.float32) / 32768
    except (wave.Error, EOFError) as error:
        raise Refused(f"espeak-ng: {error}") from error
    loud = np.flatnonzero(np.abs(samples) > 1e-3)  # noqa: PLR2004 - under -60 dBFS there is no speech
    if loud.size == 0:
        raise Refused(f"espeak-ng said nothing for {sentence!r}")
    samples = samples[loud[0] : loud[-1] + 1]
    common = gcd(rate, sample_rate_hz)
    words: Samples = resample_poly(samples, sample_rate_hz // common, rate // common).astype(np.float32)
    edge = round(_EDGE_S * sample_rate_hz)
    ramp = np.linspace(0, 1, edge, dtype=np.float32)
    words[:edge] *= ramp
    words[-edge:] *= ramp[::-1]
    return words


def _voice(language: str) -> str:
    try:
        return _ESPEAK_VOICES[language]
    except KeyError:
        raise Refused(f"no placeholder voice for {language!r}: one of {', '.join(_ESPEAK_VOICES)}") from None


def _espeak(*arguments: str) -> bytes:
    program = shutil.which("espeak-ng")
    if program is None:
        raise Refused("espeak-ng is needed to make the placeholder voice: install the package espeak-ng")
    done = subprocess.run(  # noqa: S603 - a fixed program; the sentence is an argument of its own after --
        [program, *arguments], capture_output=True, timeout=_LONGEST_SENTENCE_S, check=False
    )
    if done.returncode != 0:
        raise Refused(f"espeak-ng ended with {done.returncode}")
    return done.stdout
