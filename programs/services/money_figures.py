"""What lines add up to, and how their payments lie against the calendar, set-based."""

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DecimalField,
    F,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from programs.models import MOBILISED, BudgetEntry, BudgetLine, Disbursement, PaceRule
from programs.rules.pace import Calendar, Pace, pace_of, rate_of
from programs.services.money_base import STANDS
from programs.services.places import Place

PACES: Mapping[Pace, tuple[str, str]] = {
    Pace.NOTHING: ("Chưa có vốn", "neutral"),
    Pace.WAITING: ("Chưa giao vốn", "warn"),
    Pace.SLOW: ("Chậm", "bad"),
    Pace.SOME: ("Có dòng cảnh báo", "warn"),
    Pace.ON_WAY: ("Đúng lịch", "ok"),
    Pace.FREE: ("Không theo lịch", "neutral"),
}
_EXACT: "DecimalField[int, int]" = DecimalField(max_digits=40, decimal_places=0)
_PLANS = ("plan", "plan_correction")


@dataclass(frozen=True)
class Sums:
    """Đồng planned, allocated and disbursed."""

    planned: int = 0
    allocated: int = 0
    disbursed: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.planned + other.planned,
            self.allocated + other.allocated,
            self.disbursed + other.disbursed,
        )

    @property
    def left(self) -> int:
        """What is allocated and not paid."""
        return self.allocated - self.disbursed

    @property
    def rate(self) -> Fraction | None:
        """Paid of what is allocated, per cent; None where nothing is."""
        return rate_of(self.disbursed, self.allocated)


@dataclass(frozen=True)
class MoneyRow(Sums):
    """A place's sums of one component (None: outside any), source, kind of capital."""

    component_id: int | None = None
    source: str = ""
    capital: str = ""


@dataclass(frozen=True)
class Calendars:
    """The calendars of all components, asked about a year's money on a day."""

    rules: Mapping[int | None, Calendar]
    year: int
    day: dt.date

    def of(self, component_id: int | None) -> Calendar:
        """The component's own calendar, or the one for all others."""
        return self.rules.get(component_id) or self.rules[None]

    def follows(self, component_id: int | None, source: str) -> bool:
        """Whether money follows a calendar: its component's own, or that of all others.

        What people and enterprises give, and money outside programmes, comes when it
        comes: the calendar of all others is not about it.
        """
        if component_id is None:
            return False
        return component_id in self.rules or source not in MOBILISED

    def expected(self, component_id: int | None) -> Fraction:
        """Per cent that should be paid by now."""
        return self.of(component_id).expected(self.year, self.day)

    def pace(self, line: BudgetLine) -> Pace:
        """How a line lies."""
        if not self.follows(line.component_id, line.source):
            return Pace.FREE if line.planned or line.allocated else Pace.NOTHING
        alarm_at = self.of(line.component_id).alarm_at(self.year, self.day)
        return pace_of(line.planned, line.allocated, line.disbursed, alarm_at)

    @property
    def days(self) -> int:
        """Days of the month: every expectation of the day is so many-th of one."""
        return monthrange(self.day.year, self.day.month)[1]

    def scaled(self, value: Callable[[Calendar], Fraction]) -> Case:
        """What `value` gives by component, times `days`: whole numbers, in SQL.

        NULL where a line follows no calendar, as `follows` says.
        """
        cases = [
            When(component=component, then=Value(int(value(rule) * self.days)))
            for component, rule in self.rules.items()
            if component is not None
        ]
        is_free = Q(component__isnull=True) | Q(source__in=MOBILISED)
        cases.append(When(is_free, then=Value(None)))
        default = Value(int(value(self.rules[None]) * self.days))
        return Case(*cases, default=default, output_field=BigIntegerField())

    def alarm(self) -> Case:
        """The rate at which the alarm rings, times `days`, in SQL."""
        return self.scaled(lambda rule: rule.alarm_at(self.year, self.day))

    def wanted(self) -> Case:
        """The rate expected, times `days`, in SQL."""
        return self.scaled(lambda rule: rule.expected(self.year, self.day))


