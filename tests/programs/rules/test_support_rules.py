"""Whom a support is for, what is a repeat, what a house and a loan must be."""

import datetime as dt
from decimal import Decimal

import pytest

from programs.rules.credit import (
    Asked,
    Terms,
    above_ceiling,
    due_rate,
    may_borrow,
    other_rate,
    room,
    too_long,
)
from programs.rules.housing import House, unmet_conditions, unmet_results
from programs.rules.support import (
    Received,
    Situation,
    is_entitled,
    is_newly_escaped,
    is_repeat,
    years_after,
)

DAY = dt.date(2026, 6, 1)
LEFT = dt.date(2024, 1, 1)


@pytest.mark.parametrize(
    ("classes", "situation", "day", "expected"),
    [
        ([], Situation(), DAY, True),
        (["poor"], Situation("poor"), DAY, True),
        (["poor"], Situation("near_poor"), DAY, False),
        (["poor"], Situation(), DAY, None),
        (["poor"], Situation("undetermined"), DAY, None),
        (["poor", "escaped"], Situation("not_poor", LEFT), DAY, True),
        (["escaped"], Situation("average", LEFT), dt.date(2026, 12, 31), True),
        (["escaped"], Situation("average", LEFT), dt.date(2027, 1, 1), False),
        (["escaped"], Situation("average", LEFT), dt.date(2023, 12, 31), False),
        # left once, and listed again: no newly escaped household
        (["escaped"], Situation("near_poor", LEFT), DAY, False),
        (["escaped"], Situation("", LEFT), DAY, True),
        (["escaped"], Situation("not_poor"), DAY, False),
    ],
)
def test_whom_a_support_is_for(classes, situation, day, expected):
    assert is_entitled(classes, situation, day) is expected


def test_a_leap_day_ends_with_february():
    assert years_after(dt.date(2024, 2, 29), 3) == dt.date(2027, 2, 28)
    gone = Situation("not_poor", dt.date(2024, 2, 29))
    assert is_newly_escaped(gone, dt.date(2027, 2, 27), 3)
    assert not is_newly_escaped(gone, dt.date(2027, 2, 28), 3)


# (once in years, one, another, whether they are the same twice); test_supports.py asks
# the database the same.
REPEATS = [
    (99, Received(2016), Received(2026), True),
    (5, Received(2021), Received(2025), True),
    (5, Received(2021), Received(2026), False),
    (1, Received(2026), Received(2026), True),
    (1, Received(2025), Received(2026), False),
    (0, Received(2026, DAY), Received(2026, DAY), True),
    (0, Received(2026, DAY), Received(2026, LEFT), False),
    (0, Received(2026), Received(2026), False),
    (0, Received(2026, DAY, activity=7), Received(2026, LEFT, activity=7), True),
    (0, Received(2026, DAY, activity=7), Received(2026, LEFT, activity=8), False),
    (99, Received(2026, DAY, person=1), Received(2026, DAY, person=2), False),
    (99, Received(2026, DAY, person=1), Received(2026, DAY, person=1), True),
    (1, Received(2026, DAY, person=1), Received(2026, DAY), True),
]


@pytest.mark.parametrize(("once", "one", "other", "expected"), REPEATS)
def test_what_looks_like_the_same_twice(once, one, other, expected):
    assert is_repeat(once, one, other) is expected
    assert is_repeat(once, other, one) is expected


WEAK = House(
    has_house=True,
    foundation_firm=True,
    frame_firm=False,
    roof_firm=False,
    floor_area=Decimal("31.99"),
    persons=4,
    separate_since=2023,
)


def changed(**fields):
    known = {name: getattr(WEAK, name) for name in WEAK.__dataclass_fields__}
    return House(**known | fields)


