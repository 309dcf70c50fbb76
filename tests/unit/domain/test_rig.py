import pytest
from tests.unit.check_examples import rig

from samklang.domain.rig import Range, words


@pytest.mark.parametrize(
    ("wanted", "value", "inside"),
    [
        (Range(1.0, 2.0), 1.0, True),
        (Range(1.0, 2.0), 2.0, True),
        (Range(1.0, 2.0), 0.999999999, False),
        (Range(1.0, 2.0), 2.000000001, False),
        (Range(low=1.0), 1e9, True),
        (Range(high=1.0), -1e9, True),
        (Range(), 0.0, True),
    ],
)
def test_a_range_holds_its_ends_and_what_is_between(wanted: Range, value: float, inside: bool):  # noqa: FBT001 - a table
    assert wanted.holds(value) is inside


@pytest.mark.parametrize(
    ("outer", "inner", "covered"),
    [
        (Range(), Range(), True),
        (Range(), Range(1.0, 2.0), True),
        (Range(1.0, 2.0), Range(1.0, 2.0), True),
        (Range(1.0, 2.0), Range(1.0), False),
        (Range(1.0, 2.0), Range(high=2.0), False),
        (Range(1.0, 2.0), Range(0.9, 1.5), False),
        (Range(1.0, 2.0), Range(1.5, 2.1), False),
        (Range(low=1.0), Range(1.0, 5.0), True),
        (Range(high=5.0), Range(1.0, 5.0), True),
    ],
)
def test_a_range_covers_what_lies_inside_it(outer: Range, inner: Range, covered: bool):  # noqa: FBT001 - a table
    assert outer.covers(inner) is covered


def test_a_rig_knows_its_targets_by_check():
    found = rig().target("speech_level")
    assert found is not None
    assert found.unit == "dBFS"
    assert rig().target("taste") is None


def test_a_missing_language_falls_back_to_danish_then_english_then_the_id():
    assert words({"da": "ja", "sv": "japp"}, "sv", "id") == "japp"
    assert words({"da": "ja", "en": "yes"}, "nb", "id") == "ja"
    assert words({"en": "yes"}, "nb", "id") == "yes"
    assert words({}, "nb", "id") == "id"


@pytest.mark.parametrize(
    ("wanted", "middle"), [(Range(-24.0, -16.0), -20.0), (Range(low=-24.0), -24.0), (Range(high=-60.0), -60.0)]
)
def test_the_middle_of_a_range_is_its_other_end_where_one_is_open(wanted: Range, middle: float):
    assert wanted.middle == middle


def test_a_range_without_ends_has_no_middle():
    with pytest.raises(ValueError, match="no middle"):
        _ = Range().middle
