"""Lines by area of what was counted for a day or between two: the total first."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from povertyportal.areas.models import Area
from reports.as_of import Standing
from reports.movement import Counted, Tables
from reports.services.selection import Place


@dataclass(frozen=True)
class MovementLine:
    """Both forms' numbers of an area; `area` None for the total."""

    area: Area | None
    name: str
    tables: Tables


@dataclass(frozen=True)
class DayLine:
    """Numbers of an area on a day; `area` None for the total."""

    area: Area | None
    name: str
    standing: Standing


def communes_on(
    communes: Collection[int], day: dt.date, counted: Collection[int]
) -> list[Area]:
    """Communes in being on the day, and others that have numbers, by name."""
    found = Area.objects.filter(pk__in=set(communes) | set(counted)).order_by(
        "sort_key", "id"
    )
    return [area for area in found if area.is_in_being(day) or area.pk in set(counted)]


def movement_lines(counted: Counted, place: Place) -> list[MovementLine]:
    """The total, unless there is one commune only, and each commune."""
    there = communes_on(place.communes, counted.span.last, counted.by_commune)
    lines = [MovementLine(area, area.name, counted.total([area.pk])) for area in there]
    if len(lines) == 1:
        return lines
    return [MovementLine(None, f"Tổng số: {place.name}", counted.total()), *lines]


def day_lines(
    counted: Mapping[int, Standing], place: Place, day: dt.date
) -> list[DayLine]:
    """The total, unless there is one commune only, and each commune."""
    there = communes_on(place.communes, day, counted)
    lines = [
        DayLine(area, area.name, counted.get(area.pk, Standing())) for area in there
    ]
    if len(lines) == 1:
        return lines
    total = sum(counted.values(), Standing())
    return [DayLine(None, f"Tổng số: {place.name}", total), *lines]
