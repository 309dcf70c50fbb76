"""The checks of the sound, and of how the system has set the microphone it came from."""

from collections.abc import Callable, Mapping
from math import isfinite, log10
from types import MappingProxyType
from typing import Literal

from samklang.domain.live import MicrophoneSetting
from samklang.domain.measures import Measured, SoundMeasures, Unknown
from samklang.domain.part import Check, by_key, single

SOUND_CHECKS: Mapping[str, Check[SoundMeasures]] = by_key(
    single("input_silent", "dBFS", lambda sound: sound.sample_peak_dbfs),
    single("dead_channel", "dB", lambda sound: sound.channel_imbalance_db),
    single("speech_level", "dBFS", lambda sound: sound.active_speech_level_dbfs),
    single("clipping", "share", lambda sound: sound.clipped_share),
    single("soft_clipping", "share", lambda sound: sound.soft_clipped_share),
    single("dropouts", "times", lambda sound: sound.dropouts),
    single("hum", "dB", lambda sound: sound.hum_db),
    single("noise", "dBFS", lambda sound: sound.noise_floor_dbfs),
    single("snr", "dB", lambda sound: sound.snr_db),
    single("second_source", "dB", lambda sound: sound.second_source_db),
    single("reverberation", "s", lambda sound: sound.reverberation_s),
    single("bandwidth", "Hz", lambda sound: sound.bandwidth_hz),
    single("handling_noise", "times", lambda sound: sound.knocks),
    single("channel_phase", "s", lambda sound: sound.out_of_phase_s),
    single("channel_balance", "dB", lambda sound: sound.channel_imbalance_db),
    single("dc_offset", "amplitude", lambda sound: sound.dc_offset),
)

_LEAST_SNR_DB = -20.0
"""Stands for that or worse, as in the measure."""
_NO_DISTANCE_DB = 10 * log10(1.01)
"""Where it is reached."""


def _noise_at_least_dbfs(sound: SoundMeasures) -> Measured:
    """The noise is as loud as the take's quietest moments show, and as loud as another voice in the silence."""
    floor, level, source = sound.noise_floor_at_least_dbfs, sound.active_speech_level_dbfs, sound.second_source_db
    if isinstance(level, Unknown) or isinstance(source, Unknown) or not isfinite(level + source):
        return floor
    return level + source if isinstance(floor, Unknown) or not isfinite(floor) else max(floor, level + source)


def _snr_at_most_db(sound: SoundMeasures) -> Measured:
    """The distance the lower bound of the noise leaves at most; the noise's share is taken out of the level."""
    level, floor = sound.active_speech_level_dbfs, _noise_at_least_dbfs(sound)
    if isinstance(level, Unknown):
        return level
    if isinstance(floor, Unknown):
        return floor
    if not isfinite(level - floor):
        return Unknown("not_finite")
    # As 10 lg(10^(d/10) - 1) with nothing that could overflow.
    distance_db = level - floor
    return _LEAST_SNR_DB if distance_db < _NO_DISTANCE_DB else distance_db + 10 * log10(1 - 10 ** (-distance_db / 10))


BOUNDS: Mapping[str, tuple[Literal["at_least", "at_most"], Callable[[SoundMeasures], Measured]]] = MappingProxyType(
    {
        "noise": ("at_least", _noise_at_least_dbfs),
        "snr": ("at_most", _snr_at_most_db),
    }
)
"""Check -> the bound it is judged by where its measure is unknown, for the worse only."""


def _muted(setting: MicrophoneSetting) -> Measured:
    return Unknown("not_told") if setting.muted is None else float(setting.muted)


SETTING_CHECKS: Mapping[str, Check[MicrophoneSetting]] = by_key(
    single("muted", "yes_no", _muted),
    single(
        "device_in_use",
        "programs",
        lambda setting: float(len(setting.held_by)) if setting.held_by else Unknown("nobody"),
        names=lambda setting: setting.held_by,
    ),
)
"""What is judged of a live microphone's setting in the system, not of its sound."""
