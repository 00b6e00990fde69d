"""How far a year's money should be paid out on a day, and what counts as slow.

The calendar of a component is data (models.PaceRule): twelve percentages, one for the
end of each month. Between two ends of months the way is straight, day by day. Nothing
of law is in here; what is expected of a year follows from the calendar alone.
"""

import datetime as dt
import enum
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

MONTHS = 12


class Pace(enum.StrEnum):
    """How a line's payments lie against the calendar."""

    NOTHING = "nothing"  # neither planned nor allocated
    WAITING = "waiting"  # planned, nothing allocated, and the alarm would ring
    SLOW = "slow"  # so many points or more below what is expected
    SOME = "some"  # a group on its way, of which some lines ring the alarm
    ON_WAY = "on_way"
    FREE = "free"  # money that no calendar is about


@dataclass(frozen=True)
class Calendar:
    """Per cent (0-100) by the end of each month; the alarm in points below it."""

    by_month: Sequence[int]
    alarm_points: int

    def expected(self, year: int, day: dt.date) -> Fraction:
        """Per cent of the year's money that should be paid by the end of `day`.

        Nothing before the year; after it what its December asks for.
        """
        if day.year != year:
            return Fraction(0 if day.year < year else self.by_month[-1])
        before = self.by_month[day.month - 2] if day.month > 1 else 0
        grows = self.by_month[day.month - 1] - before
        return before + Fraction(grows * day.day, monthrange(year, day.month)[1])

    def alarm_at(self, year: int, day: dt.date) -> Fraction:
        """The rate (per cent) at which the alarm rings, and below; may be negative."""
        return self.expected(year, day) - self.alarm_points


def rate_of(disbursed: int, allocated: int) -> Fraction | None:
    """Paid of what was allocated, per cent; None where nothing was allocated."""
    return Fraction(100 * disbursed, allocated) if allocated else None


def pace_of(planned: int, allocated: int, disbursed: int, alarm_at: Fraction) -> Pace:
    """How a line (amounts in đồng) lies on a day whose alarm is at `alarm_at`."""
    rate = rate_of(disbursed, allocated)
    if rate is not None:
        return Pace.SLOW if rate <= alarm_at else Pace.ON_WAY
    if not planned:
        return Pace.NOTHING
    return Pace.WAITING if alarm_at >= 0 else Pace.ON_WAY


def problem_of(by_month: Sequence[int]) -> int | None:
    """The month (1-12) whose percentage is below the one before; None if all rise."""
    pairs = zip(by_month, by_month[1:], strict=False)
    falls = (month for month, (one, two) in enumerate(pairs, 2) if two < one)
    return next(falls, None)
