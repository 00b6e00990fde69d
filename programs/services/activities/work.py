"""What is done of an activity: stages with their evidence, quantities day by day."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.documents.attachments import attach
from povertyportal.documents.models import Attachment
from povertyportal.ui.numbers import vietnamese
from programs.models import Activity, ActivityProgress, ActivityStage
from programs.services.activities import base


@dataclass(frozen=True)
class Stage:
    """A stage: planned for a day, done on a day."""

    name: str
    planned_on: dt.date | None = None
    done_on: dt.date | None = None
    note: str = ""


@transaction.atomic
def add_stage(
    *, by: Officer, activity: Activity, stage: Stage, evidence: UploadedFile | None
) -> ActivityStage:
    """A stage of an activity, with what proves it. Audited.

    Raises PermissionDenied, Activity.DoesNotExist, ValidationError.
    """
    found = base.locked(by, activity)
    base.require_going_on(found)
    made = ActivityStage(activity=found)
    _keep_stage(by, made, stage, evidence)
    base.record(by, found, "programs.activity.stage_added", stage=made.pk)
    return made


@transaction.atomic
def change_stage(
    *, by: Officer, stage: ActivityStage, given: Stage, evidence: UploadedFile | None
) -> ActivityStage:
    """Change a stage, or write down that it is done; without a new file the evidence
    stays. Audited. Raises PermissionDenied, DoesNotExist, ValidationError."""
    act = "programs.activity.stage_changed"
    with trail.acting(by, act):
        activity = base.locked(by, stage.activity)
        base.require_going_on(activity)
        found = activity.stages.select_for_update().get(pk=stage.pk)
        found.activity = activity
        _keep_stage(by, found, given, evidence)
        base.record(by, activity, act, stage=found.pk)
    return found


@transaction.atomic
def drop_stage(*, by: Officer, stage: ActivityStage) -> None:
    """Take a stage out that is not done; history keeps it. Audited.

    Raises PermissionDenied, DoesNotExist, ValidationError (done).
    """
    act = "programs.activity.stage_dropped"
    with trail.acting(by, act):
        activity = base.locked(by, stage.activity)
        found = activity.stages.select_for_update().get(pk=stage.pk)
        if found.done_on is not None:
            raise ValidationError(
                f"Giai đoạn “{found.name}” đã xong ngày {found.done_on:%d/%m/%Y}: "
                "không bỏ được. Nếu ghi nhầm, hãy xóa ngày xong trước."
            )
        found.delete()
        base.record(by, activity, act, stage=stage.pk, name=stage.name)


def _keep_stage(
    by: Officer, row: ActivityStage, given: Stage, evidence: UploadedFile | None
) -> None:
    if given.done_on is not None and given.done_on > timezone.localdate():
        raise ValidationError(
            {"done_on": f"Ngày {given.done_on:%d/%m/%Y} chưa đến: ghi ngày đã xong."}
        )
    row.name, row.note = given.name, given.note
    row.planned_on, row.done_on = given.planned_on, given.done_on
    row.recorded_by = by
    row.full_clean(exclude=["recorded_by", "evidence"])
    if evidence is not None:
        row.evidence = _evidence(by, row.activity, evidence)
    row.save()


def _evidence(by: Officer, activity: Activity, upload: UploadedFile) -> Attachment:
    return attach(by=by, area=activity.area, upload=upload)


@dataclass(frozen=True)
class Work:
    """A quantity done on a day, in the activity's unit; below 0 it is taken back."""

    day: dt.date
    quantity: Decimal
    note: str = ""


@transaction.atomic
def add_progress(
    *, by: Officer, activity: Activity, work: Work, evidence: UploadedFile | None
) -> ActivityProgress:
    """Add what was done; the database sums it up in the activity. Audited.

    More than was planned, and what is taken back, need a note. Raises
    PermissionDenied, Activity.DoesNotExist, ValidationError.
    """
    found = base.locked(by, activity)
    base.require_going_on(found)
    _check_day(found, work)
    _check_quantity(found, work)
    made = ActivityProgress(
        activity=found,
        day=work.day,
        quantity=work.quantity,
        note=work.note,
        recorded_by=by,
    )
    made.full_clean(exclude=["recorded_by", "evidence"])
    if evidence is not None:
        made.evidence = _evidence(by, found, evidence)
    made.save()
    base.record(by, found, "programs.activity.progressed", quantity=str(work.quantity))
    return made


def _check_day(found: Activity, work: Work) -> None:
    day, told = work.day, ""
    if day > timezone.localdate():
        told = f"Ngày {day:%d/%m/%Y} chưa đến: ghi ngày đã làm."
    elif found.started_on is None:
        told = "Hoạt động chưa có ngày bắt đầu: hãy ghi ngày bắt đầu trước."
    elif day < found.started_on:
        told = (
            f"Ngày làm trước ngày bắt đầu {found.started_on:%d/%m/%Y}: hãy xem lại "
            "hai ngày."
        )
    elif work.quantity > 0 and found.finished_on and day > found.finished_on:
        told = (
            f"Hoạt động đã hoàn thành ngày {found.finished_on:%d/%m/%Y}: ghi ngày làm "
            "từ đó trở về trước, hoặc sửa ngày hoàn thành."
        )
    if told:
        raise ValidationError({"day": told})


def _check_quantity(found: Activity, work: Work) -> None:
    total, unit = found.quantity_done + work.quantity, found.unit
    if work.quantity == 0:
        raise ValidationError({"quantity": "Khối lượng phải khác 0."})
    if total < 0:
        raise ValidationError(
            {
                "quantity": f"Mới ghi {vietnamese(found.quantity_done)} {unit}: không "
                "bớt được nhiều hơn số đó."
            }
        )
    if work.note:
        return
    if work.quantity < 0:
        raise ValidationError({"note": "Bớt khối lượng đã ghi thì phải ghi lý do."})
    if total > found.quantity:
        raise ValidationError(
            {
                "note": f"Cộng cả lần này là {vietnamese(total)} {unit}, quá kế hoạch "
                f"{vietnamese(found.quantity)} {unit}. Nếu đúng, hãy ghi lý do ở đây; "
                "nếu không, hãy sửa khối lượng."
            }
        )
