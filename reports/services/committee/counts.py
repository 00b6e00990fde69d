"""How many tasks are open, late, done: for a committee's page, lists, the overview."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    Exists,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Committee, CommitteeMember, Officer, Role
from reports.models import CommitteeTask
from reports.services.committee.states import late_on, later_on, said, soon_on
from reports.services.selection import Place

State = CommitteeTask.State


@dataclass(frozen=True)
class TaskCounts:
    """Tasks by how far they are; `first_late` is the day of the one longest overdue."""

    open: int = 0
    late: int = 0
    soon: int = 0
    later: int = 0
    said: int = 0
    done: int = 0
    dropped: int = 0
    first_late: dt.date | None = None

    @property
    def total(self) -> int:
        """All that were given."""
        return self.open + self.done + self.dropped


def task_counts(rows: "QuerySet[CommitteeTask]") -> TaskCounts:
    """The counts of some tasks, in one query."""
    today = timezone.localdate()
    late = late_on(today)
    return TaskCounts(
        **rows.order_by().aggregate(
            open=Count("pk", filter=Q(state=State.OPEN)),
            late=Count("pk", filter=late),
            soon=Count("pk", filter=soon_on(today)),
            later=Count("pk", filter=later_on(today)),
            said=Count("pk", filter=said()),
            done=Count("pk", filter=Q(state=State.DONE)),
            dropped=Count("pk", filter=Q(state=State.DROPPED)),
            first_late=Min("due_on", filter=late),
        )
    )


def given_to(officer: Officer) -> Q:
    """Tasks that are the officer's own: of his seat of today, or of his unit.

    A committee's areas are not units of its members.
    """
    seats = CommitteeMember.objects.on(timezone.localdate()).filter(officer=officer)
    found = Q(seat__in=seats.values("pk"))
    if officer.role != Role.COMMITTEE:
        own = scope_of(officer)
        found |= Q(unit__in={area.pk for area in own.areas} | own.dissolved_ids)
    return found


def concerning(place: Place) -> Q:
    """Tasks that concern a place: of committees all of whose areas lie in it, and those
    that were given to units in it."""
    inside = Q(area__in=[*place.tops, *place.communes])
    units = Q(unit__in=[*place.tops, *place.communes])
    if place.area is not None and place.whole:
        inside |= Q(area__path__startswith=place.area.path)
        units |= Q(unit__path__startswith=place.area.path)
    given = Committee.areas.through.objects.filter(committee=OuterRef("pk"))
    whole = Committee.objects.filter(Exists(given), ~Exists(given.exclude(inside)))
    return Q(committee__in=whole) | units


def by_committee(committees: Collection[Committee]) -> dict[int, tuple[int, int]]:
    """Open and late tasks of committees, by committee (id)."""
    today = timezone.localdate()
    rows = (
        CommitteeTask.objects.filter(committee__in=committees)
        .order_by()
        .values_list("committee")
        .annotate(
            n_open=Count("pk", filter=Q(state=State.OPEN)),
            n_late=Count("pk", filter=late_on(today)),
        )
    )
    return {pk: (open_, late) for pk, open_, late in rows}


def urgent_first(rows: "QuerySet[CommitteeTask]") -> "QuerySet[CommitteeTask]":
    """Late ones first, then open, then ended ones; each by their day."""
    today = timezone.localdate()
    rank = Case(
        When(late_on(today), then=Value(0)),
        When(state=State.OPEN, then=Value(1)),
        default=Value(2),
    )
    return rows.annotate(rank=rank).order_by("rank", "due_on", "pk")
