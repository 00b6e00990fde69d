"""The check: the whole file read and compared, every row with its verdict."""

from pathlib import Path

from django.core.files import File
from django.db import transaction

from povertyportal.sheets.kinds import Checked, Report, kind_of
from povertyportal.sheets.marking import mark
from povertyportal.sheets.models import ImportBatch
from povertyportal.sheets.problems import FileProblem
from povertyportal.sheets.services.batches import Superseded, require_still
from povertyportal.sheets.services.turns import wait_beside
from povertyportal.ui.numbers import vietnamese


class Unbalanced(Exception):
    """A kind lost a row, or counted one twice: never to be shown as a result."""


def check(batch: ImportBatch, path: Path, report: Report) -> None:
    """Read the file and keep what was found: all of it in one transaction, or nothing.

    Raises FileProblem for a file that cannot be used, PermissionDenied when role or
    scope have ended, Superseded when another worker has taken over.
    """
    kind = kind_of(batch.kind)
    officer = require_still(batch.confirmed_by or batch.owner, kind, ())
    with transaction.atomic():
        wait_beside(kind.turn(batch), report)
        found = kind.check(batch, path, officer, report)
        if not found.is_balanced:
            raise Unbalanced(f"{batch.kind}: {found.counts} of {found.rows} rows")
        report(found.rows, found.rows)
        marked = _marked(path, found)
        require_still(officer, kind, found.area_ids)
        # Locks the job's row: no progress may be reported from here on.
        if not batch.finish(_told(found)):
            raise Superseded
        _keep(batch, found, marked)


def _marked(path: Path, found: Checked) -> Path | None:
    """The file with its errors marked, beside `path`; None without errors."""
    if not found.problems:
        return None
    target = path.with_name("marked.xlsx")
    mark(path, target, found.problems, found.sheets)
    return target


def refuse(batch: ImportBatch, problem: FileProblem) -> None:
    """End the check of a file that cannot be used: why stands on its page."""
    if batch.fail(f"{problem} Chưa ghi dòng nào."):
        batch.stop = str(problem)
        batch.rows_read, batch.counts = 0, {}
        batch.problems, batch.problem_count = [], 0
        batch.save(
            update_fields=["stop", "rows_read", "counts", "problems", "problem_count"]
        )


def _keep(batch: ImportBatch, found: Checked, marked: Path | None) -> None:
    batch.marked.delete(save=False)
    if marked is not None:
        with marked.open("rb") as file:
            batch.marked.save(f"{batch.sha256[:16]}-loi.xlsx", File(file), save=False)
    batch.rows_read = batch.done = batch.total = found.rows
    batch.counts = {verdict: count for verdict, count in found.counts.items() if count}
    batch.area_ids = sorted(found.area_ids)
    batch.problems = [each._asdict() for each in found.problems.in_order(found.sheets)]
    batch.problem_count = found.problems.count
    batch.stop, batch.fingerprint = found.stop, found.fingerprint
    batch.save(
        update_fields=[
            "rows_read",
            "done",
            "total",
            "counts",
            "area_ids",
            "problems",
            "problem_count",
            "stop",
            "fingerprint",
            "marked",
        ]
    )


def _told(found: Checked) -> str:
    return f"Đã đọc và kiểm tra {vietnamese(found.rows)} dòng; chưa ghi dòng nào."
