"""Marking figures that must be rebuilt, and saying so at once."""

from collections.abc import Iterable

from households.models import Household, Review, StaleArea
from povertyportal.areas.models import Area
from povertyportal.jobs.publishing import publish

# Figures live on a floor above, which is told by name: the marks are what counts,
# and the schedule picks up whatever this message does not reach.
_REFRESH = "reports.tasks.refresh_stale"


def mark_stale(commune_ids: Iterable[int], year: int) -> None:
    """Mark communes' figures of a year as stale, in the caller's transaction.

    Once it commits, a worker is asked to count them again.
    """
    StaleArea.objects.bulk_create(
        StaleArea(commune_id=pk, year=year) for pk in sorted(set(commune_ids))
    )
    publish(_REFRESH, expires=30)


def mark_past(household: Household, village: Area) -> None:
    """Mark the years that were reviewed in a village of an ended commune.

    Where a household goes on living from there tells on which side of a divided
    commune its past lies. In the caller's transaction.
    """
    commune = village.parent
    if commune is None or commune.ended is None:
        return
    reviewed = Review.objects.filter(
        household=household, commune=commune, annual_year__isnull=False
    )
    for year in reviewed.order_by().values_list("round__year", flat=True):
        mark_stale([commune.pk], year)
