"""What the radar keeps of a place's communes: fast falls, households near a line."""

from collections.abc import Mapping

from django.db.models import Count, Q, Sum, Value

from reports import falls
from reports.models import RadarCount
from reports.services.selection import Period, Place
from reports.together import Read, Row


def reads(place: Place, period: Period) -> dict[str, Read]:
    """The sums of the period's kept signs."""
    rows = RadarCount.objects.filter(
        area__in=place.communes,
        year=period.year,
        standard=period.standard,
        basis=period.basis,
    )
    one = rows.order_by().values(one_=Value(1))
    sums = one.annotate(
        fast=Count("pk", filter=Q(score__gte=falls.FAST)), n_near=Sum("near")
    )
    return {"radar": Read(sums, ("fast", "n_near"))}


def counts(told: Mapping[str, list[Row]]) -> tuple[int, int]:
    """Communes that fell implausibly fast, and households near a line."""
    fast, near = told["radar"][0] if told["radar"] else (0, 0)
    return int(fast), int(near or 0)
