"""No two standings of a household that hold now overlap: the database sees to it."""

import datetime as dt

import pytest
from django.db import IntegrityError, NotSupportedError, transaction
from django.utils import timezone

from households.models import Standing
from tests.factories import HouseholdFactory
from tests.households.test_times_apart import at_level, both

pytestmark = pytest.mark.django_db
Y2025, Y2026, Y2027 = (dt.date(year, 1, 1) for year in (2025, 2026, 2027))


def standing(household, starts, ends=None, **more):
    return Standing(
        household=household,
        standard="ND07_2022",
        poverty_class="poor",
        starts=starts,
        ends=ends,
        **more,
    )


def refused():
    return pytest.raises(IntegrityError, match="two standings at a time")


@pytest.fixture
def held(household):
    """The standing of 2026."""
    row = standing(household, Y2026, Y2027)
    row.save()
    return row


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (Y2025, None),
        (Y2025, dt.date(2026, 1, 2)),
        (Y2026, Y2027),
        (dt.date(2026, 5, 1), dt.date(2026, 6, 1)),
        (dt.date(2026, 12, 31), None),
    ],
)
def test_another_at_the_same_time_is_refused(held, starts, ends):
    with refused(), transaction.atomic():
        standing(held.household, starts, ends).save()


@pytest.mark.parametrize(("starts", "ends"), [(Y2025, Y2026), (Y2027, None)])
def test_one_before_and_one_after_are_kept(held, starts, ends):
    standing(held.household, starts, ends).save()
    assert held.household.standings.count() == 2


def test_another_scheme_and_another_household_do_not_matter(held, village):
    standing(held.household, Y2026, scheme="province").save()
    standing(HouseholdFactory(village=village), Y2026).save()
    assert Standing.objects.count() == 3


def test_what_is_no_longer_held_true_does_not_matter(held):
    Standing.objects.filter(pk=held.pk).update(recorded_to=timezone.now())
    standing(held.household, Y2026).save()
    with refused(), transaction.atomic():
        Standing.objects.filter(pk=held.pk).update(recorded_to=None)


def test_a_standing_is_not_lengthened_into_the_next(held):
    standing(held.household, Y2027).save()
    with refused(), transaction.atomic():
        Standing.objects.filter(pk=held.pk).update(ends=None)


def test_two_of_one_statement_are_refused(household):
    rows = [standing(household, Y2025), standing(household, Y2026)]
    with refused(), transaction.atomic():
        Standing.objects.bulk_create(rows)
    assert not Standing.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_kept", [True, False], ids=["committed", "rolled back"])
@pytest.mark.parametrize("starts", [(Y2025, Y2026), (Y2026, Y2025)])
def test_of_two_at_once_the_later_sees_the_earlier(household, starts, is_kept):
    first, second = (standing(household, each) for each in starts)
    told = both(first.save, second.save, is_kept)
    assert ("two standings at a time" in told) == is_kept
    assert Standing.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_old_snapshot_may_not_change_standings(household):
    with pytest.raises(NotSupportedError, match="read committed only"):
        at_level("REPEATABLE READ", standing(household, Y2026).save)
