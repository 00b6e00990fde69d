"""Writing the trail: one context for an act, one function for an entry."""

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit.models import AuditEntry


@contextmanager
def acting(by: Officer | None, act: str) -> Iterator[None]:
    """Row history written inside carries the officer and the act."""
    with pghistory.context(officer=by.pk if by else None, act=act):
        yield


def record(
    *,
    by: Officer | None,
    act: str,
    kind: str,
    object_id: int | None = None,
    area: Area | None = None,
    area_id: int | None = None,
    reason: str = "",
    **detail: object,
) -> AuditEntry:
    """Append one entry, in the caller's transaction.

    `act` is "app.noun.past"; `detail` must not hold personal ids in clear.
    """
    with pghistory.context() as history:
        return AuditEntry.objects.create(
            officer=by,
            role=by.role if by else "",
            act=act,
            object_kind=kind,
            object_id=object_id,
            area_id=area.pk if area else area_id,
            reason=reason,
            detail=detail,
            context=history.id,
        )
