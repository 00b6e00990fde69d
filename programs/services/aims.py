"""The movements, exemplary models and commendations: what may be written, totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.documents.attachments import attach
from programs.models import Activity, Commendation, ExemplaryModel, MovementUnit
from programs.services.records import (
    RecordKind,
    add_record,
    change_record,
    require_place,
)

REACHED = Q(reached_on__isnull=False)
LOST = Q(lost_on__isnull=False)
# The condition on units that are in a state of state_of.
IN_STATE = {"registered": ~REACHED, "reached": REACHED & ~LOST, "lost": LOST}


@dataclass(frozen=True)
class YearTotals:
    """A year of the movements: units registered, reached, lost again, and kept."""

    year: int
    registered: int
    reached: int
    lost: int

    @property
    def kept(self) -> int:
        """Units that reached it and did not lose it."""
        return self.reached - self.lost


def totals_by_year(units: "QuerySet[MovementUnit]") -> list[YearTotals]:
    """Totals of the units by year of registration, the newest first: one query."""
    rows = units.order_by().values("year")
    found = rows.annotate(
        registered=Count("pk"),
        reached=Count("pk", filter=REACHED),
        lost=Count("pk", filter=LOST),
    )
    return [YearTotals(**row) for row in found.order_by("-year")]


def state_of(unit: MovementUnit) -> str:
    """How far a unit is: "registered", "reached" or "lost"."""
    if unit.lost_on is not None:
        return "lost"
    return "registered" if unit.reached_on is None else "reached"


def _not_later_than_today(row: Any, *names: str) -> None:
    today = timezone.localdate()
    for name in names:
        day = getattr(row, name)
        if day is not None and day > today:
            raise ValidationError(
                {name: f"Ngày {day:%d/%m/%Y} ở sau hôm nay: hãy kiểm tra lại ngày."}
            )


def _check_unit(row: Any, by: Officer) -> None:
    _not_later_than_today(row, "registered_on", "reached_on", "lost_on")
    reached, lost = row.reached_on, row.lost_on
    if reached and reached < row.registered_on:
        raise ValidationError({"reached_on": "Ngày đạt phải từ ngày đăng ký trở đi."})
    if lost and not reached:
        raise ValidationError({"reached_on": "Đã mất danh hiệu thì ghi cả ngày đạt."})
    if lost and lost < reached:
        raise ValidationError({"lost_on": "Ngày mất phải từ ngày đạt trở đi."})
    if lost and not row.lost_reason:
        raise ValidationError({"lost_reason": "Hãy ghi vì sao mất danh hiệu."})
    if row.lost_reason and not lost:
        raise ValidationError({"lost_on": "Có lý do thì ghi cả ngày mất danh hiệu."})


def _check_model(row: Any, by: Officer) -> None:
    told = Activity.objects.visible_to(by)
    if row.activity_id is not None and not told.filter(pk=row.activity_id).exists():
        raise ValidationError({"activity": "Hãy chọn trong danh sách của địa bàn."})


def _check_commendation(row: Any, by: Officer) -> None:
    _not_later_than_today(row, "decided_on")
    for name, rows in (
        ("model", ExemplaryModel.objects.visible_to(by)),
        ("unit", MovementUnit.objects.visible_to(by)),
    ):
        linked = getattr(row, f"{name}_id")
        if linked is not None and not rows.filter(pk=linked).exists():
            raise ValidationError({name: "Hãy chọn trong danh sách của địa bàn."})


UNIT = RecordKind(MovementUnit, "movement_unit", Act.RUN_ACTIVITIES, _check_unit)
MODEL = RecordKind(ExemplaryModel, "exemplary_model", Act.RUN_ACTIVITIES, _check_model)
COMMENDATION = RecordKind(
    Commendation, "commendation", Act.RUN_ACTIVITIES, _check_commendation
)


@transaction.atomic
def keep_model(
    *,
    by: Officer,
    values: Mapping[str, Any],
    upload: UploadedFile | None = None,
    row: ExemplaryModel | None = None,
) -> ExemplaryModel:
    """Add an example, or change `row`; without an upload its photo stays. Audited.

    Raises PermissionDenied, ExemplaryModel.DoesNotExist, ValidationError.
    """
    require(by, MODEL.act)
    require_place(by, MODEL, values["area"])
    if upload is not None:
        photo = attach(by=by, area=values["area"], upload=upload)
        values = {**values, "photo": photo}
    kept: ExemplaryModel = (
        add_record(by=by, kind=MODEL, values=values)
        if row is None
        else change_record(by=by, kind=MODEL, row=row, values=values)
    )
    return kept
