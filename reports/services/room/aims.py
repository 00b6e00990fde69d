"""Targets of a place in a year, against what its lists say."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from povertyportal.areas.models import Area, Provenance
from programs.models import Target
from reports.services.selection import Place
from reports.services.targets.lines import Key, Line, Reader, unit_of
from reports.services.targets.years import Told
from reports.together import Read, Row

_COLUMNS = ("area_id", "area__path", "measure", "value", "provenance")


@dataclass(frozen=True)
class Aim:
    """A year's target (the sum of several units' where they add up), what is reached.

    `areas`: of how many units it is the sum. `how` is the arithmetic, `basis` what the
    figures are, `provenance` where the targets come from unless officers entered them.
    """

    year: int
    measure: str
    name: str
    unit: str
    target: Decimal
    done: Decimal | None
    percent: Decimal | None
    verdict: str
    verdict_words: str
    tone: str
    how: str
    basis: str
    areas: int
    provenance: str


def of_place(place: Place) -> QuerySet[Target]:
    """Targets of the place itself, or of the parts that it is made of.

    Those of quantities of activities stay on their own page.
    """
    rows = Target.objects.exclude(measure=Target.Measure.ACTIVITY)
    if place.area is not None:
        return rows.filter(area=place.area) if place.whole else rows.none()
    return rows.filter(area__in=place.tops)


def reads(place: Place, year: int) -> dict[str, Read]:
    """Those of a year."""
    rows = of_place(place).filter(year=year).order_by("area")
    return {"aims": Read(rows, _COLUMNS)}


def aims(year: int, rows: list[Row], told: Told) -> tuple[Aim, ...]:
    """What was aimed at and what is reached, in the order of the measures."""
    by_measure: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_measure[row[2]].append(row)
    order = [each for each in Target.Measure.values if each in by_measure]
    return tuple(
        _aim(year, by_measure[measure], told)
        for measure in order
        if len(by_measure[measure]) == 1 or measure in Target.SUMMED
    )


def _aim(year: int, rows: list[Row], told: Told) -> Aim:
    measure = rows[0][2]
    # The units stand for one that holds them all.
    whole = Area(pk=0)
    value = sum((Decimal(row[3]) for row in rows), Decimal(0))
    target = Target(area=whole, year=year, measure=measure, value=value)
    figures = told.within(year, [row[1] for row in rows])
    reader = Reader([], (), year, figures={} if figures is None else {0: figures})
    line = reader.line(whole, Key(measure), target)
    sources = {row[4] for row in rows} - {Provenance.ENTERED.value}
    return _told(line, target, len(rows), sources.pop() if len(sources) == 1 else "")


def _told(line: Line, target: Target, areas: int, provenance: str) -> Aim:
    return Aim(
        year=target.year,
        measure=target.measure,
        name=target.get_measure_display(),
        unit=unit_of(target.measure),
        target=target.value,
        done=line.done,
        percent=line.percent,
        verdict=line.progress.verdict.value if line.progress else "",
        verdict_words=line.verdict,
        tone=line.tone,
        how=line.how,
        basis=line.basis,
        areas=areas,
        provenance=provenance,
    )


def reached(found: tuple[Aim, ...]) -> Mapping[str, Aim]:
    """Aims by their measure."""
    return {each.measure: each for each in found}
