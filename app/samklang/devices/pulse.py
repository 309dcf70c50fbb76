"""What PulseAudio, or PipeWire in its place, tells about microphones, and how it is asked to set them."""

import contextlib
import functools
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from samklang.domain.live import DeviceForm

PULSE: Final = "pulse:"
"""What a microphone's id begins with where PulseAudio runs; its name for the source follows."""

APPLICATION: Final = "samklang"
"""How our own recordings are marked, so that they are not taken for another program's."""

CLIENT: Final = {"PULSE_PROP": f"application.id={APPLICATION} application.name=Samklang"}
"""Environment of whatever of ours records through PulseAudio."""

_AGAIN_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class PulseSource:
    """One of PulseAudio's sources.

    Attributes:
        index: Another one after every time it was plugged in.
        rate_hz: Its own sample rate.
        channels: Its own number of channels.
        monitor: What a loudspeaker plays, not what a microphone hears.
        volume_percent: The loudest channel's.
        held_by: Names of the programs other than ours that record from it.
    """

    index: int
    name: str
    description: str
    default: bool
    rate_hz: int
    channels: int
    monitor: bool
    form: DeviceForm
    volume_percent: float
    muted: bool
    held_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PulseRecording:
    """One of this process's own recordings, as PulseAudio sees it: from which source."""

    source_index: int


def pulse_sources() -> tuple[PulseSource, ...] | None:
    """All sources, monitors too; None where PulseAudio does not run."""
    with _Connection() as pulse:
        if pulse is None:
            return None
        default = pulse.server_info().default_source_name
        holders = _holders(pulse)
        return tuple(
            PulseSource(
                index=int(source.index),
                name=source.name,
                description=source.description or source.name,
                default=source.name == default,
                rate_hz=source.rate_hz,
                channels=int(source.channel_count),
                monitor=bool(source.monitor_of_sink_name),
                form=_form(source.proplist),
                volume_percent=round(100 * max(source.volume.values, default=0.0), 1),
                muted=bool(source.mute),
                held_by=holders.get(int(source.index), ()),
            )
            for source in pulse.described_sources()
        )
    return None


def own_recordings() -> tuple[PulseRecording, ...]:
    """What this process records through PulseAudio now."""
    with _Connection() as pulse:
        if pulse is None:
            return ()
        pid = str(os.getpid())
        return tuple(
            PulseRecording(int(output.source))
            for output in pulse.source_output_list()
            if output.proplist.get("application.process.id") == pid
        )
    return ()


def set_volume(name: str, percent: float) -> None:
    """Set all channels of a source to this share of its full scale; nothing happens where it is gone."""
    with _Connection() as pulse:
        for source in _named(pulse, name):
            pulse.volume_set_all_chans(source, min(100.0, max(0.0, percent)) / 100)


def set_muted(name: str, *, muted: bool) -> None:
    """Switch a source off or on; nothing happens where it is gone."""
    with _Connection() as pulse:
        for source in _named(pulse, name):
            pulse.mute(source, muted)


class PulseEvents:
    """Listens to PulseAudio's events in a thread of its own, and takes them up again when the server was away.

    Args:
        changed: Called in that thread whenever a source, what records from one, or a default has changed, and once
            whenever the server came or went. It must return at once.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._closing = threading.Event()
        if sys.platform == "linux":
            threading.Thread(target=self._listen, name="pulse-events", daemon=True).start()

    def close(self) -> None:
        """Stop listening, within half a second."""
        self._closing.set()

    def _listen(self) -> None:
        while not self._closing.is_set():
            with _Connection() as pulse:
                if pulse is not None:
                    pulse.event_mask_set("source", "source_output", "server")
                    pulse.event_callback_set(lambda _event: self._changed())
                    self._changed()
                    while not self._closing.is_set():
                        pulse.event_listen(timeout=_AGAIN_S)
            self._changed()
            self._closing.wait(_AGAIN_S)


class _Connection:
    """A connection to PulseAudio, or None where there is no server; one that breaks on the way ends the block."""

    def __init__(self) -> None:
        self._pulse: Any = None

    def __enter__(self) -> Any:  # noqa: ANN401 - pulsectl has no types
        if sys.platform == "linux":
            import pulsectl  # noqa: PLC0415 - loads libpulse, which a machine without sound may lack

            with contextlib.suppress(pulsectl.PulseError, OSError):
                self._pulse = _pulse_class()("samklang")
        return self._pulse

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> bool:
        if self._pulse is None:
            return False
        import pulsectl  # noqa: PLC0415 - as above

        self._pulse.close()
        return kind is not None and issubclass(kind, (pulsectl.PulseError, pulsectl.PulseDisconnected))


@functools.cache
def _pulse_class() -> Any:  # noqa: ANN401 - pulsectl has no types
    """Pulsectl's connection, with sources whose sample rate can be trusted.

    WORKAROUND pulsectl 24.12: its `sample_spec` is no copy but looks into memory that libpulse has freed by then; rates
    of 0 and of four thousand million were seen. So the rate is copied while libpulse still holds it.
    """
    import pulsectl  # noqa: PLC0415 - as above
    from pulsectl import _pulsectl  # noqa: PLC0415 - as above; the only way to a list of a class of our own

    class Source(pulsectl.PulseSourceInfo):  # type: ignore[misc] # pulsectl has no types
        def _init_from_struct(self, struct: Any) -> None:  # noqa: ANN401 - as above
            self.rate_hz = int(struct.sample_spec.rate)

    class Pulse(pulsectl.Pulse):  # type: ignore[misc] # pulsectl has no types
        described_sources = pulsectl.Pulse._pulse_get_list(  # noqa: SLF001 - as above
            _pulsectl.PA_SOURCE_INFO_CB_T, _pulsectl.pa.context_get_source_info_list, Source
        )

    return Pulse


def _named(pulse: Any, name: str) -> list[Any]:  # noqa: ANN401 - pulsectl has no types
    return [] if pulse is None else [source for source in pulse.source_list() if source.name == name]


def _holders(pulse: Any) -> dict[int, tuple[str, ...]]:  # noqa: ANN401 - pulsectl has no types
    """Source index -> names of other programs that record from it, each once."""
    found: dict[int, dict[str, None]] = {}
    for output in pulse.source_output_list():
        properties = output.proplist
        ours = properties.get("application.id") == APPLICATION
        meter = output.resample_method == "peaks"  # a volume control that shows a bar
        if not ours and not meter:
            name = properties.get("application.name") or properties.get("application.process.binary") or output.name
            found.setdefault(int(output.source), {})[str(name)] = None
    return {index: tuple(names) for index, names in found.items()}


def _form(properties: Any) -> DeviceForm:  # noqa: ANN401 - pulsectl has no types
    bus = properties.get("device.bus", "")
    if bus == "bluetooth" or properties.get("device.api") in {"bluez", "bluez5"}:
        return DeviceForm.BLUETOOTH
    if properties.get("device.form_factor") == "internal" or bus == "pci":
        return DeviceForm.BUILT_IN
    return DeviceForm.USB if bus == "usb" else DeviceForm.OTHER
