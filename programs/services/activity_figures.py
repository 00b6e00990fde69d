"""How many activities of each kind a place has in a year, and how far they are."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from programs.models import Activity, Support
from programs.rules import activity_dates
from programs.services.activity_states import late_on
from programs.services.carried import CARRIED, not_by, of_year
from programs.services.places import Place
from programs.services.sources import common_source


@dataclass(frozen=True)
class KindFigures:
    """Of one kind (or all, kind ""): numbers of activities, places of households, đồng.

    `planned` are all but those stopped; of them `started` have begun by the day,
    `finished` are done (`accepted` and `in_use` among them), `late` behind their own
    planned days. `joined` counts a household once in each activity. `provenance` is
    where the numbers come from, if that is one source and not the portal's officers.
    `is_carried`: of earlier years' plans, never among those of the year.
    """

    kind: str
    planned: int = 0
    started: int = 0
    finished: int = 0
    accepted: int = 0
    in_use: int = 0
    late: int = 0
    cancelled: int = 0
    joined: int = 0
    cost: int = 0
    matching: int = 0
    provenance: str = field(default="", kw_only=True)
    is_carried: bool = field(default=False, kw_only=True)

    @property
    def label(self) -> str:
        """The kind in words."""
        whole = CARRIED if self.is_carried else "Tổng số"
        return str(Activity.Kind(self.kind).label) if self.kind else whole

    def __add__(self, other: "KindFigures") -> "KindFigures":
        words = {"kind", "provenance", "is_carried"}
        names = [each.name for each in fields(self) if each.name not in words]
        sums = {name: getattr(self, name) + getattr(other, name) for name in names}
        return KindFigures("", **sums)


def counts(
    place: Place,
    year: int,
    day: dt.date | None = None,
    period_ends: dt.date | None = None,
) -> dict[str, KindFigures]:
    """Figures by kind, as of the end of `day` (today); every kind is there.

    Of the place's own activities and those of all units inside it; the caller has
    checked that the place lies in scope. With `period_ends` those are left out that
    were to start after it, and had not by `day`. One query.
    """
    day = day or timezone.localdate()
    rows = Activity.objects.filter(place.rows(), year=year)
    if period_ends is not None:
        waits = not_by("started_on", day)
        rows = rows.exclude(waits, planned_start__gt=period_ends)
    found = {row.kind: row for row in _grouped(rows, day)}
    return {
        kind.value: found.get(kind.value, KindFigures(kind.value))
        for kind in Activity.Kind
    }


def carried(place: Place, year: int, day: dt.date | None = None) -> list[KindFigures]:
    """Figures by kind of what earlier years left unfinished; only kinds that occur."""
    rows = Activity.objects.filter(place.rows(), of_year(year, is_carried=True))
    return _grouped(rows, day or timezone.localdate())


def carried_total(
    place: Place, year: int, day: dt.date | None = None
) -> KindFigures | None:
    """The same of all kinds together; None where nothing was carried over."""
    found = carried(place, year, day)
    whole = sum(found, KindFigures(""))
    return replace(whole, is_carried=True) if found else None


def total(figures: Mapping[str, KindFigures]) -> KindFigures:
    """All kinds together."""
    return sum(figures.values(), KindFigures(""))


def _grouped(rows: "QuerySet[Activity]", day: dt.date) -> list[KindFigures]:
    stopped = Q(cancelled_on__lte=day)
    goes = not_by("cancelled_on", day)

    def by(name: str) -> Count:
        return Count("pk", filter=goes & Q(**{f"{name}__lte": day}))

    def summed(name: str) -> Coalesce:
        return Coalesce(Sum(name, filter=goes), 0)

    numbers = {
        "planned": Count("pk", filter=goes),
        **{name: by(name) for name in activity_dates.DONE},
        "late": Count("pk", filter=late_on(day)),
        "cancelled": Count("pk", filter=stopped),
        **{name: summed(name) for name in ("participant_count", "cost", "matching")},
    }
    # Fields of the row bear some of these names: the figures' own begin with n_.
    named = {f"n_{name}": number for name, number in numbers.items()}
    grouped = rows.order_by("kind").values("kind").annotate(**named)
    sources = {
        "first_source": Min("provenance", filter=goes),
        "last_source": Max("provenance", filter=goes),
    }
    found = grouped.annotate(**sources).values_list("kind", *named, *sources)
    return [
        KindFigures(kind, *map(int, given), provenance=common_source(first, last))
        for kind, *given, first, last in found
    ]


@dataclass(frozen=True)
class Given:
    """What went through an activity, in đồng: paid out, and given to households."""

    paid: int
    supports: int
    value: int


def given_by(activity: Activity) -> Given:
    """The payments that name the activity, and the supports that were given in it."""
    paid = activity.disbursements.aggregate(sum=Coalesce(Sum("amount"), 0))["sum"]
    found = activity.supports.filter(state=Support.State.GIVEN).aggregate(
        count=Count("pk"), value=Coalesce(Sum("value"), 0)
    )
    return Given(int(paid), found["count"], int(found["value"]))
