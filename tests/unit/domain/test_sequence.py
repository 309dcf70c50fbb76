"""The rules a sequence's description keeps."""

from dataclasses import replace

import pytest

from samklang.domain.sequence import AudioTrack, Cue, Flaw, Part, Sequence, flaws

CUE = Cue("arrive", 0, 2000, "rest", "whole", "sitting", "")
DANISH = AudioTrack("da", "placeholder", "espeak-ng 1.51 da", -23.0, -4.0)
PART = Part("movement", "media/movement.mkv", 3000, 320, 180, 25.0, 75, 48000, 144000, (DANISH,), (CUE,))
SOUND = Sequence("short", "1.0.0", {"da": "Kort"}, {}, ("da",), (PART,))


def with_part(**changes: object) -> Sequence:
    return replace(SOUND, parts=(replace(PART, **changes),))  # type: ignore[arg-type]


def with_cue(**changes: object) -> Sequence:
    return with_part(cues=(replace(CUE, **changes),))  # type: ignore[arg-type]


def test_a_sound_description_has_no_flaws():
    assert flaws(SOUND) == ()


@pytest.mark.parametrize(
    ("sequence", "flaw"),
    [
        (replace(SOUND, version="1.0"), Flaw("version", "1.0")),
        (replace(SOUND, parts=()), Flaw("no_parts", "short")),
        (with_part(media="../movement.mkv"), Flaw("media_path", "../movement.mkv")),
        (with_part(media="media/a/b.mkv"), Flaw("media_path", "media/a/b.mkv")),
        (with_part(tracks=()), Flaw("tracks", "movement")),
        (with_part(tracks=(replace(DANISH, voice="sung"),)), Flaw("voice", "movement")),
        (with_part(frames=0), Flaw("counts", "movement")),
        (with_part(frames=77), Flaw("counts", "movement")),
        (with_part(samples=144000 - 4800), Flaw("counts", "movement")),
        (with_part(cues=()), Flaw("no_cues", "movement")),
        (with_cue(end_ms=3001), Flaw("cue_outside", "movement/arrive")),
        (with_cue(start_ms=2000), Flaw("cue_outside", "movement/arrive")),
        (with_cue(kind="dance"), Flaw("cue_kind", "movement/arrive")),
        (with_cue(posture="flying"), Flaw("cue_kind", "movement/arrive")),
        (with_part(cues=(CUE, replace(CUE, start_ms=2000, end_ms=2500))), Flaw("cue_repeated", "movement/arrive")),
        (with_part(cues=(CUE, replace(CUE, id="b", start_ms=1999, end_ms=2500))), Flaw("cue_order", "movement/b")),
    ],
)
def test_a_flaw_is_named(sequence: Sequence, flaw: Flaw):
    assert flaws(sequence) == (flaw,)


def test_without_languages_there_is_nothing_to_hear():
    assert flaws(replace(with_part(tracks=()), languages=())) == (Flaw("tracks", "movement"),)


def test_two_parts_may_share_neither_name_nor_file():
    assert flaws(replace(SOUND, parts=(PART, PART))) == (
        Flaw("part_repeated", "movement"),
        Flaw("media_repeated", "media/movement.mkv"),
    )


def test_every_flaw_is_found_not_only_the_first():
    broken = replace(with_cue(kind="dance", end_ms=9000), version="x")
    assert [flaw.code for flaw in flaws(broken)] == ["version", "cue_outside", "cue_kind"]


def test_a_voice_is_found_by_its_language_and_the_first_serves_where_there_is_none():
    part = replace(PART, tracks=(DANISH, replace(DANISH, language="en")))
    assert (part.track("en"), part.track("da"), part.track("sv")) == (1, 0, 0)
