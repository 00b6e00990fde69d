"""From an asked form to its file: scope, fresh figures, workbook, hash."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import slugify

from povertyportal.areas.models import Area, Level
from povertyportal.documents.letterhead import day_in_words, own_name
from povertyportal.jobs.models import JobState
from reports import summaries
from reports.figures import Basis
from reports.models import ReportRun
from reports.services import form_lines, movement_form, reporting
from reports.services.selection import Period
from reports.workbooks.form_01 import form_01
from reports.workbooks.form_02 import form_02
from reports.workbooks.parts import Heading

STEPS = 3
UBND = "Ủy ban nhân dân"


@dataclass(frozen=True)
class Made:
    """A workbook: its file, its name, how many lines it has and of when they are."""

    content: bytes
    name: str
    lines: int
    as_of: dt.datetime


def make_file(run: ReportRun, report: Callable[[int, int], None]) -> None:
    """Make the run's file and finish it. Raises reporting.OutOfScope.

    The scope is checked before and after: what ended meanwhile is not delivered.
    """
    reporting.check_still_allowed(run)
    report(0, STEPS)
    areas = list(run.areas.order_by("path"))
    request = reporting.request_of(run)
    if isinstance(request, reporting.FormRequest):
        while summaries.refresh() is not None:
            pass
        report(1, STEPS)
        made = _results(areas, request)
    else:
        report(1, STEPS)
        made = _movement(areas, request)
    report(2, STEPS)
    reporting.check_still_allowed(run)
    _keep(run, made)


def _results(areas: list[Area], request: reporting.FormRequest) -> Made:
    content = form_lines.content_of(areas, request.period)
    made = form_01(_heading(areas), request.period, content)
    name = filename("1", areas, request.period)
    return Made(made, name, len(content.lines), content.as_of)


def _movement(areas: list[Area], request: reporting.MovementRequest) -> Made:
    kind = reporting.OF_MOVEMENT[request.form]
    content = movement_form.content_of(areas, request.span, kind)
    made = form_02(_heading(areas), content)
    name = _name(request.form, areas, f"{request.first}_{request.last}")
    return Made(made, name, len(content.lines), content.as_of)


def _keep(run: ReportRun, made: Made) -> None:
    """Store the file; a worker that lost the run throws its own away."""
    storage = ReportRun._meta.get_field("file").storage
    path = storage.save(
        f"reports/{timezone.now():%Y/%m}/{made.name}", ContentFile(made.content)
    )
    kept = ReportRun.objects.filter(
        pk=run.pk, state=JobState.RUNNING, attempt=run.attempt
    ).update(
        file=path,
        filename=made.name,
        sha256=hashlib.sha256(made.content).hexdigest(),
        row_count=made.lines,
        as_of=made.as_of,
        done=STEPS,
    )
    if not kept or not run.finish(f"Biểu có {made.lines} dòng."):
        storage.delete(path)


def filename(form: str, areas: list[Area], period: Period) -> str:
    """Form code, place and period, in plain letters for any disk."""
    basis = "chinh-thuc" if period.basis == Basis.OFFICIAL else "so-bo"
    return _name(form, areas, f"{period.year}_{_plain(basis)}")


def _name(form: str, areas: list[Area], when: str) -> str:
    place = _plain(areas[0].name) if len(areas) == 1 else f"{len(areas)}-dia-ban"
    return f"bieu-{form.zfill(2)}_{place}_{when}.xlsx"


def _plain(text: str) -> str:
    return slugify(text.replace("đ", "d").replace("Đ", "D"))


def _heading(areas: list[Area]) -> Heading:
    """The body that issues the form: of the area, or of the province above all."""
    if len(areas) == 1:
        issuer = areas[0]
    else:
        issuer = Area.objects.get(pk=areas[0].ancestor_ids[0])
    above = issuer.parent if issuer.level != Level.PROVINCE else None
    now = timezone.localtime()
    return Heading(
        superior=f"{UBND} {above.name}" if above else "",
        issuer=f"{UBND} {issuer.name}",
        place_day=f"{own_name(issuer)}, {day_in_words(now.date())}",
    )
