"""Taking an import back, and deciding on what could not be taken back by itself."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from povertyportal.accounts.access import require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.sheets.kinds import Report, Reverted, kind_of
from povertyportal.sheets.models import ImportBatch
from povertyportal.sheets.services.batches import (
    MOVED_ON,
    Superseded,
    locked,
    note,
    require_still,
)
from povertyportal.sheets.services.turns import wait_alone
from povertyportal.ui.fields import clean_text
from povertyportal.ui.numbers import vietnamese


@transaction.atomic
def ask_to_revert(*, by: Officer, batch: ImportBatch, reason: str) -> ImportBatch:
    """Queue the reversal of an applied batch; the caller publishes it.

    Raises PermissionDenied beyond role or scope; ValidationError without a reason and
    for a batch that is not in the register.
    """
    now = locked(batch)
    kind = kind_of(now.kind)
    require(by, kind.act)
    require_still(by, kind, now.area_ids)
    if not now.is_revertible:
        raise ValidationError(MOVED_ON)
    reason = clean_text(reason)
    if not reason:
        raise ValidationError({"reason": "Hãy ghi lý do hoàn lại."})
    now.reverted_by, now.revert_reason = by, reason
    now.save(update_fields=["reverted_by", "revert_reason"])
    note(by, now, "revert_asked", reason=reason)
    if not now.enter(ImportBatch.Stage.REVERT):
        raise ValidationError(MOVED_ON)
    return now


def revert(batch: ImportBatch, report: Report) -> None:
    """Restore what nobody touched since, in one transaction with its audit entry.

    Raises PermissionDenied when role or scope have ended, Superseded when another
    worker has taken over.
    """
    kind = kind_of(batch.kind)
    officer = require_still(batch.reverted_by, kind, batch.area_ids)
    with transaction.atomic():
        wait_alone(kind.turn(batch), report)
        with trail.acting(officer, "sheets.import.reverted"):
            done = kind.revert(batch, officer, report)
            require_still(officer, kind, batch.area_ids)
            note(
                officer,
                batch,
                "reverted",
                reason=batch.revert_reason,
                restored=done.restored,
                left=done.left,
            )
        # Locks the job's row: no progress may be reported from here on.
        if not batch.finish(_told(done, kind.left_noun)):
            raise Superseded
        batch.reverted_at, batch.left_over = timezone.now(), done.left
        batch.results = {**batch.results, "rows_restored": done.restored}
        batch.save(update_fields=["reverted_at", "left_over", "results"])


@transaction.atomic
def settle(*, by: Officer, batch: ImportBatch, choices: Mapping[str, str]) -> int:
    """Decide on rows left over: {key: "keep" or "restore"}; returns how many are left.

    Raises PermissionDenied, ValidationError.
    """
    now = locked(batch)
    kind = kind_of(now.kind)
    require(by, kind.act)
    require_still(by, kind, now.area_ids)
    if not now.is_reverted:
        raise ValidationError(MOVED_ON)
    with trail.acting(by, "sheets.import.settled"):
        for key, choice in choices.items():
            kind.settle(now, by, key, choice)
        now.left_over -= len(choices)
        now.save(update_fields=["left_over"])
        note(by, now, "settled", rows=len(choices))
    return now.left_over


def _told(done: Reverted, noun: str) -> str:
    told = f"Đã hoàn lại {vietnamese(done.restored)} dòng."
    if done.left:
        told += f" {vietnamese(done.left)} {noun} đã có người sửa nên để lại."
    return told
