"""Households off a list that may fall back onto it, with the signs they show."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from households.models import Household, Standing
from households.models.standing import NATIONAL
from households.rules.standards import STANDARDS
from households.services.as_of import large_statement
from programs.models import Enrolment, Shock
from programs.rules.wayout import (
    LISTED,
    NEAR_POINTS,
    NEAR_POOR,
    Past,
    RelapseSign,
    Result,
    last_deprivation,
    line_of,
    looked_back_since,
    recent_since,
    relapse_signs,
)
from programs.services.homes import HOMES, homes_of
from programs.services.places import Place
from programs.services.wayout.results import KINDS, by_household, result_of

# The rule (programs.rules.wayout.relapse_signs) for a whole place: each standing is
# read once. `left_on`: the first day off the lists, or off that of the poor for who is
# near-poor now. Where no list is in force nobody has left it: it is only not made yet.
_AT_RISK = """
WITH lines AS MATERIALIZED (
    SELECT * FROM unnest(%(standards)s::text[], %(kinds)s::text[], %(lines)s::int[])
        AS l (standard, kind, line)
),
times AS MATERIALIZED (
    SELECT s.household_id, min(h.commune_id) AS home,
        max(s.poverty_class) FILTER (WHERE s.ends IS NULL OR s.ends > %(day)s) AS held,
        max(s.outcome_id) FILTER (WHERE s.ends IS NULL OR s.ends > %(day)s)
            AS outcome_id,
        max(s.ends) FILTER (WHERE s.poverty_class = 'poor' AND s.ends <= %(day)s)
            AS left_poor,
        max(s.ends) FILTER (WHERE s.poverty_class = 'near_poor' AND s.ends <= %(day)s)
            AS left_near
    FROM households_standing s JOIN households_household h ON h.id = s.household_id
    WHERE {homes} AND h.state = 'active' AND s.scheme = 'national'
        AND s.recorded_to IS NULL AND s.starts <= %(day)s
    GROUP BY s.household_id
),
away AS (
    SELECT household_id, held, outcome_id, CASE WHEN held = 'near_poor' THEN left_poor
        ELSE greatest(left_poor, left_near) END AS left_on
    FROM times WHERE held IS DISTINCT FROM 'poor' AND home IN (
        SELECT home FROM times WHERE held IS NOT NULL)
),
shown AS (
    SELECT w.household_id, w.left_on >= %(recent)s AS has_recent,
        coalesce(CASE WHEN w.held = 'near_poor'
            THEN coalesce(o.b2 / 10, bit_count(o.deprived_mask::bit(32))) = j.just - 1
            ELSE o.b1 BETWEEN l.line + 1 AND l.line + %(near)s END, FALSE) AS has_near,
        EXISTS (SELECT 1 FROM programs_enrolment e WHERE e.household_id = w.household_id
            AND e.ends BETWEEN %(since)s AND %(day)s) AS has_lost,
        EXISTS (SELECT 1 FROM programs_shock k WHERE k.household_id = w.household_id
            AND k.happened_on BETWEEN %(since)s AND %(day)s) AS has_shock
    FROM away w
    LEFT JOIN households_outcome o ON o.id = w.outcome_id
    LEFT JOIN areas_area a ON a.id = o.commune_id
    LEFT JOIN lines l ON l.standard = o.standard AND l.kind = a.kind
    LEFT JOIN unnest(%(known)s::text[], %(justs)s::int[]) AS j (standard, just)
        ON j.standard = o.standard
    WHERE w.left_on IS NOT NULL
)
SELECT h.id FROM shown s JOIN households_household h ON h.id = s.household_id
LEFT JOIN areas_area v ON v.id = h.village_id
WHERE (s.has_recent OR s.has_shock) AND {sign} ORDER BY {order}, h.id
"""
_WORST = (
    "s.has_recent::int + s.has_near::int + s.has_lost::int + s.has_shock::int DESC, "
    "h.head_sort_key"
)
# Orders by the key of a page's address; whatever else is asked for: the worst first.
ORDERS = {
    "name": "h.head_sort_key",
    "-name": "h.head_sort_key DESC",
    "village": "v.sort_key, h.head_sort_key",
    "-village": "v.sort_key DESC, h.head_sort_key",
}


def at_risk(place: Place, sign: str = "", sort: str = "") -> list[int]:
    """Ids of the place's households that left a list and may fall back, in order.

    Those that left lately, or had a shock lately. Who is near-poor now counts when it
    was poor. `sign` narrows to those that show it.
    """
    shown = f"s.has_{RelapseSign(sign)}" if sign else "TRUE"
    order = ORDERS.get(sort, _WORST)
    sql = _AT_RISK.format(homes=HOMES, sign=shown, order=order)
    with large_statement() as cursor:
        values: dict[str, Any] = {**_numbers(), **homes_of(place).values}
        cursor.execute(sql, values)
        return [pk for (pk,) in cursor.fetchall()]


def _numbers() -> dict[str, Any]:
    today = timezone.localdate()
    known = [code for code in STANDARDS if last_deprivation(code) is not None]
    lines = [
        (code, kind, line_of(code, area_kind))
        for code in STANDARDS
        for area_kind, kinds in KINDS
        for kind in sorted(kinds)
        if line_of(code, area_kind) is not None
    ]
    return {
        "day": today,
        "recent": recent_since(today),
        "since": looked_back_since(today),
        "near": NEAR_POINTS,
        "known": known,
        "justs": [last_deprivation(code) for code in known],
        "standards": [code for code, _, _ in lines],
        "kinds": [kind for _, kind, _ in lines],
        "lines": [line for _, _, line in lines],
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


def told_of(ids: Sequence[int]) -> list[AtRisk]:
    """Households by id with their signs, in that order."""
    known = Household.objects.select_related("village", "commune").in_bulk(ids)
    return told([known[pk] for pk in ids if pk in known])


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
    rows = _left().filter(household__in=ids)
    rows = rows.exclude(poverty_class=NEAR_POOR, household__in=near)
    return dict(rows.values_list("household").annotate(last=Max("ends")))


def _left() -> "QuerySet[Standing]":
    """Former times on a list, as known now."""
    return Standing.objects.filter(
        scheme=NATIONAL,
        recorded_to__isnull=True,
        poverty_class__in=LISTED,
        ends__lte=timezone.localdate(),
    )
