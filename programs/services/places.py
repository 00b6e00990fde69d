"""What a page is about: a unit of the scope (or all of it) and a year."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, When
from django.http import Http404
from django.utils import timezone

from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area, Level

FIRST_YEAR = 2016
EVERYTHING = "Toàn bộ địa bàn phụ trách"  # a place that is no single area
_RANK = Case(
    When(level=Level.PROVINCE, then=1), When(level=Level.DISTRICT, then=2), default=3
)


@dataclass(frozen=True)
class Place:
    """A unit wholly inside a scope, or (area None) all that an officer answers for."""

    scope: Scope
    area: Area | None

    @property
    def name(self) -> str:
        """The place in words; of an ended unit with its last day."""
        if self.area is None:
            return EVERYTHING
        return name_of(self.area)

    def rows(self, path: str = "area") -> Q:
        """The condition on rows that name an area by `path`: inside the place."""
        if self.area is None:
            return self.scope.units(path)
        return Q(**{f"{path}__path__startswith": self.area.path})


def name_of(area: Area) -> str:
    """A unit in words; of an ended one with its last day."""
    ended = area.ended
    last = f" (đến {ended - dt.timedelta(days=1):%d/%m/%Y})" if ended else ""
    return f"{area.name}{last}"


def asked_place(scope: Scope, query: Mapping[str, str]) -> Place:
    """The place of ?area=…, by default all of the scope. Raises Http404 outside."""
    asked = query.get("area", "")
    if not asked:
        return Place(scope, None)
    area = Area.objects.filter(pk=asked).first() if asked.isdecimal() else None
    if area is None or not scope.holds_unit(area):
        raise Http404
    return Place(scope, area)


def asked_year(query: Mapping[str, str]) -> int:
    """The year of ?year=…, by default this one; one out of range is this one too."""
    today = timezone.localdate().year
    asked = query.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else today
    return year if FIRST_YEAR <= year <= today + 5 else today


def units_of(scope: Scope, year: int) -> "QuerySet[Area]":
    """Units (commune and wider) of the scope in being in a year, the widest first."""
    first, after = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    return Area.objects.filter(
        Q(began__isnull=True) | Q(began__lt=after),
        Q(ended__isnull=True) | Q(ended__gt=first),
        pk__in=scope.commune_ids | scope.unit_ids,
    ).order_by(_RANK, "sort_key", "id")


def units_asked(place: Place, year: int) -> "QuerySet[Area]":
    """Those of the place's scope, and its own area, even one that has ended."""
    units = units_of(place.scope, year)
    return (
        units if place.area is None else units | Area.objects.filter(pk=place.area.pk)
    )
