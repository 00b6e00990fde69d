"""Pages that change a household: what is typed stays, what is wrong is said."""

import datetime as dt

import pytest
from django.urls import reverse

from households.models import Household, HouseholdEvent, Person
from tests.factories import VillageFactory, add_member

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
INSISTING = {"id_mismatch_reason": "như trên thẻ"}
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
        ({"personal_id": "²²²²²²²²²", **INSISTING}, "personal_id", "12 chữ số"),
        ({"personal_id": "٠٣٧١٧٥٩٩٩٠٠١", **INSISTING}, "personal_id", "12 chữ số"),
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
        "name": head.name,
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
    assert "sửa hộ: địa chỉ" in page
    assert "Xóm Mới" in page
    assert "Xóm Cũ" in page
    household.refresh_from_db()
    assert household.address == "Xóm Cũ"

    again = client.post(url, {**mine, "version": second.context["version"]})
    assert again.status_code == 302
    household.refresh_from_db()
    assert household.address == "Xóm Mới"


@pytest.mark.parametrize("name", ["member-add", "household-move", "head-change"])
def test_every_page_tells_what_changed_meanwhile(
    client, household, neighbour_village, name
):
    child = add_member(household, name="Nguyễn Văn Út")
    client.post(add_url(household), {**PERSON, **JOINING, "version": 1})
    client.get(reverse("households:household-detail", args=[household.pk]))
    data = {
        "member-add": {**PERSON, **JOINING},
        "household-move": {"to_village": neighbour_village.pk, "on": "02/03/2026"},
        "head-change": {
            "new_head": child.pk,
            "former_relation": "parent",
            "on": "02/03/2026",
        },
    }
    url = reverse(f"households:{name}", args=[household.pk])
    response = client.post(url, {**data[name], "version": 1})
    page = response.content.decode()
    assert "thêm thành viên (Trần Thị Bưởi)" in page
    assert "xem hộ" not in page
    assert household.memberships.count() == 3
    again = {**data[name], "version": response.context["version"]}
    assert client.post(url, again).status_code == 302


HEAD = {
    "name": "Nguyễn Thị Hoà",
    "sex": "female",
    "birth": "1975",
    "ethnicity": "Kinh",
    "personal_id": "",
    "id_missing_reason": "",
    "id_mismatch_reason": "",
    "version": 1,
}


@pytest.fixture
def head(household):
    return household.memberships.get().person


@pytest.fixture
def head_url(household, head):
    return reverse("households:member-edit", args=[household.pk, head.pk])


def test_an_edit_never_shows_the_whole_id(client, head_url):
    page = client.get(head_url).content.decode()
    assert "037175999001" not in page
    assert "Đang ghi 0371********01; để trống nếu không đổi." in page


def test_an_empty_id_keeps_the_one_on_record(client, head_url, head):
    assert client.post(head_url, {**HEAD, "name": "Nguyễn Thị Hòa"}).status_code == 302
    head.refresh_from_db()
    assert (head.name, head.personal_id) == ("Nguyễn Thị Hòa", "037175999001")


def test_the_kept_id_is_checked_without_telling_its_digits(client, head_url, head):
    response = client.post(head_url, {**HEAD, "birth": "1980"})
    assert "Số đang ghi không khớp" in str(errors(response)["personal_id"])
    assert "1975" not in str(errors(response))
    with_reason = {**HEAD, "birth": "1980", "id_mismatch_reason": "Đã cải chính"}
    assert client.post(head_url, with_reason).status_code == 302
    head.refresh_from_db()
    assert (head.birth_year, head.personal_id) == (1980, "037175999001")


def test_an_id_is_dropped_only_with_a_reason(client, head_url, head):
    response = client.post(head_url, {**HEAD, "drop_id": "on"})
    assert "lý do" in str(errors(response)["id_missing_reason"])
    both = {**HEAD, "drop_id": "on", "personal_id": "037175999002"}
    assert "drop_id" in errors(client.post(head_url, both))
    told = {**HEAD, "drop_id": "on", "id_missing_reason": "Nhầm số của người khác"}
    assert client.post(head_url, told).status_code == 302
    head.refresh_from_db()
    assert head.personal_id == ""
    assert head.id_missing_reason == "Nhầm số của người khác"


