"""The calendar of payments: what is expected by a day, and when the alarm rings."""

import datetime as dt
from fractions import Fraction

import pytest

from programs.rules.pace import Calendar, Pace, pace_of, problem_of, rate_of
from programs.rules.payment_days import first_short, is_late, is_too_early

CALENDAR = Calendar((2, 5, 10, 18, 26, 35, 45, 55, 65, 76, 88, 100), alarm_points=15)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2025, 12, 31), 0),
        (dt.date(2026, 1, 1), Fraction(2, 31)),
        (dt.date(2026, 1, 31), 2),
        (dt.date(2026, 2, 14), Fraction(7, 2)),
        (dt.date(2026, 6, 30), 35),
        (dt.date(2026, 11, 22), Fraction(76) + Fraction(12 * 22, 30)),
        (dt.date(2026, 12, 31), 100),
        (dt.date(2027, 1, 20), 100),
        (dt.date(2031, 1, 1), 100),
    ],
)
def test_the_way_between_two_ends_of_months_is_straight(day, expected):
    assert CALENDAR.expected(2026, day) == expected


@pytest.mark.parametrize(
    ("planned", "allocated", "disbursed", "alarm_at", "pace"),
    [
        (0, 0, 0, 20, Pace.NOTHING),
        (500, 0, 0, 20, Pace.WAITING),
        (500, 0, 0, 0, Pace.WAITING),
        (500, 0, 0, -1, Pace.ON_WAY),
        (0, 1_000, 200, 20, Pace.SLOW),
        (0, 1_000, 201, 20, Pace.ON_WAY),
        (0, 1_000, 0, 0, Pace.SLOW),
        (0, 1_000, 0, -1, Pace.ON_WAY),
        (0, 3, 1, Fraction(100, 3), Pace.SLOW),
        (0, 1_000, 1_000, 85, Pace.ON_WAY),
    ],
)
def test_the_alarm_rings_so_many_points_below(
    planned, allocated, disbursed, alarm_at, pace
):
    assert pace_of(planned, allocated, disbursed, Fraction(alarm_at)) == pace


def test_the_alarm_lies_below_what_is_expected():
    assert CALENDAR.alarm_at(2026, dt.date(2026, 6, 30)) == 20
    assert CALENDAR.alarm_at(2026, dt.date(2026, 1, 31)) == -13


def test_a_rate_is_of_what_was_allocated():
    assert rate_of(1, 3) == Fraction(100, 3)
    assert rate_of(0, 0) is None


@pytest.mark.parametrize(
    ("by_month", "falls"),
    [((0,) * 12, None), (CALENDAR.by_month, None), ((1, 0, *(5,) * 10), 2)],
)
def test_a_calendar_rises(by_month, falls):
    assert problem_of(by_month) == falls


@pytest.mark.parametrize(
    ("day", "early", "late"),
    [
        (dt.date(2024, 12, 31), True, False),
        (dt.date(2025, 1, 1), False, False),
        (dt.date(2026, 1, 31), False, False),
        (dt.date(2026, 2, 1), False, True),
    ],
)
def test_the_days_on_which_a_year_is_paid(day, early, late):
    assert (is_too_early(2025, day), is_late(2025, day)) == (early, late)


JAN, MAR, MAY = (dt.date(2025, month, 1) for month in (1, 3, 5))


@pytest.mark.parametrize(
    ("moves", "amount", "expected"),
    [
        ([(MAR, 100)], 100, None),
        ([(MAR, 100)], 101, (MAR, 100)),
        ([(MAY, 100)], 1, (MAR, 0)),
        ([(JAN, 60), (MAR, 40)], 100, None),
        # What is paid later was paid from the money that is now to be paid before it.
        ([(JAN, 50), (MAY, -50), (dt.date(2025, 6, 1), 50)], 50, (MAY, 0)),
        # Of one day what comes in counts before what goes out.
        ([(JAN, 50), (MAY, -50), (MAY, 50)], 50, None),
    ],
)
def test_money_is_not_paid_before_it_is_there(moves, amount, expected):
    assert first_short(moves, MAR, amount) == expected
