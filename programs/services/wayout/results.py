"""What a household's class rests on, as its standing tells: for SQL and for Python."""

from collections.abc import Iterable

from django.db.models import F, Func, IntegerField, Q
from django.db.models.functions import Coalesce

from households.models import Standing
from households.rules.facts import AreaKind
from households.rules.standards import STANDARDS
from povertyportal.areas.levels import RURAL_KINDS, URBAN_KINDS
from programs.rules.wayout import NEAR_POINTS, Result, last_deprivation, line_of

KINDS = ((AreaKind.RURAL, RURAL_KINDS), (AreaKind.URBAN, URBAN_KINDS))
_POINTS = 10  # of B2 an indicator, under every standard that has points


class _BitCount(Func):
    template = "bit_count(%(expressions)s::bit(32))"
    output_field = IntegerField()


# How many indicators the outcome of a standing is deprived in. A list tells B2 alone;
# a review without points tells the indicators.
DEPRIVED = Coalesce(F("outcome__b2") / _POINTS, _BitCount(F("outcome__deprived_mask")))


def result_of(standing: Standing) -> Result:
    """What the standing rests on; its outcome and that one's commune are read."""
    outcome = standing.outcome
    if outcome is None:
        return Result(standing.poverty_class, standing.standard)
    deprived = outcome.deprived_mask.bit_count()
    if outcome.b2 is not None:
        deprived = outcome.b2 // _POINTS
    return Result(
        standing.poverty_class,
        outcome.standard,
        kind_of(outcome.commune.kind),
        outcome.b1,
        deprived,
        outcome.no_labour,
    )


def kind_of(kind: str) -> AreaKind:
    """Rural or urban of a commune's kind; of a special zone it is not known."""
    for found, kinds in KINDS:
        if kind in kinds:
            return found
    return AreaKind.UNKNOWN


def just_below() -> Q:
    """The condition on standings whose B1 is little below the line, or on it."""
    found = Q(pk__in=[])
    for code in STANDARDS:
        for area_kind, kinds in KINDS:
            line = line_of(code, area_kind)
            if line is not None:
                found |= Q(
                    outcome__standard=code,
                    outcome__commune__kind__in=kinds,
                    outcome__b1__range=(line - NEAR_POINTS, line),
                )
    return found


def just_poor() -> Q:
    """The condition on standings with `deprived`: one deprivation less is not poor."""
    found = Q(pk__in=[])
    for code in STANDARDS:
        just = last_deprivation(code)
        if just is not None:
            found |= Q(outcome__standard=code, deprived__lte=just)
    return found


def by_household(rows: Iterable[Standing]) -> dict[int, Standing]:
    """Household (id) -> its standing."""
    return {each.household_id: each for each in rows}
