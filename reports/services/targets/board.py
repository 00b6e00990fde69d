"""What the page of targets shows: a place's own targets, and those of its units."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404

from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area, Level
from programs.models import Target
from programs.services import places
from reports.services.selection import (
    Place,
    everything,
    place_of,
    single_unit,
)
from reports.services.targets import years
from reports.services.targets.lines import RATES, Key, Line, Reader, name_of
from reports.services.targets.places import (
    is_later,
    outermost,
    units_before,
    units_below,
)
from reports.services.targets.reviewed import review_so_far


@dataclass(frozen=True)
class Board:
    """A place's targets of a year, and one measure across the units below.

    `keys` are the measures there are, with their names; `chosen` the one that `units`
    shows. `given` and `done` are the sums of the units, None where a measure does not
    add up; `own` is the place's line of that measure. `reviews` says what the year's
    review found so far.
    """

    place: Place
    year: int
    lines: list[Line]
    keys: list[tuple[Key, str]]
    chosen: Key | None
    units: list[Line]
    own: Line | None
    given: Decimal | None
    done: Decimal | None
    reviews: list[str]

    @property
    def spare(self) -> Decimal | None:
        """The place's target less what its units were given."""
        if self.own is None or self.own.target is None or self.given is None:
            return None
        return self.own.target.value - self.given

    @property
    def over(self) -> Decimal | None:
        """By how much the units' parts go beyond the place's target."""
        return None if self.spare is None else -self.spare


def board(scope: Scope, query: Mapping[str, str]) -> Board:
    """The board of ?area=…&year=…&chi_tieu=…. Raises Http404 outside the scope.

    The same number of queries whatever the size.
    """
    place, year = asked_place(scope, query), places.asked_year(query)
    units = _units(scope, place, year)
    targets = _targets(place, units, year)
    names = {Key.of(each): name_of(each) for each in targets}
    keys = sorted(names.items(), key=lambda pair: _rank(pair[0]))
    chosen = _chosen(keys, query.get("chi_tieu", ""))
    own = [place.area] if place.area else []
    communes = _communes(place, targets, year)
    reader = Reader([*own, *units], communes, year)
    by_unit = {(each.area_id, Key.of(each)): each for each in targets}
    lines = [
        reader.line(place.area, key, by_unit[place.area.pk, key])
        for key, _ in keys
        if place.area and (place.area.pk, key) in by_unit
    ]
    below = _sorted(_below(reader, units, chosen, by_unit), query.get("sort", ""))
    summed = chosen is not None and chosen.measure not in RATES
    return Board(
        place=place,
        year=year,
        lines=lines,
        keys=keys,
        chosen=chosen,
        units=below,
        own=next((line for line in lines if _is_of(line, chosen)), None),
        given=(_sum(below, _given) or Decimal(0)) if summed else None,
        done=_sum(below, _done) if summed else None,
        reviews=review_so_far(place.communes, year),
    )


def asked_place(scope: Scope, query: Mapping[str, str]) -> Place:
    """The place of ?area=…: a unit wholly inside, by default all of the scope.

    Of who answers for one unit, that unit, without the ended ones that became part of
    it. Raises Http404 outside, and for villages.
    """
    area = places.asked_place(scope, query).area or single_unit(scope)
    if area is None:
        return everything(scope)
    found = place_of(scope, area)
    if found is None or not found.whole:
        raise Http404
    return found


def _units(scope: Scope, place: Place, year: int) -> list[Area]:
    if place.area is None:
        tops = Area.objects.filter(pk__in=place.tops, ended__isnull=True)
        found = list(tops.order_by("sort_key", "id"))
        is_later_place = any(is_later(each, year) for each in found)
        return units_before(scope, None, year) if is_later_place else found
    if is_later(place.area, year):
        return units_before(scope, place.area, year)
    if place.area.level == Level.COMMUNE:
        return []
    return list(units_below(place.area, year))


def _targets(place: Place, units: list[Area], year: int) -> list[Target]:
    areas = [*units, place.area] if place.area else units
    rows = Target.objects.filter(area__in=areas, year=year)
    return list(rows.select_related("component", "area"))


def _communes(place: Place, targets: list[Target], year: int) -> Collection[int]:
    """Communes whose year is read: of a time before the place was, those with targets.

    They lie outside its path, and a country's are too many to be counted unasked.
    """
    areas = [each.area for each in targets]
    if place.area is None:
        is_before = any(each.ended for each in areas)
    else:
        is_before = is_later(place.area, year)
    return years.communes_under(areas) if is_before else place.communes


def _rank(key: Key) -> tuple[int, int, str]:
    order = list(Target.Measure.values)
    return order.index(key.measure), key.component_id or 0, key.activity_kind


def _chosen(keys: list[tuple[Key, str]], asked: str) -> Key | None:
    by_code = {key.code: key for key, _ in keys}
    first = keys[0][0] if keys else None
    return by_code.get(asked, first)


def _below(
    reader: Reader,
    units: list[Area],
    chosen: Key | None,
    by_unit: Mapping[tuple[int, Key], Target],
) -> list[Line]:
    if chosen is None:
        return []
    return [reader.line(unit, chosen, by_unit.get((unit.pk, chosen))) for unit in units]


def _given(line: Line) -> Decimal | None:
    return line.target.value if line.target else None


def _done(line: Line) -> Decimal | None:
    return line.done


_ORDERS: Mapping[str, Callable[[Line], Decimal | None]] = {
    "given": _given,
    "done": _done,
    "percent": lambda line: line.percent,
}


def _sorted(lines: list[Line], sort: str) -> list[Line]:
    """By name as they come, or by a number; what has none comes last."""
    order = _ORDERS.get(sort.removeprefix("-"))
    if order is None:
        return lines[::-1] if sort == "-name" else lines
    known = [line for line in lines if order(line) is not None]
    known.sort(key=lambda line: order(line) or Decimal(0), reverse=sort[0] == "-")
    return [*known, *(line for line in lines if order(line) is None)]


def _is_of(line: Line, key: Key | None) -> bool:
    return line.target is not None and Key.of(line.target) == key


def _sum(lines: list[Line], value: Callable[[Line], Decimal | None]) -> Decimal | None:
    """The sum of what is known; districts within a province that is known are in it."""
    known = {line.area: each for line in lines if (each := value(line)) is not None}
    if not known:
        return None
    return sum((known[area] for area in outermost(known)), Decimal(0))
