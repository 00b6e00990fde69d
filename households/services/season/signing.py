"""Signing a recognition decision: standings begin, reviews are sealed."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from households.models import (
    Certificate,
    CommuneRound,
    DecisionRow,
    Outcome,
    RecognitionDecision,
    Review,
    ReviewRound,
)
from households.rules.recognition import Undetermined
from households.services.season import base
from households.services.season.decision_rows import counts
from households.services.season.readiness import complained_of, readiness
from households.services.season.recognition import (
    NotReady,
    locked_decision,
    period_of,
    record,
    rows_now,
)
from households.services.season.standings import put_in_force
from households.services.season.worker_standings import begin_standings
from households.services.stale import mark_stale
from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from povertyportal.documents.attachments import attach

State = RecognitionDecision.State


@dataclass(frozen=True)
class Signature:
    """What the leader writes under a decision."""

    number: str
    signed_on: dt.date
    position: str


@transaction.atomic
def sign(
    *, by: Officer, decision: RecognitionDecision, signature: Signature
) -> RecognitionDecision:
    """Sign a draft: its standings begin, what it rests on is frozen.

    A decision that is signed stays as it is: of two clicks, or two signers, the first
    counts. Marks the commune's figures stale and enters the trail. Raises
    PermissionDenied, CommuneRound.DoesNotExist, NotReady, ValidationError.
    """
    found, place = locked_decision(by, decision, Act.SIGN_DECISIONS)
    if found.state == State.SIGNED:
        return found
    _may_sign(by, found, signature)
    _hold_reviews(found)
    _still_ready(found, place, signature.signed_on)
    _fill_in(by, found, signature)
    _still_the_same(found)
    put_in_force(found)
    _seal(found)
    _revoke_certificates(found)
    if found.supersedes_id is not None:
        _move_results(found)
    else:
        begin_standings(found, set(found.rows.values_list("review_id", flat=True)))
    _make_signed(found)
    mark_stale([found.commune_id], place.round.year)
    lists = counts(found.rows.values_list("list", flat=True))
    record(by, found, "signed", number=found.number, lists=lists)
    return found


def _may_sign(by: Officer, decision: RecognitionDecision, signature: Signature) -> None:
    if decision.state == State.CANCELLED:
        raise ValidationError("Dự thảo này đã bỏ: không ký được.", code="cancelled")
    if decision.prepared_by_id == by.pk:
        raise ValidationError(
            "Người lập quyết định không tự ký: hãy để lãnh đạo khác ký.", code="author"
        )
    day = signature.signed_on
    base.not_future(day, "Ngày ký")
    if decision.supersedes is not None and decision.supersedes.signed_on is not None:
        than = "ngày ký quyết định được thay thế"
        base.not_before(day, "Ngày ký", decision.supersedes.signed_on, than)
    taken = RecognitionDecision.objects.filter(
        commune_id=decision.commune_id,
        year=day.year,
        number=signature.number,
        state=State.SIGNED,
    )
    if taken.exists():
        raise _number_taken(signature.number, day.year)


def _number_taken(number: str, year: int) -> ValidationError:
    return ValidationError(
        f"Số {number} đã dùng cho một quyết định khác trong năm {year}: hãy kiểm tra "
        "lại số.",
        code="number",
    )


def _hold_reviews(decision: RecognitionDecision) -> None:
    """Lock the reviews: none is taken up again while the decision is signed."""
    held = Review.objects.filter(decision_rows__decision=decision).order_by("pk")
    list(held.select_for_update(of=("self",)).values_list("pk", flat=True))


def _still_ready(
    decision: RecognitionDecision, place: CommuneRound, day: dt.date
) -> None:
    """Everything that was asked for still holds, the posting over before the day."""
    if decision.supersedes_id is not None:
        # A correction needs no meeting or posting of its own: docs/rules.md.
        if problems := complained_of(decision):
            raise NotReady(problems)
        return
    is_annual = place.round.kind == ReviewRound.Kind.ANNUAL
    ids = None if is_annual else list(decision.rows.values_list("review", flat=True))
    if problems := readiness(place, decision.standard, day, ids):
        raise NotReady(problems)


def _fill_in(by: Officer, decision: RecognitionDecision, signature: Signature) -> None:
    if decision.supersedes_id is None:
        decision.valid_from, decision.valid_to = period_of(
            decision.place, decision.standard, signature.signed_on
        )
    decision.number = signature.number
    decision.signed_on = signature.signed_on
    decision.year = signature.signed_on.year
    decision.signer_name = str(by)
    decision.signer_position = signature.position
    decision.signed_by, decision.signed_at = by, timezone.now()
    decision.save()


def _still_the_same(decision: RecognitionDecision) -> None:
    """What is signed is what the draft showed; former classes are those of the day."""
    try:
        now = {row.household_id: row for row in rows_now(decision, decision.valid_from)}
    except Undetermined:
        now = {}
    drafted = list(decision.rows.all())
    shown = {(row.household_id, row.outcome_id, row.list) for row in drafted}
    if shown != {(row.household_id, row.outcome_id, row.list) for row in now.values()}:
        raise ValidationError(
            "Kết quả rà soát hoặc diện của hộ đã thay đổi từ khi lập dự thảo: hãy để "
            "cán bộ xã cập nhật dự thảo, xem lại rồi ký.",
            code="changed",
        )
    moved = [
        row for row in drafted if row.former_class != now[row.household_id].former_class
    ]
    for row in moved:
        row.former_class = now[row.household_id].former_class
    DecisionRow.objects.bulk_update(moved, ["former_class"])


def _seal(decision: RecognitionDecision) -> None:
    at = decision.signed_at
    # Under a second standard the same reviews are sealed already.
    Review.objects.filter(
        decision_rows__decision=decision, sealed_at__isnull=True
    ).update(sealed_at=at, closed_at=Coalesce(F("closed_at"), at))


def _make_signed(decision: RecognitionDecision) -> None:
    """From here on triggers keep it. Another round may have taken the number just now;
    raises ValidationError."""
    decision.state = State.SIGNED
    try:
        with transaction.atomic():
            decision.save(update_fields=["state"])
    except IntegrityError as error:
        if "decision_number_once_a_year" not in str(error):
            raise
        raise _number_taken(decision.number, decision.year or 0) from error


def _move_results(decision: RecognitionDecision) -> None:
    """From now on the corrections' results are the current ones of the round."""
    corrected = decision.rows.order_by().values("review__corrects")
    Outcome.objects.current().filter(review__in=corrected).update(is_current=False)


