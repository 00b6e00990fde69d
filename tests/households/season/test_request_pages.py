"""Pages of requests: recorded, listed, screened, answered."""

import re
import uuid

import pytest
import time_machine
from django.urls import reverse

from households.models import (
    CommuneRound,
    Review,
    ReviewRequest,
    ScreenItem,
)
from povertyportal.audit.models import AuditEntry
from tests.factories import (
    HouseholdFactory,
    OutcomeFactory,
    RequestFactory,
    ReviewFactory,
    RoundFactory,
    ScreenItemFactory,
    VillageFactory,
    add_member,
)
from tests.households.season.asking import TODAY, receive, standing

pytestmark = pytest.mark.django_db

PAPER = {
    "kind": "enter",
    "applicant": "Nguyễn Thị Hoà",
    "channel": "in_person",
    "received_on": "5/10/2026",
    "reason": "Mất việc",
}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def place(open_round, commune):
    return open_round.places.get(commune=commune)


@pytest.fixture
def client(client_of, commune_officer):
    return client_of(commune_officer)


@pytest.fixture
def asked(household):
    return RequestFactory(household=household)


def address(name, pk):
    return reverse(f"season:{name}", args=[pk])


def text(response):
    return response.content.decode()


# --- recording ----------------------------------------------------------------


def test_the_household_s_page_leads_to_the_form(client, household):
    page = client.get(reverse("households:household-detail", args=[household.pk]))
    assert address("request-create", household.pk) in text(page)


def test_the_form_begins_with_what_is_likely(client, household):
    form = client.get(address("request-create", household.pk)).context["form"]
    assert form.initial["kind"] == "enter"
    assert form.initial["applicant"] == household.head_name
    standing(household)
    form = client.get(address("request-create", household.pk)).context["form"]
    assert form.initial["kind"] == "leave"


def test_a_request_is_recorded_once_however_often_it_is_sent(client, household):
    form = {**PAPER, "key": str(uuid.uuid4())}
    url = address("request-create", household.pk)
    first, second = client.post(url, form), client.post(url, form)
    made = ReviewRequest.objects.get()
    assert first["Location"] == second["Location"]
    assert first["Location"] == address("request-detail", made.pk)
    page = client.get(first["Location"])
    assert "Đã nhận" in text(page)


def test_nonsense_is_refused_with_the_reason_and_a_link(client, household, asked):
    form = {**PAPER, "key": str(uuid.uuid4())}
    page = client.post(address("request-create", household.pk), form)
    assert "đang chờ" in text(page)
    href = address("request-detail", asked.pk)
    assert f'<a href="{href}">' in text(page)
    assert "<title>Lỗi:" in text(page)
    assert ReviewRequest.objects.count() == 1


def test_a_round_that_reviews_the_household_is_linked(client, household, open_round):
    ReviewFactory(round=open_round, household=household)
    form = {**PAPER, "key": str(uuid.uuid4())}
    page = client.post(address("request-create", household.pk), form)
    href = reverse("households:round-detail", args=[open_round.pk])
    assert f'<a href="{href}">' in text(page)


def test_fields_say_what_is_missing(client, household):
    form = {"key": str(uuid.uuid4()), "kind": "worker", "received_on": "5/10/26"}
    page = client.post(address("request-create", household.pk), form)
    assert {"applicant", "channel", "received_on", "reason"} <= set(
        page.context["form"].errors
    )
    form = {**PAPER, "key": str(uuid.uuid4()), "kind": "worker"}
    page = client.post(address("request-create", household.pk), form)
    assert "person" in page.context["form"].errors


def test_a_worker_is_chosen_among_the_members(client, household, village):
    add_member(household, name="Trần Văn Con")
    HouseholdFactory(village=village)
    page = client.get(address("request-create", household.pk))
    names = [each.name for each in page.context["form"].fields["person"].queryset]
    assert sorted(names) == ["Nguyễn Thị Hoà", "Trần Văn Con"]


def test_a_file_that_is_no_scan_is_refused(client, household, tmp_path):
    with (tmp_path / "mau.pdf").open("w+b") as upload:
        upload.write(b"no paper at all")
        upload.seek(0)
        form = {**PAPER, "key": str(uuid.uuid4()), "scan": upload}
        page = client.post(address("request-create", household.pk), form)
    assert "scan" in page.context["form"].errors


# --- the list -----------------------------------------------------------------


def shown(client, **query):
    page = client.get(reverse("season:request-list"), query)
    return {found.pk for found in page.context["page_obj"]}


def test_the_list_shows_one_s_own_area_only(client, asked, neighbour_village):
    RequestFactory(household=HouseholdFactory(village=neighbour_village))
    assert shown(client) == {asked.pk}


