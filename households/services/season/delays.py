"""Why a step, or a dossier, was late: asked for, and kept."""

from django.core.exceptions import ValidationError
from django.db import transaction

from households.models import CommuneRound, DelayReason, Review, Step
from households.services.season import base
from households.services.season.clock import clock_of
from households.services.season.dossiers import dossiers_of
from povertyportal.accounts.models import Officer


@transaction.atomic
def tell_delay(
    *,
    by: Officer,
    place: CommuneRound,
    step: str,
    reason: str,
    review: Review | None = None,
) -> DelayReason:
    """Keep why a step (or one household's dossier) is or was late; audited.

    Earlier reasons stay; the newest is shown. Raises PermissionDenied,
    CommuneRound.DoesNotExist (scope), ValidationError (nothing was late, no words).
    """
    here = base.locked_place(by, place)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Hãy ghi lý do chậm."})
    if review is None:
        _require_late_step(here, step)
    else:
        _require_late_dossier(here, review)
    last = here.delays.filter(step=step, review=review).order_by("-id").first()
    if last and (last.reason, last.told_by_id) == (reason, by.pk):
        return last  # pressed twice
    told = DelayReason(place=here, step=step, review=review, reason=reason, told_by=by)
    told.full_clean()
    told.save()
    base.record(
        by,
        here,
        "delay.told",
        kind="delay",
        object_id=told.pk,
        reason=reason,
        step=step,
        review=review.pk if review else None,
    )
    return told


def _require_late_step(place: CommuneRound, step: str) -> None:
    clock = clock_of(place).of(step)
    if clock is None or not clock.was_late:
        label = Step(step).label if step in Step.values else step
        raise ValidationError(
            f"Bước “{label}” không quá hạn: không cần ghi lý do.", code="in_time"
        )


def _require_late_dossier(place: CommuneRound, review: Review) -> None:
    late = {each.review.pk for each in dossiers_of(place) if each.was_late}
    if review.pk not in late:
        raise ValidationError(
            "Hồ sơ của hộ này không quá hạn: không cần ghi lý do.", code="in_time"
        )
