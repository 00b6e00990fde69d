"""Requests (giấy đề nghị): received and taken back; answers.py has the answers."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

from households.models import (
    Household,
    Person,
    Review,
    ReviewRequest,
)
from households.rules.low_income_worker import WORKER_FROM, too_young
from households.services.rounds import current_class
from households.services.season.base import not_before, not_future
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.documents.attachments import attach

Kind = ReviewRequest.Kind
State = ReviewRequest.State
LISTED = {"poor": "hộ nghèo", "near_poor": "hộ cận nghèo"}
_GONE = "Hộ không còn cư trú trên địa bàn: không nhận giấy đề nghị."


class Refused(ValidationError):
    """An act refused because of a row, `about`, which the page links to."""

    def __init__(
        self, message: str, code: str, about: models.Model | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.about = about


@dataclass(frozen=True)
class Application:
    """What the paper says; `person` is the worker, of a worker's request alone."""

    kind: str
    applicant: str
    channel: str
    received_on: dt.date
    reason: str
    person: Person | None = None


@transaction.atomic
def receive(
    *,
    by: Officer,
    household: Household,
    key: uuid.UUID,
    application: Application,
    scan: UploadedFile | None = None,
) -> ReviewRequest:
    """Record a request; the same `key` again gives the same request. Audited.

    Raises PermissionDenied, Household.DoesNotExist (out of scope), Refused when it
    makes no sense (see `check`), ValidationError for dates and files.
    """
    require(by, Act.RUN_SEASON)
    # Two officers, or one twice, wait here for each other.
    here = Household.objects.visible_to(by).select_for_update().get(pk=household.pk)
    before = ReviewRequest.objects.filter(key=key, household=here).first()
    if before is not None:
        return before
    _check_paper(here, application)
    check(here, application)
    made = ReviewRequest(
        key=key,
        household=here,
        kind=application.kind,
        person=application.person,
        commune_id=here.commune_id or 0,
        applicant=application.applicant,
        channel=application.channel,
        received_on=application.received_on,
        reason=application.reason,
        recorded_by=by,
    )
    made.full_clean(exclude=["scan", "screen", "screen_passed"])
    if scan is not None and here.commune is not None:
        made.scan = attach(by=by, area=here.commune, upload=scan)
    made.save()
    log(by, made, "received", kind_of_request=made.kind)
    return made


def _check_paper(household: Household, application: Application) -> None:
    """Refuse dates that cannot be, and a worker who is no member."""
    not_future(application.received_on, "Ngày nhận")
    is_worker = application.kind == Kind.WORKER
    if not is_worker:
        if application.person is not None:
            raise ValidationError(
                {"person": "Chỉ ghi người lao động với loại đề nghị tương ứng."}
            )
        return
    if application.person is None:
        raise ValidationError({"person": "Hãy chọn người lao động đề nghị."})
    person, day = application.person, application.received_on
    if not household.members_on(day).filter(person=person).exists():
        raise ValidationError(
            {"person": "Người này không thuộc hộ vào ngày nhận giấy đề nghị."}
        )
    if too_young((person.birth_year, person.birth_month, person.birth_day), day):
        raise ValidationError(
            {
                "person": f"Người này chưa đủ {WORKER_FROM} tuổi vào ngày nhận: không "
                "xác định là người lao động."
            }
        )


def check(household: Household, application: Application) -> None:
    """Refuse a request that makes no sense, with the row that says why.

    Leaving by a household that is on no list, anything else by one that is, a
    household that is gone, one that waits already or is being reviewed. Raises
    Refused.
    """
    if household.state != Household.State.ACTIVE:
        raise Refused(_GONE, "gone", household)
    check_class(household, application.kind, application.received_on)
    _check_waiting(household, application)
    if application.kind == Kind.WORKER:
        _check_worker(application)
    else:
        _check_reviewed(household)


