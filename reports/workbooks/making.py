"""From an asked form to its file: scope, fresh figures, workbook, hash."""

import hashlib
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify

from povertyportal.areas.models import Area
from povertyportal.jobs.models import JobState
from povertyportal.ui.numbers import vietnamese
from reports import summaries
from reports.models import ReportRun
from reports.services import reporting
from reports.services.when import NAMES, codes_of
from reports.workbooks import official


def make_file(run: ReportRun, report: Callable[[int, int], None]) -> None:
    """Make the run's file and finish it. Raises reporting.OutOfScope.

    The scope is checked before and after: what ended meanwhile is not delivered.
    """
    reporting.check_still_allowed(run)
    report(0, 1)
    areas = list(run.areas.order_by("path"))
    request = reporting.request_of(run)
    if isinstance(request, reporting.FormRequest):
        while summaries.refresh() is not None:
            pass
    at = timezone.now()
    if request.form == reporting.SET:
        made = official.make_set(areas, request.when, at, report)
    else:
        made = official.make(request.form, areas, request.when, at)
    reporting.check_still_allowed(run)
    _keep(run, made, filename(areas, request), _told(request, made))


def _keep(run: ReportRun, made: official.Made, name: str, told: str) -> None:
    """Store the file; a worker that lost the run throws its own away."""
    storage = ReportRun._meta.get_field("file").storage
    path = storage.save(
        f"reports/{timezone.now():%Y/%m}/{name}", ContentFile(made.content)
    )
    kept = ReportRun.objects.filter(
        pk=run.pk, state=JobState.RUNNING, attempt=run.attempt
    ).update(
        file=path,
        filename=name,
        sha256=hashlib.sha256(made.content).hexdigest(),
        row_count=made.lines,
        as_of=made.as_of,
    )
    if not kept or not run.finish(told):
        storage.delete(path)


def _told(request: reporting.Request, made: official.Made) -> str:
    """How much was made, and which forms are not in the set."""
    lines = vietnamese(made.lines)
    if request.form != reporting.SET:
        return f"Biểu có {lines} dòng."
    there = codes_of(request.when)
    without = [code for code in NAMES if code not in there]
    if not without:
        return f"{len(there)} biểu, {lines} dòng."
    return (
        f"{len(there)} biểu, {lines} dòng. Không có biểu {', biểu '.join(without)}: "
        "cần danh sách chính thức của năm, hoặc hai ngày."
    )


def filename(areas: list[Area], request: reporting.Request) -> str:
    """Form, place and time, in plain letters for any disk."""
    form = "tron-bo" if request.form == reporting.SET else request.form.zfill(2)
    place = _plain(areas[0].name) if len(areas) == 1 else f"{len(areas)}-dia-ban"
    return f"bieu-{form}_{place}_{request.time_code}.xlsx"


def _plain(text: str) -> str:
    return slugify(text.replace("đ", "d").replace("Đ", "D"))
