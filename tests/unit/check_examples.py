"""Measures and a rig to judge them by, all as they should be; a test changes what it is about."""

from dataclasses import replace
from typing import Any

from samklang.domain.measures import PictureMeasures, SoundCurves, SoundMeasures, Unknown
from samklang.domain.rig import Camera, CameraKind, Laptop, Microphone, MicrophoneKind, Quirk, Range, Rig, Target

GOOD_SOUND = SoundMeasures(
    duration_s=12.0,
    sample_rate_hz=48_000,
    channels=2,
    speech_share=0.7,
    active_speech_level_dbfs=-20.0,
    integrated_loudness_lufs=-21.0,
    max_momentary_lufs=-17.0,
    max_short_term_lufs=-19.0,
    loudness_range_lu=4.0,
    true_peak_dbtp=-3.0,
    sample_peak_dbfs=-3.2,
    noise_floor_dbfs=-65.0,
    noise_floor_at_least_dbfs=-68.0,
    snr_db=45.0,
    hum_hz=Unknown("no_hum"),
    hum_db=3.0,
    bandwidth_hz=13_000.0,
    clipped_share=0.0,
    soft_clipped_share=0.0,
    shelf_dbfs=Unknown("no_shelf"),
    dc_offset=0.001,
    channel_imbalance_db=0.5,
    out_of_phase_s=0.0,
    dropouts=0.0,
    repeated_blocks=0.0,
    digital_silence_s=0.0,
    reverberation_s=0.3,
    knocks=0.0,
    second_source_db=-45.0,
    overall_quality_mos=3.3,
    signal_quality_mos=3.6,
    background_quality_mos=4.1,
    curves=SoundCurves(0.1, (-60.0, -24.0, -20.0), (500.0, 1000.0), (-26.0, -28.0)),
)

GOOD_PICTURE = PictureMeasures(
    duration_s=8.0,
    width=1280,
    height=720,
    nominal_frame_rate_fps=30.0,
    frame_rate_fps=29.9,
    frame_interval_p50_ms=33.3,
    frame_interval_p95_ms=34.0,
    frame_interval_max_ms=40.0,
    duplicate_share=0.0,
    frozen_s=0.0,
    black_s=0.0,
    no_signal_s=0.0,
    faces=1.0,
    face_luma=130.0,
    face_clipped_share=0.01,
    backlight_stops=0.2,
    head_height_share=0.35,
    headroom_share=0.1,
    face_cut_share=0.0,
    looking_up_deg=2.0,
    sharpness=0.5,
    noise=1.5,
    colour_cast=4.0,
    flicker_percent=0.2,
    banding_percent=0.2,
    exposure_hunting_percent=2.0,
    focus_hunting_percent=5.0,
    interlaced=0.0,
    upscaled_suspected=0.0,
    overlay_suspected=0.0,
    mirrored_suspected=0.0,
)

