"""A live microphone through a real PulseAudio: the very samples, and every fault of it seen within two seconds."""

import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from tests.lab.pulse import RATE_HZ, LabPulse, Samples
from tests.lab.recorded_worker import COPY

from samklang.devices.microphone import WorkerMicrophone
from samklang.devices.recordings import measure_recordings
from samklang.domain.live import Clip, LiveState, MicrophoneNow, TakeLost
from samklang.domain.measures import SoundMeasures
from samklang.engine.check import Recordings
from samklang.wording import Wording

ROOT = Path(__file__).resolve().parents[2]
SEEN_WITHIN_S = 2.0
SPEECH_S = 4
FILTERED = {
    "integrated_loudness_lufs",
    "max_momentary_lufs",
    "max_short_term_lufs",
    "loudness_range_lu",
    "active_speech_level_dbfs",
    "speech_share",
}
"""What comes out of filters that work on as much as there is at a time: pieces of another length round otherwise."""


def seen(microphone: WorkerMicrophone, wanted: Callable[[MicrophoneNow], bool], seconds: float = 15) -> float:
    """How long it took until the microphone was like this."""
    started = time.monotonic()
    while not wanted(now := microphone.poll()):
        assert time.monotonic() - started < seconds, f"still {now}"
        time.sleep(0.01)
    return time.monotonic() - started


def is_live(now: MicrophoneNow) -> bool:
    return now.state is LiveState.LIVE and now.reading is not None


def hiss() -> Samples:
    return (np.random.default_rng(7).standard_normal(RATE_HZ) * 30).astype(np.int16)


def reader(channels: int) -> Samples:
    """A real voice at 48 kHz in a little hiss, the second channel a little later and quieter; shape (n, channels)."""
    with wave.open(str(resources.files("moonshine_voice") / "assets" / "two_cities.wav")) as stored:
        stored.setpos(4 * RATE_HZ)
        voice = np.frombuffer(stored.readframes((SPEECH_S + 1) * RATE_HZ), np.int16) * 0.7
    second = np.roll(voice, 20) * 0.9
    heard = np.stack([voice, second], axis=1)[: SPEECH_S * RATE_HZ, :channels]
    noise = np.random.default_rng(3).standard_normal(heard.shape) * 12
    return np.rint(heard + noise).clip(-32768, 32767).astype(np.int16)


@pytest.fixture
def microphone(lab_pulse: LabPulse) -> Iterator[WorkerMicrophone]:
    made = WorkerMicrophone(lab_pulse.info, environment=lab_pulse.environment)
    made.start()
    lab_pulse.play(hiss())
    seen(made, is_live)
    yield made
    made.close()


@pytest.mark.parametrize("fixture", ["lab_pulse", "stereo_pulse"])
def test_pulseaudio_gives_the_samples_and_the_measures_of_the_file(
    fixture: str, request: pytest.FixtureRequest, tmp_path: Path
):
    pulse: LabPulse = request.getfixturevalue(fixture)
    fed = reader(2 if fixture == "stereo_pulse" else 1)
    copy = tmp_path / "copy"
    environment = {**pulse.environment, "PYTHONPATH": str(ROOT), COPY: str(copy)}
    microphone = WorkerMicrophone(pulse.info, environment=environment, target="tests.lab.recorded_worker:run")
    microphone.start()
    try:
        seen(microphone, lambda now: now.state in {LiveState.LIVE, LiveState.FROZEN})
        microphone.begin_take()
        time.sleep(0.3)
        pulse.play(fed, loop=False)
        seen(microphone, lambda now: now.reading is not None and now.reading.heard_s > SPEECH_S + 1.0)
        microphone.finish_take()
        seen(microphone, lambda now: now.finished)
        live = microphone.poll().measures
    finally:
        microphone.close()
    assert live is not None
    heard = np.frombuffer(copy.read_bytes(), np.float32).reshape(-1, fed.shape[1])[: round(live.duration_s * RATE_HZ)]
    exact = heard * 32768
    begin = int(np.flatnonzero(exact.any(axis=1))[0]) - int(np.flatnonzero(fed.any(axis=1))[0])
    assert np.array_equal(exact[begin : begin + len(fed)], fed), "bit for bit what was fed"
    assert not exact[:begin].any()
    assert not exact[begin + len(fed) :].any()
    assert unlike(live, from_file(exact.astype(np.int16), tmp_path / "same.wav")) == {}


