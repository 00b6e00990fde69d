"""Whom a doubtful row may mean: persons of the register beside what the row says."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from households.models import (
    ListedHousehold,
    ListedMember,
    Membership,
    Person,
    Relation,
    Sex,
)
from households.rules.personal_id import masked
from povertyportal.areas.models import Area
from povertyportal.sheets.kinds import Candidate, Difference
from povertyportal.ui.numbers import vietnamese

_SEXES = dict(Sex.choices)
_RELATIONS = dict(Relation.choices)
Candidates = Mapping[int, tuple[Candidate, ...]]


def candidates_of(
    members: Sequence[ListedMember], households: Mapping[int, ListedHousehold]
) -> Candidates:
    """By line, whom the doubtful rows of a page may mean, likest first.

    `households` are those of the rows by `hh`.
    """
    ids = {each["id"] for member in members for each in member.candidates}
    if not ids:
        return {}
    now = {
        membership.person_id: membership
        for membership in Membership.objects.filter(
            person_id__in=ids, ends__isnull=True
        ).select_related("person", "household__village")
    }
    villages = [each.village_id for each in households.values() if each.village_id]
    names = dict(Area.objects.filter(pk__in=villages).values_list("pk", "name"))
    return {
        member.line: tuple(
            _candidate(now[each["id"]], _told(member, households.get(member.hh), names))
            for each in member.candidates
            if each["id"] in now
        )
        for member in members
    }


def _told(
    member: ListedMember, household: ListedHousehold | None, villages: Mapping[int, str]
) -> dict[str, str]:
    """What the row says, by the labels that stand beside the candidates."""
    told = {
        "Họ và tên": member.name,
        "Giới tính": _SEXES.get(member.sex, ""),
        "Ngày sinh": _birth(member),
        "Số định danh": masked(member.personal_id),
        "Quan hệ với chủ hộ": _RELATIONS.get(member.relation, ""),
    }
    if household is not None:
        told |= {
            "Chủ hộ": household.head_name,
            "Số nhân khẩu": vietnamese(household.persons),
            "Thôn, tổ dân phố": villages.get(household.village_id or 0, ""),
        }
    return told


def _candidate(membership: Membership, told: Mapping[str, str]) -> Candidate:
    person, household = membership.person, membership.household
    known = {
        "Họ và tên": person.name,
        "Giới tính": _SEXES.get(person.sex, ""),
        "Ngày sinh": person.birth_text,
        "Số định danh": person.masked_id,
        "Quan hệ với chủ hộ": _RELATIONS.get(membership.relation, ""),
        "Chủ hộ": household.head_name,
        "Số nhân khẩu": vietnamese(household.size),
        "Thôn, tổ dân phố": household.village.name if household.village else "",
    }
    return Candidate(
        key=str(person.pk),
        title=f"{person.name}, hộ số {household.number}",
        facts=tuple(
            Difference(label, known[label], said) for label, said in told.items()
        ),
        url=reverse("households:household-detail", args=[household.pk]),
    )


def _birth(member: ListedMember) -> str:
    born = Person(
        birth_year=member.birth_year,
        birth_month=member.birth_month,
        birth_day=member.birth_day,
    )
    return born.birth_text
