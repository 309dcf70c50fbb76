"""A fixed body sequence as its sealed bag describes it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """One movement or one place of attention.

    Attributes:
        start_ms, end_ms: Within the part, in milliseconds.
        kind: `movement`, `scan`, `rest` or `bell`.
        region: The body region concerned, such as `shoulders`; also the id of its drawing and its text.
        operator_note: Text id of a note for the operator, or an empty string.
    """

    id: str
    start_ms: int
    end_ms: int
    kind: str
    region: str
    operator_note: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part, one mastered media file, always played from 0 to its end.

    Attributes:
        media: Path inside the bag's `data/` folder.
        frames: Number of video frames the file must decode to.
        samples: Number of audio samples a channel the file must decode to, at `sample_rate_hz`.
        loudness_lufs: Integrated loudness measured at mastering (ITU-R BS.1770).
        true_peak_dbtp: True peak measured at mastering.
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
    loudness_lufs: float
    true_peak_dbtp: float
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence and its version; the same id and version is always the same bytes."""

    id: str
    version: str
    languages: tuple[str, ...]
    parts: tuple[Part, ...]
