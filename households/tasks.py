"""Background work of the register: printing many papers."""

import logging
import uuid

from celery import shared_task
from django.core.exceptions import ValidationError
from django.db import transaction

from households.models import CommuneRound, PaperRun, RecognitionDecision
from households.papers import runs
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.jobs import requeueing
from povertyportal.jobs.models import Progress
from povertyportal.jobs.publishing import publish

_log = logging.getLogger(__name__)


def start_certificates(
    *, by: Officer, decision: RecognitionDecision, key: uuid.UUID, site: str
) -> PaperRun:
    """Queue the printing of all certificates of a decision; see runs."""
    with transaction.atomic():
        run = runs.ask_for_certificates(by=by, decision=decision, key=key, site=site)
        publish(run_papers.name, run.pk)
    return run


def start_review_forms(
    *, by: Officer, place: CommuneRound, village: Area, key: uuid.UUID, site: str
) -> PaperRun:
    """Queue the printing of all review forms of a village; see runs."""
    with transaction.atomic():
        run = runs.ask_for_review_forms(
            by=by, place=place, village=village, key=key, site=site
        )
        publish(run_papers.name, run.pk)
    return run


def retry_papers(*, by: Officer, run: PaperRun) -> None:
    """Queue a failed print run again. Raises PermissionDenied."""
    with transaction.atomic():
        runs.ask_again(by=by, run=run)
        publish(run_papers.name, run.pk)


@shared_task
def run_papers(pk: int) -> None:
    """Print a queued run; a second delivery finds nothing to do."""
    run = PaperRun.claim(pk)
    if run is None:
        return
    try:
        with Progress(run) as progress:
            runs.make(run, progress.report)
    except runs.OutOfScope as refusal:
        run.fail(str(refusal))
    except ValidationError as refusal:
        run.fail(" ".join(refusal.messages))
    except Exception:
        _log.exception("Paper run %s failed", pk)
        run.fail("Chưa in được. Hãy thử lại; nếu vẫn lỗi, báo người quản trị.")


def requeue_lost() -> int:
    """Publish again the jobs whose worker or message was lost; returns how many."""
    return requeueing.requeue_lost(PaperRun, run_papers.name, "hãy báo người quản trị.")
