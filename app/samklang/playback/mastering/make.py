"""From a plan to a sealed bag: draws, speaks, mixes, encodes, measures, describes, seals."""

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, MutableMapping
from concurrent.futures import ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

import av
import bagit
import numpy as np
from numpy.typing import NDArray

from samklang.domain.sequence import AudioTrack, Caption, Cue, Part, Sequence, flaws
from samklang.engine.ports import Refused
from samklang.engine.sequence_file import encode_sequence
from samklang.playback.captions import offsets_ms, write_vtt
from samklang.playback.mastering.encode import write_media
from samklang.playback.mastering.motion import MOVEMENTS
from samklang.playback.mastering.picture import pictures
from samklang.playback.mastering.plan import Plan, PlannedPart, read_plan
from samklang.playback.mastering.poses import REGIONS
from samklang.playback.mastering.sound import Mix, measured, mixed
from samklang.playback.mastering.voice import Samples, speaker

_LOOK_EVERY_S = 0.2
_LOUDNESS_TOLERANCE_LU = 0.5
"""EBU R 128 allows 0.5 LU for programmes whose level cannot be set exactly."""
_HIGHEST_PEAK_DBTP = -1.0
"""EBU R 128: maximum true peak of a programme."""


@dataclass(frozen=True, slots=True)
class _Mastered:
    part: Part
    captions: dict[str, tuple[Caption, ...]]


def make_sequence(plan_path: Path, bag: Path, progress: Callable[[float], None] = lambda _share: None) -> Sequence:
    """Make the bag; an earlier one at the same place is replaced only when the new one is whole.

    The same plan gives the same decoded pictures and samples wherever the libraries of the lock file and the same
    espeak-ng are used; on one kind of processor it gives the same bytes.

    Args:
        plan_path: The TOML plan.
        bag: The folder to make.
        progress: Told the share of the work done, 0..1.

    Raises:
        Refused: The plan cannot be made into a sequence; says why.
    """
    plan = read_plan(plan_path, motions=frozenset(MOVEMENTS), regions=frozenset(REGIONS))
    bag.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=bag.parent, prefix=f".{bag.name}-") as folder:
        making = Path(folder) / bag.name
        media = making / "media"
        media.mkdir(parents=True)
        mastered = _all_mastered(plan, media, progress)
        sequence = _describe(plan, mastered)
        _write(making, plan_path, sequence, plan, mastered)
        bagit.make_bag(
            str(making),
            {"Bagging-Date": plan.date, "External-Identifier": f"{plan.id}|{plan.version}"},
            checksums=["sha256"],
        )
        if bag.exists():
            shutil.rmtree(bag)
        making.rename(bag)
    return sequence


def _all_mastered(plan: Plan, media: Path, progress: Callable[[float], None]) -> list[_Mastered]:
    """Master the parts beside one another, a process each: what one gives does not depend on the other."""
    spawning = multiprocessing.get_context("spawn")
    processes = min(len(plan.part), os.cpu_count() or 1)
    with spawning.Manager() as manager, ProcessPoolExecutor(processes, mp_context=spawning) as pool:
        told = manager.dict()
        waiting = [pool.submit(_master, part, plan, media, told) for part in plan.part]
        while wait(waiting, timeout=_LOOK_EVERY_S).not_done:
            progress(sum(told.values()) / len(plan.part))
        return [done.result() for done in waiting]


