"""Captures and measures one microphone, in a process of its own."""

from typing import Final

from samklang.devices.capture_messages import BeginTake, MicrophoneOrder
from samklang.devices.demo import DemoSound
from samklang.devices.ear import Ear
from samklang.devices.sound_sources import SoundSource, SourceGone, microphone_source
from samklang.domain.live import DEMO_ID, LiveState, SoundBackend
from samklang.workers.link import Link

OPENING_S: Final = 8.0
"""Opening a device may take this long before the worker counts as hung (our proposal)."""

_LOOK_AGAIN_S: Final = 0.4
_NEXT_BLOCK_S: Final = 0.1


def run(link: Link, device: str, backend: SoundBackend = SoundBackend.SOUNDDEVICE) -> None:
    """Capture until told to stop; a device that is lost is taken up again when it is back.

    Args:
        link: To the window.
        device: A microphone's id (see `devices.listing`), or `DEMO_ID`.
        backend: Through which library; the demo needs none.
    """
    if device == DEMO_ID:
        listen(link, DemoSound(), device_rate=False)
    else:
        listen(link, microphone_source(device, backend))


def listen(link: Link, source: SoundSource, *, device_rate: bool = True) -> None:
    """Measure what a source delivers until told to stop.

    Args:
        link: To the window.
        source: Not open yet.
        device_rate: It is a device, not a recording (see `SoundMeter`).
    """
    ear = Ear(link, device_rate=device_rate)
    while not link.stopping:
        link.beat(patience_s=OPENING_S)
        try:
            rate_hz, channels = source.open()
        except SourceGone:
            ear.turn(LiveState.LOST)
            link.wait(_LOOK_AGAIN_S)
            continue
        ear.open(rate_hz, channels)
        _capture(link, source, ear)
        link.beat(patience_s=OPENING_S)
        source.close()
    ear.close()


def _capture(link: Link, source: SoundSource, ear: Ear) -> None:
    """Listen until the device is gone or we are told to stop.

    No block, no beat: a stream that stops without a word is ended from outside.
    """
    while not link.stopping:
        order: MicrophoneOrder | None = link.order(MicrophoneOrder)
        if isinstance(order, BeginTake):
            source.expect_silence(silence=order.silence)
        if order is not None:
            ear.obey(order)
        lost = source.lost()
        if lost is not None:
            ear.lose(lost)
            return
        block = source.block(_NEXT_BLOCK_S)
        if block is not None and len(block):
            ear.hear(block, source.heard_s)
            link.beat()
