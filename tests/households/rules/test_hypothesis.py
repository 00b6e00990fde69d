"""The class under another standard: only what the documents allow."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from households.rules.classification import class_of, classify
from households.rules.facts import AreaKind
from households.rules.hypothesis import (
    Move,
    Result,
    Reviewed,
    Why,
    band_of,
    decided,
    move_of,
    under,
)
from households.rules.outcome import PovertyClass
from households.rules.standards import standard
from tests.households.rules.cases import household

QD59, ND07, ND351 = (standard(c) for c in ("QD59_2016", "ND07_2022", "ND351_2027"))
RURAL, URBAN = AreaKind.RURAL, AreaKind.URBAN
POOR, NEAR = PovertyClass.POOR, PovertyClass.NEAR_POOR
NOT_POOR, OPEN = PovertyClass.NOT_POOR, PovertyClass.UNDETERMINED


def reviewed(law, kind, area=RURAL, b1=None, facts=None):
    return Reviewed(law, kind, area, b1, facts)


@pytest.mark.parametrize(
    ("law", "area", "b1", "over", "upto"),
    [
        # Nghị định 07/2021: 140 and 175 points are 1,5 and 2,0 million.
        (ND07, RURAL, 140, None, 1_500_000),
        (ND07, RURAL, 141, 1_500_000, 2_250_000),
        (ND07, RURAL, 196, 2_250_000, None),
        (ND07, URBAN, 175, None, 2_000_000),
        (ND07, URBAN, 256, 3_000_000, None),
        # Quyết định 59/2015: no cut-off of the average is known.
        (QD59, RURAL, 120, None, 700_000),
        (QD59, RURAL, 121, 700_000, 1_000_000),
        (QD59, RURAL, 151, 1_000_000, None),
    ],
)
def test_points_tell_a_stretch_of_income(law, area, b1, over, upto):
    band = band_of(reviewed(law, NOT_POOR, area, b1), area)
    assert (band.over, band.upto) == (over, upto)


@pytest.mark.parametrize(
    ("law", "kind", "over", "upto"),
    [
        (ND07, POOR, None, 1_500_000),
        (ND07, NEAR, None, 1_500_000),
        (ND07, PovertyClass.AVERAGE, 1_500_000, 2_250_000),
        (ND07, NOT_POOR, 1_500_000, None),
        (ND07, OPEN, None, None),
        (QD59, POOR, None, 1_000_000),
        (QD59, NEAR, 700_000, 1_000_000),
    ],
)
def test_without_points_the_class_does(law, kind, over, upto):
    band = band_of(reviewed(law, kind), RURAL)
    assert (band.over, band.upto) == (over, upto)


@pytest.mark.parametrize(
    ("found", "other", "result", "move", "why"),
    [
        # Below 1,5 million is below 2,2: on the lists, its indicators are not known.
        (reviewed(ND07, POOR, b1=140, facts=household()), ND351,
         Result.LISTED, Move.STAYS, (Why.INDICATORS,)),
        (reviewed(ND07, NOT_POOR, b1=196), ND351,
         Result.NOT_POOR, Move.OUTSIDE, ()),
        # 2,2 million lies between 1,5 and 2,25.
        (reviewed(ND07, NOT_POOR, b1=150), ND351,
         Result.UNKNOWN, Move.UNKNOWN, (Why.LINE_WITHIN, Why.NO_FORM)),
        # In towns 2,0 is below 2,8 and 3,0 above it.
        (reviewed(ND07, NEAR, URBAN, 175), ND351,
         Result.LISTED, Move.STAYS, (Why.NO_FORM,)),
        (reviewed(ND07, NOT_POOR, URBAN, 256), ND351,
         Result.NOT_POOR, Move.OUTSIDE, ()),
        # Above 1,5 million nobody is on the lists of 2016.
        (reviewed(ND07, NOT_POOR, b1=141, facts=household()), QD59,
         Result.NOT_POOR, Move.OUTSIDE, ()),
        (reviewed(ND07, POOR, b1=130, facts=household()), QD59,
         Result.UNKNOWN, Move.UNKNOWN, (Why.LINE_WITHIN,)),
        # The plain household lacks nothing: near-poor below the line of 2022.
        (reviewed(QD59, POOR, b1=120, facts=household()), ND07,
         Result.NEAR_POOR, Move.STAYS, ()),
        (reviewed(QD59, NOT_POOR, b1=151, facts=household(agri=False)), ND07,
         Result.UNKNOWN, Move.UNKNOWN, (Why.LINE_WITHIN,)),
        (reviewed(ND07, OPEN, b1=196), ND351,
         Result.NOT_POOR, Move.UNKNOWN, (Why.FORMER,)),
        (reviewed(ND07, OPEN), ND351,
         Result.UNKNOWN, Move.UNKNOWN,
         (Why.FORMER, Why.NO_POINTS, Why.NO_FORM)),
        (reviewed(ND07, NOT_POOR, AreaKind.UNKNOWN, 200), ND351,
         Result.UNKNOWN, Move.UNKNOWN, (Why.LINE_WITHIN, Why.AREA, Why.NO_FORM)),
    ],
)  # fmt: skip
def test_under_another_standard(found, other, result, move, why):
    answer = under(found, other)
    assert (answer.result, answer.move, answer.why) == (result, move, why)


def test_the_indicators_that_cannot_be_judged_are_named():
    found = under(reviewed(ND07, POOR, b1=100, facts=household()), ND351)
    # 1 to 3 repeat the decree of 2021, 4 to 12 are not known.
    assert found.unknown_mask == 0b111_111_111_000


def test_a_class_that_the_review_gave_stands():
    assert decided(POOR, NOT_POOR).move is Move.LEAVES
    assert decided(NOT_POOR, NEAR).move is Move.ENTERS
    assert decided(OPEN, POOR).why == (Why.FORMER,)


@pytest.mark.parametrize(
    ("former", "result", "move"),
    [
        (POOR, Result.LISTED, Move.STAYS),
        (NEAR, Result.UNLISTED, Move.LEAVES),
        (PovertyClass.AVERAGE, Result.POOR, Move.ENTERS),
        (NOT_POOR, Result.AVERAGE, Move.OUTSIDE),
        (POOR, Result.UNKNOWN, Move.UNKNOWN),
        (OPEN, Result.POOR, Move.UNKNOWN),
    ],
)
def test_move(former, result, move):
    assert move_of(former, result) is move


@settings(max_examples=150, deadline=None)
@given(
    law=st.sampled_from([QD59, ND07]),
    area=st.sampled_from([RURAL, URBAN]),
    income=st.integers(100_000, 4_000_000),
    agri=st.booleans(),
    other=st.sampled_from([QD59, ND07, ND351]),
)
def test_the_true_class_is_never_excluded(law, area, income, agri, other):
    """Whatever the income is within the stretch, its class stays possible."""
    facts = household(area_kind=area, agri=agri)
    former = classify(facts, law, None, income=income)
    found = Reviewed(law, former.poverty_class, area, None, facts)
    truth = class_of(other, other.income.of(area), income, deprived=0, agri=agri)
    said = under(found, other).result
    assert said in {
        Result(truth.value),
        Result.LISTED if truth in {POOR, NEAR} else Result.UNLISTED,
        Result.UNKNOWN,
    }
