"""Everything of one household's way out, for its pages."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from households.models import Household, Standing
from programs.models import EscapePlan, HelperAssignment, HelperVisit, Shock
from programs.rules.wayout import Result, leave_reason, suggested
from programs.services.need_topics import needs_of
from programs.services.wayout.relapse import AtRisk, told
from programs.services.wayout.results import result_of


@dataclass(frozen=True)
class Basis:
    """What a household's class rests on today, and its needs as (code, name)."""

    result: Result
    topics: tuple[tuple[str, str], ...] = ()

    @property
    def reason(self) -> str:
        """Why it may leave, as a sentence; empty without a sign."""
        return leave_reason(self.result)

    @property
    def is_partial(self) -> bool:
        """Whether it is deprived in something that no review on the portal names."""
        named = [code for code, _ in self.topics if not code.startswith("cause-")]
        return self.result.deprived is None or self.result.deprived > len(named)

    @property
    def offered(self) -> list[str]:
        """Needs (codes) for which a measure can be suggested."""
        return suggested([code for code, _ in self.topics])


def basis_of(household: Household) -> Basis:
    """What the household's standing of today rests on; nothing without one."""
    rows = Standing.objects.in_force(timezone.localdate())
    held = rows.filter(household=household).select_related("outcome__commune").first()
    if held is None:
        return Basis(Result("", ""))
    found = held.outcome
    if found is None:
        return Basis(result_of(held))
    needs = needs_of(found.standard, found.deprived_mask, found.causes_mask)
    return Basis(result_of(held), tuple((each.code, each.name) for each in needs))


@dataclass(frozen=True)
class WayOut:
    """A household's plans, helpers, visits, shocks, and whether it may fall back."""

    plans: "QuerySet[EscapePlan]"
    tasks: "QuerySet[HelperAssignment]"
    visits: "QuerySet[HelperVisit]"
    shocks: "QuerySet[Shock]"
    risk: AtRisk
    today: dt.date


def way_out_of(household: Household) -> WayOut:
    """What a household's page shows; the caller has asked who may see it."""
    tasks = household.helper_assignments.select_related("helper")
    visits = household.helper_visits.select_related("assignment__helper", "recorded_by")
    return WayOut(
        household.escape_plans.prefetch_related("measures"),
        tasks.order_by("ends", "-starts", "-pk"),
        visits.order_by("-day", "-pk"),
        household.shocks.order_by("-happened_on", "-pk"),
        told([household])[0],
        timezone.localdate(),
    )
