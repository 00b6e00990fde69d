"""Households near a line: conditions of SQL, and what would give each another class."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.lookups import GreaterThan

from households.models import Household, Outcome
from households.models.review import OutcomeQuerySet
from households.rules.facts import AreaKind
from households.rules.near_line import (
    NEAR_POINTS,
    WIDEST_POINTS,
    Position,
    cut_offs,
    distance,
    flips,
    words,
)
from households.rules.standards import STANDARDS
from households.rules.standards.base import Standard, Steps
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from reports.figures import outcomes
from reports.services.lists import ORDER, marks
from reports.services.selection import Period, Place

KINDS = (AreaKind.RURAL, AreaKind.URBAN)
_NOTED = [kind.value for kind in KINDS]
_URBAN = ("ward", "township")
# Which households: by points, by one indicator, or either.
BY_POINTS, BY_INDICATOR, EITHER = "diem", "chi-so", "ca-hai"


@dataclass(frozen=True)
class Wanted:
    """Which households near a line; `kind` a class and `indicator` a number or empty.

    `sign` is BY_POINTS (B1 within `margin` of a cut-off), BY_INDICATOR or EITHER.
    """

    margin: int = NEAR_POINTS
    sign: str = BY_POINTS
    kind: str = ""
    indicator: str = ""


@dataclass(frozen=True)
class Entry:
    """A household of the list; `household` is None for one that has left the scope.

    `distance` is B1 less the nearest cut-off; `flips` say what would change its class.
    """

    household: Household | None
    village: Area
    commune: Area
    kind: str
    b1: int | None = None
    b2: int | None = None
    distance: int | None = None
    flips: tuple[str, ...] = ()


def rows_of(period: Period, communes: Iterable[int]) -> OutcomeQuerySet:
    """Outcomes that the period's figures count, each with its `area_kind`.

    The kind noted at the review, else that of the commune.
    """
    rows = outcomes(period.basis, period.year, list(communes))
    noted = KeyTextTransform("area_kind", "grounds__facts")
    return rows.filter(Q(under=period.standard), b1__isnull=False).annotate(
        noted=noted,
        area_kind=Case(
            When(noted__in=_NOTED, then=F("noted")),
            When(commune__kind__in=_URBAN, then=Value(AreaKind.URBAN.value)),
            default=Value(AreaKind.RURAL.value),
            output_field=TextField(),
        ),
    )


def is_near(standard: Standard, margin: int) -> Q:
    """B1 at most `margin` points from a cut-off of the lists."""
    return _by_kind(standard, lambda steps: _around(steps, margin))


def is_flipped(standard: Standard) -> Q:
    """One indicator more, or one fewer, gives another class."""
    each = standard.points_per_indicator
    if each is None:
        return Q(pk__in=[])
    enough = standard.deprived_for_poor * each
    return _by_kind(standard, lambda steps: _at_the_edge(steps, enough, each))


def _by_kind(standard: Standard, condition: Any) -> Q:
    found = Q(pk__in=[])
    if standard.points is not None:
        for kind in KINDS:
            found |= Q(area_kind=kind.value) & condition(standard.points.of(kind))
    return found


def _around(steps: Steps, margin: int) -> Q:
    found = Q()
    for each in cut_offs(steps):
        found |= Q(b1__range=(each.value - margin, each.value + margin))
    return found


def _at_the_edge(steps: Steps, enough: int, each: int) -> Q:
    below = Q(b1__lte=steps.line.value)
    if steps.poor_alone is not None:
        below &= Q(b1__gt=steps.poor_alone.value)
    return below & Q(b2__in=(enough, enough - each))


def _of_indicator(standard: Standard, number: int) -> Q:
    """The indicator is one of those whose change would flip the class."""
    each = standard.points_per_indicator or 0
    enough = standard.deprived_for_poor * each
    bit = 1 << (number - 1)
    deprived = Q(GreaterThan(F("deprived_mask").bitand(bit), 0))
    known = Q(GreaterThan(F("known_mask").bitand(bit), 0))
    return (Q(b2=enough) & deprived) | (Q(b2=enough - each) & known & ~deprived)


def households(
    *, by: Officer, place: Place, period: Period, wanted: Wanted
) -> QuerySet[Outcome]:
    """Outcomes of the households that are wanted, the nameless (moved away) last."""
    law = STANDARDS[period.standard]
    near, flipped = is_near(law, wanted.margin), is_flipped(law)
    sign = {BY_POINTS: near, BY_INDICATOR: flipped, EITHER: near | flipped}
    rows = rows_of(period, place.communes).filter(sign[wanted.sign])
    if wanted.kind:
        rows = rows.filter(Q(kind=wanted.kind))
    if wanted.indicator:
        rows = rows.filter(flipped, _of_indicator(law, int(wanted.indicator)))
    marked = rows.annotate(**marks(by, "review__household__")).order_by(*ORDER)
    return marked.select_related("review__household", "village", "commune")


def entries(rows: Iterable[Outcome], standard: str) -> list[Entry]:
    """Rows of `households`, each with what would change its class."""
    return [_entry(row, STANDARDS[standard]) for row in rows]


def plain_entries(rows: Iterable[Outcome]) -> list[Entry]:
    """Rows with their classes and points, without what would change them."""
    return [_bare(row) for row in rows]


def _bare(row: Outcome) -> Entry:
    """As it was; nobody's who has moved out of the scope."""
    kind = getattr(row, "kind", row.poverty_class)  # annotated by figures.outcomes
    if getattr(row, "moved_out", True):  # annotated by marks
        return Entry(None, row.village, row.commune, kind)
    who = row.review.household
    return Entry(who, row.village, row.commune, kind, row.b1, row.b2)


def _entry(row: Outcome, law: Standard) -> Entry:
    bare = _bare(row)
    if bare.household is None or row.b1 is None:
        return bare
    area_kind = AreaKind(getattr(row, "area_kind", AreaKind.UNKNOWN))
    found = Position(area_kind, row.b1, row.b2, row.deprived_mask, row.known_mask)
    return replace(
        bare,
        distance=distance(law, found),
        flips=tuple(
            words(each, law)
            for each in flips(law, found)
            if abs(each.points) <= WIDEST_POINTS
        ),
    )
