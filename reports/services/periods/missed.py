"""What an officer's own units still owe of periods that are over, or got back."""

import datetime as dt

from django.db.models import Q

from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area, Level
from povertyportal.workdays.calendar import special_days
from programs.rules.reporting import due_of_province, due_of_unit, report_period
from reports.models import PeriodReport
from reports.services.periods.due import Due, open_period

State = PeriodReport.State
Kind = PeriodReport.Kind


def period_before(today: dt.date) -> tuple[int, str]:
    """The period (year, kind) before the one that is open on a day."""
    year, kind = open_period(today)
    return (year, Kind.HALF) if kind == Kind.YEAR else (year - 1, Kind.YEAR)


def owed(scope: Scope, today: dt.date) -> tuple[list[PeriodReport], list[Due]]:
    """Of a scope's own units: reports of any period that were handed back and not sent
    since, the oldest first; and those that the period before the open one still lacks,
    once their day is over. Two queries at most.
    """
    units = [area for area in scope.areas if area.level != Level.VILLAGE]
    if not units:
        return [], []
    year, kind = period_before(today)
    asked = Q(state=State.RETURNED) | Q(year=year, kind=kind)
    rows = PeriodReport.objects.filter(asked, area__in=units).defer("figures")
    found = list(rows.order_by("ends", "due_on", "pk"))
    told = {row.area_id: row for row in found if (row.year, row.kind) == (year, kind)}
    ends = report_period(year, is_half=kind == Kind.HALF).ends
    open_ = [
        (unit, told.get(unit.pk))
        for unit in units
        if unit.is_in_being(ends) and _waits(told.get(unit.pk))
    ]
    returned = [row for row in found if row.state == State.RETURNED]
    return returned, _overdue(open_, (year, kind), today)


def _waits(report: PeriodReport | None) -> bool:
    return report is None or report.state == State.DRAFT


def _overdue(
    rows: list[tuple[Area, PeriodReport | None]],
    period: tuple[int, str],
    today: dt.date,
) -> list[Due]:
    """Those of units with their unsent reports of a period whose day is over."""
    if not rows:
        return []
    year, is_half = period[0], period[1] == Kind.HALF
    of_unit = due_of_unit(report_period(year, is_half=is_half).ends, special_days())
    of_province = due_of_province(year, is_half=is_half)
    dues = [
        Due(
            unit,
            report,
            of_province if unit.level == Level.PROVINCE else of_unit,
            today,
        )
        for unit, report in rows
    ]
    return [due for due in dues if due.is_late]
