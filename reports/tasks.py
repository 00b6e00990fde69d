"""Background work of the top floor: refreshing figures, making official forms."""

import datetime as dt
import logging

from celery import shared_task
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from households.models import ReviewRound
from households.tasks import requeue_lost
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit.as_known import NotSettled
from povertyportal.jobs.models import JobState, Progress
from povertyportal.jobs.publishing import publish
from povertyportal.jobs.requeueing import requeue_lost as requeue_lost_rows
from povertyportal.sheets.export_tasks import requeue_lost as requeue_lost_exports
from povertyportal.sheets.tasks import requeue_lost as requeue_lost_imports
from reports import summaries
from reports.models import PackRun, ReportRun, SummaryRun, WhatIfRun
from reports.packs.making import make_pack
from reports.services import packs, publishing, reporting
from reports.services.committee.reminding import remind
from reports.services.radar import keeping
from reports.services.room import season
from reports.services.selection import Period, Place
from reports.services.targets import years
from reports.services.whatif import asking
from reports.services.whatif import counting as what_if
from reports.workbooks.making import make_file

RUNS_KEPT = dt.timedelta(days=2)
WHAT_IF_KEPT = dt.timedelta(days=30)
_log = logging.getLogger(__name__)


def start_refresh(*, by: Officer) -> SummaryRun:
    """Queue a count of everything in the officer's scope. Raises PermissionDenied."""
    run = publishing.ask_for_summaries(by=by)
    publish(run_summary.name, run.pk)
    return run


@shared_task
def run_summary(pk: int) -> None:
    """Carry out a queued run; a second delivery finds nothing to do."""
    run = SummaryRun.claim(pk)
    if run is None:
        return
    try:
        with Progress(run) as progress:
            built = _rebuild() if run.is_full else _refresh(progress)
            years.build_again(run.commune_ids)
            season.build_communes(run.commune_ids)
    except Exception:
        _log.exception("Summary run %s failed", pk)
        run.fail("Chưa tổng hợp được. Hệ thống sẽ tự làm lại sau ít phút.")
    else:
        run.finish(_told(built))


def _refresh(progress: Progress) -> summaries.Built:
    summaries.mark_new_denominators()
    return summaries.refresh_all(progress.report)


def _rebuild() -> summaries.Built:
    built = summaries.rebuild()
    if built.changed:
        _log.error("The full rebuild changed %s kept figures", built.changed)
    elif built.restated:
        # No error: a unit tied to what it became, or a list taken back, leaves no mark.
        _log.warning("The full rebuild changed %s restated figures", built.restated)
    return built


def _told(built: summaries.Built) -> str:
    return f"Đã tính {built.rows} dòng số liệu; {built.changed} dòng thay đổi."


@shared_task
def refresh_stale() -> str:
    """Count what is marked stale; returns what was done, empty for nothing.

    Published after each change, and every half minute by the schedule.
    """
    if not summaries.mark_new_denominators() and not summaries.stale_pairs():
        return ""
    run = publishing.queue_stale()
    run_summary(run.pk)
    run.refresh_from_db()
    return run.message


@shared_task
def rebuild_all() -> str:
    """Nightly check: count everything again and log what differed without a mark."""
    refresh_stale()
    run = SummaryRun.objects.create(is_full=True)
    run_summary(run.pk)
    run.refresh_from_db()
    years.build_all()
    years.build_missing()
    season.build()
    _forget_old_runs()
    return run.message


@shared_task
def keep_season() -> int:
    """Keep where each commune of an open season stands; how many.

    Every hour: a step gets late by the calendar alone, and most acts of a season mark
    no figures.
    """
    return season.build()


@shared_task
def remind_of_tasks() -> int:
    """Every morning: write down which committee tasks are brought up; how many."""
    return remind(timezone.localdate())


@shared_task
def refresh_radar() -> int:
    """Count the signs of communes whose figures were counted since; how many."""
    return keeping.refresh()


@shared_task
def count_year(area_id: int, year: int) -> int:
    """Count a year in the communes of an area that was given a target; how many."""
    return years.build(years.communes_under([Area.objects.get(pk=area_id)]), year)


def _forget_old_runs() -> None:
    old = timezone.now() - RUNS_KEPT
    SummaryRun.objects.filter(
        owner=None, state=JobState.DONE, finished_at__lt=old
    ).delete()
    # A question is soon asked again; its rows are one a household.
    asked = timezone.now() - WHAT_IF_KEPT
    WhatIfRun.objects.filter(queued_at__lt=asked).delete()


