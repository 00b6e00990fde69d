"""Minutes of an inspection in a commune: typed, closed, the signed paper attached."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from povertyportal.documents.attachments import attach
from reports.models import Inspection, InspectionPlace, InspectionVisit
from reports.services.inspections import base

State = Inspection.State


@dataclass(frozen=True)
class MinutesText:
    """What the minutes say beside the visits and findings."""

    met_on: dt.date | None
    venue: str
    present: str
    notes: str
    opinion: str


@transaction.atomic
def save_minutes(
    *, by: Officer, place: InspectionPlace, version: int, text: MinutesText
) -> InspectionPlace:
    """Keep the minutes as typed so far; the same once more changes nothing. Audited.

    Raises PermissionDenied, InspectionPlace.DoesNotExist, ValidationError (closed,
    saved by somebody else meanwhile, day out of order).
    """
    found = base.locked_place(by, place, Act.INSPECT)
    if _said(found) == text:
        return found
    base.require_typing(found)
    if found.version != version:
        raise ValidationError(
            "Biên bản đã được lưu ở cửa sổ khác (của người khác hoặc của bạn) trong "
            "lúc bạn nhập. Hãy mở lại để xem, rồi nhập phần của bạn.",
            code="version",
        )
    if text.met_on is not None:
        base.within(found.inspection, text.met_on, "Ngày làm việc")
    found.met_on, found.venue, found.present = text.met_on, text.venue, text.present
    found.notes, found.opinion = text.notes, text.opinion
    found.version += 1
    found.save()
    _record(by, found, "reports.inspection.minutes_saved")
    return found


def _said(place: InspectionPlace) -> MinutesText:
    return MinutesText(
        place.met_on, place.venue, place.present, place.notes, place.opinion
    )


@transaction.atomic
def close_minutes(*, by: Officer, place: InspectionPlace) -> None:
    """Close the minutes: visits and findings stay as they are; again it does nothing.

    Audited. Raises PermissionDenied, InspectionPlace.DoesNotExist, ValidationError
    (households not visited, place and people not said).
    """
    found = base.locked_place(by, place, Act.INSPECT)
    if found.closed_at is not None:
        return
    base.require_typing(found)
    left = found.visits.filter(state=InspectionVisit.State.TODO).count()
    if left:
        raise ValidationError(
            f"Còn {left} hộ trong mẫu chưa ghi kết quả xác minh: hãy ghi kết quả từng "
            "hộ, kể cả hộ không gặp được.",
            code="visits",
        )
    if not (found.met_on and found.venue and found.present):
        raise ValidationError(
            "Biên bản chưa có ngày làm việc, địa điểm hoặc đại diện đơn vị được kiểm "
            "tra: hãy ghi đủ rồi chốt.",
            code="incomplete",
        )
    last = found.visits.aggregate(last=Max("visited_on"))["last"]
    if last is not None:
        than = "ngày xác minh hộ cuối cùng"
        base.not_before(found.met_on, "Ngày làm việc", last, than)
    found.closed_by, found.closed_at = by, timezone.now()
    found.save(update_fields=["closed_by", "closed_at"])
    _record(by, found, "reports.inspection.minutes_closed")


@transaction.atomic
def attach_minutes(
    *, by: Officer, place: InspectionPlace, upload: UploadedFile
) -> None:
    """Keep the scan of the signed minutes; a later one replaces it. Audited.

    Raises PermissionDenied, InspectionPlace.DoesNotExist, ValidationError.
    """
    found = base.locked_place(by, place, Act.INSPECT)
    if found.closed_at is None:
        raise ValidationError(
            "Hãy chốt biên bản, in và ký trước khi tải bản quét lên.", code="open"
        )
    found.scan = attach(by=by, area=found.commune, upload=upload)
    found.save(update_fields=["scan"])
    _record(by, found, "reports.inspection.minutes_scanned")


def _record(by: Officer, place: InspectionPlace, act: str) -> None:
    base.record(
        by,
        place.inspection,
        act,
        communes=[place.commune_id],
        place=place.pk,
    )
