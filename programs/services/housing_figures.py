"""How many houses are where: planned, started, finished, accepted."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from programs.models import HousingCase
from programs.services.carried import of_year
from programs.services.places import Place
from programs.services.sources import common_source


@dataclass(frozen=True)
class HouseCounts:
    """Of houses of a year: each stage counts those of the stages after it.

    Amounts are đồng. `cancelled` are not among the planned. `provenance` is where the
    numbers come from, if it is the same of all and not the portal's own officers.
    """

    planned: int = 0
    started: int = 0
    finished: int = 0
    accepted: int = 0
    cancelled: int = 0
    from_state: int = 0
    from_others: int = 0
    provenance: str = ""


def counts(place: Place, year: int, on: dt.date | None = None) -> HouseCounts:
    """Of the houses that a place had in a year's plan; on a day, as it stood then."""
    rows = HousingCase.objects.filter(place.rows(), year=year)
    return counts_of(rows, on)


def carried(place: Place, year: int, on: dt.date | None = None) -> HouseCounts:
    """Of the houses of earlier years that were not finished when the year began."""
    rows = HousingCase.objects.filter(place.rows(), of_year(year, is_carried=True))
    return counts_of(rows, on)


def counts_of(rows: "QuerySet[HousingCase]", on: dt.date | None = None) -> HouseCounts:
    """The same of given rows, in one query."""
    found = rows.order_by().aggregate(**sums(on))
    return counts_from(tuple(found[name] for name in SUMS))


SUMS = (
    "n_planned",
    "n_started",
    "n_finished",
    "n_accepted",
    "n_cancelled",
    "n_state",
    "n_others",
    "first_source",
    "last_source",
)


def counts_from(row: Sequence[Any]) -> HouseCounts:
    """The counts of a row of SUMS."""
    planned, started, finished, accepted, cancelled, state, others, *sources = row
    return HouseCounts(
        planned,
        started,
        finished,
        accepted,
        cancelled,
        state,
        others,
        common_source(*sources),
    )


def sums(on: dt.date | None = None) -> dict[str, Any]:
    """The aggregates of SUMS; on a day, as it stood then."""

    def by(name: str) -> Q:
        known = {f"{name}__isnull": False} if on is None else {f"{name}__lte": on}
        return Q(**known)

    kept = ~by("cancelled_on") & (Q() if on is None else Q(approved_on__lte=on))
    return {
        "n_planned": Count("pk", filter=kept),
        "n_started": Count("pk", filter=kept & by("started_on")),
        "n_finished": Count("pk", filter=kept & by("finished_on")),
        "n_accepted": Count("pk", filter=kept & by("accepted_on")),
        "n_cancelled": Count("pk", filter=by("cancelled_on")),
        "n_state": Sum("from_state", filter=kept, default=0),
        "n_others": Sum("from_community", filter=kept, default=0)
        + Sum("from_household", filter=kept, default=0)
        + Sum("from_loan", filter=kept, default=0),
        "first_source": Min("provenance", filter=kept),
        "last_source": Max("provenance", filter=kept),
    }
