"""Planning an inspection, and issuing its decision: the sample, the team's rights."""

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from households.models import CommuneRound, ReviewRound
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer, Role
from povertyportal.administration.services.inspectors import lend_commune
from povertyportal.areas.models import Area
from reports.models import Inspection, InspectionMember, InspectionPlace
from reports.services.inspections import base, drawing
from reports.services.inspections.drawing import Drawn

State = Inspection.State
Position = InspectionMember.Position


@dataclass(frozen=True)
class Plan:
    """What a plan says: where, when, by whom, how many households."""

    title: str
    round: ReviewRound
    communes: Sequence[Area]
    content: str
    starts_on: dt.date
    ends_on: dt.date
    access_ends: dt.date
    size: int
    method: str
    head: Officer
    members: Sequence[Officer]


@dataclass(frozen=True)
class Signed:
    """What a paper's signature says: its number and day, who signed, as what.

    `issuer` is the body that issued a decision; empty for the province's committee.
    """

    number: str
    signed_on: dt.date
    signer_name: str
    signer_position: str
    issuer: str = ""


@transaction.atomic
def create_plan(*, by: Officer, key: uuid.UUID, plan: Plan) -> Inspection:
    """A new plan, its seed drawn by the portal; a repeated key gives the same. Audited.

    Raises PermissionDenied, ValidationError (dates, communes, team).
    """
    require(by, Act.PLAN_INSPECTIONS)
    made = Inspection.objects.filter(key=key, prepared_by=by).first()
    if made is not None:
        return made
    _check(by, plan)
    made = Inspection(key=key, prepared_by=by, seed=secrets.token_hex(8))
    _write(made, plan)
    base.record(by, made, "reports.inspection.planned", size=plan.size)
    return made


@transaction.atomic
def change_plan(*, by: Officer, inspection: Inspection, plan: Plan) -> None:
    """Change a plan that is not issued; its seed stays. Audited.

    Raises PermissionDenied, Inspection.DoesNotExist, ValidationError.
    """
    found = _draft(by, inspection)
    _check(by, plan)
    _write(found, plan)
    base.record(by, found, "reports.inspection.changed", size=plan.size)


def _draft(by: Officer, inspection: Inspection) -> Inspection:
    found = base.locked(by, inspection, Act.PLAN_INSPECTIONS)
    if found.state != State.DRAFT:
        raise ValidationError(
            "Quyết định kiểm tra đã ban hành hoặc kế hoạch đã bỏ: không sửa được nữa.",
            code="state",
        )
    return found


def _check(by: Officer, plan: Plan) -> None:
    if not plan.communes:
        raise ValidationError({"communes": "Hãy chọn ít nhất một xã."})
    inside = CommuneRound.objects.visible_to(by).filter(round=plan.round)
    known = set(inside.values_list("commune_id", flat=True))
    strange = [area.name for area in plan.communes if area.pk not in known]
    if strange:
        raise ValidationError(
            {
                "communes": f"{', '.join(strange)} không có trong {plan.round.name} "
                "hoặc ngoài địa bàn của bạn."
            }
        )
    team = {plan.head, *plan.members}
    if any(each.role != Role.INSPECTOR or not each.is_active for each in team):
        raise ValidationError(
            {"members": "Đoàn chỉ gồm tài khoản thành viên đoàn kiểm tra đang dùng."}
        )


def _write(made: Inspection, plan: Plan) -> None:
    """The plan's rows, anew."""
    made.title, made.round, made.content = plan.title, plan.round, plan.content
    made.starts_on, made.ends_on = plan.starts_on, plan.ends_on
    made.access_ends = plan.access_ends
    made.size, made.method = plan.size, plan.method
    made.full_clean(exclude=["prepared_by", "seed"])
    made.save()
    made.places.all().delete()
    made.members.all().delete()
    InspectionPlace.objects.bulk_create(
        InspectionPlace(inspection=made, commune=area) for area in plan.communes
    )
    others = [each for each in plan.members if each.pk != plan.head.pk]
    InspectionMember.objects.bulk_create(
        [
            InspectionMember(
                inspection=made, officer=plan.head, position=Position.HEAD
            ),
            *(InspectionMember(inspection=made, officer=each) for each in others),
        ]
    )


