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


@dataclass(frozen=True, slots=True)
class NetworkMeasures:
    """What a proxy tells of the way to Teams; it is not Teams' own edge, and every report says so.

    Attributes:
        probed_host: What was asked, by name.
        round_trip_ms: Median.
        loss_percent: Of the probes.
        jitter_ms: Mean difference of two round trips in a row (RFC 3550).
    """

    probed_host: str
    round_trip_ms: Measured
    loss_percent: Measured
    jitter_ms: Measured


@dataclass(frozen=True, slots=True)
class LaptopMeasures:
    """The laptop over some seconds. Names of programs, never of people or files.

    Attributes:
        watched_s: How long load and speed were watched.
        on_mains: 1 on mains, 0 on battery; unknown with `no_battery` where there is none to tell by.
        battery_percent: Of its charge.
        power_plan: Unknown where the system does not tell.
        load_mean_percent: Of all cores together.
        load_p95_percent: The same, 95th percentile over the seconds watched.
        speed_share: The processor's frequency of its highest; under load, little of it is throttling.
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
        stealing: Running programs that are known to take microphones or cameras for themselves.
        teams_running: 1 or 0.
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
    microphone_holders: tuple[str, ...]
    camera_holders: tuple[str, ...]
    microphone_allowed: Measured
    camera_allowed: Measured
    stealing: tuple[str, ...]
    teams_running: Measured
