"""What cameras' words come to."""

import pytest
from tests.lab.laptops import RECORDED

from samklang.devices.dslr_words import dslr_measures, widget_names
from samklang.domain.dslr import DslrMeasures, Focus, WhiteBalance
from samklang.domain.measures import Unknown

NOT_TOLD = Unknown("not_told")


def recorded(file: str) -> DslrMeasures:
    lines = (RECORDED / "dslr" / file).read_text(encoding="utf-8").splitlines()
    return dslr_measures("a camera", dict(line.split("=", 1) for line in lines))


def of(**told: str) -> DslrMeasures:
    return dslr_measures("a camera", told)


def test_a_canon_somebody_recorded():
    told = recorded("canon_eos_70d.txt")
    assert (told.battery_percent, told.auto_off_s) == (75.0, 60.0)
    assert told.on_mains == told.live_view_blocks == told.focus_mode == told.white_balance == NOT_TOLD


def test_a_canon_that_is_ready():
    told = recorded("canon_eos_ready.txt")
    assert (told.auto_off_s, told.focus_mode, told.white_balance) == (0.0, Focus.MANUAL, WhiteBalance.FIXED)


def test_a_nikon_that_will_give_no_picture():
    told = recorded("nikon_blocked.txt")
    assert (told.battery_percent, told.on_mains) == (12.0, 0.0)
    assert told.live_view_blocks == ("battery", "lens", "no_card", "temperature")
    assert told.focus_mode is Focus.CONTINUOUS
    assert told.white_balance is WhiteBalance.AUTOMATIC


def test_a_nikon_that_is_ready():
    """Live view has a white balance of its own, and a lens that is switched to manual says so in one place only."""
    told = recorded("nikon_ready.txt")
    assert told.on_mains == 1.0
    assert told.live_view_blocks == ()
    assert told.focus_mode is Focus.MANUAL
    assert told.white_balance is WhiteBalance.FIXED


def test_a_sony():
    told = recorded("sony.txt")
    assert told.battery_percent == NOT_TOLD
    assert told.focus_mode is Focus.SINGLE
    assert told.white_balance is WhiteBalance.FIXED


def test_a_camera_that_says_nothing():
    told = of()
    assert told.battery_percent == told.on_mains == told.auto_off_s == told.live_view_blocks == NOT_TOLD
    assert told.focus_mode == told.white_balance == NOT_TOLD


@pytest.mark.parametrize(
    ("value", "percent"),
    [
        ("Low", 10.0),
        ("100%", 100.0),
        ("0%", 0.0),
        ("Unknown value", NOT_TOLD),
        ("broken", NOT_TOLD),
        ("255%", NOT_TOLD),
    ],
)
def test_battery(value: str, percent: object):
    assert of(batterylevel=value).battery_percent == percent


@pytest.mark.parametrize(
    ("value", "seconds"), [("0", 0.0), ("1800", 1800.0), ("4294967295", NOT_TOLD), ("-1", NOT_TOLD)]
)
def test_auto_off(value: str, seconds: object):
    assert of(autopoweroff=value).auto_off_s == seconds


PROHIBITED = "Live View prohibit conditions: "


@pytest.mark.parametrize(
    ("value", "blocks"),
    [
        ("Liveview should not be prohibited", ()),
        (PROHIBITED + "Card protected", ("card_protected",)),
        (PROHIBITED + "Battery exhausted,unhandled bitmask 40", ("battery", "other")),
        (PROHIBITED + "Lens is retracting,TTL error", ("lens",)),
        (PROHIBITED, NOT_TOLD),
    ],
)
def test_live_view_blocks(value: str, blocks: object):
    assert of(liveviewprohibit=value).live_view_blocks == blocks


@pytest.mark.parametrize(
    ("value", "automatic"),
    [("Auto", True), ("Automatic", True), ("AWB White", True), ("Tungsten", False), ("Color Temperature", False)],
)
def test_white_balance(value: str, automatic: bool):  # noqa: FBT001 - the expected answer
    expected = WhiteBalance.AUTOMATIC if automatic else WhiteBalance.FIXED
    assert of(whitebalance=value).white_balance is expected


def test_a_canon_that_follows_in_live_view_is_no_single_focus():
    assert of(focusmode="One Shot", movieservoaf="On").focus_mode is Focus.CONTINUOUS
    assert of(focusmode="One Shot", continuousaf="Off").focus_mode is Focus.SINGLE
    assert of(focusmode="Manual", continuousaf="On").focus_mode is Focus.MANUAL


def test_words_nobody_knows_are_unknown():
    told = of(focusmode="Quantum", whitebalance="Unknown value 0042", acpower="Perhaps")
    assert told.focus_mode == told.white_balance == told.on_mains == NOT_TOLD


def test_every_widget_is_asked_for_once():
    assert len(widget_names()) == len(set(widget_names()))
    assert {"batterylevel", "acpower", "autopoweroff", "liveviewprohibit", "focusmode"} <= set(widget_names())
