"""Exports of lists: who may ask for one, the file, who may take it away."""

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import connection, transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import slugify

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.jobs.models import JobState
from povertyportal.sheets.exports import Exported, ListExport, list_export
from povertyportal.sheets.models import ExportRun
from povertyportal.sheets.stream import Sheet, write_list
from povertyportal.ui.numbers import vietnamese

LONGEST_TITLE, LONGEST_NAME = 200, 48  # what the row, and its path, can hold
TOLD_EVERY = 1.0  # seconds between two words on progress
Report = Callable[[int, int], None]


class NotDelivered(PermissionDenied):
    """The officer may not (or no longer) have this list."""

    def __init__(self) -> None:
        super().__init__(
            "Danh sách có địa bàn không còn thuộc phạm vi bạn phụ trách, hoặc bạn "
            "không còn quyền xem danh sách này, nên tệp không được giao."
        )


class Miscounted(Exception):
    """The file does not hold as many rows as the screen counts: a bug of ours."""


def opened(
    *, by: Officer, export: ListExport, query: str, about: int | None, whole_ids: bool
) -> Exported:
    """The list as the officer's screen shows it. Raises PermissionDenied, Http404."""
    require(by, Act.EXPORT_LISTS)
    require(by, export.act)
    if whole_ids:
        require(by, Act.UNMASK_ID)
    return export.open(by, QueryDict(query), about, whole_ids=whole_ids)


@transaction.atomic
def ask_for_list(
    *, by: Officer, code: str, query: str, about: int | None, purpose: str = ""
) -> ExportRun:
    """Record and audit an asked list; the caller publishes the job.

    A `purpose` asks for whole personal ids. Raises PermissionDenied, Http404;
    ValidationError for a purpose where the list holds no ids.
    """
    export = list_export(code)
    if purpose and not export.has_ids:
        raise ValidationError("Danh sách này không có số định danh.", code="no_ids")
    found = opened(
        by=by, export=export, query=query, about=about, whole_ids=bool(purpose)
    )
    run = ExportRun.objects.create(
        owner=by,
        code=code,
        title=found.title[:LONGEST_TITLE],
        query=query,
        object_id=about,
        filters=[[label, words] for label, words in found.filters],
        area_ids=sorted(found.area_ids),
        whole_ids=bool(purpose),
        purpose=purpose,
        screen_count=found.count,
        total=found.count,
    )
    _record(by, "sheets.export.requested", run)
    return run


def ask_again(*, by: Officer, run: ExportRun) -> None:
    """Put a failed run back into the queue. Raises PermissionDenied."""
    require(by, Act.EXPORT_LISTS)
    if run.state == JobState.FAILED:
        run.requeue()
        _record(by, "sheets.export.requested", run)


def make_list(run: ExportRun, report: Report) -> None:
    """Make the run's file and finish it. Raises NotDelivered, Miscounted.

    The scope is checked before and after: what ended meanwhile is not delivered.
    """
    owner = check_still_allowed(run)
    with tempfile.TemporaryFile() as file:
        with _one_snapshot():
            found = opened(
                by=owner,
                export=list_export(run.code),
                query=run.query,
                about=run.object_id,
                whole_ids=run.whole_ids,
            )
            written = _write(file, run, owner, found, report)
        if written != found.count:
            raise Miscounted(f"{run.code}: {written} rows, {found.count} counted")
        run.area_ids = sorted(found.area_ids)
        check_still_allowed(run)
        _keep(run, file, found, written)


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Count and rows, and whatever is read for them, are of the same instant."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _write(
    file: IO[bytes], run: ExportRun, owner: Officer, found: Exported, report: Report
) -> int:
    told_at = 0.0

    def foot(count: int) -> str:
        return f"Tổng số: {vietnamese(count)} dòng{found.foot}"

    def tell(done: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= TOLD_EVERY:
            told_at = time.monotonic()
            report(done, found.count)

    tell(0)
    sheet = Sheet("Danh sách", _lines(run, owner, found), found.columns, foot)
    return write_list(file, sheet, found.rows, report=tell)


def _lines(run: ExportRun, owner: Officer, found: Exported) -> list[tuple[str, bool]]:
    """What stands over the table: the list, its filters, who made it and when."""
    now = timezone.localtime()
    lines = [(found.title, True)]
    lines += [(f"{label}: {words}", False) for label, words in found.filters]
    if not found.filters:
        lines.append(("Không lọc: toàn bộ danh sách thuộc địa bàn phụ trách.", False))
    name = owner.full_name or owner.username
    lines.append(
        (
            f"Người lập: {name} ({owner.get_role_display()}), lúc {now:%H:%M %d/%m/%Y}",
            False,
        )
    )
    if run.whole_ids:
        words = f"Số định danh ghi đầy đủ. Mục đích: {run.purpose}"
        lines.append((words, False))
    return lines


def _keep(run: ExportRun, file: IO[bytes], found: Exported, written: int) -> None:
    """Store the file; a worker that lost the run throws its own away."""
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    now = timezone.localtime()
    name = f"{_plain(run.title)}_{now:%Y%m%d-%H%M}.xlsx"
    storage = ExportRun._meta.get_field("file").storage
    path = storage.save(f"exports/{now:%Y/%m}/{name}", File(file))
    kept = ExportRun.objects.filter(
        pk=run.pk, state=JobState.RUNNING, attempt=run.attempt
    ).update(
        file=path,
        filename=name,
        sha256=sha256,
        row_count=written,
        filters=[[label, words] for label, words in found.filters],
        area_ids=run.area_ids,
        as_of=now,
        done=written,
        total=written,
    )
    if not kept or not run.finish(_told(run.screen_count, written)):
        storage.delete(path)


def _told(screen: int, written: int) -> str:
    told = f"Tệp có {vietnamese(written)} dòng."
    if screen != written:
        told += (
            f" Lúc yêu cầu, màn hình có {vietnamese(screen)} dòng; số liệu đã thay đổi "
            "trong khi chờ."
        )
    return told


def _plain(text: str) -> str:
    return slugify(text.replace("đ", "d").replace("Đ", "D"))[:LONGEST_NAME]


def check_still_allowed(run: ExportRun) -> Officer:
    """The owner, who may still have the list; else NotDelivered.

    Read afresh: a scope may end, and an officer be closed, while the job waits.
    """
    owner = Officer.objects.get(pk=run.owner_id or 0)
    if not _may_have(owner, run):
        raise NotDelivered
    return owner


def _may_have(officer: Officer, run: ExportRun) -> bool:
    acts = {Act.EXPORT_LISTS, list_export(run.code).act}
    if run.whole_ids:
        acts.add(Act.UNMASK_ID)
    scope = scope_of(officer)
    inside = scope.commune_ids | scope.village_ids
    return all(can(officer, act) for act in acts) and inside.issuperset(run.area_ids)


@transaction.atomic
def hand_over(*, by: Officer, run: ExportRun, is_locked: bool) -> None:
    """Audit that the officer takes the file. Raises NotDelivered."""
    if not _may_have(by, run):
        raise NotDelivered
    _record(by, "sheets.export.downloaded", run, is_locked=is_locked)


def _record(by: Officer, act: str, run: ExportRun, *, is_locked: bool = False) -> None:
    trail.record(
        by=by,
        act=act,
        kind="export_run",
        object_id=run.pk,
        areas=run.area_ids,
        reason=run.purpose,
        list=run.code,
        filters=run.filters,
        whole_ids=run.whole_ids,
        rows=run.row_count if run.row_count is not None else run.screen_count,
        sha256=run.sha256,
        is_locked=is_locked,
    )
