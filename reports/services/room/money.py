"""The year's programme money and houses of a place."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q, Value
from django.utils import timezone

from programs.models import BudgetLine, HousingCase, PaceRule
from programs.rules.pace import Pace
from programs.services import housing_figures, money_figures
from programs.services.housing_figures import HouseCounts
from programs.services.money_figures import PACES, Calendars, Group, Sums
from reports.together import Read, Row

PACE = {"pace": Read(PaceRule.objects.order_by(), money_figures.PACE_COLUMNS)}
_COMPONENT = ("component_id", "component__code", "component__name")


@dataclass(frozen=True)
class ComponentMoney:
    """Đồng of a component (None: outside any), and how its payments lie.

    `rate` and `expected` are per cent of what was allocated; `slow` counts lines whose
    alarm rings.
    """

    component: int | None
    name: str
    planned: int
    allocated: int
    disbursed: int
    rate: Fraction | None
    expected: Fraction | None
    pace: str
    pace_words: str
    tone: str
    slow: int


@dataclass(frozen=True)
class Money:
    """Đồng of the year in all, and by component; the payments as of `day`."""

    year: int
    day: dt.date
    planned: int
    allocated: int
    disbursed: int
    rate: Fraction | None
    slow: int
    components: tuple[ComponentMoney, ...]


def reads(units: Q, year: int, known: Calendars) -> dict[str, Read]:
    """What money and houses ask; `units` is the condition on rows' areas."""
    lines = BudgetLine.objects.filter(units, year=year)
    houses = HousingCase.objects.filter(units, year=year).order_by()
    one = houses.values(one_=Value(1)).annotate(**housing_figures.sums())
    grouped = money_figures.group_rows(lines, known, *_COMPONENT)
    return {
        "money": Read(grouped, (*_COMPONENT, *money_figures.GROUP_COLUMNS)),
        "houses": Read(one, housing_figures.SUMS),
    }


def calendars(year: int, told: Mapping[str, list[Row]]) -> Calendars:
    """The calendars of payments from the read PACE."""
    return money_figures.calendars_of(told["pace"], year, timezone.localdate())


def money(known: Calendars, told: Mapping[str, list[Row]]) -> Money | None:
    """The year's money from its `reads`; None without any line."""
    if not told["money"]:
        return None
    components = tuple(sorted(_components(known, told["money"]), key=_rank))
    total = money_figures.summed(
        Sums(each.planned, each.allocated, each.disbursed) for each in components
    )
    return Money(
        known.year,
        known.day,
        total.planned,
        total.allocated,
        total.disbursed,
        total.rate,
        sum(each.slow for each in components),
        components,
    )


def _components(known: Calendars, rows: Iterable[Row]) -> Iterable[ComponentMoney]:
    for pk, code, name, *numbers in rows:
        row = dict(zip(money_figures.GROUP_COLUMNS, numbers, strict=True))
        label = f"{code}. {name}" if pk else "Ngoài chương trình"
        yield _component(label, money_figures.group_of(row, pk, known.days), pk)


def _component(label: str, found: Group, pk: int | None) -> ComponentMoney:
    words, tone = PACES[found.pace]
    return ComponentMoney(
        pk,
        label,
        found.planned,
        found.allocated,
        found.disbursed,
        found.rate,
        found.expected_rate,
        found.pace.value,
        words,
        tone,
        found.slow,
    )


def _rank(each: ComponentMoney) -> tuple[bool, int, str]:
    """Slow ones first, then those with most money left."""
    left = each.allocated - each.disbursed
    return (each.pace not in {Pace.SLOW, Pace.WAITING}, -left, each.name)


def houses(told: Mapping[str, list[Row]]) -> HouseCounts | None:
    """Houses of the year's plan; None without any."""
    if not told["houses"]:
        return None
    return housing_figures.counts_from(told["houses"][0])
