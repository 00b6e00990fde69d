"""Imports as rows: who may see one, who may still do its work, what is handed out."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from povertyportal.accounts.access import CAN, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.jobs.models import JobState
from povertyportal.sheets.kinds import ImportKind, kind_of, kinds_for
from povertyportal.sheets.models import ImportBatch

MOVED_ON = (
    "Lần nhập này vừa được chuyển sang bước khác. Hãy tải lại trang để xem tình trạng "
    "mới nhất."
)


# What waits for somebody, by the name that lists and the worklist use for it.
STATES = {
    "waiting": Q(stage=ImportBatch.Stage.CHECK, state=JobState.DONE),
    "failed": Q(state=JobState.FAILED),
    "left": Q(stage=ImportBatch.Stage.REVERT, left_over__gt=0),
}


class Superseded(Exception):
    """Another worker has taken the job: what this one did must not count."""


def own_kinds(officer: Officer) -> list[ImportKind]:
    """The kinds of list that the officer's role may import."""
    return kinds_for(CAN[officer.role]) if officer.is_active else []


def visible_batches(officer: Officer) -> QuerySet[ImportBatch]:
    """Imports of one's own and of one's area, of the kinds one may import."""
    codes = [kind.code for kind in own_kinds(officer)]
    found: QuerySet[ImportBatch] = ImportBatch.objects.visible_to(officer).filter(
        kind__in=codes
    )
    return found.order_by("-as_of", "-pk")


def require_any(officer: Officer) -> None:
    """Raises PermissionDenied for a role that imports nothing."""
    if not own_kinds(officer):
        raise PermissionDenied("Vai trò của bạn không nhập danh sách nào.")


def locked(batch: ImportBatch) -> ImportBatch:
    """The batch as it is now, held until the transaction ends."""
    found: ImportBatch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    return found


def require_still(
    officer: Officer | None, kind: ImportKind, area_ids: Collection[int]
) -> Officer:
    """The officer as he is now, if he may do the work in all of these communes.

    A job asks at its beginning and at its end: role and scope can end meanwhile.
    Raises PermissionDenied.
    """
    if officer is None:
        raise PermissionDenied("Không rõ ai yêu cầu nhập tệp này.")
    now = Officer.objects.get(pk=officer.pk)
    require(now, kind.act)
    if kind.is_scoped and not set(area_ids) <= scope_of(now).commune_ids:
        raise PermissionDenied("Tệp có xã không còn thuộc địa bàn bạn phụ trách.")
    return now


def note(by: Officer, batch: ImportBatch, act: str, **detail: Any) -> None:
    """One entry of the trail about a batch; `act` is the verb in the past."""
    trail.record(
        by=by,
        act=f"sheets.import.{act}",
        kind="import",
        object_id=batch.pk,
        area_id=batch.area_ids[0] if len(batch.area_ids) == 1 else None,
        # Until it was read nobody knows which communes it holds.
        areas=batch.area_ids or batch.scope_ids,
        list=batch.kind,
        sha256=batch.sha256,
        **detail,
    )


@transaction.atomic
def ask_again(*, by: Officer, batch: ImportBatch) -> ImportBatch:
    """Queue the failed step again, or the check of a file that waits.

    The caller publishes it. Raises PermissionDenied; ValidationError for a batch that
    is at work or over, and for a file that cannot be used.
    """
    now = locked(batch)
    require(by, kind_of(now.kind).act)
    if now.is_dropped or now.stop and now.state == JobState.FAILED:
        raise ValidationError("Tệp này không đọc được: hãy tải lên tệp khác.")
    now.stop = ""
    now.save(update_fields=["stop"])
    if not (now.is_waiting or now.state == JobState.FAILED) or not now.enter(now.stage):
        raise ValidationError(MOVED_ON)
    return now


@transaction.atomic
def drop(*, by: Officer, batch: ImportBatch) -> None:
    """Give up a file of which nothing is in the register; the file itself is kept.

    Raises PermissionDenied; ValidationError once it was applied or is at work.
    """
    now = locked(batch)
    kind = kind_of(now.kind)
    require(by, kind.act)
    if not now.is_droppable:
        raise ValidationError(MOVED_ON)
    kind.forget(now)
    now.stage, now.state = ImportBatch.Stage.DROPPED, JobState.DONE
    now.save(update_fields=["stage", "state"])
    note(by, now, "dropped")


@transaction.atomic
def hand_over(*, by: Officer, batch: ImportBatch, part: str) -> None:
    """Note that somebody takes a file of the batch away ("original" or "marked")."""
    require(by, kind_of(batch.kind).act)
    note(by, batch, "downloaded", part=part)
