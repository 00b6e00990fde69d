"""The pages of a review: form, saving, submitting, explanation."""

import json
import re

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from households.models import Outcome, OutcomeGrounds, Review, ReviewState
from households.services import review as reviews
from tests.factories import ReviewFactory, RoundFactory, add_member
from tests.households.review_answers import changes, complete

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def today():
    with time_machine.travel("2026-11-20 08:00+07:00", tick=True):
        yield


@pytest.fixture
def review(open_round, household):
    return ReviewFactory(round=open_round, household=household)


@pytest.fixture
def head_pk(household):
    return household.memberships.get().person_id


@pytest.fixture
def page(client_of, commune_officer, review):
    """The officer's client, and the address of a review page by its name."""
    client = client_of(commune_officer)

    class Page:
        @staticmethod
        def url(name):
            return reverse(f"households:review-{name}", args=[review.pk])

        def get(self, name="detail"):
            return client.get(self.url(name))

        def post(self, name, data):
            return client.post(self.url(name), data)

        def save(self, **body):
            body = {"officer": commune_officer.pk} | body
            return client.post(
                self.url("save"), json.dumps(body), content_type="application/json"
            )

    return Page()


@pytest.fixture
def submitted(commune_officer, review, head_pk):
    saved = reviews.save_answers(
        by=commune_officer, review=review, changes=changes(complete(head_pk))
    )
    reviews.submit_review(
        by=commune_officer, review=review, surveyed_on=saved.review.surveyed_on
    )
    return review


def base_of(response):
    """What a page says its fields began with."""
    return response.context["base"]


def filled(response, typed):
    """An ordinary form post of the page with `typed` in its fields."""
    return {"base": base_of(response)} | typed


def test_the_form_shows_every_question_of_every_age(page, household):
    add_member(household, name="Nguyễn Văn Nhỏ", birth_year=2020)
    html = page.get().content.decode()

    assert "Tổng diện tích nhà ở" in html
    assert "Xử lý rác thải sinh hoạt" in html
    assert "Nguyễn Văn Nhỏ" in html
    child = household.memberships.get(position=1).person_id
    assert f'name="members.{child}.stunted"' in html
    assert f'name="members.{child}.job"' not in html


def test_last_years_answers_stand_beside(page, household, review, head_pk):
    last = RoundFactory(year=2025, name="Năm 2025", standards=("ND07_2022",))
    ReviewFactory(
        round=last,
        household=household,
        closed_at=timezone.now(),
        answers={
            "household": {"floor_area": "24.5", "water": "rain"},
            "members": {str(head_pk): {"insured": False}},
        },
    )
    page.save(changes=[{"path": "household.water", "value": "piped", "was": ""}])
    html = page.get().content.decode()

    assert "Năm trước: <strong>24,5 m²</strong>" in html
    assert html.count("last-year-changed") == 1
    assert re.search(r"last-year-changed[^>]*>Năm trước: <strong>Nước mưa", html)


def test_saving_by_script_answers_with_class_and_points(page, review):
    response = page.save(
        changes=[
            {"path": "household.b1_total", "value": "120", "was": ""},
            {"path": "household.floor_area", "value": "abc", "was": ""},
        ]
    )
    told = response.json()

    assert response.status_code == 200
    assert told["accepted"]["household.b1_total"] == "120"
    assert "không phải là số" in told["unread"]["household.floor_area"]
    assert told["saved_at"] == "08:00"
    assert "Chưa xác định" in told["live"]
    assert "120" in told["live"]
    assert 'href="#f-household-floor_area"' in told["live"]
    review.refresh_from_db()
    assert review.answers == {"household": {"b1_total": 120}}


def test_a_reload_shows_what_could_not_be_read(page):
    page.save(changes=[{"path": "household.floor_area", "value": "4x", "was": ""}])
    html = page.get().content.decode()

    assert 'name="household.floor_area" value="4x"' in html
    assert "“4x” không phải là số" in html


def test_a_conflict_is_told_with_the_others_answer_and_name(page, surveyor, review):
    change = reviews.Change("household.water", "rain", ("",))
    reviews.save_answers(by=surveyor, review=review, changes=[change])
    told = page.save(
        changes=[{"path": "household.water", "value": "piped", "was": ""}]
    ).json()

    assert told["conflicts"] == {
        "household.water": {
            "theirs": "rain",
            "shown": "Nước mưa",
            "by": surveyor.full_name,
        }
    }


def test_ones_own_other_tab_is_called_so(page):
    page.save(changes=[{"path": "household.water", "value": "rain", "was": ""}])
    told = page.save(
        changes=[{"path": "household.water", "value": "piped", "was": ""}]
    ).json()

    assert told["conflicts"]["household.water"]["by"] == "Bạn, ở thẻ hoặc máy khác,"


@pytest.mark.parametrize(
    "body",
    ["x", "[]", "{}", '{"officer": 1}', '{"officer": 1, "changes": {}}', "\xff"],
)
def test_a_body_of_another_shape_is_400(client_of, commune_officer, page, body):
    response = client_of(commune_officer).post(
        page.url("save"), body, content_type="application/json"
    )
    assert response.status_code == 400
    assert response.json()["detail"]


def test_another_officers_leftovers_are_not_saved(page, surveyor, review):
    response = page.save(
        officer=surveyor.pk,
        changes=[{"path": "household.water", "value": "rain", "was": ""}],
    )
    assert (response.status_code, response.json()["code"]) == (409, "other_officer")
    review.refresh_from_db()
    assert review.answers == {}


