"""`samklang sequence`: list, verify, play, look into and make body sequences."""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from samklang.cli.streams import one_line, print_json
from samklang.domain.playback import (
    CueReached,
    Ended,
    EndedEarly,
    Failed,
    Paused,
    PlayerEvent,
    PlayRecord,
    Ready,
    Resumed,
    SoundMissing,
    Stalled,
    Started,
    Stopped,
)
from samklang.domain.sequence import Flaw, Part
from samklang.engine.house import House
from samklang.engine.play_record import PlayWriter
from samklang.engine.ports import Player, Refused, SealedBag
from samklang.engine.sequence_words import clock_words, cue_words, failure_words, flaw_words, part_words

_REMARKS = 1
_REFUSED = 2
_MOST_FLAWS = 20
"""Flaws that are told on a terminal: any other folder, taken for a bag by mistake, has thousands. --json has all."""
_POLL_S = 0.02
_FADE_MS = 800


def add_arguments(command: argparse.ArgumentParser) -> None:
    """The verbs of `sequence`."""
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list the sequences")
    listing.set_defaults(run=_list)
    verify = actions.add_parser("verify", help="check every file of a sequence")
    verify.add_argument("bag", metavar="BAG", help="id or folder")
    verify.set_defaults(run=_verify)
    play = actions.add_parser("play", help="verify, then play; --backend null decodes and counts everything instead")
    play.add_argument("bag", metavar="BAG", help="id or folder")
    play.add_argument("--backend", choices=("vlc", "null"), default="vlc", help="default: vlc")
    play.add_argument("--part", metavar="ID", help="only this part")
    play.add_argument("--voice", metavar="LANGUAGE", help="language of the voice (default: that of the texts)")
    play.set_defaults(run=_play)
    probe = actions.add_parser("probe", help="look into any sound or video file by decoding all of it")
    probe.add_argument("file", metavar="FILE", type=Path)
    probe.set_defaults(run=_probe)
    make = actions.add_parser("make", help="make and seal a sequence from a plan")
    make.add_argument("plan", metavar="PLAN", type=Path, help="a TOML file")
    make.add_argument("--out", metavar="FOLDER", type=Path, help="default: beside the plan, named as it is")
    make.set_defaults(run=_make)
    for action in (listing, verify, play, probe, make):
        action.add_argument("--json", action="store_true", help="as JSON")


def _list(options: argparse.Namespace, house: House) -> int:
    sequences = house.catalog.sequences()
    if options.json:
        print_json([msgspec.to_builtins(sequence) for sequence in sequences])
        return 0
    say = house.wording
    if not sequences:
        print(say("sequence.none"))
    for sequence in sequences:
        title = sequence.title.get(say.language, sequence.id)
        print(say("sequence.listed", id=sequence.id, version=sequence.version, title=title))
        for part in sequence.parts:
            length = clock_words(part.duration_ms)
            print(say("sequence.part_line", part=part_words(part, say), length=length, cues=len(part.cues)))
        print(say("sequence.voices", languages=", ".join(sequence.languages)))
        if described := sequence.description.get(say.language):
            print(say("sequence.placeholder", description=described))
    return 0


def _verify(options: argparse.Namespace, house: House) -> int:
    folder = _folder(options.bag, house)
    found = house.verify_bag(folder)
    if options.json:
        print_json(_verdict(found, house))
    elif isinstance(found, SealedBag):
        print(house.wording("sequence.verify.whole", version=found.sequence.version, count=found.files))
    else:
        _print_flaws(found, house)
    return 0 if isinstance(found, SealedBag) else _REFUSED


def _play(options: argparse.Namespace, house: House) -> int:
    found = house.verify_bag(_folder(options.bag, house))
    if not isinstance(found, SealedBag):
        if options.json:
            print_json(_verdict(found, house))
        else:
            _print_flaws(found, house)
        return _REFUSED
    language = _voice(options.voice, found, house)
    parts = _parts(options.part, found, house)
    if not options.json:
        print(house.wording("sequence.verify.whole", version=found.sequence.version, count=found.files))
    records: list[PlayRecord] = []
    remarks = False
    player = house.open_player(options.backend)
    try:
        for part in parts:
            record, remarked = _play_part(player, found, part, language, house, quiet=options.json)
            records.append(record)
            remarks = remarks or remarked
            if record.outcome != "ended":
                break
    finally:
        player.close()
    if options.json:
        print_json({"records": [msgspec.to_builtins(record) for record in records]})
    if len(records) == len(parts) and all(record.outcome == "ended" for record in records):
        return _REMARKS if remarks or not all(record.as_specified for record in records) else 0
    return _REFUSED


def _play_part(  # noqa: PLR0913 - what is played, how, and whether it is told
    player: Player, bag: SealedBag, part: Part, language: str, house: House, *, quiet: bool
) -> tuple[PlayRecord, bool]:
    """Play one part to its end; returns its record and whether there was something to remark."""
    writer = PlayWriter(bag, part, language)
    remarked = False
    for event in _events(player, bag, part, language):
        writer.write(event, house.clock.utc_ms())
        remarked = remarked or isinstance(event, SoundMissing | Stalled)
        if not quiet:
            print(_line(event, part, language, writer.record, house), flush=True)
    record = writer.record
    if record is None:  # cannot be: the last event is the outcome
        raise RuntimeError("a play without an outcome")
    return record, remarked


def _events(player: Player, bag: SealedBag, part: Part, language: str) -> Iterator[PlayerEvent]:
    """Play, and yield what happens until the outcome. Ctrl+C fades out and stops; a second one ends at once."""
    player.load(bag.media(part), part, language)
    stopping = False
    while True:
        try:
            for event in player.poll():
                if isinstance(event, Ready):
                    player.play()
                yield event
                if isinstance(event, Stopped | Ended | EndedEarly | Failed):
                    return
            time.sleep(_POLL_S)
        except KeyboardInterrupt:
            if stopping:
                raise
            stopping = True
            player.stop(_FADE_MS)


