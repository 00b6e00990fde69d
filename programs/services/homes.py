"""Which communes and villages a place stands for, when people are asked who live there.

People are counted where they live now. A district of the past stands for the communes
that its own became, as far as the officer answers for them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from povertyportal.areas.models import Area, AreaChange, Level
from programs.services.places import Place

# The condition in SQL on a household (alias h), with the parameters of `Homes.values`.
HOMES = "(h.commune_id = ANY(%(communes)s) OR h.village_id = ANY(%(villages)s))"


@dataclass(frozen=True)
class Homes:
    """Ids of communes, and of single villages beside them.

    `only` is the one commune of today among them (or the ended one that was asked
    for); None where there are several, or villages alone.
    """

    communes: frozenset[int]
    villages: frozenset[int] = frozenset()
    only: Area | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of HOMES."""
        return {"communes": list(self.communes), "villages": list(self.villages)}

    @property
    def is_wide(self) -> bool:
        """Whether it is more than one commune: too much to go through one by one."""
        return self.only is None and bool(self.communes)

    def units(self) -> "QuerySet[Area]":
        """The communes, in Vietnamese order."""
        return Area.objects.filter(pk__in=self.communes).order_by("sort_key", "id")


def of_communes(ids: Collection[int]) -> Homes:
    """Some communes, whoever asks."""
    return Homes(frozenset(ids))


def living_in(place: Place, path: str = "") -> Q:
    """The condition on households that live in a place now, found at `path`.

    "" for households themselves, "household__" for what belongs to one.
    """
    area, scope = place.area, place.scope
    if area is None:
        return scope.rows(path)
    if area.level == Level.VILLAGE:
        return Q(**{f"{path}village": area})
    if area.level == Level.COMMUNE:
        return Q(**{f"{path}commune": area})
    return Q(**{f"{path}commune_id__in": communes_now(area) & scope.commune_ids})


def homes_of(place: Place) -> Homes:
    """The homes that a place stands for, inside the officer's scope."""
    area, scope = place.area, place.scope
    if area is None:
        return _several(scope.commune_ids, scope.village_ids)
    if area.level == Level.VILLAGE:
        return Homes(frozenset(), frozenset([area.pk]))
    if area.level == Level.COMMUNE:
        return Homes(frozenset([area.pk]), only=area)
    return _several(communes_now(area) & scope.commune_ids)


def communes_now(area: Area) -> frozenset[int]:
    """Ids of an area's communes and, where it has ended, of those they became.

    Of a district or wider: what a single commune became holds others' people too.
    """
    below = Area.objects.under(area).communes()
    inside = set(below.values_list("pk", flat=True))
    if area.ended is not None:
        became = AreaChange.objects.filter(old__in=below, new__level=Level.COMMUNE)
        inside.update(became.values_list("new_id", flat=True))
    return frozenset(inside)


def _several(communes: frozenset[int], villages: frozenset[int] = frozenset()) -> Homes:
    """Communes of which one may be the only one of today: the others went into it."""
    if not communes:
        return Homes(communes, villages)
    today = Area.objects.on(timezone.localdate()).filter(pk__in=communes)
    living = list(today.order_by("pk")[:2])
    return Homes(communes, villages, living[0] if len(living) == 1 else None)
