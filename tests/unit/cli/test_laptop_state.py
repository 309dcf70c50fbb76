"""How the laptop is said on the command line."""

from dataclasses import replace

from samklang.cli.laptop_state import laptop_lines, plain_laptop
from samklang.domain.laptop import LaptopMeasures, Link, PowerPlan
from samklang.domain.measures import Unknown
from samklang.wording import Wording

NOT_TOLD = Unknown("not_told")
WELL = LaptopMeasures(
    watched_s=3.0,
    on_mains=1.0,
    battery_percent=81.4,
    power_plan=PowerPlan.BALANCED,
    load_mean_percent=12.6,
    load_p95_percent=Unknown("too_short"),
    speed_share=Unknown("not_busy"),
    memory_total_gb=16.6,
    memory_free_gb=8.2,
    disk_free_gb=120.4,
    cores=8.0,
    network=Link.WIRED,
    probe=None,
    microphone_holders=(),
    camera_holders=(),
    microphone_allowed=1.0,
    camera_allowed=1.0,
    stealing=(),
    teams_running=0.0,
    model="LENOVO ThinkPad T14",
)
EN = Wording("en")


def test_a_laptop_that_is_well():
    assert laptop_lines(WELL, EN) == [
        "LENOVO ThinkPad T14",
        "On mains power, battery 81 %",
        "Power plan: balanced",
        "Other programs use 13 % of its power",
        "8 of 17 GB memory free",
        "120 GB free on the disk",
        "On the network by cable",
    ]


def test_a_laptop_with_everything_in_the_way():
    bad = replace(
        WELL,
        on_mains=0.0,
        network=Unknown("no_route"),
        microphone_holders=("Zoom", "Discord"),
        camera_holders=("obs",),
        stealing=("OBS Studio",),
        microphone_allowed=0.0,
        camera_allowed=0.0,
        teams_running=1.0,
    )
    assert laptop_lines(bad, EN)[1] == "On battery, 81 % left"
    assert laptop_lines(bad, EN)[6:] == [
        "Not on the network",
        "The microphone is used by: Zoom, Discord",
        "The camera is used by: obs",
        "May take microphone or camera: OBS Studio",
        "Programs may not use the microphone",
        "Programs may not use the camera",
        "Teams is open",
    ]


def test_what_is_unknown_is_left_out_and_has_its_reason():
    unknown = replace(
        WELL,
        model="",
        on_mains=NOT_TOLD,
        power_plan=NOT_TOLD,
        load_mean_percent=NOT_TOLD,
        memory_free_gb=NOT_TOLD,
        disk_free_gb=NOT_TOLD,
        network=NOT_TOLD,
        microphone_holders=NOT_TOLD,
        camera_holders=NOT_TOLD,
        stealing=NOT_TOLD,
        teams_running=NOT_TOLD,
    )
    assert laptop_lines(unknown, EN) == []
    plain = plain_laptop(unknown)
    assert plain["network"] is None
    reasons = plain["reasons"]
    assert isinstance(reasons, dict)
    assert {name for name, reason in reasons.items() if reason == "not_told"} == {
        name for name, value in plain.items() if value is None
    } - {"load_p95_percent", "speed_share"}
    assert reasons["speed_share"] == "not_busy"
    assert "probe" not in plain
