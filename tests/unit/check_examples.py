"""Measures and a rig to judge them by, all as they should be; a test changes what it is about."""

from dataclasses import replace
from typing import Any

from samklang.domain.dslr import DslrMeasures, Focus, WhiteBalance
from samklang.domain.laptop import LaptopMeasures, Link, Method, NetworkMeasures, PowerPlan
from samklang.domain.measures import PictureMeasures, SoundCurves, SoundMeasures, Unknown
from samklang.domain.rig import Camera, CameraKind, Laptop, Microphone, MicrophoneKind, Quirk, Range, Rig, Target
from samklang.domain.sync import SyncMeasures

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
    Target("no_signal", "s", Range(high=0.5), Range(high=1.0), "our proposal"),
    Target("frozen", "s", Range(high=0.5), Range(high=2.0), "our proposal"),
    Target("face", "faces", Range(1.0, 1.0), Range(1.0), "our proposal"),
    Target("face_luma", "luma", Range(70.0, 200.0), Range(45.0, 225.0), "our proposal"),
    Target("face_clipping", "share", Range(high=0.05), Range(), "our proposal"),
    Target("backlight", "stops", Range(high=1.5), Range(high=3.0), "our proposal"),
    Target("delivered_rate", "fps", Range(23.75), Range(20.0), "our proposal"),
    Target("unique_frames", "of_nominal", Range(0.95), Range(0.8), "OBS"),
    Target("frame_interval", "of_nominal", Range(high=1.5), Range(), "our proposal"),
    Target("frame_size", "px", Range(720.0), Range(480.0), "our proposal"),
    Target("absolute_sharpness", "sharpness", Range(0.1), Range(0.05), "our proposal"),
    Target("kept_sharpness", "of_saved", Range(0.7), Range(0.4), "our proposal"),
    Target("head_height", "share", Range(0.25, 0.5), Range(), "our proposal"),
    Target("headroom", "share", Range(0.05, 0.15), Range(), "our proposal"),
    Target("face_cut", "share", Range(high=0.02), Range(high=0.25), "our proposal"),
    Target("looking_up", "deg", Range(-12.0, 12.0), Range(), "our proposal"),
    Target("picture_noise", "grey_levels", Range(high=6.0), Range(high=12.0), "our proposal"),
    Target("colour_cast", "lab", Range(high=15.0), Range(high=30.0), "our proposal"),
    Target("light_flicker", "percent", Range(high=1.0), Range(high=3.0), "our proposal"),
    Target("banding", "percent", Range(high=1.0), Range(high=3.0), "our proposal"),
    Target("exposure_hunting", "percent", Range(high=10.0), Range(high=30.0), "our proposal"),
    Target("focus_hunting", "percent", Range(high=25.0), Range(high=50.0), "our proposal"),
    Target("interlaced", "share", Range(high=0.2), Range(high=0.5), "our proposal"),
    Target("upscaled", "yes_no", Range(0.0, 0.0), Range(), "our proposal"),
    Target("overlay", "yes_no", Range(0.0, 0.0), Range(), "our proposal"),
    Target("mirrored", "yes_no", Range(0.0, 0.0), Range(), "our proposal"),
    Target("microphone_allowed", "yes_no", Range(1.0, 1.0), Range(1.0, 1.0), "our proposal"),
    Target("camera_allowed", "yes_no", Range(1.0, 1.0), Range(1.0, 1.0), "our proposal"),
    Target("camera_in_use", "programs", Range(high=0.0), Range(), "our proposal"),
    Target("stealing", "programs", Range(high=0.0), Range(), "our proposal"),
    Target("mains", "yes_no", Range(1.0, 1.0), Range(), "our proposal"),
    Target("battery", "percent", Range(80.0), Range(40.0), "our proposal"),
    Target("power_plan", "yes_no", Range(0.0, 0.0), Range(), "our proposal"),
    Target("mean_load", "percent", Range(high=70.0), Range(), "our proposal"),
    Target("peak_load", "percent", Range(high=90.0), Range(), "our proposal"),
    Target("throttling", "share", Range(0.7), Range(), "our proposal"),
    Target("free_memory", "gb", Range(1.5), Range(0.5), "our proposal"),
    Target("total_memory", "gb", Range(7.5), Range(), "our proposal"),
    Target("disk", "gb", Range(5.0), Range(1.0), "our proposal"),
    Target("connected", "yes_no", Range(1.0, 1.0), Range(1.0, 1.0), "our proposal"),
    Target("loss", "percent", Range(high=1.0), Range(high=10.0), "our proposal"),
    Target("round_trip", "ms", Range(high=100.0), Range(high=500.0), "our proposal"),
    Target("jitter", "ms", Range(high=30.0), Range(), "our proposal"),
    Target("by_udp", "yes_no", Range(1.0, 1.0), Range(), "our proposal"),
    Target("wired", "yes_no", Range(1.0, 1.0), Range(), "our proposal"),
    Target("dslr_live_view", "blocks", Range(high=0.0), Range(high=0.0), "our proposal"),
    Target("dslr_auto_off", "s", Range(9000.0), Range(5400.0), "our proposal"),
    Target("dslr_mains", "yes_no", Range(1.0, 1.0), Range(), "our proposal"),
    Target("dslr_battery", "percent", Range(80.0), Range(30.0), "our proposal"),
    Target("dslr_focus", "yes_no", Range(0.0, 0.0), Range(), "our proposal"),
    Target("dslr_white_balance", "yes_no", Range(0.0, 0.0), Range(), "our proposal"),
    Target("lip_sync", "ms", Range(-60.0, 40.0), Range(-185.0, 90.0), "our proposal"),
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
    "no_signal": "no_signal_s",
    "frozen": "frozen_s",
    "face": "faces",
    "exposure": "face_luma",
    "backlight": "backlight_stops",
    "frame_rate": "frame_rate_fps",
    "sharpness": "sharpness",
    "framing": "head_height_share",
    "picture_noise": "noise",
    "colour_cast": "colour_cast",
    "flicker": "flicker_percent",
    "hunting": "exposure_hunting_percent",
    "interlaced": "interlaced",
    "upscaled": "upscaled_suspected",
    "overlay": "overlay_suspected",
    "mirrored": "mirrored_suspected",
}
"""Which measure a check of the picture reads first; the frame's size is always known."""