def unlike(live: SoundMeasures, file: SoundMeasures) -> dict[str, tuple[object, object]]:
    """All fields that differ, those of `FILTERED` by more than a ten-thousandth: they are decibels and a share."""
    pairs = {each.name: (getattr(live, each.name), getattr(file, each.name)) for each in fields(live)}
    return {
        name: (one, other)
        for name, (one, other) in pairs.items()
        if one != other and not (name in FILTERED and abs(one - other) < 1e-4)
    }


def from_file(samples: Samples, path: Path) -> SoundMeasures:
    with wave.open(str(path), "wb") as stored:
        stored.setnchannels(samples.shape[1])
        stored.setsampwidth(2)
        stored.setframerate(RATE_HZ)
        stored.writeframes(samples.tobytes())
    measured = measure_recordings(Recordings(audio=path), Wording("en"), lambda _share: None)
    assert measured.sound is not None
    return measured.sound


def test_an_unplugged_microphone_is_seen_its_take_lost_and_it_is_taken_up_again(
    microphone: WorkerMicrophone, lab_pulse: LabPulse
):
    microphone.begin_take()
    time.sleep(0.2)
    lab_pulse.unplug()
    assert seen(microphone, lambda now: now.state is LiveState.LOST) < SEEN_WITHIN_S
    now = microphone.poll()
    assert now.take_lost is TakeLost.UNPLUGGED
    assert now.reading is None
    assert now.sample_rate_hz is None
    lab_pulse.plug()
    seen(microphone, is_live)
    microphone.begin_take()
    assert microphone.poll().take_lost is None


def test_a_sound_server_that_crashes_is_seen_and_its_microphone_taken_up_again(
    microphone: WorkerMicrophone, lab_pulse: LabPulse
):
    lab_pulse.crash()
    assert seen(microphone, lambda now: now.state is LiveState.LOST) < SEEN_WITHIN_S
    time.sleep(1)  # long enough for PortAudio to have looked around without a server
    lab_pulse.recover()
    seen(microphone, is_live)


def test_another_sample_rate_is_seen_and_the_take_that_ran_is_lost(microphone: WorkerMicrophone, lab_pulse: LabPulse):
    assert microphone.poll().sample_rate_hz == RATE_HZ
    microphone.begin_take()
    time.sleep(0.2)
    lab_pulse.unplug()
    lab_pulse.plug(rate_hz=16_000)
    time.sleep(1)  # long enough for it to be back: whoever looks only now is told all the same
    assert microphone.poll().state is LiveState.LOST
    assert seen(microphone, lambda now: now.take_lost is TakeLost.RATE_CHANGED) < SEEN_WITHIN_S - 1
    seen(microphone, is_live)
    assert microphone.poll().sample_rate_hz == 16_000
    microphone.begin_take()
    time.sleep(0.3)
    microphone.finish_take()
    seen(microphone, lambda now: now.finished)
    measures = microphone.poll().measures
    assert measures is not None
    assert measures.sample_rate_hz == 16_000


def test_a_microphone_that_stops_is_seen_its_take_lost_and_its_worker_comes_back(
    microphone: WorkerMicrophone, lab_pulse: LabPulse
):
    first = microphone.worker_pid
    microphone.begin_take()
    time.sleep(0.2)
    lab_pulse.stall(stalled=True)
    assert seen(microphone, lambda now: now.state is LiveState.RESTARTING) < SEEN_WITHIN_S
    seen(microphone, lambda now: now.take_lost is TakeLost.STALLED)
    lab_pulse.stall(stalled=False)
    seen(microphone, is_live)
    assert microphone.worker_pid != first


