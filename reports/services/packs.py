"""Inspection packs: who may ask for one, of what, and who may take it away."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from households.models import CommuneRound, ReviewRound
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from povertyportal.audit import as_known, trail
from povertyportal.jobs.models import JobState
from reports.models import PackRun
from reports.sampling import Method

# What decides every byte of a pack.
ASKED = ("area_id", "round_id", "as_of", "sample_size", "method", "seed")


@dataclass(frozen=True)
class Wanted:
    """The sample wanted: how many households, shared how, drawn by which seed."""

    size: int = 30
    method: str = Method.PROPORTIONAL
    seed: str = ""


class OutOfScope(Exception):
    """The officer does not (or no longer) answer for the pack's communes."""

    def __init__(self) -> None:
        super().__init__(
            "Địa bàn của gói hồ sơ này không còn thuộc phạm vi bạn phụ trách, nên gói "
            "không được giao."
        )


def seed_of(area: Area, round_: ReviewRound, at: dt.datetime) -> str:
    """The seed of a sample when nobody gives one: the same for the same pack."""
    told = f"{area.level}|{area.code}|{round_.pk}|{at.astimezone(dt.UTC).isoformat()}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]


@transaction.atomic
def ask_for_pack(
    *,
    by: Officer,
    area: Area,
    round_: ReviewRound,
    sample: Wanted,
    at: dt.datetime | None = None,
) -> PackRun:
    """Record an asked pack of what is known now, or was known at an instant; audited.

    The caller publishes the job. Raises PermissionDenied, ValidationError (out of
    scope, no commune of the area in the round, an instant that cannot be read back).
    """
    require(by, Act.MAKE_PACKS)
    at = _instant(at)
    run = PackRun(
        owner=by,
        area=area,
        round=round_,
        as_of=at,
        sample_size=sample.size,
        method=sample.method,
        seed=sample.seed.strip() or seed_of(area, round_, at),
        commune_ids=communes_of(area, round_),
    )
    if area.level == Level.VILLAGE or not scope_of(by).holds_communes(run.commune_ids):
        raise ValidationError(
            "Địa bàn này không thuộc phạm vi bạn phụ trách hoặc không có xã nào trong "
            "đợt rà soát: hãy chọn lại.",
            code="scope",
        )
    told = {"sample_size", "seed", "method"}
    run.clean_fields(exclude=[f.name for f in run._meta.fields if f.name not in told])
    run.save()
    _record(by, "reports.pack.requested", run)
    return run


@transaction.atomic
def ask_to_repeat(*, by: Officer, run: PackRun) -> PackRun:
    """Record a pack of the same place, instant and sample, to be compared; audited.

    Raises PermissionDenied, OutOfScope.
    """
    require(by, Act.MAKE_PACKS)
    if not scope_of(by).holds_communes(run.commune_ids):
        raise OutOfScope
    same = {name: getattr(run, name) for name in ASKED}
    repeated = PackRun.objects.create(
        owner=by, again=run, commune_ids=run.commune_ids, **same
    )
    _record(by, "reports.pack.requested", repeated)
    return repeated


@transaction.atomic
def ask_again(*, by: Officer, run: PackRun) -> None:
    """Put a failed run back into the queue. Raises PermissionDenied."""
    require(by, Act.MAKE_PACKS)
    if run.state == JobState.FAILED:
        run.requeue()
        _record(by, "reports.pack.requested", run)


def check_still_allowed(run: PackRun) -> None:
    """The owner may still make packs and answers for the communes, or OutOfScope.

    Read afresh: a scope may end, and an officer be closed, while the job runs.
    """
    owner = Officer.objects.get(pk=run.owner_id or 0)
    if not can(owner, Act.MAKE_PACKS) or not scope_of(owner).holds_communes(
        run.commune_ids
    ):
        raise OutOfScope


@transaction.atomic
def hand_over(*, by: Officer, run: PackRun) -> None:
    """Audit that an officer takes the file. Raises PermissionDenied, OutOfScope."""
    require(by, Act.MAKE_PACKS)
    if not scope_of(by).holds_communes(run.commune_ids):
        raise OutOfScope
    _record(by, "reports.pack.downloaded", run)


def repeats_of(run: PackRun) -> list[PackRun]:
    """Finished packs of the same place, instant and sample, the run itself left out."""
    same = {name: getattr(run, name) for name in ASKED}
    found = PackRun.objects.filter(state=JobState.DONE, **same)
    return list(found.exclude(pk=run.pk).order_by("pk"))


def communes_of(area: Area, round_: ReviewRound) -> list[int]:
    """Ids of the area's communes that take part in the round."""
    below = Area.objects.under(area).communes()
    places = CommuneRound.objects.filter(round=round_, commune__in=below)
    return sorted(places.values_list("commune_id", flat=True))


def _instant(asked: dt.datetime | None) -> dt.datetime:
    """Now by the database's clock, or what was asked. Raises ValidationError."""
    now = as_known.now()
    if asked is None:
        return now
    since = as_known.kept_since()
    if asked > now:
        raise ValidationError({"at": "Lúc này chưa đến: hãy chọn lúc đã qua."})
    if since is not None and asked < since:
        raise ValidationError(
            {
                "at": "Cổng chỉ đọc lại được từ lúc "
                f"{since.astimezone():%H:%M %d/%m/%Y}: hãy chọn lúc sau đó."
            }
        )
    return asked


def _record(by: Officer, act: str, run: PackRun) -> None:
    trail.record(
        by=by,
        act=act,
        kind="pack_run",
        object_id=run.pk,
        area_id=run.area_id,
        areas=run.commune_ids,
        round=run.round_id,
        as_of=run.as_of.isoformat(),
        sample=run.sample_size,
        method=run.method,
        seed=run.seed,
        sha256=run.sha256,
    )