def start_report(*, by: Officer, request: reporting.Request) -> ReportRun:
    """Queue an official form. Raises PermissionDenied, ValidationError."""
    run = reporting.ask_for_form(by=by, request=request)
    publish(run_report.name, run.pk)
    return run


def retry_report(*, by: Officer, run: ReportRun) -> None:
    """Queue a failed form again. Raises PermissionDenied."""
    with transaction.atomic():
        reporting.ask_again(by=by, run=run)
        publish(run_report.name, run.pk)


@shared_task
def run_report(pk: int) -> None:
    """Make a queued form; a second delivery finds nothing to do."""
    run = ReportRun.claim(pk)
    if run is None:
        return
    try:
        with Progress(run) as progress:
            make_file(run, progress.report)
    except reporting.OutOfScope as refusal:
        run.fail(str(refusal))
    except Exception:
        _log.exception("Report run %s failed", pk)
        run.fail("Chưa lập được biểu. Hãy thử lại; nếu vẫn lỗi, báo người quản trị.")


def start_pack(
    *,
    by: Officer,
    area: Area,
    round_: ReviewRound,
    sample: packs.Wanted,
    at: dt.datetime | None = None,
) -> PackRun:
    """Queue an inspection pack. Raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        run = packs.ask_for_pack(by=by, area=area, round_=round_, sample=sample, at=at)
        publish(run_pack.name, run.pk)
    return run


def repeat_pack(*, by: Officer, run: PackRun) -> PackRun:
    """Queue the same pack once more. Raises PermissionDenied, packs.OutOfScope."""
    with transaction.atomic():
        repeated = packs.ask_to_repeat(by=by, run=run)
        publish(run_pack.name, repeated.pk)
    return repeated


def retry_pack(*, by: Officer, run: PackRun) -> None:
    """Queue a failed pack again. Raises PermissionDenied."""
    with transaction.atomic():
        packs.ask_again(by=by, run=run)
        publish(run_pack.name, run.pk)


@shared_task
def run_pack(pk: int) -> None:
    """Make a queued pack; a second delivery finds nothing to do."""
    run = PackRun.claim(pk)
    if run is None:
        return
    try:
        with Progress(run) as progress:
            make_pack(run, progress.report)
    except packs.OutOfScope as refusal:
        run.fail(str(refusal))
    except ValidationError as refusal:
        run.fail(" ".join(refusal.messages))
    except NotSettled:
        run.fail("Có việc bắt đầu trước lúc chốt gói chưa ghi xong. Hãy làm lại sau.")
    except Exception:
        _log.exception("Pack run %s failed", pk)
        run.fail("Chưa lập được gói. Hãy thử lại; nếu vẫn lỗi, báo người quản trị.")


def start_what_if(
    *, by: Officer, place: Place, period: Period, other: str
) -> WhatIfRun:
    """Queue a question about another standard.

    Raises PermissionDenied, ValidationError.
    """
    with transaction.atomic():
        run = asking.ask(by=by, place=place, period=period, other=other)
        if run.state == JobState.QUEUED:
            publish(run_what_if.name, run.pk)
    return run


def retry_what_if(*, by: Officer, run: WhatIfRun) -> None:
    """Queue a failed question again. Raises PermissionDenied."""
    with transaction.atomic():
        asking.ask_again(by=by, run=run)
        publish(run_what_if.name, run.pk)


@shared_task
def run_what_if(pk: int) -> None:
    """Answer a queued question; a second delivery finds nothing to do."""
    run = WhatIfRun.claim(pk)
    if run is None:
        return
    try:
        with Progress(run) as progress:
            what_if.make(run, progress.report)
    except Exception:
        _log.exception("What-if run %s failed", pk)
        run.fail("Chưa đối chiếu được. Hãy thử lại; nếu vẫn lỗi, báo người quản trị.")


@shared_task
def requeue_lost_jobs() -> int:
    """Publish again the jobs whose worker or message was lost; returns how many."""
    published = requeue_lost_imports() + requeue_lost_exports() + requeue_lost()
    for task, jobs in (
        (run_summary, SummaryRun),
        (run_report, ReportRun),
        (run_pack, PackRun),
        (run_what_if, WhatIfRun),
    ):
        published += requeue_lost_rows(jobs, task.name, "hãy báo người quản trị.")
    return published
