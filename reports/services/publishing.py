"""What officers ask of the kept figures: count them again."""

from django.db import transaction

from households.models import CommuneRound, StaleArea
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from reports.models import SummaryRun


@transaction.atomic
def ask_for_summaries(*, by: Officer) -> SummaryRun:
    """Mark every round's communes in the officer's scope and queue a run.

    Raises PermissionDenied. The caller publishes the run once it is committed.
    """
    require(by, Act.VIEW_FIGURES)
    places = CommuneRound.objects.filter(commune_id__in=scope_of(by).commune_ids)
    pairs = places.order_by().values_list("commune_id", "round__year").distinct()
    StaleArea.objects.bulk_create(
        StaleArea(commune_id=commune, year=year) for commune, year in pairs
    )
    run = queue_stale(owner=by)
    trail.record(
        by=by,
        act="reports.summary.requested",
        kind="summary_run",
        object_id=run.pk,
        areas=[area.pk for area in scope_of(by).areas],
    )
    return run


def queue_stale(*, owner: Officer | None = None) -> SummaryRun:
    """A queued run over the communes that are stale now; the schedule has no owner."""
    stale = StaleArea.objects.order_by().values_list("commune", flat=True).distinct()
    return SummaryRun.objects.create(owner=owner, commune_ids=list(stale))
