"""Taking in scans and photos, and who may open them.

Files lie in the private storage: no address leads to them but the one view that asks
`visible_attachments`. Nobody deletes one: what was signed with it must stay provable.
"""

import hashlib
import re
import uuid
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from povertyportal.documents.models import Attachment
from povertyportal.documents.scans import SUFFIXES, NotAScan, Scan, read_scan
from povertyportal.ui.fields import clean_text
from povertyportal.ui.numbers import vietnamese

ACCEPTED = "application/pdf,image/jpeg,image/png"
HINT = "Bản chụp hoặc bản quét: tệp PDF, JPG hoặc PNG."
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]+')
_MEGABYTE = 1_048_576


class ScanField(forms.FileField):
    """A signed scan or a photo; gives the upload, already judged by its bytes."""

    default_error_messages = {
        "required": "Chưa chọn tệp.",
        "empty": "Tệp rỗng: hãy chọn tệp khác.",
        "missing": "Chưa chọn tệp.",
        "invalid": "Chưa nhận được tệp: hãy chọn lại.",
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", HINT)
        options.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPTED}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """The upload. Raises ValidationError for what cannot be kept."""
        upload = super().to_python(value)
        if upload is not None:
            judge(upload)
        return upload


def sha256_of(upload: UploadedFile) -> str:
    """The mark that an upload has once it is kept. Raises ValidationError as attach."""
    return _digest(judge(upload).content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@transaction.atomic
def attach(*, by: Officer, area: Area, upload: UploadedFile) -> Attachment:
    """Keep an uploaded scan or photo as a new attachment of `area`.

    The caller has authorised the act that it belongs to, and points a row at it in
    the same transaction. Give the village as `area` where its surveyor may see the
    file. Raises ValidationError for a file that is too large or of another kind.
    """
    scan = judge(upload)
    suffix = SUFFIXES[scan.content_type]
    kept = Attachment(
        name=safe_name(upload.name or "", suffix),
        content_type=scan.content_type,
        size=len(scan.content),
        sha256=_digest(scan.content),
        area=area,
        uploaded_by=by,
    )
    kept.file.save(f"{uuid.uuid4().hex}{suffix}", ContentFile(scan.content), save=False)
    kept.save()
    _record(by, "documents.attachment.kept", kept)
    return kept


def visible_attachments(officer: Officer) -> QuerySet[Attachment]:
    """Attachments of areas, of any level, that the officer answers for."""
    return Attachment.objects.filter(scope_of(officer).units())


@transaction.atomic
def open_attachment(*, by: Officer, pk: int) -> Attachment:
    """An attachment to hand over; who took it is written down.

    Raises PermissionDenied, Attachment.DoesNotExist (out of scope).
    """
    require(by, Act.VIEW_HOUSEHOLDS)
    found = visible_attachments(by).select_related("area").get(pk=pk)
    _record(by, "documents.attachment.opened", found)
    return found


def judge(upload: "File[Any]") -> Scan:
    """An uploaded file as it will be kept. Raises ValidationError."""
    most = settings.ATTACHMENT_MAX_BYTES
    if (upload.size or 0) > most:
        raise ValidationError(
            f"Tệp “{upload.name}” lớn {_megabytes(upload.size or 0)} MB, quá "
            f"{_megabytes(most)} MB. Hãy quét hoặc chụp lại nhỏ hơn.",
            code="too_large",
        )
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    try:
        return read_scan(content)
    except NotAScan as error:
        raise ValidationError(
            f"Không đọc được tệp “{upload.name}”: phải là tệp PDF, JPG hoặc PNG còn "
            "nguyên vẹn. Hãy lưu lại bản quét thành một trong các loại đó.",
            code="not_a_scan",
        ) from error


def _megabytes(size: int) -> str:
    return vietnamese(-(-size // _MEGABYTE))


def safe_name(name: str, suffix: str) -> str:
    """The file's name as shown and saved, ending as its kind does."""
    plain = _UNSAFE.sub(" ", clean_text(PurePosixPath(name.replace("\\", "/")).name))
    stem = " ".join(PurePosixPath(plain).stem.split()).strip(". ")[:150]
    return f"{stem or 'ban-quet'}{suffix}"


def _record(by: Officer, act: str, kept: Attachment) -> None:
    trail.record(
        by=by,
        act=act,
        kind="attachment",
        object_id=kept.pk,
        area=kept.area,
        sha256=kept.sha256,
    )