def test_a_muted_microphone_is_seen(microphone: WorkerMicrophone, lab_pulse: LabPulse):
    with lab_pulse.control() as pulse:
        (source,) = pulse.source_list()
        pulse.mute(source, mute=True)
        assert seen(microphone, lambda now: now.state is LiveState.FROZEN) < SEEN_WITHIN_S
        pulse.mute(source, mute=False)
    seen(microphone, is_live)


def test_a_take_goes_on_as_the_next_without_losing_a_sample(microphone: WorkerMicrophone):
    first = microphone.begin_take(aside=True)
    time.sleep(0.5)
    assert microphone.next_take() == first + 1
    seen(microphone, lambda now: now.before is not None)
    time.sleep(0.5)
    microphone.finish_take()
    seen(microphone, lambda now: now.finished)
    now = microphone.poll()
    assert now.before is not None
    assert now.measures is not None
    assert 0.3 < now.before.duration_s < 3
    assert 0.3 < now.measures.duration_s < 3


class TestListeningBack:
    """To what was said, on a loudspeaker that writes down what it plays."""

    def test_a_clip_is_played_compared_and_stopped(
        self, microphone: WorkerMicrophone, lab_pulse: LabPulse, tmp_path: Path
    ):
        voice = reader(1)
        microphone.play_back(Clip.TAKE)
        microphone.keep_as_good()
        microphone.begin_take()
        lab_pulse.play(voice)
        time.sleep(0.8)
        microphone.play_back(Clip.TAKE)
        microphone.finish_take()
        seen(microphone, lambda now: now.finished and now.clip_s > 0)
        now = microphone.poll()
        assert 0.5 < now.clip_s <= 5
        assert now.good_clip_s == 0
        assert now.playing is None, "nothing is played while a take runs, or where there is nothing"
        microphone.play_back(Clip.TAKE)
        seen(microphone, lambda now: now.no_output)
        microphone.keep_as_good()
        seen(microphone, lambda now: now.good_clip_s > 0)
        with lab_pulse.control() as pulse:
            pulse.module_load("module-pipe-sink", f"file={tmp_path / 'loud'} format=s16le rate={RATE_HZ} channels=1")
        with (tmp_path / "loud").open("rb", buffering=0) as loudspeaker:
            microphone.play_back(Clip.GOOD)
            assert seen(microphone, lambda now: now.playing is Clip.GOOD) < SEEN_WITHIN_S
            played = first_sounds(loudspeaker, 960)
            microphone.stop_playing()
            assert seen(microphone, lambda now: now.playing is None) < SEEN_WITHIN_S
            microphone.begin_take(aside=True)
            microphone.play_back(Clip.GOOD)
            seen(microphone, lambda now: now.playing is Clip.GOOD)
            microphone.begin_take()
            seen(microphone, lambda now: now.playing is None)
        with lab_pulse.control() as pulse:
            assert pulse.sink_input_list() == []
        assert played in np.concatenate([voice, voice]).tobytes(), "the very samples"

    def test_all_is_gone_with_the_worker(self, microphone: WorkerMicrophone):
        microphone.begin_take()
        time.sleep(0.3)
        microphone.finish_take()
        microphone.keep_as_good()
        seen(microphone, lambda now: now.good_clip_s > 0)
        microphone.close()
        seen(microphone, lambda now: now.state is LiveState.CLOSED)
        assert microphone.released
        now = microphone.poll()
        assert (now.clip_s, now.good_clip_s) == (0, 0)


def first_sounds(loudspeaker: IO[bytes], count: int) -> bytes:
    """So many samples in a row; a loaded machine leaves holes of silence before and between them."""
    heard = b""
    while True:
        heard += loudspeaker.read(4096)
        samples = np.frombuffer(heard[: len(heard) // 2 * 2], "<i2")
        sounding = np.flatnonzero(samples)
        for stretch in np.split(sounding, np.flatnonzero(np.diff(sounding) > RATE_HZ // 1000) + 1):
            if len(stretch) and stretch[-1] - stretch[0] >= count:
                return samples[stretch[0] : stretch[0] + count].tobytes()
