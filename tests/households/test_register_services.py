"""The register's use cases, as services."""

import datetime as dt

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from households.models import Household, HouseholdEvent, Membership, Residence
from households.services import register
from households.services.register import EditConflict, PersonFields
from povertyportal.audit.models import AuditEntry
from tests.factories import HouseholdFactory, PersonFactory, add_member

pytestmark = pytest.mark.django_db
KIND = HouseholdEvent.Kind
HouseholdHistory = apps.get_model("households", "HouseholdHistory")
DAY = dt.date(2026, 3, 1)


def a_person(**changes):
    fields = {"name": "Trần Văn Bình", "sex": "male", "id_missing_reason": "Chưa có"}
    return PersonFields(**{**fields, **changes})


def test_a_new_household_lives_where_it_was_entered(commune_officer, village):
    household = register.create_household(
        by=commune_officer, village=village, head=a_person(), since=DAY
    )
    assert (household.village, household.commune) == (village, village.parent)
    assert (household.head_name, household.size) == ("Trần Văn Bình", 1)
    assert household.names_key == "tran van binh"
    assert household.number.startswith("H")
    acts = AuditEntry.objects.filter(object_kind="household", object_id=household.pk)
    assert [entry.act for entry in acts] == ["households.household.created"]


def test_moving_in_is_an_event(commune_officer, village):
    household = register.create_household(
        by=commune_officer, village=village, head=a_person(), since=DAY, moved_in=True
    )
    assert [event.kind for event in household.events.all()] == [KIND.MOVED_IN]


def test_a_household_cannot_be_entered_outside_ones_scope(
    commune_officer, neighbour_village
):
    with pytest.raises(ValidationError, match="ngoài địa bàn"):
        register.create_household(
            by=commune_officer, village=neighbour_village, head=a_person(), since=DAY
        )


def test_a_leader_may_not_edit(leader, household):
    with pytest.raises(PermissionDenied):
        register.edit_household(
            by=leader, household=household, version=1, phone="", address=""
        )


def test_an_officer_of_the_neighbour_commune_finds_no_such_household(
    neighbour_officer, household
):
    with pytest.raises(Household.DoesNotExist):
        register.edit_household(
            by=neighbour_officer, household=household, version=1, phone="", address=""
        )


def test_the_second_of_two_editors_is_told_who_was_first(commune_officer, household):
    register.edit_household(
        by=commune_officer, household=household, version=1, phone="0900", address="A"
    )
    with pytest.raises(EditConflict) as conflict:
        register.edit_household(
            by=commune_officer, household=household, version=1, phone="", address="B"
        )
    assert conflict.value.household.address == "A"
    assert conflict.value.last.officer == commune_officer


def test_a_former_value_stays_in_the_row_history(commune_officer, household):
    register.edit_household(
        by=commune_officer, household=household, version=1, phone="0900", address="A"
    )
    register.edit_household(
        by=commune_officer, household=household, version=2, phone="0911", address="A"
    )
    former = HouseholdHistory.objects.filter(pgh_obj=household).order_by("pgh_id")
    assert [row.phone for row in former] == ["", "0900", "0900", "0911"]
    assert former.last().pgh_context.metadata["officer"] == commune_officer.pk


@pytest.mark.parametrize(("born", "kind"), [(True, KIND.BORN), (False, KIND.JOINED)])
def test_somebody_joins_or_is_born(commune_officer, household, born, kind):
    register.add_member(
        by=commune_officer,
        household=household,
        version=1,
        person=a_person(name="Lê Thị An"),
        relation="child",
        since=DAY,
        born=born,
    )
    household.refresh_from_db()
    assert household.size == 2
    assert "le thi an" in household.names_key
    assert household.events.get().kind == kind
    assert household.version == 2


def test_nobody_joins_in_the_future(commune_officer, household):
    with (
        time_machine.travel(dt.datetime(2026, 3, 1, 5, tzinfo=dt.UTC)),
        pytest.raises(ValidationError, match="02/03/2026 ở sau hôm nay"),
    ):
        register.add_member(
            by=commune_officer,
            household=household,
            version=1,
            person=a_person(),
            relation="child",
            since=dt.date(2026, 3, 2),
        )


