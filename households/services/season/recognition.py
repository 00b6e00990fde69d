"""Preparing a recognition decision (Mẫu 02): its rows, drawn from results."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from households.models import (
    CommuneRound,
    DecisionRow,
    RecognitionDecision,
    ReviewRound,
)
from households.rules.recognition import Expired
from households.services.season import base
from households.services.season.decision_rows import (
    Row,
    corrections,
    counts,
    period,
    rows_of,
    waiting,
)
from households.services.season.readiness import Missing, in_words, readiness
from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer

State = RecognitionDecision.State
# What only time mends: a draft may be prepared while the posting still hangs.
_MAY_WAIT = {"posting_time"}


class NotReady(ValidationError):
    """Something is missing: `problems`, each with the page where it is mended."""

    def __init__(self, problems: list[Missing]) -> None:
        super().__init__(f"Chưa đủ điều kiện: {in_words(problems)}", code="not_ready")
        self.problems = problems


def locked_decision(
    by: Officer, decision: RecognitionDecision, act: Act
) -> tuple[RecognitionDecision, CommuneRound]:
    """The decision and its place, both locked, the place first.

    Raises PermissionDenied, CommuneRound.DoesNotExist (out of scope).
    """
    place = base.locked_place(by, decision.place, act)
    found = RecognitionDecision.objects.select_for_update().get(pk=decision.pk)
    found.place = place
    return found, place


@transaction.atomic
def prepare(
    *,
    by: Officer,
    place: CommuneRound,
    standard: str,
    key: uuid.UUID,
    review_ids: Collection[int] | None = None,
) -> RecognitionDecision:
    """Draft the decision of a place under one of its round's standards.

    An annual decision holds every household that waits; a regular one those chosen.
    The same `key` is the same draft. Enters the trail. Raises PermissionDenied,
    CommuneRound.DoesNotExist, NotReady, ValidationError.
    """
    here = base.locked_place(by, place)
    known = RecognitionDecision.objects.filter(key=key, place=here).first()
    if known is not None:
        return known
    base.require_open(here)
    if standard not in here.round.standards:
        raise ValidationError("Đợt này không áp dụng chuẩn đó.", code="standard")
    if here.round.kind == ReviewRound.Kind.ANNUAL:
        review_ids = None
    elif not review_ids:
        raise ValidationError("Hãy chọn ít nhất một hồ sơ.", code="nobody")
    chosen = _chosen(here, standard, review_ids)
    valid_from, valid_to = period_of(here, standard, timezone.localdate())
    decision = RecognitionDecision.objects.create(
        key=key,
        place=here,
        standard=standard,
        commune_id=here.commune_id,
        valid_from=valid_from,
        valid_to=valid_to,
        prepared_by=by,
    )
    made = write_rows(decision, rows_of(chosen, standard, valid_from))
    record(by, decision, "prepared", lists=counts(row.list for row in made))
    return decision


def blocking(problems: list[Missing]) -> list[Missing]:
    """Those for which no draft is made."""
    return [each for each in problems if each.code not in _MAY_WAIT]


def _chosen(
    place: CommuneRound, standard: str, review_ids: Collection[int] | None
) -> list[int]:
    """Ids of the reviews to be recognised. Raises NotReady, ValidationError."""
    today = timezone.localdate()
    if problems := blocking(readiness(place, standard, today, review_ids)):
        raise NotReady(problems)
    reviews = waiting(place, standard)
    if review_ids is not None:
        reviews = reviews.filter(pk__in=review_ids)
    found = list(reviews.values_list("pk", flat=True))
    if review_ids is not None and len(found) != len(set(review_ids)):
        raise ValidationError(
            "Có hồ sơ đã được công nhận hoặc không thuộc đợt này: hãy tải lại trang.",
            code="not_waiting",
        )
    _not_drafted(place, standard, found)
    return found


def _not_drafted(place: CommuneRound, standard: str, review_ids: list[int]) -> None:
    drafts = DecisionRow.objects.filter(
        decision__place=place,
        decision__standard=standard,
        decision__state=State.DRAFT,
        review__in=review_ids,
    ).select_related("decision")
    if row := drafts.first():
        raise ValidationError(
            f"Hộ {row.head_name} đã có trong một dự thảo đang chờ ký: hãy dùng dự thảo "
            "đó, hoặc bỏ nó trước khi lập dự thảo khác.",
            code="drafted",
        )


def period_of(
    place: CommuneRound, standard: str, signed_on: dt.date
) -> tuple[dt.date, dt.date]:
    """The time of the lists. Raises ValidationError once the standard has ended."""
    try:
        return period(place, standard, signed_on)
    except Expired as error:
        raise ValidationError(
            f"Chuẩn này chỉ áp dụng cho danh sách đến hết ngày {error}: không còn ra "
            "quyết định theo chuẩn này được.",
            code="expired",
        ) from error


def write_rows(decision: RecognitionDecision, rows: list[Row]) -> list[DecisionRow]:
    """Put rows on a draft. Raises ValidationError when there are none."""
    if not rows:
        raise ValidationError("Không có hộ nào để công nhận.", code="nobody")
    return DecisionRow.objects.bulk_create(
        DecisionRow(
            decision=decision,
            household_id=row.household_id,
            review_id=row.review_id,
            outcome_id=row.outcome_id,
            list=row.list,
            former_class=row.former_class,
            head_name=row.head_name,
            persons=row.persons,
        )
        for row in rows
    )


def rows_now(decision: RecognitionDecision, valid_from: dt.date) -> list[Row]:
    """What the rows of a draft would be if they were drawn now."""
    if decision.supersedes is not None:
        chosen = corrections(decision.supersedes)
    else:
        chosen = waiting(decision.place, decision.standard)
        if decision.place.round.kind != ReviewRound.Kind.ANNUAL:
            chosen = chosen.filter(decision_rows__decision=decision)
    ids = list(chosen.values_list("pk", flat=True))
    return rows_of(ids, decision.standard, valid_from)


@transaction.atomic
def refresh(*, by: Officer, decision: RecognitionDecision) -> RecognitionDecision:
    """Draw the rows of a draft again, from the results of now.

    Raises PermissionDenied, CommuneRound.DoesNotExist, NotReady, ValidationError.
    """
    found, place = locked_decision(by, decision, Act.RUN_SEASON)
    _draft_only(found)
    if found.supersedes is None:
        is_annual = place.round.kind == ReviewRound.Kind.ANNUAL
        ids = None if is_annual else list(found.rows.values_list("review", flat=True))
        today = timezone.localdate()
        if problems := blocking(readiness(place, found.standard, today, ids)):
            raise NotReady(problems)
        found.valid_from, found.valid_to = period_of(place, found.standard, today)
        found.save(update_fields=["valid_from", "valid_to"])
    rows = rows_now(found, found.valid_from)
    found.rows.all().delete()
    made = write_rows(found, rows)
    record(by, found, "refreshed", lists=counts(row.list for row in made))
    return found


@transaction.atomic
def cancel(*, by: Officer, decision: RecognitionDecision) -> None:
    """Drop a draft; it stays readable. A second click does nothing.

    Raises PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    found, _ = locked_decision(by, decision, Act.RUN_SEASON)
    if found.state == State.CANCELLED:
        return
    _draft_only(found)
    found.state = State.CANCELLED
    found.save(update_fields=["state"])
    record(by, found, "cancelled")


def _draft_only(decision: RecognitionDecision) -> None:
    if decision.state != State.DRAFT:
        raise ValidationError(
            f"Quyết định này {decision.get_state_display().lower()}: không sửa được.",
            code="not_draft",
        )


def visible(officer: Officer) -> QuerySet[RecognitionDecision]:
    """Decisions of the communes the officer answers for."""
    places = CommuneRound.objects.visible_to(officer)
    return RecognitionDecision.objects.filter(place__in=places)


def record(by: Officer, decision: RecognitionDecision, act: str, **detail: Any) -> None:
    """Enter an act on a decision into the trail."""
    base.record(
        by,
        decision.place,
        f"decision.{act}",
        kind="decision",
        object_id=decision.pk,
        standard=decision.standard,
        **detail,
    )
