"""What a check can measure of sound and picture, each value with its unit in its name, or the reason it is unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar, TypeAlias


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
class SilenceMeasures:
    """What a prompted silence tells about the room: nobody speaks in it, the settings are those of the take.

    Attributes:
        noise_floor_dbfs: Mean level, the noisiest channel's.
        hum_hz: 50 or 60; unknown with `no_hum` where there is none.
        hum_db: How far the strongest line of the hum stands above its neighbourhood; under 12 where there is none.
        source_dbfs: Level of what sounds in it without being steady noise, a voice or music from elsewhere; unknown
            with `no_source` where there is none.
        knocks: Knocks and handling noise in it.
    """

    noise_floor_dbfs: Measured
    hum_hz: Measured
    hum_db: Measured
    source_dbfs: Measured
    knocks: Measured


@dataclass(frozen=True, slots=True)
class SoundCurves:
    """What a small picture of a take is drawn from; far too coarse to play anything back.

    Attributes:
        level_step_s: Time between two levels, 0.1 s or a multiple.
        levels_dbfs: RMS level a step, the loudest channel's; at most `MOST_LEVELS`.
        bands_hz: Centre frequencies of the third-octave bands (IEC 61260-1), as far as the sample rate reaches.
        bands_dbfs: Level in each of them over the active speech, or over everything where there is none.
    """

    MOST_LEVELS: ClassVar[int] = 300

    level_step_s: float
    levels_dbfs: tuple[float, ...]
    bands_hz: tuple[float, ...]
    bands_dbfs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class SoundMeasures:
    """The sound of one recording or of a live take.

    Levels are relative to digital full scale: a sine of full amplitude has -3.01 dBFS RMS (so RMS of a full-scale
    square wave is 0 dBFS). Sources: ITU-T P.56 for the active speech level and the speech share, ITU-R BS.1770-5 and
    EBU Tech 3341/3342 for loudness, loudness range and true peak.

    Attributes:
        noise_floor_at_least_dbfs: The floor is this or higher, judged by the quietest moments of the take itself. It
            may condemn a take; it can never acquit one, for a percentile of speech flatters every noisy recording.
        hum_hz: 50 or 60; unknown with `no_hum` where there is none.
        hum_db: How far the strongest line of the hum stands above its neighbourhood; under 12 where there is none.
        bandwidth_hz: Up to where the speech has energy, whatever the sample rate promises; a telephone's 3400 at most
            where the lows are missing.
        soft_clipped_share: Share of the speech that stands in a shelf below full scale (soft clipping, a limiter).
        shelf_dbfs: Where that shelf lies; unknown with `no_shelf` where there is none.
        out_of_phase_s: Longest time the two channels were 170 degrees or more out of phase.
        dropouts: Gaps and repeated blocks inside speech.
        repeated_blocks: How many of them are blocks that came twice.
        digital_silence_s: Longest stretch of digital silence in every channel: a mute or a gate, never a quiet room.
        reverberation_s: Reverberation time RT60 of the room, estimated from how speech dies away.
        knocks: Knocks and handling noise, in the minute that has most of them.
        second_source_db: Level of another voice or music in the prompted silence, relative to the speech level.
        overall_quality_mos: What people would say of it, 1 to 5, by a model after ITU-T P.835; likewise the next two.
        signal_quality_mos: Of the voice alone.
        background_quality_mos: Of what is behind it.
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
    noise_floor_at_least_dbfs: Measured
    snr_db: Measured
    hum_hz: Measured
    hum_db: Measured
    bandwidth_hz: Measured
    clipped_share: Measured
    soft_clipped_share: Measured
    shelf_dbfs: Measured
    dc_offset: Measured
    channel_imbalance_db: Measured
    out_of_phase_s: Measured
    dropouts: Measured
    repeated_blocks: Measured
    digital_silence_s: Measured
    reverberation_s: Measured
    knocks: Measured
    second_source_db: Measured
    overall_quality_mos: Measured
    signal_quality_mos: Measured
    background_quality_mos: Measured
    curves: SoundCurves


def values(measures: "SoundMeasures | PictureMeasures") -> Mapping[str, Measured]:
    """Every measure by name, in order; not the curves, which are drawn and not judged."""
    return {each.name: getattr(measures, each.name) for each in fields(measures) if each.name != "curves"}


@dataclass(frozen=True, slots=True)
class PictureMeasures:
    """The picture of one recording or of a live take.

    `frame_rate_fps` counts unique frames only: a 30 fps file that shows each picture twice delivers 15. Shares run from
    0 to 1, lumas from 0 to 255. `suspected` is 1 where it was found and 0 where it was looked for and not found.

    Attributes:
        frame_interval_p50_ms: Median time between two new pictures; likewise the 95th percentile and the longest.
        no_signal_s: Time in which the picture was a card, not a view: one flat colour, colour bars, a capture card's
            notice.
        faces: As many as most looks found.
        face_luma: Mean luma in the largest face's box; where nobody is found because the middle of the picture is burnt
            out, the luma there.
        face_clipped_share: Share of that box that is burnt out, and of its inner oval that is crushed.
        backlight_stops: How many stops of light the face lacks because of what is bright around and behind it; 1 is
            half the light, 0 a face that is well lit or a picture that is dark all over.
        head_height_share: From crown to chin, of the frame's height.
        headroom_share: From the frame's top to the crown, of its height.
        face_cut_share: Share of the head that lies beyond the frame's edge.
        looking_up_deg: How far below the eyes the camera stands, seen from the face; negative where it is above.
        sharpness: Scale-free sharpness in the face box, on native pixels (see `analysis.picture.detail`).
        noise: Standard deviation of the sensor noise on native pixels, grey levels.
        colour_cast: How far the face's skin and its surroundings lean together in CIELAB's a*b* plane.
        flicker_percent: How far the whole picture's light swings at the beat of mains light, from the middle to the
            top, of its mean.
        banding_percent: The same for bands that wander through the picture.
        exposure_hunting_percent: Slow swinging of the light that all of the picture shares, peak to peak, of its mean.
        focus_hunting_percent: Slow swinging of the sharpness, likewise.
        interlaced: Share of the frames woven from two half-pictures.
    """

    duration_s: float
    width: int
    height: int
    nominal_frame_rate_fps: Measured
    frame_rate_fps: Measured
    frame_interval_p50_ms: Measured
    frame_interval_p95_ms: Measured
    frame_interval_max_ms: Measured
    duplicate_share: Measured
    frozen_s: Measured
    black_s: Measured
    no_signal_s: Measured
    faces: Measured
    face_luma: Measured
    face_clipped_share: Measured
    backlight_stops: Measured
    head_height_share: Measured
    headroom_share: Measured
    face_cut_share: Measured
    looking_up_deg: Measured
    sharpness: Measured
    noise: Measured
    colour_cast: Measured
    flicker_percent: Measured
    banding_percent: Measured
    exposure_hunting_percent: Measured
    focus_hunting_percent: Measured
    interlaced: Measured
    upscaled_suspected: Measured
    overlay_suspected: Measured
    mirrored_suspected: Measured