def test_a_new_id_is_compared_masked(client, head_url, head, household):
    Household.objects.filter(pk=household.pk).update(version=2)
    response = client.post(head_url, {**HEAD, "personal_id": "037175999002"})
    page = response.content.decode()
    assert "0371********02" in page
    assert "0371********01" in page
    assert "037175999001" not in page
    head.refresh_from_db()
    assert head.personal_id == "037175999001"


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


@pytest.fixture
def move_url(household):
    return reverse("households:household-move", args=[household.pk])


def test_a_household_moves_within_its_province_by_the_list(
    client, household, neighbour_village, elsewhere, move_url
):
    VillageFactory(name="Thôn Xa", parent=elsewhere)
    offered = client.get(move_url).context["form"].fields["to_village"].queryset
    assert list(offered) == [neighbour_village]
    data = {
        "to_village": neighbour_village.pk,
        "on": "01/03/2026",
        "version": household.version,
    }
    # From now on it is the neighbour's: the officer is sent back to his list.
    response = client.post(move_url, data)
    assert response["Location"] == reverse("households:household-list")
    page = reverse("households:household-detail", args=[household.pk])
    assert client.get(page).status_code == 404


def test_a_household_moves_to_another_province_by_the_name_of_its_commune(
    client, household, elsewhere, move_url
):
    far = VillageFactory(name="Thôn Xa", parent=elsewhere)
    found = client.get(move_url, {"place": "nui cao"}).content.decode()
    assert f'href="?commune={elsewhere.pk}"' in found
    province = client.get(move_url, {"place": "tinh xa"}).content.decode()
    assert f'href="?province={elsewhere.parent_id}"' in province
    listed = client.get(move_url, {"province": elsewhere.parent_id})
    assert listed.context["places"] == [elsewhere]
    assert "Không thấy" in client.get(move_url, {"place": "không đâu"}).content.decode()

    url = f"{move_url}?commune={elsewhere.pk}"
    offered = client.get(url).context["form"].fields["to_village"].queryset
    assert list(offered) == [far]
    data = {"to_village": far.pk, "on": "01/03/2026", "version": 1}
    assert client.post(url, data).status_code == 302
    household.refresh_from_db()
    assert household.village == far


@pytest.mark.parametrize("leaves", [False, True])
def test_a_move_says_where_to(client, household, neighbour_village, move_url, leaves):
    data = {"on": "01/03/2026", "version": 1}
    if leaves:
        data |= {"leaves": "on", "to_village": neighbour_village.pk}
    assert "to_village" in errors(client.post(move_url, data))


def test_a_household_leaves_and_comes_back(client, household, village, move_url):
    left = {"leaves": "on", "on": "01/03/2026", "version": 1}
    assert client.post(move_url, left).status_code == 302
    back_url = reverse("households:household-return", args=[household.pk])
    households = reverse("households:household-list")
    assert household.number not in client.get(households).content.decode()
    gone = client.get(households, {"state": "gone"}).content.decode()
    assert household.number in gone
    detail = reverse("households:household-detail", args=[household.pk])
    assert back_url in client.get(detail).content.decode()
    assert "Trở lại trong hộ: Nguyễn Thị Hoà." in client.get(back_url).content.decode()

    back = {"village": village.pk, "on": "01/04/2026", "version": 2}
    assert client.post(back_url, back)["Location"] == detail
    household.refresh_from_db()
    assert (household.state, household.size) == (Household.State.ACTIVE, 1)
    assert client.get(back_url)["Location"] == detail


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"name": "123 <b>x</b>"}, "name"), ({"phone": "abc"}, "phone")],
)
def test_a_name_is_letters_and_a_telephone_number_digits(client, village, typed, field):
    data = {**PERSON, "village": village.pk, "since": "01/02/2026", **typed}
    response = client.post(reverse("households:household-create"), data)
    assert field in errors(response)
    assert not Household.objects.exists()
