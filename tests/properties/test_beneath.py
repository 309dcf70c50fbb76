"""What holds whatever the system, the network or a camera answers: nothing breaks, and nothing is made up."""

from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samklang.devices.dslr_words import dslr_measures, widget_names
from samklang.devices.laptop.linux import LinuxSystem
from samklang.devices.laptop.macos import MacSystem
from samklang.devices.laptop.windows import WindowsSystem
from samklang.devices.network_worker import jitter_ms, measured
from samklang.devices.stun import HEADER_BYTES, answered, binding_request
from samklang.domain.dslr import Answer, DslrMeasures, Focus, Point, PointKind, WhiteBalance, from_checklist
from samklang.domain.laptop import Link, PowerPlan
from samklang.domain.measures import Unknown

ANYTHING = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        ["HKEY_X\\microphone\n    Value    REG_SZ    Deny", '{"limit": [1], "medium": "x"}', "{}", "[]", "null"]
    ),
    st.none(),
)
BUSY = {0: 99.0}


def is_share_or_unknown(value: object) -> bool:
    return isinstance(value, Unknown) or (isinstance(value, float) and value >= 0.0)


@given(ANYTHING)
def test_no_answer_of_windows_breaks_it(answer: str | None):
    def ask(_command: Sequence[str]) -> str | None:
        return answer

    system = WindowsSystem(lambda: (Unknown("not_told"), Unknown("not_told")), ask)
    assert isinstance(system.power().plan, PowerPlan | Unknown)
    assert isinstance(system.link(), Link | Unknown)
    assert is_share_or_unknown(system.speed_share(BUSY))
    assert isinstance(system.holders(frozenset()).camera, tuple | Unknown)
    assert isinstance(system.permissions().camera, float | Unknown)


@given(ANYTHING)
def test_no_answer_of_a_mac_breaks_it(answer: str | None):
    system = MacSystem(lambda: (1.0, 50.0), lambda _command: answer, lambda _medium: None)
    assert isinstance(system.power().plan, PowerPlan | Unknown)
    assert isinstance(system.link(), Link | Unknown)
    assert is_share_or_unknown(system.speed_share(BUSY))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    content=st.one_of(
        st.text(st.characters(codec="utf-8"), max_size=80),
        st.sampled_from(["nan", "-1", "1e400", "Battery", "x\n" + "0 " * 12, "0" * 32 + " 00" * 9]),
    )
)
def test_no_file_of_linux_breaks_it(tmp_path: Path, content: str):
    for name in (
        "sys/class/power_supply/BAT0/type",
        "sys/class/power_supply/BAT0/capacity",
        "sys/firmware/acpi/platform_profile",
        "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq",
        "sys/devices/system/cpu/cpu0/cpufreq/base_frequency",
        "proc/net/route",
        "proc/net/ipv6_route",
        "proc/1/comm",
    ):
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
    system = LinuxSystem(tmp_path, lambda _command: content, lambda: None)
    power = system.power()
    assert isinstance(power.plan, PowerPlan | Unknown)
    assert isinstance(system.link(), Link | Unknown)
    assert is_share_or_unknown(system.speed_share(BUSY))
    assert system.holders(frozenset()).camera == ()


@given(st.binary(max_size=100))
def test_no_datagram_is_taken_for_an_answer_that_is_none(datagram: bytes):
    transaction = answered(datagram)
    assert transaction is None or transaction == datagram[8:HEADER_BYTES]


@given(st.binary(min_size=12, max_size=12))
def test_our_own_question_is_no_answer(transaction: bytes):
    assert answered(binding_request(transaction)) is None


ROUND_TRIPS = st.lists(st.one_of(st.none(), st.floats(0.0, 1.0)), min_size=1, max_size=60)


@given(ROUND_TRIPS.filter(lambda each: any(one is not None for one in each)))
def test_the_network_is_told_within_what_was_seen(round_trips: list[float | None]):
    came = [each for each in round_trips if each is not None]
    told = measured("host", round_trips)
    assert isinstance(told.round_trip_ms, float)
    assert isinstance(told.loss_percent, float)
    assert 1000 * min(came) <= told.round_trip_ms * (1 + 1e-9) + 1e-9
    assert told.round_trip_ms <= 1000 * max(came) * (1 + 1e-9) + 1e-9
    assert 0.0 <= told.loss_percent < 100.0
    jitter = jitter_ms(came)
    assert isinstance(jitter, Unknown) or 0.0 <= jitter <= 1000 * (max(came) - min(came)) * (1 + 1e-9) + 1e-9


@given(st.dictionaries(st.sampled_from(widget_names()), st.text(max_size=60)))
def test_no_word_of_a_camera_breaks_it(told: dict[str, str]):
    measures = dslr_measures("a camera", told)
    assert isinstance(measures, DslrMeasures)
    assert isinstance(measures.focus_mode, Focus | Unknown)
    assert isinstance(measures.white_balance, WhiteBalance | Unknown)
    battery = measures.battery_percent
    assert isinstance(battery, Unknown) or 0.0 <= battery <= 100.0


KINDS = st.lists(st.sampled_from(PointKind), max_size=8)


@given(KINDS, st.lists(st.sampled_from(Answer), min_size=8, max_size=8))
def test_nothing_is_known_of_a_checklist_but_what_was_said(kinds: list[PointKind], said: list[Answer]):
    points = [Point(f"p{number}", kind, {}, "ours") for number, kind in enumerate(kinds)]
    answers = dict(zip((point.id for point in points), said, strict=False))
    told = from_checklist(points, answers)
    for kind, value in (
        (PointKind.AUTO_OFF, told.auto_off_s),
        (PointKind.LIVE_VIEW, told.live_view_blocks),
        (PointKind.FOCUS, told.focus_mode),
        (PointKind.WHITE_BALANCE, told.white_balance),
    ):
        of_kind = [answers[point.id] for point in points if point.kind is kind]
        all_done = bool(of_kind) and all(each is Answer.DONE for each in of_kind)
        assert isinstance(value, Unknown) is not all_done
