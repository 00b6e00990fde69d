"""Background work of the programmes: counting needs and rights, finding doubles."""

import logging

from celery import shared_task

from programs.services import doubles, needs

_log = logging.getLogger(__name__)


@shared_task
def build_stale_needs() -> int:
    """Count what is marked stale; returns how many communes were counted.

    Published by services that want it soon, and every half minute by the schedule.
    """
    return needs.build_stale()


@shared_task
def rebuild_needs() -> int:
    """Nightly: what days change, and marks nobody left (a household that moved)."""
    needs.build_stale()
    return needs.rebuild()


@shared_task
def find_doubles() -> int:
    """Nightly: pairs of supports that look alike since a kind was edited."""
    return doubles.keep_pairs()
