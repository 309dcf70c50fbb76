"""Films with a known shift of the sound, read by their time stamps, wherever these begin."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from tests.lab.clap_clips import RATE_HZ, Scene, frames, sound

from samklang.devices.sync_file import measure_sync_files

SCENE = Scene(size=(320, 180), kind="flash", fps=25, contacts_s=(1.0, 2.12, 3.04), length_s=4.0, shift_ms=-150)


def filmed(target: Path, start_s: float, sound_codec: str) -> Path:
    """The scene in a file whose time stamps begin at `start_s`."""
    with av.open(str(target), "w", format="matroska") as container:
        video = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        audio = container.add_stream(sound_codec, rate=RATE_HZ, layout="mono")
        assert isinstance(video, VideoStream)
        assert isinstance(audio, AudioStream)
        video.width, video.height = SCENE.size
        for index, picture in enumerate(frames(SCENE)):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = index + round(25 * start_s), Fraction(1, 25)
            container.mux(video.encode(frame))
        container.mux(video.encode())
        block = (sound(SCENE, beep=True) * 32767).astype(np.int16)
        for at in range(0, len(block), 1024):
            heard = av.AudioFrame.from_ndarray(block[None, at : at + 1024], format="s16", layout="mono")
            heard.sample_rate, heard.pts = RATE_HZ, at + round(start_s * RATE_HZ)
            container.mux(audio.encode(heard))
        container.mux(audio.encode())
    return target


@pytest.mark.parametrize(("start_s", "sound_codec"), [(0.0, "aac"), (3600.0, "pcm_s16le")])
def test_a_shift_is_recovered_from_a_film(tmp_path: Path, start_s: float, sound_codec: str):
    film = filmed(tmp_path / "film.mkv", start_s, sound_codec)
    told = measure_sync_files(film, film)
    assert told.claps == 3
    assert told.sound_early_ms == pytest.approx(SCENE.shift_ms, abs=20)
