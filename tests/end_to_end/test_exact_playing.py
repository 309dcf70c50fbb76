"""libVLC through our worker: every picture in order, every sample of the chosen voice, over a pause too."""

import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from samklang.domain.playback import Ended, Failed, Paused, Ready
from samklang.domain.sequence import AudioTrack, Cue, Part
from samklang.engine.ports import Picture
from samklang.playback.mastering.encode import write_media
from samklang.playback.player import open_player

RATE = 48_000
FPS = 25
MOVING = 75
HELD = 25
BITS = 7
ALL_OF_IT = ("--no-drop-late-frames", "--no-skip-frames")  # a busy test machine is no reason to skip a picture


def numbered(number: int) -> NDArray[np.uint8]:
    """A picture that carries its number as white bars."""
    picture = np.full((180, 320, 3), 60, np.uint8)
    for bit in range(BITS):
        if number >> bit & 1:
            picture[60:120, 20 + bit * 40 : 50 + bit * 40] = 220
    return picture


def number_on(picture: Picture) -> int:
    pixels = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 4)
    return sum(1 << bit for bit in range(BITS) if pixels[90, 35 + bit * 40, 1] > 140)


@pytest.fixture(scope="module")
def voices() -> dict[str, NDArray[np.float32]]:
    """Noise, another one a language: no sample of it can be taken for another."""
    length = (MOVING + HELD) * RATE // FPS
    chance = np.random.default_rng(7)
    return {language: chance.uniform(-0.2, 0.2, length).astype(np.float32) for language in ("da", "en")}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory, voices: dict[str, NDArray[np.float32]]) -> Path:
    path = tmp_path_factory.mktemp("exact") / "exact.mkv"
    pictures = [numbered(min(number, MOVING)) for number in range(MOVING + HELD)]
    write_media(path, pictures, FPS, voices, RATE, "flac")
    return path


PART = Part(
    "exact", "media/exact.mkv", (MOVING + HELD) * 40, 320, 180, float(FPS), MOVING + HELD, RATE,
    (MOVING + HELD) * RATE // FPS,
    tuple(AudioTrack(language, "placeholder", "noise", -23.0, -10.0) for language in ("da", "en")),
    (Cue("only", 0, 3000, "movement", "feet", "standing", ""),),
)  # fmt: skip


@pytest.mark.parametrize("pauses", [0, 1])
def test_every_picture_and_every_sample(
    media: Path, voices: dict[str, NDArray[np.float32]], tmp_path: Path, pauses: int
):
    heard = tmp_path / "heard.raw"
    into_file = ("--aout=afile", f"--audiofile-file={heard}", "--audiofile-format=s16", "--no-audiofile-wav")
    player = open_player("vlc", (*ALL_OF_IT, *into_file))
    player.load(media, PART, "en")
    seen: list[tuple[int, int]] = []
    left, outcome, ends = pauses, None, time.monotonic() + 60
    while outcome is None and time.monotonic() < ends:
        for event in player.poll():
            match event:
                case Ready():
                    player.play()
                case Paused():
                    player.resume()
                case Ended() | Failed():
                    outcome = event
                case _:
                    pass
        if left and player.position_ms() > 1000:
            left -= 1
            player.pause()
        frame = player.latest_frame(seen[-1][0] if seen else 0)
        if frame is not None:
            seen.append((frame.sequence, number_on(frame)))
        time.sleep(0.002)
    player.close()
    assert isinstance(outcome, Ended)

    numbers = [number for _, number in seen]
    assert numbers[0] == 0
    assert numbers[-1] == MOVING
    assert numbers == sorted(numbers)
    for (earlier, before), (later, after) in pairwise(seen):
        assert after - before <= later - earlier, "a picture was left out"

    expected = np.clip(np.rint(voices["en"] * 32767), -32768, 32767).astype("<i2")
    assert np.array_equal(np.frombuffer(heard.read_bytes(), "<i2"), expected)


def test_the_picture_that_is_held_before_the_start_has_the_colours_of_those_that_follow(tmp_path: Path):
    terracotta = np.full((180, 320, 3), (206, 126, 96), np.uint8)
    path = tmp_path / "colour.mkv"
    silence = {language: np.zeros(RATE * 4, np.float32) for language in ("da", "en")}
    write_media(path, [terracotta] * (MOVING + HELD), FPS, silence, RATE, "flac")
    player = open_player("vlc", ("--aout=dummy",))
    player.load(path, PART, "da")
    shown: dict[int, tuple[int, ...]] = {}
    ends = time.monotonic() + 30
    while len(shown) < 5 and time.monotonic() < ends:
        if any(isinstance(event, Ready) for event in player.poll()):
            player.play()
        if (frame := player.latest_frame(max(shown, default=0))) is not None:
            shown[frame.sequence] = tuple(frame.pixels[:3])
        time.sleep(0.01)
    player.close()
    assert len(shown) == 5
    assert len(set(shown.values())) == 1
