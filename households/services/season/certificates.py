"""Certificates (Mẫu 03): issued by a signed decision, reissued, numbered without gaps.

Numbers run by commune and year. Whoever numbers holds the commune's row, so that two
at once take turns; a transaction that fails takes no number with it.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from households.models import (
    Certificate,
    CommuneRound,
    DecisionRow,
    Membership,
    Outcome,
    RecognitionDecision,
)
from households.models.household import Relation
from households.services.season import base
from households.services.season.recognition import locked_decision
from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area

_CERTIFIED = (Outcome.Class.POOR, Outcome.Class.NEAR_POOR)


def due(decision: RecognitionDecision) -> QuerySet[DecisionRow]:
    """Rows of poor and near-poor households that have had no certificate by it."""
    return (
        decision.rows.filter(
            standing__poverty_class__in=_CERTIFIED,
            standing__recorded_to__isnull=True,
            standing__certificates__isnull=True,
        )
        .select_related("standing", "household")
        .order_by("review__village__sort_key", "household__head_sort_key", "pk")
    )


@transaction.atomic
def issue(
    *,
    by: Officer,
    decision: RecognitionDecision,
    household_ids: Collection[int] | None = None,
    issued_on: dt.date | None = None,
) -> list[Certificate]:
    """Number a certificate for each household that has none yet, or those chosen.

    A repeated call issues nothing more. One entry in the trail. Raises
    PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    found, place = locked_decision(by, decision, Act.RUN_SEASON)
    day = issued_on or timezone.localdate()
    _check_day(found, day)
    wanted = due(found)
    if household_ids is not None:
        wanted = wanted.filter(household__in=household_ids)
    rows = [(row, row.standing_id) for row in wanted if row.standing_id is not None]
    numbers = _numbers(found.commune_id, day.year)
    told = _members({row.household_id for row, _ in rows})
    made = Certificate.objects.bulk_create(
        Certificate(
            standing_id=standing,
            decision=found,
            household_id=row.household_id,
            commune_id=found.commune_id,
            year=day.year,
            number=number,
            members=told.get(row.household_id, []),
            issued_on=day,
            issued_by=by,
        )
        for (row, standing), number in zip(rows, numbers, strict=False)
    )
    if made:
        _record(by, place, "issued", found.pk, count=len(made))
    return made


def _check_day(decision: RecognitionDecision, day: dt.date) -> None:
    if decision.state != RecognitionDecision.State.SIGNED or not decision.signed_on:
        raise ValidationError(
            "Quyết định chưa ký: chưa cấp giấy chứng nhận được.", code="unsigned"
        )
    base.not_future(day, "Ngày cấp")
    base.not_before(day, "Ngày cấp", decision.signed_on, "ngày ký quyết định")


def _numbers(commune_id: int, year: int) -> Iterator[int]:
    """The numbers that come next, the commune held until the transaction ends."""
    Area.objects.select_for_update(no_key=True).get(pk=commune_id)
    given = Certificate.objects.filter(commune=commune_id, year=year)
    last = given.aggregate(last=Max("number"))["last"] or 0
    while True:
        last += 1
        yield last


def _members(households: Collection[int]) -> dict[int, list[Any]]:
    """Who is printed: the members of today, head first."""
    today = timezone.localdate()
    stays = (
        Membership.objects.filter(household__in=households, starts__lte=today)
        .exclude(ends__lte=today)
        .select_related("person")
        .order_by("household", "position", "pk")
    )
    found: dict[int, list[Any]] = {}
    for stay in stays:
        found.setdefault(stay.household_id, []).append(_member(stay))
    return found


def _member(stay: Membership) -> dict[str, Any]:
    person = stay.person
    return {
        "name": person.name,
        "sex": person.sex,
        "birth_year": person.birth_year,
        "ethnicity": person.ethnicity,
        "relation": Relation(stay.relation).label,
    }


@transaction.atomic
def reissue(
    *, by: Officer, certificate: Certificate, why: Certificate.Why, note: str = ""
) -> Certificate:
    """Replace a lost or changed certificate by another with a number of its own.

    A second click gives the one that replaced it. Members are those of today. Raises
    PermissionDenied, CommuneRound.DoesNotExist, ValidationError.
    """
    _, place = locked_decision(by, certificate.decision, Act.RUN_SEASON)
    found = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if found.state == Certificate.State.REPLACED:
        return found.replaced_by
    if found.state == Certificate.State.REVOKED:
        raise ValidationError(
            "Giấy này đã thu hồi: hãy cấp giấy theo quyết định đang có hiệu lực.",
            code="revoked",
        )
    if why == Certificate.Why.FIRST:
        raise ValidationError("Hãy chọn lý do cấp lại.", code="why")
    day = timezone.localdate()
    _still_holds(found, day)
    found.state, found.ended_on = Certificate.State.REPLACED, day
    found.save(update_fields=["state", "ended_on"])
    told = _members({found.household_id})
    made = Certificate.objects.create(
        standing_id=found.standing_id,
        decision_id=found.decision_id,
        household_id=found.household_id,
        commune_id=found.commune_id,
        year=day.year,
        number=next(_numbers(found.commune_id, day.year)),
        why=why,
        replaces=found,
        note=note.strip(),
        members=told.get(found.household_id) or found.members,
        issued_on=day,
        issued_by=by,
    )
    _record(by, place, "reissued", made.pk, note, why=why.value, replaces=found.pk)
    return made


def _still_holds(certificate: Certificate, day: dt.date) -> None:
    """Refuse another paper for a list that is over. Raises ValidationError."""
    until = certificate.standing.ends
    if until is not None and day >= until:
        raise ValidationError(
            f"Danh sách của giấy này chỉ có hiệu lực đến trước ngày {until:%d/%m/%Y}: "
            "không cấp lại. Nếu hộ cần chứng minh diện trước đây, hãy in giấy xác "
            "nhận.",
            code="over",
        )


def visible(officer: Officer) -> QuerySet[Certificate]:
    """Certificates by decisions of the communes the officer answers for."""
    places = CommuneRound.objects.visible_to(officer)
    return Certificate.objects.filter(decision__place__in=places)


def register(place: CommuneRound) -> QuerySet[Certificate]:
    """Certificates by the decisions of a place, in the order of their numbers."""
    return (
        Certificate.objects.filter(decision__place=place)
        .select_related("household", "household__village", "decision", "standing")
        .order_by("year", "number")
    )


def _record(
    by: Officer,
    place: CommuneRound,
    act: str,
    object_id: int,
    reason: str = "",
    **detail: Any,
) -> None:
    base.record(
        by,
        place,
        f"certificate.{act}",
        kind="decision" if act == "issued" else "certificate",
        object_id=object_id,
        reason=reason,
        **detail,
    )
