"""Correcting what a signed decision rests on: another review, another decision.

The review that was signed stays as it was. Its correction begins with the same
answers and goes through the same form; no text was found that asks for a meeting or
a posting of it, so none is asked for (docs/rules.md).
"""

import uuid
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from households.models import (
    CommuneRound,
    DecisionRow,
    Outcome,
    RecognitionDecision,
    Reopening,
    Review,
    ReviewState,
)
from households.services.season import base, progress
from households.services.season.decision_rows import corrections, counts, rows_of
from households.services.season.recognition import (
    locked_decision,
    record,
    write_rows,
)
from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer

State = RecognitionDecision.State


@transaction.atomic
def begin(
    *,
    by: Officer,
    decision: RecognitionDecision,
    household_ids: Collection[int],
    reason: str,
) -> list[Review]:
    """Open a correcting review for households of a signed decision.

    One that is under way already is returned as it is. Enters the trail a household.
    Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    found, _ = locked_decision(by, decision, Act.RUN_SEASON)
    reason = reason.strip()
    if found.state != State.SIGNED:
        raise ValidationError(
            "Quyết định chưa ký: hãy sửa phiếu của hộ rồi cập nhật dự thảo.",
            code="unsigned",
        )
    if not reason:
        raise ValidationError("Hãy ghi lý do sửa.", code="reason")
    rows = found.rows.filter(household__in=household_ids).select_related(
        "review", "household", "outcome"
    )
    if not rows or len(rows) != len(set(household_ids)):
        raise ValidationError(
            "Hãy chọn ít nhất một hộ trong quyết định này.", code="nobody"
        )
    return [_begin_one(by, found, row, reason) for row in rows]


def under_way(decision: RecognitionDecision) -> QuerySet[Review]:
    """Corrections of a signed decision's households that no signed decision holds."""
    return (
        Review.objects.filter(corrects__decision_rows__decision=decision)
        .exclude(state=ReviewState.WITHDRAWN)
        .exclude(progress.recognised(decision.standard))
        .select_related("household", "village")
        .order_by("pk")
    )


def _begin_one(
    by: Officer, decision: RecognitionDecision, row: DecisionRow, reason: str
) -> Review:
    if known := _begun(decision, row):
        return known
    _not_reviewed_elsewhere(row)
    review = _copy(row.review)
    Reopening.objects.create(
        review=review,
        cause=Reopening.Cause.CORRECTION,
        reason=reason,
        needs_meeting=False,
        answers=row.review.answers,
        surveyor_id=row.review.surveyor_id,
        surveyed_on=row.review.surveyed_on,
        before=row.outcome,
        opened_by=by,
    )
    base.record(
        by,
        decision.place,
        "review.corrected",
        kind="household",
        object_id=row.household_id,
        reason=reason,
        review=review.pk,
        corrects=row.review_id,
        decision=decision.pk,
    )
    return review


def _begun(decision: RecognitionDecision, row: DecisionRow) -> Review | None:
    """The correction under way. Raises ValidationError once another is signed."""
    earlier = row.review.corrected_by.exclude(state=ReviewState.WITHDRAWN)
    # Under another standard it may have been signed already: then it waits here.
    if waits := earlier.exclude(progress.recognised(decision.standard)).first():
        return waits
    if done := earlier.first():
        signed = done.decision_rows.filter(
            decision__state=State.SIGNED, decision__standard=decision.standard
        ).select_related("decision")
        raise ValidationError(
            f"Kết quả của hộ {row.head_name} đã được quyết định số "
            f"{signed.latest('pk').decision.number} thay thế: hãy sửa từ quyết định "
            "đó.",
            code="superseded",
        )
    return None


def _not_reviewed_elsewhere(row: DecisionRow) -> None:
    other = Review.objects.filter(household=row.household_id, closed_at__isnull=True)
    if found := other.select_related("round").first():
        raise ValidationError(
            f"Hộ {row.head_name} đang được rà soát trong “{found.round.name}”: hãy "
            "làm xong hoặc rút hộ khỏi đợt đó trước khi sửa kết quả cũ.",
            code="already",
        )