@pytest.mark.parametrize(
    ("house", "year", "expected"),
    [
        (WEAK, 2026, []),
        (changed(roof_firm=True), 2026, ["parts"]),
        (changed(roof_firm=None), 2026, ["parts_unknown"]),
        (changed(foundation_firm=None), 2026, []),
        (changed(floor_area=Decimal("32")), 2026, ["area"]),
        (changed(floor_area=None), 2026, ["area_unknown"]),
        (changed(persons=0), 2026, ["area_unknown"]),
        (changed(was_helped=True), 2026, ["helped"]),
        (WEAK, 2025, ["separate"]),
        (changed(separate_since=None), 2026, ["separate_unknown"]),
        (House(has_house=False, separate_since=2023), 2026, []),
    ],
)
def test_who_may_have_a_house(house, year, expected):
    assert [each.code for each in unmet_conditions(house, year)] == expected


@pytest.mark.parametrize(
    ("area", "hard", "expected"),
    [
        (Decimal(30), True, []),
        (Decimal("29.99"), True, ["result_area"]),
        (None, True, ["result_area"]),
        (Decimal(30), False, ["three_hard"]),
        (Decimal(30), None, ["three_hard"]),
    ],
)
def test_what_an_accepted_house_must_be(area, hard, expected):
    assert [each.code for each in unmet_results(area, hard)] == expected


ESCAPED = Terms(("escaped",), 100_000_000, Decimal("8.25"), 60, 3)


def asked(**fields):
    loan = {"amount": 1, "rate": Decimal("8.25"), "months": 60, "day": DAY}
    return Asked(**loan | fields)


@pytest.mark.parametrize(
    ("amount", "owed", "expected"),
    [
        (100_000_000, 0, False),
        (100_000_001, 0, True),
        (60_000_000, 40_000_000, False),
        (60_000_001, 40_000_000, True),
        (1, 120_000_000, True),
    ],
)
def test_a_ceiling_counts_what_is_owed(amount, owed, expected):
    assert above_ceiling(ESCAPED, asked(amount=amount, owed=owed)) is expected


def test_without_a_ceiling_there_is_room():
    assert room(Terms(), 5) is None
    assert not above_ceiling(Terms(), asked(amount=10**12))


@pytest.mark.parametrize(
    ("terms", "months", "expected"),
    [
        (ESCAPED, 60, False),
        (ESCAPED, 61, True),
        # who escaped never has longer, whatever the data says
        (Terms(longest_months=120, escaped_within_years=3), 61, True),
        (Terms(longest_months=120), 120, False),
        (Terms(longest_months=120), 121, True),
        (Terms(), 600, False),
    ],
)
def test_how_long_a_loan_may_run(terms, months, expected):
    assert too_long(terms, asked(months=months)) is expected


def test_another_rate_is_noticed():
    assert not other_rate(ESCAPED, asked(rate=Decimal("8.250")))
    assert other_rate(ESCAPED, asked(rate=Decimal("8.24")))
    assert not other_rate(Terms(), asked(rate=Decimal(1)))


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (Situation("not_poor", dt.date(2023, 6, 2)), True),
        (Situation("not_poor", dt.date(2023, 6, 1)), False),
        (Situation("poor"), False),
        (Situation(), None),
    ],
)
def test_who_escaped_borrows_for_three_years(situation, expected):
    assert may_borrow(ESCAPED, situation, DAY) is expected


@pytest.mark.parametrize(
    ("terms", "poor_rate", "expected"),
    [
        (Terms(("escaped",), escaped_within_years=3), "6.60", ("8.25", 125)),
        (Terms(("escaped",)), "6.60", ("8.25", 125)),
        (Terms(("near_poor",)), "6.60", ("7.92", 120)),
        (Terms(("near_poor",)), "6.62", ("7.94", 120)),  # 7,944
        (Terms(("escaped",)), "6.62", ("8.28", 125)),  # 8,275
        (Terms(("poor",)), "6.60", None),
        (Terms(("poor", "near_poor")), "6.60", None),
        (Terms(), "6.60", None),
    ],
)
def test_rates_follow_that_of_the_poor(terms, poor_rate, expected):
    due = due_rate(terms, Decimal(poor_rate))
    found = due and (str(due.rate), due.percent)
    assert found == expected
