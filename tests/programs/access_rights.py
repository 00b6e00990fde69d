"""Rights and needs for the walk over every address, and for their own tests."""

import datetime as dt

from django.utils import timezone

from households.models import Standing
from programs.models import Enrolment, EntitlementRule, Handover
from programs.services import needs
from tests.factories import HouseholdFactory, OutcomeFactory, ReviewFactory


def standing_of(household, poverty_class="poor", starts=None, ends=None, outcome=None):
    """The household is in a class from a day on."""
    return Standing.objects.create(
        household=household,
        standard=outcome.standard if outcome else "ND07_2022",
        poverty_class=poverty_class,
        starts=starts or timezone.localdate().replace(day=1),
        ends=ends,
        outcome=outcome,
        commune=outcome.commune if outcome else None,
    )


def needy(round_, village, numbers=(10,), poverty_class="poor", **fields):
    """A household of the list of 2026, deprived in indicators of ND07 (10: latrine)."""
    household = HouseholdFactory(village=village)
    mask = sum(1 << number - 1 for number in numbers)
    outcome = OutcomeFactory(
        review=ReviewFactory(round=round_, household=household, state="imported"),
        poverty_class=poverty_class,
        deprived_mask=mask,
        known_mask=mask,
        **fields,
    )
    standing_of(household, poverty_class, dt.date(2026, 1, 1), outcome=outcome)
    return household


def card(household, officer, benefit="health_insurance", **fields):
    """The head of the household has a card since last year."""
    usual = {
        "person": household.memberships.get(position=0).person,
        "starts": dt.date(timezone.localdate().year - 1, 1, 1),
    }
    return Enrolment.objects.create(
        household=household,
        area=household.commune,
        benefit=benefit,
        recorded_by=officer,
        **usual | fields,
    )


def right_objects(found, village, officers):
    """{key of the access test's world: arguments of the address}."""
    officer = officers["commune_officer"]
    needy(found, village)
    standing_of(HouseholdFactory(village=village))
    card(HouseholdFactory(village=village), officer)
    made = Handover.objects.create(
        benefit="health_insurance",
        area=village.parent,
        month=timezone.localdate().replace(day=1),
        recipient="Bảo hiểm xã hội",
        enter_count=1,
        leave_count=0,
        handed_by=officer,
        content={"rows": [HANDED]},
    )
    needs.build([village.parent_id], timezone.localdate().year)
    return {
        "handover": {"pk": made.pk},
        "entitlement_rule": {"pk": EntitlementRule.objects.all()[0].pk},
    }


HANDED = {
    "way": "enter",
    "household": 1,
    "person": 1,
    "number": "H0000001",
    "head": "Nguyễn Văn Thử",
    "village": "Thôn Thử",
    "name": "Nguyễn Thị Thử",
    "born": "05/02/1980",
    "share": "100.00",
    "day": "2026-11-01",
}