def test_a_submitted_form_takes_no_save(page, submitted):
    response = page.save(
        changes=[{"path": "household.water", "value": "rain", "was": "unprotected"}]
    )
    assert (response.status_code, response.json()["code"]) == (409, "submitted")


def test_the_draft_is_saved_without_scripts(page, review):
    response = page.post(
        "detail",
        filled(page.get(), {"household.water": "rain", "household.devices": ["tv"]}),
    )
    assert response.status_code == 302
    review.refresh_from_db()
    assert review.answers["household"] == {"water": "rain", "devices": ["tv"]}


def test_without_scripts_a_conflict_keeps_both(page, surveyor, review):
    begun = page.get()
    change = reviews.Change("household.floor_area", "40", ("",))
    reviews.save_answers(by=surveyor, review=review, changes=[change])
    response = page.post("detail", filled(begun, {"household.floor_area": "50"}))
    html = response.content.decode()

    assert 'name="household.floor_area" value="50"' in html
    assert f"{surveyor.full_name} vừa ghi “40 m²”" in html
    review.refresh_from_db()
    assert review.answers["household"]["floor_area"] == "40"

    # Saving the page that showed it keeps one's own.
    page.post("detail", filled(response, {"household.floor_area": "50"}))
    review.refresh_from_db()
    assert review.answers["household"]["floor_area"] == "50"


def test_submitting_an_incomplete_form_links_to_each_field(page, review):
    response = page.post("submit", filled(page.get(), {"household.water": "rain"}))
    html = response.content.decode()

    assert response.status_code == 200
    assert 'role="alert"' in html
    assert '<a href="#f-household-floor_area">' in html
    assert 'id="f-household-floor_area"' in html
    review.refresh_from_db()
    assert review.state == ReviewState.DRAFT
    assert review.answers["household"] == {"water": "rain"}


def test_submitting_goes_to_the_explanation(page, head_pk):
    response = page.post("submit", filled(page.get(), complete(head_pk)))

    assert response.status_code == 302
    assert response["Location"] == page.url("explanation")
    html = page.get("explanation").content.decode()
    assert "Hộ nghèo" in html
    assert "Nghị định 07/2021/NĐ-CP" in html
    assert "Điều gì làm thay đổi kết quả" in html
    assert "tổng điểm B1 ghi trên phiếu giấy" in html


def test_submitting_twice_ends_at_the_same_place(page, head_pk):
    data = filled(page.get(), complete(head_pk))
    page.post("submit", data)
    response = page.post("submit", data)

    assert response["Location"] == page.url("explanation")
    assert Outcome.objects.count() == 2


def test_the_explanation_says_what_is_unknown_and_unverified(page, submitted):
    html = page.get("explanation").content.decode()

    assert "Chưa xác định" in html
    assert "Còn thiếu gì để xác định" in html
    assert "Chưa có văn bản quy định điểm B1" in html
    assert "(*) Quy định chưa đối chiếu" in html


def test_the_explanation_reads_what_was_fixed_then(page, submitted, household):
    person = household.memberships.get().person
    person.name = "Tên Đã Đổi"
    person.save()
    html = page.get("explanation").content.decode()
    answered = html[html.index("Các câu trả lời của hộ") :]

    assert "Nguyễn Thị Hoà" in answered
    assert "Tên Đã Đổi" not in answered


def test_an_imported_outcome_says_that_indicators_are_unknown(page, review):
    Review.objects.filter(pk=review.pk).update(state=ReviewState.IMPORTED)
    Outcome.objects.create(
        review=review,
        round=review.round,
        commune=review.commune,
        village=review.village,
        standard="ND07_2022",
        origin=Outcome.Origin.IMPORTED,
        poverty_class="near_poor",
        persons=1,
    )
    html = page.get("explanation").content.decode()

    assert "Hộ cận nghèo" in html
    assert "nhập từ danh sách" in html
    assert "chưa rõ hộ thiếu hụt những chỉ số nào" in html
    assert not OutcomeGrounds.objects.exists()


def test_before_submitting_the_explanation_is_empty(page):
    assert "Chưa có kết quả" in page.get("explanation").content.decode()


@pytest.mark.usefixtures("submitted")
def test_a_submitted_form_opens_as_its_explanation(page):
    response = page.get("detail")
    assert response["Location"] == page.url("explanation")


def test_reopening_asks_for_a_reason(page, submitted):
    page.post("reopen", {"reason": ""})
    submitted.refresh_from_db()
    assert submitted.state == ReviewState.SUBMITTED

    response = page.post("reopen", {"reason": "Đo lại nhà"})
    assert response["Location"] == page.url("detail")
    submitted.refresh_from_db()
    assert submitted.state == ReviewState.DRAFT
    assert "kết quả của lần nộp trước" in page.get("explanation").content.decode()


@pytest.mark.parametrize("name", ["detail", "explanation"])
def test_a_review_elsewhere_is_404(client_of, neighbour_officer, page, name):
    assert client_of(neighbour_officer).get(page.url(name)).status_code == 404


def test_the_form_is_closed_to_readers_the_explanation_is_not(client_of, leader, page):
    client = client_of(leader)
    assert client.get(page.url("detail")).status_code == 403
    assert client.get(page.url("explanation")).status_code == 200


def test_the_form_costs_the_same_for_any_number_of_members(
    page, household, django_assert_max_num_queries
):
    for number in range(8):
        add_member(household, name=f"Người {number}", position=number + 1)
    with django_assert_max_num_queries(16):
        page.get()