def _line(  # noqa: PLR0911 - one an event
    event: PlayerEvent, part: Part, language: str, record: PlayRecord | None, house: House
) -> str:
    """An event in one line."""
    say = house.wording
    match event:
        case Ready(player, version):
            spoken = say(f"body.language.{language}")
            name = part_words(part, say)
            return say("sequence.play.ready", part=name, language=spoken, player=player, version=version)
        case CueReached(cue_id, at_ms):
            cue = next(cue for cue in part.cues if cue.id == cue_id)
            return say("sequence.play.cue", at=clock_words(at_ms), cue=cue_words(cue, say))
        case Ended(at_ms):
            like = record is not None and record.as_specified
            return say(f"sequence.play.{'ended' if like else 'ended_unlike'}", at=clock_words(at_ms))
        case EndedEarly(at_ms, planned_ms):
            return say("sequence.play.ended_early", at=clock_words(at_ms), planned=clock_words(planned_ms))
        case Failed():
            return failure_words(event, house.system, say)
        case Paused(at_ms) | Resumed(at_ms) | Stopped(at_ms):
            return say(f"sequence.play.{_MOMENTS[type(event)]}", at=clock_words(at_ms))
        case Started() | Stalled() | SoundMissing():
            return say(f"sequence.play.{_MOMENTS[type(event)]}")


_MOMENTS = {
    Paused: "paused",
    Resumed: "resumed",
    Stopped: "stopped",
    Started: "started",
    Stalled: "stalled",
    SoundMissing: "sound_missing",
}


def _probe(options: argparse.Namespace, house: House) -> int:
    probe = house.probe_media(options.file)
    say = house.wording
    if options.json:
        print_json({**msgspec.to_builtins(probe), "length_ms": probe.length_ms, "remark": probe.remark or None})
        return _REMARKS if probe.remark else 0
    length = clock_words(probe.length_ms)
    print(say("sequence.probe.head", file=options.file.name, container=probe.container, length=length))
    if probe.picture is not None:
        seen = probe.picture
        size = {"width": seen.width, "height": seen.height, "frames": seen.frames}
        print(say("sequence.probe.picture", codec=seen.codec, **size))
    for track in probe.sound:
        heard = {"rate": track.sample_rate_hz, "channels": track.channels, "samples": track.samples}
        print(say("sequence.probe.sound", codec=track.codec, **heard))
    if probe.remark == "ends_early":
        print(say("sequence.probe.ends_early", claimed=clock_words(probe.claimed_ms), length=length))
    else:
        print(say(f"sequence.probe.{probe.remark or 'whole'}"))
    return _REMARKS if probe.remark else 0


def _make(options: argparse.Namespace, house: House) -> int:
    folder = options.out or options.plan.with_suffix("")
    told = -1

    def tell(share: float) -> None:
        nonlocal told
        percent = int(share * 100)
        if percent != told and sys.stderr.isatty():
            told = percent
            print(house.wording("sequence.make.progress", share=percent), end="\r", file=sys.stderr, flush=True)

    sequence = house.make_sequence(options.plan, folder, tell)
    if options.json:
        print_json(msgspec.to_builtins(sequence))
    else:
        print(house.wording("sequence.make.done", id=sequence.id, version=sequence.version, folder=folder))
    return 0


def _folder(bag: str, house: House) -> Path:
    """The folder of a bag given as a folder or an id.

    Raises:
        Refused: It is neither.
    """
    folder = Path(bag)
    if folder.is_dir():
        return folder
    known = [sequence.id for sequence in house.catalog.sequences()]
    if bag not in known:
        raise Refused(house.wording("sequence.no_folder", bag=bag, ids=", ".join(known) or "-"))
    return house.catalog.sequence_folder(bag)


def _voice(wanted: str | None, bag: SealedBag, house: House) -> str:
    languages = bag.sequence.languages
    if wanted is not None and wanted not in languages:
        names = ", ".join(languages)
        raise Refused(house.wording("sequence.no_language", bag=bag.sequence.id, language=wanted, languages=names))
    if wanted is not None:
        return wanted
    return house.wording.language if house.wording.language in languages else languages[0]


def _parts(wanted: str | None, bag: SealedBag, house: House) -> tuple[Part, ...]:
    parts = tuple(part for part in bag.sequence.parts if wanted in {None, part.id})
    if not parts:
        names = ", ".join(part.id for part in bag.sequence.parts)
        raise Refused(house.wording("sequence.no_part", bag=bag.sequence.id, part=wanted, parts=names))
    return parts


def _verdict(found: SealedBag | tuple[Flaw, ...], house: House) -> dict[str, object]:
    if isinstance(found, SealedBag):
        return {
            "whole": True,
            "id": found.sequence.id,
            "version": found.sequence.version,
            "files": found.files,
            "manifest_sha256": found.manifest_sha256,
            "flaws": [],
        }
    told = [{"code": flaw.code, "where": flaw.where, "line": flaw_words(flaw, house.wording)} for flaw in found]
    return {"whole": False, "flaws": told}


def _print_flaws(flaws: tuple[Flaw, ...], house: House) -> None:
    print(house.wording("sequence.verify.refused"))
    for flaw in flaws[:_MOST_FLAWS]:
        print(f"    {one_line(flaw_words(flaw, house.wording))}")
    if (more := len(flaws) - _MOST_FLAWS) > 0:
        print(f"    {house.wording('sequence.verify.more', count=more)}")
