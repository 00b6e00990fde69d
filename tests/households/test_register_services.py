"""The register's use cases, as services."""

import datetime as dt

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from households.models import (
    Household,
    HouseholdEvent,
    Membership,
    Person,
    Residence,
    StaleArea,
)
from households.services import moves, register
from households.services.register import PersonFields
from households.services.register_base import EditConflict
from povertyportal.audit.models import AuditEntry
from tests.factories import (
    HouseholdFactory,
    PersonFactory,
    ReviewFactory,
    add_member,
)

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
    (change,) = conflict.value.changes
    assert (change.officer, change.act) == (
        commune_officer,
        "households.household.edited",
    )


def test_a_conflict_tells_changes_since_and_nothing_else(commune_officer, household):
    edit = {"by": commune_officer, "household": household, "phone": ""}
    register.edit_household(**edit, version=1, address="A")
    register.edit_household(**edit, version=2, address="B")
    head = household.memberships.get().person
    register.reveal_personal_id(
        by=commune_officer, household=household, person=head, purpose="Đối chiếu thẻ"
    )
    child = register.add_member(
        by=commune_officer,
        household=household,
        version=3,
        person=a_person(),
        relation="child",
        since=DAY,
    )
    with pytest.raises(EditConflict) as conflict:
        register.edit_household(**edit, version=2, address="C")
    told = [
        (entry.act.split(".")[-1], entry.detail) for entry in conflict.value.changes
    ]
    assert told == [
        ("edited", {"version": 3, "fields": ["address"]}),
        ("member_added", {"version": 4, "person": child.pk, "event": "joined"}),
    ]


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
        person=a_person(name="Lê Thị An", birth_year=2026),
        relation="child",
        since=DAY,
        born=born,
    )
    household.refresh_from_db()
    assert household.size == 2
    assert "le thi an" in household.names_key
    assert household.events.get().kind == kind
    assert household.version == 2


def join(officer, household, person, since=DAY, **how):
    return register.add_member(
        by=officer,
        household=household,
        version=household.version,
        person=person,
        relation="child",
        since=since,
        **how,
    )


@pytest.mark.parametrize(
    ("birth", "told"),
    [
        ({}, "hãy nhập ngày hoặc năm sinh"),
        ({"birth_year": 2024}, "không phải mới sinh"),
        ({"birth_year": 2026, "birth_month": 3, "birth_day": 2}, "trước ngày sinh"),
        ({"birth_year": 2026, "birth_month": 4}, "trước ngày sinh"),
    ],
)
def test_a_newborn_is_born_about_the_day_he_joins(
    commune_officer, household, birth, told
):
    with pytest.raises(ValidationError, match=told):
        join(commune_officer, household, a_person(**birth), born=True)
    assert household.memberships.count() == 1


def test_nobody_joins_or_founds_a_household_before_his_birth(
    commune_officer, household, village
):
    unborn = a_person(birth_year=2026, birth_month=3, birth_day=2)
    with pytest.raises(ValidationError, match="trước ngày sinh"):
        join(commune_officer, household, unborn)
    with pytest.raises(ValidationError, match="trước ngày sinh"):
        register.create_household(
            by=commune_officer, village=village, head=unborn, since=DAY
        )
    child = add_member(household, birth_year=2027)
    with pytest.raises(ValidationError, match="trước ngày sinh"):
        end(commune_officer, household, child, died=False)


def free_person(**fields):
    """Somebody of the register who is in no household now."""
    return PersonFactory(
        name="Lý Thị Mẩy", personal_id="037080999002", id_missing_reason="", **fields
    )


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "ly thi may", "birth_year": 1955},
        {"name": "Tên Khác", "birth_year": 1980},
    ],
)
def test_a_known_person_joins_by_his_id(commune_officer, household, typed):
    known = free_person()
    fields = a_person(personal_id="037080999002", id_missing_reason="", **typed)
    assert join(commune_officer, household, fields) == known


