"""Supports, houses and loans for the walk over every address, and for their tests."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from households.models import Outcome, Standing
from programs.models import (
    DoubleSupport,
    HouseNorm,
    HousingCase,
    LoanProgramme,
    PolicyLoan,
    Support,
    SupportKind,
)


def standing_of(household, poverty_class="poor", starts=None, ends=None):
    """The household's class by a decision, by default for good since 2020."""
    return Standing.objects.create(
        household=household,
        standard="ND07_2022",
        poverty_class=Outcome.Class(poverty_class),
        starts=starts or dt.date(2020, 1, 1),
        ends=ends,
    )


def support_of(household, officer, kind="bo-giong", **fields):
    """A cow that the household got this year, row by row."""
    today = timezone.localdate()
    usual = {
        "area": household.commune,
        "year": today.year,
        "quantity": Decimal(1),
        "value": 15_000_000,
        "state": Support.State.GIVEN,
        "given_on": today,
        "class_then": "poor",
    }
    found = SupportKind.objects.get(code=kind)
    return Support.objects.create(
        household=household, kind=found, recorded_by=officer, **usual | fields
    )


def house_of(household, officer, **fields):
    """A house approved this year, not begun."""
    today = timezone.localdate()
    usual = {
        "area": household.commune,
        "year": today.year,
        "kind": HousingCase.Kind.NEW,
        "decision_number": "15/QĐ-UBND",
        "approved_on": dt.date(today.year, 1, 2),
    }
    return HousingCase.objects.create(
        household=household, recorded_by=officer, **usual | fields
    )


def loan_of(household, officer, **fields):
    """50 million đồng, all of it owed."""
    day = dt.date(timezone.localdate().year, 1, 5)
    usual = {
        "area": household.commune,
        "programme": LoanProgramme.objects.get(code="ho-ngheo"),
        "amount": 50_000_000,
        "rate": Decimal("6.60"),
        "term_months": 36,
        "lent_on": day,
        "purpose": "Nuôi bò",
        "balance": 50_000_000,
        "balance_on": day,
    }
    return PolicyLoan.objects.create(
        household=household, recorded_by=officer, **usual | fields
    )


def support_objects(household, officer):
    """What the addresses of support, houses and loans are about, by key."""
    first = support_of(household, officer)
    second = support_of(household, officer)
    planned = support_of(
        household, officer, kind="qua-tet", state=Support.State.PLANNED, given_on=None
    )
    double = DoubleSupport.objects.create(first=first, second=second)
    finished = house_of(household, officer)
    return {
        "support": {"pk": planned.pk},
        "double": {"pk": double.pk},
        "support_kind": {"pk": first.kind_id},
        "house": {"pk": finished.pk},
        "loan": {"pk": loan_of(household, officer).pk},
        "house_norm": {"pk": HouseNorm.objects.first().pk},
        "loan_programme": {"pk": LoanProgramme.objects.get(code="ho-ngheo").pk},
    }
