"""What a check can tell of the laptop beneath it: power, load, memory, disk, network, and who stands in the way."""

from dataclasses import dataclass
from enum import StrEnum

from samklang.domain.measures import Measured, Unknown


class Link(StrEnum):
    """How the computer reaches the network."""

    WIRED = "wired"
    WIRELESS = "wireless"
    OTHER = "other"


class PowerPlan(StrEnum):
    """What the system does with its speed."""

    SAVING = "saving"
    BALANCED = "balanced"
    FAST = "fast"


class Method(StrEnum):
    """How the network was probed."""

    STUN = "stun"
    TCP = "tcp"


@dataclass(frozen=True, slots=True)
class NetworkMeasures:
    """What a proxy tells of the way to Teams; it is not the call itself, and every report says so.

    Attributes:
        probed_host: What was asked, by name.
        round_trip_ms: Median.
        loss_percent: Of the probes; unknown with `hidden_by_tcp` where TCP sends again what was lost.
        jitter_ms: Mean difference of two round trips in a row, smoothed as RFC 3550 section 6.4.1 does.
        method: `stun` asks by UDP, the way a call goes; `tcp` only where UDP has no answer, which is itself worth a
            remark: a call that must go by TCP is worse.
    """

    probed_host: str
    round_trip_ms: Measured
    loss_percent: Measured
    jitter_ms: Measured
    method: Method = Method.STUN


@dataclass(frozen=True, slots=True)
class LaptopMeasures:
    """The laptop over some seconds. Names of programs, never of people or files.

    Attributes:
        watched_s: How long load and speed were watched.
        on_mains: 1 on mains, 0 on battery; unknown with `no_battery` where there is none to tell by.
        battery_percent: Of its charge.
        power_plan: Unknown where the system does not tell.
        load_mean_percent: Of all cores together.
        load_p95_percent: The same, 95th percentile over the seconds watched; unknown with `too_short` in the first
            twenty.
        speed_share: How fast the processor works of what it promises for long; well below 1 while it works is
            throttling. Unknown with `not_busy` where it had nothing to do: then it rests on purpose.
        memory_total_gb: 10^9 bytes; likewise the next two.
        memory_free_gb: What programs can still have.
        disk_free_gb: Where Samklang keeps its vault.
        cores: Logical ones.
        network: How it is connected; unknown with `no_route` where it is not.
        probe: None where the user was not asked or said no.
        microphone_holders: Programs that use a microphone now; ours are not among them.
        camera_holders: Programs that use a camera now, likewise.
        microphone_allowed: 1 where the system lets programs use it, 0 where not.
        camera_allowed: Likewise.
        stealing: Running programs that are known to take microphones or cameras for themselves, by the names people
            know them by.
        teams_running: 1 or 0.
        model: What its maker calls it; empty where it does not tell. Never a person's name for it.
    """

    watched_s: float
    on_mains: Measured
    battery_percent: Measured
    power_plan: PowerPlan | Unknown
    load_mean_percent: Measured
    load_p95_percent: Measured
    speed_share: Measured
    memory_total_gb: Measured
    memory_free_gb: Measured
    disk_free_gb: Measured
    cores: Measured
    network: Link | Unknown
    probe: NetworkMeasures | None
    microphone_holders: tuple[str, ...] | Unknown
    camera_holders: tuple[str, ...] | Unknown
    microphone_allowed: Measured
    camera_allowed: Measured
    stealing: tuple[str, ...] | Unknown
    teams_running: Measured
    model: str = ""


@dataclass(frozen=True, slots=True)
class ProbeNow:
    """How a look at the network is going.

    Attributes:
        share_done: From 0 to 1.
        measures: Once it is done; None before.
        failed: It could not be done at all: the worker that did it is gone.
    """

    share_done: float
    measures: NetworkMeasures | None = None
    failed: bool = False
