"""The error rate and its interval, against published values and by hand."""

from fractions import Fraction

import pytest

from reports.estimates import StratumCount, effective_size, estimate, wilson


@pytest.mark.parametrize(
    ("wrong", "size", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(wrong, size, low, high):
    found = wilson(wrong / size, size)
    assert [round(each, 4) for each in found] == [low, high]


def test_the_interval_is_symmetric_and_stays_within_the_whole():
    low, high = wilson(0.1, 40)
    other_low, other_high = wilson(0.9, 40)
    assert (round(1 - other_high, 12), round(1 - other_low, 12)) == (
        round(low, 12),
        round(high, 12),
    )
    assert wilson(1.0, 5)[1] == 1.0
    assert wilson(0.0, 5)[0] == 0.0


def test_a_proportional_sample_gives_the_plain_share():
    found = estimate([StratumCount(600, 60, 6), StratumCount(400, 40, 1)])
    assert found.rate == Fraction(7, 100)
    # 100 of 1,000: Kish's size is the sample's own, enlarged by 999/900.
    assert found.effective == pytest.approx(100 * 999 / 900)
    assert (found.low, found.high) == wilson(0.07, 100 * 999 / 900)


def test_drawing_more_where_the_risk_is_does_not_raise_the_rate():
    # 20 of 100 wrong among the risky, none of 900 elsewhere: 2% of all, whatever drawn.
    found = estimate([StratumCount(100, 50, 10), StratumCount(900, 50, 0)])
    assert found.rate == Fraction(2, 100)
    assert found.effective < 100 * 999 / 900


def test_what_nobody_visited_is_said_and_not_guessed():
    found = estimate([StratumCount(80, 8, 2), StratumCount(20, 0, 0)])
    assert (found.population, found.covered, found.rate) == (100, 80, Fraction(1, 4))


def test_without_a_visit_there_is_no_rate():
    found = estimate([StratumCount(80, 0, 0)])
    assert (found.rate, found.low, found.high, found.covered) == (None, None, None, 0)
    assert estimate([]).rate is None


def test_a_commune_visited_whole_leaves_nothing_to_chance():
    found = estimate([StratumCount(8, 8, 1), StratumCount(2, 2, 0)])
    assert (found.low, found.high, found.effective) == (0.1, 0.1, None)


def test_the_effective_size_by_hand():
    told = [StratumCount(100, 50, 0), StratumCount(900, 50, 0)]
    # Weights 2 and 18, fifty of each: 1000² / (50·4 + 50·324) = 60.98.
    assert effective_size(told) == pytest.approx(60.9756 * 999 / 900, rel=1e-4)
