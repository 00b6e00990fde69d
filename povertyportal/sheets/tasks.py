"""Background work of imports: check, apply, take back; the row says which is due."""

import logging
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO, Any

from celery import shared_task
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from povertyportal.accounts.models import Officer
from povertyportal.jobs import requeueing
from povertyportal.jobs.models import Progress
from povertyportal.jobs.publishing import publish
from povertyportal.sheets.kinds import ImportKind, Report, kind_of
from povertyportal.sheets.models import ImportBatch
from povertyportal.sheets.problems import FileProblem
from povertyportal.sheets.services import (
    applying,
    batches,
    checking,
    deciding,
    reverting,
)
from povertyportal.sheets.services.receiving import receive_file

Stage = ImportBatch.Stage
NOTHING_DONE: Mapping[str, str] = {
    Stage.CHECK: "Chưa ghi dòng nào.",
    Stage.APPLY: "Chưa ghi dòng nào.",
    Stage.REVERT: "Chưa hoàn lại dòng nào; số liệu đã nhập vẫn còn.",
}
_log = logging.getLogger(__name__)


def start_import(
    *,
    by: Officer,
    kind: ImportKind,
    file: IO[bytes],
    filename: str,
    options: dict[str, Any],
) -> ImportBatch:
    """Keep the file and queue its check. Raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        batch = receive_file(
            by=by, kind=kind, file=file, filename=filename, options=options
        )
        publish(run_import.name, batch.pk)
    return batch


def start_apply(*, by: Officer, batch: ImportBatch, only_good: bool) -> None:
    """Queue the writing of what was shown; see applying.confirm."""
    with transaction.atomic():
        applying.confirm(by=by, batch=batch, only_good=only_good)
        publish(run_import.name, batch.pk)


def start_revert(*, by: Officer, batch: ImportBatch, reason: str) -> None:
    """Queue the reversal of an import; see reverting.ask_to_revert."""
    with transaction.atomic():
        reverting.ask_to_revert(by=by, batch=batch, reason=reason)
        publish(run_import.name, batch.pk)


def decide(*, by: Officer, batch: ImportBatch, choices: Mapping[str, str]) -> int:
    """Keep decisions and queue the check that follows them; see deciding.decide."""
    with transaction.atomic():
        left = deciding.decide(by=by, batch=batch, choices=choices)
        if not batch.is_waiting:
            publish(run_import.name, batch.pk)
    return left


def start_again(*, by: Officer, batch: ImportBatch) -> None:
    """Queue the failed step again, or one more check; see batches.ask_again."""
    with transaction.atomic():
        batches.ask_again(by=by, batch=batch)
        publish(run_import.name, batch.pk)


def check_now(
    *, by: Officer, kind: str, path: Path, options: dict[str, Any]
) -> ImportBatch:
    """Check a file in this process, as a worker would; the row tells what came."""
    with path.open("rb") as file:
        batch = receive_file(
            by=by, kind=kind_of(kind), file=file, filename=path.name, options=options
        )
    run_import(batch.pk)
    batch.refresh_from_db()
    return batch


def import_now(
    *,
    by: Officer,
    kind: str,
    path: Path,
    options: dict[str, Any],
    only_good: bool = False,
) -> ImportBatch:
    """Check, confirm and apply a file in this process; the row tells what came.

    What cannot be confirmed (errors without `only_good`, nothing new) stays checked
    and waits on its page.
    """
    batch = check_now(by=by, kind=kind, path=path, options=options)
    if batch.is_waiting and not batch.stop:
        ahead = applying.outlook(batch)
        if ahead.is_possible and (only_good or not ahead.needs_only_good):
            applying.confirm(by=by, batch=batch, only_good=only_good)
            run_import(batch.pk)
            batch.refresh_from_db()
    return batch


@shared_task
def run_import(pk: int) -> None:
    """Do the step that a batch is queued for; a second delivery does nothing."""
    batch = ImportBatch.claim(pk)
    if batch is None:
        return
    told = NOTHING_DONE[batch.stage]
    try:
        with Progress(batch) as progress:
            _work(batch, progress.report)
    except FileProblem as problem:
        checking.refuse(batch, problem)
    except applying.ChangedSince:
        if batch.enter(Stage.CHECK):
            publish(run_import.name, pk)
    except PermissionDenied as refusal:
        batch.fail(f"{refusal} {told}")
    except ValidationError as refusal:
        batch.fail(f"{' '.join(refusal.messages)} {told}")
    except batches.Superseded:
        _log.warning("Import %s was taken over by another worker", pk)
    except Exception:
        _log.exception("Import %s failed (%s)", pk, batch.stage)
        batch.fail(f"{told} Hãy bấm “Làm lại”; nếu vẫn lỗi, báo người quản trị.")


def _work(batch: ImportBatch, report: Report) -> None:
    if batch.stage == Stage.CHECK:
        with _on_disk(batch) as path:
            checking.check(batch, path, report)
    elif batch.stage == Stage.APPLY:
        applying.apply(batch, report)
    else:
        reverting.revert(batch, report)


@contextmanager
def _on_disk(batch: ImportBatch) -> Iterator[Path]:
    """The uploaded file under a path, whatever storage keeps it."""
    suffix = PurePath(batch.file.name or "").suffix
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list{suffix}"
        with batch.file.open("rb") as kept, path.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
        yield path


def requeue_lost() -> int:
    """Publish again the imports whose worker or message was lost; returns how many."""
    return requeueing.requeue_lost(
        ImportBatch,
        run_import.name,
        "chưa ghi thêm dòng nào. Hãy chia danh sách thành tệp nhỏ hơn, hoặc báo người "
        "quản trị.",
    )