GOOD_LAPTOP = LaptopMeasures(
    watched_s=10.0,
    on_mains=1.0,
    battery_percent=97.0,
    power_plan=PowerPlan.BALANCED,
    load_mean_percent=12.0,
    load_p95_percent=30.0,
    speed_share=0.95,
    memory_total_gb=16.6,
    memory_free_gb=6.2,
    disk_free_gb=80.0,
    cores=8.0,
    network=Link.WIRED,
    probe=NetworkMeasures("stun.example.org", 21.0, 0.0, 3.0, Method.STUN),
    microphone_holders=(),
    camera_holders=(),
    microphone_allowed=1.0,
    camera_allowed=1.0,
    stealing=(),
    teams_running=0.0,
    model="Laptop 14",
)

GOOD_DSLR = DslrMeasures(
    model="DSC D750",
    read_from_camera=True,
    battery_percent=Unknown("on_mains"),
    on_mains=1.0,
    auto_off_s=0.0,
    live_view_blocks=(),
    focus_mode=Focus.MANUAL,
    white_balance=WhiteBalance.FIXED,
)

GOOD_SYNC = SyncMeasures(sound_early_ms=-12.0, uncertainty_ms=17.0, claps=3)


def laptop(**changes: Any) -> LaptopMeasures:  # noqa: ANN401 - any field
    return replace(GOOD_LAPTOP, **changes)


def dslr(**changes: Any) -> DslrMeasures:  # noqa: ANN401 - any field
    return replace(GOOD_DSLR, **changes)


def sync(**changes: Any) -> SyncMeasures:  # noqa: ANN401 - any field
    return replace(GOOD_SYNC, **changes)
