"""Regular rounds: each household a dossier with its own clock."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Min, Q
from django.utils import timezone

from households.models import (
    CommuneRound,
    DelayReason,
    ProcedureRule,
    RecognitionDecision,
    Review,
)
from households.rules.procedure import StepState, regular_start, step_state
from households.services.season.clock import TONES, WORDS
from households.services.season.terms import Due, due_by, rules_of
from povertyportal.workdays.calendar import Calendar, calendar


@dataclass(frozen=True)
class Dossier:
    """A household's review in a regular round: received, begun, due, decided."""

    review: Review
    received_on: dt.date | None
    starts_on: dt.date
    due: Due | None
    decided_on: dt.date | None
    state: StepState
    reason: str = ""

    @property
    def word(self) -> str:
        """Its state in words."""
        return WORDS[self.state]

    @property
    def tone(self) -> str:
        """Its state as a tone."""
        return TONES[self.state]

    @property
    def was_late(self) -> bool:
        """Whether it is late, or was when decided."""
        return self.state in {StepState.LATE, StepState.DONE_LATE}


def dossiers_of(place: CommuneRound, now: dt.datetime | None = None) -> list[Dossier]:
    """The dossiers of a regular round's commune: five queries, however many."""
    now = now or timezone.now()
    known = rules_of(place.round.procedure, place.round.kind)
    days = calendar()
    told = {
        reason.review_id: reason.reason
        for reason in DelayReason.objects.filter(
            place=place, review__isnull=False
        ).order_by("id")
    }
    found = []
    for review in _reviews(place):
        received_on = getattr(review, "received_on", None)
        starts_on, due = due_of(received_on or place.round.opens_on, known, days)
        decided_on = getattr(review, "decided_on", None)
        state = step_state(due_on=due.day if due else None, done_on=decided_on, now=now)
        reason = told.get(review.pk, "")
        found.append(
            Dossier(review, received_on, starts_on, due, decided_on, state, reason)
        )
    return found


def due_of(
    received_on: dt.date, known: dict[str, ProcedureRule], days: Calendar
) -> tuple[dt.date, Due | None]:
    """When the review of a request starts, and when it must be decided.

    The procedure of 2021 counts from the 15th; the former one from the request.
    """
    starts = regular_start(received_on) if "regular_start" in known else received_on
    return starts, due_by(known.get("regular_decision"), starts, days)


def _reviews(place: CommuneRound) -> list[Review]:
    signed = Q(decision_rows__decision__state=RecognitionDecision.State.SIGNED)
    return list(
        Review.objects.listed()
        .filter(round=place.round_id, commune=place.commune_id)
        .select_related("household", "village")
        .annotate(
            decided_on=Min("decision_rows__decision__signed_on", filter=signed),
            # Several workers of a household share its review: the first one's day.
            received_on=Min("requests__received_on"),
        )
        .order_by("household__head_sort_key", "id")
    )
