"""Counting working days: pure, from the week and the days that differ from it."""

import datetime as dt
from collections.abc import Collection, Mapping

SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


def is_working_day(day: dt.date, special: Mapping[dt.date, bool]) -> bool:
    """Bộ luật Lao động 2019, Điều 111-112: whether offices work on `day`.

    `special` says of days that differ from the week whether they are worked (a
    swapped Saturday) or not (a holiday); all others follow Monday to Friday.
    """
    known = special.get(day)
    return day.weekday() < SATURDAY if known is None else known


def add_working_days(
    day: dt.date, count: int, special: Mapping[dt.date, bool]
) -> dt.date:
    """Bộ luật Dân sự 2015, Điều 147: the `count`-th working day after `day`.

    The day itself is not counted. Zero days are the day itself. Raises ValueError
    for a negative count.
    """
    if count < 0:
        raise ValueError("Số ngày làm việc không thể âm.")
    while count:
        day += ONE_DAY
        count -= is_working_day(day, special)
    return day


def is_within(first: dt.date, last: dt.date, years: Collection[int]) -> bool:
    """Whether the calendar of every year from `first` to `last` is filled."""
    return all(year in years for year in range(first.year, last.year + 1))
