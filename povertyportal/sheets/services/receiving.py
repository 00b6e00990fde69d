"""Receiving a file: kept as it came, queued for its check."""

import hashlib
from pathlib import PurePath
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet

from povertyportal.accounts.access import require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.kinds import ImportKind
from povertyportal.sheets.models import ImportBatch
from povertyportal.sheets.services.batches import note, visible_batches
from povertyportal.ui.fields import clean_text

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".csv")


@transaction.atomic
def receive_file(
    *,
    by: Officer,
    kind: ImportKind,
    file: IO[bytes],
    filename: str,
    options: dict[str, Any],
) -> ImportBatch:
    """Keep an uploaded file as a queued import; the caller publishes it.

    Raises PermissionDenied; ValidationError for a name that no list has.
    """
    require(by, kind.act)
    name = clean_text(filename)[-200:]
    suffix = PurePath(name.lower()).suffix
    if suffix not in SUFFIXES:
        raise ValidationError(
            "Cổng đọc tệp .xlsx, .xlsm, .xls hoặc .csv. Hãy mở danh sách bằng Excel và "
            "lưu ở dạng “Excel Workbook (.xlsx)”.",
            code="suffix",
        )
    sha256 = _sha256(file)
    batch = ImportBatch(
        owner=by,
        kind=kind.code,
        filename=name,
        sha256=sha256,
        options=options,
        scope_ids=[area.pk for area in scope_of(by).areas],
    )
    batch.file.save(f"{sha256[:16]}{suffix}", File(file), save=False)
    batch.save()
    note(by, batch, "received", options=options)
    return batch


def same_file(batch: ImportBatch, officer: Officer) -> QuerySet[ImportBatch]:
    """Earlier imports of the very same file that the officer may see, newest first."""
    return visible_batches(officer).filter(
        kind=batch.kind, sha256=batch.sha256, pk__lt=batch.pk
    )


def _sha256(file: IO[bytes]) -> str:
    """The file's hash; leaves it at its beginning."""
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