@pytest.mark.parametrize("birth_year", [1955, None])
def test_an_id_of_somebody_else_is_refused_without_his_name(
    commune_officer, household, birth_year
):
    free_person()
    fields = a_person(
        personal_id="037080999002", id_missing_reason="", birth_year=birth_year
    )
    with pytest.raises(ValidationError, match="khác tên và năm sinh") as refused:
        join(commune_officer, household, fields)
    assert "Mẩy" not in str(refused.value)
    assert household.memberships.count() == 1


def test_the_dead_join_nobody(commune_officer, household):
    free_person(died_on=dt.date(2025, 5, 5))
    fields = a_person(
        name="Lý Thị Mẩy", personal_id="037080999002", id_missing_reason=""
    )
    with pytest.raises(ValidationError, match="đã mất"):
        join(commune_officer, household, fields)


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
            person=a_person(
                personal_id="037080999002", id_missing_reason="", birth_year=1980
            ),
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
    assert household.residences.get().ends == DAY


def test_a_household_that_is_gone_leaves_its_round(
    commune_officer, household, open_round
):
    review = ReviewFactory(household=household, round=open_round)
    moves.move_household(
        by=commune_officer, household=household, version=1, to_village=None, on=DAY
    )
    review.refresh_from_db()
    assert review.closed_at is not None
    assert StaleArea.objects.filter(commune=household.commune).exists()


def test_a_gone_household_changes_only_by_coming_back(commune_officer, household):
    moves.move_household(
        by=commune_officer, household=household, version=1, to_village=None, on=DAY
    )
    household.refresh_from_db()
    with pytest.raises(ValidationError, match="trở lại trước"):
        join(commune_officer, household, a_person())


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
    moves.move_household(
        by=commune_officer,
        household=household,
        version=1,
        to_village=neighbour_village,
        on=DAY,
    )
    assert not Household.objects.visible_to(commune_officer).exists()
    assert Household.objects.visible_to(neighbour_officer).get() == household
    assert household.residences.count() == 2
    arrival = household.events.get(kind=KIND.MOVED_IN)
    assert (arrival.happened_on, arrival.to_village) == (DAY, neighbour_village)
    assert household.events.get(kind=KIND.MOVED_OUT).to_village == neighbour_village
    communes = {household.commune_id, neighbour_village.parent_id}
    assert communes <= set(AuditEntry.objects.get().area_ids)


def test_a_household_moves_to_villages_only(commune_officer, household, neighbour):
    with pytest.raises(ValidationError, match="không phải một thôn"):
        moves.move_household(
            by=commune_officer,
            household=household,
            version=1,
            to_village=neighbour,
            on=DAY,
        )


def test_members_of_a_household_that_left_can_be_registered_elsewhere(
    commune_officer, neighbour_officer, household, neighbour_village
):
    moves.move_household(
        by=commune_officer, household=household, version=1, to_village=None, on=DAY
    )
    head = household.memberships.get().person
    assert household.memberships.get().ends == DAY
    again = register.create_household(
        by=neighbour_officer,
        village=neighbour_village,
        head=a_person(
            name=head.name, personal_id=head.personal_id, id_missing_reason=""
        ),
        since=DAY,
    )
    assert again.memberships.get().person == head


def gone(officer, household, on=DAY):
    moves.move_household(
        by=officer, household=household, version=1, to_village=None, on=on
    )
    household.refresh_from_db()


def bring_back(officer, household, village, on=dt.date(2026, 5, 1)):
    moves.bring_back(
        by=officer,
        household=household,
        version=household.version,
        village=village,
        on=on,
    )
    household.refresh_from_db()


def test_a_household_comes_back_with_its_members(commune_officer, household, village):
    add_member(household, name="Nguyễn Văn Út")
    gone(commune_officer, household)
    bring_back(commune_officer, household, village)
    assert (household.state, household.size) == (Household.State.ACTIVE, 2)
    assert household.head_name == "Nguyễn Thị Hoà"
    assert household.residences.get(ends__isnull=True).village == village
    assert household.events.first().kind == KIND.MOVED_IN
    assert not household.members_on(DAY).exists()


