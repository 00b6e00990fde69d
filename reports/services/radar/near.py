"""Households near a line: conditions of SQL, and what would give each another class."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
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
from povertyportal.areas.models import URBAN_KINDS, Area, AreaVersion
from reports.figures import outcomes
from reports.services.lists import ORDER, marks
from reports.services.selection import Period, Place

KINDS = (AreaKind.RURAL, AreaKind.URBAN)
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

    That of the commune when the round opened: it costs far less than the kind noted in
    each outcome's grounds, which is the same.
    """
    rows = outcomes(period.basis, period.year, list(communes))
    day = OuterRef("round__opens_on")
    urban = AreaVersion.objects.filter(
        Q(starts=None) | Q(starts__lte=day),
        Q(ends=None) | Q(ends__gt=day),
        area=OuterRef("commune"),
        kind__in=URBAN_KINDS,
    )
    return rows.filter(Q(under=period.standard), b1__isnull=False).annotate(
        area_kind=Case(
            When(Exists(urban), then=Value(AreaKind.URBAN.value)),
            default=Value(AreaKind.RURAL.value),
            output_field=TextField(),
        )
    )


def is_near(standard: Standard, margin: int) -> Q:
    """B1 at most `margin` points from a cut-off of the lists."""
    lines = _lines(standard)
    if not lines:
        return Q(pk__in=[])
    # Told of every kind of area first: few rows are left of which to ask the kind.
    wide = Q(b1__range=(min(lines) - margin, max(lines) + margin))
    return wide & _by_kind(standard, lambda steps: _around(steps, margin))


def is_flipped(standard: Standard) -> Q:
    """One indicator more, or one fewer, gives another class."""
    lines, each = _lines(standard), standard.points_per_indicator
    if not lines or each is None:
        return Q(pk__in=[])
    enough = standard.deprived_for_poor * each
    wide = Q(b1__lte=max(lines), b2__in=(enough, enough - each))
    return wide & _by_kind(standard, _below)


def _lines(standard: Standard) -> list[int]:
    """The cut-offs of the lists of every kind of area; none without points."""
    points = standard.points
    if points is None:
        return []
    return [each.value for kind in KINDS for each in cut_offs(points.of(kind))]


def _by_kind(standard: Standard, condition: Callable[[Steps], Q]) -> Q:
    """The condition by the lines of each household's own kind of area."""
    found = Q(pk__in=[])
    if standard.points is not None:
        for kind in KINDS:
            found |= condition(standard.points.of(kind)) & Q(area_kind=kind.value)
    return found


def _around(steps: Steps, margin: int) -> Q:
    found = Q()
    for each in cut_offs(steps):
        found |= Q(b1__range=(each.value - margin, each.value + margin))
    return found


def _below(steps: Steps) -> Q:
    """Where deprivations decide between poor and near-poor."""
    below = Q(b1__lte=steps.line.value)
    if steps.poor_alone is not None:
        below &= Q(b1__gt=steps.poor_alone.value)
    return below


def of_indicator(standard: Standard, number: int) -> Q:
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
        rows = rows.filter(flipped, of_indicator(law, int(wanted.indicator)))
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
