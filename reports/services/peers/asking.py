"""Which areas are put side by side: what an address asks for, within what one may."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils import timezone

from povertyportal.accounts.access import Act, Scope, can, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.levels import RURAL_KINDS, URBAN_KINDS, Kind
from povertyportal.areas.models import Area, AreaQuerySet, Level
from reports.figures import Basis, Rate
from reports.likeness import MOST, Traits, alike
from reports.models import AreaSummary
from reports.services.peers.veil import POOR, Veil, veil
from reports.services.selection import Choice, Period, Place, choose

BELOW, ALIKE, CHOSEN = "duoi", "tuong-tu", "chon"
WAYS = {
    BELOW: "Các đơn vị trực thuộc",
    ALIKE: "Đơn vị có điều kiện tương tự",
    CHOSEN: "Các đơn vị tự chọn",
}
MOST_CHOSEN = 12
_CITIES = frozenset(
    {Kind.MUNICIPALITY, Kind.URBAN_DISTRICT, Kind.TOWN, Kind.PROVINCIAL_CITY}
)
_COUNTRY = frozenset({Kind.PROVINCE, Kind.DISTRICT})


@dataclass(frozen=True)
class Asked:
    """The areas to put side by side in a period, and who asks.

    `rows` are compared, `above` the provinces they are held against (none without the
    act of comparing). `inside` are ids of the units that the reader answers for.
    `chosen` were asked for one by one, on top of what the way gives.
    """

    place: Place
    choice: Choice
    way: str
    ways: tuple[str, ...]
    rows: tuple[Area, ...]
    above: tuple[Area, ...]
    chosen: tuple[Area, ...]
    inside: frozenset[int]
    hidden: Veil
    may_compare: bool

    @property
    def period(self) -> Period:
        """The period compared."""
        return self.choice.period

    @property
    def outside(self) -> list[Area]:
        """Areas shown that the reader does not answer for."""
        shown = {area.pk: area for area in (*self.rows, *self.above)}
        return [area for pk, area in shown.items() if pk not in self.inside]

    @property
    def level(self) -> str:
        """The level of what is compared."""
        own = self.place.area
        first = self.rows[0] if self.rows else own
        return str(first.level) if first else Level.COMMUNE.value


def asked(by: Officer, place: Place, query: Any) -> Asked | None:
    """What ?year=…&cach=…&voi=…&them=… asks for; None without official figures.

    Raises Http404 for areas that are not there, or outside without Act.COMPARE_AREAS.
    """
    wanted = {name: query.get(name, "") for name in ("year", "standard")}
    choice = choose(place, wanted, timezone.localdate(), (Basis.OFFICIAL,))
    if choice is None:
        return None
    scope, may_compare = scope_of(by), can(by, Act.COMPARE_AREAS)
    inside = _inside(scope)
    listed = _Listed(choice.period, inside, may_compare)
    chosen = listed.chosen([*query.getlist("voi"), *query.getlist("them")])
    below = listed.below(place)
    ways = _ways(place, below)
    way = query.get("cach", "")
    way = way if way in ways else ways[0]
    rows, hidden = _rows(way, place, below, chosen, listed)
    above = listed.provinces_of(rows) if may_compare else ()
    return Asked(
        place=place,
        choice=choice,
        way=way,
        ways=ways,
        rows=tuple(rows),
        above=tuple(area for area in above if area not in rows),
        chosen=chosen,
        inside=inside,
        hidden=hidden,
        may_compare=may_compare,
    )


def _inside(scope: Scope) -> frozenset[int]:
    own = {area.pk for area in scope.areas if area.level != Level.VILLAGE}
    return scope.commune_ids | scope.unit_ids | own


def _ways(place: Place, below: Collection[Area]) -> tuple[str, ...]:
    """What can be compared: units below if there are several, likes of one unit."""
    found = [BELOW] if len(below) > 1 else []
    if place.area is not None and place.whole:
        found.append(ALIKE)
    return (*found, CHOSEN)


def _rows(
    way: str,
    place: Place,
    below: list[Area],
    chosen: tuple[Area, ...],
    listed: "_Listed",
) -> tuple[list[Area], Veil]:
    own = [place.area] if place.area and place.whole else []
    base = {BELOW: below, ALIKE: own, CHOSEN: own}[way]
    likes = listed.peers(place.area) if way == ALIKE and place.area else []
    hidden = listed.veil_over([*base, *likes, *chosen])
    before = listed.period.year - 1
    # Who is alike is said by the rates of the year before: those that are hidden are
    # left out before the nearest are taken, so that a short list tells of none.
    told = [area for area in likes if not hidden.covers(POOR, before, area.pk)]
    return list(dict.fromkeys([*base, *told[:MOST], *chosen])), hidden


@dataclass(frozen=True)
class _Listed:
    """Reads which areas have official figures, as far as one may compare."""

    period: Period
    inside: frozenset[int]
    may_compare: bool

    def areas(self) -> AreaQuerySet:
        """Units with official figures of the period that may be compared."""
        kept = AreaSummary.objects.filter(
            area=OuterRef("pk"),
            year=self.period.year,
            standard=self.period.standard,
            basis=Basis.OFFICIAL,
        )
        found = Area.objects.filter(Exists(kept)).exclude(level=Level.VILLAGE)
        return found if self.may_compare else found.filter(pk__in=self.inside)

    def chosen(self, asked: Collection[str]) -> tuple[Area, ...]:
        """The units of these ids, in their order. Raises Http404."""
        ids = list(dict.fromkeys(each for each in asked if each))[:MOST_CHOSEN]
        if not all(each.isdecimal() and len(each) < 10 for each in ids):
            raise Http404
        found = self.areas().in_bulk([int(each) for each in ids])
        if len(found) < len(ids):
            raise Http404
        return tuple(found[int(each)] for each in ids)

    def below(self, place: Place) -> list[Area]:
        """Units directly below the place, or those that it is made of, in the scope."""
        if place.area is not None and place.whole:
            parts = self.areas().filter(parent=place.area)
        else:
            parts = self.areas().filter(pk__in=place.tops)
        return list(parts.filter(pk__in=self.inside).order_by("sort_key", "id"))

    def provinces_of(self, areas: Collection[Area]) -> tuple[Area, ...]:
        """Their provinces, as far as those have figures."""
        ids = {area.ancestor_ids[0] for area in areas}
        return tuple(self.areas().filter(pk__in=ids).order_by("sort_key", "id"))

    def veil_over(self, areas: Collection[Area]) -> Veil:
        """What is hidden in the provinces of areas outside."""
        ids = {area.ancestor_ids[0] for area in areas}
        if self.inside.issuperset(ids):
            return Veil()
        provinces = Area.objects.filter(pk__in=ids - self.inside)
        years = (self.period.year - 1, self.period.year)
        return veil(list(provinces), self.inside, years, self.period.standard)

    def peers(self, own: Area) -> list[Area]:
        """Units like one's own, the nearest first; hidden ones among them.

        Communes of its province, else of the whole country. Two queries.
        """
        found = self.areas().filter(level=own.level)
        if own.level == Level.COMMUNE:
            top = own.path.split(".")[0] + "."
            found = found.filter(path__startswith=top)
        areas = {area.pk: area for area in found}
        traits = self._traits({**areas, own.pk: own})
        mine = traits.pop(own.pk)
        return [areas[pk] for pk in alike(mine, traits.values())]

    def _traits(self, areas: Mapping[int, Area]) -> dict[int, Traits]:
        rows = AreaSummary.objects.filter(
            area__in=areas,
            year__in=(self.period.year - 1, self.period.year),
            standard=self.period.standard,
            basis=Basis.OFFICIAL,
        ).order_by()
        residents: dict[int, int | None] = {}
        rates: dict[int, Decimal | None] = {}
        for pk, year, whole, poor in rows.values_list(
            "area_id", "year", "resident_households", "poor"
        ):
            if year == self.period.year:
                residents[pk] = whole
            else:
                rates[pk] = Rate(poor, whole).value
        return {
            pk: Traits(
                pk, area.level, _is_urban(area), residents.get(pk), rates.get(pk)
            )
            for pk, area in areas.items()
        }


def _is_urban(area: Area) -> bool | None:
    if area.kind in URBAN_KINDS | _CITIES:
        return True
    return False if area.kind in RURAL_KINDS | _COUNTRY else None


@dataclass(frozen=True)
class Offered:
    """Areas that may be added: the provinces to choose from, and units of one.

    `provinces` are empty where only the reader's own units, or provinces, are offered.
    """

    provinces: list[Area]
    province: Area | None
    units: list[Area]


def offered(found: Asked, province: str) -> Offered:
    """What may still be put beside the rows, of the province (id) asked for.

    By default that of the first row. Two queries.
    """
    listed = _Listed(found.period, found.inside, found.may_compare)
    units = listed.areas().filter(level=found.level).order_by("sort_key", "id")
    if found.level == Level.PROVINCE or not found.may_compare:
        return Offered([], None, _not_shown(units, found))
    tops = listed.areas().filter(level=Level.PROVINCE).order_by("sort_key", "id")
    provinces = list(tops)
    own = found.rows[0].ancestor_ids[0] if found.rows else None
    wanted = {str(area.pk): area for area in provinces}
    top = wanted.get(province) or wanted.get(str(own))
    if top is None:
        return Offered(provinces, None, [])
    below = units.filter(path__startswith=top.path)
    return Offered(provinces, top, _not_shown(below, found))


def _not_shown(units: AreaQuerySet, found: Asked) -> list[Area]:
    shown = {area.pk for area in found.rows}
    return [area for area in units if area.pk not in shown]
