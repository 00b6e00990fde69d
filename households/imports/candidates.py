"""Whom a doubtful row may mean: persons of the register beside what the row says."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from households.models import (
    ListedHousehold,
    ListedMember,
    Membership,
    Outcome,
    Person,
    Relation,
    Sex,
)
from households.rules.personal_id import masked
from povertyportal.areas.models import Area
from povertyportal.sheets.kinds import Candidate, Difference
from povertyportal.ui.numbers import vietnamese

_CLASSES = dict(Outcome.Class.choices)
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
    year = int(members[0].batch.options["year"])
    results = _last_results([each.household_id for each in now.values()], year)
    villages = [each.village_id for each in households.values() if each.village_id]
    names = dict(Area.objects.filter(pk__in=villages).values_list("pk", "name"))
    return {
        member.line: tuple(
            _candidate(
                now[each["id"]],
                _told(member, households.get(member.hh), names, year),
                results.get(now[each["id"]].household_id, ""),
            )
            for each in member.candidates
            if each["id"] in now
        )
        for member in members
    }


def _last_results(household_ids: Sequence[int], year: int) -> Mapping[int, str]:
    """In words, by household, what the newest review up to a year came to."""
    rows = (
        Outcome.objects.current()
        .filter(review__household__in=household_ids, round__year__lte=year)
        .order_by("review__household", "-round__year", "-id")
        .distinct("review__household")
        .values_list("review__household", "poverty_class", "b1", "b2", "round__year")
    )
    return {
        household: _of_year(_result(poverty_class, b1, b2), year)
        for household, poverty_class, b1, b2, year in rows
    }


def _of_year(result: str, year: int) -> str:
    return f"{result}, năm {year}"


def _result(poverty_class: str, b1: int | None, b2: int | None) -> str:
    points = [
        f"{label} {value}"
        for label, value in (("B1", b1), ("B2", b2))
        if value is not None
    ]
    words = _CLASSES.get(poverty_class, "")
    return f"{words} ({', '.join(points)})" if points else words


def _told(
    member: ListedMember,
    household: ListedHousehold | None,
    villages: Mapping[int, str],
    year: int,
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
            "Kết quả rà soát": _of_year(
                _result(household.poverty_class, household.b1, household.b2), year
            ),
        }
    return told


def _candidate(
    membership: Membership, told: Mapping[str, str], last_result: str
) -> Candidate:
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
        "Kết quả rà soát": last_result,
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
