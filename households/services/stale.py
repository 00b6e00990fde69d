"""Marking figures that must be rebuilt, and saying so at once."""

import logging
from collections.abc import Iterable

from celery import signature
from django.db import transaction
from kombu.exceptions import OperationalError

from households.models import StaleArea

# Figures live on a floor above, which is told by name: the marks are what counts,
# and the schedule picks up whatever this message does not reach.
_REFRESH = "reports.tasks.refresh_stale"
_log = logging.getLogger(__name__)


def mark_stale(commune_ids: Iterable[int], year: int) -> None:
    """Mark communes' figures of a year as stale, in the caller's transaction.

    Once it commits, a worker is asked to count them again.
    """
    StaleArea.objects.bulk_create(
        StaleArea(commune_id=pk, year=year) for pk in sorted(set(commune_ids))
    )
    transaction.on_commit(_ask_for_refresh)


def _ask_for_refresh() -> None:
    try:
        signature(_REFRESH, immutable=True).apply_async(
            retry=False, expires=30, ignore_result=True
        )
    except OperationalError as error:
        # The save stands; figures follow with the next scheduled refresh.
        _log.warning("The broker cannot be reached, figures will follow: %s", error)
