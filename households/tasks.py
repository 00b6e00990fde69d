"""Background work of the register: importing lists, printing many papers."""

import logging
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from celery import shared_task
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from households.imports.lists import Checked, apply, check, take_turn
from households.imports.loading import Loaded
from households.models import CommuneRound, ImportBatch, PaperRun, RecognitionDecision
from households.papers import runs
from households.services.importing import check_not_loaded, receive_list
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.jobs import requeueing
from povertyportal.jobs.models import Progress
from povertyportal.jobs.publishing import publish
from povertyportal.ui.numbers import vietnamese

TURN_SECONDS = 0.5  # between two looks whether another import of the year is over
_log = logging.getLogger(__name__)


class Superseded(Exception):
    """Another worker has taken the job: what this one did must not count."""


def start_import(
    *, by: Officer, file: IO[bytes], filename: str, year: int
) -> ImportBatch:
    """Keep the file and queue its import. Raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        batch = receive_list(by=by, file=file, filename=filename, year=year)
        publish(run_import.name, batch.pk)
    return batch


def import_now(*, by: Officer, path: Path, year: int) -> ImportBatch:
    """Import a file in this process, as a worker would; the row tells what came."""
    with path.open("rb") as file:
        batch = receive_list(by=by, file=file, filename=path.name, year=year)
    run_import(batch.pk)
    batch.refresh_from_db()
    return batch


@shared_task
def run_import(pk: int) -> None:
    """Check a list, load it if nothing is wrong; a second delivery does nothing."""
    batch = ImportBatch.claim(pk)
    if batch is None:
        return
    try:
        with Progress(batch) as progress, _on_disk(batch) as path:
            _import(batch, path, progress)
    except PermissionDenied as refusal:
        batch.fail(f"{refusal} Chưa nhập dòng nào.")
    except ValidationError as refusal:
        batch.fail(" ".join(refusal.messages))
    except Superseded:
        _log.warning("Import %s was taken over by another worker", pk)
    except Exception:
        _log.exception("Import %s failed", pk)
        batch.fail(
            "Chưa nhập được danh sách; chưa dòng nào được ghi. Hãy tải tệp lên lại; "
            "nếu vẫn lỗi, báo người quản trị."
        )


def _import(batch: ImportBatch, path: Path, progress: Progress) -> None:
    """One transaction: all of the list, and the word that it is done, or nothing."""
    owner = batch.owner
    if owner is None:
        raise PermissionDenied("Không rõ ai yêu cầu nhập danh sách này.")
    with transaction.atomic():
        _wait_for_turn(batch, progress)
        check_not_loaded(batch.sha256)
        checked = check(path, batch.year, owner, progress.report)
        if checked.problem_count:
            _refuse(batch, checked)
            return
        loaded = apply(checked, owner, batch.pk)
        _check_again(owner, checked)
        # Locks the job's row: no progress may be reported from here on.
        if not batch.finish(_told(checked, loaded)):
            raise Superseded
        _keep(batch, checked, loaded)


def _wait_for_turn(batch: ImportBatch, progress: Progress) -> None:
    """Wait while another list of the year is imported, with signs of life.

    What that one loads, the check of this one must see: a household twice in two
    files, or the same file put in the queue twice.
    """
    while not take_turn(batch.year):
        progress.report(0)
        time.sleep(TURN_SECONDS)


def _check_again(owner: Officer, checked: Checked) -> None:
    """What the officer may do can have changed while the list was loaded."""
    now = Officer.objects.get(pk=owner.pk)
    require(now, Act.IMPORT_LISTS)
    if not checked.commune_ids <= scope_of(now).commune_ids:
        raise PermissionDenied("Danh sách có xã không còn thuộc địa bàn bạn phụ trách.")


def _refuse(batch: ImportBatch, checked: Checked) -> None:
    count = vietnamese(checked.problem_count)
    told = (
        f"Có {count} chỗ cần sửa; chưa nhập dòng nào. Hãy sửa trong tệp, tải lên lại."
    )
    if batch.fail(told):
        batch.problems = [problem._asdict() for problem in checked.problems]
        batch.rows_read = checked.rows
        batch.save(update_fields=["problems", "rows_read"])


def _keep(batch: ImportBatch, checked: Checked, loaded: Loaded) -> None:
    batch.rows_read = batch.done = batch.total = checked.rows
    for name, value in loaded.__dict__.items():
        setattr(batch, name, value)
    batch.problems = []
    batch.save(
        update_fields=["rows_read", "done", "total", "problems", *loaded.__dict__]
    )
    batch.communes.set(checked.commune_ids)


def _told(checked: Checked, loaded: Loaded) -> str:
    new, known = (
        vietnamese(loaded.households_new),
        vietnamese(loaded.households_matched),
    )
    return (
        f"Đã nhập {vietnamese(checked.rows)} dòng của {len(checked.commune_ids)} xã: "
        f"{new} hộ mới, {known} hộ đã có trên cổng."
    )


@contextmanager
def _on_disk(batch: ImportBatch) -> Iterator[Path]:
    """The uploaded file under a path, whatever storage keeps it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        with batch.file.open("rb") as kept, path.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
        yield path


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
    nothing_done = (
        "chưa nhập dòng nào. Hãy chia danh sách thành tệp nhỏ hơn, hoặc báo người "
        "quản trị."
    )
    return requeueing.requeue_lost(
        ImportBatch, run_import.name, nothing_done
    ) + requeueing.requeue_lost(PaperRun, run_papers.name, "hãy báo người quản trị.")