def check_class(household: Household, kind: str, day: dt.date) -> None:
    """Refuse what the household's class on `day` does not allow. Raises Refused."""
    listed = LISTED.get(current_class(household, day) or "")
    if kind == Kind.LEAVE:
        if listed is None:
            raise Refused(
                f"Vào ngày {day:%d/%m/%Y} hộ không có trong danh sách hộ nghèo, hộ "
                "cận nghèo nên không có gì để ra khỏi danh sách. Nếu hộ muốn được rà "
                "soát, hãy chọn Mẫu 01.",
                "not_listed",
                household,
            )
    elif listed is not None:
        raise Refused(
            f"Vào ngày {day:%d/%m/%Y} hộ đang là {listed}: hộ trong danh sách được rà "
            "soát định kỳ mà không cần đề nghị. Nếu hộ xin ra khỏi danh sách, hãy "
            "chọn Mẫu 04.",
            "listed",
            household,
        )


def _check_waiting(household: Household, application: Application) -> None:
    waiting = household.requests.filter(
        state=State.RECEIVED, person=application.person
    ).first()
    if waiting is not None:
        raise Refused(
            "Đã có một giấy đề nghị đang chờ, nhận ngày "
            f"{waiting.received_on:%d/%m/%Y}: hãy trả lời giấy đó trước.",
            "waiting",
            waiting,
        )


def _check_reviewed(household: Household) -> None:
    found = open_review(household)
    if found is not None:
        raise Refused(
            f"Hộ đang được rà soát trong đợt “{found.round.name}” "
            f"({found.get_why_display().lower()}): đề nghị này được xem xét trong "
            "đợt đó, không cần ghi thêm.",
            "reviewed",
            found.round,
        )


def _check_worker(application: Application) -> None:
    person = application.person
    if person is None:
        return
    day = application.received_on
    held = (
        person.worker_standings.filter(starts__lte=day)
        .exclude(ends__lte=day)
        .select_related("request")
        .first()
    )
    if held is not None:
        raise Refused(
            "Người này đã được xác định là người lao động có thu nhập thấp từ "
            f"{held.starts:%d/%m/%Y}.",
            "already_worker",
            held.request,
        )


def open_review(household: Household) -> Review | None:
    """The household's open review in whatever round, with its round."""
    return (
        Review.objects.select_related("round")
        .filter(household=household, closed_at__isnull=True)
        .first()
    )


def locked(by: Officer, request: ReviewRequest) -> ReviewRequest:
    """The request, locked, with its household. Raises DoesNotExist (out of scope)."""
    return (
        ReviewRequest.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("household")
        .get(pk=request.pk)
    )


def require_waiting(request: ReviewRequest) -> None:
    """Refuse to act on a request that has its answer. Raises ValidationError."""
    if request.state != State.RECEIVED:
        raise Refused(
            f"Giấy đề nghị này {request.get_state_display().lower()} ngày "
            f"{request.answered_on:%d/%m/%Y}: không thay đổi được nữa.",
            "answered",
            request,
        )


@transaction.atomic
def withdraw(
    *, by: Officer, request: ReviewRequest, on: dt.date, reason: str
) -> ReviewRequest:
    """The household takes its request back; a second time nothing happens. Audited.

    Raises PermissionDenied, ReviewRequest.DoesNotExist, ValidationError.
    """
    require(by, Act.RUN_SEASON)
    found = locked(by, request)
    if found.state == State.WITHDRAWN:
        return found
    require_waiting(found)
    not_future(on, "Ngày rút")
    not_before(on, "Ngày rút", found.received_on, "ngày nhận")
    if not reason:
        raise ValidationError({"reason": "Hãy ghi lý do hộ rút đề nghị."})
    found.state = State.WITHDRAWN
    found.withdraw_reason = reason
    found.answered_on, found.answered_by = on, by
    found.save(update_fields=["state", "withdraw_reason", "answered_on", "answered_by"])
    log(by, found, "withdrawn", reason=reason)
    return found


def log(
    by: Officer,
    request: ReviewRequest,
    what: str,
    *,
    reason: str = "",
    **detail: Any,
) -> None:
    """Enter an act on a request into the trail."""
    trail.record(
        by=by,
        act=f"households.request.{what}",
        kind="request",
        object_id=request.pk,
        area_id=request.commune_id,
        reason=reason,
        household=request.household_id,
        **detail,
    )
