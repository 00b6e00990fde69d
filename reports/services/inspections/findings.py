"""Findings: written by the team, answered by the commune, judged until closed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.documents.attachments import attach
from reports.models import Finding, FindingAnswer, InspectionPlace, InspectionVisit
from reports.services.inspections import base

State, Verdict = Finding.State, FindingAnswer.Verdict


@dataclass(frozen=True)
class FindingText:
    """What a finding says: its kind, whose household it is about if any, the demand."""

    kind: str
    text: str
    demand: str
    due_on: dt.date
    visit: InspectionVisit | None = None


@transaction.atomic
def add_finding(*, by: Officer, place: InspectionPlace, said: FindingText) -> Finding:
    """Write down what is wrong and what is demanded; the same again gives the same.

    Audited. Raises PermissionDenied, InspectionPlace.DoesNotExist, ValidationError.
    """
    found = base.locked_place(by, place, Act.INSPECT)
    base.require_typing(found)
    same = found.findings.filter(
        kind=said.kind, text=said.text, demand=said.demand, visit=said.visit
    ).first()
    if same is not None:
        return same
    made = Finding(place=found, recorded_by=by)
    _write(made, said)
    _record(by, made, "reports.inspection.finding_added", text=said.text)
    return made


@transaction.atomic
def change_finding(*, by: Officer, finding: Finding, said: FindingText) -> None:
    """Change a finding before the minutes are closed. Audited.

    Raises PermissionDenied, InspectionPlace.DoesNotExist, ValidationError.
    """
    found = _locked(by, finding, Act.INSPECT)
    base.require_typing(found.place)
    _write(found, said)
    _record(by, found, "reports.inspection.finding_changed", text=said.text)


def _write(made: Finding, said: FindingText) -> None:
    ends = made.place.inspection.ends_on
    if said.due_on <= ends:
        raise ValidationError(
            {
                "due_on": "Hạn khắc phục phải sau ngày kết thúc kiểm tra "
                f"({ends:%d/%m/%Y})."
            }
        )
    made.kind, made.text, made.demand = said.kind, said.text, said.demand
    made.due_on, made.visit = said.due_on, said.visit
    made.full_clean(exclude=["place", "visit", "recorded_by"])
    made.save()


@transaction.atomic
def drop_finding(*, by: Officer, finding: Finding) -> None:
    """Take a finding back before the minutes are closed; the trail keeps its words.

    Raises PermissionDenied, InspectionPlace.DoesNotExist, ValidationError.
    """
    found = _locked(by, finding, Act.INSPECT)
    base.require_typing(found.place)
    _record(by, found, "reports.inspection.finding_dropped", text=found.text)
    found.delete()


def _locked(by: Officer, finding: Finding, act: Act) -> Finding:
    place = base.locked_place(by, finding.place, act)
    found = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    found.place = place
    return found


@transaction.atomic
def answer_finding(
    *,
    by: Officer,
    finding: Finding,
    text: str,
    document: str = "",
    upload: UploadedFile | None = None,
) -> FindingAnswer:
    """Report how a finding was put right; the same again gives the same. Audited.

    Raises PermissionDenied (also for a part of the commune only), ValidationError
    (minutes open, a report waits, closed).
    """
    found = _locked(by, finding, Act.ANSWER_FINDINGS)
    if not scope_of(by).holds(found.place.commune):
        raise PermissionDenied("Chỉ xã được kiểm tra báo cáo kết quả khắc phục.")
    last = found.answers.order_by("-pk").first()
    if last is not None and not last.verdict and last.text == text:
        return last
    if found.place.closed_at is None:
        raise ValidationError(
            "Biên bản chưa chốt: chưa đến lúc báo cáo khắc phục.", code="open"
        )
    if found.state != State.OPEN:
        raise ValidationError(
            f"Phát hiện này: {found.get_state_display().lower()}. Không báo cáo thêm "
            "được lúc này.",
            code="state",
        )
    made = FindingAnswer(finding=found, text=text, document=document, answered_by=by)
    if upload is not None:
        made.scan = attach(by=by, area=found.place.commune, upload=upload)
    made.full_clean(exclude=["finding", "answered_by", "scan"])
    made.save()
    found.state = State.ANSWERED
    found.save(update_fields=["state"])
    _record(by, found, "reports.inspection.finding_answered", answer=made.pk)
    return made


def may_judge(officer: Officer, finding: Finding) -> bool:
    """Whether a report waits that the officer may judge: team or province."""
    judges = can(officer, Act.INSPECT) or can(officer, Act.PLAN_INSPECTIONS)
    return judges and finding.state == State.ANSWERED


@transaction.atomic
def judge_answer(
    *, by: Officer, answer: FindingAnswer, verdict: str, comment: str
) -> None:
    """Close the finding, or send its report back; the same again does nothing. Audited.

    Raises PermissionDenied, InspectionPlace.DoesNotExist, ValidationError (judged
    otherwise, one's own report, sent back without words).
    """
    team = can(by, Act.INSPECT)
    act = Act.INSPECT if team else Act.PLAN_INSPECTIONS
    require(by, act)
    found = _locked(by, answer.finding, act)
    given = FindingAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if given.verdict:
        _check_same(given, verdict)
        return
    if verdict not in Verdict.values:
        raise ValidationError({"verdict": "Hãy chọn đánh giá."})
    if verdict == Verdict.SENT_BACK and not comment:
        raise ValidationError({"comment": "Chưa đạt thì ghi rõ còn phải làm gì."})
    if given.answered_by_id == by.pk:
        raise PermissionDenied("Người báo cáo không tự đánh giá.")
    given.verdict, given.comment = verdict, comment
    given.judged_by, given.judged_at = by, timezone.now()
    given.save(update_fields=["verdict", "comment", "judged_by", "judged_at"])
    is_closed = verdict == Verdict.ACCEPTED
    found.state = State.CLOSED if is_closed else State.OPEN
    found.closed_at = given.judged_at if is_closed else None
    found.save(update_fields=["state", "closed_at"])
    _record(
        by, found, "reports.inspection.finding_judged", verdict=verdict, answer=given.pk
    )


def _check_same(given: FindingAnswer, verdict: str) -> None:
    if given.verdict != verdict:
        raise ValidationError(
            f"Báo cáo này đã được đánh giá: {given.get_verdict_display().lower()}.",
            code="judged",
        )


def _record(by: Officer, finding: Finding, act: str, **detail: Any) -> None:
    base.record(
        by,
        finding.place.inspection,
        act,
        kind="finding",
        object_id=finding.pk,
        communes=[finding.place.commune_id],
        **detail,
    )