@transaction.atomic
def drop_plan(*, by: Officer, inspection: Inspection) -> None:
    """Give a plan up; it stays to be read. Audited.

    Raises PermissionDenied, Inspection.DoesNotExist, ValidationError.
    """
    found = _draft(by, inspection)
    found.state = State.CANCELLED
    found.save(update_fields=["state"])
    base.record(by, found, "reports.inspection.dropped")


def preview(inspection: Inspection) -> Drawn:
    """The sample that issuing the plan now would draw: for counts alone."""
    return drawing.sample_of(inspection, timezone.now())


@transaction.atomic
def issue(*, by: Officer, inspection: Inspection, decision: Signed) -> int:
    """Enter the signed decision: draw the sample, lend the team its communes. Audited.

    Returns how many households were drawn. Again with the same decision it does
    nothing. Raises PermissionDenied, Inspection.DoesNotExist, ValidationError (not a
    draft, a day that has not come, a commune without any result).
    """
    found = base.locked(by, inspection, Act.PLAN_INSPECTIONS)
    if found.state == State.OPEN and found.number == decision.number:
        return found.size
    found = _draft(by, found)
    base.not_future(decision.signed_on, "Ngày quyết định")
    found.as_of = timezone.now()
    drawn = drawing.sample_of(found, found.as_of)
    _check_drawn(found, drawn)
    count = drawing.keep(found, drawn)
    found.state, found.number = State.OPEN, decision.number
    found.decided_on, found.issuer = decision.signed_on, decision.issuer
    found.signer_name = decision.signer_name
    found.signer_position = decision.signer_position
    found.issued_by, found.issued_at = by, found.as_of
    found.full_clean(exclude=["prepared_by", "issued_by", "seed"])
    found.save()
    _lend(by, found, found.members.select_related("officer"))
    base.record(
        by,
        found,
        "reports.inspection.issued",
        number=found.number,
        seed=found.seed,
        drawn=count,
    )
    return count


def _check_drawn(inspection: Inspection, drawn: Drawn) -> None:
    empty = [
        place.commune.name
        for place in inspection.places.select_related("commune")
        if place.commune_id not in drawn.communes
    ]
    if empty:
        raise ValidationError(
            f"Không chọn được hộ nào ở {', '.join(empty)}: xã chưa có kết quả rà soát "
            "trong đợt này, hoặc số hộ chọn mẫu ít hơn số xã. Hãy sửa kế hoạch.",
            code="empty",
        )


def _lend(
    by: Officer, inspection: Inspection, team: Iterable[InspectionMember]
) -> None:
    """The team may read the communes from today, for the stated time only."""
    places = list(inspection.places.select_related("commune"))
    starts = min(timezone.localdate(), inspection.starts_on)
    for member in team:
        for place in places:
            scope = lend_commune(
                by=by,
                inspector=member.officer,
                commune=place.commune,
                starts=starts,
                ends=inspection.access_ends,
            )
            if scope is not None:
                member.scopes.add(scope)


@transaction.atomic
def add_member(
    *, by: Officer, inspection: Inspection, officer: Officer, as_head: bool, reason: str
) -> None:
    """Put an inspector into a team at work; as its head, the former one stays a member.

    Again the same does nothing. Audited, with the paper that says so as the reason.
    Raises PermissionDenied, Inspection.DoesNotExist, ValidationError (no inspection
    under way, no inspector).
    """
    found = base.locked(by, inspection, Act.PLAN_INSPECTIONS)
    if found.state not in {State.OPEN, State.CONCLUDED}:
        raise ValidationError(
            "Chỉ bổ sung đoàn khi cuộc kiểm tra đã ban hành và chưa kết thúc.",
            code="state",
        )
    position = Position.HEAD if as_head else Position.MEMBER
    member = found.members.filter(officer=officer).first()
    if member is not None and (member.position == position or not as_head):
        return
    if as_head:
        found.members.filter(position=Position.HEAD).update(position=Position.MEMBER)
    member = member or InspectionMember(inspection=found, officer=officer)
    member.position = position
    member.save()
    _lend(by, found, [member])
    base.record(
        by,
        found,
        "reports.inspection.team_changed",
        reason=reason,
        member=officer.pk,
        position=position.value,
    )
