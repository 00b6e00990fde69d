"""Which households a decision would hold, each on its list: read, never stored.

Reviews are those of a place that wait for recognition under one standard; what makes
one ready is told by the conditions of progress.py, the same for pages and signing.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from households.models import (
    CommuneRound,
    Outcome,
    RecognitionDecision,
    Reopening,
    Review,
    ReviewComment,
    ReviewRound,
    ReviewState,
    Standing,
)
from households.models.review import ReviewQuerySet
from households.rules.recognition import NONE, list_of, list_period
from households.rules.standards import standard as standard_of
from households.services.season import progress

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """A household as a decision would name it; ids of its rows."""

    household_id: int
    review_id: int
    outcome_id: int
    list: str
    former_class: str
    head_name: str
    persons: int


def waiting(place: CommuneRound, standard: str) -> ReviewQuerySet:
    """Reviews on the place's list that no signed decision under the standard holds."""
    return (
        Review.objects.listed()
        .filter(round_id=place.round_id, commune_id=place.commune_id)
        .exclude(progress.recognised(standard))
    )


def corrections(decision: RecognitionDecision) -> QuerySet[Review]:
    """Corrections, done, of a signed decision's households, waiting for another."""
    return (
        Review.objects.filter(
            corrects__decision_rows__decision=decision, state=ReviewState.SUBMITTED
        )
        .exclude(progress.recognised(decision.standard))
        .order_by("pk")
    )


def flagged(reviews: ReviewQuerySet, standard: str, day: dt.date) -> ReviewQuerySet:
    """Reviews with what stands in their way, as booleans, if signed on `day`.

    is_surveyed, is_rechecked (being done again), has_outcome, is_determined,
    is_agreed, is_posted, is_over (its posting, before the day), is_complained,
    is_commented (a comment from above without an answer).
    """
    current = Outcome.objects.current().filter(review=OuterRef("pk"), standard=standard)
    unclear = Outcome.Class.UNDETERMINED
    again = Reopening.objects.filter(review=OuterRef("pk"), after__isnull=True)
    asked = ReviewComment.objects.filter(
        review=OuterRef("pk"), answered_at__isnull=True
    )
    return reviews.annotate(
        is_surveyed=progress.surveyed(),
        is_rechecked=Exists(again) & ~progress.surveyed(),
        has_outcome=Exists(current),
        is_determined=Exists(current.exclude(poverty_class=unclear)),
        is_agreed=progress.agreed(),
        is_posted=progress.posted(),
        is_over=progress.posted(day),
        is_complained=progress.complained(),
        is_commented=Exists(asked),
    )


READY = Q(
    is_surveyed=True,
    is_determined=True,
    is_agreed=True,
    is_over=True,
    is_complained=False,
    is_commented=False,
)


def ready(place: CommuneRound, standard: str, day: dt.date) -> ReviewQuerySet:
    """Reviews that may be recognised on `day`."""
    return flagged(waiting(place, standard), standard, day).filter(READY)


def period(
    place: CommuneRound, standard: str, signed_on: dt.date
) -> tuple[dt.date, dt.date]:
    """From when to before when the lists would hold. Raises Expired."""
    return list_period(
        list_valid_from=place.round.list_valid_from,
        is_annual=place.round.kind == ReviewRound.Kind.ANNUAL,
        is_governing=standard == place.round.governing_standard,
        standard_ends=standard_of(standard).ends,
        signed_on=signed_on,
    )


def rows_of(
    review_ids: Collection[int], standard: str, valid_from: dt.date
) -> list[Row]:
    """The rows of these reviews: three queries, however many there are.

    Each must have a result that is determined (list_of raises Undetermined).
    """
    results = (
        Outcome.objects.current()
        .filter(review__in=review_ids, standard=standard)
        .order_by("village__sort_key", "review__household__head_sort_key", "pk")
        .values_list(
            "pk",
            "review_id",
            "poverty_class",
            "persons",
            "review__household_id",
            "review__household__head_name",
        )
    )
    found = list(results)
    before = _classes({row[4] for row in found}, valid_from - _DAY)
    return [
        Row(
            household_id=household,
            review_id=review,
            outcome_id=pk,
            list=list_of(before.get(household, ""), kind),
            former_class=before.get(household, ""),
            head_name=head,
            persons=persons,
        )
        for pk, review, kind, persons, household, head in found
    ]


def counts(lists: Iterable[str]) -> dict[str, int]:
    """How many households are on each list, all lists told, in their order."""
    order = ("poor", "near_poor", "escaped_poor", "escaped_near", "average", NONE)
    found = list(lists)
    return {name: found.count(name) for name in order}


def _classes(households: Collection[int], day: dt.date) -> dict[int, str]:
    """The official class on `day`, by household id."""
    held = Standing.objects.in_force(day).filter(household__in=households)
    return dict(held.values_list("household_id", "poverty_class"))
