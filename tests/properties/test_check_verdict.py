"""Whatever is measured: one next action, and worse never looks better."""

from dataclasses import fields
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.check_examples import PICTURE_MEASURE, SOUND_MEASURE, TARGETS, picture, rig, sound

from samklang.domain.checks import ESSENTIAL
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
