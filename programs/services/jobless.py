"""Households with labour but no job, and what they were matched to.

Who they are, the reviews say: the newest result under the standard in force today is
deprived in employment; which members, the answers of its form.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from households.models import Household, Membership, Outcome, Person, Review
from households.rules import form_2022
from households.rules.facts import Job
from households.rules.standards import Standard
from programs.models import Activity, Participant
from programs.services.activity_states import OPEN
from programs.services.homes import Homes


class JsonPath(TextField):
    """PostgreSQL's jsonpath, to cast to."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The type's name."""
        return "jsonpath"


INDICATOR = "employment"
# What gives somebody a trade or a job.
KINDS = (Activity.Kind.CLASS, Activity.Kind.JOBS, Activity.Kind.ABROAD)


def bit_of(standard: Standard) -> int | None:
    """The indicator's bit in the standard's masks; None if it has no such one."""
    numbers = [each.number for each in standard.indicators if each.code == INDICATOR]
    return 1 << (numbers[0] - 1) if numbers else None


def jobless_outcomes(homes: Homes, standard: Standard) -> "QuerySet[Outcome]":
    """Newest results of households that live there and lack a job, unordered."""
    bit = bit_of(standard)
    if bit is None:
        return Outcome.objects.none()
    newest = Outcome.objects.current().filter(standard=standard.code)
    later = newest.filter(
        Q(round__year__gt=OuterRef("round__year"))
        | Q(round__year=OuterRef("round__year"), pk__gt=OuterRef("pk")),
        review__household=OuterRef("review__household"),
    )
    return (
        newest.alias(lacks=F("deprived_mask").bitand(bit))
        .filter(
            lives_in(homes),
            ~Exists(later),
            lacks__gt=0,
            review__household__state=Household.State.ACTIVE,
        )
        .exclude(review__state="withdrawn")
    )


def lives_in(homes: Homes) -> Q:
    """The condition on results of households that live there now."""
    inside = Q(review__household__commune_id__in=homes.communes)
    return inside | Q(review__household__village_id__in=homes.villages)


def first_of(outcomes: "QuerySet[Outcome]", most: int) -> "QuerySet[Outcome] | None":
    """Some `most` of unordered results, to be ordered; None if there are no more.

    Before they are put in order: a province has tens of thousands.
    """
    ids = list(outcomes.order_by().values_list("pk", flat=True)[: most + 1])
    return Outcome.objects.filter(pk__in=ids[:most]) if len(ids) > most else None


def matched_rows(day: dt.date) -> "QuerySet[Participant]":
    """Those in a class or a job of this year or the last, or one that still goes on."""
    return Participant.objects.filter(
        Q(activity__finished_on__isnull=True) | Q(activity__year__gte=day.year - 1),
        activity__kind__in=KINDS,
        activity__cancelled_on__isnull=True,
    )


def with_match(
    outcomes: "QuerySet[Outcome]", day: dt.date, *, is_matched: bool
) -> "QuerySet[Outcome]":
    """Only results of households that are matched, or that are not."""
    there = matched_rows(day).filter(household=OuterRef("review__household"))
    return outcomes.filter(Exists(there) if is_matched else ~Exists(there))


# Somebody able and willing without a job; somebody paid without a contract.
_REASONS = {
    "none": '$.members.*?(@.job=="none"&&@.able_to_work==true&&@.wants_work==true)',
    "contract": '$.members.*?(@.job=="wage"&&@.contract=="none")',
}


def lacking(outcomes: "QuerySet[Outcome]", reason: str) -> "QuerySet[Outcome]":
    """Only results whose answers name a member with that lack: none, contract."""
    path = Cast(Value(_REASONS[reason]), JsonPath())
    named = Func(
        F("review__answers"),
        path,
        function="jsonb_path_exists",
        output_field=BooleanField(),
    )
    return outcomes.filter(named)


@dataclass(frozen=True)
class Seeker:
    """A member who lacks a job: who, why (in words), and what he was matched to."""

    person: Person
    why: str
    matches: Sequence[Participant]

    @property
    def activity_ids(self) -> set[int]:
        """The classes and jobs that he was matched to."""
        return {each.activity_id for each in self.matches}


@dataclass(frozen=True)
class JoblessHousehold:
    """A household that lacks a job, the members who do, and matches of the others.

    `seekers` is empty where the result came without answers (an imported list).
    """

    household: Household
    outcome: Outcome
    seekers: Sequence[Seeker]
    matches: Sequence[Participant]

    @property
    def seekers_in_words(self) -> str:
        """Who lacks a job and why."""
        return "; ".join(f"{each.person.name} ({each.why})" for each in self.seekers)

    @property
    def matches_in_words(self) -> str:
        """What any member was matched to."""
        return "; ".join(each.activity.name for each in self.matches)


def dress(outcomes: Iterable[Outcome], day: dt.date) -> list[JoblessHousehold]:
    """The households of some results (with review and household), in three queries."""
    found = list(outcomes)
    ids = [each.review.household_id for each in found]
    members = _members(ids, day)
    matches: dict[int, list[Participant]] = defaultdict(list)
    joined = matched_rows(day).filter(household__in=ids)
    for row in joined.select_related("activity", "person").order_by("-joined_on"):
        matches[row.household_id].append(row)
    return [
        _household(
            each,
            members[each.review.household_id],
            matches[each.review.household_id],
        )
        for each in found
    ]


def _members(ids: Sequence[int], day: dt.date) -> Mapping[int, list[Person]]:
    rows = (
        Membership.objects.filter(household__in=ids, starts__lte=day)
        .exclude(ends__lte=day)
        .select_related("person")
        .order_by("position", "pk")
    )
    found: dict[int, list[Person]] = defaultdict(list)
    for row in rows:
        found[row.household_id].append(row.person)
    return found


def _household(
    outcome: Outcome, people: Iterable[Person], matches: Sequence[Participant]
) -> JoblessHousehold:
    seekers = []
    for person in people:
        why = why_of(outcome.review, person)
        if why:
            own = [each for each in matches if each.person_id == person.pk]
            seekers.append(Seeker(person, why, own))
    return JoblessHousehold(outcome.review.household, outcome, seekers, matches)


def why_of(review: Review, person: Person) -> str:
    """Why the member counts as lacking a job, from the answers; "" if not."""
    given = form_2022.member_answers(review.answers, str(person.pk))
    job = given.get("job")
    if job == Job.NONE and given.get("able_to_work") is True:
        return "chưa có việc làm" if given.get("wants_work") is True else ""
    if job == Job.WAGE and given.get("contract") == "none":
        return "làm công không có hợp đồng"
    return ""


def open_activities() -> "QuerySet[Activity]":
    """Classes and jobs that are neither done nor stopped."""
    return Activity.objects.filter(OPEN, kind__in=KINDS)
