"""The officer's word, and what follows: all of the batch is written, or nothing."""

from dataclasses import asdict, dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from povertyportal.accounts.access import require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.sheets.kinds import Applied, Report, kind_of
from povertyportal.sheets.models import ImportBatch, Verdict
from povertyportal.sheets.services.batches import (
    MOVED_ON,
    Superseded,
    locked,
    note,
    require_still,
)
from povertyportal.sheets.services.checking import Unbalanced
from povertyportal.sheets.services.turns import wait_alone
from povertyportal.ui.numbers import vietnamese


class ChangedSince(Exception):
    """What the check compared with is no longer what is there."""


@dataclass(frozen=True)
class Outlook:
    """What confirming a checked batch would do, in rows.

    `held` are right themselves, but fall with a wrong or an open one.
    """

    writes: int
    held: int
    decided: int
    undecided: int
    wrong: int
    has_problems: bool

    @property
    def needs_only_good(self) -> bool:
        """Something is wrong or open: it can go in only if that is left out."""
        return bool(self.wrong or self.undecided or self.has_problems)

    @property
    def is_possible(self) -> bool:
        """Whether anything would be written at all."""
        return self.writes + self.decided > 0


def outlook(batch: ImportBatch) -> Outlook:
    """What confirming would do now, with the decisions made so far."""
    kind = kind_of(batch.kind)
    doubtful, wrong = batch.count(Verdict.DOUBTFUL), batch.count(Verdict.WRONG)
    undecided = kind.undecided(batch) if doubtful else 0
    held = kind.held_back(batch) if doubtful or wrong else {}
    news = (Verdict.NEW, Verdict.CHANGED)
    return Outlook(
        writes=sum(batch.count(each) - held.get(each, 0) for each in news),
        held=sum(held.values()),
        decided=doubtful - undecided,
        undecided=undecided,
        wrong=wrong,
        has_problems=bool(batch.problem_count),
    )


@transaction.atomic
def confirm(*, by: Officer, batch: ImportBatch, only_good: bool) -> ImportBatch:
    """Queue what was shown for writing; the caller publishes it.

    Raises PermissionDenied beyond role or scope; ValidationError for what may not be
    applied: a stopped batch, one with errors unless `only_good`, one without news.
    """
    now = locked(batch)
    kind = kind_of(now.kind)
    require(by, kind.act)
    require_still(by, kind, now.area_ids)
    if not now.is_waiting:
        raise ValidationError(MOVED_ON)
    if now.stop:
        raise ValidationError(now.stop)
    _check_outlook(outlook(now), only_good=only_good)
    now.only_good = only_good
    now.confirmed_by, now.confirmed_at = by, timezone.now()
    now.save(update_fields=["only_good", "confirmed_by", "confirmed_at"])
    note(by, now, "confirmed", rows=now.rows_read, only_good=only_good)
    if not now.enter(ImportBatch.Stage.APPLY):
        raise ValidationError(MOVED_ON)
    return now


def _check_outlook(ahead: Outlook, *, only_good: bool) -> None:
    if not ahead.is_possible:
        raise ValidationError("Tệp không có gì mới để ghi.", code="no_news")
    if ahead.needs_only_good and not only_good:
        raise ValidationError(
            "Tệp còn dòng sai hoặc chưa quyết định. Hãy sửa tệp và tải lên lại, hoặc "
            "đánh dấu “Chỉ nhập các dòng đúng”.",
            code="not_all_good",
        )


def apply(batch: ImportBatch, report: Report) -> None:
    """Write what was confirmed, in one transaction with its audit entry.

    Raises ChangedSince when the check no longer holds, PermissionDenied when role or
    scope have ended, Superseded when another worker has taken over.
    """
    kind = kind_of(batch.kind)
    officer = require_still(batch.confirmed_by, kind, batch.area_ids)
    with transaction.atomic():
        wait_alone(kind.turn(batch), report)
        if kind.fingerprint(batch) != batch.fingerprint:
            raise ChangedSince
        with trail.acting(officer, "sheets.import.applied"):
            applied = kind.apply(batch, officer, report)
            if applied.rows != batch.rows_read:
                raise Unbalanced(f"{batch.kind}: {applied} of {batch.rows_read} rows")
            require_still(officer, kind, batch.area_ids)
            note(officer, batch, "applied", **_results(applied))
        # Locks the job's row: no progress may be reported from here on.
        if not batch.finish(_told(applied)):
            raise Superseded
        batch.applied_at, batch.results = timezone.now(), _results(applied)
        batch.done = batch.total = batch.rows_read
        batch.save(update_fields=["applied_at", "results", "done", "total"])


def _results(applied: Applied) -> dict[str, int]:
    """Rows as rows_new and so on, beside the kind's own counts."""
    rows = asdict(applied)
    counts = rows.pop("counts")
    return {f"rows_{name}": count for name, count in rows.items()} | dict(counts)


def _told(applied: Applied) -> str:
    written = vietnamese(applied.new + applied.changed)
    skipped = f", bỏ qua {vietnamese(applied.skipped)} dòng" if applied.skipped else ""
    return f"Đã ghi {written} trong {vietnamese(applied.rows)} dòng{skipped}."
