"""Who may leave the lists, who may fall back: at, below and above each bound."""

import datetime as dt
from dataclasses import replace

import pytest

from households.rules.facts import AreaKind
from households.rules.standards import STANDARDS
from programs.rules.wayout import (
    MEASURES,
    LeaveSign,
    Past,
    RelapseSign,
    Result,
    is_near_above,
    leave_reason,
    leave_signs,
    line_of,
    recent_since,
    relapse_signs,
    suggested,
)

RURAL, URBAN = AreaKind.RURAL, AreaKind.URBAN
POOR = Result("poor", "ND07_2022", RURAL, b1=100, deprived=6)
NEAR = replace(POOR, poverty_class="near_poor", deprived=1)
OUT = replace(POOR, poverty_class="not_poor", deprived=0)
FEW, CLOSE = LeaveSign.FEW, LeaveSign.NEAR


@pytest.mark.parametrize(
    ("result", "signs"),
    [
        pytest.param(POOR, (), id="far from everything"),
        pytest.param(replace(POOR, deprived=4), (), id="two deprivations too many"),
        pytest.param(replace(POOR, deprived=3), (FEW,), id="just poor"),
        pytest.param(replace(POOR, deprived=None), (), id="deprivations not known"),
        pytest.param(NEAR, (), id="near-poor has few by definition"),
        pytest.param(replace(POOR, b1=129), (), id="eleven points below, rural"),
        pytest.param(replace(POOR, b1=130), (CLOSE,), id="ten points below, rural"),
        pytest.param(replace(NEAR, b1=140), (CLOSE,), id="on the line"),
        pytest.param(
            replace(NEAR, b1=141), (), id="above the line, listed all the same"
        ),
        pytest.param(replace(NEAR, b1=140, area_kind=URBAN), (), id="urban: 175"),
        pytest.param(replace(NEAR, b1=165, area_kind=URBAN), (CLOSE,), id="urban"),
        pytest.param(
            replace(NEAR, b1=135, area_kind=AreaKind.UNKNOWN), (), id="special zone"
        ),
        pytest.param(replace(POOR, b1=None), (), id="points not known"),
        pytest.param(replace(POOR, b1=135, deprived=3), (FEW, CLOSE), id="both"),
        pytest.param(
            replace(POOR, b1=135, deprived=3, no_labour=True), (), id="no labour"
        ),
        pytest.param(replace(OUT, b1=135), (), id="not on a list"),
        pytest.param(
            replace(POOR, standard="ND351_2027", b1=135, deprived=3),
            (FEW,),
            id="2027: no points known",
        ),
        pytest.param(replace(POOR, standard="", deprived=3), (), id="no standard"),
    ],
)
def test_signs_of_leaving(result, signs):
    assert leave_signs(result) == signs


def test_the_reason_of_a_plan_says_the_numbers():
    told = leave_reason(replace(POOR, b1=135, deprived=3))
    assert told == ("Hộ có lao động; thiếu hụt 3 chỉ số; điểm B1 là 135, ngưỡng 140.")
    assert leave_reason(POOR) == ""


@pytest.mark.parametrize(
    ("result", "is_near"),
    [
        pytest.param(replace(OUT, b1=140), False, id="on the line"),
        pytest.param(replace(OUT, b1=141), True, id="first point above"),
        pytest.param(replace(OUT, b1=150), True, id="ten above"),
        pytest.param(replace(OUT, b1=151), False, id="eleven above"),
        pytest.param(replace(OUT, b1=None), False, id="not known"),
        pytest.param(NEAR, False, id="near-poor, deprived in one"),
        pytest.param(replace(NEAR, deprived=2), True, id="one more makes it poor"),
        pytest.param(replace(POOR, b1=145), False, id="poor already"),
        pytest.param(Result("", ""), False, id="nothing known"),
    ],
)
def test_near_above_the_line(result, is_near):
    assert is_near_above(result) is is_near


TODAY = dt.date(2026, 11, 22)
SHOWN = RelapseSign


@pytest.mark.parametrize(
    ("past", "signs"),
    [
        pytest.param(Past(), (), id="nothing"),
        pytest.param(
            Past(left_on=dt.date(2023, 11, 22)), (SHOWN.RECENT,), id="36 months"
        ),
        pytest.param(Past(left_on=dt.date(2023, 11, 21)), (), id="a day longer"),
        pytest.param(Past(left_on=TODAY), (SHOWN.RECENT,), id="left today"),
        pytest.param(Past(lost_on=dt.date(2025, 11, 22)), (SHOWN.LOST,), id="365 days"),
        pytest.param(Past(lost_on=dt.date(2025, 11, 21)), (), id="366 days"),
        pytest.param(Past(lost_on=dt.date(2026, 11, 23)), (), id="ends tomorrow"),
        pytest.param(
            Past(shock_on=dt.date(2025, 11, 22)), (SHOWN.SHOCK,), id="a shock"
        ),
        pytest.param(Past(shock_on=dt.date(2025, 11, 21)), (), id="an old shock"),
        pytest.param(
            Past(TODAY, TODAY, TODAY), (SHOWN.RECENT, SHOWN.LOST, SHOWN.SHOCK), id="all"
        ),
    ],
)
def test_signs_of_falling_back(past, signs):
    assert relapse_signs(OUT, past, TODAY) == signs


def test_a_day_that_its_month_lacks_counts_from_the_28th():
    assert recent_since(dt.date(2027, 2, 28)) == dt.date(2024, 2, 28)
    assert recent_since(dt.date(2026, 12, 31)) == dt.date(2023, 12, 28)


def test_the_line_is_that_of_the_standard():
    assert line_of("ND07_2022", RURAL) == 140
    assert line_of("ND07_2022", URBAN) == 175
    assert line_of("ND351_2027", RURAL) is None
    assert line_of("unheard-of", RURAL) is None


def test_measures_are_suggested_for_needs_in_their_order_and_once():
    asked = ["toilet", "cause-8", "cause-2", "water"]
    assert suggested(asked, taken=["water"]) == ["toilet", "cause-2"]


def test_every_indicator_has_a_measure_to_suggest():
    codes = {
        each.code for standard in STANDARDS.values() for each in standard.indicators
    }
    assert codes - set(MEASURES) == set()
