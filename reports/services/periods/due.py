"""Which units have sent their report of a period, and which have not."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area, Level
from povertyportal.workdays.calendar import special_days
from programs.rules.reporting import due_of_province, due_of_unit, report_period
from programs.services.places import units_of
from reports.models import PeriodReport

State = PeriodReport.State
Kind = PeriodReport.Kind
NOT_BEGUN = "none"
TONES = {
    NOT_BEGUN: "neutral",
    State.DRAFT: "info",
    State.SENT: "ok",
    State.RETURNED: "warn",
    State.ACCEPTED: "ok",
}
_CLOSED = (State.SENT, State.ACCEPTED)


@dataclass(frozen=True)
class Due:
    """A unit's report of a period: the row (None: not begun) and by when it is due
    (None: no rule says)."""

    area: Area
    report: PeriodReport | None
    due_on: dt.date | None
    today: dt.date

    @property
    def state(self) -> str:
        """The report's state, NOT_BEGUN without one."""
        return self.report.state if self.report else NOT_BEGUN

    @property
    def is_sent(self) -> bool:
        """Whether it was handed upward (and not back)."""
        return self.state in _CLOSED

    @property
    def sent_at(self) -> dt.datetime | None:
        """When it was sent last."""
        return self.report.sent_at if self.report else None

    @property
    def days_late(self) -> int:
        """For how many days it should have been sent; 0 while it is not late."""
        if self.is_sent or self.due_on is None:
            return 0
        return max(0, (self.today - self.due_on).days)

    @property
    def is_late(self) -> bool:
        """Whether it should have been sent."""
        return self.days_late > 0

    @property
    def words(self) -> str:
        """How it stands, in words."""
        told = self.report.get_state_display() if self.report else "Chưa lập"
        if not self.is_late:
            return told
        return f"{told}, quá hạn {self.days_late} ngày"

    @property
    def tone(self) -> str:
        """How it stands, as a colour."""
        return "bad" if self.is_late else TONES[self.state]


def dues(scope: Scope, year: int, kind: str) -> list[Due]:
    """The reports of all units of a scope in a period, the widest unit first.

    Units that ended before the period did report nothing of it. Four queries.
    """
    is_half = kind == Kind.HALF
    period = report_period(year, is_half=is_half)
    there = [unit for unit in units_of(scope, year) if unit.is_in_being(period.ends)]
    rows = PeriodReport.objects.filter(area__in=there, year=year, kind=kind).defer(
        "figures"
    )
    known = {row.area_id: row for row in rows.select_related("sent_by")}
    of_unit = due_of_unit(period.ends, special_days())
    of_province = due_of_province(year, is_half=is_half)
    today = timezone.localdate()
    return [
        Due(
            unit,
            known.get(unit.pk),
            of_province if unit.level == Level.PROVINCE else of_unit,
            today,
        )
        for unit in there
    ]


def open_period(today: dt.date) -> tuple[int, str]:
    """The period (year, kind) that is reported about a day.

    Until the end of February the year that is over; from March on the half year, since
    provinces report it before June; from September on the year.
    """
    if today < dt.date(today.year, 3, 1):
        return today.year - 1, Kind.YEAR
    if today < dt.date(today.year, 9, 1):
        return today.year, Kind.HALF
    return today.year, Kind.YEAR


def waiting(scope: Scope, today: dt.date) -> list[Due]:
    """Reports of the open period that a scope's units have not sent, soonest first.

    For the list of what is to be done; empty earlier than a month before the day.
    """
    year, kind = open_period(today)
    month = dt.timedelta(days=30)
    near = [
        (each.due_on, at, each)
        for at, each in enumerate(dues(scope, year, kind))
        if not each.is_sent and each.due_on and each.due_on - month <= today
    ]
    return [each for _, _, each in sorted(near, key=lambda found: found[:2])]