def test_a_surveyor_sees_the_requests_of_his_villages(
    client_of, surveyor, asked, commune
):
    far = HouseholdFactory(village=VillageFactory(parent=commune))
    other = RequestFactory(household=far)
    mine = client_of(surveyor)
    assert shown(mine) == {asked.pk}
    assert mine.get(address("request-detail", other.pk)).status_code == 404


def test_filters_narrow_the_list(client, asked, village, commune):
    other = RequestFactory(
        household=HouseholdFactory(village=VillageFactory(parent=commune)),
        kind="average",
        state="withdrawn",
        answered_on="2026-10-10",
    )
    assert shown(client, state="received") == {asked.pk}
    assert shown(client, kind="average") == {other.pk}
    assert shown(client, area=village.pk) == {asked.pk}
    assert shown(client, area=commune.pk) == {asked.pk, other.pk}
    assert shown(client, state="nonsense") == {asked.pk, other.pk}


@pytest.mark.parametrize("number", [2, 20])
def test_the_list_s_queries_do_not_grow(
    client, village, number, django_assert_max_num_queries
):
    for _ in range(number):
        RequestFactory(household=HouseholdFactory(village=village))
    with django_assert_max_num_queries(8):
        assert len(shown(client)) == number


# --- one request --------------------------------------------------------------


def test_the_page_offers_what_may_be_done(client, asked, place):
    page = text(client.get(address("request-detail", asked.pk)))
    for name in ("screen", "refuse", "withdraw"):
        assert address(f"request-{name}", asked.pk) in page
    assert "phải qua Phiếu A" in page
    ReviewRequest.objects.update(screen_passed=True)
    page = text(client.get(address("request-detail", asked.pk)))
    assert address("request-accept", asked.pk) in page
    assert place.round.name in page


def test_without_a_round_it_leads_to_the_month_s(client, asked):
    ReviewRequest.objects.update(screen_passed=True)
    page = text(client.get(address("request-detail", asked.pk)))
    assert address("request-accept", asked.pk) not in page
    assert reverse("season:regular-open") in page


def test_who_looked_at_it_is_written_down(client, commune_officer, asked):
    client.get(address("request-detail", asked.pk))
    entry = AuditEntry.objects.get(act="households.request.viewed")
    assert (entry.officer, entry.object_id) == (commune_officer, asked.pk)


def test_who_may_not_answer_sees_only_the_request(client_of, leader, asked, place):
    page = text(client_of(leader).get(address("request-detail", asked.pk)))
    assert "Chưa có trả lời." in page
    for name in ("screen", "accept", "refuse", "withdraw"):
        assert address(f"request-{name}", asked.pk) not in page


def test_it_is_accepted_after_the_screen(client, asked, place):
    url = address("request-accept", asked.pk)
    page = client.post(url, {"place": place.pk})
    assert "làm Phiếu A trước" in text(page)
    ReviewRequest.objects.update(screen_passed=True)
    for _ in range(2):
        answered = client.post(url, {"place": place.pk})
        assert answered["Location"] == address("request-detail", asked.pk)
    review = Review.objects.get()
    assert review.why == "asked_enter"
    page = client.get(address("request-detail", asked.pk))
    assert reverse("households:review-detail", args=[review.pk]) in text(page)


def test_a_leader_is_not_led_to_a_form_he_may_not_fill_in(
    client_of, leader, asked, open_round
):
    review = ReviewFactory(round=open_round, household=asked.household)
    ReviewRequest.objects.update(
        state="accepted", review=review, answered_on="2026-10-10"
    )
    page = text(client_of(leader).get(address("request-detail", asked.pk)))
    assert reverse("households:review-detail", args=[review.pk]) not in page
    assert "chưa rà soát" in page


def test_a_round_of_another_commune_is_no_choice(client, asked, open_round, neighbour):
    ReviewRequest.objects.update(screen_passed=True)
    other = open_round.places.get(commune=neighbour)
    page = client.post(address("request-accept", asked.pk), {"place": other.pk})
    assert "Hãy chọn đợt" in text(page)
    assert not Review.objects.exists()


def test_a_closed_list_is_told_with_a_link(client, asked, place):
    ReviewRequest.objects.update(screen_passed=True)
    CommuneRound.objects.filter(pk=place.pk).update(list_closed_on="2026-10-10")
    page = client.post(address("request-accept", asked.pk), {"place": place.pk})
    assert f'<a href="{address("list", place.pk)}">' in text(page)


def test_a_refusal_is_written(client, asked):
    url = address("request-refuse", asked.pk)
    page = client.post(url, {"number": "", "answered_on": "1/10/2026", "reason": ""})
    assert set(page.context["form"].errors) == {"number", "reason"}
    form = {"number": "12/UBND", "answered_on": "1/10/2026", "reason": "Có lương hưu"}
    assert "ở trước ngày nhận" in text(client.post(url, form))
    client.post(url, form | {"answered_on": "20/10/2026"})
    page = text(client.get(address("request-detail", asked.pk)))
    assert "12/UBND" in page
    assert "Có lương hưu" in page


