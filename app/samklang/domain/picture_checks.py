"""The checks of the picture."""

from collections.abc import Mapping

from samklang.domain.measures import Measured, PictureMeasures, Unknown
from samklang.domain.part import Check, Part, Saved, Scale, by_key, single


def _shorter_side(picture: PictureMeasures) -> Measured:
    """So that a picture turned on its side is not taken for a larger one."""
    return float(min(picture.width, picture.height))


def _nominal_fps(picture: PictureMeasures, _: Saved) -> Measured:
    nominal_fps = picture.nominal_frame_rate_fps
    return Unknown("no_nominal_rate") if not isinstance(nominal_fps, Unknown) and not nominal_fps > 0 else nominal_fps


def _nominal_interval_ms(picture: PictureMeasures, saved: Saved) -> Measured:
    nominal_fps = _nominal_fps(picture, saved)
    return nominal_fps if isinstance(nominal_fps, Unknown) else 1000.0 / nominal_fps


def _saved_sharpness(_: PictureMeasures, saved: Saved) -> Measured:
    return saved.get("sharpness", Unknown("nothing_saved"))


PICTURE_CHECKS: Mapping[str, Check[PictureMeasures]] = by_key(
    single("black", "s", lambda picture: picture.black_s),
    single("no_signal", "s", lambda picture: picture.no_signal_s),
    single("frozen", "s", lambda picture: picture.frozen_s),
    single("face", "faces", lambda picture: picture.faces),
    Check(
        "exposure",
        (
            Part("face_luma", "luma", lambda picture: picture.face_luma),
            Part("face_clipping", "share", lambda picture: picture.face_clipped_share),
        ),
    ),
    single("backlight", "stops", lambda picture: picture.backlight_stops),
    Check(
        "frame_rate",
        (
            Part("delivered_rate", "fps", lambda picture: picture.frame_rate_fps),
            Part("unique_frames", "of_nominal", lambda picture: picture.frame_rate_fps, Scale("fps", _nominal_fps)),
            Part(
                "frame_interval",
                "of_nominal",
                lambda picture: picture.frame_interval_p95_ms,
                Scale("ms", _nominal_interval_ms),
            ),
        ),
    ),
    single("frame_size", "px", _shorter_side),
    Check(
        "sharpness",
        (
            Part("absolute_sharpness", "sharpness", lambda picture: picture.sharpness),
            Part("kept_sharpness", "of_saved", lambda picture: picture.sharpness, Scale("sharpness", _saved_sharpness)),
        ),
    ),
    Check(
        "framing",
        (
            Part("head_height", "share", lambda picture: picture.head_height_share),
            Part("headroom", "share", lambda picture: picture.headroom_share),
            Part("face_cut", "share", lambda picture: picture.face_cut_share),
            Part("looking_up", "deg", lambda picture: picture.looking_up_deg),
        ),
    ),
    single("picture_noise", "grey_levels", lambda picture: picture.noise),
    single("colour_cast", "lab", lambda picture: picture.colour_cast),
    Check(
        "flicker",
        (
            Part("light_flicker", "percent", lambda picture: picture.flicker_percent),
            Part("banding", "percent", lambda picture: picture.banding_percent),
        ),
    ),
    Check(
        "hunting",
        (
            Part("exposure_hunting", "percent", lambda picture: picture.exposure_hunting_percent),
            Part("focus_hunting", "percent", lambda picture: picture.focus_hunting_percent),
        ),
    ),
    single("interlaced", "share", lambda picture: picture.interlaced),
    single("upscaled", "yes_no", lambda picture: picture.upscaled_suspected),
    single("overlay", "yes_no", lambda picture: picture.overlay_suspected),
    single("mirrored", "yes_no", lambda picture: picture.mirrored_suspected),
)
