"""Whatever is measured: one next action, and worse never looks better."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.check_examples import PICTURE_MEASURE, SOUND_MEASURE, TARGETS, picture, rig, sound

from samklang.domain.checks import ESSENTIAL, PARTS
from samklang.domain.live import MicrophoneSetting
from samklang.domain.measures import PictureMeasures, SoundMeasures, Unknown
from samklang.domain.rig import Target
from samklang.domain.verdict import Judgement, Overall, Status, Verdict, judge, status_of
from samklang.reports.check_words import CheckWords
from samklang.wording import LANGUAGES, Wording

measured = st.one_of(
    st.floats(-150.0, 300.0),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([Unknown("no_silence"), Unknown("mono"), Unknown("no_face"), Unknown("never_heard_of")]),
)


def changes(of: type) -> st.SearchStrategy[dict[str, Any]]:
    names = [
        each.name for each in fields(of) if each.name not in {"duration_s", "sample_rate_hz", "channels", "curves"}
    ]
    sizes = {"width", "height"} & set(names)
    return st.fixed_dictionaries(
        {}, optional={name: st.integers(1, 8000) if name in sizes else measured for name in names}
    )


def _near_its_ends(draw: st.DrawFn, measures: Mapping[str, str], most: int) -> dict[str, Any]:
    """Some measures about as good as their targets ask for, on either side of them, or unknown."""
    found: dict[str, Any] = {}
    for check in draw(st.sets(st.sampled_from(sorted(measures)), max_size=most)):
        code = PARTS.get(check, (check,))[0]
        target = next(each for each in TARGETS if each.check == code)
        ends = [each for each in (target.pass_range.low, target.pass_range.high) if each is not None]
        end, span = draw(st.sampled_from(ends)), max(abs(ends[0]), 1.0)
        near = st.floats(end - span, end + span)
        found[measures[check]] = draw(st.one_of(near, st.just(Unknown("too_short"))))
    return found


@st.composite
def off_target(draw: st.DrawFn) -> dict[str, Any]:
    """Good sound with some faults in it, each of any severity, or unknown."""
    heard = _near_its_ends(draw, SOUND_MEASURE, 5)
    heard["noise_floor_at_least_dbfs"] = draw(st.one_of(st.floats(-80.0, -10.0), st.just(Unknown("no_silence"))))
    return heard


@st.composite
def off_target_seen(draw: st.DrawFn) -> dict[str, Any]:
    """A good picture with some faults in it, likewise."""
    return _near_its_ends(draw, PICTURE_MEASURE, 6)


OVERALL_BADNESS = {Overall.READY: 0, Overall.REMARKS: 1, Overall.NOT_READY: 2}
BADNESS = {Status.PASS: 0, Status.WARN: 1, Status.FAIL: 2}


@given(heard=changes(SoundMeasures), seen=changes(PictureMeasures), language=st.sampled_from(LANGUAGES))
def test_there_is_exactly_one_next_action_and_it_belongs_to_something_off(
    heard: dict[str, Any], seen: dict[str, Any], language: str
):
    found = judge(sound(**heard), picture(**seen), rig())
    sentence = CheckWords(Wording(language), rig()).action(found.next_action)
    assert sentence
    assert not sentence.startswith("check.")
    assert "{" not in sentence
    if found.overall is Overall.READY:
        assert found.next_check is None
    else:
        cause = next(each for each in found.verdicts if each.check == found.next_check)
        assert cause.status is not Status.PASS
        assert cause.advice == found.next_action


@given(heard=changes(SoundMeasures), seen=changes(PictureMeasures))
def test_the_overall_verdict_is_as_bad_as_the_worst_check(heard: dict[str, Any], seen: dict[str, Any]):
    found = judge(sound(**heard), picture(**seen), rig())
    statuses = {each.status for each in found.verdicts}
    assert (found.overall is Overall.NOT_READY) == (Status.FAIL in statuses)
    if found.overall is Overall.READY:
        assert statuses <= {Status.PASS, Status.UNKNOWN}


settings_told = st.one_of(
    st.none(),
    st.builds(
        MicrophoneSetting,
        id=st.just("usb"),
        volume_percent=st.none(),
        muted=st.sampled_from([None, False, True]),
        settable=st.just(False),  # noqa: FBT003 - no verdict hangs on it
        held_by=st.sampled_from([(), ("Teams",)]),
    ),
)


@given(heard=off_target(), seen=off_target_seen(), setting=settings_told)
def test_what_is_hidden_is_never_a_fault_nor_a_pass(
    heard: dict[str, Any], seen: dict[str, Any], setting: MicrophoneSetting | None
):
    found = judge(sound(**heard), picture(**seen), rig(), setting)
    by_check = {each.check: each for each in found.verdicts}
    for each in found.verdicts:
        if each.hidden_by is not None:
            assert (each.status, each.value, each.reason) == (Status.UNKNOWN, None, f"hidden_by_{each.hidden_by}")
            cause = by_check[each.hidden_by]
            assert cause.status in (Status.WARN, Status.FAIL)
            assert cause.hidden_by is None
            assert each.advice is not None
        for check in each.explains:
            assert by_check[check].hidden_by == each.check


@given(heard=off_target(), seen=off_target_seen(), setting=settings_told)
def test_the_next_action_belongs_to_no_hidden_check(
    heard: dict[str, Any], seen: dict[str, Any], setting: MicrophoneSetting | None
):
    found = judge(sound(**heard), picture(**seen), rig(), setting)
    cause = next((each for each in found.verdicts if each.check == found.next_check), None)
    assert (cause is None) == (found.overall is Overall.READY)
    if cause is not None:
        assert cause.hidden_by is None
        assert cause.advice == found.next_action


@given(heard=off_target(), seen=off_target_seen())
def test_hiding_never_makes_a_light_green_that_one_fault_alone_takes_away(heard: dict[str, Any], seen: dict[str, Any]):
    """Judged check by check, each by a rig that knows no other, nothing can hide anything."""
    alone = [judge(sound(**heard), picture(**seen), bare).overall for bare in RIGS_OF_ONE_CHECK.values()]
    worst = max(OVERALL_BADNESS[each] for each in alone)
    together = OVERALL_BADNESS[judge(sound(**heard), picture(**seen), rig()).overall]
    assert (together == 0) == (worst == 0)
    assert together <= worst


@given(heard=off_target(), seen=off_target_seen())
def test_a_fault_is_as_bad_as_what_it_explains(heard: dict[str, Any], seen: dict[str, Any]):
    found = judge(sound(**heard), picture(**seen), rig())
    for each in found.verdicts:
        for check in each.explains:
            alone = judge(sound(**heard), picture(**seen), RIGS_OF_ONE_CHECK[check]).verdicts[0]
            assert BADNESS[each.status] >= BADNESS[alone.status]


RIGS_OF_ONE_CHECK = {
    check: rig(targets=tuple(each for each in TARGETS if each.check in PARTS.get(check, (check,))))
    for check in (*SOUND_MEASURE, *PICTURE_MEASURE, "frame_size")
}


@given(target=st.sampled_from(TARGETS), distances=st.tuples(st.floats(0.0, 1e6), st.floats(0.0, 1e6)))
def test_further_from_the_target_is_never_better(target: Target, distances: tuple[float, float]):
    near, far = sorted(distances)
    for end, direction in ((target.pass_range.low, -1), (target.pass_range.high, 1)):
        if end is not None:
            nearer, further = (status_of(end + direction * distance, target) for distance in (near, far))
            assert BADNESS[further] >= BADNESS[nearer]


@given(check=st.sampled_from(sorted(SOUND_MEASURE)), heard=changes(SoundMeasures))
def test_one_more_unknown_sound_never_makes_the_light_greener(check: str, heard: dict[str, Any]):
    before = judge(sound(**heard), None, rig())
    after = judge(sound(**{**heard, SOUND_MEASURE[check]: Unknown("too_short")}), None, rig())
    assert_no_greener(before, after, check)


@given(check=st.sampled_from(sorted(PICTURE_MEASURE)), seen=changes(PictureMeasures))
def test_one_more_unknown_picture_never_makes_the_light_greener(check: str, seen: dict[str, Any]):
    before = judge(None, picture(**seen), rig())
    after = judge(None, picture(**{**seen, PICTURE_MEASURE[check]: Unknown("too_short")}), rig())
    assert_no_greener(before, after, check)


def assert_no_greener(before: Judgement, after: Judgement, check: str):
    """What was not wrong and is now unknown must not better the whole."""
    was = next((each.status for each in before.verdicts if each.check == check), Status.UNKNOWN)
    if was is Status.PASS:
        assert OVERALL_BADNESS[after.overall] >= OVERALL_BADNESS[before.overall]
    if check in ESSENTIAL:
        assert after.overall is not Overall.READY


IN_NUMBERS = [target for target in TARGETS if target.unit != "yes_no"]


@given(value=st.floats(-1e4, 1e4), target=st.sampled_from(IN_NUMBERS), language=st.sampled_from(LANGUAGES))
def test_a_shown_value_never_reads_as_another_verdict(value: float, target: Target, language: str):
    status = status_of(value, target)
    shown = CheckWords(Wording(language), rig()).value(Verdict(target.check, "sound", status, value, target))
    number = float(shown.split(" ", 1)[0].replace(",", "."))
    if target.unit in {"share", "amplitude"}:
        number = round(number / 100, 12)
    ends = (target.pass_range.low, target.pass_range.high, target.warn_range.low, target.warn_range.high)
    if all(abs(value - end) > 1e-6 for end in ends if end is not None):  # closer than anything is shown
        assert status_of(number, target) is status
