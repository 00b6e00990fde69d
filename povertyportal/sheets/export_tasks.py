"""Background work of exports: a list of a screen becomes a workbook."""

import logging

from celery import shared_task
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from povertyportal.accounts.models import Officer
from povertyportal.jobs import requeueing
from povertyportal.jobs.models import Progress
from povertyportal.jobs.publishing import publish
from povertyportal.sheets.models import ExportRun
from povertyportal.sheets.services import exporting

_log = logging.getLogger(__name__)


def start_export(
    *, by: Officer, code: str, query: str, about: int | None, purpose: str = ""
) -> ExportRun:
    """Queue a list. Raises PermissionDenied, Http404, ValidationError."""
    with transaction.atomic():
        run = exporting.ask_for_list(
            by=by, code=code, query=query, about=about, purpose=purpose
        )
        publish(run_export.name, run.pk)
    return run


def retry_export(*, by: Officer, run: ExportRun) -> None:
    """Queue a failed list again. Raises PermissionDenied."""
    with transaction.atomic():
        exporting.ask_again(by=by, run=run)
        publish(run_export.name, run.pk)


@shared_task
def run_export(pk: int) -> None:
    """Make a queued list; a second delivery finds nothing to do."""
    run = ExportRun.claim(pk)
    if run is None:
        return
    try:
        with Progress(run) as progress:
            exporting.make_list(run, progress.report)
    except (Http404, PermissionDenied):
        run.fail(str(exporting.NotDelivered()))
    except Exception:
        _log.exception("Export %s (%s) failed", pk, run.code)
        run.fail("Chưa lập được tệp. Hãy thử lại; nếu vẫn lỗi, báo người quản trị.")


def requeue_lost() -> int:
    """Publish again the exports whose worker or message was lost; returns how many."""
    return requeueing.requeue_lost(
        ExportRun, run_export.name, "hãy lọc danh sách ngắn lại rồi lập lại."
    )
