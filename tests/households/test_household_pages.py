"""Pages that change a household: what is typed stays, what is wrong is said."""

import datetime as dt

import pytest
from django.urls import reverse

from households.models import Household, HouseholdEvent, Person
from tests.factories import add_member

pytestmark = pytest.mark.django_db

PERSON = {
    "name": "Trần Thị Bưởi",
    "sex": "female",
    "birth": "5/2/1980",
    "ethnicity": "Kinh",
    "personal_id": "",
    "id_missing_reason": "Chưa được cấp",
    "id_mismatch_reason": "",
}
JOINING = {"kind": "joined", "relation": "sibling", "since": "01/03/2026"}


@pytest.fixture
def client(client_of, commune_officer):
    return client_of(commune_officer)


def add_url(household):
    return reverse("households:member-add", args=[household.pk])


def errors(response):
    return response.context["form"].errors


def test_a_member_is_added(client, household):
    data = {**PERSON, **JOINING, "version": household.version}
    response = client.post(add_url(household), data)
    assert response.status_code == 302
    person = Person.objects.get(name="Trần Thị Bưởi")
    assert (person.birth_year, person.birth_month, person.birth_day) == (1980, 2, 5)
    assert person.memberships.get().household == household


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"birth": "31/02/1980"}, "birth", "31/02/1980"),
        ({"birth": "2101"}, "birth", "năm"),
        ({"since": "hôm qua"}, "since", "hôm qua"),
        ({"personal_id": "12345", "id_missing_reason": ""}, "personal_id", "12 chữ số"),
        ({"id_missing_reason": ""}, "id_missing_reason", "lý do"),
        ({"personal_id": "037080000001"}, "personal_id", "không khớp với giới tính"),
        ({"personal_id": "037181000001"}, "personal_id", "1981"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_stays(
    client, household, typed, field, told
):
    data = {**PERSON, **JOINING, "version": household.version, **typed}
    response = client.post(add_url(household), data)
    assert response.status_code == 200
    assert told in str(errors(response)[field])
    assert "Trần Thị Bưởi" in response.content.decode()
    assert household.memberships.count() == 1


def test_an_id_that_contradicts_is_taken_with_a_reason(client, household):
    data = {
        **PERSON,
        **JOINING,
        "version": household.version,
        "personal_id": "037181000001",
        "id_mismatch_reason": "Đã cải chính năm sinh",
    }
    assert client.post(add_url(household), data).status_code == 302
    person = Person.objects.get(personal_id="037181000001")
    assert person.id_mismatch_reason == "Đã cải chính năm sinh"
    assert person.id_missing_reason == ""


def test_an_id_of_another_household_is_refused_in_words(client, household):
    head = household.memberships.get().person
    data = {
        **PERSON,
        **JOINING,
        "version": household.version,
        "personal_id": head.personal_id,
        "id_mismatch_reason": "như trên thẻ",
    }
    response = client.post(add_url(household), data)
    assert "đang ở hộ khác" in str(errors(response))


def test_the_second_editor_sees_who_changed_what_and_keeps_his_text(
    client, client_of, province_officer, commune_officer, household
):
    url = reverse("households:household-edit", args=[household.pk])
    mine = {"phone": "0912 000 001", "address": "Xóm Mới", "version": 1}
    first = client.post(url, {"phone": "", "address": "Xóm Cũ", "version": 1})
    assert first.status_code == 302

    second = client.post(url, mine)

    page = second.content.decode()
    assert second.status_code == 200
    assert str(commune_officer) in page
    assert "Xóm Mới" in page
    assert "Xóm Cũ" in page
    household.refresh_from_db()
    assert household.address == "Xóm Cũ"

    again = client.post(url, {**mine, "version": second.context["version"]})
    assert again.status_code == 302
    household.refresh_from_db()
    assert household.address == "Xóm Mới"


def test_a_new_household_is_entered_with_its_head(client, village):
    data = {**PERSON, "village": village.pk, "since": "01/02/2026", "moved_in": "on"}
    response = client.post(reverse("households:household-create"), data)
    household = Household.objects.get()
    assert response["Location"] == reverse(
        "households:household-detail", args=[household.pk]
    )
    assert household.head_name == "Trần Thị Bưởi"
    assert household.events.get().kind == HouseholdEvent.Kind.MOVED_IN


def test_a_village_elsewhere_is_not_on_offer(client, neighbour_village):
    data = {**PERSON, "village": neighbour_village.pk, "since": "01/02/2026"}
    response = client.post(reverse("households:household-create"), data)
    assert "village" in errors(response)
    assert not Household.objects.exists()


def test_a_head_hands_over_and_then_leaves(client, household):
    child = add_member(household, name="Nguyễn Văn Út")
    head = household.memberships.get(relation="head").person
    urls = [
        reverse("households:head-change", args=[household.pk]),
        reverse("households:member-end", args=[household.pk, head.pk]),
    ]
    change = {
        "new_head": child.pk,
        "former_relation": "parent",
        "on": "01/03/2026",
        "version": household.version,
    }
    assert client.post(urls[0], change).status_code == 302
    household.refresh_from_db()
    end = {"kind": "died", "on": "02/03/2026", "version": household.version}
    assert client.post(urls[1], end).status_code == 302
    household.refresh_from_db()
    assert (household.head_name, household.size) == ("Nguyễn Văn Út", 1)
    head.refresh_from_db()
    assert head.died_on == dt.date(2026, 3, 2)


def test_a_household_moves_within_its_province_only_by_the_list(
    client, household, neighbour_village, elsewhere
):
    url = reverse("households:household-move", args=[household.pk])
    offered = client.get(url).context["form"].fields["to_village"].queryset
    assert list(offered) == [neighbour_village]
    data = {
        "to_village": neighbour_village.pk,
        "on": "01/03/2026",
        "version": household.version,
    }
    # From now on it is the neighbour's: the officer is sent back to his list.
    response = client.post(url, data)
    assert response["Location"] == reverse("households:household-list")
    page = reverse("households:household-detail", args=[household.pk])
    assert client.get(page).status_code == 404
