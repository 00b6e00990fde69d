"""A list is taken back: what it wrote is voided, what it changed is as it was."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from households.models import (
    CommuneRound,
    Household,
    HouseholdEvent,
    ListedHousehold,
    Membership,
    Outcome,
    Person,
    Residence,
    Review,
    Standing,
)
from households.services.as_of import Moment
from households.services.register import edit_household
from povertyportal.sheets.services.reverting import ask_to_revert, settle
from povertyportal.sheets.tasks import run_import
from reports import as_of
from tests.factories import ReviewFactory, RoundFactory, VillageFactory
from tests.households.lists import YEAR, brought, family, row, saved

PERSON = (
    "name",
    "sex",
    "birth_year",
    "birth_month",
    "birth_day",
    "personal_id",
    "ethnicity",
)


@pytest.fixture
def load(tmp_path, commune_officer, village):
    def _load(listed, *sheets, year=YEAR, **more):
        path = saved(tmp_path / f"list-{year}.xlsx", listed, *sheets)
        batch = brought(commune_officer, path, year, **more)
        assert batch.is_applied, batch.problems
        return batch

    return _load


@pytest.fixture
def take_back(commune_officer):
    def _take_back(batch):
        ask_to_revert(by=commune_officer, batch=batch, reason="Nhập nhầm năm")
        run_import(batch.pk)
        batch.refresh_from_db()
        assert batch.is_reverted, batch.message
        return batch

    return _take_back


def register():
    """What the register says today, without the keys of rows."""
    return {
        "households": set(
            Household.objects.filter(state="active").values_list(
                "pk", "head_name", "names_key", "size", "village_id"
            )
        ),
        "members": set(
            Membership.objects.filter(ends__isnull=True).values_list(
                "household_id", "person_id", "relation", "position", "starts"
            )
        ),
        "homes": set(
            Residence.objects.filter(ends__isnull=True).values_list(
                "household_id", "village_id", "starts"
            )
        ),
        "persons": set(
            Person.objects.filter(
                pk__in=Membership.objects.filter(ends__isnull=True).values("person")
            ).values_list("pk", *PERSON)
        ),
        "classes": set(
            Standing.objects.filter(recorded_to__isnull=True).values_list(
                "household_id", "poverty_class", "starts", "ends", "decision_number"
            )
        ),
        "results": set(
            Outcome.objects.filter(is_current=True).values_list(
                "review_id", "standard", "poverty_class", "b1", "b2", "persons"
            )
        ),
    }


def test_what_it_created_is_voided_and_stays(load, take_back, commune):
    before = register()
    batch = take_back(load([*family(), *family(head="Vũ An", number=2)]))
    assert register() == before
    assert (batch.results["rows_restored"], batch.left_over) == (4, 0)
    assert {h.state for h in Household.objects.all()} == {"voided"}
    assert {r.state for r in Review.objects.all()} == {"withdrawn"}
    assert Household.objects.count() == Outcome.objects.count() == 2
    assert Person.objects.count() == 4
    assert not as_of.count([commune.pk], Moment.at(dt.date(2026, 6, 1), None))


def test_the_corrected_list_finds_the_same_persons_again(load, take_back):
    take_back(load(family()))
    load(family(b1=118))
    assert Person.objects.count() == 2
    found = Household.objects.get(state="active")
    assert found.size == 2
    assert {s.starts for s in found.memberships.all()} == {dt.date(YEAR, 9, 1)}
    assert Standing.objects.get(recorded_to__isnull=True).household == found


def test_what_it_changed_is_as_it_was(load, take_back, commune):
    VillageFactory(code="90001-002", name="Thôn Đình", parent=commune)
    load([*family(), *family(head="Vũ An", number=2)], year=YEAR - 1)
    before = register()
    head, child = family(village="Thôn Đình", poverty_class=2, b2=20)
    head |= {"name": "Lê Văn Cường Em", "head": "Lê Văn Cường Em", "members": 3}
    added = row(
        "Lê Văn Tư", "Con", "", born="2020", village="Thôn Đình", poverty_class=2, b2=20
    )
    second = family(head="Vũ An", number=2)
    listed = [head, child | {"head": head["head"], "members": 3}]
    listed.append(added | {"head": head["head"], "members": 3})
    batch = load([*listed, second[0] | {"members": 1}])
    assert register()["members"] != before["members"]
    assert HouseholdEvent.objects.filter(voided_at__isnull=True).count() == 3

    take_back(batch)
    assert register() == before
    assert not HouseholdEvent.objects.filter(voided_at__isnull=True).exists()


def test_a_result_it_superseded_holds_again(load, take_back):
    load(family())
    before = register()
    batch = load(family(b1=150, poverty_class=2, b2=20))
    assert batch.results["households_changed"] == 1
    take_back(batch)
    assert register() == before
    assert Review.objects.get().state == "imported"
    # The record of what was known meanwhile stays.
    assert Standing.objects.count() == 3


def test_members_go_back_to_the_household_that_they_emptied(load, take_back):
    new = row("Trần Thị Sen", "Chủ hộ", "037170000009", born="1970", sex="Nữ")
    new |= {"head": "Trần Thị Sen"}
    load([*family(), new | {"members": 1}], year=YEAR - 1)
    before = register()
    head, child = family()
    moved = [new, child | {"relation": "Con"}, head | {"relation": "Con"}]
    batch = load([each | {"head": "Trần Thị Sen", "members": 3} for each in moved])
    assert Household.objects.filter(state="gone").count() == 1
    take_back(batch)
    assert register() == before


@pytest.fixture
def touched(load, take_back, commune_officer):
    """A batch taken back after somebody has edited the first of two households."""
    batch = load([*family(), *family(head="Vũ An", number=2)])
    household = Household.objects.get(head_name="Lê Văn Cường")
    edit_household(
        by=commune_officer,
        household=household,
        version=household.version,
        phone="0912345678",
        address="",
    )
    return take_back(batch), household


def test_what_was_touched_since_is_left_for_a_decision(touched):
    batch, household = touched
    assert batch.left_over == 1
    assert "1 hộ đã có người sửa" in batch.message
    left = ListedHousehold.objects.get(batch=batch, state="left")
    assert (left.household_id, "đã được sửa" in left.note) == (household.pk, True)
    household.refresh_from_db()
    assert (household.state, household.size) == ("active", 2)
    assert Standing.objects.get(recorded_to__isnull=True).household == household
    assert Household.objects.get(head_name="Vũ An").state == "voided"


@pytest.mark.parametrize(("choice", "standings"), [("keep", 1), ("restore", 0)])
def test_a_decision_ends_the_wait(touched, commune_officer, choice, standings):
    batch, household = touched
    key = str(ListedHousehold.objects.get(batch=batch, state="left").hh)
    assert settle(by=commune_officer, batch=batch, choices={key: choice}) == 0
    assert Standing.objects.filter(recorded_to__isnull=True).count() == standings
    household.refresh_from_db()
    assert (household.state, household.size) == ("active", 2)
    with pytest.raises(ValidationError, match="không còn chờ"):
        settle(by=commune_officer, batch=batch, choices={key: choice})


def test_results_on_which_a_later_review_rests_are_kept(load, take_back):
    first = load(family(), year=YEAR - 1)
    load(family())
    before = register()
    batch = take_back(first)
    left = ListedHousehold.objects.get(batch=batch, state="left")
    assert "phiếu rà soát ở đợt sau" in left.note
    assert register() == before
    assert CommuneRound.objects.filter(round__year=YEAR - 1).exists()


def test_a_review_that_was_there_before_stands_in_no_ones_way(load, take_back, commune):
    """This year's round runs while last year's list is put right, and taken back."""
    load(family())
    later = RoundFactory(year=YEAR + 1, areas=[commune])
    ReviewFactory(round=later, household=Household.objects.get())
    before = register()
    batch = take_back(load(family(b1=150, poverty_class=2, b2=20)))
    assert batch.left_over == 0
    assert register() == before
