"""What a check can measure of sound and picture, each value with its unit in its name, or the reason it is unknown."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Unknown:
    """A measure that could not be made.

    Attributes:
        reason: A short stable code, such as `no_silence`; the words stand under `check.reason.CODE`.
    """

    reason: str


Measured: TypeAlias = float | Unknown
"""A number in the unit its field's name carries, or why there is none. Never a guess."""


@dataclass(frozen=True, slots=True)
class SoundMeasures:
    """The sound of one recording or of a live take.

    Levels are relative to digital full scale: a sine of full amplitude has -3.01 dBFS RMS (so RMS of a full-scale
    square wave is 0 dBFS). Sources: ITU-T P.56 for the active speech level and the speech share, ITU-R BS.1770-5 and
    EBU Tech 3341/3342 for loudness, loudness range and true peak.
    """

    duration_s: float
    sample_rate_hz: int
    channels: int
    speech_share: Measured
    active_speech_level_dbfs: Measured
    integrated_loudness_lufs: Measured
    max_momentary_lufs: Measured
    max_short_term_lufs: Measured
    loudness_range_lu: Measured
    true_peak_dbtp: Measured
    sample_peak_dbfs: Measured
    noise_floor_dbfs: Measured
    snr_db: Measured
    clipped_share: Measured
    dc_offset: Measured
    channel_imbalance_db: Measured


@dataclass(frozen=True, slots=True)
class PictureMeasures:
    """The picture of one recording or of a live take.

    `frame_rate_fps` counts unique frames only: a 30 fps file that shows each picture twice delivers 15.
    Shares run from 0 to 1. `face_luma` is the mean luma (0..255) inside the largest face's box.
    """

    duration_s: float
    width: int
    height: int
    nominal_frame_rate_fps: Measured
    frame_rate_fps: Measured
    frame_interval_p95_ms: Measured
    duplicate_share: Measured
    frozen_s: Measured
    black_s: Measured
    faces: Measured
    face_luma: Measured
    face_clipped_share: Measured
    head_height_share: Measured
    headroom_share: Measured
