"""The plan of a sequence: a TOML file a physiotherapist can read and change."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from samklang.domain.sequence import CUE_KINDS, POSTURES
from samklang.engine.ports import Refused

_Word = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
_Version = Annotated[str, msgspec.Meta(pattern=r"^\d+\.\d+\.\d+$")]
_Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
_Positive = Annotated[float, msgspec.Meta(gt=0)]


class PlannedCue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One cue; it starts where the one before it ends.

    Attributes:
        kind, posture, region: See `samklang.domain.sequence.Cue`.
        motion: A movement of `samklang.playback.mastering.motion.MOVEMENTS`.
        length_s: Its length; long enough for its text in every language.
        text: What is said, sentence by sentence, by language.
        bell: Whether a soft bell sounds at its start.
        operator_note: Text id of a note for the operator, or empty.
    """

    id: _Word
    kind: str
    posture: str
    region: str
    motion: str
    length_s: _Positive
    text: Mapping[str, tuple[str, ...]]
    bell: bool = False
    operator_note: str = ""


class PlannedPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part: one mastered file."""

    id: _Word
    cue: tuple[PlannedCue, ...]

    def starts_s(self) -> tuple[float, ...]:
        """Where each cue starts, in seconds."""
        return tuple(sum(cue.length_s for cue in self.cue[:number]) for number in range(len(self.cue)))


class Voice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the placeholder voice speaks.

    Attributes:
        words_per_minute, pitch: espeak-ng's own units; slow and low is calmer.
        lead_s: From a cue's start to its first word.
        between_s: Between two sentences.
    """

    words_per_minute: int = 118
    pitch: int = 36
    lead_s: _Positive = 2.2
    between_s: _Positive = 1.6


class Master(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the parts are mastered.

    Attributes:
        width: Pixels a row; the picture is 16:9.
        audio_codec: `opus` (small) or `flac` (every sample as it was mixed).
        loudness_lufs: Target of the integrated loudness; EBU R 128 asks for -23.
        hold_s: How long the last picture is held in silence; at least a second.
    """

    width: int = 1280
    frame_rate_fps: int = 25
    sample_rate_hz: int = 48000
    audio_codec: str = "opus"
    loudness_lufs: float = -23.0
    hold_s: Annotated[float, msgspec.Meta(ge=1)] = 4.0


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole sequence.

    Attributes:
        date: The day this version was made; it stands in the bag.
    """

    id: _Word
    version: _Version
    date: _Day
    languages: tuple[str, ...]
    title: Mapping[str, str]
    description: Mapping[str, str]
    part: tuple[PlannedPart, ...]
    voice: Voice = msgspec.field(default_factory=Voice)
    master: Master = msgspec.field(default_factory=Master)


def read_plan(path: Path, *, motions: frozenset[str], regions: frozenset[str]) -> Plan:
    """Read and check a plan.

    Args:
        path: The TOML file.
        motions: The movements the figure knows.
        regions: The regions the figure can show.

    Raises:
        Refused: It cannot be read, or says something that cannot be made; the first such thing is named.
    """
    try:
        plan = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Plan)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Refused(f"{path.name}: {error}") from error
    for part in plan.part:
        for cue in part.cue:
            for what, value, known in (
                ("kind", cue.kind, CUE_KINDS),
                ("posture", cue.posture, POSTURES),
                ("region", cue.region, regions),
                ("motion", cue.motion, motions),
            ):
                if value not in known:
                    raise Refused(f"{path.name}: {part.id}/{cue.id}: {what} {value!r} is none of {', '.join(known)}")
            missing = [language for language in plan.languages if not cue.text.get(language)]
            if missing:
                raise Refused(f"{path.name}: {part.id}/{cue.id}: no text in {', '.join(missing)}")
    return plan
