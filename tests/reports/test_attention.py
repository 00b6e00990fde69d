"""What needs a decision: ranked by kind, then by how bad it is."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from reports.figures import Rate
from reports.services.room import attention
from reports.services.room.attention import Matter, Sign, rank, share
from reports.services.room.plain import plain


def matter(sign, degree=0, title="x"):
    return Matter(sign, title, "", 1, "hộ", "/", "view_figures", Fraction(degree))


@pytest.mark.parametrize(
    ("given", "ranked"),
    [
        pytest.param(
            [(Sign.RELAPSE, 0), (Sign.LATE_COMMUNE, 0), (Sign.SLOW_MONEY, 0)],
            ["late_commune", "slow_money", "relapse"],
            id="by kind",
        ),
        pytest.param(
            [(Sign.SLOW_MONEY, 0), (Sign.RISING_AREA, Fraction(1, 2))],
            ["rising_area", "slow_money"],
            id="half as bad as can be passes the next kind",
        ),
        pytest.param(
            [(Sign.UNCOVERED, 7), (Sign.RISING_AREA, 0)],
            ["rising_area", "uncovered"],
            id="a degree counts for one at most",
        ),
        pytest.param(
            [(Sign.RELAPSE, -3), (Sign.RISING_DEPRIVATION, 0)],
            ["relapse", "rising_deprivation"],
            id="and for nothing at least",
        ),
        pytest.param([], [], id="nothing to decide"),
    ],
)
def test_rank(given, ranked):
    found = rank(matter(sign, degree) for sign, degree in given)
    assert [each.sign.value for each in found] == ranked


def test_the_worse_two_of_a_kind_are_said():
    found = rank(matter(Sign.SLOW_MONEY, Fraction(n, 10), str(n)) for n in (1, 5, 3, 9))
    assert [each.title for each in found] == ["9", "5"]


def test_alike_ones_stay_in_order_and_ten_are_enough():
    found = rank(
        matter(sign, title=f"{sign}{n}") for n in (1, 2) for sign in reversed(Sign)
    )
    assert len(found) == attention.MOST
    assert [each.title for each in found[:2]] == ["late_commune1", "late_commune2"]


def test_every_kind_has_a_weight_of_its_own():
    assert len(set(attention.WEIGHTS.values())) == len(Sign)


def test_a_share_of_nothing_is_nothing():
    assert (share(3, 12), share(3, 0)) == (Fraction(1, 4), 0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1.50"), "1.50"),
        (Fraction(1, 3), "0.33"),
        (dt.date(2026, 1, 2), "2026-01-02"),
        (Rate(1, 0), {"part": 1, "whole": 0, "value": None}),
        ((Sign.RELAPSE, None, True), ["relapse", None, True]),
        ({1: Decimal(2)}, {"1": "2"}),
    ],
)
def test_plain_values(value, expected):
    assert plain(value) == expected


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(TypeError, match="object"):
        plain(object())