def _copy(signed: Review) -> Review:
    """A draft with the answers of a sealed review, in its round and place."""
    return Review.objects.create(
        round_id=signed.round_id,
        household_id=signed.household_id,
        village_id=signed.village_id,
        commune_id=signed.commune_id,
        why=Review.Why.CORRECTION,
        state=ReviewState.DRAFT,
        answers=signed.answers,
        draft=signed.draft,
        surveyor_id=signed.surveyor_id,
        surveyed_on=signed.surveyed_on,
        corrects=signed,
    )


@transaction.atomic
def drop(*, by: Officer, place: CommuneRound, review: Review) -> None:
    """Give up a correction that is on no signed decision; what was signed stands.

    Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    here = base.locked_place(by, place)
    found = (
        Review.objects.select_for_update()
        .filter(round=here.round_id, commune=here.commune_id, corrects__isnull=False)
        .get(pk=review.pk)
    )
    if found.state == ReviewState.WITHDRAWN:
        return
    if found.sealed_at is not None or found.decision_rows.filter(
        decision__state=State.DRAFT
    ):
        raise ValidationError(
            "Phiếu sửa này đã nằm trong một quyết định: hãy bỏ dự thảo trước.",
            code="decided",
        )
    found.outcomes.current().update(is_current=False)
    found.state, found.closed_at = ReviewState.WITHDRAWN, timezone.now()
    found.save(update_fields=["state", "closed_at"])
    base.record(
        by,
        here,
        "review.correction_dropped",
        kind="household",
        object_id=found.household_id,
        review=found.pk,
    )


@transaction.atomic
def supersede(
    *, by: Officer, decision: RecognitionDecision, key: uuid.UUID, reason: str
) -> RecognitionDecision:
    """Draft the decision that corrects a signed one: the changed households only.

    It holds for the same time. The same `key` is the same draft. Raises
    PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    former, place = locked_decision(by, decision, Act.RUN_SEASON)
    known = RecognitionDecision.objects.filter(key=key, place=place).first()
    if known is not None:
        return known
    if not reason.strip():
        raise ValidationError("Hãy ghi lý do thay thế.", code="reason")
    if former.superseded_by.filter(state=State.DRAFT).exists():
        raise ValidationError(
            "Đã có một dự thảo thay thế quyết định này: hãy dùng dự thảo đó.",
            code="drafted",
        )
    rows = rows_of(_done(former), former.standard, former.valid_from)
    made = RecognitionDecision.objects.create(
        key=key,
        place=place,
        standard=former.standard,
        commune_id=former.commune_id,
        valid_from=former.valid_from,
        valid_to=former.valid_to,
        supersedes=former,
        reason=reason.strip(),
        prepared_by=by,
    )
    drawn = write_rows(made, rows)
    record(
        by,
        made,
        "prepared",
        reason=made.reason,
        supersedes=former.pk,
        lists=counts(row.list for row in drawn),
    )
    return made


def _done(former: RecognitionDecision) -> list[int]:
    """Ids of corrections ready for a decision. Raises ValidationError."""
    reviews = corrections(former)
    unclear = reviews.filter(
        outcomes__standard=former.standard,
        outcomes__is_current=True,
        outcomes__poverty_class=Outcome.Class.UNDETERMINED,
    )
    if first := unclear.select_related("household").first():
        raise ValidationError(
            f"Phiếu sửa của hộ {first.household.head_name} chưa xác định được diện "
            "theo chuẩn của quyết định: hãy bổ sung phiếu.",
            code="undetermined",
        )
    found = list(reviews.values_list("pk", flat=True))
    if not found:
        raise ValidationError(
            "Chưa có phiếu sửa nào được nộp cho quyết định này.", code="nobody"
        )
    return found
