"""Recordings of every kind are measured; those that cannot be are refused in one line that names them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import av
import msgspec
import numpy as np
import pytest
from av.audio.stream import AudioStream

from samklang.devices.sound_file import measure_sound_file
from samklang.domain.measures import SoundMeasures, Unknown
from samklang.engine.ports import Refused
from samklang.wording import LANGUAGES

RATE_HZ = 48_000
SECONDS = 6.0

# name: codec, sample format, channel layout
KINDS = {
    "s16.wav": ("pcm_s16le", "s16", "stereo"),
    "s24.wav": ("pcm_s24le", "s32", "stereo"),
    "float.wav": ("pcm_f32le", "flt", "mono"),
    "double.wav": ("pcm_f64le", "dbl", "mono"),
    "byte.wav": ("pcm_u8", "u8", "mono"),
    "surround.wav": ("pcm_s16le", "s16", "5.1"),
    "sound.flac": ("flac", "s16", "stereo"),
    "sound.mp3": ("libmp3lame", "s16p", "stereo"),
    "sound.m4a": ("aac", "fltp", "stereo"),
    "sound.mkv": ("aac", "fltp", "mono"),
    "sound.webm": ("libopus", "flt", "stereo"),
    "sound.ogg": ("libopus", "flt", "stereo"),
    "sound.opus": ("libopus", "s16", "mono"),
    "sound.aiff": ("pcm_s16be", "s16", "mono"),
    "sound.avi": ("libmp3lame", "fltp", "mono"),
    "sound.flv": ("libmp3lame", "s16p", "mono"),
}
LOSSY = {"sound.mp3", "sound.m4a", "sound.mkv", "sound.webm", "sound.ogg", "sound.opus", "sound.avi", "sound.flv"}
# Half of these is a file by itself: nothing in an AVI that lost its index says how long it was.
NEVER_KNOWN_TO_BE_CUT = {"sound.avi"}


def wave(channels: int, seconds: float = SECONDS) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Syllables of a low tone with noise behind; peaks near -10 dBFS."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    hiss = np.random.default_rng(3).standard_normal(len(time_s)) * 0.001
    voice = 0.3 * np.maximum(np.sin(np.pi * 3 * time_s), 0) * np.sin(2 * np.pi * 220 * time_s) + hiss
    return np.repeat(voice[None, :], channels, axis=0)


def write(path: Path, kind: str, seconds: float = SECONDS) -> Path:
    codec, sample_format, layout = KINDS[kind]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=RATE_HZ, layout=layout, format=sample_format)
        assert isinstance(stream, AudioStream)
        samples = wave(stream.layout.nb_channels, seconds).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout=layout)
        frame.sample_rate = RATE_HZ
        frame.pts = 0
        resampler = av.AudioResampler(format=sample_format, layout=layout, rate=RATE_HZ, frame_size=1024)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def write_film(path: Path, seconds: float = 3.0, *, sound: bool = True, seconds_of_sound: float = 3.0) -> Path:
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=25)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        spoken = container.add_stream("aac", rate=RATE_HZ, layout="mono") if sound else None
        for number in range(round(seconds * 25)):
            image = np.full((48, 64, 3), number * 2 % 256, np.uint8)
            container.mux(picture.encode(av.VideoFrame.from_ndarray(image)))
        container.mux(picture.encode(None))
        if spoken is not None:
            samples = wave(1, seconds_of_sound).astype(np.float32)
            for start in range(0, samples.shape[1], 1024):
                frame = av.AudioFrame.from_ndarray(
                    samples[:, start : start + 1024].copy(), format="fltp", layout="mono"
                )
                frame.sample_rate, frame.pts = RATE_HZ, start
                container.mux(spoken.encode(frame))
            container.mux(spoken.encode(None))
    return path


def refusal(path: Path, silence_path: Path | None = None, language: str = "en") -> str:
    with pytest.raises(Refused) as refused:
        measure_sound_file(path, silence_path, language=language)
    line = str(refused.value)
    assert "\n" not in line
    assert not line.startswith(("sound_file.", "recording."))  # a text, not its id
    return line


@pytest.mark.parametrize("kind", KINDS)
def test_a_recording_of_any_kind_is_measured(kind: str, tmp_path: Path):
    found = measure_sound_file(write(tmp_path / kind, kind))
    channels = {"mono": 1, "stereo": 2, "5.1": 6}[KINDS[kind][2]]
    assert found.channels == channels
    assert found.duration_s == pytest.approx(SECONDS, abs=0.1)
    tolerance_db = 1.0 if kind in LOSSY else 0.1
    assert found.sample_peak_dbfs == pytest.approx(20 * np.log10(np.abs(wave(1)).max()), abs=tolerance_db)
    plain = measure_sound_file(write(tmp_path / "plain.wav", "float.wav"))
    assert found.active_speech_level_dbfs == pytest.approx(plain.active_speech_level_dbfs, abs=tolerance_db)


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - NEVER_KNOWN_TO_BE_CUT))
def test_a_recording_that_was_cut_off_is_refused(kind: str, tmp_path: Path):
    whole = write(tmp_path / kind, kind).read_bytes()
    cut = tmp_path / f"cut-{kind}"
    cut.write_bytes(whole[: len(whole) // 2])
    assert cut.name in refusal(cut)


@pytest.mark.parametrize("kind", ["sound.flac", "sound.mp3", "sound.m4a", "sound.mkv", "sound.webm", "sound.ogg"])
def test_a_recording_with_rubbish_in_the_middle_is_refused(kind: str, tmp_path: Path):
    damaged = bytearray(write(tmp_path / kind, kind).read_bytes())
    middle = len(damaged) // 2
    damaged[middle : middle + 3000] = np.random.default_rng(4).bytes(3000)
    path = tmp_path / f"damaged-{kind}"
    path.write_bytes(damaged)
    assert path.name in refusal(path)


def test_a_wav_that_was_piped_has_no_length_and_is_measured(tmp_path: Path):
    whole = bytearray(write(tmp_path / "s16.wav", "s16.wav").read_bytes())
    place = whole.index(b"data")
    for size in (0xFFFFFFFF, 0, 0x7FFFF000):
        whole[place + 4 : place + 8] = size.to_bytes(4, "little")
        whole[4:8] = b"\xff\xff\xff\xff"
        path = tmp_path / "piped.wav"
        path.write_bytes(whole)
        assert measure_sound_file(path).duration_s == pytest.approx(SECONDS, abs=0.1)


def test_an_mp3_without_a_length_is_measured_whole_or_cut(tmp_path: Path):
    whole = write(tmp_path / "sound.mp3", "sound.mp3").read_bytes()
    first_frame_ends = whole.index(b"\xff\xfb", whole.index(b"Info"))
    path = tmp_path / "bare.mp3"
    path.write_bytes(whole[first_frame_ends:])
    assert measure_sound_file(path).duration_s == pytest.approx(SECONDS, abs=0.1)
    path.write_bytes(whole[first_frame_ends : len(whole) // 2])
    assert measure_sound_file(path).duration_s == pytest.approx(SECONDS / 2, abs=0.3)


def test_the_sound_of_a_film_is_measured_even_where_it_ends_early(tmp_path: Path):
    assert measure_sound_file(write_film(tmp_path / "film.mp4")).duration_s == pytest.approx(3, abs=0.1)
    early = write_film(tmp_path / "early.mkv", seconds_of_sound=1.5)
    assert measure_sound_file(early).duration_s == pytest.approx(1.5, abs=0.1)


def write_nothing(path: Path) -> None:
    path.write_bytes(b"")


def write_rubbish(path: Path) -> None:
    path.write_bytes(np.random.default_rng(5).bytes(40_000))


def write_text(path: Path) -> None:
    path.write_text("#EXTM3U\nhttp://localhost:9/a.ts\n")


def write_header_only(path: Path) -> None:
    path.write_bytes(write(path.with_name("whole.wav"), "s16.wav").read_bytes()[:60])


def write_unknown_codec(path: Path) -> None:
    whole = bytearray(write(path.with_name("whole.wav"), "s16.wav").read_bytes())
    place = whole.index(b"fmt ") + 8
    whole[place : place + 2] = b"\x34\x12"
    path.write_bytes(whole)


def write_silent_film(path: Path) -> None:
    write_film(path.with_suffix(".mp4"), sound=False).rename(path)


def make_folder(path: Path) -> None:
    path.mkdir()


def leave_out(path: Path) -> None:
    assert not path.exists()


BAD: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (leave_out, "no file"),
    "folder": (make_folder, "folder"),
    "empty": (write_nothing, "empty"),
    "rubbish": (write_rubbish, "cannot be read"),
    "play list": (write_text, "cannot be read"),
    "header only": (write_header_only, "cannot be read"),
    "unknown codec": (write_unknown_codec, "cannot be read"),
    "film without sound": (write_silent_film, "no sound"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_measured_is_refused_by_name(case: str, tmp_path: Path):
    make, words = BAD[case]
    path = tmp_path / f"{case}.wav"
    make(path)
    line = refusal(path)
    assert path.name in line
    assert words in line
    assert str(tmp_path) not in line


@pytest.mark.parametrize("kind", ["s16.wav", "sound.flac", "sound.mp3", "sound.m4a", "sound.webm"])
def test_a_recording_with_wrong_bytes_anywhere_is_measured_or_refused(kind: str, tmp_path: Path):
    whole = write(tmp_path / kind, kind, seconds=1.0).read_bytes()
    rng = np.random.default_rng(8)
    path = tmp_path / f"wrong-{kind}"
    outcomes: set[type] = set()
    for _ in range(40):
        wrong = bytearray(whole)
        for place in rng.integers(0, rng.choice([64, 4000, len(whole)]), rng.choice([1, 3, 20])):
            wrong[place] = rng.integers(256)
        path.write_bytes(wrong)
        try:
            outcomes.add(type(measure_sound_file(path)))
        except Refused:
            outcomes.add(Refused)
    assert Refused in outcomes


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_refusal_speaks_the_users_language(language: str, tmp_path: Path):
    assert "x?y.wav" in refusal(tmp_path / "x\ny.wav", language=language)


def test_a_sampling_rate_without_room_for_speech_is_refused(tmp_path: Path):
    path = tmp_path / "slow.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=2000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 4000), np.int16), format="s16", layout="mono")
        frame.sample_rate = 2000
        container.mux(stream.encode(frame))
    assert "2000 Hz" in refusal(path)


def test_a_silence_gives_the_noise_floor(tmp_path: Path):
    speech = write(tmp_path / "s16.wav", "s16.wav")
    silence = tmp_path / "silence.wav"
    with av.open(str(silence), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=RATE_HZ, layout="mono")
        hiss = (np.random.default_rng(6).standard_normal((1, 4 * RATE_HZ)) * 33).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(hiss, format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        container.mux(stream.encode(frame))
    found = measure_sound_file(speech, silence)
    assert found.noise_floor_dbfs == pytest.approx(-60, abs=0.3)
    assert isinstance(found.snr_db, float)
    assert measure_sound_file(speech, speech).noise_floor_dbfs == Unknown("silence_not_silent")
    assert "gone.wav" in refusal(speech, tmp_path / "gone.wav")


def test_progress_is_told_and_the_result_travels(tmp_path: Path):
    shares: list[float] = []
    found = measure_sound_file(write(tmp_path / "sound.flac", "sound.flac"), progress=shares.append)
    assert shares
    assert all(0 <= share <= 1 for share in shares)
    assert msgspec.convert(msgspec.msgpack.decode(msgspec.msgpack.encode(found)), SoundMeasures) == found


def test_nothing_is_printed_whatever_the_file(tmp_path: Path):
    damaged = bytearray(write(tmp_path / "sound.mp3", "sound.mp3").read_bytes())
    damaged[20_000:23_000] = bytes(3000)
    (tmp_path / "damaged.mp3").write_bytes(damaged)
    write_rubbish(tmp_path / "rubbish.mkv")
    program = (
        "import sys\nfrom pathlib import Path\nfrom samklang.devices.sound_file import measure_sound_file\n"
        "from samklang.engine.ports import Refused\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n        measure_sound_file(Path(name))\n    except Refused:\n        pass\n"
        "print(sorted({'scipy', 'cv2', 'sounddevice', 'PySide6'} & set(sys.modules)))\n"
    )
    files = [str(tmp_path / name) for name in ("sound.mp3", "damaged.mp3", "rubbish.mkv")]
    ran = subprocess.run(
        [sys.executable, "-c", program, *files], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stderr == ""
    assert ran.stdout.strip() == "[]"
