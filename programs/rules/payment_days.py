"""On which days the money of a year is paid.

Luật Ngân sách nhà nước 2015 (83/2015/QH13), Điều 64: the accounts of a year are put in
order until 31 January of the next; what was ordered before may be paid until then.

Not verified: the article and its day are recalled. So a later payment is questioned,
not refused.

Article 8 of the same law: no money is spent that is not allocated; that a payment
must not be dated before the decision is how the portal takes it. Asked, not refused:
decisions are entered late, and some works are paid in advance. Recalled, not verified.
"""

import datetime as dt
from collections.abc import Iterable


def last_day(year: int) -> dt.date:
    """The last day on which a year's money is paid without being asked why."""
    return dt.date(year + 1, 1, 31)


def is_too_early(year: int, day: dt.date) -> bool:
    """Whether a day lies before the year whose money it would be."""
    return day < dt.date(year, 1, 1)


def is_late(year: int, day: dt.date) -> bool:
    """Whether it is asked why the year's money is paid on a day."""
    return day > last_day(year)


def first_short(
    moves: Iterable[tuple[dt.date, int]], day: dt.date, amount: int
) -> tuple[dt.date, int] | None:
    """The first day, from `day` on, on which a line has less than `amount` (đồng).

    That day and what is there; None where it suffices all along. `moves` are what
    decisions put in (above nothing) and payments took out, in any order.
    """
    by_day: dict[dt.date, int] = {day: 0}
    for when, each in moves:
        at = max(when, day)
        by_day[at] = by_day.get(at, 0) + each
    balance = 0
    for when, each in sorted(by_day.items()):
        balance += each
        if balance < amount:
            return when, balance
    return None
