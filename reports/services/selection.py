"""What a page or a form is about: a place within the officer's scope, and a period."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum, Value

from households.rules.standards import STANDARDS, NoStandard, standard_in_force
from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area, AreaQuerySet, Level
from povertyportal.ui.words import lowered
from programs.services.places import EVERYTHING
from reports.figures import Basis
from reports.models import AreaSummary
from reports.services.grounds import grounds


@dataclass(frozen=True)
class Place:
    """An area, or (area None) all that an officer answers for.

    `tops` are ids of areas that share no commune and whose summaries add up to the
    place; `communes` are ids of its communes within the scope, of any time; `whole`
    is false where part of the area lies outside the scope.
    """

    area: Area | None
    tops: tuple[int, ...]
    communes: frozenset[int]
    whole: bool = True

    @property
    def name(self) -> str:
        """The place in words."""
        if self.area is None:
            return EVERYTHING
        ended = self.area.ended
        # The last day it existed: `ended` is the first day it did not.
        last = f" (đến {ended - dt.timedelta(days=1):%d/%m/%Y})" if ended else ""
        return f"{self.area.name}{last}"


def _outermost(scope: Scope) -> list[Area]:
    """A scope's areas without those inside others, and without villages."""
    wide = [area for area in scope.areas if area.level != Level.VILLAGE]
    return [
        area
        for area in wide
        if not any(other.contains(area) and other != area for other in wide)
    ]


def single_unit(scope: Scope) -> Area | None:
    """The unit of who answers for one; what became part of it is left aside."""
    outer = _outermost(scope)
    return outer[0] if len(outer) == 1 else None


def everything(scope: Scope) -> Place:
    """All of a scope: its areas, and ended communes that became part of them."""
    outer, dissolved = _outermost(scope), scope.dissolved_ids
    if len(outer) == 1 and not dissolved:
        return Place(outer[0], (outer[0].pk,), scope.commune_ids)
    tops = (*(area.pk for area in outer), *sorted(dissolved))
    return Place(None, tops, scope.commune_ids)


def place_of(scope: Scope, area: Area) -> Place | None:
    """An area as far as it lies within a scope; None when nothing of it does."""
    if area.level == Level.VILLAGE:
        return None
    below = Area.objects.under(area).communes().values_list("pk", flat=True)
    communes = frozenset(below)
    inside = communes & scope.commune_ids
    if not inside:
        return None
    if inside == communes:
        return Place(area, (area.pk,), communes)
    return Place(area, tuple(sorted(inside)), inside, whole=False)


def past_districts(scope: Scope) -> QuerySet[Area]:
    """Ended districts with kept figures, some of whose communes are in the scope."""
    kept = AreaSummary.objects.filter(area=OuterRef("pk"))
    return (
        Area.objects.filter(
            Exists(kept),
            level=Level.DISTRICT,
            ended__isnull=False,
            pk__in=Area.objects.filter(pk__in=scope.commune_ids).values("parent"),
        )
        .exclude(pk__in=[area.pk for area in scope.areas])
        .order_by("sort_key", "id")
    )


def rows_of(
    area_ids: Iterable[int] | QuerySet[Area, Any],
) -> QuerySet[AreaSummary]:
    """Kept figures of areas and their grounds, in Vietnamese order of their names."""
    return (
        AreaSummary.objects.filter(area__in=area_ids)
        .annotate(**grounds())
        .select_related("area__parent")
        .order_by("area__sort_key", "area_id")
    )


_LONGEST = 20  # letters of an address that are said again
_BASES = {
    Basis.OFFICIAL.value: "số liệu chính thức",
    Basis.PRELIMINARY.value: "số liệu sơ bộ",
}


@dataclass(frozen=True)
class Period:
    """A year's figures under a standard, on a basis."""

    year: int
    standard: str
    basis: str

    @property
    def standard_name(self) -> str:
        """The standard in words."""
        return STANDARDS[self.standard].title

    @property
    def basis_name(self) -> str:
        """The basis in words."""
        return _BASES[self.basis]


@dataclass(frozen=True)
class Choice:
    """The period chosen and the others there are for the place.

    `usual` is the year that is shown where none is asked for; `is_asked` whether this
    one was. `missed`: what was asked for instead and is not there, in words.
    """

    period: Period
    years: tuple[int, ...]
    standards: tuple[str, ...]
    bases: tuple[str, ...]
    usual: int
    is_asked: bool
    missed: tuple[str, ...] = ()

    def work_day(self, today: dt.date) -> dt.date | None:
        """The day of whose year the work is told; None: of the year asked for."""
        return None if self.is_asked else today


