"""Households off a list that may fall back onto it, with the signs they show."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from households.models import Household, Standing
from households.models.standing import NATIONAL
from programs.models import Enrolment, Shock
from programs.rules.wayout import (
    LISTED,
    NEAR_POOR,
    POOR,
    Past,
    RelapseSign,
    Result,
    looked_back_since,
    recent_since,
    relapse_signs,
)
from programs.services.places import Place
from programs.services.wayout.results import (
    DEPRIVED,
    by_household,
    deprived_from_limit,
    just_above,
    result_of,
)

_NEAR = ~Q(poverty_class__in=LISTED) & just_above() | Q(
    poverty_class=NEAR_POOR
) & deprived_from_limit(-1)


def _left(*classes: str) -> "QuerySet[Standing]":
    """Former times in these classes, as known now."""
    return Standing.objects.filter(
        scheme=NATIONAL,
        recorded_to__isnull=True,
        poverty_class__in=classes,
        ends__lte=timezone.localdate(),
    )


def _now(*classes: str) -> "QuerySet[Standing]":
    today = timezone.localdate()
    return Standing.objects.in_force(today).filter(poverty_class__in=classes)


def at_risk(place: Place, sign: str = "") -> "QuerySet[Household]":
    """Households of the place that left a list lately, or left one and had a shock.

    Who is near-poor now counts when it was poor. Each with `signs`: how many it shows.
    """
    today = timezone.localdate()
    recent, since = recent_since(today), looked_back_since(today)
    here = place.homes("household__")
    poor, near = _left(POOR).filter(here), _left(NEAR_POOR).filter(here)
    shocked = Shock.objects.filter(here, happened_on__range=(since, today))
    off = Q(pk__in=poor.values("household")) | Q(pk__in=near.values("household"))
    rows = (
        Household.objects.active()
        .filter(place.homes())
        .exclude(pk__in=_now(POOR).filter(here).values("household"))
        .filter(
            Q(pk__in=poor.filter(ends__gte=recent).values("household"))
            | _not_listed(place)
            & Q(pk__in=near.filter(ends__gte=recent).values("household"))
            | _not_listed(place) & off & Q(pk__in=shocked.values("household"))
        )
    )
    return _with_signs(rows, sign)


def _not_listed(place: Place) -> Q:
    return ~Q(
        pk__in=_now(*LISTED).filter(place.homes("household__")).values("household")
    )


def _with_signs(rows: "QuerySet[Household]", sign: str) -> "QuerySet[Household]":
    shown = _signs()
    rows = rows.alias(**shown)
    if sign:
        rows = rows.filter(**{f"has_{RelapseSign(sign)}": True})
    total = Value(0)
    for name in shown:
        total = total + Case(When(**{name: True}, then=1), default=0)  # type: ignore[assignment]
    return rows.annotate(signs=total)


def worst_first(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Those of `at_risk`, most signs first, then by name."""
    return rows.order_by("-signs", "head_sort_key", "pk")


def _signs() -> dict[str, Exists]:
    """A household's signs as conditions, by the name of each."""
    today = timezone.localdate()
    recent, since = recent_since(today), looked_back_since(today)
    mine = {"household": OuterRef("pk")}
    near = Standing.objects.in_force(today).filter(**mine).annotate(deprived=DEPRIVED)
    shocks = Shock.objects.filter(**mine, happened_on__range=(since, today))
    lost = Enrolment.objects.filter(**mine, ends__range=(since, today))
    # While near-poor, a household has left only the list of the poor.
    still = Standing.objects.in_force(today).filter(
        household=OuterRef("household"), poverty_class=NEAR_POOR
    )
    left = (
        _left(*LISTED)
        .filter(**mine, ends__gte=recent)
        .exclude(Q(poverty_class=NEAR_POOR) & Exists(still))
    )
    return {
        "has_recent": Exists(left),
        "has_near": Exists(near.filter(_NEAR)),
        "has_lost": Exists(lost),
        "has_shock": Exists(shocks),
    }


@dataclass(frozen=True)
class AtRisk:
    """A household with the signs it shows and what they rest on."""

    household: Household
    result: Result
    past: Past
    signs: tuple[RelapseSign, ...]

    @property
    def words(self) -> str:
        """The signs, with their days."""
        days = {
            RelapseSign.RECENT: self.past.left_on,
            RelapseSign.LOST: self.past.lost_on,
            RelapseSign.SHOCK: self.past.shock_on,
        }
        said = []
        for sign in self.signs:
            day = days.get(sign)
            said.append(f"{sign.label} ({day:%d/%m/%Y})" if day else sign.label)
        return "; ".join(said)


def told(households: Sequence[Household]) -> list[AtRisk]:
    """The households with their signs, in their order; four queries for all."""
    ids = [each.pk for each in households]
    today = timezone.localdate()
    rows = Standing.objects.in_force(today).filter(household__in=ids)
    held = by_household(rows.select_related("outcome__commune"))
    left = _last_days(ids, held)
    lost = dict(
        Enrolment.objects.filter(household__in=ids, ends__lte=today)
        .values_list("household")
        .annotate(Max("ends"))
    )
    shocks = dict(
        Shock.objects.filter(household__in=ids, happened_on__lte=today)
        .values_list("household")
        .annotate(Max("happened_on"))
    )
    found = []
    for each in households:
        result = result_of(held[each.pk]) if each.pk in held else Result("", "")
        past = Past(left.get(each.pk), lost.get(each.pk), shocks.get(each.pk))
        signs = relapse_signs(result, past, today)
        found.append(AtRisk(each, result, past, signs))
    return found


def _last_days(
    ids: Sequence[int], held: dict[int, Standing]
) -> dict[int, dt.date | None]:
    """Household (id) -> the first day after it left the lists, or that of the poor."""
    near = [pk for pk, each in held.items() if each.poverty_class == NEAR_POOR]
    rows = _left(*LISTED).filter(household__in=ids)
    rows = rows.exclude(poverty_class=NEAR_POOR, household__in=near)
    return dict(rows.values_list("household").annotate(last=Max(F("ends"))))
