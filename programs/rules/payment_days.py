"""On which days the money of a year is paid.

Luật Ngân sách nhà nước 2015 (83/2015/QH13), Điều 64: the accounts of a year are put in
order until 31 January of the next; what was ordered before may be paid until then.

Not verified: the article and its day are recalled. So a later payment is questioned,
not refused.
"""

import datetime as dt


def last_day(year: int) -> dt.date:
    """The last day on which a year's money is paid without being asked why."""
    return dt.date(year + 1, 1, 31)


def is_too_early(year: int, day: dt.date) -> bool:
    """Whether a day lies before the year whose money it would be."""
    return day < dt.date(year, 1, 1)


def is_late(year: int, day: dt.date) -> bool:
    """Whether it is asked why the year's money is paid on a day."""
    return day > last_day(year)
