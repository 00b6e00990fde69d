"""Poor and near-poor households: who may leave, who has a plan, who has a helper."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from households.models import Household, Standing
from programs.models import EscapePlan, HelperAssignment
from programs.rules.wayout import LISTED, POOR, LeaveSign, leave_signs
from programs.services.homes import living_in
from programs.services.places import Place
from programs.services.wayout.results import (
    DEPRIVED,
    just_below,
    just_poor,
    result_of,
)

_FEW = Q(poverty_class=POOR) & just_poor()
SIGNS = {LeaveSign.FEW: _FEW, LeaveSign.NEAR: just_below()}
HAS_LABOUR = Q(outcome__no_labour=False)


def day_of(year: int) -> dt.date:
    """The day on which a year's lists are read: today, or a past year's last day."""
    today = timezone.localdate()
    return today if year >= today.year else dt.date(year, 12, 31)


def listed(place: Place, year: int, day: dt.date | None = None) -> "QuerySet[Standing]":
    """Standings of the place's poor and near-poor households, on `day` (the year's).

    Each with `deprived` (how many indicators, None where nobody knows).
    """
    return (
        Standing.objects.in_force(day or day_of(year))
        .filter(
            living_in(place, "household__"),
            household__state=Household.State.ACTIVE,
            poverty_class__in=LISTED,
        )
        .annotate(deprived=DEPRIVED)
    )


def leavers(rows: "QuerySet[Standing]", sign: str = "") -> "QuerySet[Standing]":
    """Those of `listed` that may leave (programs.rules.wayout), by a sign or any."""
    if sign:
        return rows.filter(HAS_LABOUR, SIGNS[LeaveSign(sign)])
    shows = Q()
    for condition in SIGNS.values():
        shows |= condition
    return rows.filter(HAS_LABOUR, shows)


def current_assignments(day: dt.date | None = None) -> "QuerySet[HelperAssignment]":
    """Assignments that last on `day` (today)."""
    day = day or timezone.localdate()
    return HelperAssignment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gt=day), starts__lte=day
    )


def _helping() -> Exists:
    mine = current_assignments().filter(household=OuterRef("household"))
    return Exists(mine)


def without_helper(rows: "QuerySet[Standing]") -> "QuerySet[Standing]":
    """Those of `listed` whom nobody was named to help; helpers of areas aside."""
    return rows.filter(~_helping())


def by_plan(
    rows: "QuerySet[Standing]", year: int, *, has_plan: bool
) -> "QuerySet[Standing]":
    """Those of `listed` with a plan of the year, or without one."""
    known = EscapePlan.objects.filter(target_year=year).values("household")
    asked = Q(household__in=known)
    return rows.filter(asked if has_plan else ~asked)


@dataclass(frozen=True)
class Leaver:
    """A standing, why its household may leave, and the id of its plan if it has one."""

    standing: Standing
    signs: str
    plan: int | None


def with_plans(rows: Iterable[Standing], year: int) -> list[Leaver]:
    """The rows with their signs in words and their plans of the year; one query."""
    found = list(rows)
    plans = dict(
        EscapePlan.objects.filter(
            target_year=year, household__in=[each.household_id for each in found]
        ).values_list("household", "pk")
    )
    return [
        Leaver(
            each,
            "; ".join(sign.label for sign in leave_signs(result_of(each))),
            plans.get(each.household_id),
        )
        for each in found
    ]


@dataclass(frozen=True)
class Coverage:
    """How many households of a place are listed, and how many of them have a helper."""

    listed: int
    helped: int

    @property
    def left(self) -> int:
        """Households without a helper."""
        return self.listed - self.helped


def coverage(place: Place, year: int, day: dt.date | None = None) -> Coverage:
    """Of a place's poor and near-poor households: how many somebody helps on `day`, or
    helps today of those listed on the year's."""
    # Counted over the households helped: there are fewer of them than listed ones.
    rows = listed(place, year, day)
    mine = current_assignments(day).filter(household__isnull=False)
    found = rows.aggregate(
        all=Count("pk"),
        helped=Count("pk", filter=Q(household__in=mine.values("household"))),
    )
    return Coverage(found["all"], found["helped"])


@dataclass(frozen=True)
class PlanTotals:
    """Of a place's escape plans of a year: how many, and what came of them."""

    made: int
    left: int
    not_yet: int
    dropped: int

    @property
    def open(self) -> int:
        """Plans without a result."""
        return self.made - self.left - self.not_yet - self.dropped


def plan_totals(place: Place, year: int, day: dt.date | None = None) -> PlanTotals:
    """Counts of a place's plans of a year as they stood at the end of `day` (as they
    stand now); one query."""
    kind = EscapePlan.Result
    plans = EscapePlan.objects.filter(living_in(place, "household__"), target_year=year)
    told = Q(result_on__lte=day) if day else Q()
    found = plans.aggregate(
        made=Count("pk"),
        left=Count("pk", filter=told & Q(result=kind.LEFT)),
        not_yet=Count("pk", filter=told & Q(result=kind.NOT_YET)),
        dropped=Count("pk", filter=told & Q(result=kind.DROPPED)),
    )
    return PlanTotals(**found)
