"""Which units a target of a year may be shared among, and which a page shows."""

import datetime as dt
from collections.abc import Iterable

from povertyportal.accounts.access import Scope, scope_over
from povertyportal.areas.models import Area, AreaQuerySet, Level
from programs.services.places import units_of

_WIDE = (Level.PROVINCE, Level.DISTRICT)


def units_below(area: Area, year: int) -> AreaQuerySet:
    """Districts or communes directly below a unit at the year's end, by name.

    Of a unit that ended before, those of its last day.
    """
    day = dt.date(year, 12, 31)
    if area.ended is not None and area.ended <= day:
        day = area.ended - dt.timedelta(days=1)
    below = Area.objects.filter(parent=area).exclude(level=Level.VILLAGE)
    return below.on(day).order_by("sort_key", "id")


def is_later(area: Area, year: int) -> bool:
    """Whether a unit did not exist yet in a year."""
    return area.began is not None and area.began.year > year


def units_before(scope: Scope, area: Area | None, year: int) -> list[Area]:
    """Units of a year before a place of the scope (None: all of it) was what it is.

    Provinces and districts wholly inside it, the widest first; of a commune the
    communes that went into it.
    """
    inside = scope if area is None else scope_over([area])
    is_commune = area is not None and area.level == Level.COMMUNE
    levels = (Level.COMMUNE,) if is_commune else _WIDE
    return list(units_of(inside, year).filter(level__in=levels))


def outermost(areas: Iterable[Area]) -> list[Area]:
    """Those areas that lie in no other of them."""
    found: list[Area] = []
    for area in sorted(areas, key=lambda each: each.path):
        if not found or not found[-1].contains(area):
            found.append(area)
    return found
