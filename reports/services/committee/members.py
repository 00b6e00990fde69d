"""Decisions that form or renew a committee: the seats they open and end."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from povertyportal.accounts.models import Committee, CommitteeMember, Officer
from reports.models import CommitteeDecision
from reports.services.committee import base
from reports.services.committee.member_lines import MemberLine


@dataclass(frozen=True)
class Decided:
    """What a decision says: its paper, who leaves (seats), who comes."""

    kind: str
    number: str
    issuer: str
    decided_on: dt.date
    effective_on: dt.date
    leaving: Sequence[CommitteeMember] = ()
    coming: Sequence[MemberLine] = ()
    file: UploadedFile | None = None


@transaction.atomic
def record_decision(
    *, by: Officer, committee: Committee, key: uuid.UUID, decided: Decided
) -> CommitteeDecision:
    """Enter a signed decision: seats end before its day, new ones begin. Audited.

    Seats without an account are names on the list; who gives accounts is the
    administrator. A repeated key gives the same. Raises PermissionDenied,
    Committee.DoesNotExist, ValidationError.
    """
    found = base.locked_committee(by, committee)
    made = CommitteeDecision.objects.filter(key=key, recorded_by=by).first()
    if made is not None:
        return made
    base.not_future(decided.decided_on, "decided_on", "Ngày quyết định")
    names = ("kind", "number", "issuer", "decided_on", "effective_on")
    said = {name: getattr(decided, name) for name in names}
    made = CommitteeDecision(key=key, committee=found, recorded_by=by, **said)
    made.full_clean(exclude=["file", "recorded_by"])
    _check(found, decided)
    made.file = base.keep_file(by, found, decided.file)
    made.save()
    made.ended.set(_end(decided))
    made.opened.set(_open(found, decided))
    base.record(
        by,
        found,
        "committee.decision_recorded",
        kind="committee_decision",
        object_id=made.pk,
        number=made.number,
        ended=len(decided.leaving),
        opened=len(decided.coming),
    )
    return made


@transaction.atomic
def change_decision(
    *,
    by: Officer,
    decision: CommitteeDecision,
    number: str,
    issuer: str,
    decided_on: dt.date,
    file: UploadedFile | None = None,
) -> None:
    """Correct what a decision says of itself, or attach its scan; its seats stay.

    Audited. Raises PermissionDenied, Committee.DoesNotExist, ValidationError.
    """
    committee = base.locked_committee(by, decision.committee)
    found = CommitteeDecision.objects.select_for_update().get(pk=decision.pk)
    base.not_future(decided_on, "decided_on", "Ngày quyết định")
    found.number, found.issuer, found.decided_on = number, issuer, decided_on
    found.full_clean(exclude=["file", "recorded_by"])
    if file is not None:
        found.file = base.keep_file(by, committee, file)
    found.save()
    base.record(
        by,
        committee,
        "committee.decision_changed",
        kind="committee_decision",
        object_id=found.pk,
        number=number,
    )


def _check(committee: Committee, decided: Decided) -> None:
    if not decided.leaving and not decided.coming:
        raise ValidationError(
            {
                "coming": "Quyết định chưa nêu ai vào ban hoặc ai thôi: hãy ghi ít "
                "nhất một người."
            }
        )
    day = decided.effective_on
    early = [each.who for each in decided.leaving if each.starts >= day]
    if early:
        raise ValidationError(
            {
                "effective_on": f"{', '.join(early)} vào ban từ ngày này hoặc sau đó: "
                "chưa thể thôi."
            }
        )
    staying = CommitteeMember.objects.on(day).filter(committee=committee)
    staying = staying.exclude(pk__in=[each.pk for each in decided.leaving])
    known = {(each.who.casefold(), each.agency.casefold()) for each in staying}
    twice = [
        line.name
        for line in decided.coming
        if (line.name.casefold(), line.agency.casefold()) in known
    ]
    if twice:
        raise ValidationError(
            {
                "coming": f"{', '.join(twice)} đang là thành viên: chọn cho thôi ở "
                "trên nếu đổi chức danh, hoặc bỏ dòng này."
            }
        )


def _end(decided: Decided) -> list[CommitteeMember]:
    rows = CommitteeMember.objects.select_for_update(of=("self",))
    seats = list(rows.filter(pk__in=[each.pk for each in decided.leaving]))
    for seat in seats:
        seat.ends = decided.effective_on
        seat.save(update_fields=["ends"])
    return seats


def _open(committee: Committee, decided: Decided) -> list[CommitteeMember]:
    """New seats; who only changes his place in the committee keeps his account."""
    accounts = {seat.who.casefold(): seat for seat in decided.leaving if seat.officer}
    return [
        CommitteeMember.objects.create(
            committee=committee,
            name=line.name,
            outside=line.outside,
            agency=line.agency,
            position=line.position,
            duty=_duty(line, former),
            officer=former.officer if former else None,
            starts=decided.effective_on,
        )
        for line in decided.coming
        for former in [accounts.get(line.name.casefold())]
    ]


def _duty(line: MemberLine, former: CommitteeMember | None) -> str:
    """What the decision says; the right to keep papers comes with an account only from
    a seat that had it: the administrator gives it otherwise."""
    keeps = line.duty in CommitteeMember.KEEPERS
    if former is None or not keeps or former.duty in CommitteeMember.KEEPERS:
        return line.duty
    return CommitteeMember.Duty.MEMBER


@transaction.atomic
def change_member(
    *,
    by: Officer,
    member: CommitteeMember,
    name: str,
    outside: str,
    agency: str,
    position: str,
) -> None:
    """Correct how a member is named. Duty and account are the administrator's. Audited.

    Raises PermissionDenied, Committee.DoesNotExist, ValidationError.
    """
    committee = base.locked_committee(by, member.committee)
    found = committee.members.select_for_update(of=("self",)).get(pk=member.pk)
    found.name, found.outside = name, outside
    found.agency, found.position = agency, position
    found.full_clean(exclude=["committee", "officer"])
    found.save(update_fields=["name", "outside", "agency", "position"])
    base.record(
        by, committee, "committee.member_changed", member=found.pk, position=position
    )