PACE_COLUMNS = ("component_id", "by_month", "alarm_points")


def calendars(year: int, day: dt.date) -> Calendars:
    """The calendars as they stand, for a year's money on a day. One query."""
    rules = PaceRule.objects.order_by().values_list(*PACE_COLUMNS)
    return calendars_of(rules, year, day)


def calendars_of(
    rules: Iterable[tuple[Any, ...]], year: int, day: dt.date
) -> Calendars:
    """The same of rows of PACE_COLUMNS."""
    known = {pk: Calendar(by_month, alarm) for pk, by_month, alarm in rules}
    return Calendars(known, year, day)


def with_pace(rows: "QuerySet[BudgetLine]", known: Calendars) -> "QuerySet[BudgetLine]":
    """Lines of one year with what IS_SLOW and IS_WAITING ask of them."""
    paid = Cast("disbursed", _EXACT) * Value(100 * known.days, _EXACT)
    return rows.annotate(alarm_at=known.alarm()).annotate(
        alarm_sum=Cast("allocated", _EXACT) * F("alarm_at"),
        paid_scaled=paid,
    )


IS_SLOW = Q(allocated__gt=0, paid_scaled__lte=F("alarm_sum"))
IS_WAITING = Q(allocated=0, planned__gt=0, alarm_at__gte=0)
HAS_MONEY = Q(planned__gt=0) | Q(allocated__gt=0)
FOLLOWS = Q(alarm_at__isnull=False)


def totals(place: Place, year: int, until: dt.date | None = None) -> list[MoneyRow]:
    """A place's money of a year by component, source and kind of capital.

    As it stands; or, with `until`, what was decided and paid up to that day: a payment
    that was taken back since was none.
    """
    lines = BudgetLine.objects.filter(place.rows(), year=year)
    if until is not None:
        return _as_of(lines, until)
    found = lines.order_by().values("component_id", "source", "capital")
    summed = found.annotate(
        planned_=Sum("planned"), allocated_=Sum("allocated"), paid_=Sum("disbursed")
    )
    return [
        MoneyRow(
            row["planned_"],
            row["allocated_"],
            row["paid_"],
            row["component_id"],
            row["source"],
            row["capital"],
        )
        for row in summed
    ]


def _as_of(lines: "QuerySet[BudgetLine]", until: dt.date) -> list[MoneyRow]:
    keys = ("line__component_id", "line__source", "line__capital")
    inside = lines.order_by().values("pk")
    is_plan = Q(kind__in=_PLANS)
    entries = (
        BudgetEntry.objects.filter(line__in=inside, decided_on__lte=until)
        .order_by()
        .values_list(*keys)
        .annotate(
            planned=Coalesce(Sum("amount", filter=is_plan), 0, output_field=_EXACT),
            given=Coalesce(Sum("amount", filter=~is_plan), 0, output_field=_EXACT),
        )
    )
    paid = (
        Disbursement.objects.filter(STANDS, line__in=inside, paid_on__lte=until)
        .order_by()
        .values_list(*keys)
        .annotate(sum=Sum("amount"))
    )
    sums: dict[tuple[int | None, str, str], Sums] = {}
    for *key, planned, given in entries:
        sums[_key(key)] = Sums(int(planned), int(given), 0)
    for *key, amount in paid:
        sums[_key(key)] = sums.get(_key(key), Sums()) + Sums(0, 0, int(amount))
    return [
        MoneyRow(each.planned, each.allocated, each.disbursed, *key)
        for key, each in sums.items()
    ]


def _key(parts: Sequence[Any]) -> tuple[int | None, str, str]:
    component, source, capital = parts
    return component, source, capital


def summed(rows: Iterable[Sums]) -> Sums:
    """All of them together."""
    total = Sums()
    for row in rows:
        total = total + Sums(row.planned, row.allocated, row.disbursed)
    return total


