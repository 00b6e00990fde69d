"""What figures rest on: communes still without any, and where numbers come from."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, F, Func, OuterRef, Subquery, Value
from django.db.models.functions import Concat, JSONObject

from povertyportal.areas.models import (
    Area,
    AreaPopulation,
    AreaQuerySet,
    Level,
    Provenance,
)
from reports.figures import Figures
from reports.models import AreaSummary, PublishedFigure

# A sum is only as good as its least certain part.
_WORST_FIRST = (Provenance.INVENTED, Provenance.DERIVED, Provenance.PUBLISHED)
_PERIOD = ("year", "standard", "basis")
_Figure = PublishedFigure.Figure


def grounds() -> dict[str, Any]:
    """Annotations that Figures.of reads from a kept summary.

    `missing`: communes below the area, in being at the year's end, without figures.
    `origins`: provenances of the resident households of its communes (None: not
    entered). `told`: figures that others published of the area and year.
    """
    told = PublishedFigure.objects.filter(area=OuterRef("area"), year=OuterRef("year"))
    facts = JSONObject(figure="figure", value="value", provenance="provenance")
    return {
        "missing": _missing(),
        "origins": _origins(),
        "told": ArraySubquery(told.order_by().values(fact=facts)),
    }


def _year_end() -> Func:
    return Func(
        OuterRef("year"), 12, 31, function="make_date", output_field=DateField()
    )


def _below(path: str) -> dict[str, Any]:
    """Within the area of the outer row: a range of paths, which an index can read."""
    return {
        f"{path}__gte": OuterRef("area__path"),
        f"{path}__lt": Concat(OuterRef("area__path"), Value("~")),
    }


def _missing() -> Subquery:
    same = {name: OuterRef(OuterRef(name)) for name in _PERIOD}
    kept = AreaSummary.objects.filter(area=OuterRef("pk"), **same)
    there = Area.objects.communes().on(_year_end())  # type: ignore[arg-type]
    absent = there.filter(~Exists(kept), **_below("path")).order_by()
    return Subquery(absent.values(n=Func(F("pk"), function="count")))


def _origins() -> ArraySubquery:
    counted = AreaPopulation.objects.filter(
        area=OuterRef("area"), counted_on__lte=_year_end()
    ).order_by("-counted_on")
    parts = AreaSummary.objects.filter(
        area__level=Level.COMMUNE,
        **{name: OuterRef(name) for name in _PERIOD},
        **_below("area__path"),
    )
    origin = Subquery(counted.values("provenance")[:1])
    return ArraySubquery(parts.order_by().values(origin=origin).distinct())


def communes_there(communes: Any, year: int) -> AreaQuerySet:
    """Those of the communes (ids, or a query of them) in being at the year's end."""
    day = dt.date(year, 12, 31)
    return Area.objects.communes().on(day).filter(pk__in=communes)


def without_figures(
    communes: Any, *, year: int, standard: str, basis: str
) -> AreaQuerySet:
    """Those of the communes in being at the year's end that have no kept figures."""
    kept = AreaSummary.objects.filter(
        area=OuterRef("pk"), year=year, standard=standard, basis=basis
    )
    return communes_there(communes, year).filter(~Exists(kept))


@dataclass(frozen=True)
class Sources:
    """Provenance of each figure of an area; empty where officials entered it.

    `own` is that of all that the portal counts itself.
    """

    residents: str
    poor: str
    poor_rate: str
    near_poor: str
    near_poor_rate: str
    own: str

    @property
    def is_marked(self) -> bool:
        """Whether anything is to be said."""
        return any(astuple(self))


def sources(figures: Figures) -> Sources:
    """Where an area's figures come from.

    One bears the mark of a published or derived figure of the same area and year
    where it is that very number. What else a demonstration portal counts is invented.
    """
    told = {each["figure"]: each for each in figures.told}

    def mark(name: str, ours: int | Decimal | None, otherwise: str) -> str:
        theirs = told.get(name)
        if theirs and ours is not None and Decimal(str(theirs["value"])) == ours:
            return str(theirs["provenance"])
        return otherwise

    own = Provenance.INVENTED.value if settings.DEMO else ""
    residents = mark(
        _Figure.HOUSEHOLDS, figures.resident_households, _worst(figures.origins)
    )
    poor = mark(_Figure.POOR, figures.poor, own)
    return Sources(
        residents=residents,
        poor=poor,
        poor_rate=mark(
            _Figure.POOR_RATE, figures.rate("poor").value, _of_rate(poor, residents)
        ),
        near_poor=own,
        near_poor_rate=_of_rate(own, residents),
        own=own,
    )


def _worst(found: Collection[str]) -> str:
    return next((code.value for code in _WORST_FIRST if code in found), "")


def _of_rate(part: str, whole: str) -> str:
    """Of a rate: at best derived, since it is computed."""
    worst = _worst((part, whole))
    return Provenance.DERIVED.value if worst == Provenance.PUBLISHED else worst


def by_code(source: Sources) -> list[tuple[str, str]]:
    """What comes from where: ("số hộ nghèo, tỷ lệ hộ nghèo", "published"), …"""
    named = (
        ("tổng số hộ dân cư", source.residents),
        ("số hộ nghèo", source.poor),
        ("tỷ lệ hộ nghèo", source.poor_rate),
        ("số hộ cận nghèo", source.near_poor),
        ("tỷ lệ hộ cận nghèo", source.near_poor_rate),
        ("các số khác", source.own),
    )
    codes: dict[str, list[str]] = defaultdict(list)
    for name, code in named:
        if code:
            codes[code].append(name)
    if len(codes) == 1 and all(code for _, code in named):
        return [("mọi số", source.own)]
    return [(", ".join(names), code) for code, names in codes.items()]


def source_words(source: Sources) -> str:
    """What comes from where, as one text."""
    return "; ".join(
        f"{names}: {Provenance(code).label}" for names, code in by_code(source)
    )


def in_words(codes: Iterable[str]) -> str:
    """Provenances as one text, the most certain first: "suy ra…, giả định…"."""
    found = set(codes)
    return ", ".join(
        str(code.label) for code in reversed(_WORST_FIRST) if code in found
    )


def alike(named: Iterable[tuple[str, Sources]]) -> list[tuple[list[str], Sources]]:
    """Names grouped by the same sources, in order; no names where all are alike.

    What nothing is to be said of is left out; the areas under a total are "the rest".
    """
    groups: dict[Sources, list[str]] = defaultdict(list)
    for name, source in named:
        groups[source].append(name)
    if len(groups) == 1:
        return [([], source) for source in groups if source.is_marked]
    if len(groups) == 2:
        total, rest = groups.values()
        if len(total) == 1 < len(rest):
            rest[:] = ["các địa bàn còn lại"]
    return [(names, source) for source, names in groups.items() if source.is_marked]
