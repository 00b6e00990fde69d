"""Letters from above that a committee has to answer: entered, corrected."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from povertyportal.accounts.models import Committee, Officer
from reports.models import Letter
from reports.services.committee import base


@dataclass(frozen=True)
class Written:
    """What a letter says of itself."""

    number: str
    issuer: str
    issued_on: dt.date
    received_on: dt.date
    subject: str
    due_on: dt.date | None = None
    file: UploadedFile | None = None


@transaction.atomic
def record_letter(
    *, by: Officer, committee: Committee, key: uuid.UUID, written: Written
) -> Letter:
    """Enter a letter; a repeated key gives the same. Audited.

    Raises PermissionDenied, Committee.DoesNotExist, ValidationError.
    """
    found = base.locked_committee(by, committee)
    made = Letter.objects.filter(key=key, recorded_by=by).first()
    if made is not None:
        return made
    made = Letter(key=key, committee=found, recorded_by=by)
    _write(by, made, written)
    _record(by, made, "recorded", number=made.number)
    return made


@transaction.atomic
def change_letter(*, by: Officer, letter: Letter, written: Written) -> None:
    """Correct a letter; a new file takes the place of the old. Audited."""
    committee = base.locked_committee(by, letter.committee)
    rows = Letter.objects.select_for_update().filter(committee=committee)
    found = rows.get(pk=letter.pk)
    found.committee = committee
    first = found.tasks.order_by("due_on").first()
    if first is not None and written.received_on > first.due_on:
        raise ValidationError(
            {
                "received_on": "Ngày nhận sau hạn của nhiệm vụ đã giao từ công văn "
                f"({first.due_on:%d/%m/%Y})."
            }
        )
    _write(by, found, written)
    _record(by, found, "changed", number=found.number)


def _write(by: Officer, made: Letter, written: Written) -> None:
    base.not_future(written.received_on, "received_on", "Ngày nhận")
    made.number, made.issuer = written.number, written.issuer
    made.issued_on, made.received_on = written.issued_on, written.received_on
    made.subject, made.due_on = written.subject, written.due_on
    made.full_clean(exclude=["committee", "file", "recorded_by"])
    if written.file is not None:
        made.file = base.keep_file(by, made.committee, written.file)
    made.save()


def _record(by: Officer, letter: Letter, act: str, **detail: Any) -> None:
    base.record(
        by,
        letter.committee,
        f"letter.{act}",
        kind="letter",
        object_id=letter.pk,
        **detail,
    )
