"""The sheet for the family: content, page, one A4 page of paper."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from households.models import PostedOutcome, PublicPosting, Review
from households.services import review as reviews
from households.services.season.family import told_to_family
from tests.factories import OutcomeFactory, ReviewFactory
from tests.households.review_answers import changes, complete

NOW = "2026-11-20 08:00+07:00"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def review(open_round, household):
    return ReviewFactory(round=open_round, household=household)


@pytest.fixture
def outcomes(surveyor, household, review):
    head = household.memberships.get().person_id
    reviews.save_answers(by=surveyor, review=review, changes=changes(complete(head)))
    done = reviews.submit_review(
        by=surveyor, review=review, surveyed_on=dt.date(2026, 10, 15)
    )
    review.refresh_from_db()
    return done


def post(officer, review, outcome, last_day):
    posting = PublicPosting.objects.create(
        place=review.round.places.get(commune=review.commune_id),
        turn=PublicPosting.objects.count() + 1,
        posted_on=dt.date(2026, 11, 16),
        last_day=last_day,
        venues=["Nhà văn hóa thôn"],
        posted_by=officer,
    )
    PostedOutcome.objects.create(posting=posting, review=review, outcome=outcome)
    return posting


def test_result_why_and_whom_to_ask(review, outcomes, surveyor):
    sheet = told_to_family(review)
    assert [each.label for each in sheet.results] == ["Chưa xác định", "Hộ nghèo"]
    poor = sheet.results[1]
    assert poor.standard == "Theo chuẩn nghèo của danh sách năm 2022–2026"
    assert "120 điểm, không quá mức 140 điểm" in poor.why[0]
    assert len(poor.lacks) == 3
    assert poor.changes[0].endswith("thì sẽ là hộ cận nghèo.")
    assert f"Người đến hỏi gia đình: {surveyor.full_name}" in sheet.ask
    assert "Ủy ban nhân dân xã Đồi Chè" in sheet.ask[-1]
    assert (sheet.place, sheet.until) == ("Thôn Bến, Xã Đồi Chè", None)


def test_no_word_of_lawyers_or_of_ours(client_of, leader, review, outcomes):
    url = reverse("season:family", args=[review.pk])
    text = client_of(leader).get(url).content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    for word in ("chỉ số", "thiếu hụt", "Nghị định", "Thông tư", "B1", "B2", "Điều "):
        assert word not in main


@pytest.mark.parametrize(
    ("last_day", "words"),
    [
        (dt.date(2026, 11, 20), "chậm nhất ngày 20/11/2026 gia đình nói với"),
        (dt.date(2026, 11, 19), "đã hết ngày 19/11/2026"),
    ],
)
def test_how_and_until_when_to_complain(
    commune_officer, review, outcomes, last_day, words
):
    governing = next(each for each in outcomes if each.standard == "ND351_2027")
    post(commune_officer, review, governing, last_day)
    sheet = told_to_family(review)
    assert sheet.until == last_day
    assert words in sheet.complain[0]


def test_a_posting_of_a_former_result_does_not_count(
    commune_officer, review, outcomes, household
):
    governing = next(each for each in outcomes if each.standard == "ND351_2027")
    post(commune_officer, review, governing, dt.date(2026, 11, 25))
    reviews.reopen_review(by=commune_officer, review=review, reason="Đo lại")
    reviews.submit_review(
        by=commune_officer, review=review, surveyed_on=dt.date(2026, 11, 18)
    )
    sheet = told_to_family(review)
    assert sheet.until is None
    assert "sẽ được dán công khai" in sheet.complain[0]


def test_an_imported_result_has_no_reasons_to_tell(review):
    OutcomeFactory(review=review, origin="imported")
    told = told_to_family(review).results[0]
    assert told.label == "Hộ nghèo"
    assert "danh sách xã đã lập" in told.why[0]
    assert (told.lacks, told.changes) == ((), ())


def test_nothing_decided_is_said(client_of, surveyor, review):
    page = client_of(surveyor).get(reverse("season:family", args=[review.pk]))
    assert "Chưa có kết quả" in page.content.decode()


def test_the_content_takes_few_questions(review, outcomes, django_assert_num_queries):
    parts = ("household", "round", "commune", "village", "surveyor")
    found = Review.objects.select_related(*parts).get(pk=review.pk)
    with django_assert_num_queries(2):
        told_to_family(found)


def test_the_result_page_leads_to_it(client_of, leader, review, outcomes):
    page = client_of(leader).get(
        reverse("households:review-explanation", args=[review.pk])
    )
    assert reverse("season:family", args=[review.pk]) in page.content.decode()
