"""Kept figures of rights: how many should have a benefit, and do, by commune."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum

from povertyportal.areas.models import Area
from programs.models import NeedSummary
from programs.services.homes import Homes, homes_of
from programs.services.places import Place
from programs.services.right_counts import card_topic, right_topic


@dataclass(frozen=True)
class RightNumbers:
    """Who should have a benefit; of them who has it; who has it without a right."""

    should: int = 0
    both: int = 0
    excess: int = 0

    @property
    def missing(self) -> int:
        """Who should have it and does not."""
        return self.should - self.both


@dataclass(frozen=True)
class CommuneRights:
    """A commune with its numbers, as counted at a moment (None: not yet)."""

    area: Area
    should: int
    both: int
    missing: int
    excess: int
    built_at: dt.datetime | None


def by_commune(homes: Homes, benefit: str, year: int) -> list[CommuneRights]:
    """The communes that anybody has or should have it in, in Vietnamese order."""
    right, card = right_topic(benefit), card_topic(benefit)
    kept = NeedSummary.objects.filter(
        area__in=homes.communes, year=year, topic__in=[right, card]
    )
    rows = {(row.area_id, row.topic): row for row in kept.select_related("area")}
    areas = {row.area_id: row.area for row in rows.values()}
    found = [
        CommuneRights(
            area,
            rows[pk, right].needing,
            rows[pk, right].helped,
            rows[pk, right].uncovered,
            rows[pk, card].uncovered,
            rows[pk, right].built_at,
        )
        for pk, area in areas.items()
    ]
    return sorted(found, key=lambda each: (each.area.sort_key, each.area.pk))


def numbers(place: Place, benefit: str, year: int) -> RightNumbers:
    """A place's numbers in a year, from what is kept: for reports and tiles."""
    right, card = right_topic(benefit), card_topic(benefit)
    kept = (
        NeedSummary.objects.filter(
            area__in=homes_of(place).communes, year=year, topic__in=[right, card]
        )
        .order_by()
        .values("topic")
        .annotate(all=Sum("needing"), both=Sum("helped"), rest=Sum("uncovered"))
    )
    found = {row["topic"]: row for row in kept}
    return RightNumbers(
        found[right]["all"] if right in found else 0,
        found[right]["both"] if right in found else 0,
        found[card]["rest"] if card in found else 0,
    )
