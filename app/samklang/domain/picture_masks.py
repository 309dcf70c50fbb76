"""Which fault of the picture hides what, and which fault of the equipment is behind one of sound or picture."""

from samklang.domain.standing import Condition, Mask, Standings, by_part, severe, too_low

_OF_THE_FACE = ("exposure", "backlight", "framing", "sharpness")
"""What is measured in and around the face."""
_OF_TIME = ("frame_rate", "flicker", "hunting", "overlay", "lip_sync")
"""What is told from how pictures follow each other."""
_PICTURE = (
    *("frozen", "face", *_OF_THE_FACE, *_OF_TIME, "frame_size", "picture_noise", "colour_cast"),
    *("interlaced", "upscaled", "mirrored"),
)


def _nobody_found(because_of: str) -> Condition:
    """So bad that the face may be missed for it alone."""
    return lambda standings: severe(because_of)(standings) and "face" in standings and standings["face"].value == 0


def _no_face(standings: Standings) -> bool:
    return standings["face"].value == 0


def _too_dark(standings: Standings) -> bool:
    return standings["exposure"].part in ("face_luma", None) and too_low("exposure")(standings)


def _dark_or_crushed(standings: Standings) -> bool:
    return "exposure" in standings and (standings["exposure"].part == "face_clipping" or too_low("exposure")(standings))


def _a_little_soft(standings: Standings) -> bool:
    return "sharpness" in standings and standings["sharpness"].off and not severe("sharpness")(standings)


def _seems_to_look_up(standings: Standings) -> bool:
    return "framing" in standings and by_part("framing", "looking_up")(standings)


def _few_pixels_in_all(standings: Standings) -> bool:
    return _a_little_soft(standings) and severe("frame_size")(standings)


def _few_pixels_in_the_face(standings: Standings) -> bool:
    far_away = by_part("framing", "head_height")(standings) and too_low("framing")(standings)
    return _a_little_soft(standings) and far_away


EQUIPMENT_MASKS = (
    # What may not be used gives nothing.
    Mask("permission", same_fault=("input_silent", "muted"), when=by_part("permission", "microphone_allowed")),
    Mask("permission", same_fault=("black", "no_signal"), when=by_part("permission", "camera_allowed")),
    # A camera that gives no live picture is what the capture card shows a card for.
    Mask("dslr_live_view", same_fault=("no_signal", "black", "frozen")),
    # On battery a laptop saves power by slowing down: plugged in, all three are gone.
    Mask("mains", same_fault=("power_plan", "throttling")),
    Mask("power_plan", same_fault=("throttling",)),
)

PICTURE_MASKS = (
    # Where nothing can be seen, nothing can be said of it. A black picture is a flat colour too, a card stands still.
    Mask("black", worthless=("no_signal", *_PICTURE)),
    Mask("no_signal", worthless=_PICTURE),
    # While it stands still, nothing that goes on can be told, and no noise is new.
    Mask("frozen", worthless=_OF_TIME, same_fault=("picture_noise",)),
    # Two half-pictures woven into one: every movement gets a comb, which looks like noise, flicker or lost detail.
    Mask(
        "interlaced",
        same_fault=("sharpness", "picture_noise", "flicker", "upscaled", "hunting", "frame_rate", "mirrored"),
    ),
    # So blurred, dark or noisy that nobody is found: that is the fault, not an empty chair.
    Mask("exposure", same_fault=("face",), when=_nobody_found("exposure")),
    Mask("picture_noise", same_fault=("face",), when=_nobody_found("picture_noise")),
    Mask("sharpness", same_fault=("face",), when=_nobody_found("sharpness")),
    # Nobody there: nothing to say of a face.
    Mask("face", worthless=_OF_THE_FACE, same_fault=("hunting",), when=_no_face),
    # Against a window a camera darkens all, the face with it; what it does there it does to the face alone.
    Mask("backlight", same_fault=("exposure",), when=_dark_or_crushed),
    # In its own shadow a face loses its fine detail to the codec.
    Mask("backlight", same_fault=("sharpness",), when=_a_little_soft),
    # Where eyes and mouth are is found badly in a face that is burnt or in the dark.
    Mask("exposure", same_fault=("framing",), when=_seems_to_look_up),
    Mask("backlight", same_fault=("framing",), when=_seems_to_look_up),
    # Light that beats with the picture rate swings slowly too, and differs from picture to picture like noise. Where a
    # strong swing turns, two pictures in a row look like a repeat.
    Mask("flicker", same_fault=("frame_rate",), when=severe("flicker")),
    Mask("flicker", same_fault=("hunting", "picture_noise", "exposure")),
    # A control that swings is off half of the time.
    Mask("hunting", same_fault=("exposure",), when=by_part("hunting", "exposure_hunting")),
    Mask("hunting", same_fault=("sharpness",), when=by_part("hunting", "focus_hunting")),
    # In too little light a camera turns its gain up, which makes noise, smooths it away, and loses the colours.
    Mask("exposure", worthless=("colour_cast",), when=severe("exposure")),
    Mask("exposure", same_fault=("picture_noise", "sharpness", "colour_cast"), when=_too_dark),
    # Noise is fine detail that is none: it fills what sharpness is read from, and differs from picture to picture.
    Mask("picture_noise", worthless=("sharpness", "upscaled"), when=severe("picture_noise")),
    Mask("picture_noise", same_fault=("sharpness", "upscaled", "hunting", "colour_cast")),
    # A picture blown up is told by the rhythm of its pixels, which no lens draws: it is soft for that.
    Mask("upscaled", same_fault=("sharpness",)),
    Mask("frame_size", same_fault=("upscaled",)),
    # Few pixels draw few details; what is far out of focus is so in any size.
    Mask("frame_size", same_fault=("sharpness",), when=_few_pixels_in_all),
    Mask("framing", same_fault=("sharpness",), when=_few_pixels_in_the_face),
    # Too few pictures tell nothing of how the light beats between them.
    Mask("frame_rate", worthless=("flicker",), when=severe("frame_rate")),
    Mask("frame_rate", same_fault=("hunting",)),
    # The camera's own text is text the right way round in a picture that may be mirrored on purpose, and the reverse.
    Mask("overlay", same_fault=("mirrored",)),
)
"""The first that applies; what is hidden itself hides nothing."""
