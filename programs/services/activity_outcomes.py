"""What came of activities: for those who took part, and whether to repeat them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from programs.models import Activity, Participant
from programs.services.activity_states import DUE, judged_as
from programs.services.places import Place

Outcome = Participant.Outcome


@dataclass(frozen=True)
class OutcomeFigures:
    """Of one kind: how often somebody took part, with what outcome; models judged.

    `joined` are the rows of participants, `matching` their contributions in đồng;
    `worth`, `not_worth` and `due` are numbers of activities (see judged_as).
    """

    kind: str
    joined: int = 0
    completed: int = 0
    employed: int = 0
    income_up: int = 0
    no_change: int = 0
    left: int = 0
    unknown: int = 0
    matching: int = 0
    worth: int = 0
    not_worth: int = 0
    due: int = 0

    @property
    def label(self) -> str:
        """The kind in words."""
        return str(Activity.Kind(self.kind).label)


def outcomes(place: Place, year: int) -> list[OutcomeFigures]:
    """Figures of the kinds in which somebody took part or something is to be judged.

    Of the place's activities of the year that were not stopped, whoever takes part;
    the caller has checked that the place lies in scope. Two queries.
    """
    joined, judged = _joined(place, year), _judged(place, year)
    return [
        OutcomeFigures(kind, **joined.get(kind, {}), **judged.get(kind, {}))
        for kind in Activity.Kind.values
        if kind in joined or any(judged.get(kind, {}).values())
    ]


def _joined(place: Place, year: int) -> dict[str, dict[str, int]]:
    rows = Participant.objects.filter(
        place.rows("activity__area"),
        activity__year=year,
        activity__cancelled_on__isnull=True,
    )
    by_outcome = {
        each.value or "unknown": Count("pk", filter=Q(outcome=each.value))
        for each in Outcome
    }
    numbers = {"joined": Count("pk"), **by_outcome, "given": Sum("matching")}
    found = rows.order_by().values("activity__kind").annotate(**numbers)
    return {row["activity__kind"]: _numbers(row) for row in found}


def _numbers(row: Mapping[str, Any]) -> dict[str, int]:
    given = {"matching": int(row["given"])}
    return given | {
        name: row[name] for name in row if name not in {"activity__kind", "given"}
    }


def _judged(place: Place, year: int) -> dict[str, dict[str, int]]:
    rows = Activity.objects.filter(place.rows(), year=year, cancelled_on__isnull=True)
    found = (
        rows.order_by()
        .values("kind")
        .annotate(
            yes=Count("pk", filter=judged_as(Activity.Worth.YES)),
            no=Count("pk", filter=judged_as(Activity.Worth.NO)),
            due=Count("pk", filter=judged_as(DUE)),
        )
        .values_list("kind", "yes", "no", "due")
    )
    return {
        kind: {"worth": yes, "not_worth": no, "due": due}
        for kind, yes, no, due in found
    }