def test_who_is_elsewhere_does_not_come_back_and_the_next_is_head(
    commune_officer, household, village
):
    child = add_member(household, name="Nguyễn Văn Út")
    head = household.memberships.get(relation="head").person
    gone(commune_officer, household)
    HouseholdFactory(village=village, head=head, since=DAY)
    bring_back(commune_officer, household, village)
    now = household.memberships.get(ends__isnull=True)
    assert (now.person, now.relation) == (child, "head")
    assert household.head_name == "Nguyễn Văn Út"


def test_a_household_of_which_nobody_is_free_stays_gone(
    commune_officer, household, village
):
    end(commune_officer, household, household.memberships.get().person, died=True)
    household.refresh_from_db()
    with pytest.raises(ValidationError, match="hãy lập hộ mới"):
        bring_back(commune_officer, household, village)


@pytest.mark.parametrize(
    ("is_gone", "where", "on", "told"),
    [
        (False, "village", DAY, "vẫn đang cư trú"),
        (True, "neighbour_village", DAY, "ngoài địa bàn"),
        (True, "commune", DAY, "không phải một thôn"),
        (True, "village", DAY - dt.timedelta(1), "trước ngày hộ đi"),
    ],
)
def test_coming_back_is_checked(
    commune_officer, household, request, is_gone, where, on, told
):
    if is_gone:
        gone(commune_officer, household)
    with pytest.raises(ValidationError, match=told):
        bring_back(commune_officer, household, request.getfixturevalue(where), on)


def test_a_household_that_leaves_the_register_keeps_its_history(
    commune_officer, household
):
    moves.move_household(
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


def test_the_id_of_somebody_else_is_not_looked_up_through_a_household(
    commune_officer, neighbour_officer, household
):
    stranger = PersonFactory(personal_id="037080999002", id_missing_reason="")
    with pytest.raises(ValidationError, match="không còn ở trong hộ"):
        register.reveal_personal_id(
            by=commune_officer, household=household, person=stranger, purpose="Xem"
        )
    head = household.memberships.get().person
    with pytest.raises(Household.DoesNotExist):
        register.reveal_personal_id(
            by=neighbour_officer, household=household, person=head, purpose="Xem"
        )
    assert not AuditEntry.objects.exists()


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


def test_the_database_refuses_a_home_that_is_not_a_village(household, commune):
    with (
        pytest.raises(IntegrityError, match="must be in a village"),
        transaction.atomic(),
    ):
        household.residences.update(village=commune)


@pytest.mark.parametrize(
    ("year", "month", "day", "exists"),
    [
        (2024, 2, 29, True),
        (2000, 2, 29, True),
        (None, 2, 29, True),
        (1980, 12, 31, True),
        (1980, 4, 30, True),
        (2023, 2, 29, False),
        (1900, 2, 29, False),
        (1980, 2, 30, False),
        (1980, 2, 31, False),
        (1980, 4, 31, False),
        (1980, None, 5, False),
    ],
)
def test_the_database_refuses_a_birth_day_that_never_was(year, month, day, exists):
    birth = {"birth_year": year, "birth_month": month, "birth_day": day}
    if exists:
        assert PersonFactory(**birth).pk
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonFactory(**birth)


def test_the_database_ends_every_membership_by_death(household):
    membership = household.memberships.get()
    person = membership.person
    with (
        pytest.raises(IntegrityError, match="by the death"),
        transaction.atomic(),
    ):
        Person.objects.filter(pk=person.pk).update(died_on=DAY)
    household.memberships.update(ends=DAY)
    Person.objects.filter(pk=person.pk).update(died_on=DAY)
    with (
        pytest.raises(IntegrityError, match="by the death"),
        transaction.atomic(),
    ):
        household.memberships.update(ends=None)
    with (
        pytest.raises(IntegrityError, match="by the death"),
        transaction.atomic(),
    ):
        Membership.objects.create(
            household=household, person=person, relation="head", starts=DAY
        )
