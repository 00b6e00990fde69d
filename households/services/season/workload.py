"""How far the survey is, by village and by surveyor."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from households.models import (
    CommuneRound,
    Reopening,
    ReviewState,
    SurveyAssignment,
)
from households.models.review import ReviewQuerySet
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area

STATES = ("total", "todo", "draft", "sent_back", "submitted")


def sent_back() -> Q:
    """Taken up again and not handed in since: to be done anew."""
    open_again = Reopening.objects.filter(review=OuterRef("pk"), after__isnull=True)
    return Q(Exists(open_again), state__in=[ReviewState.TODO, ReviewState.DRAFT])


def narrowed(reviews: ReviewQuerySet, state: str) -> ReviewQuerySet:
    """Reviews in a state as `Load` counts them: what was sent back stands apart."""
    if state == "sent_back":
        return reviews.filter(sent_back())
    rows = reviews.filter(state=state)
    if state in {ReviewState.TODO, ReviewState.DRAFT}:
        rows = rows.exclude(sent_back())
    return rows


@dataclass
class Load:
    """Numbers of households by how far they are; `sent_back` are not in `draft`."""

    total: int = 0
    todo: int = 0
    draft: int = 0
    sent_back: int = 0
    submitted: int = 0

    def add(self, other: "Load") -> None:
        """Add another's numbers to these."""
        for name in STATES:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class VillageLoad:
    """A village with its numbers and who has it today."""

    village: Area
    load: Load
    surveyors: list[Officer] = field(default_factory=list)


@dataclass
class SurveyorLoad:
    """A surveyor with his villages of today, their numbers, and what he handed in."""

    surveyor: Officer
    villages: list[Area] = field(default_factory=list)
    load: Load = field(default_factory=Load)
    handed_in: int = 0


def by_village(
    villages: Iterable[Area],
    reviews: ReviewQuerySet,
    assignments: Iterable[SurveyAssignment],
    day: dt.date | None = None,
) -> list[VillageLoad]:
    """Every village with its numbers, in the villages' order. One query."""
    loads = _loads(reviews)
    today = in_force(assignments, day or timezone.localdate())
    rows = {
        village.pk: VillageLoad(village, loads.get(village.pk, Load()))
        for village in villages
    }
    for each in today:
        if each.village_id in rows:
            rows[each.village_id].surveyors.append(each.surveyor)
    return list(rows.values())


def _loads(reviews: ReviewQuerySet) -> dict[int, Load]:
    again = sent_back()
    rows = (
        reviews.listed()
        .order_by()
        .annotate(again=again)
        .values("village_id")
        .annotate(
            total=Count("id"),
            todo=Count("id", filter=Q(state=ReviewState.TODO, again=False)),
            draft=Count("id", filter=Q(state=ReviewState.DRAFT, again=False)),
            sent_back=Count("id", filter=Q(again=True)),
            submitted=Count("id", filter=Q(state=ReviewState.SUBMITTED)),
        )
    )
    return {
        row["village_id"]: Load(
            row["total"], row["todo"], row["draft"], row["sent_back"], row["submitted"]
        )
        for row in rows
    }


def in_force(
    assignments: Iterable[SurveyAssignment], day: dt.date
) -> list[SurveyAssignment]:
    """Those that hold on `day`."""
    return [
        each
        for each in assignments
        if each.starts <= day and (each.ends is None or each.ends > day)
    ]


def by_surveyor(
    rows: Iterable[VillageLoad], reviews: ReviewQuerySet
) -> list[SurveyorLoad]:
    """Every surveyor who has a village today, by name. One query."""
    handed_in = dict(
        reviews.listed()
        .filter(state=ReviewState.SUBMITTED)
        .order_by()
        .values_list("surveyor_id")
        .annotate(Count("id"))
    )
    found: dict[int, SurveyorLoad] = {}
    for row in rows:
        for surveyor in row.surveyors:
            load = found.setdefault(surveyor.pk, SurveyorLoad(surveyor))
            load.villages.append(row.village)
            load.load.add(row.load)
            load.handed_in = handed_in.get(surveyor.pk, 0)
    return sorted(found.values(), key=lambda each: each.surveyor.full_name)


def assignments_of(place: CommuneRound) -> QuerySet[SurveyAssignment]:
    """All assignments of a commune's round, present and former."""
    return place.assignments.select_related(
        "village", "surveyor", "assigned_by", "ended_by", "scan"
    ).order_by("village__sort_key", "starts", "id")