def _revoke_certificates(decision: RecognitionDecision) -> None:
    """Those whose standing the decision ended early, or whose decision it replaces."""
    ended = Q(standing__recorded_to=decision.signed_at)
    replaced = Q(decision__in=_replaced(decision))
    Certificate.objects.filter(
        ended | replaced,
        household__in=decision.rows.order_by().values("household"),
        state=Certificate.State.VALID,
    ).update(
        state=Certificate.State.REVOKED,
        ended_on=max(decision.signed_on or decision.valid_from, decision.valid_from),
    )


def _replaced(decision: RecognitionDecision) -> list[RecognitionDecision]:
    """The decisions before it, the latest first."""
    found = []
    before = decision.supersedes
    while before is not None:
        found.append(before)
        before = before.supersedes
    return found


@transaction.atomic
def add_scan(
    *, by: Officer, decision: RecognitionDecision, upload: UploadedFile
) -> None:
    """Attach the signed paper to a signed decision, once.

    Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    found, place = locked_decision(by, decision, Act.RUN_SEASON)
    if found.state != State.SIGNED:
        raise ValidationError("Quyết định chưa ký: chưa có bản chụp.", code="unsigned")
    if found.scan_id is not None:
        raise ValidationError("Quyết định này đã có bản chụp.", code="scanned")
    found.scan = attach(by=by, area=place.commune, upload=upload)
    found.save(update_fields=["scan"])
    record(by, found, "scanned")
