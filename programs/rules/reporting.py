"""Periods of the programmes' reports and the days by which they are sent: pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from povertyportal.workdays.counting import add_working_days

FIRST_YEAR = 2022
"""The circular is of 31/05/2022: reports on earlier years have no last day here."""
WORKING_DAYS = 15
"""Thông tư 10/2022/TT-BLĐTBXH: units report within so many after the period's end."""
_PROVINCE_BEFORE = {True: (6, 1), False: (12, 1)}
"""The same: provinces report before 01/06 (six months) and before 01/12 (the year)."""
_ENDS = {True: (6, 30), False: (12, 31)}


@dataclass(frozen=True)
class ReportPeriod:
    """The days that a report tells of, both included."""

    starts: dt.date
    ends: dt.date


def report_period(year: int, *, is_half: bool) -> ReportPeriod:
    """Thông tư 10/2022/TT-BLĐTBXH: six months and a year, from 01/01.

    The instrument is read as meaning calendar halves and years (not verified).
    """
    return ReportPeriod(dt.date(year, 1, 1), dt.date(year, *_ENDS[is_half]))


def due_of_unit(ends: dt.date, special: Mapping[dt.date, bool]) -> dt.date | None:
    """Thông tư 10/2022/TT-BLĐTBXH: the 15th working day after the period's end; None
    before FIRST_YEAR.

    `special`: days that differ from the week, as workdays.counting takes them.
    """
    if ends.year < FIRST_YEAR:
        return None
    return add_working_days(ends, WORKING_DAYS, special)


def due_of_province(year: int, *, is_half: bool) -> dt.date | None:
    """Thông tư 10/2022/TT-BLĐTBXH: the last day before 01/06 or 01/12; None before
    FIRST_YEAR.

    That lies before the period is over: a province tells of the days until it sends.
    """
    if year < FIRST_YEAR:
        return None
    return dt.date(year, *_PROVINCE_BEFORE[is_half]) - dt.timedelta(days=1)
