"""When the rates of two years are of about as many resident households."""

from decimal import Decimal as D

import pytest

from reports.comparable import residents_alike, residents_change


@pytest.mark.parametrize(
    ("before", "now", "is_alike"),
    [
        (1_000, 1_000, True),
        (1_000, 1_100, True),
        (1_000, 900, True),
        (1_000, 1_101, False),
        (1_000, 899, False),
        (3_542, 4_634, False),
        (None, 1_000, False),
        (1_000, None, False),
        (0, 0, False),
    ],
)
def test_residents_are_alike_within_a_tenth(before, now, is_alike):
    assert residents_alike(before, now) is is_alike


def test_the_change_of_residents_is_of_the_year_before():
    assert residents_change(1_000, 1_310) == D(31)
    assert residents_change(1_000, 950) == D(-5)
    assert residents_change(0, 5) is None
    assert residents_change(5, None) is None
