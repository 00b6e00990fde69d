"""The way out for the walk over every address, and for its own tests."""

import datetime as dt

from django.utils import timezone

from households.models import Standing
from programs.models import (
    EscapeMeasure,
    EscapePlan,
    Helper,
    HelperAssignment,
    HelperVisit,
    Shock,
)
from tests.factories import OutcomeFactory, ReviewFactory

DAY = dt.date(2026, 3, 2)


def standing_of(round_, household, poverty_class="poor", *, starts=None, **fields):
    """A standing of today that rests on an outcome: B1 135, deprived in 3."""
    facts = {"b1": 135, "b2": 30, "deprived_mask": 0b1000000111, "known_mask": 0xFFF}
    times = {
        "starts": starts or dt.date(timezone.localdate().year, 1, 1),
        "ends": fields.pop("ends", None),
    }
    review = ReviewFactory(
        round=round_,
        household=household,
        state="imported",
        closed_at=timezone.now(),
    )
    outcome = OutcomeFactory(
        review=review, poverty_class=poverty_class, **facts | fields
    )
    return Standing.objects.create(
        household=household,
        standard="ND07_2022",
        poverty_class=poverty_class,
        outcome=outcome,
        commune=household.commune,
        **times,
    )


def plan_of(household, officer, *, due=None, **fields):
    """This year's plan with one measure, a toilet."""
    today = timezone.localdate()
    usual = {
        "target_year": today.year,
        "reason": "Hộ có lao động",
        "responsible": "Lê Thị Phụ Trách",
    }
    made = EscapePlan.objects.create(
        household=household, recorded_by=officer, **usual | fields
    )
    measure = EscapeMeasure.objects.create(
        plan=made,
        topic="toilet",
        what="Làm nhà tiêu hợp vệ sinh",
        who="Trưởng thôn",
        due_on=due or dt.date(today.year, 12, 20),
    )
    return made, measure


def helper_of(area, officer, **fields):
    """A cadre of the area."""
    usual = {"kind": "cadre", "name": "Trần Văn Giúp", "organisation": "Ủy ban xã"}
    return Helper.objects.create(area=area, recorded_by=officer, **usual | fields)


def task_of(helper, officer, *, household=None, area=None, **fields):
    """The helper's task for a household or an area, since March."""
    usual = {"starts": DAY, "content": "Hướng dẫn chăn nuôi"}
    return HelperAssignment.objects.create(
        helper=helper,
        household=household,
        area=area,
        recorded_by=officer,
        **usual | fields,
    )


def wayout_objects(commune, household, officers):
    """{key of the access test's world: arguments of the address}."""
    officer = officers["commune_officer"]
    plan, measure = plan_of(household, officer)
    helper = helper_of(commune, officer)
    task = task_of(helper, officer, household=household)
    seen = HelperVisit.objects.create(
        assignment=task,
        household=household,
        day=DAY,
        note="Đã thăm",
        recorded_by=officer,
    )
    shock = Shock.objects.create(
        household=household, kind="illness", happened_on=DAY, recorded_by=officer
    )
    return {
        "escape_plan": {"pk": plan.pk},
        "escape_measure": {"pk": plan.pk, "measure_pk": measure.pk},
        "helper": {"pk": helper.pk},
        "helper_task": {"pk": task.pk},
        "helper_visit": {"pk": seen.pk},
        "shock": {"pk": shock.pk},
    }
