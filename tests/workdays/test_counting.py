"""Working days: the week, the days that differ from it, what is not known."""

import datetime as dt

import pytest

from povertyportal.workdays.calendar import (
    calendar,
    filled_span,
    filled_years,
    special_days,
)
from povertyportal.workdays.counting import (
    add_working_days,
    is_within,
    is_working_day,
)
from povertyportal.workdays.models import FilledYear, SpecialDay

FRIDAY = dt.date(2026, 11, 20)
SATURDAY, SUNDAY, MONDAY = (FRIDAY + dt.timedelta(days=n) for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("day", "special", "is_worked"),
    [
        (FRIDAY, {}, True),
        (SATURDAY, {}, False),
        (SUNDAY, {}, False),
        (FRIDAY, {FRIDAY: False}, False),
        (SATURDAY, {SATURDAY: True}, True),
        (MONDAY, {SATURDAY: True}, True),
    ],
)
def test_a_day_follows_the_week_unless_it_is_special(day, special, is_worked):
    assert is_working_day(day, special) is is_worked


@pytest.mark.parametrize(
    ("count", "special", "day"),
    [
        (0, {}, FRIDAY),
        (1, {}, MONDAY),
        (1, {SATURDAY: True}, SATURDAY),
        (2, {SATURDAY: True}, MONDAY),
        (1, {MONDAY: False}, MONDAY + dt.timedelta(days=1)),
        (6, {}, FRIDAY + dt.timedelta(days=10)),
    ],
)
def test_the_first_day_is_not_counted(count, special, day):
    assert add_working_days(FRIDAY, count, special) == day


def test_a_count_backwards_is_refused():
    with pytest.raises(ValueError, match="âm"):
        add_working_days(FRIDAY, -1, {})


@pytest.mark.parametrize(
    ("first", "last", "is_known"),
    [
        (dt.date(2026, 1, 1), dt.date(2026, 12, 31), True),
        (dt.date(2026, 12, 31), dt.date(2027, 1, 1), False),
        (dt.date(2025, 12, 31), dt.date(2026, 1, 1), True),
        (dt.date(2024, 12, 31), dt.date(2026, 1, 1), False),
    ],
)
def test_a_count_that_leaves_the_filled_years_is_known_as_such(first, last, is_known):
    assert is_within(first, last, {2025, 2026}) is is_known


@pytest.mark.django_db
def test_the_calendar_holds_2021_to_2026():
    found = calendar()
    assert found.years == set(range(2021, 2027))
    assert filled_span(found.years) == (dt.date(2021, 1, 1), dt.date(2026, 12, 31))
    # the Tết of 2023, the swapped days of 2025, an ordinary Saturday
    assert found.after(dt.date(2023, 1, 19), 1) == dt.date(2023, 1, 27)
    assert found.after(dt.date(2025, 4, 25), 1) == dt.date(2025, 4, 26)
    assert found.after(dt.date(2025, 4, 29), 1) == dt.date(2025, 5, 5)
    assert not found.knows(dt.date(2026, 12, 31), dt.date(2027, 1, 5))


@pytest.mark.django_db
def test_every_day_of_the_calendar_says_where_it_is_from():
    days = list(SpecialDay.objects.all())
    assert all(each.source for each in days)
    # a day off lies in the week, a worked one at its end
    assert all((each.day.weekday() < 5) == (each.kind == "off") for each in days)
    unverified = {each.day for each in days if not each.is_verified}
    assert unverified == {
        dt.date(2024, 4, 29),
        dt.date(2024, 5, 4),
        dt.date(2026, 11, 24),
    }


@pytest.mark.django_db
def test_days_are_read_between_two_days():
    found = special_days(dt.date(2025, 4, 26), dt.date(2025, 5, 1))
    assert found == {
        dt.date(2025, 4, 26): True,
        dt.date(2025, 4, 30): False,
        dt.date(2025, 5, 1): False,
    }


@pytest.mark.django_db
def test_the_filled_span_ends_at_a_gap():
    FilledYear.objects.create(year=2028, source="Thử")
    assert filled_span(filled_years()) == (dt.date(2028, 1, 1), dt.date(2028, 12, 31))
    FilledYear.objects.all().delete()
    assert filled_span(filled_years()) is None