def choose(
    place: Place,
    asked: Mapping[str, str],
    today: dt.date,
    among: Collection[str] = tuple(Basis),
    also: "QuerySet[Any, tuple[int, str, str]] | None" = None,
    first: int = 0,
) -> Choice | None:
    """The period asked for, as far as there are figures; None without any.

    What is not asked or not there falls to: the newest year whose lists are recognised
    (else the newest), the standard in force today, the official basis. `among`: the
    bases to choose from. `also`: rows of other periods (year, standard, basis) that can
    be shown; read in the same statement. `first`: a year to take before the usual one.
    """
    told = _communes_told(place, among, also)
    if not told:
        return None
    found = set(told)
    years = sorted({year for year, _, _ in found}, reverse=True)
    offered = sorted(
        years, key=lambda year: (year != first, not _is_settled(told, year))
    )
    year = int(_pick(asked.get("year"), [str(each) for each in offered]))
    of_year = {(standard, basis) for at, standard, basis in found if at == year}
    standards = [code for code in STANDARDS if code in {each for each, _ in of_year}]
    standard = _pick(asked.get("standard"), _in_force_first(standards, today))
    bases = [
        basis
        for basis in (Basis.OFFICIAL.value, Basis.PRELIMINARY.value)
        if (standard, basis) in of_year
    ]
    basis = _pick(asked.get("basis"), bases)
    period = Period(year, standard, basis)
    return Choice(
        period,
        tuple(years),
        tuple(standards),
        tuple(bases),
        usual=offered[0],
        is_asked=asked.get("year") == str(year),
        missed=tuple(_missed(asked, period)),
    )


def _missed(asked: Mapping[str, str], period: Period) -> Iterator[str]:
    if (year := asked.get("year")) and year != str(period.year):
        yield f"năm {year[:_LONGEST]}"
    if (code := asked.get("standard")) and code != period.standard:
        known = STANDARDS.get(code)
        yield lowered(known.title) if known else f"chuẩn nghèo {code[:_LONGEST]}"
    if (basis := asked.get("basis")) and basis != period.basis:
        yield _BASES.get(basis, f"cơ sở số liệu {basis[:_LONGEST]}")


def _communes_told(
    place: Place,
    among: Collection[str],
    also: "QuerySet[Any, tuple[int, str, str]] | None",
) -> dict[tuple[int, str, str], int]:
    """Of how many communes each period tells: none of those that are only shown."""
    kept = AreaSummary.objects.filter(area__in=place.tops, basis__in=among)
    periods = (
        kept.order_by()
        .values_list("year", "standard", "basis")
        .annotate(told=Sum("communes"))
    )
    if also is not None:
        periods = periods.union(also.annotate(told=Value(0)))
    return {(year, standard, basis): n for year, standard, basis, n in periods}


def _is_settled(told: Mapping[tuple[int, str, str], int], year: int) -> bool:
    """Whether every commune that a year's review tells of has its recognised list.

    A review that goes on says little of the whole: its rates rise with each form.
    """
    return any(
        at == year
        and basis == Basis.OFFICIAL
        and 0 < communes >= told.get((at, standard, Basis.PRELIMINARY), 0)
        for (at, standard, basis), communes in told.items()
    )


def _pick(asked: str | None, offered: list[str]) -> str:
    return asked if asked in offered else offered[0]


def _in_force_first(standards: list[str], today: dt.date) -> list[str]:
    try:
        governing = standard_in_force(today).code
    except NoStandard:
        return standards
    return sorted(standards, key=lambda code: code != governing)


def places_within(scope: Scope, year: int | None = None) -> list[Area]:
    """Areas with kept figures (of a year) wholly within a scope, the widest first."""
    kept = AreaSummary.objects.filter(area=OuterRef("pk"))
    if year is not None:
        kept = kept.filter(year=year)
    return _widest_first(_wholly_within(scope).filter(Exists(kept)))


def places_on(scope: Scope, day: dt.date) -> list[Area]:
    """Areas in being on a day that lie wholly within a scope, the widest first."""
    return _widest_first(_wholly_within(scope).on(day))


def places_holding(scope: Scope, communes: Collection[int]) -> list[Area]:
    """Areas wholly within a scope that hold one of the communes (ids), widest first."""
    held = Area.objects.filter(path__startswith=OuterRef("path"), pk__in=communes)
    return _widest_first(_wholly_within(scope).filter(Exists(held)))


def _wholly_within(scope: Scope) -> AreaQuerySet:
    communes = Area.objects.filter(pk__in=scope.commune_ids)
    outside = Area.objects.filter(
        path__startswith=OuterRef("path"), level=Level.COMMUNE
    ).exclude(pk__in=scope.commune_ids)
    above = Area.objects.filter(
        Q(pk__in=communes.values("parent"))
        | Q(pk__in=communes.values("parent__parent"))
    ).filter(~Exists(outside))
    return Area.objects.filter(Q(pk__in=communes) | Q(pk__in=above.values("pk")))


def _widest_first(found: AreaQuerySet) -> list[Area]:
    order = {Level.PROVINCE: 0, Level.DISTRICT: 1, Level.COMMUNE: 2}
    return sorted(
        found, key=lambda area: (area.ended is not None, order[Level(area.level)])
    )


def periods_within(
    scope: Scope, year: int | None = None
) -> tuple[list[int], list[str]]:
    """Years (newest first) with figures of a scope's communes; standards of a year."""
    found = set(
        AreaSummary.objects.filter(area__in=scope.commune_ids)
        .order_by()
        .values_list("year", "standard")
        .distinct()
    )
    years = sorted({year for year, _ in found}, reverse=True)
    of_year = {each for at, each in found if year in (None, at)}
    return years, [code for code in STANDARDS if code in of_year]
