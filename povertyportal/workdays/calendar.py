"""The calendar as it is kept: days that differ from the week, years that are filled."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from povertyportal.workdays.counting import add_working_days, is_within
from povertyportal.workdays.models import FilledYear, SpecialDay


@dataclass(frozen=True)
class Calendar:
    """Days that differ from the week, and the years whose days are all known."""

    special: Mapping[dt.date, bool]
    years: frozenset[int]

    def after(self, day: dt.date, count: int) -> dt.date:
        """The `count`-th working day after `day`."""
        return add_working_days(day, count, self.special)

    def knows(self, first: dt.date, last: dt.date) -> bool:
        """Whether no holiday between the two days can be missing."""
        return is_within(first, last, self.years)


def special_days(
    first: dt.date | None = None, last: dt.date | None = None
) -> Mapping[dt.date, bool]:
    """Days that differ from the week, true when worked; of all years by default."""
    rows = SpecialDay.objects.order_by("day")
    if first is not None:
        rows = rows.filter(day__gte=first)
    if last is not None:
        rows = rows.filter(day__lte=last)
    return {
        day: kind == SpecialDay.Kind.WORKING
        for day, kind in rows.values_list("day", "kind")
    }


def filled_years() -> frozenset[int]:
    """Years of which somebody said that all their days are entered."""
    return frozenset(FilledYear.objects.values_list("year", flat=True))


def calendar() -> Calendar:
    """The whole calendar, in two queries."""
    return Calendar(special_days(), filled_years())


def filled_span(years: frozenset[int]) -> tuple[dt.date, dt.date] | None:
    """First and last day of the newest unbroken run of filled years."""
    if not years:
        return None
    last = first = max(years)
    while first - 1 in years:
        first -= 1
    return dt.date(first, 1, 1), dt.date(last, 12, 31)