def _master(part: PlannedPart, plan: Plan, media: Path, told: MutableMapping[str, float]) -> _Mastered:
    master = plan.master
    length_s = sum(cue.length_s for cue in part.cue) + master.hold_s
    frames = round(length_s * master.frame_rate_fps)
    samples = frames * master.sample_rate_hz // master.frame_rate_fps
    mixes: dict[str, Mix] = {language: mixed(part, plan, language, samples) for language in plan.languages}
    path = media / f"{part.id}.mkv"

    def painted() -> Iterator[NDArray[np.uint8]]:
        for number, picture in enumerate(pictures(part, master.width, master.frame_rate_fps, frames)):
            if number % master.frame_rate_fps == 0:
                told[part.id] = number / frames
            yield picture

    write_media(
        path,
        painted(),
        master.frame_rate_fps,
        {language: mix.samples for language, mix in mixes.items()},
        master.sample_rate_hz,
        master.audio_codec,
    )
    tracks = tuple(_track(path, number, language, master.sample_rate_hz) for number, language in enumerate(mixes))
    described = Part(
        id=part.id,
        media=f"media/{path.name}",
        duration_ms=round(frames * 1000 / master.frame_rate_fps),
        width=master.width,
        height=round(master.width * 9 / 16),
        frame_rate_fps=float(master.frame_rate_fps),
        frames=frames,
        sample_rate_hz=master.sample_rate_hz,
        samples=samples,
        tracks=tracks,
        cues=tuple(
            Cue(
                id=cue.id,
                start_ms=round(start_s * 1000),
                end_ms=round((start_s + cue.length_s) * 1000),
                kind=cue.kind,
                region=cue.region,
                posture=cue.posture,
                operator_note=cue.operator_note,
            )
            for cue, start_s in zip(part.cue, part.starts_s(), strict=True)
        ),
    )
    return _Mastered(described, {language: mix.captions for language, mix in mixes.items()})


def _track(path: Path, number: int, language: str, sample_rate_hz: int) -> AudioTrack:
    """Measure a voice as it comes out of the file.

    Raises:
        Refused: It is louder or quieter than it may be.
    """
    loudness, peak = measured(decoded(path, number), sample_rate_hz)
    if peak > _HIGHEST_PEAK_DBTP:
        raise Refused(f"{path.name} {language}: true peak {peak:.1f} dBTP, at most {_HIGHEST_PEAK_DBTP:.0f} is allowed")
    return AudioTrack(language, "placeholder", speaker(language), round(loudness, 2), round(peak, 2))


def decoded(path: Path, track: int) -> Samples:
    """A track's samples, one channel, full scale 1.0."""
    blocks: list[NDArray[np.float32]] = []
    with av.open(path) as container:
        resampler = av.AudioResampler(format="flt", layout="mono")
        for frame in container.decode(audio=track):
            blocks.extend(made.to_ndarray()[0] for made in resampler.resample(frame))
    whole: Samples = np.concatenate(blocks).astype(np.float32, copy=False)
    return whole


def _describe(plan: Plan, mastered: list[_Mastered]) -> Sequence:
    sequence = Sequence(
        id=plan.id,
        version=plan.version,
        title=plan.title,
        description=plan.description,
        languages=plan.languages,
        parts=tuple(one.part for one in mastered),
    )
    for flaw in flaws(sequence):
        raise Refused(f"the plan makes no sound sequence: {flaw.code} {flaw.where}")
    for part in sequence.parts:
        for track in part.tracks:
            if abs(track.loudness_lufs - plan.master.loudness_lufs) > _LOUDNESS_TOLERANCE_LU:
                raise Refused(f"{part.id} {track.language}: {track.loudness_lufs} LUFS is off the target")
    return sequence


def _write(folder: Path, plan_path: Path, sequence: Sequence, plan: Plan, mastered: list[_Mastered]) -> None:
    """Everything of the bag's data but the media."""
    starts = offsets_ms(sequence.parts)
    for language in plan.languages:
        captions = [
            Caption(
                caption.id, caption.start_ms + starts[one.part.id], caption.end_ms + starts[one.part.id], caption.text
            )
            for one in mastered
            for caption in one.captions[language]
        ]
        (folder / f"captions.{language}.vtt").write_bytes(write_vtt(captions).encode())
    chapters = [
        Caption(
            f"{part.id}/{cue.id}",
            cue.start_ms + starts[part.id],
            cue.end_ms + starts[part.id],
            f"{cue.region}, {cue.posture}",
        )
        for part in sequence.parts
        for cue in part.cues
    ]
    (folder / "chapters.vtt").write_bytes(write_vtt(chapters).encode())
    (folder / "plan.toml").write_bytes(plan_path.read_bytes())
    (folder / "sequence.json").write_bytes(encode_sequence(sequence))
