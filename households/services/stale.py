"""Marking figures that must be rebuilt."""

from collections.abc import Iterable

from households.models import StaleArea


def mark_stale(commune_ids: Iterable[int], year: int) -> None:
    """Mark communes' figures of a year as stale, in the caller's transaction."""
    StaleArea.objects.bulk_create(
        StaleArea(commune_id=pk, year=year) for pk in sorted(set(commune_ids))
    )
