"""Needs of a place from what is kept by commune: by topic, and by unit below."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Min, Q, QuerySet, Sum

from povertyportal.areas.models import Area
from programs.models import (
    Component,
    LoanProgramme,
    NeedSummary,
    StaleNeed,
    SupportKind,
)
from programs.services import need_sql
from programs.services.homes import Homes
from programs.services.need_topics import (
    EVERYBODY,
    NO_CAPITAL,
    topic_name,
    topics,
)
from programs.services.need_years import with_lists
from programs.services.right_counts import CARD, RIGHT

KINDS = {
    "": "Hộ nghèo và hộ cận nghèo",
    "poor": "Hộ nghèo",
    "near_poor": "Hộ cận nghèo",
}
_NAMES = ("needing", "helped", "planned", "uncovered", "unknown")
_SUMS = [Sum(name) for name in _NAMES]
KEPT_COLUMNS = ("standard", "topic", *(f"{name}__sum" for name in _NAMES))
_ORDER = {(each.standard, each.code): place for place, each in enumerate(topics(), 1)}


@dataclass(frozen=True)
class Counts:
    """Households that need something: helped, planned for, and neither.

    Beside them `unknown`: of these nobody knows whether they need it.
    """

    needing: int = 0
    helped: int = 0
    planned: int = 0
    uncovered: int = 0
    unknown: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.needing + other.needing,
            self.helped + other.helped,
            self.planned + other.planned,
            self.uncovered + other.uncovered,
            self.unknown + other.unknown,
        )


@dataclass(frozen=True)
class TopicNeed:
    """A need of a place under a standard ("" for everybody)."""

    topic: str
    standard: str
    name: str
    counts: Counts

    @property
    def is_cause(self) -> bool:
        """Whether it is a cause of poverty, no deprivation."""
        return self.topic.startswith("cause-")


@dataclass(frozen=True)
class UnitNeed:
    """A commune's households with a need."""

    area: Area
    counts: Counts


def by_topic(homes: Homes, year: int, kind: str = "") -> list[TopicNeed]:
    """Everybody first, then deprivations and causes in the order of the law."""
    found: dict[tuple[str, str], Counts] = defaultdict(Counts)
    for standard, topic, counts in (
        *_kept(homes, year, kind),
        *_live(homes, year, kind),
    ):
        found["" if topic == EVERYBODY else standard, topic] += counts
    keys = sorted(found, key=lambda key: _ORDER.get(key, 0))
    return [
        TopicNeed(topic, standard, topic_name(topic, standard), found[standard, topic])
        for standard, topic in keys
    ]


def _kept(homes: Homes, year: int, kind: str) -> list[tuple[str, str, Counts]]:
    rows = kept_rows(homes.communes, year, kind).values_list(*KEPT_COLUMNS)
    return [(standard, topic, Counts(*numbers)) for standard, topic, *numbers in rows]


def kept_rows(
    communes: Collection[int], year: int, kind: str = ""
) -> "QuerySet[NeedSummary, Any]":
    """What is kept of communes (ids), KEPT_COLUMNS: by standard and topic."""
    rows = _rows(communes, year, kind).order_by()
    return rows.values("standard", "topic").annotate(*_SUMS)


def _rows(communes: Collection[int], year: int, kind: str) -> "QuerySet[NeedSummary]":
    rows = NeedSummary.objects.filter(area__in=communes, year=year)
    rows = rows.exclude(topic__startswith=RIGHT).exclude(topic__startswith=CARD)
    return rows.filter(poverty_class=kind) if kind else rows


def _live(homes: Homes, year: int, kind: str) -> list[tuple[str, str, Counts]]:
    """Of single villages nothing is kept: they are few, and counted as they are."""
    if not homes.villages:
        return []
    alone = Homes(frozenset(), homes.villages)
    with connection.cursor() as cursor:
        cursor.execute(need_sql.COUNTED, need_sql.values(alone, year))
        return [
            (standard, topic, Counts(*numbers))
            for _, standard, topic, of, *numbers in cursor.fetchall()
            if not kind or of == kind
        ]


def by_unit(
    homes: Homes, year: int, topic: str, kind: str = "", standard: str = ""
) -> list[UnitNeed]:
    """The communes of a place that somebody with the need lives in."""
    rows = _rows(homes.communes, year, kind).filter(topic=topic)
    if standard:
        rows = rows.filter(standard=standard)
    numbers = {
        area: Counts(*counts)
        for area, *counts in rows.order_by().values_list("area").annotate(*_SUMS)
    }
    areas = Area.objects.filter(pk__in=numbers).order_by("sort_key", "id")
    return [UnitNeed(area, numbers[area.pk]) for area in areas]


def built_at(homes: Homes, year: int) -> dt.datetime | None:
    """The oldest count among the place's communes; None before the first."""
    rows = NeedSummary.objects.filter(area__in=homes.communes, year=year)
    return rows.aggregate(at=Min("built_at"))["at"]


def unknown(homes: Homes, year: int, topic: str, standard: str) -> int:
    """Households on the year's list of whom nobody knows whether they have a need."""
    return sum(
        counts.unknown
        for found, each, counts in (*_kept(homes, year, ""), *_live(homes, year, ""))
        if (found, each) == (standard, topic)
    )


def covered(homes: Homes, year: int) -> tuple[int, int] | None:
    """(communes counted, communes with a list) of a year if they differ; else None."""
    rows = NeedSummary.objects.filter(
        area__in=homes.communes, year=year, topic=EVERYBODY
    )
    counted = set(rows.values_list("area", flat=True))
    rest = homes.communes - counted
    missing = with_lists(rest, year) if counted and rest else 0
    return (len(counted), len(counted) + missing) if missing else None


def waiting(homes: Homes, year: int) -> int:
    """How many of its communes wait to be counted again."""
    marks = StaleNeed.objects.filter(commune__in=homes.communes, year=year)
    return marks.values("commune").distinct().count()


def suggestions(year: int) -> dict[str, list[str]]:
    """Topic -> what serves it that year: components, kinds of support, loans."""
    found: dict[str, list[str]] = defaultdict(list)
    components = Component.objects.filter(
        programme__starts_year__lte=year, programme__ends_year__gte=year
    ).exclude(topics=[])
    for component in components.order_by("programme", "position", "code"):
        for topic in component.topics:
            found[topic].append(str(component))
    kinds = SupportKind.objects.filter(is_active=True).exclude(topics=[])
    for kind in kinds.order_by("name"):
        for topic in kind.topics:
            found[topic].append(kind.name)
    first, after = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    loans = LoanProgramme.objects.filter(
        Q(starts__isnull=True) | Q(starts__lt=after),
        Q(ends__isnull=True) | Q(ends__gt=first),
    )
    found[NO_CAPITAL] += loans.order_by("name").values_list("name", flat=True)
    return found
