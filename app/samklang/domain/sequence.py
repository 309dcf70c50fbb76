"""A fixed body sequence as its sealed bag describes it, and the rules such a description keeps."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

CUE_KINDS = ("movement", "scan", "rest", "bell")
POSTURES = ("lying", "sitting", "standing")
VOICES = ("placeholder", "recorded")

_VERSION = re.compile(r"\d+\.\d+\.\d+")
_MEDIA = re.compile(r"media/[A-Za-z0-9._-]+")
_LENGTH_TOLERANCE_MS = 40
"""Frames, samples and duration may disagree by one frame of 25 fps: our proposal."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One movement or one place of attention.

    Attributes:
        start_ms, end_ms: Within the part, in milliseconds.
        kind: One of `CUE_KINDS`.
        region: The body region concerned, such as `shoulders`; also the id of its drawing and its text.
        posture: One of `POSTURES`.
        operator_note: Text id of a note for the operator, or an empty string.
    """

    id: str
    start_ms: int
    end_ms: int
    kind: str
    region: str
    posture: str
    operator_note: str


@dataclass(frozen=True, slots=True)
class AudioTrack:
    """One language of voice inside a part's media; the first in the file is track 0.

    Attributes:
        voice: `placeholder` (synthesised, to be replaced) or `recorded` (a person).
        speaker: Who or what speaks, such as `espeak-ng 1.51 da`.
        loudness_lufs: Integrated loudness measured at mastering (ITU-R BS.1770).
        true_peak_dbtp: True peak measured at mastering.
    """

    language: str
    voice: str
    speaker: str
    loudness_lufs: float
    true_peak_dbtp: float


@dataclass(frozen=True, slots=True)
class Part:
    """One part, one mastered media file, always played from 0 to its end.

    Attributes:
        media: Path inside the bag's `data/` folder.
        frames: Number of video frames the file must decode to.
        samples: Number of audio samples a channel each track must decode to, at `sample_rate_hz`.
        tracks: The voices, in the order of the file.
    """

    id: str
    media: str
    duration_ms: int
    width: int
    height: int
    frame_rate_fps: float
    frames: int
    sample_rate_hz: int
    samples: int
    tracks: tuple[AudioTrack, ...]
    cues: tuple[Cue, ...]

    def track(self, language: str) -> int:
        """The number of the voice in `language`; the first one where there is none."""
        return next((number for number, track in enumerate(self.tracks) if track.language == language), 0)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence and its version; the same id and version is always the same bytes.

    Attributes:
        title, description: By language.
        languages: The languages of voice and captions.
    """

    id: str
    version: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    languages: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Caption:
    """A sentence shown while it is said.

    Attributes:
        id: `PART/CUE/NUMBER`.
        start_ms, end_ms: Within the part.
    """

    id: str
    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something in a sequence or its bag that forbids playing it.

    Attributes:
        code: Short stable word; its sentence stands under `sequence.flaw.CODE`.
        where: The file, part or cue concerned.
    """

    code: str
    where: str


def flaws(sequence: Sequence) -> tuple[Flaw, ...]:
    """What the description says that cannot be, each named; none when it may be played."""
    return tuple(_flaws(sequence))


def _flaws(sequence: Sequence) -> Iterator[Flaw]:
    if not _VERSION.fullmatch(sequence.version):
        yield Flaw("version", sequence.version)
    if not sequence.parts:
        yield Flaw("no_parts", sequence.id)
    yield from _repeated("part_repeated", [part.id for part in sequence.parts])
    yield from _repeated("media_repeated", [part.media for part in sequence.parts])
    for part in sequence.parts:
        yield from _part_flaws(part, sequence.languages)


def _part_flaws(part: Part, languages: tuple[str, ...]) -> Iterator[Flaw]:
    if not _MEDIA.fullmatch(part.media):
        yield Flaw("media_path", part.media)
    if tuple(track.language for track in part.tracks) != languages or not languages:
        yield Flaw("tracks", part.id)
    if any(track.voice not in VOICES for track in part.tracks):
        yield Flaw("voice", part.id)
    if min(part.width, part.height, part.frames, part.samples, part.sample_rate_hz, part.frame_rate_fps) <= 0:
        yield Flaw("counts", part.id)
    else:
        picture_ms = part.frames * 1000 / part.frame_rate_fps
        sound_ms = part.samples * 1000 / part.sample_rate_hz
        if max(abs(picture_ms - part.duration_ms), abs(sound_ms - part.duration_ms)) > _LENGTH_TOLERANCE_MS:
            yield Flaw("counts", part.id)
    yield from _cue_flaws(part)


def _cue_flaws(part: Part) -> Iterator[Flaw]:
    if not part.cues:
        yield Flaw("no_cues", part.id)
    yield from _repeated("cue_repeated", [cue.id for cue in part.cues], f"{part.id}/")
    before_ms = 0
    for cue in part.cues:
        where = f"{part.id}/{cue.id}"
        if not 0 <= cue.start_ms < cue.end_ms <= part.duration_ms:
            yield Flaw("cue_outside", where)
        if cue.start_ms < before_ms:
            yield Flaw("cue_order", where)
        if cue.kind not in CUE_KINDS or cue.posture not in POSTURES:
            yield Flaw("cue_kind", where)
        before_ms = cue.end_ms


def _repeated(code: str, ids: list[str], prefix: str = "") -> Iterator[Flaw]:
    for number, name in enumerate(ids):
        if name in ids[:number]:
            yield Flaw(code, prefix + name)
