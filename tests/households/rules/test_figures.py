"""Rates as the summary forms print them, against published figures."""

from decimal import Decimal

import pytest

from households.rules.figures import rate


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        pytest.param(45588, 100000, "45.59", id="TT07-half-up"),
        pytest.param(45585, 100000, "45.59", id="TT07-exactly-half-goes-up"),
        pytest.param(45584, 100000, "45.58", id="TT07-below-half"),
        pytest.param(0, 10, "0.00", id="TT07-nobody"),
        pytest.param(10, 10, "100.00", id="TT07-everybody"),
        pytest.param(1, 3, "33.33", id="TT07-third"),
    ],
)
def test_two_decimals_half_up(part, whole, percent):
    assert rate(part, whole) == Decimal(percent)


@pytest.mark.parametrize("whole", [None, 0])
def test_blank_without_a_denominator(whole):
    assert rate(0, whole) is None
    assert rate(5, whole) is None


@pytest.mark.parametrize(("part", "whole"), [(11, 10), (-1, 10), (1, -10), (-1, None)])
def test_refuses_what_cannot_be(part, whole):
    with pytest.raises(ValueError, match=r"vượt quá|âm"):
        rate(part, whole)


def test_published_rates_of_2023_share_one_denominator():
    """815.101 poor as 2,93 and 1.586.336 in all as 5,71: about 27,8 million in all."""
    households = 27_790_000
    assert rate(815_101, households) == Decimal("2.93")
    assert rate(1_586_336, households) == Decimal("5.71")
    assert rate(1_586_336 - 815_101, households) == Decimal("2.78")


@pytest.mark.parametrize(
    ("poor", "near", "both"),
    [("14.23", "7.69", "21.92"), ("0.21", "0.13", "0.34"), ("4.03", "3.49", "7.52")],
)
def test_published_rates_add_up(poor, near, both):
    """With counts out of 10.000 the rates print as published, and sum."""
    parts = [int(Decimal(each) * 100) for each in (poor, near)]
    assert rate(parts[0], 10_000) + rate(parts[1], 10_000) == Decimal(both)
    assert rate(sum(parts), 10_000) == Decimal(both)


def test_published_misprint_of_2023_is_seen():
    """Poor districts: 311.981 + 159.590 is 471.571, printed as 417.571."""
    total = 311_981 + 159_590
    assert total == 471_571
    assert rate(311_981, total) + rate(159_590, total) == 100
    assert rate(311_981, 417_571) != rate(311_981, total)
