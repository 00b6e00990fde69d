"""Imports as rows: receiving a file, who may see an import."""

import hashlib
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from households.models import ImportBatch
from households.rules.standards import NoStandard, standard_in_force
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.jobs.models import JobState
from povertyportal.ui.fields import clean_text

FIRST_YEAR = 2015


@transaction.atomic
def receive_list(
    *, by: Officer, file: IO[bytes], filename: str, year: int
) -> ImportBatch:
    """Keep an uploaded list as a queued import; the caller publishes it.

    `year` is the year of the review. Raises PermissionDenied; ValidationError for a
    year without a standard and for a file that was loaded already.
    """
    require(by, Act.IMPORT_LISTS)
    _check_year(year)
    sha256 = _sha256(file)
    check_not_loaded(sha256)
    name = clean_text(filename)[-200:] or "danh-sach.xlsx"
    batch = ImportBatch(
        owner=by,
        year=year,
        filename=name,
        sha256=sha256,
        scope_ids=[area.pk for area in scope_of(by).areas],
    )
    batch.file.save(f"{sha256[:16]}.xlsx", File(file), save=False)
    batch.save()
    trail.record(
        by=by,
        act="households.list.received",
        kind="import",
        object_id=batch.pk,
        areas=batch.scope_ids,  # which communes it holds, nobody has read yet
        year=year,
        sha256=sha256,
    )
    return batch


def check_not_loaded(sha256: str) -> None:
    """Raises ValidationError for a file that was loaded already."""
    before = ImportBatch.objects.filter(sha256=sha256, state=JobState.DONE).first()
    if before is not None and before.finished_at is not None:
        when = timezone.localtime(before.finished_at)
        raise ValidationError(
            f"Tệp này đã được nhập ngày {when:%d/%m/%Y} (danh sách năm {before.year}). "
            "Không cần nhập lại.",
            code="same_file",
        )


def _sha256(file: IO[bytes]) -> str:
    """The file's hash; leaves it at its beginning."""
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise ValidationError(
            f"Năm của danh sách phải từ {FIRST_YEAR} đến {timezone.localdate().year}.",
            code="year",
        )
    try:
        standard_in_force(timezone.localdate().replace(year + 1, 1, 1))
    except NoStandard as error:
        raise ValidationError(str(error), code="year") from error


def visible_batches(officer: Officer) -> QuerySet[ImportBatch]:
    """One's own imports, and those whose communes all lie in one's scope."""
    outside = ImportBatch.communes.through.objects.filter(
        importbatch=OuterRef("pk")
    ).exclude(area__in=scope_of(officer).commune_ids)
    some = ImportBatch.communes.through.objects.filter(importbatch=OuterRef("pk"))
    return ImportBatch.objects.filter(
        Q(owner=officer) | (Exists(some) & ~Exists(outside))
    )
