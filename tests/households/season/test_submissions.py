"""Handing figures up, what changed since, sending back, accepting."""

import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from households.models import Procedure, Reopening, ReviewComment, Submission
from households.services.regular_rounds import open_regular_round
from households.services.season import recognition, submissions
from households.services.season.submission_figures import changed_since
from tests.factories import OutcomeFactory
from tests.households.season import deciding as made


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(made.TODAY, tick=True):
        yield


@pytest.fixture
def place(commune):
    return made.place_of(made.round_of(commune), commune)


@pytest.fixture
def poor(place, village, commune_officer):
    return made.reviewed(place, village, commune_officer, name="Trần Văn Nghèo")


@pytest.fixture
def handed_up(place, village, commune_officer, poor):
    made.reviewed(place, village, commune_officer, kind="near_poor")
    return submit(place, commune_officer)


def submit(place, officer, kind="preliminary", **fields):
    key = fields.pop("key", None) or uuid.uuid4()
    return submissions.submit(by=officer, place=place, kind=kind, key=key, **fields)


def another_result(review, kind):
    review.outcomes.current().update(is_current=False)
    OutcomeFactory(review=review, standard=made.OLD, poverty_class=kind, persons=4)


def test_figures_are_kept_as_they_stand(handed_up, village):
    sums = handed_up.figures["standards"][made.OLD]
    assert handed_up.figures["basis"] == "preliminary"
    assert sums["total"]["poor"] == [1, 3]
    assert sums["total"]["near_poor"] == [1, 3]
    assert sums["villages"][0]["name"] == village.name
    assert (handed_up.turn, handed_up.changes["since"]) == (1, None)


def test_changes_since_are_told_while_it_waits_and_in_the_next(
    handed_up, place, village, commune_officer, province_officer, poor
):
    assert changed_since(handed_up)["rows"] == []
    another_result(poor, "not_poor")
    made.reviewed(place, village, commune_officer, name="Phạm Thị Thêm")

    now = changed_since(handed_up)

    assert (now["changed"], now["added"], now["withdrawn"]) == (1, 1, 0)
    (joined, changed) = now["rows"]
    assert (joined["head"], joined["now"]) == ("Phạm Thị Thêm", "added")
    assert (changed["head"], changed["was"], changed["now"]) == (
        "Trần Văn Nghèo",
        "poor",
        "not_poor",
    )
    submissions.send_back(by=province_officer, submission=handed_up, comment="Xem lại.")
    assert submit(place, commune_officer).changes["changed"] == 1


def test_a_withdrawn_household_is_a_change(handed_up, poor):
    type(poor).objects.filter(pk=poor.pk).update(
        state="withdrawn", closed_at=handed_up.submitted_at
    )
    now = changed_since(handed_up)
    assert (now["withdrawn"], now["rows"][0]["was"]) == (1, "withdrawn")


def test_the_same_key_is_the_same_submission(place, commune_officer, poor):
    key = uuid.uuid4()
    first = submit(place, commune_officer, key=key)
    assert submit(place, commune_officer, key=key) == first
    with pytest.raises(ValidationError, match="đang chờ trả lời"):
        submit(place, commune_officer)


def test_an_unfinished_village_is_not_handed_up(place, commune_officer, poor):
    type(poor).objects.update(state="draft")
    with pytest.raises(recognition.NotReady) as error:
        submit(place, commune_officer)
    assert [each.page for each in error.value.problems] == ["season:grid"]


def test_an_official_result_waits_for_the_decision(
    place, village, commune_officer, leader, poor
):
    with pytest.raises(recognition.NotReady, match="Chưa có quyết định"):
        submit(place, commune_officer, "official")
    made.finished(place, village, commune_officer, [poor])
    made.sign(made.prepare(place, commune_officer), leader)
    place.round.state = "closed"
    place.round.save()

    found = submit(place, commune_officer, "official")

    assert found.figures["basis"] == "official"
    assert found.figures["standards"][made.OLD]["total"]["poor"] == [1, 3]


def test_an_opinion_comes_after_the_posting(place, village, commune_officer, poor):
    place.round.procedure = None
    place.round.save()
    with pytest.raises(ValidationError, match="không có loại báo cáo"):
        submit(place, commune_officer, "opinion")
    place.round.procedure = Procedure.objects.get(code="QD24_2021")
    place.round.save()
    with pytest.raises(recognition.NotReady, match="họp dân"):
        submit(place, commune_officer, "opinion")
    made.finished(place, village, commune_officer, [poor])
    assert submit(place, commune_officer, "opinion").state == "submitted"


def test_a_month_is_reported_once_it_is_over(commune, village, commune_officer, leader):
    found = made.regular_round(commune, month=8, name="Tháng 8")
    place = made.place_of(found, commune)
    with (
        time_machine.travel("2025-08-31 23:59+07:00"),
        pytest.raises(recognition.NotReady, match="chưa hết"),
    ):
        submit(place, commune_officer, "monthly")
    with time_machine.travel("2025-09-01 00:01+07:00"):
        report = submit(place, commune_officer, "monthly")
    assert report.figures["lists"]["poor"] == 0
    assert report.figures["waiting"] == 0


