"""Certificates (Mẫu 03) and the confirmation letter as of a day."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet

from households.models import (
    Certificate,
    Household,
    Membership,
    Outcome,
    Person,
    RecognitionDecision,
)
from households.models.household import Relation
from households.papers.common import (
    Asked,
    Texts,
    address_of,
    committee_of,
    person_texts,
    plain_day,
    stays_on,
    upper_first,
)
from households.papers.decisions import named
from households.services.season.confirmation import Confirmation
from households.services.season.confirmation import confirmation as confirmed
from povertyportal.documents.letterhead import (
    DOTS,
    chairman,
    head,
    in_sentence,
    on_behalf,
)


def with_texts(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Certificates with the rows that they print."""
    return certificates.select_related(
        "household__village__parent__parent__parent",
        "household__commune__parent__parent",
        "decision__commune",
        "standing",
    )


def certificates(found: Sequence[Certificate], asked: Asked) -> Texts:
    """Certificates one after another, each on pages of its own."""
    title = "Giấy chứng nhận"
    if len(found) == 1:
        title = f"{title} số {found[0].full_number}"
    heads = _heads(found)
    items = [_item(each, heads.get(each.pk), asked) for each in found]
    return {"title": title, "items": items}


def certificate(found: Certificate, asked: Asked) -> Texts:
    """One certificate."""
    whole = with_texts(Certificate.objects.filter(pk=found.pk)).get()
    return certificates([whole], asked)


def of_decision(decision: RecognitionDecision) -> QuerySet[Certificate]:
    """The valid certificates by a decision, in the order of their numbers."""
    valid = Certificate.objects.filter(decision=decision, state=Certificate.State.VALID)
    return valid.order_by("year", "number")


def _item(found: Certificate, head_of: Person | None, asked: Asked) -> Texts:
    household, decision = found.household, found.decision
    standing = found.standing
    label = Outcome.Class(standing.poverty_class).label
    known = person_texts(head_of, asked)
    return {
        "head": head(decision.commune, number=found.full_number, on=found.issued_on),
        "name": f"GIẤY CHỨNG NHẬN {label.upper()}",
        "period": f"({found.get_why_display()})" if found.why != "first" else "",
        "head_name": known["name"] or household.head_name,
        "ethnicity": known["ethnicity"],
        "personal_id": known["personal_id"],
        "address": address_of(household),
        "statement": (
            f"Là {label.lower()} theo {named(decision)}, từ ngày "
            f"{plain_day(standing.starts)}{_until(standing.ends)}."
        ),
        "members": [_member(each) for each in found.members],
        "recipients": ["Hộ gia đình;", "Lưu: VT."],
        "signer": chairman(decision.signer_position, decision.signer_name),
    }


def _heads(found: Sequence[Certificate]) -> dict[int, Person]:
    """Certificate id -> the head of its household on the day of issue. One query."""
    stays = Membership.objects.filter(
        relation=Relation.HEAD, household__in=[each.household_id for each in found]
    ).select_related("person")
    by_household: dict[int, list[Membership]] = {}
    for stay in stays:
        by_household.setdefault(stay.household_id, []).append(stay)
    return {
        each.pk: stay.person
        for each in found
        for stay in by_household.get(each.household_id, ())
        if stay.starts <= each.issued_on and not _is_over(stay, each.issued_on)
    }


def _is_over(stay: Membership, day: dt.date) -> bool:
    return stay.ends is not None and stay.ends <= day


def _until(ends: dt.date | None) -> str:
    return f" đến trước ngày {plain_day(ends)}" if ends else ""


def _member(told: dict[str, str | int | None]) -> list[str]:
    """Name, ethnicity, relation, year of birth under male or female, note."""
    born = str(told.get("birth_year") or "")
    is_female = told.get("sex") == "female"
    return [
        str(told.get("name") or ""),
        str(told.get("ethnicity") or ""),
        str(told.get("relation") or ""),
        "" if is_female else born,
        born if is_female else "",
        "",
    ]


def confirmation(household: Household, asked: Asked) -> Texts:
    """What a household officially was on a day, as known today."""
    told = confirmed(household, asked.day)
    commune = household.commune
    if commune is None:
        raise ValueError("a household without a home has no commune to confirm it")
    stays = stays_on(household, asked.day)
    known = person_texts(stays[0].person if stays else None, asked)
    return {
        "title": f"Giấy xác nhận của hộ {household.number}",
        "head": head(commune, number=f"{DOTS}/GXN-UBND"),
        "kind": "GIẤY XÁC NHẬN",
        "about": "Về diện hộ nghèo, hộ cận nghèo của hộ gia đình",
        "before": [f"{upper_first(committee_of(commune))} xác nhận hộ gia đình:"],
        "facts": [
            ["Họ và tên chủ hộ", known["name"] or household.head_name],
            ["Số định danh cá nhân/CCCD", known["personal_id"]],
            ["Nơi ở", address_of(household)],
            ["Số nhân khẩu", str(len(stays) or household.size)],
        ],
        "paras": _confirmed(told, asked),
        "recipients": ["Hộ gia đình;", "Lưu: VT."],
        "signer": on_behalf(),
    }


def _confirmed(told: Confirmation, asked: Asked) -> list[str]:
    on = f"Tại ngày {plain_day(asked.day)}, hộ gia đình"
    last = (
        "Giấy này xác nhận theo hồ sơ đang lưu tại địa phương, cấp theo đề nghị của hộ "
        "gia đình."
    )
    standing = told.standing
    if standing is None:
        return [f"{on} không có trong danh sách hộ nghèo, hộ cận nghèo.", last]
    label = Outcome.Class(standing.poverty_class).label.lower()
    by = ""
    if standing.decision_number:
        day = f" ngày {plain_day(standing.decided_on)}" if standing.decided_on else ""
        by = f" theo Quyết định số {standing.decision_number}{day}"
    lines = [
        f"{on} là {label}{by}, theo {in_sentence(told.standard_title)}. Thời gian: từ "
        f"ngày {plain_day(standing.starts)}{_until(standing.ends)}."
    ]
    if told.certificate is not None:
        lines.append(f"Giấy chứng nhận số {told.certificate.full_number}.")
    return [*lines, last]
