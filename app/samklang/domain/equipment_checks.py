"""The checks of what stands around sound and picture: the laptop, a DSLR, and how far sound and picture lie apart."""

from collections.abc import Mapping

from samklang.domain.dslr import DslrMeasures, Focus, WhiteBalance
from samklang.domain.laptop import LaptopMeasures, Link, Method, NetworkMeasures, PowerPlan
from samklang.domain.measures import Measured, Unknown
from samklang.domain.part import Check, Part, by_key, single
from samklang.domain.sync import SyncMeasures

_NOT_ASKED = Unknown("not_asked")
NEVER_S = 86_400.0
"""Stands for a camera that never switches itself off: a day, longer than any session."""
_TOO_UNCERTAIN_MS = 50.0
"""Half of what EBU R37 allows from end to end: a measure less certain than this tells nothing by it. Ours."""


def _saves_power(laptop: LaptopMeasures) -> Measured:
    plan = laptop.power_plan
    return plan if isinstance(plan, Unknown) else float(plan is PowerPlan.SAVING)


def _battery_percent(battery_percent: Measured, on_mains: Measured) -> Measured:
    """How full matters only to what runs on it."""
    return Unknown("on_mains") if on_mains == 1 else battery_percent


def _count(told: tuple[str, ...] | Unknown) -> Measured:
    return told if isinstance(told, Unknown) else float(len(told))


def _listed(told: tuple[str, ...] | Unknown) -> tuple[str, ...]:
    return () if isinstance(told, Unknown) else told


def _connected(laptop: LaptopMeasures) -> Measured:
    network = laptop.network
    if isinstance(network, Unknown):
        return 0.0 if network.reason == "no_route" else network
    return 1.0


def _wired(laptop: LaptopMeasures) -> Measured:
    network = laptop.network
    if isinstance(network, Unknown):
        return network
    return Unknown("other_link") if network is Link.OTHER else float(network is Link.WIRED)


def _probed(laptop: LaptopMeasures) -> NetworkMeasures:
    return laptop.probe or NetworkMeasures("", _NOT_ASKED, _NOT_ASKED, _NOT_ASKED)


def _by_udp(laptop: LaptopMeasures) -> Measured:
    """Whether the way a call goes is open; a probe that nobody answered has not shown it."""
    if laptop.probe is None:
        return _NOT_ASKED
    return float(laptop.probe.method is Method.STUN and not isinstance(laptop.probe.round_trip_ms, Unknown))


LAPTOP_CHECKS: Mapping[str, Check[LaptopMeasures]] = by_key(
    Check(
        "permission",
        (
            Part("microphone_allowed", "yes_no", lambda laptop: laptop.microphone_allowed),
            Part("camera_allowed", "yes_no", lambda laptop: laptop.camera_allowed),
        ),
    ),
    single(
        "device_in_use",
        "programs",
        lambda laptop: _count(laptop.microphone_holders),
        names=lambda laptop: _listed(laptop.microphone_holders),
    ),
    single(
        "camera_in_use",
        "programs",
        lambda laptop: _count(laptop.camera_holders),
        names=lambda laptop: _listed(laptop.camera_holders),
    ),
    single(
        "stealing",
        "programs",
        lambda laptop: _count(laptop.stealing),
        names=lambda laptop: _listed(laptop.stealing),
    ),
    single("mains", "yes_no", lambda laptop: laptop.on_mains),
    single("battery", "percent", lambda laptop: _battery_percent(laptop.battery_percent, laptop.on_mains)),
    single("power_plan", "yes_no", _saves_power),
    Check(
        "load",
        (
            Part("mean_load", "percent", lambda laptop: laptop.load_mean_percent),
            Part("peak_load", "percent", lambda laptop: laptop.load_p95_percent),
        ),
    ),
    single("throttling", "share", lambda laptop: laptop.speed_share),
    Check(
        "memory",
        (
            Part("free_memory", "gb", lambda laptop: laptop.memory_free_gb),
            Part("total_memory", "gb", lambda laptop: laptop.memory_total_gb),
        ),
    ),
    single("disk", "gb", lambda laptop: laptop.disk_free_gb),
    Check(
        "network",
        (
            Part("connected", "yes_no", _connected),
            Part("loss", "percent", lambda laptop: _probed(laptop).loss_percent),
            Part("round_trip", "ms", lambda laptop: _probed(laptop).round_trip_ms),
            Part("jitter", "ms", lambda laptop: _probed(laptop).jitter_ms),
            Part("by_udp", "yes_no", _by_udp),
            Part("wired", "yes_no", _wired),
        ),
    ),
)
"""How full the battery is counts only away from the mains."""


def _auto_off_s(dslr: DslrMeasures) -> Measured:
    return NEVER_S if dslr.auto_off_s == 0 else dslr.auto_off_s


def _seeks_focus(dslr: DslrMeasures) -> Measured:
    """A camera that looks for its focus all the time loses it in the middle of a call; found once, it stays."""
    mode = dslr.focus_mode
    return mode if isinstance(mode, Unknown) else float(mode in (Focus.CONTINUOUS, Focus.AUTOMATIC))


def _changes_colours(dslr: DslrMeasures) -> Measured:
    balance = dslr.white_balance
    return balance if isinstance(balance, Unknown) else float(balance is WhiteBalance.AUTOMATIC)


DSLR_CHECKS: Mapping[str, Check[DslrMeasures]] = by_key(
    single(
        "dslr_live_view",
        "blocks",
        lambda dslr: _count(dslr.live_view_blocks),
        names=lambda dslr: _listed(dslr.live_view_blocks),
    ),
    single("dslr_auto_off", "s", _auto_off_s),
    Check(
        "dslr_power",
        (
            Part("dslr_mains", "yes_no", lambda dslr: dslr.on_mains),
            Part("dslr_battery", "percent", lambda dslr: _battery_percent(dslr.battery_percent, dslr.on_mains)),
        ),
    ),
    single("dslr_focus", "yes_no", _seeks_focus),
    single("dslr_white_balance", "yes_no", _changes_colours),
)


def _sound_early_ms(sync: SyncMeasures) -> Measured:
    uncertainty_ms = sync.uncertainty_ms
    certain = isinstance(uncertainty_ms, Unknown) or uncertainty_ms <= _TOO_UNCERTAIN_MS
    return sync.sound_early_ms if certain else Unknown("too_uncertain")


SYNC_CHECKS: Mapping[str, Check[SyncMeasures]] = by_key(single("lip_sync", "ms", _sound_early_ms))
