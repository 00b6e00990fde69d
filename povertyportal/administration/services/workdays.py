"""The calendar of days off and swapped days: kept by province officers, audited."""

from django.core.exceptions import ValidationError
from django.db import transaction

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.workdays.counting import SATURDAY
from povertyportal.workdays.models import FilledYear, SpecialDay

FIELDS = ("day", "kind", "name", "source", "is_verified")


@transaction.atomic
def save_special_day(*, by: Officer, special: SpecialDay) -> SpecialDay:
    """Add a day or change one; audited with what it was before.

    Raises PermissionDenied, ValidationError (the day is there already; a day off at
    the weekend or a swapped day in the week, which would change nothing).
    """
    require(by, Act.EDIT_PROCEDURE)
    special.full_clean()
    _check_weekday(special)
    former = None
    if special.pk:
        before = SpecialDay.objects.select_for_update().get(pk=special.pk)
        former = _told(before)
    special.save()
    trail.record(
        by=by,
        act="workdays.day.changed" if former else "workdays.day.added",
        kind="special_day",
        object_id=special.pk,
        now=_told(special),
        former=former,
    )
    return special


@transaction.atomic
def delete_special_day(*, by: Officer, pk: int, reason: str) -> None:
    """Take a day out of the calendar; audited with the reason.

    Raises PermissionDenied, SpecialDay.DoesNotExist, ValidationError (no reason).
    """
    require(by, Act.EDIT_PROCEDURE)
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do xóa."})
    special = SpecialDay.objects.select_for_update().get(pk=pk)
    former = _told(special)
    special.delete()
    trail.record(
        by=by,
        act="workdays.day.deleted",
        kind="special_day",
        object_id=pk,
        reason=reason,
        former=former,
    )


@transaction.atomic
def set_year(*, by: Officer, year: int, source: str) -> None:
    """Say that a year's days are all entered, by which text; empty takes it back.

    Audited. Raises PermissionDenied, ValidationError.
    """
    require(by, Act.EDIT_PROCEDURE)
    if source:
        found, _ = FilledYear.objects.get_or_create(year=year)
        found.source = source
        found.full_clean()
        found.save()
    else:
        FilledYear.objects.filter(year=year).delete()
    trail.record(
        by=by,
        act="workdays.year.filled" if source else "workdays.year.reopened",
        kind="calendar_year",
        object_id=year,
        source=source,
    )


def _check_weekday(special: SpecialDay) -> None:
    is_weekend = special.day.weekday() >= SATURDAY
    if special.kind == SpecialDay.Kind.OFF and is_weekend:
        raise ValidationError(
            {"day": "Thứ Bảy, Chủ nhật đã là ngày nghỉ: chỉ ghi ngày nghỉ trong tuần."}
        )
    if special.kind == SpecialDay.Kind.WORKING and not is_weekend:
        raise ValidationError(
            {"day": "Thứ Hai đến thứ Sáu đã là ngày làm việc: ngày làm bù ở cuối tuần."}
        )


def _told(special: SpecialDay) -> dict[str, str]:
    return {name: str(getattr(special, name)) for name in FIELDS}
