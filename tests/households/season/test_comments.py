"""Comments from above and their answers; former answers beside those of now."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from households.models import Reopening, ReviewComment
from households.services import regroup
from households.services import review as reviews
from households.services.season.comments import answer_comment
from households.services.season.comparison import compare
from povertyportal.audit.models import AuditEntry
from tests.factories import ReviewFactory, add_member
from tests.households.review_answers import HEAD, changes, complete

DAY = dt.date(2026, 10, 15)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 08:00+07:00", tick=True):
        yield


@pytest.fixture
def review(open_round, household):
    return ReviewFactory(round=open_round, household=household)


@pytest.fixture
def comment(review, province_officer):
    return ReviewComment.objects.create(
        review=review, text="Xem lại diện tích nhà.", written_by=province_officer
    )


@pytest.fixture
def head(household):
    return household.memberships.get(relation="head").person


def change(officer, review, path, value, was):
    rows = [reviews.Change(path, value, (was,))]
    return reviews.save_answers(by=officer, review=review, changes=rows)


@pytest.fixture
def reopened(commune_officer, review, household, head):
    """Submitted, taken up again, and one answer changed."""
    reviews.save_answers(
        by=commune_officer, review=review, changes=changes(complete(head.pk))
    )
    reviews.submit_review(by=commune_officer, review=review, surveyed_on=DAY)
    reviews.reopen_review(by=commune_officer, review=review, reason="Đo lại nhà")
    change(commune_officer, review, "household.floor_area", "45,5", "30")
    review.refresh_from_db()
    return review.reopenings.get()


def test_the_commune_answers_once(commune_officer, comment):
    answer_comment(by=commune_officer, comment=comment, answer=" Đã đo lại: 30 m². ")
    comment.refresh_from_db()
    assert comment.answer == "Đã đo lại: 30 m²."
    assert comment.answered_by == commune_officer
    assert comment.answered_at is not None
    entry = AuditEntry.objects.get(act="households.comment.answered")
    assert entry.detail["comment"] == comment.pk


def test_a_second_click_answers_nothing_more(commune_officer, comment):
    for _ in range(2):
        answer_comment(by=commune_officer, comment=comment, answer="Đã đo lại.")
    acts = AuditEntry.objects.filter(act="households.comment.answered")
    assert acts.count() == 1
    with pytest.raises(ValidationError, match="đã được .* trả lời"):
        answer_comment(by=commune_officer, comment=comment, answer="Ý khác.")


@pytest.mark.parametrize(("words", "code"), [("  ", "empty"), ("a" * 2_001, "long")])
def test_an_answer_has_words(commune_officer, comment, words, code):
    with pytest.raises(ValidationError) as refused:
        answer_comment(by=commune_officer, comment=comment, answer=words)
    assert refused.value.code == code


def test_only_the_commune_of_the_household_answers(
    surveyor, province_officer, leader, neighbour_officer, comment
):
    for officer in (surveyor, province_officer, leader):
        with pytest.raises(PermissionDenied):
            answer_comment(by=officer, comment=comment, answer="Đã xem.")
    with pytest.raises(ReviewComment.DoesNotExist):
        answer_comment(by=neighbour_officer, comment=comment, answer="Đã xem.")


def test_the_comment_is_seen_at_the_household_and_at_the_form(
    client_of, commune_officer, surveyor, comment, review, household
):
    household_page = reverse("households:household-detail", args=[household.pk])
    form = reverse("households:review-detail", args=[review.pk])
    answer = reverse("season:comment-answer", args=[comment.pk])
    client = client_of(commune_officer)
    for url in (household_page, form):
        text = client.get(url).content.decode()
        assert "Xem lại diện tích nhà." in text
        assert answer in text
    assert answer not in client_of(surveyor).get(form).content.decode()

    sent = client.post(answer, {"answer": "Đã đo lại."})
    assert sent["Location"] == household_page
    for url in (household_page, form):
        text = client_of(surveyor).get(url).content.decode()
        assert "Xã trả lời: Đã đo lại." in text


def test_an_empty_answer_is_refused_at_its_field(client_of, commune_officer, comment):
    url = reverse("season:comment-answer", args=[comment.pk])
    page = client_of(commune_officer).post(url, {"answer": ""})
    assert page.context["form"].errors["answer"]


def lines_of(review, reopened):
    return {(each.who, each.question): each for each in compare(review, reopened)}


def test_what_was_answered_stands_beside_what_is_now(reopened, review, head):
    lines = lines_of(review, reopened)
    area = lines["", "Tổng diện tích nhà ở"]
    assert (area.then, area.now, area.is_changed) == ("30 m²", "45,5 m²", True)
    job = lines[head.name, "Tình trạng việc làm"]
    assert (job.then, job.now, job.is_changed) == ("Tự làm", "Tự làm", False)
    assert sum(each.is_changed for each in lines.values()) == 1
    day = lines["", "Ngày rà soát"]
    assert (day.then, day.now) == ("15/10/2026", "15/10/2026")
    assert ("", "Nhu cầu hỗ trợ của hộ") not in lines


def test_a_question_that_is_no_longer_asked_is_empty_now(
    commune_officer, reopened, review
):
    change(commune_officer, review, "household.agri", "false", "true")
    review.refresh_from_db()
    fish = lines_of(review, reopened)["", "Hộ có nuôi trồng thủy sản"]
    assert (fish.then, fish.now) == ("Không", "")


def test_somebody_who_left_has_answers_on_one_side(
    commune_officer, household, review, head
):
    son = add_member(household, name="Nguyễn Văn Nam", birth_year=2000)
    typed = complete(head.pk)
    extra = {
        "schooling": "none",
        "general_level": "upper_secondary",
        "training": "none",
        **HEAD,
    }
    typed |= {f"members.{son.pk}.{code}": each for code, each in extra.items()}
    reviews.save_answers(by=commune_officer, review=review, changes=changes(typed))
    reviews.submit_review(by=commune_officer, review=review, surveyed_on=DAY)
    household.refresh_from_db()
    regroup.split_household(
        by=commune_officer,
        household=household,
        version=household.version,
        members={son.pk: "head"},
        village=household.village,
        on=dt.date(2026, 11, 10),
    )
    review.refresh_from_db()
    lines = lines_of(review, review.reopenings.get())
    job = lines["Nguyễn Văn Nam", "Tình trạng việc làm"]
    assert (job.then, job.now) == ("Tự làm", "")


def test_the_pages_tell_why_and_show_both(client_of, leader, reopened, review):
    Reopening.objects.create(
        review=review,
        cause="sent_back",
        reason="Tỉnh trả lại",
        opened_by=reopened.opened_by,
        answers={"household": {"floor_area": "99"}},
    )
    client = client_of(leader)
    told = client.get(reverse("households:review-explanation", args=[review.pk]))
    text = told.content.decode()
    url = reverse("season:comparison", args=[review.pk])
    assert "Đo lại nhà" in text
    assert "Tỉnh trả lại" in text
    assert f"{url}?lan={reopened.pk}" in text

    assert client.get(url).context["chosen"] == reopened
    last = review.reopenings.order_by("-id").first()
    page = client.get(f"{url}?lan={last.pk}")
    assert page.context["chosen"] == last
    assert "99 m²" in page.content.decode()


def test_a_review_never_taken_up_again_has_nothing_to_compare(
    client_of, leader, review
):
    url = reverse("season:comparison", args=[review.pk])
    assert client_of(leader).get(url).status_code == 404
