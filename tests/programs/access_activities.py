"""Activities for the walk over every address, and for the tests of activities."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from programs.models import (
    Activity,
    ActivityProgress,
    ActivityStage,
    Participant,
)
from tests.factories import OutcomeFactory, ReviewFactory, add_member

# Of the standard of 2022-2026 employment is indicator 1 of the masks.
JOBLESS = {"deprived_mask": 1, "known_mask": 1}
SEEKING = {"able_to_work": True, "job": "none", "wants_work": True}


def activity_of(area, officer, **fields):
    """A road of 2 km, planned for this year's spring, row by row."""
    year = fields.get("year", timezone.localdate().year)
    usual = {
        "year": year,
        "kind": "works_new",
        "name": "Đường thôn",
        "unit": "km",
        "quantity": Decimal(2),
        "cost": 900_000_000,
        "planned_start": dt.date(year, 2, 1),
        "planned_finish": dt.date(year, 4, 30),
    }
    return Activity.objects.create(area=area, recorded_by=officer, **usual | fields)


def jobless_household(round_, household, poverty_class="poor", **answers):
    """The household's review says that its head seeks a job (or as `answers` say).

    Returns the head.
    """
    head = household.memberships.get(position=0).person
    review = ReviewFactory(
        round=round_,
        household=household,
        state="imported",
        closed_at=timezone.now(),
        answers={"household": {}, "members": {str(head.pk): answers or SEEKING}},
    )
    OutcomeFactory(review=review, **JOBLESS | {"poverty_class": poverty_class})
    return head


def activity_objects(commune, household, officers):
    """{key of the access test's world: arguments of the address}."""
    officer = officers["commune_officer"]
    today = timezone.localdate()
    made = activity_of(commune, officer, kind="class", started_on=today)
    stage = ActivityStage.objects.create(
        activity=made, name="Khai giảng", done_on=today, recorded_by=officer
    )
    ActivityProgress.objects.create(
        activity=made, day=today, quantity=1, recorded_by=officer
    )
    row = Participant.objects.create(
        activity=made,
        household=household,
        joined_on=today,
        outcome="completed",
        outcome_on=today,
        recorded_by=officer,
    )
    member = add_member(household)
    own = {"pk": made.pk}
    joining = {**own, "household_pk": household.pk}
    return {
        "activity": own,
        "activity_stage": {**own, "stage_pk": stage.pk},
        "activity_participant": {**own, "participant_pk": row.pk},
        "activity_household": joining,
        "activity_person": {**joining, "person_pk": member.pk},
    }
