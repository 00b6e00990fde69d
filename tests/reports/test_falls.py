"""Which communes fall implausibly fast, worked out by hand."""

from decimal import Decimal

import pytest

from reports.falls import LEAST_COMMUNES, LEAST_POOR, Fall, scores

ORDINARY = [Fall(at, 100, 90 if at % 2 else 88) for at in range(9)]


def test_one_of_ten_falls_far_faster():
    found = scores([*ORDINARY, Fall(9, 100, 20)])
    # Shares 5 x 12%, 4 x 10%, 80%: mean 18%, deviation 21,8 points.
    assert found[9] == Decimal("2.84")
    assert max(score for key, score in found.items() if key != 9) < 0


def test_a_rise_is_no_fall():
    found = scores([*ORDINARY, Fall(9, 100, 160)])
    assert found[9] < -2


@pytest.mark.parametrize("before", [LEAST_POOR - 1, 1])
def test_a_small_commune_is_not_compared(before):
    assert 9 not in scores([*ORDINARY, Fall(9, before, 0)])


def test_few_communes_are_not_compared():
    few = ORDINARY[: LEAST_COMMUNES - 1]
    assert scores(few) == {}
    assert len(scores([*few, Fall(9, LEAST_POOR, 0)])) == LEAST_COMMUNES


def test_communes_that_fall_alike_have_no_score():
    assert scores([Fall(at, 50, 40) for at in range(12)]) == {}
