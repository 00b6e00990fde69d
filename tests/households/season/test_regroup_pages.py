"""The pages where a household splits, joins another, or moves with its review."""

import pytest
import time_machine
from django.urls import reverse

from households.models import Household
from tests.factories import HouseholdFactory, PersonFactory, ReviewFactory, add_member


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 08:00+07:00", tick=True):
        yield


@pytest.fixture
def son(household):
    return add_member(household, name="Nguyễn Văn Nam", birth_year=2000)


@pytest.fixture
def other(village):
    return HouseholdFactory(village=village, head=PersonFactory(name="Trần Văn Bình"))


def split_url(household):
    return reverse("season:split", args=[household.pk])


def typed(household, **people):
    household.refresh_from_db()
    return {
        "version": household.version,
        "on": "10/11/2026",
        "village": household.village_id,
        **people,
    }


def test_the_household_page_leads_to_both(client_of, commune_officer, household, son):
    url = reverse("households:household-detail", args=[household.pk])
    text = client_of(commune_officer).get(url).content.decode()
    assert split_url(household) in text
    assert reverse("season:merge", args=[household.pk]) in text


def test_nobody_alone_is_split(client_of, commune_officer, household):
    assert household.memberships.count() == 1
    url = reverse("households:household-detail", args=[household.pk])
    text = client_of(commune_officer).get(url).content.decode()
    assert split_url(household) not in text
    assert reverse("season:merge", args=[household.pk]) in text


def test_the_page_says_what_a_split_will_do(
    client_of, commune_officer, household, son, open_round
):
    url = split_url(household)
    page = client_of(commune_officer).get(url)
    assert len(page.context["foreseen"]) == 2
    assert list(page.context["form"].fields)[2:] == [
        f"person-{son.pk}",
        "note",
    ]
    ReviewFactory(round=open_round, household=household)
    told = client_of(commune_officer).get(url).context["foreseen"]
    assert any("Hộ mới có phiếu riêng" in each for each in told)


def test_a_split_by_its_page(client_of, commune_officer, household, son, open_round):
    ReviewFactory(round=open_round, household=household)
    posted = typed(household, **{f"person-{son.pk}": "head"})
    answer = client_of(commune_officer).post(split_url(household), posted, follow=True)
    made = Household.objects.get(head_name="Nguyễn Văn Nam")
    told = " ".join(str(each) for each in answer.context["messages"])
    assert f"Hộ mới là hộ số {made.number}" in told
    assert "đã có phiếu trong Rà soát định kỳ năm 2026" in told
    assert f"tách hộ, hộ số {made.number}" in answer.content.decode()


def test_nobody_chosen_is_told_in_words(client_of, commune_officer, household, son):
    page = client_of(commune_officer).post(split_url(household), typed(household))
    assert "đúng một người" in str(page.context["form"].non_field_errors())
    assert Household.objects.count() == 1


def test_somebody_else_changed_it_meanwhile(client_of, commune_officer, household, son):
    posted = typed(household, **{f"person-{son.pk}": "head"})
    client = client_of(commune_officer)
    contact = reverse("households:household-edit", args=[household.pk])
    client.post(contact, {"version": household.version, "address": "Xóm 3"})
    page = client.post(split_url(household), posted)
    assert "vừa được người khác sửa" in page.content.decode()
    assert Household.objects.count() == 1
    again = client.post(split_url(household), {**posted, "version": 2})
    assert again.status_code == 302


def test_the_receiving_household_is_chosen_first(
    client_of, commune_officer, household, other, neighbour_village
):
    far = HouseholdFactory(village=neighbour_village)
    url = reverse("season:merge", args=[household.pk])
    client = client_of(commune_officer)
    assert list(client.get(url).context["found"]) == [other]
    assert list(client.get(url, {"q": "binh"}).context["found"]) == [other]
    assert list(client.get(url, {"q": "không có ai"}).context["found"]) == []
    assert client.get(url, {"vao": far.pk}).status_code == 404
    assert client.get(url, {"vao": household.pk}).status_code == 404
    page = client.get(url, {"vao": other.pk})
    assert any(other.number in each for each in page.context["foreseen"])


def merge_post(household, other, **changed):
    head = household.memberships.get().person_id
    return {
        "version": household.version,
        "target_version": other.version,
        "on": "10/11/2026",
        f"person-{head}": "parent",
    } | changed


def test_a_merger_by_its_page(client_of, commune_officer, household, other):
    url = reverse("season:merge", args=[household.pk]) + f"?vao={other.pk}"
    posted = merge_post(household, other)
    answer = client_of(commune_officer).post(url, posted, follow=True)
    household.refresh_from_db()
    assert household.state == Household.State.GONE
    told = " ".join(str(each) for each in answer.context["messages"])
    assert f"Đã nhập hộ {household.number} vào hộ {other.number}" in told
    assert f"nhập vào hộ khác, hộ số {other.number}" in answer.content.decode()


def test_a_changed_receiver_is_shown_before_it_takes_anybody_in(
    client_of, commune_officer, household, other
):
    url = reverse("season:merge", args=[household.pk]) + f"?vao={other.pk}"
    client = client_of(commune_officer)
    contact = reverse("households:household-edit", args=[other.pk])
    client.post(contact, {"version": other.version, "address": "Xóm 3"})
    page = client.post(url, merge_post(household, other))
    assert f"Hộ {other.number} vừa được người khác sửa" in page.content.decode()
    assert 'name="target_version" value="2"' in page.content.decode()
    household.refresh_from_db()
    assert household.state == Household.State.ACTIVE
    again = client.post(url, merge_post(household, other, target_version=2))
    assert again.status_code == 302


def test_a_relation_is_asked_of_everybody(client_of, commune_officer, household, other):
    url = reverse("season:merge", args=[household.pk]) + f"?vao={other.pk}"
    head = household.memberships.get().person_id
    posted = merge_post(household, other, **{f"person-{head}": ""})
    page = client_of(commune_officer).post(url, posted)
    assert page.context["form"].errors[f"person-{head}"]


def test_moving_says_what_became_of_the_review(
    client_of, commune_officer, household, neighbour_village, open_round
):
    ReviewFactory(round=open_round, household=household)
    url = reverse("households:household-move", args=[household.pk])
    posted = {
        "version": household.version,
        "to_village": neighbour_village.pk,
        "on": "10/11/2026",
    }
    answer = client_of(commune_officer).post(url, posted, follow=True)
    told = " ".join(str(each) for each in answer.context["messages"])
    assert "đã chuyển về Thôn Đình" in told


def test_the_household_page_says_why_a_review_was_withdrawn(
    client_of, commune_officer, household, other, open_round
):
    ReviewFactory(round=open_round, household=household)
    client = client_of(commune_officer)
    url = reverse("season:merge", args=[household.pk]) + f"?vao={other.pk}"
    client.post(url, merge_post(household, other))
    page = client.get(reverse("households:household-detail", args=[household.pk]))
    assert f"Nhập vào hộ {other.number} ngày 10/11/2026." in page.content.decode()
