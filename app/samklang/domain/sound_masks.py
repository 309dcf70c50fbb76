"""Which fault of the sound hides what."""

from math import log10

from samklang.domain.standing import Condition, Mask, Standings, severe, too_high, too_low

_BOUND_BELOW_DB = 6.0
"""A bound of the noise lies below it by 1 to 10 dB: docs/sound-measures.md."""
_FAR = 0.05
"""Share of full scale a signal must be moved by to cost its tops half a decibel of room."""


def _only_bounded(check: str) -> Condition:
    return lambda standings: check in standings and standings[check].bounded


def _few_tops(standings: Standings) -> bool:
    """Few cut-off samples while the voice is no louder than it should be: something else takes them there."""
    return "clipping" in standings and not severe("clipping")(standings) and not too_high("speech_level")(standings)


def _far(standings: Standings) -> bool:
    """Whether the signal is moved so far that it takes room from the tops."""
    shift = standings["dc_offset"].value
    return shift is not None and abs(shift) >= _FAR


def _moved_by_noise(standings: Standings) -> bool:
    """Whether the noise is stronger than the direct current: then its own slow swings can be all there is of it."""
    noise, shift = standings["noise"], standings["dc_offset"].value if "dc_offset" in standings else None
    if noise.value is None or shift is None:
        return False
    noise_dbfs = noise.value + (_BOUND_BELOW_DB if noise.bounded else 0.0)
    return abs(shift) < 10 ** (min(0.0, noise_dbfs) / 20)


def _loud_by_noise(standings: Standings) -> bool:
    """Too loud as a whole, and not once the noise is taken out: P.56 measures speech and noise together."""
    level, noise = standings.get("speech_level"), standings.get("noise")
    if level is None or noise is None or level.value is None or noise.value is None or not level.too_high:
        return False
    voice_share = 1 - 10 ** (min(0.0, noise.value - level.value) / 10)
    return voice_share <= 0 or level.target.pass_range.holds(level.value + 10 * log10(voice_share))


def _noisy_by_gain(standings: Standings) -> bool:
    """Too loud, and no longer too noisy once the voice is turned down to the middle of its range."""
    level, noise = standings.get("speech_level"), standings.get("noise")
    if level is None or noise is None or level.value is None or noise.value is None or not level.too_high:
        return False
    return noise.target.pass_range.holds(noise.value - (level.value - level.target.pass_range.middle))


def _lifted(standings: Standings) -> bool:
    """A little noise behind a voice that is pressed hard, or what a gain explains alone."""
    pressed = severe("soft_clipping")(standings)
    return (pressed and "noise" in standings and not severe("noise")(standings)) or _noisy_by_gain(standings)


_SOUND = (
    *("dead_channel", "speech_level", "clipping", "soft_clipping", "dropouts", "hum", "noise", "snr"),
    *("second_source", "reverberation", "bandwidth", "handling_noise", "channel_phase", "channel_balance", "dc_offset"),
)

SOUND_MASKS = (
    # A microphone the system has switched off is silent; and where there is no sound nothing can be said of it.
    Mask("muted", same_fault=("input_silent",)),
    Mask(
        "muted", worthless=_SOUND, when=lambda standings: "input_silent" in standings and standings["input_silent"].off
    ),
    Mask("input_silent", worthless=(*_SOUND, "lip_sync")),
    # One side is missing: how it compares with the other has no meaning, and what hisses may be that side alone.
    Mask("dead_channel", worthless=("channel_balance", "channel_phase"), same_fault=("noise", "snr")),
    # Few knocks that reach full scale are cut off there; turning down would not keep anybody from knocking.
    Mask("handling_noise", same_fault=("clipping",), when=_few_tops),
    # A signal moved far to one side reaches full scale there with tops that had room before.
    Mask("dc_offset", same_fault=("clipping",), when=lambda standings: _few_tops(standings) and _far(standings)),
    # Cut-off tops are a shelf of their own; heavily cut, they fill the band with harmonics and flatten what a room's
    # dying away is read from. That the voice is too loud as well is measured by itself, and stays.
    Mask("clipping", same_fault=("soft_clipping",)),
    # A voice's tops are not alike above and below, so cut off they leave a mean beside the middle.
    Mask("clipping", worthless=("reverberation", "bandwidth"), same_fault=("dc_offset",), when=severe("clipping")),
    # What drives a limiter is what makes the voice too loud behind it, and pressed hard, it lifts all that is quiet.
    Mask("soft_clipping", same_fault=("speech_level",), when=too_high("speech_level")),
    Mask("soft_clipping", same_fault=("noise", "snr"), when=_lifted),
    Mask("soft_clipping", worthless=("reverberation",), when=severe("soft_clipping")),
    # Turned up too far, a quiet room is turned up with the voice.
    Mask("speech_level", same_fault=("noise", "snr"), when=_noisy_by_gain),
    # A gap has edges like a knock, and ends a sound faster than any room.
    Mask("dropouts", worthless=("handling_noise", "reverberation")),
    # Hum is noise, in the pauses and below the voice; where it is strong, no sound dies away into silence.
    Mask("hum", same_fault=("noise", "snr", "second_source")),
    Mask("hum", same_fault=("speech_level",), when=_loud_by_noise),
    Mask("hum", worthless=("reverberation",), when=severe("hum")),
    # A room that rings fills the pauses with the voice itself; only a prompted silence tells that from noise.
    Mask("reverberation", same_fault=("noise",), when=_only_bounded("noise")),
    Mask("reverberation", same_fault=("snr",), when=_only_bounded("snr")),
    # The distance between voice and noise, and another voice in the silence, are the noise once more. Severe noise
    # hides what is quieter than itself, fills the band, and is full of what looks like knocks.
    Mask("noise", same_fault=("snr", "second_source")),
    Mask("noise", same_fault=("speech_level",), when=_loud_by_noise),
    Mask("noise", same_fault=("dc_offset",), when=_moved_by_noise),
    Mask("noise", worthless=("reverberation", "bandwidth", "handling_noise"), when=severe("noise")),
    # A weak voice is near to everything there is besides it.
    Mask("speech_level", same_fault=("snr", "second_source"), when=too_low("speech_level")),
)
"""The first that applies; what is hidden itself hides nothing."""