def test_it_is_taken_back(client, asked):
    url = address("request-withdraw", asked.pk)
    client.post(url, {"on": "20/10/2026", "reason": "Đã có việc"})
    asked.refresh_from_db()
    assert (asked.state, asked.withdraw_reason) == ("withdrawn", "Đã có việc")
    page = client.post(
        address("request-refuse", asked.pk),
        {"number": "1", "answered_on": "20/10/2026", "reason": "Khác"},
    )
    assert "không thay đổi được nữa" in text(page)


def test_a_worker_s_page_tells_whether_he_qualifies(client, household, open_round):
    review = ReviewFactory(round=open_round, household=household)
    person = household.memberships.get().person
    made = RequestFactory(
        kind="worker",
        household=household,
        person=person,
        state="accepted",
        review=review,
        answered_on="2026-10-10",
    )
    OutcomeFactory(
        review=review, poverty_class="not_poor", b1=180, grounds={"area_kind": "rural"}
    )
    page = text(client.get(address("request-detail", made.pk)))
    assert "Đủ điều kiện" in page
    assert "180 điểm B1, không quá 195" in page
    assert "chưa được xác minh" in page


# --- Phiếu A ------------------------------------------------------------------


def test_the_form_asks_every_item_of_the_standard(client, asked, commune):
    RoundFactory(areas=[commune], standards=("QD59_2016",), year=2021)
    url = address("request-screen", asked.pk)
    form = client.get(url).context["form"]
    items = [name for name in form.fields if name.startswith("item_")]
    assert len(items) == ScreenItem.objects.filter(standard="QD59_2016").count()
    given = dict.fromkeys(items, "no") | {"screened_on": "20/10/2026"}
    client.post(url, given | {"item_vehicle": "yes"})
    asked.refresh_from_db()
    assert asked.screen_passed is True
    page = client.post(url, {"screened_on": "20/10/2026"})
    assert set(items) <= set(page.context["form"].errors)


def test_a_screen_is_shown_again_as_it_was(client, asked):
    item = ScreenItemFactory()
    url = address("request-screen", asked.pk)
    given = {
        f"item_{item.code}": "no",
        "screened_on": "20/10/2026",
        "note": "Theo phiếu giấy",
        "goes_on": "on",
    }
    client.post(url, given)
    form = client.get(url).context["form"]
    assert form.initial[f"item_{item.code}"] == "no"
    assert form.initial["note"] == "Theo phiếu giấy"


def test_without_items_the_page_says_so(client, asked):
    url = address("request-screen", asked.pk)
    assert "Chưa có danh mục của Phiếu A" in text(client.get(url))
    page = client.post(url, {"screened_on": "20/10/2026", "goes_on": "no"})
    assert "note" in page.context["form"].errors
    client.post(url, {"screened_on": "20/10/2026", "goes_on": "no", "note": "Phiếu"})
    asked.refresh_from_db()
    assert asked.screen_passed is False


def test_the_province_edits_items(client_of, province_officer):
    client = client_of(province_officer)
    page = text(client.get(reverse("season:screen-items")))
    assert "Có máy giặt" in page
    assert "Chưa tìm thấy văn bản" in page
    item = ScreenItem.objects.get(code="washing_machine")
    url = address("screen-item-edit", item.pk)
    form = {"text": "Có máy giặt", "points": "2", "citation": "Văn bản", "is_active": 1}
    assert client.post(url, form)["Location"] == reverse("season:screen-items")
    item.refresh_from_db()
    assert (item.points, item.citation) == (2, "Văn bản")
    new = form | {"standard": "QD59_2016", "code": "máy cày"}
    page = client.post(reverse("season:screen-item-create"), new)
    assert "code" in page.context["form"].errors
    client.post(reverse("season:screen-item-create"), new | {"code": "plough"})
    assert ScreenItem.objects.filter(code="plough", points=2).exists()


def test_a_page_has_one_heading_and_its_key(client, household):
    page = text(client.get(address("request-create", household.pk)))
    assert len(re.findall(r"<h1", page)) == 1
    assert re.search(r'name="key" value="[0-9a-f-]{36}"', page)


def test_a_waiting_request_shows_on_the_household(client, asked, household):
    receive_url = address("request-detail", asked.pk)
    page = client.get(reverse("households:household-detail", args=[household.pk]))
    assert receive_url in text(page)


def test_two_pages_drawn_give_two_keys(client, household):
    url = address("request-create", household.pk)
    keys = {client.get(url).context["form"].initial["key"] for _ in range(2)}
    assert len(keys) == 2


def test_a_request_of_a_household_that_moved_away_is_gone_from_view(
    client, commune_officer, household, neighbour_village
):
    made = receive(commune_officer, household)
    household.residences.update(village=neighbour_village)
    assert client.get(address("request-detail", made.pk)).status_code == 404
