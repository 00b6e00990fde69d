"""The reform of 01/07/2025: families go on where their village went over to."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from households.models import Household, HouseholdEvent, StaleArea
from households.services.reform import move_over
from povertyportal.areas.models import AreaChange
from tests.factories import (
    REFORM,
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    PersonFactory,
    ReviewFactory,
    RoundFactory,
    VillageFactory,
)
from tests.households.lists import YEAR, brought, family, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def old_village(province):
    old = AreaFactory(name="Xã Cũ", parent=province, began=None, ended=REFORM)
    return VillageFactory(name="Thôn Cũ", parent=old, began=None, ended=REFORM)


def change(old, new, extent="whole"):
    AreaChange.objects.create(old=old, new=new, effective_on=REFORM, extent=extent)


def test_a_family_goes_on_in_the_new_village_with_its_history(
    province_officer, old_village, village
):
    household = HouseholdFactory(village=old_village)
    change(old_village, village)
    change(old_village.parent, village.parent)

    assert move_over(by=province_officer, day=REFORM) == 1

    household.refresh_from_db()
    assert (household.village, household.commune) == (village, village.parent)
    stays = household.residences.order_by("starts").values_list("village", "ends")
    assert list(stays) == [(old_village.pk, REFORM), (village.pk, None)]
    assert household.events.get().kind == HouseholdEvent.Kind.AREA_CHANGED
    assert move_over(by=province_officer, day=REFORM) == 0


def test_a_divided_village_waits_for_an_officer(
    province_officer, old_village, village, neighbour_village
):
    household = HouseholdFactory(village=old_village)
    for new in (village, neighbour_village):
        change(old_village, new, extent="partial")
        change(old_village.parent, new.parent, extent="partial")
    assert move_over(by=province_officer, day=REFORM) == 0
    household.refresh_from_db()
    assert household.village == old_village


def test_a_family_that_left_before_is_not_moved(province_officer, old_village, village):
    household = HouseholdFactory(village=old_village)
    household.residences.update(ends=dt.date(2025, 1, 1))
    change(old_village, village)
    change(old_village.parent, village.parent)
    assert move_over(by=province_officer, day=REFORM) == 0


def test_an_unmoved_family_is_seen_by_whoever_holds_all_successors(
    commune_officer,
    neighbour_officer,
    province_officer,
    old_village,
    village,
    neighbour,
):
    HouseholdFactory(village=old_village)
    for new in (village.parent, neighbour):
        change(old_village.parent, new, extent="partial")
    seen = Household.objects.visible_to
    assert seen(province_officer).count() == 1
    assert seen(commune_officer).count() == seen(neighbour_officer).count() == 0


def test_an_officer_of_another_province_moves_nobody(old_village, village, elsewhere):
    HouseholdFactory(village=old_village)
    change(old_village, village)
    change(old_village.parent, village.parent)
    stranger = OfficerFactory(role="province_officer", area=elsewhere.parent)
    assert move_over(by=stranger, day=REFORM) == 0


def test_a_leader_may_not_move_anybody(leader):
    with pytest.raises(PermissionDenied):
        move_over(by=leader, day=REFORM)


def test_a_list_that_finds_a_family_elsewhere_marks_its_past(
    tmp_path, commune_officer, old_village, village
):
    """Where it goes on living tells where its years in an ended commune belong."""
    change(old_village.parent, village.parent)
    head = PersonFactory(
        name="Lê Văn Cường", personal_id="037080000001", id_missing_reason=""
    )
    household = HouseholdFactory(village=old_village, head=head)
    before = RoundFactory(
        areas=[old_village.parent], year=2024, list_valid_from=dt.date(2025, 1, 1)
    )
    ReviewFactory(round=before, household=household)
    assert brought(commune_officer, saved(tmp_path / "list.xlsx", family()), YEAR)
    household.refresh_from_db()
    assert household.village == village
    marks = set(StaleArea.objects.values_list("commune", "year"))
    assert marks == {(old_village.parent.pk, 2024), (village.parent.pk, YEAR)}
