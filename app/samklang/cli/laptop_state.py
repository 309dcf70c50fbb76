"""How the laptop is, for `samklang devices --laptop`: what is known, a line each; what is unknown is left out."""

from dataclasses import fields

from samklang.domain.laptop import LaptopMeasures
from samklang.domain.measures import Unknown
from samklang.wording import Wording

WATCHED_S = 3.0
"""How long the load is watched for a list. Ours."""


def laptop_lines(laptop: LaptopMeasures, say: Wording) -> list[str]:
    """What is known of the laptop, in the user's words.

    Args:
        laptop: Its measures.
        say: The language.
    """
    told = [laptop.model, _power(laptop, say)]
    if not isinstance(laptop.power_plan, Unknown):
        told.append(say(f"laptop.plan.{laptop.power_plan}"))
    if not isinstance(laptop.load_mean_percent, Unknown):
        told.append(say("laptop.state.load", percent=round(laptop.load_mean_percent)))
    if not isinstance(laptop.memory_free_gb, Unknown) and not isinstance(laptop.memory_total_gb, Unknown):
        free, total = round(laptop.memory_free_gb), round(laptop.memory_total_gb)
        told.append(say("laptop.state.memory", free=free, total=total))
    if not isinstance(laptop.disk_free_gb, Unknown):
        told.append(say("laptop.state.disk", free=round(laptop.disk_free_gb)))
    if not isinstance(laptop.network, Unknown):
        told.append(say(f"laptop.link.{laptop.network}"))
    elif laptop.network.reason == "no_route":
        told.append(say("laptop.link.none"))
    return [line for line in [*told, *_in_the_way(laptop, say)] if line]


def plain_laptop(laptop: LaptopMeasures) -> dict[str, object]:
    """The measures by name, null where unknown; `reasons` says why, as in a check's report."""
    named = {each.name: getattr(laptop, each.name) for each in fields(laptop) if each.name != "probe"}
    known = {name: None if isinstance(value, Unknown) else value for name, value in named.items()}
    reasons = {name: value.reason for name, value in named.items() if isinstance(value, Unknown)}
    return {**known, "reasons": reasons}


def _power(laptop: LaptopMeasures, say: Wording) -> str:
    if isinstance(laptop.on_mains, Unknown) or isinstance(laptop.battery_percent, Unknown):
        return ""
    percent = round(laptop.battery_percent)
    return say("laptop.state.mains" if laptop.on_mains else "laptop.state.battery", percent=percent)


def _in_the_way(laptop: LaptopMeasures, say: Wording) -> list[str]:
    """Who stands between Teams and its devices."""
    told = []
    for text_id, names in (
        ("laptop.state.microphone", laptop.microphone_holders),
        ("laptop.state.camera", laptop.camera_holders),
        ("laptop.state.stealing", laptop.stealing),
    ):
        if names and not isinstance(names, Unknown):
            told.append(say(text_id, names=", ".join(names)))
    if laptop.microphone_allowed == 0:
        told.append(say("laptop.state.no_microphone"))
    if laptop.camera_allowed == 0:
        told.append(say("laptop.state.no_camera"))
    if laptop.teams_running == 1:
        told.append(say("laptop.state.teams"))
    return told
