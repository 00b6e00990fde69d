"""The register of documents: written, kept with their file, asked by day."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.documents.attachments import judge, safe_name
from povertyportal.documents.models import LegalDocument
from povertyportal.documents.scans import SUFFIXES


class Force(StrEnum):
    """Whether a document is in force on a day."""

    YES = "yes"
    NOT_YET = "not_yet"
    OVER = "over"
    UNCLEAR = "unclear"


FORCE_WORDS = {
    Force.YES: "Còn hiệu lực",
    Force.NOT_YET: "Chưa có hiệu lực",
    Force.OVER: "Hết hiệu lực",
    Force.UNCLEAR: "Chưa rõ ngày có hiệu lực",
}
FORCE_TONES = {
    Force.YES: "ok",
    Force.NOT_YET: "info",
    Force.OVER: "neutral",
    Force.UNCLEAR: "warn",
}


def force_on(document: LegalDocument, day: dt.date) -> Force:
    """Whether the document is in force on a day; unclear while no first day is known.

    The last day is before `effective_to`.
    """
    if document.effective_to is not None and document.effective_to <= day:
        return Force.OVER
    if document.effective_from is None:
        return Force.UNCLEAR
    return Force.YES if document.effective_from <= day else Force.NOT_YET


def possible_on(day: dt.date) -> Q:
    """The condition on documents in force on a day, or whose first day is not known."""
    begun = Q(effective_from__lte=day)
    unclear = Q(effective_from__isnull=True) & (
        Q(issued_on__isnull=True) | Q(issued_on__lte=day)
    )
    return (begun | unclear) & (Q(effective_to__isnull=True) | Q(effective_to__gt=day))


@dataclass(frozen=True)
class HalfYear:
    """The first or second half of a year; `first` to before `after`."""

    year: int
    half: int

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def after(self) -> dt.date:
        """The day after its last."""
        is_first = self.half == 1
        return dt.date(self.year + (not is_first), 7 if is_first else 1, 1)

    def __str__(self) -> str:
        return f"6 tháng {'đầu' if self.half == 1 else 'cuối'} năm {self.year}"


def half_of(day: dt.date) -> HalfYear:
    """The half year that a day lies in."""
    return HalfYear(day.year, 1 if day.month <= 6 else 2)


@dataclass(frozen=True)
class Change:
    """What happened to a document on a day."""

    day: dt.date
    what: str
    document: LegalDocument


def changes_in(half: HalfYear) -> list[Change]:
    """Documents issued, come into force or ended in a half year, by day."""
    rows = LegalDocument.objects.changed_between(half.first, half.after)
    names = (
        ("issued_on", "Ban hành"),
        ("effective_from", "Có hiệu lực"),
        ("effective_to", "Hết hiệu lực"),
    )
    found = [
        Change(day, what, row)
        for row in rows
        for name, what in names
        if (day := getattr(row, name)) and half.first <= day < half.after
    ]
    return sorted(found, key=lambda each: (each.day, each.document.number, each.what))


@transaction.atomic
def add_document(
    *,
    by: Officer,
    values: Mapping[str, Any],
    replaces: Collection[LegalDocument] = (),
    upload: UploadedFile | None = None,
) -> LegalDocument:
    """Take a document into the register. Audited.

    Raises PermissionDenied, ValidationError (fields, dates, known already, the file).
    """
    require(by, Act.EDIT_PROGRAMMES)
    row = LegalDocument(recorded_by=by, **values)
    _write(row, replaces, upload)
    _record(by, row, "programs.document.added")
    return row


@transaction.atomic
def change_document(
    *,
    by: Officer,
    document: LegalDocument,
    values: Mapping[str, Any],
    replaces: Collection[LegalDocument] = (),
    upload: UploadedFile | None = None,
) -> None:
    """Change what the register says; without an upload its file stays. Audited.

    Raises PermissionDenied, LegalDocument.DoesNotExist, ValidationError.
    """
    require(by, Act.EDIT_PROGRAMMES)
    row = LegalDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    changed = sorted(name for name in values if getattr(row, name) != values[name])
    for name in changed:
        setattr(row, name, values[name])
    row.recorded_by = by
    _write(row, replaces, upload)
    _record(by, row, "programs.document.changed", fields=changed)


def _write(
    row: LegalDocument,
    replaces: Collection[LegalDocument],
    upload: UploadedFile | None,
) -> None:
    if any(each.pk == row.pk for each in replaces):
        raise ValidationError({"replaces": "Văn bản không thể thay thế chính nó."})
    row.full_clean(exclude=["recorded_by", "file"])
    if upload is not None:
        scan = judge(upload)
        suffix = SUFFIXES[scan.content_type]
        row.file_name = safe_name(upload.name or "", suffix)
        row.sha256 = hashlib.sha256(scan.content).hexdigest()
        content = ContentFile(scan.content)
        row.file.save(f"{uuid.uuid4().hex}{suffix}", content, save=False)
    row.save()
    row.replaces.set(replaces)


def _record(by: Officer, row: LegalDocument, act: str, **detail: Any) -> None:
    trail.record(
        by=by,
        act=act,
        kind="legal_document",
        object_id=row.pk,
        number=row.number,
        sha256=row.sha256,
        replaces=[each.number for each in row.replaces.all()],
        **detail,
    )
