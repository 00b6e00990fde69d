"""Which standard governs which list."""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from households.rules.facts import AreaKind
from households.rules.standards import (
    STANDARDS,
    NoStandard,
    standard,
    standard_in_force,
    standards_for,
)

QD59, ND07, ND351 = "QD59_2016", "ND07_2022", "ND351_2027"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        pytest.param(date(2016, 1, 1), QD59, id="QD59-first-day"),
        pytest.param(date(2021, 12, 31), QD59, id="ND07-D2-last-day-of-QD59"),
        pytest.param(date(2022, 1, 1), ND07, id="ND07-first-day"),
        pytest.param(date(2025, 12, 31), ND07, id="ND07-D3-last-day-of-2025"),
        pytest.param(date(2026, 1, 1), ND07, id="ND351-keeps-ND07-in-2026"),
        pytest.param(date(2026, 12, 31), ND07, id="ND351-last-day-of-ND07"),
        pytest.param(date(2027, 1, 1), ND351, id="ND351-first-day"),
        pytest.param(date(2030, 12, 31), ND351, id="ND351-last-day"),
    ],
)
def test_standard_in_force(day, code):
    assert standard_in_force(day).code == code


@pytest.mark.parametrize("day", [date(2015, 12, 31), date(2031, 1, 1)])
def test_no_standard_outside_its_years(day):
    with pytest.raises(NoStandard, match="Chưa có chuẩn nghèo"):
        standard_in_force(day)
    with pytest.raises(NoStandard):
        standards_for(day)


@pytest.mark.parametrize(
    ("list_valid_from", "codes"),
    [
        (date(2016, 1, 1), (QD59,)),
        (date(2021, 1, 1), (QD59,)),
        (date(2022, 1, 1), (ND07, QD59)),
        (date(2022, 1, 2), (ND07,)),
        (date(2026, 1, 1), (ND07,)),
        (date(2026, 12, 31), (ND07,)),
        (date(2027, 1, 1), (ND351, ND07)),
        (date(2028, 1, 1), (ND351,)),
    ],
)
def test_a_round_at_a_seam_applies_both(list_valid_from, codes):
    assert tuple(each.code for each in standards_for(list_valid_from)) == codes


def test_standards_follow_each_other_without_gap_or_overlap():
    ordered = list(STANDARDS.values())
    for before, after in zip(ordered, ordered[1:], strict=False):
        assert (after.starts - before.ends).days == 1


def test_codes_lead_to_standards():
    assert standard(ND07).code == ND07
    with pytest.raises(KeyError):
        standard("ND99_2040")


@pytest.mark.parametrize("code", [QD59, ND07, ND351])
def test_indicators_are_numbered_from_one_with_codes_of_their_own(code):
    indicators = standard(code).indicators
    assert [i.number for i in indicators] == list(range(1, len(indicators) + 1))
    assert len({i.code for i in indicators}) == len(indicators)


def test_a_standard_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        standard(ND07).deprived_for_poor = 2
    with pytest.raises(TypeError):
        STANDARDS["x"] = standard(ND07)


def test_lines_need_a_known_kind_of_area():
    with pytest.raises(ValueError, match="kind of area"):
        standard(ND07).income.of(AreaKind.UNKNOWN)


def test_what_is_only_recalled_is_marked():
    old, current, new = (standard(code) for code in (QD59, ND07, ND351))
    assert not any(i.verified for i in old.indicators)
    assert [i.number for i in current.indicators if not i.verified] == [6, 11, 12]
    assert not any(i.verified for i in new.indicators)
    assert current.points.rural.line.verified
    assert not current.points.rural.average.verified
    assert not current.points.urban.average.verified
    assert not old.points.rural.line.verified
    assert not old.income.rural.average.verified
    assert new.points is None
    assert new.points_per_indicator is None