def test_a_member_of_another_household_cannot_join(commune_officer, household, village):
    person = PersonFactory(personal_id="037080999002", id_missing_reason="")
    HouseholdFactory(village=village, head=person)
    with pytest.raises(ValidationError, match="đang ở hộ khác"):
        register.add_member(
            by=commune_officer,
            household=household,
            version=1,
            person=a_person(personal_id="037080999002", id_missing_reason=""),
            relation="child",
            since=DAY,
        )


def end(officer, household, person, *, died, version=1, on=DAY):
    register.end_membership(
        by=officer,
        household=household,
        version=version,
        person=person,
        on=on,
        died=died,
    )


def test_a_death_ends_the_membership(commune_officer, household):
    child = add_member(household)
    end(commune_officer, household, child, died=True)
    household.refresh_from_db()
    child.refresh_from_db()
    assert (household.size, child.died_on) == (1, DAY)
    assert household.events.get().kind == KIND.DIED


def test_the_head_of_others_must_hand_over_first(commune_officer, household):
    add_member(household)
    head = household.memberships.get(relation="head").person
    with pytest.raises(ValidationError, match="đổi chủ hộ trước"):
        end(commune_officer, household, head, died=True)


def test_when_the_last_member_dies_the_household_is_gone(commune_officer, household):
    head = household.memberships.get(relation="head").person
    end(commune_officer, household, head, died=True)
    household.refresh_from_db()
    assert household.state == Household.State.GONE
    assert household.head_name == "Nguyễn Thị Hoà"


def test_nobody_leaves_before_he_came(commune_officer, household):
    child = add_member(household)
    with pytest.raises(ValidationError, match="sau ngày vào hộ"):
        end(commune_officer, household, child, died=False, on=dt.date(2020, 1, 1))


def test_the_head_changes_and_the_former_keeps_a_relation(commune_officer, household):
    child = add_member(household, name="Nguyễn Văn Út")
    register.change_head(
        by=commune_officer,
        household=household,
        version=1,
        new_head=child,
        former_relation="parent",
        on=DAY,
    )
    household.refresh_from_db()
    assert household.head_name == "Nguyễn Văn Út"
    now = {m.person_id: m.relation for m in household.members_on(DAY)}
    before = {
        m.person_id: m.relation for m in household.members_on(DAY - dt.timedelta(1))
    }
    head = next(pk for pk in now if pk != child.pk)
    assert now == {child.pk: "head", head: "parent"}
    assert before == {child.pk: "child", head: "head"}


def test_a_moved_household_is_seen_where_it_lives_now(
    commune_officer, neighbour_officer, household, neighbour_village
):
    register.move_household(
        by=commune_officer,
        household=household,
        version=1,
        to_village=neighbour_village,
        on=DAY,
    )
    assert not Household.objects.visible_to(commune_officer).exists()
    assert Household.objects.visible_to(neighbour_officer).get() == household
    assert household.residences.count() == 2


def test_a_household_that_leaves_the_register_keeps_its_history(
    commune_officer, household
):
    register.move_household(
        by=commune_officer, household=household, version=1, to_village=None, on=DAY
    )
    household.refresh_from_db()
    assert household.state == Household.State.GONE
    assert Household.objects.visible_to(commune_officer).get() == household


def test_a_look_at_a_personal_id_is_in_the_trail(commune_officer, household):
    head = household.memberships.get().person
    shown = register.reveal_personal_id(
        by=commune_officer, household=household, person=head, purpose="Đối chiếu thẻ"
    )
    entry = AuditEntry.objects.get()
    assert shown == "037175999001"
    assert (entry.act, entry.reason) == (
        "households.personal_id.revealed",
        "Đối chiếu thẻ",
    )
    assert "037175999001" not in str(entry.detail)


def test_a_look_needs_a_purpose(commune_officer, household):
    head = household.memberships.get().person
    with pytest.raises(ValidationError, match="mục đích"):
        register.reveal_personal_id(
            by=commune_officer, household=household, person=head, purpose=" "
        )


def test_the_database_refuses_a_person_in_two_households(household, village):
    head = household.memberships.get().person
    other = HouseholdFactory(village=village)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            household=other, person=head, relation="child", starts=DAY
        )


def test_the_database_refuses_two_heads(household):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            household=household, person=PersonFactory(), relation="head", starts=DAY
        )


def test_the_database_refuses_two_places_at_once(household, neighbour_village):
    with pytest.raises(IntegrityError), transaction.atomic():
        Residence.objects.create(
            household=household, village=neighbour_village, starts=DAY
        )
