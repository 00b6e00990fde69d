"""Who may ask how households would stand under another standard, and of what."""

from django.core.exceptions import ValidationError
from django.db import transaction

from households.rules.standards import STANDARDS
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.jobs.models import JobState
from reports.models import WhatIfRun
from reports.models.whatif import WhatIfRunQuerySet
from reports.services.selection import Period, Place

OVER = (JobState.DONE, JobState.FAILED)


def others(period: Period) -> list[str]:
    """Codes of the standards that the period's households can be held against."""
    return [code for code in STANDARDS if code != period.standard]


@transaction.atomic
def ask(*, by: Officer, place: Place, period: Period, other: str) -> WhatIfRun:
    """Record the question, audited; one that is being answered is not asked twice.

    The caller publishes the job of a queued run. Raises PermissionDenied,
    ValidationError (the very standard of the figures, or none of ours).
    """
    require(by, Act.VIEW_FIGURES)
    if other not in others(period):
        raise ValidationError(
            {"other": "Chọn một chuẩn khác với chuẩn của số liệu đang xem."}
        )
    asked = {
        "area": place.area,
        "commune_ids": sorted(place.communes),
        "year": period.year,
        "basis": period.basis,
        "standard": period.standard,
        "other": other,
    }
    waiting = WhatIfRun.objects.filter(**asked).exclude(state__in=OVER).first()
    if waiting is not None:
        return waiting
    run = WhatIfRun.objects.create(owner=by, **asked)
    _record(by, run)
    return run


@transaction.atomic
def ask_again(*, by: Officer, run: WhatIfRun) -> None:
    """Put a failed run back into the queue. Raises PermissionDenied."""
    require(by, Act.VIEW_FIGURES)
    if run.state == JobState.FAILED:
        run.requeue()
        _record(by, run)


def runs_of(by: Officer, place: Place) -> WhatIfRunQuerySet:
    """Questions asked of a place, or of a part of it, newest first.

    Every one of their communes lies in the officer's scope.
    """
    inside = WhatIfRun.objects.visible_to(by)
    of_place = inside.filter(commune_ids__contained_by=list(place.communes))
    return of_place.select_related("owner", "area").defer("cells")


def _record(by: Officer, run: WhatIfRun) -> None:
    trail.record(
        by=by,
        act="reports.whatif.requested",
        kind="what_if_run",
        object_id=run.pk,
        area_id=run.area_id,
        areas=run.commune_ids,
        year=run.year,
        basis=run.basis,
        standard=run.standard,
        other=run.other,
    )
