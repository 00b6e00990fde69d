"""Low-income workers: the household's class and one bound, both in three values."""

from datetime import date

import pytest

from households.rules.facts import AreaKind
from households.rules.low_income_worker import Situation, judge, too_young
from households.rules.outcome import PovertyClass
from households.rules.standards import ND07_2022, ND351_2027, QD59_2016

RURAL, URBAN, UNKNOWN = AreaKind.RURAL, AreaKind.URBAN, AreaKind.UNKNOWN
NOT_POOR, OPEN = PovertyClass.NOT_POOR, PovertyClass.UNDETERMINED


def qualifies(kind, poverty_class, *, standard=ND07_2022, b1=None, income=None):
    return judge(Situation(standard, kind, poverty_class, b1, income)).qualifies


@pytest.mark.parametrize(
    ("kind", "income", "expected"),
    [
        (RURAL, 2_249_999, True),
        (RURAL, 2_250_000, True),
        (RURAL, 2_250_001, False),
        (URBAN, 2_250_001, True),
        (URBAN, 3_000_000, True),
        (URBAN, 3_000_001, False),
    ],
)
def test_income(kind, income, expected):
    assert qualifies(kind, NOT_POOR, income=income) is expected


@pytest.mark.parametrize(
    ("kind", "b1", "expected"),
    [
        (RURAL, 195, True),
        (RURAL, 196, False),
        (URBAN, 196, True),
        (URBAN, 255, True),
        (URBAN, 256, False),
    ],
)
def test_points(kind, b1, expected):
    found = judge(Situation(ND07_2022, kind, NOT_POOR, b1))
    assert found.qualifies is expected
    assert not found.verified


@pytest.mark.parametrize("poverty_class", [PovertyClass.POOR, PovertyClass.NEAR_POOR])
@pytest.mark.parametrize("b1", [None, 100, 300])
def test_a_member_of_a_listed_household_never_qualifies(poverty_class, b1):
    assert qualifies(RURAL, poverty_class, b1=b1) is False


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ((2011, 10, 6), True),
        ((2011, 10, 5), False),
        ((2011, 10, None), False),
        ((2012, None, None), True),
        ((2011, None, None), False),
        ((None, None, None), False),
    ],
)
def test_a_worker_is_fifteen(born, expected):
    assert too_young(born, date(2026, 10, 5)) is expected


@pytest.mark.parametrize(
    ("b1", "expected"),
    [(140, False), (141, True), (195, True), (196, False), (None, None)],
)
def test_an_open_class_is_settled_by_the_points(b1, expected):
    """Above the line nothing else can make it poor or near-poor."""
    assert qualifies(RURAL, OPEN, b1=b1) is expected


@pytest.mark.parametrize(
    ("b1", "expected"), [(195, True), (196, None), (255, None), (256, False)]
)
def test_an_unknown_kind_of_area_is_tried_both_ways(b1, expected):
    assert qualifies(UNKNOWN, NOT_POOR, b1=b1) is expected


def test_a_household_of_the_average_standard_is_within_the_bound():
    assert qualifies(RURAL, PovertyClass.AVERAGE) is True


def test_without_income_or_points_it_is_not_known():
    found = judge(Situation(ND07_2022, RURAL, NOT_POOR))
    assert found.qualifies is None
    assert "Chưa có điểm B1" in found.reason


def test_points_go_before_a_given_income():
    assert qualifies(RURAL, NOT_POOR, b1=196, income=2_000_000) is False


@pytest.mark.parametrize("standard", [QD59_2016, ND351_2027])
def test_other_standards_say_nothing_of_it(standard):
    assert qualifies(RURAL, NOT_POOR, standard=standard, income=1) is None


def test_the_reason_shows_value_and_bound():
    found = judge(Situation(ND07_2022, RURAL, NOT_POOR, income=2_000_000))
    assert "2.000.000 đồng/người/tháng, không quá 2.250.000" in found.reason
    assert found.verified
