"""One step of a live check repeated alone: the measures come from the step that stands and the one repeated."""

import time

from samklang.devices.microphone import WorkerMicrophone
from samklang.devices.system_clock import SystemClock
from samklang.domain.live import DEMO_ID, DeviceInfo
from samklang.domain.measures import SoundMeasures
from samklang.engine.live_check import LiveCheck, Plan, Step


def finished(check: LiveCheck) -> SoundMeasures:
    deadline = time.monotonic() + 20
    while (now := check.advance()).step is not Step.DONE:
        assert now.broken is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert check.measured.sound is not None
    return check.measured.sound


def test_a_silence_repeated_alone_is_measured_for_the_take_that_stands():
    microphone = WorkerMicrophone(DeviceInfo(DEMO_ID, ""))
    try:
        microphone.start()
        check = LiveCheck(microphone, None, SystemClock(), Plan(quiet_s=0.3, speak_s=1.6))
        check.begin()
        short = finished(check)
        check.begin(Plan(quiet_s=1.1, speak_s=1.6))
        first = finished(check)
        # A watch in between changes nothing: the take stands.
        microphone.begin_take(aside=True)
        time.sleep(0.4)
        microphone.finish_take()
        check.again(Step.QUIET)
        quiet_again = finished(check)
        take = check.heard.take
        check.again(Step.SPEAK)
        spoken_again = finished(check)
    finally:
        microphone.close()
    # Too short a silence tells nothing; a long one does, and the sentence is the same to the sample.
    assert not isinstance(short.noise_floor_dbfs, float)
    assert isinstance(quiet_again.noise_floor_dbfs, float)
    assert quiet_again.active_speech_level_dbfs == first.active_speech_level_dbfs
    assert quiet_again.duration_s == first.duration_s
    # Another sentence is a take of its own (the demo may well say the very same), and the silence still counts.
    assert check.heard.take > take
    assert spoken_again.noise_floor_dbfs == quiet_again.noise_floor_dbfs
