"""A list that moves a household's last member elsewhere takes it off the register."""

import datetime as dt

import pytest
from django.utils import timezone

from households.models import Household, HouseholdEvent, Outcome, StaleArea
from households.services.moves import returning
from povertyportal.audit.models import AuditEntry
from tests.factories import OutcomeFactory, ReviewFactory, RoundFactory
from tests.households.lists import brought, family, row, saved

LISTED = dt.date(2026, 9, 1)


@pytest.fixture
def widow(tmp_path, village, commune_officer):
    """A household of one, on the list of 2025 beside a family."""
    rows = [
        *family(),
        row("Hà Thị Tư", "Chủ hộ", "037150000009", "1950", "Nữ", head="Hà Thị Tư"),
    ]
    path = saved(tmp_path / "2025.xlsx", rows)
    assert brought(commune_officer, path, 2025).is_applied
    return Household.objects.get(head_name="Hà Thị Tư")


@pytest.fixture
def join_family(tmp_path, commune_officer):
    """The list of 2026, by which the widow lives with the family; gives the batch."""

    def _join(by=commune_officer):
        day = {"decided_on": dt.date(2026, 11, 20)}
        rows = family(**day)
        rows.append(
            row("Hà Thị Tư", "Mẹ", "037150000009", "1950", "Nữ", **day)
            | {"head": rows[0]["head"]}
        )
        for each in rows:
            each["members"] = 3
        path = saved(tmp_path / "2026.xlsx", rows)
        batch = brought(by, path, 2026)
        assert batch.is_applied, (batch.message, batch.problems)
        return batch

    return _join


def test_the_household_is_gone_and_lives_nowhere(widow, join_family):
    version = widow.version

    join_family()

    widow.refresh_from_db()
    assert (widow.state, widow.version) == ("gone", version + 1)
    assert widow.residences.get().ends == LISTED
    assert widow.memberships.get().ends == LISTED
    assert HouseholdEvent.objects.get(household=widow).kind == "left"
    family_now = Household.objects.get(head_name="Lê Văn Cường")
    assert (family_now.size, family_now.state) == (3, "active")


def test_its_members_place_ends_on_the_day_of_its_home(widow, join_family):
    """So that the household may come back with whoever is free again."""
    join_family()
    widow.refresh_from_db()
    person = widow.memberships.get().person
    person.memberships.get(ends=None).delete()

    assert [each.person for each in returning(widow, dt.date(2027, 1, 1))] == [person]


def test_a_home_newer_than_the_list_lasts_a_day(widow, join_family):
    widow.residences.update(starts=dt.date(2026, 10, 5))

    join_family()

    assert widow.residences.get().ends == dt.date(2026, 10, 6)


def test_its_open_review_is_withdrawn(widow, join_family, commune, commune_officer):
    review = ReviewFactory(household=widow, state="draft", round=RoundFactory())
    outcome = OutcomeFactory(review=review)
    StaleArea.objects.all().delete()

    join_family()

    review.refresh_from_db()
    outcome.refresh_from_db()
    assert (review.state, review.version, outcome.is_current) == ("withdrawn", 2, False)
    assert review.closed_at is not None
    assert StaleArea.objects.filter(commune=commune, year=2026).exists()
    entry = AuditEntry.objects.get(act="households.review.withdrawn")
    assert (entry.object_id, entry.area, entry.officer) == (
        widow.pk,
        commune,
        commune_officer,
    )
    assert entry.detail == {"review": review.pk, "state": "withdrawn"}


def test_a_review_that_nobody_agreed_on_is_withdrawn(
    widow, join_family, commune_officer
):
    review = ReviewFactory(
        household=widow,
        round=RoundFactory(),
        state="submitted",
        surveyed_on=LISTED,
        submitted_by=commune_officer,
        submitted_at=timezone.now(),
    )
    outcome = OutcomeFactory(review=review)

    join_family()

    review.refresh_from_db()
    outcome.refresh_from_db()
    assert (review.state, outcome.is_current) == ("withdrawn", False)
    assert review.closed_at is not None


def test_other_households_reviews_stay_open(widow, join_family, household):
    """Neither that of a household which the list does not know."""
    review = ReviewFactory(household=household, round=RoundFactory())

    join_family()

    review.refresh_from_db()
    assert (review.state, review.closed_at) == ("todo", None)
    assert not AuditEntry.objects.filter(act="households.review.withdrawn").exists()


def test_a_province_officer_may_load_such_a_list(widow, join_family, province_officer):
    """The act is importing, not editing a household, which is not his to do."""
    ReviewFactory(household=widow, round=RoundFactory())

    join_family(by=province_officer)

    assert Outcome.objects.filter(review__household=widow, is_current=True).count() == 1
    assert widow.reviews.filter(state="withdrawn").count() == 1