def test_a_month_without_dossiers_reports_nothing(commune, commune_officer):
    with time_machine.travel("2026-04-05 08:00+07:00"):
        place = open_regular_round(
            by=commune_officer, commune=commune, year=2026, month=3
        )
        report = submit(place, commune_officer, "monthly")
    assert (report.figures["listed"], report.figures["waiting"]) == (0, 0)


def test_a_month_outside_the_reports_has_none(commune, commune_officer):
    place = made.place_of(made.regular_round(commune, month=9), commune)
    assert submissions.kinds_of(place) == []
    with pytest.raises(ValidationError, match="không có loại báo cáo"):
        submit(place, commune_officer, "monthly")


# --- answers ------------------------------------------------------------------------


def test_a_household_sent_back_is_taken_up_again(
    handed_up, place, village, commune_officer, province_officer, poor
):
    made.heard(place, village, commune_officer, [poor])
    submissions.comment_on(
        by=province_officer, submission=handed_up, review=poor, text="Nhà mới xây."
    )
    submissions.send_back(
        by=province_officer,
        submission=handed_up,
        comment="Một hộ cần xem lại.",
        needs_meeting=False,
    )

    poor.refresh_from_db()
    reopening = Reopening.objects.get()
    assert poor.state == "draft"
    assert (reopening.cause, reopening.reason, reopening.needs_meeting) == (
        "sent_back",
        "Nhà mới xây.",
        False,
    )
    assert ReviewComment.objects.get().review == poor


def test_nobody_above_spares_a_household_its_first_meeting(
    handed_up, province_officer, poor
):
    submissions.comment_on(
        by=province_officer, submission=handed_up, review=poor, text="Nhà mới xây."
    )
    submissions.send_back(
        by=province_officer, submission=handed_up, comment="A", needs_meeting=False
    )
    assert Reopening.objects.get().needs_meeting


def test_the_whole_commune_is_sent_back_without_opening_a_form(
    handed_up, province_officer, poor
):
    submissions.send_back(
        by=province_officer, submission=handed_up, comment="Thiếu một thôn."
    )
    again = submissions.send_back(
        by=province_officer, submission=handed_up, comment="Lần hai."
    )
    poor.refresh_from_db()
    assert (again.comment, poor.state) == ("Thiếu một thôn.", "submitted")


def test_a_sealed_review_is_only_commented_on(
    handed_up, place, village, commune_officer, leader, province_officer, poor
):
    made.finished(place, village, commune_officer, list(place.round.reviews.all()))
    made.sign(made.prepare(place, commune_officer), leader)
    submissions.comment_on(
        by=province_officer, submission=handed_up, review=poor, text="Nhà mới xây."
    )
    submissions.send_back(by=province_officer, submission=handed_up, comment="Xem.")

    poor.refresh_from_db()
    assert poor.state == "submitted"
    assert not Reopening.objects.exists()


def test_a_comment_may_be_taken_back_before_accepting(
    handed_up, province_officer, poor
):
    comment = submissions.comment_on(
        by=province_officer, submission=handed_up, review=poor, text="Nhà mới xây."
    )
    with pytest.raises(ValidationError, match="ý kiến về 1 hộ"):
        submissions.accept(by=province_officer, submission=handed_up)
    submissions.drop_comment(by=province_officer, comment=comment)

    answered = submissions.accept(
        by=province_officer, submission=handed_up, document="12/UBND"
    )

    assert (answered.state, answered.document) == ("accepted", "12/UBND")
    assert submissions.accept(by=province_officer, submission=handed_up) == answered
    with pytest.raises(ValidationError, match="không trả lời lại"):
        submissions.send_back(by=province_officer, submission=handed_up, comment="A")


def test_nobody_answers_his_own(handed_up, commune_officer, province_officer):
    with pytest.raises(PermissionDenied):
        submissions.accept(by=commune_officer, submission=handed_up)
    own = Submission.objects.create(
        place=handed_up.place,
        kind="official",
        submitted_by=province_officer,
        submitted_at=handed_up.submitted_at,
    )
    with pytest.raises(ValidationError, match="tự duyệt"):
        submissions.accept(by=province_officer, submission=own)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=own.pk).update(
            state="accepted",
            answered_by=province_officer,
            answered_at=own.submitted_at,
        )


def test_a_comment_needs_words(handed_up, province_officer, poor):
    with pytest.raises(ValidationError, match="ghi ý kiến"):
        submissions.comment_on(
            by=province_officer, submission=handed_up, review=poor, text=" "
        )
    with pytest.raises(ValidationError, match="phải ghi ý kiến"):
        submissions.send_back(by=province_officer, submission=handed_up, comment="")
