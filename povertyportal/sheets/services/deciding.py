"""Decisions on doubtful rows, before the batch is confirmed."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from povertyportal.accounts.access import require
from povertyportal.accounts.models import Officer
from povertyportal.sheets.kinds import kind_of
from povertyportal.sheets.models import ImportBatch
from povertyportal.sheets.services.batches import (
    MOVED_ON,
    locked,
    note,
    require_still,
)


@transaction.atomic
def decide(*, by: Officer, batch: ImportBatch, choices: Mapping[str, str]) -> int:
    """Note what doubtful rows mean: {key: candidate, "new" or "skip"}.

    Returns how many are still open. When none is and the kind's check follows the
    decisions, the batch is queued for it: `is_waiting` is false then, and the caller
    publishes it. Raises PermissionDenied, ValidationError.
    """
    now = locked(batch)
    kind = kind_of(now.kind)
    require(by, kind.act)
    require_still(by, kind, now.area_ids)
    if not now.is_waiting:
        raise ValidationError(MOVED_ON)
    for key, choice in choices.items():
        kind.decide(now, by, key, choice)
    note(by, now, "decided", rows=len(choices))
    left = kind.undecided(now)
    if not left and kind.fingerprint(now) != now.fingerprint:
        now.enter(ImportBatch.Stage.CHECK)
    batch.refresh_from_db()
    return left
