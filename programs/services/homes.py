"""Which communes and villages a place stands for, when people are asked who live there.

People are counted where they live now. A district of the past stands for the communes
that its own became, as far as the officer answers for them.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from povertyportal.areas.models import Area, AreaChange, Level
from programs.services.places import Place

# The condition in SQL on a household (alias h), with the parameters of `Homes.values`.
HOMES = "(h.commune_id = ANY(%(communes)s) OR h.village_id = ANY(%(villages)s))"


@dataclass(frozen=True)
class Homes:
    """Ids of communes, and of single villages beside them."""

    communes: frozenset[int]
    villages: frozenset[int] = frozenset()

    @property
    def values(self) -> dict[str, object]:
        """The parameters of HOMES."""
        return {"communes": list(self.communes), "villages": list(self.villages)}

    def rows(self, path: str = "") -> Q:
        """The condition on households found at `path`."""
        inside = Q(**{f"{path}commune_id__in": self.communes})
        if self.villages:
            inside |= Q(**{f"{path}village_id__in": self.villages})
        return inside

    @property
    def is_wide(self) -> bool:
        """Whether it is more than one commune: too much to go through person by one."""
        return len(self.communes) > 1

    def units(self) -> "QuerySet[Area]":
        """The communes, in Vietnamese order."""
        return Area.objects.filter(pk__in=self.communes).order_by("sort_key", "id")


def of_communes(ids: Collection[int]) -> Homes:
    """Some communes, whoever asks."""
    return Homes(frozenset(ids))


def homes_of(place: Place) -> Homes:
    """The homes that a place stands for, inside the officer's scope."""
    area, scope = place.area, place.scope
    if area is None:
        return Homes(scope.commune_ids, scope.village_ids)
    if area.level == Level.VILLAGE:
        return Homes(frozenset(), frozenset([area.pk]))
    if area.level == Level.COMMUNE:
        return Homes(frozenset([area.pk]))
    below = Area.objects.under(area).communes()
    inside = set(below.values_list("pk", flat=True))
    if area.ended is not None:
        became = AreaChange.objects.filter(old__in=below, new__level=Level.COMMUNE)
        inside.update(became.values_list("new_id", flat=True))
    return Homes(frozenset(inside) & scope.commune_ids)
