"""Which units a target of a year may be shared among, and which a page shows."""

import datetime as dt

from povertyportal.areas.models import Area, AreaQuerySet, Level


def units_below(area: Area, year: int) -> AreaQuerySet:
    """Districts or communes directly below a unit at the year's end, by name.

    Of a unit that ended before, those of its last day.
    """
    day = dt.date(year, 12, 31)
    if area.ended is not None and area.ended <= day:
        day = area.ended - dt.timedelta(days=1)
    below = Area.objects.filter(parent=area).exclude(level=Level.VILLAGE)
    return below.on(day).order_by("sort_key", "id")