TARGETS = (
    Target("muted", "yes_no", Range(0.0, 0.0), Range(0.0, 0.0), "our proposal"),
    Target("device_in_use", "programs", Range(high=0.0), Range(), "our proposal"),
    Target("input_silent", "dBFS", Range(-90.0), Range(-90.0), "testrtc"),
    Target("dead_channel", "dB", Range(-20.0, 20.0), Range(-20.0, 20.0), "our proposal"),
    Target("speech_level", "dBFS", Range(-24.0, -16.0), Range(-28.0, -14.0), "our proposal: RFC 7874"),
    Target("clipping", "share", Range(high=0.00001), Range(high=0.001), "our proposal"),
    Target("soft_clipping", "share", Range(high=0.01), Range(high=0.05), "our proposal"),
    Target("dropouts", "times", Range(high=0.0), Range(high=2.0), "our proposal"),
    Target("hum", "dB", Range(high=12.0), Range(high=20.0), "our proposal"),
    Target("noise", "dBFS", Range(high=-60.0), Range(high=-45.0), "Microsoft Teams docs"),
    Target("snr", "dB", Range(30.0), Range(20.0), "our proposal"),
    Target("second_source", "dB", Range(high=-30.0), Range(high=-20.0), "our proposal"),
    Target("reverberation", "s", Range(high=0.6), Range(high=1.0), "our proposal"),
    Target("bandwidth", "Hz", Range(7000.0), Range(4500.0), "our proposal"),
    Target("handling_noise", "times", Range(high=0.0), Range(high=3.0), "our proposal"),
    Target("channel_phase", "s", Range(high=2.0), Range(high=2.0), "ffmpeg"),
    Target("channel_balance", "dB", Range(-6.0, 6.0), Range(), "our proposal"),
    Target("dc_offset", "amplitude", Range(-0.01, 0.01), Range(), "our proposal"),
    Target("black", "s", Range(high=0.5), Range(high=1.0), "our proposal"),
    Target("frozen", "s", Range(high=0.5), Range(high=2.0), "our proposal"),
    Target("face", "faces", Range(1.0, 1.0), Range(1.0), "our proposal"),
    Target("exposure", "luma", Range(70.0, 200.0), Range(45.0, 225.0), "our proposal"),
    Target("frame_rate", "fps", Range(23.75), Range(20.0), "our proposal: OBS"),
    Target("unique_frames", "of_nominal", Range(0.95), Range(0.8), "OBS"),
    Target("frame_size", "px", Range(720.0), Range(480.0), "our proposal"),
    Target("frame_interval", "of_nominal", Range(high=1.5), Range(), "our proposal"),
    Target("face_clipping", "share", Range(high=0.05), Range(), "our proposal"),
    Target("framing", "share", Range(0.25, 0.5), Range(), "our proposal"),
    Target("headroom", "share", Range(0.05, 0.15), Range(), "our proposal"),
)


def rig(
    *,
    microphone: MicrophoneKind = MicrophoneKind.USB,
    camera: CameraKind = CameraKind.USB,
    targets: tuple[Target, ...] = TARGETS,
) -> Rig:
    quirk = Quirk({"da": "Det ved man.", "en": "It is known."}, "our proposal")
    return Rig(
        id="room-4",
        name={"da": "Rum 4", "en": "Room 4"},
        laptop=Laptop("laptop", {"da": "Bærbar"}, (quirk,)),
        microphone=Microphone("microphone", {"da": "Mikrofon"}, microphone, (quirk,)),
        camera=Camera("camera", {"da": "Kamera"}, camera, (quirk,)),
        expected_faces=1,
        targets=targets,
    )


def sound(**changes: Any) -> SoundMeasures:  # noqa: ANN401 - any field
    return replace(GOOD_SOUND, **changes)


def picture(**changes: Any) -> PictureMeasures:  # noqa: ANN401 - any field
    return replace(GOOD_PICTURE, **changes)


NO_SILENCE = {"noise_floor_dbfs": Unknown("no_silence"), "snr_db": Unknown("no_silence")}

SOUND_MEASURE = {
    "input_silent": "sample_peak_dbfs",
    "dead_channel": "channel_imbalance_db",
    "speech_level": "active_speech_level_dbfs",
    "clipping": "clipped_share",
    "soft_clipping": "soft_clipped_share",
    "dropouts": "dropouts",
    "hum": "hum_db",
    "noise": "noise_floor_dbfs",
    "snr": "snr_db",
    "second_source": "second_source_db",
    "reverberation": "reverberation_s",
    "bandwidth": "bandwidth_hz",
    "handling_noise": "knocks",
    "channel_phase": "out_of_phase_s",
    "channel_balance": "channel_imbalance_db",
    "dc_offset": "dc_offset",
}
"""Which measure a check of the sound reads."""

PICTURE_MEASURE = {
    "black": "black_s",
    "frozen": "frozen_s",
    "face": "faces",
    "exposure": "face_luma",
    "frame_rate": "frame_rate_fps",
    "frame_interval": "frame_interval_p95_ms",
    "face_clipping": "face_clipped_share",
    "framing": "head_height_share",
    "headroom": "headroom_share",
}
"""Which measure a check of the picture reads; the frame's size is always known."""
