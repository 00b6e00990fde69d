"""The conclusion of an inspection, and its end when every finding is put right."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from reports.models import Finding, Inspection
from reports.services.inspections import base
from reports.services.inspections.planning import Signed

State = Inspection.State


@transaction.atomic
def conclude(*, by: Officer, inspection: Inspection, text: str, signed: Signed) -> None:
    """Enter the signed conclusion; again the same does nothing. Audited.

    Raises PermissionDenied, Inspection.DoesNotExist, ValidationError (minutes open,
    days out of order).
    """
    found = base.locked(by, inspection, Act.PLAN_INSPECTIONS)
    if found.state == State.CONCLUDED and found.conclusion_number == signed.number:
        return
    if found.state != State.OPEN:
        raise ValidationError(
            f"Cuộc kiểm tra này: {found.get_state_display().lower()}. Không ghi kết "
            "luận được.",
            code="state",
        )
    _check(found, signed)
    found.conclusion, found.conclusion_number = text, signed.number
    found.concluded_on = signed.signed_on
    found.conclusion_signer = signed.signer_name
    found.conclusion_position = signed.signer_position
    found.concluded_by, found.concluded_at = by, timezone.now()
    found.state = State.CONCLUDED
    found.save()
    base.record(by, found, "reports.inspection.concluded", number=signed.number)


def _check(found: Inspection, signed: Signed) -> None:
    places = found.places.select_related("commune")
    waiting = [each.commune.name for each in places if each.closed_at is None]
    if waiting:
        raise ValidationError(
            f"Biên bản chưa chốt ở {', '.join(waiting)}: đoàn chốt biên bản từng xã "
            "rồi mới kết luận.",
            code="minutes",
        )
    base.not_future(signed.signed_on, "Ngày kết luận")
    last = max(each.met_on for each in places if each.met_on)
    than = "ngày làm việc ở xã cuối cùng"
    base.not_before(signed.signed_on, "Ngày kết luận", last, than)


def open_findings(inspection: Inspection) -> int:
    """How many findings are not put right."""
    rows = Finding.objects.filter(place__inspection=inspection)
    return rows.exclude(state=Finding.State.CLOSED).count()


@transaction.atomic
def close(*, by: Officer, inspection: Inspection, note: str = "") -> None:
    """End an inspection whose findings are all put right; again it does nothing.

    Audited. Raises PermissionDenied, Inspection.DoesNotExist, ValidationError.
    """
    found = base.locked(by, inspection, Act.PLAN_INSPECTIONS)
    if found.state == State.CLOSED:
        return
    if found.state != State.CONCLUDED:
        raise ValidationError(
            "Cuộc kiểm tra chưa có kết luận: chưa kết thúc được.", code="state"
        )
    left = open_findings(found)
    if left:
        raise ValidationError(
            f"Còn {left} phát hiện chưa khắc phục xong: đánh giá báo cáo của xã trước "
            "khi kết thúc.",
            code="findings",
        )
    found.state, found.closing_note = State.CLOSED, note
    found.closed_by, found.closed_at = by, timezone.now()
    found.save(update_fields=["state", "closing_note", "closed_by", "closed_at"])
    base.record(by, found, "reports.inspection.closed")
