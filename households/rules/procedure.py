"""When a round's steps are due, and how a step stands: pure, in whole legal days.

A step done on its last day is in time until midnight in Việt Nam.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from povertyportal.workdays.counting import add_working_days

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
ONE_DAY = dt.timedelta(days=1)
SOON = dt.timedelta(days=3)
"""From how long before its last day a step is called due soon: ours, not the law's."""
REGULAR_DAY = 15
REPORTING_MONTHS = range(2, 10)


class Dated(Protocol):
    """A version of the procedure: in force from `starts` to before `ends`."""

    @property
    def starts(self) -> dt.date | None:
        """First day; None: always before."""

    @property
    def ends(self) -> dt.date | None:
        """The day after the last; None: still."""


Version = TypeVar("Version", bound=Dated)


class NoProcedure(LookupError):
    """No procedure of ours governs a round that opens on that day."""


@dataclass(frozen=True)
class Term:
    """A day count or a fixed day, as the procedure's data has it.

    Either `days` (working, or of the calendar) after an anchor, or the fixed `day`
    of `month`; without `month`, of the anchor's month or the next.
    """

    days: int | None = None
    is_working: bool = True
    day: int | None = None
    month: int | None = None
    before: bool = False


class StepState(enum.StrEnum):
    """How a step stands."""

    NOT_YET = "not_yet"
    ON_TIME = "on_time"
    SOON = "soon"
    LATE = "late"
    DONE = "done"
    DONE_LATE = "done_late"


def procedure_for(versions: Iterable[Version], opens_on: dt.date) -> Version:
    """Quyết định 24/2021/QĐ-TTg (in force 01/09/2021): by the opening day.

    Raises NoProcedure when no version was in force on that day.
    """
    for version in versions:
        begun = version.starts is None or version.starts <= opens_on
        if begun and (version.ends is None or opens_on < version.ends):
            return version
    raise NoProcedure(f"Chưa có quy trình cho đợt mở ngày {opens_on:%d/%m/%Y}.")


def last_day(
    term: Term, anchor: dt.date, special: Mapping[dt.date, bool] | None = None
) -> dt.date:
    """Bộ luật Dân sự 2015, Điều 147-148: the last day in time of a term.

    The anchor's own day is not counted; "trước ngày 15/11" ends on 14/11. `special`
    are the days that differ from the week. A count of calendar days is taken as it
    is written, without moving to the next working day.
    """
    if term.days is not None:
        if term.is_working:
            return add_working_days(anchor, term.days, special or {})
        return anchor + dt.timedelta(days=term.days)
    fixed = _fixed_day(term, anchor)
    return fixed - ONE_DAY if term.before else fixed


def _fixed_day(term: Term, anchor: dt.date) -> dt.date:
    if term.day is None:
        raise ValueError("Thời hạn không có số ngày, cũng không có ngày cố định.")
    if term.month is not None:
        return dt.date(anchor.year, term.month, term.day)
    this_month = anchor.replace(day=term.day)
    return this_month if anchor <= this_month else month_after(anchor, term.day)


def month_after(day: dt.date, of_month: int) -> dt.date:
    """The day `of_month` of the month after that of `day`."""
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=of_month)


def due_moment(day: dt.date) -> dt.datetime:
    """The first instant that is too late: midnight after `day` in Việt Nam."""
    return dt.datetime.combine(day + ONE_DAY, dt.time(), tzinfo=HANOI)


def day_of(moment: dt.datetime) -> dt.date:
    """The day on which an instant fell in Việt Nam."""
    return moment.astimezone(HANOI).date()


def step_state(
    *,
    due_on: dt.date | None,
    done_on: dt.date | None,
    now: dt.datetime,
    is_begun: bool = True,
) -> StepState:
    """How a step stands at an instant: done, late, due soon, or not begun yet.

    A step without a due day is never late. One that has not begun is "not yet" until
    it is due soon.
    """
    if done_on is not None:
        in_time = due_on is None or done_on <= due_on
        return StepState.DONE if in_time else StepState.DONE_LATE
    if due_on is not None and now >= due_moment(due_on):
        return StepState.LATE
    if due_on is not None and now >= due_moment(due_on) - ONE_DAY - SOON:
        return StepState.SOON
    return StepState.ON_TIME if is_begun else StepState.NOT_YET


def regular_start(received_on: dt.date) -> dt.date:
    """Quyết định 24/2021/QĐ-TTg: a regular review starts on the 15th.

    A request of the 15th or before starts that day; a later one the next month.
    """
    if received_on.day <= REGULAR_DAY:
        return received_on.replace(day=REGULAR_DAY)
    return month_after(received_on, REGULAR_DAY)


def monthly_report_day(start: dt.date, day: int) -> dt.date | None:
    """Quyết định 24/2021/QĐ-TTg: the report on the regular review begun on `start`.

    On the `day` of the next month, February to September; None in other months.
    """
    due = month_after(start, day)
    return due if due.month in REPORTING_MONTHS else None
