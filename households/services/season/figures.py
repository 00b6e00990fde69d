"""What has happened in communes of rounds so far: one query a table."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Max, Min, Q

from households.models import (
    CommuneRound,
    Complaint,
    DelayReason,
    PublicPosting,
    RecognitionDecision,
    Review,
    ReviewRound,
    RoundStep,
    Submission,
    VillageMeeting,
)
from households.rules.procedure import day_of
from households.services.season import progress

COUNTED = ("listed", "surveyed", "agreed", "put_up", "posted", "recognised")


@dataclass
class Done:
    """How far a commune is in a round: counts of reviews, last days of acts.

    `put_up` results hang or have hung, `posted` ones have hung for their time.
    """

    listed: int = 0
    surveyed: int = 0
    agreed: int = 0
    put_up: int = 0
    posted: int = 0
    recognised: int = 0
    surveyed_on: dt.date | None = None
    met_on: dt.date | None = None
    posted_to: dt.date | None = None
    signed_on: dt.date | None = None
    complaints: int = 0
    open_complaints: int = 0
    complained_on: dt.date | None = None
    judged_on: dt.date | None = None
    submitted: dict[str, Submission] = field(default_factory=dict)
    reasons: dict[str, DelayReason] = field(default_factory=dict)


def done_in(
    places: Collection[CommuneRound], today: dt.date
) -> tuple[dict[int, Done], dict[int, dict[str, RoundStep]]]:
    """By place what is done, by round its steps' due days: eight queries in all."""
    found = {place.pk: Done() for place in places}
    _reviews(places, found, today)
    _acts(found)
    _complaints(found)
    _submissions(found)
    steps: dict[int, dict[str, RoundStep]] = defaultdict(dict)
    for row in RoundStep.objects.filter(round__in={p.round_id for p in places}):
        steps[row.round_id][row.step] = row
    return found, steps


def _reviews(
    places: Collection[CommuneRound], found: dict[int, Done], today: dt.date
) -> None:
    keys = {(place.round_id, place.commune_id): place.pk for place in places}
    rows: Any = (
        Review.objects.listed()
        .filter(
            round_id__in={key[0] for key in keys},
            commune_id__in={key[1] for key in keys},
        )
        .order_by()
        .values("round_id", "commune_id")
        .annotate(
            n_listed=Count("id"),
            n_surveyed=Count("id", filter=progress.surveyed()),
            n_agreed=_count(progress.surveyed() & Q(progress.agreed())),
            n_put_up=_count(progress.surveyed() & Q(progress.posted())),
            n_posted=_count(progress.surveyed() & Q(progress.posted(today))),
            n_recognised=_count(Q(progress.recognised())),
            # A re-check hands the form in again; the survey step was done before.
            last=Max(
                "submitted_at", filter=progress.surveyed() & ~Q(progress.rechecked())
            ),
        )
    )
    for row in rows:
        pk = keys.get((row["round_id"], row["commune_id"]))
        if pk is None:  # a commune of one round and of another, not of both
            continue
        done = found[pk]
        for name in COUNTED:
            setattr(done, name, row[f"n_{name}"])
        done.surveyed_on = day_of(row["last"]) if row["last"] else None


def _count(condition: Q) -> Any:
    return Count("id", filter=condition)


def _acts(found: dict[int, Done]) -> None:
    """Last days of closed meetings, of postings and of signed decisions."""
    inside = {"place_id__in": found.keys()}
    closed = VillageMeeting.objects.filter(closed_at__isnull=False, **inside)
    signed = RecognitionDecision.objects.filter(
        state=RecognitionDecision.State.SIGNED, **inside
    )
    for name, rows, column in (
        ("met_on", closed, "held_on"),
        ("posted_to", PublicPosting.objects.filter(**inside), "last_day"),
        ("signed_on", signed, "signed_on"),
    ):
        last = rows.order_by().values("place_id").annotate(last=Max(column))
        for row in last:
            setattr(found[row["place_id"]], name, row["last"])


def _complaints(found: dict[int, Done]) -> None:
    is_open = Q(state__in=progress.OPEN_COMPLAINTS)
    rows: Any = (
        Complaint.objects.filter(place_id__in=found.keys())
        .order_by()
        .values("place_id")
        .annotate(
            complaints=Count("id"),
            open_complaints=Count("id", filter=is_open),
            complained_on=Min("received_on", filter=is_open),
            judged_on=Max("judged_on"),
        )
    )
    for row in rows:
        done = found[row.pop("place_id")]
        for name, value in row.items():
            setattr(done, name, value)


def _submissions(found: dict[int, Done]) -> None:
    """The newest submission of each kind, and the newest reason of each delay.

    In a regular round the steps are those of its dossiers, and so are the reasons.
    """
    inside = {"place_id__in": found.keys()}
    for submission in Submission.objects.filter(**inside).order_by("turn"):
        found[submission.place_id].submitted[submission.kind] = submission
    of_place = Q(review__isnull=True) | Q(place__round__kind=ReviewRound.Kind.REGULAR)
    told = DelayReason.objects.filter(of_place, **inside).order_by("id")
    for reason in told.select_related("told_by"):
        found[reason.place_id].reasons[reason.step] = reason
