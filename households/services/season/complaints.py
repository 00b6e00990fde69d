"""Complaints about results: received, re-checked, judged, withdrawn, appealed."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from households.models import (
    CommuneRound,
    Complaint,
    Reopening,
    Review,
    ReviewRound,
    ReviewState,
)
from households.services import reopening
from households.services.season import base, progress
from households.services.season.missing import Missing, StillMissing
from households.services.season.terms import Due, due_by, rules_of
from povertyportal.accounts.access import Act, can
from povertyportal.accounts.models import Officer
from povertyportal.documents.attachments import attach
from povertyportal.workdays.calendar import calendar

Level, State = Complaint.Level, Complaint.State
JUDGED = (State.UPHELD, State.PARTLY, State.REJECTED)


@dataclass(frozen=True)
class ComplaintText:
    """What was received, from whom, when, and who is to decide."""

    level: str
    complainant: str
    received_on: dt.date
    text: str
    is_anonymous: bool = False


@dataclass(frozen=True)
class Judgement:
    """How a complaint was decided."""

    state: str
    words: str
    judged_on: dt.date
    document: str = ""


def levels_of(officer: Officer, *, is_appeal: bool = False) -> list[str]:
    """Levels at which the officer may receive a complaint, the lowest first.

    Above the commune only the higher ones; an appeal leaves the commune.
    """
    higher = [Level.HIGHER.value, Level.COURT.value]
    in_commune = can(officer, Act.RUN_SEASON) and not is_appeal
    return [Level.COMMUNE.value, *higher] if in_commune else higher


def may_judge(officer: Officer, complaint: Complaint) -> bool:
    """Whether the judgement is the officer's to enter.

    The commune's by the commune, a higher authority's by whoever answers communes, a
    court's by either of them.
    """
    if not can(officer, Act.HEAR_COMPLAINTS):
        return False
    if complaint.level == Level.COMMUNE:
        return can(officer, Act.RUN_SEASON)
    if complaint.level == Level.HIGHER:
        return can(officer, Act.ANSWER_SUBMISSIONS)
    return True


def may_recheck(review: Review) -> bool:
    """Whether a re-check can still change the result without a new decision."""
    is_open = review.round.state == ReviewRound.State.OPEN
    return is_open and review.sealed_at is None and review.closed_at is None


def recheck_dues(
    place: CommuneRound, complaints: Iterable[Complaint]
) -> dict[int, Due]:
    """Complaint id -> when its re-check is due, of a place's that still wait.

    Quyết định 24/2021/QĐ-TTg (recalled): 3 working days from receipt. None of those
    that a court decides, nor where the procedure says nothing.
    """
    rule = rules_of(place.round.procedure, place.round.kind).get("recheck")
    days = calendar()
    found = {}
    for each in complaints:
        if each.is_open and each.level != Level.COURT:
            due = due_by(rule, each.received_on, days)
            if due is not None:
                found[each.pk] = due
    return found


@transaction.atomic
def record_complaint(
    *,
    by: Officer,
    review: Review,
    key: uuid.UUID,
    said: ComplaintText,
    upload: UploadedFile | None = None,
    appeal_of: Complaint | None = None,
) -> Complaint:
    """Receive a complaint about a household's result; a repeated key gives the same.

    Also years later, in a closed round, after signing. Audited. Raises
    PermissionDenied, CommuneRound.DoesNotExist, ValidationError (no result yet,
    another's level, dates out of order, the former complaint not judged).
    """
    place = CommuneRound.objects.get(
        round_id=review.round_id, commune_id=review.commune_id
    )
    found = base.locked_place(by, place, Act.HEAR_COMPLAINTS)
    made = Complaint.objects.filter(key=key, review=review).first()
    if made is not None:
        return made
    _check_received(by, review, said, appeal_of)
    made = Complaint(
        key=key,
        place=found,
        review=review,
        level=said.level,
        complainant=said.complainant,
        is_anonymous=said.is_anonymous,
        received_on=said.received_on,
        text=said.text,
        appeal_of=appeal_of,
        recorded_by=by,
    )
    if upload is not None:
        made.scan = attach(by=by, area=found.commune, upload=upload)
    made.full_clean(exclude=["place", "review", "recorded_by", "appeal_of", "scan"])
    made.save()
    _record(by, made, "received", level=said.level)
    return made


def _check_received(
    by: Officer, review: Review, said: ComplaintText, appeal_of: Complaint | None
) -> None:
    if said.level not in levels_of(by, is_appeal=appeal_of is not None):
        raise ValidationError(
            "Nơi giải quyết này không do bạn tiếp nhận: hãy chọn nơi khác.",
            code="level",
        )
    base.not_future(said.received_on, "Ngày nhận khiếu nại")
    if not review.outcomes.current().exists():
        raise ValidationError(
            "Hộ này chưa có kết quả rà soát để khiếu nại.", code="no_result"
        )
    surveyed = _first_surveyed(review)
    if surveyed is not None:
        than = "ngày rà soát hộ này"
        base.not_before(said.received_on, "Ngày nhận khiếu nại", surveyed, than)
    if appeal_of is None:
        return
    if appeal_of.state not in JUDGED or appeal_of.judged_on is None:
        raise ValidationError(
            "Khiếu nại trước chưa có kết luận: hãy ghi kết luận đó trước.",
            code="not_judged",
        )
    than = "ngày kết luận khiếu nại trước"
    base.not_before(said.received_on, "Ngày nhận khiếu nại", appeal_of.judged_on, than)


def _first_surveyed(review: Review) -> dt.date | None:
    """The day of the first survey: a result of that day may be complained about."""
    earlier = review.reopenings.values_list("surveyed_on", flat=True)
    days = [day for day in (review.surveyed_on, *earlier) if day is not None]
    return min(days, default=None)


def _locked(by: Officer, complaint: Complaint) -> Complaint:
    """The complaint, its commune and itself locked."""
    place = base.locked_place(by, complaint.place, Act.HEAR_COMPLAINTS)
    found = (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("recheck", "review__round", "review__household")
        .get(pk=complaint.pk)
    )
    found.place = place
    return found


@transaction.atomic
def open_recheck(*, by: Officer, complaint: Complaint) -> Complaint:
    """Take the review up again for a complaint; repeated, it does nothing.

    When the residents had agreed they need not meet again. Audited. Raises
    PermissionDenied, CommuneRound.DoesNotExist, ValidationError (judged, signed, the
    round closed, the form open already).
    """
    found = _locked(by, complaint)
    if found.state == State.RECHECKING:
        return found
    if found.state != State.OPEN:
        raise ValidationError(
            "Khiếu nại này đã có kết luận: không phúc tra nữa.", code="judged"
        )
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("round")
        .get(pk=found.review_id)
    )
    _check_may_recheck(review)
    agreed = Review.objects.filter(progress.agreed(), pk=review.pk).exists()
    found.recheck = reopening.take_up_again(
        by=by,
        review=review,
        cause=Reopening.Cause.COMPLAINT,
        # Surveyors read this: it does not say who complained.
        reason=f"Khiếu nại nhận ngày {found.received_on:%d/%m/%Y}: {found.text}"[
            :2_000
        ],
        needs_meeting=not agreed,
    )
    found.state = State.RECHECKING
    found.save(update_fields=["recheck", "state"])
    _record(by, found, "rechecked")
    return found


def _check_may_recheck(review: Review) -> None:
    if review.sealed_at is not None:
        raise ValidationError(
            "Kết quả của hộ đã được công nhận: hãy ghi kết luận khiếu nại, rồi sửa "
            "bằng một quyết định mới.",
            code="sealed",
        )
    if not may_recheck(review):
        raise ValidationError(
            f"{review.round.name} đã đóng: phiếu không mở lại được.", code="round"
        )
    if review.state != ReviewState.SUBMITTED:
        raise ValidationError(
            "Phiếu của hộ đang được rà soát lại: nộp phiếu xong rồi mới phúc tra khiếu "
            "nại này.",
            code="open",
        )


@transaction.atomic
def judge_complaint(*, by: Officer, complaint: Complaint, given: Judgement) -> None:
    """Enter how a complaint was decided; the same judgement again does nothing.

    Audited. Raises PermissionDenied, CommuneRound.DoesNotExist, StillMissing (the
    re-check is not finished), ValidationError (not one's own to judge, judged
    otherwise already, no re-check although one is possible, dates out of order).
    """
    found = _locked(by, complaint)
    if not found.is_open:
        _check_same(found, given)
        return
    if not may_judge(by, found):
        raise ValidationError(
            f"Khiếu nại này do {found.get_level_display().lower()} kết luận, không "
            "thuộc thẩm quyền của bạn.",
            code="level",
        )
    if given.state not in JUDGED:
        raise ValidationError("Hãy chọn kết luận của khiếu nại.", code="state")
    _check_rechecked(found, given)
    found.state, found.judgement = given.state, given.words
    found.judged_on, found.judged_by = given.judged_on, by
    found.document = given.document
    found.full_clean(exclude=["place", "review", "recorded_by", "judged_by"])
    found.save()
    _record(by, found, "judged", state=given.state)


def _check_same(complaint: Complaint, given: Judgement) -> None:
    if (complaint.state, complaint.judgement) == (given.state, given.words):
        return
    raise ValidationError(
        f"Khiếu nại này đã kết thúc: {complaint.get_state_display().lower()}"
        f"{_on(complaint.judged_on)}. Không đổi được; nếu không đồng ý thì ghi khiếu "
        "nại tiếp theo.",
        code="judged",
    )


def _on(day: dt.date | None) -> str:
    return f", ngày {day:%d/%m/%Y}" if day else ""


def _check_rechecked(complaint: Complaint, given: Judgement) -> None:
    base.not_future(given.judged_on, "Ngày kết luận")
    than = "ngày nhận khiếu nại"
    base.not_before(given.judged_on, "Ngày kết luận", complaint.received_on, than)
    review, recheck = complaint.review, complaint.recheck
    if recheck is None:
        if given.state != State.REJECTED and may_recheck(review):
            raise ValidationError(
                "Kết quả chưa được công nhận: hãy phúc tra hộ này trước khi kết luận "
                "khiếu nại đúng.",
                code="no_recheck",
            )
        return
    # Off the list (merged, gone) it is never surveyed again: the judgement says so.
    if recheck.after_id is None and review.state != ReviewState.WITHDRAWN:
        raise StillMissing(
            "Phúc tra chưa xong: nộp phiếu phúc tra rồi mới kết luận.",
            [Missing(review, "phiếu phúc tra chưa nộp")],
            code="rechecking",
        )
    surveyed = review.surveyed_on
    if surveyed is not None:
        base.not_before(given.judged_on, "Ngày kết luận", surveyed, "ngày phúc tra")


@transaction.atomic
def withdraw_complaint(
    *, by: Officer, complaint: Complaint, reason: str, on: dt.date
) -> None:
    """The complainant takes it back; a re-check that has begun goes on.

    Audited. Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    found = _locked(by, complaint)
    if found.state == State.WITHDRAWN:
        return
    if not found.is_open:
        raise ValidationError(
            "Khiếu nại này đã có kết luận: không rút được nữa.", code="judged"
        )
    if found.level not in levels_of(by):
        raise ValidationError(
            "Khiếu nại này do Ủy ban nhân dân xã tiếp nhận: hãy để xã ghi việc rút.",
            code="level",
        )
    base.not_future(on, "Ngày rút khiếu nại")
    than = "ngày nhận khiếu nại"
    base.not_before(on, "Ngày rút khiếu nại", found.received_on, than)
    found.state, found.judgement = State.WITHDRAWN, reason
    found.judged_on, found.judged_by = on, by
    found.full_clean(exclude=["place", "review", "recorded_by", "judged_by"])
    found.save()
    _record(by, found, "withdrawn", reason=reason)


@transaction.atomic
def attach_letter(*, by: Officer, complaint: Complaint, upload: UploadedFile) -> None:
    """Keep the scan of the complaint or of its judgement; a later one replaces it.

    Audited. Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    found = _locked(by, complaint)
    found.scan = attach(by=by, area=found.place.commune, upload=upload)
    found.save(update_fields=["scan"])
    _record(by, found, "scanned", scan=found.scan.pk)


def record_view(by: Officer, complaint: Complaint) -> None:
    """Who looked at a complaint: it names a person and what he says of a family."""
    _record(by, complaint, "viewed")


def _record(by: Officer, complaint: Complaint, act: str, **detail: object) -> None:
    base.record(
        by,
        complaint.place,
        f"complaint.{act}",
        kind="complaint",
        object_id=complaint.pk,
        reason=str(detail.pop("reason", "")),
        household=complaint.review.household_id,
        **detail,
    )
