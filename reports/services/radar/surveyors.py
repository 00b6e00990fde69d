"""Surveyors whose share of listed households is unlike that of the commune's others.

The statement that tells their numbers is the one that samples of inspections are drawn
by, so both find the same surveyors.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from households.models import Outcome, ReviewRound
from households.services.as_of import large_statement
from povertyportal.accounts.models import Officer
from povertyportal.ui.numbers import round_half_up
from reports.services.lists import ORDER, marks
from reports.services.risk import RESULTS, SURVEYOR_DEVIATIONS, SURVEYOR_LEAST


@dataclass(frozen=True)
class Share:
    """Households of a surveyor in a commune, and those of the others there."""

    commune: int
    surveyor: int
    reviewed: int
    listed: int
    others_reviewed: int
    others_listed: int

    @property
    def is_compared(self) -> bool:
        """Whether there are households enough on both sides, and of both kinds."""
        least = min(self.reviewed, self.others_reviewed)
        listed = self.listed + self.others_listed
        return least >= SURVEYOR_LEAST and 0 < listed < self.total

    @property
    def total(self) -> int:
        """All households of the commune's surveyors."""
        return self.reviewed + self.others_reviewed

    @property
    def is_unusual(self) -> bool:
        """Whether the shares lie SURVEYOR_DEVIATIONS or more apart: exactly."""
        return self.is_compared and self._squared >= SURVEYOR_DEVIATIONS**2

    @property
    def score(self) -> Decimal | None:
        """The difference in pooled deviations, two decimals; None if not compared."""
        if not self.is_compared:
            return None
        size = Fraction(sqrt(self._squared))
        return round_half_up(size if self._difference > 0 else -size, 2)

    @property
    def _difference(self) -> Fraction:
        own = Fraction(self.listed, self.reviewed)
        return own - Fraction(self.others_listed, self.others_reviewed)

    @property
    def _squared(self) -> Fraction:
        pooled = Fraction(self.listed + self.others_listed, self.total)
        spread = Fraction(1, self.reviewed) + Fraction(1, self.others_reviewed)
        return self._difference**2 / (pooled * (1 - pooled) * spread)


def shares(year: int, communes: Collection[int]) -> list[Share]:
    """Every surveyor of the year's annual rounds in the communes (ids).

    Whoever calls has asked whether the officer may read these communes.
    """
    found: dict[tuple[int, int], list[int]] = {}
    for round_ in _rounds(year, communes):
        with large_statement() as cursor:
            cursor.execute(_WITH + _SHARES, _parameters(round_, communes))
            for commune, surveyor, *numbers in cursor.fetchall():
                kept = found.setdefault((commune, surveyor), [0, 0, 0, 0])
                found[commune, surveyor] = [
                    a + int(b) for a, b in zip(kept, numbers, strict=True)
                ]
    return [
        Share(commune, surveyor, n, k, all_n - n, all_k - k)
        for (commune, surveyor), (n, k, all_n, all_k) in found.items()
    ]


def households(
    *, by: Officer, year: int, commune: int, surveyor: int
) -> QuerySet[Outcome]:
    """The outcomes that a surveyor's share counts, the nameless (moved away) last."""
    found: list[int] = []
    for round_ in _rounds(year, [commune]):
        given = _parameters(round_, [commune]) | {"surveyor": surveyor}
        with large_statement() as cursor:
            cursor.execute(_WITH + _HOUSEHOLDS, given)
            found += [outcome for (outcome,) in cursor.fetchall()]
    rows = Outcome.objects.filter(pk__in=found)
    marked = rows.annotate(**marks(by, "review__household__")).order_by(*ORDER)
    return marked.select_related("review__household", "village", "commune")


def _rounds(year: int, communes: Iterable[int]) -> QuerySet[ReviewRound]:
    annual = ReviewRound.objects.filter(kind=ReviewRound.Kind.ANNUAL, year=year)
    return annual.filter(places__commune__in=communes).distinct().order_by("pk")


def _parameters(round_: ReviewRound, communes: Collection[int]) -> dict[str, Any]:
    return {
        "round": round_.pk,
        "standards": list(round_.standards),
        "communes": sorted(communes),
        "at": timezone.now(),
    }


_WITH = f"WITH {RESULTS}"
_SHARES = """
SELECT commune_id, surveyor_id, n, k, all_n, all_k FROM others
ORDER BY commune_id, surveyor_id
"""
_HOUSEHOLDS = """
SELECT t.outcome_id FROM by_surveyor b JOIN told t USING (household_id)
WHERE b.surveyor_id = %(surveyor)s
"""
