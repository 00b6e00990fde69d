"""Writing the trail: one context for an act, one function for an entry."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pghistory

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
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
    areas: Iterable[int] = (),
    reason: str = "",
    **detail: object,
) -> AuditEntry:
    """Append one entry, in the caller's transaction.

    `act` is "app.noun.past"; `detail` must not hold personal ids in clear. `area`
    (or `area_id`) is where it was done; `areas` are ids of the areas it concerns if
    there are several: whoever answers for one of them sees the entry.
    """
    concerned = {*areas, *_place(area, area_id)}
    with pghistory.context() as history:
        return AuditEntry.objects.create(
            officer=by,
            role=by.role if by else "",
            act=act,
            object_kind=kind,
            object_id=object_id,
            area_id=area.pk if area else area_id,
            area_ids=sorted(concerned),
            reason=reason,
            detail=detail,
            context=history.id,
        )


def _place(area: Area | None, area_id: int | None) -> Iterator[int]:
    """The area's id, and of a village also its commune's."""
    if area is not None:
        yield area.pk
        if area.level == Level.VILLAGE and area.parent_id is not None:
            yield area.parent_id
    elif area_id is not None:
        yield area_id