@dataclass(frozen=True)
class Group(Sums):
    """Lines that share something (`key`): sums, đồng expected by now, alarms.

    `alarm_at` is the rate at which the group's alarm rings, weighted by what its lines
    were allocated; `slow` counts lines whose own alarm rings. Only lines that follow a
    calendar are judged: `followed` of them, with `scheduled` đồng allocated and
    `scheduled_paid` paid.
    """

    key: int | str | None = None
    expected: Fraction = Fraction(0)
    alarm_at: Fraction = Fraction(0)
    lines: int = 0
    slow: int = 0
    followed: int = 0
    scheduled: int = 0
    scheduled_paid: int = 0

    @property
    def expected_rate(self) -> Fraction | None:
        """Per cent that should be paid by now, of what follows a calendar."""
        return self.expected * 100 / self.scheduled if self.scheduled else None

    @property
    def pace(self) -> Pace:
        """How the group lies; never simply on its way where a line's alarm rings."""
        if not self.followed:
            return Pace.FREE if self.planned or self.allocated else Pace.NOTHING
        if not self.scheduled:
            return Pace.WAITING if self.slow else Pace.ON_WAY
        whole = pace_of(0, self.scheduled, self.scheduled_paid, self.alarm_at)
        return Pace.SOME if whole == Pace.ON_WAY and self.slow else whole


def grouped(rows: "QuerySet[BudgetLine]", known: Calendars, by: str) -> list[Group]:
    """Lines of one year by a column ("area_id", "source"…). One query."""
    found = group_rows(rows, known, by)
    return [group_of(row, row[by], known.days) for row in found]


GROUP_COLUMNS = (
    "planned_",
    "allocated_",
    "paid_",
    "wanted_",
    "alarm_",
    "lines_",
    "slow_",
    "followed_",
    "scheduled_",
    "scheduled_paid_",
)


def group_rows(
    rows: "QuerySet[BudgetLine]", known: Calendars, *by: str
) -> "QuerySet[BudgetLine, dict[str, Any]]":
    """GROUP_COLUMNS of lines of one year by some columns, for `group_of`."""
    return (
        with_pace(rows, known)
        .annotate(wanted=Cast("allocated", _EXACT) * known.wanted())
        .order_by()
        .values(*by)
        .annotate(
            planned_=Sum("planned"),
            allocated_=Sum("allocated"),
            paid_=Sum("disbursed"),
            wanted_=Sum("wanted"),
            alarm_=Sum("alarm_sum"),
            lines_=Count("pk"),
            slow_=Count("pk", filter=IS_SLOW | IS_WAITING),
            followed_=Count("pk", filter=FOLLOWS & HAS_MONEY),
            scheduled_=Sum("allocated", filter=FOLLOWS),
            scheduled_paid_=Sum("disbursed", filter=FOLLOWS),
        )
    )


def group_of(row: Mapping[str, int], key: int | str | None, days: int) -> Group:
    """The group of a row of `group_rows`; `days` as of its calendars."""
    allocated, scheduled = row["allocated_"], row["scheduled_"] or 0
    rings = int(row["alarm_"] or 0)
    share = Fraction(rings, scheduled * days) if scheduled else Fraction(0)
    return Group(
        planned=row["planned_"],
        allocated=allocated,
        disbursed=row["paid_"],
        key=key,
        expected=Fraction(int(row["wanted_"] or 0), 100 * days),
        alarm_at=share,
        lines=row["lines_"],
        slow=row["slow_"],
        followed=row["followed_"],
        scheduled=scheduled,
        scheduled_paid=row["scheduled_paid_"] or 0,
    )


def slow_lines(place: Place, year: int, day: dt.date) -> int:
    """How many of a place's lines ring the alarm on a day. Two queries."""
    rows = BudgetLine.objects.filter(place.rows(), year=year)
    return with_pace(rows, calendars(year, day)).filter(IS_SLOW | IS_WAITING).count()
