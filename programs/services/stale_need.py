"""Marking needs that must be counted again, and saying so at once."""

from collections.abc import Iterable

from povertyportal.jobs.publishing import publish
from programs.models import StaleNeed

# The task stands above, so it is told by name: the marks are what counts, and the
# schedule picks up whatever this message does not reach.
_BUILD = "programs.tasks.build_stale_needs"


def mark_stale_need(commune_ids: Iterable[int], year: int) -> None:
    """Mark communes' needs of a year, in the caller's transaction, and ask for them.

    Triggers mark every change of support, houses, loans, participants, enrolments and
    reviews already (programs, need marks); who calls this wants it soon.
    """
    StaleNeed.objects.bulk_create(
        StaleNeed(commune_id=pk, year=year) for pk in sorted(set(commune_ids))
    )
    publish(_BUILD, expires=30)
