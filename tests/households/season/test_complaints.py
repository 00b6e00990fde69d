"""Complaints: received, re-checked with the agreement kept, judged, appealed."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from households.models import (
    CommuneRound,
    Complaint,
    Reopening,
    Review,
    ReviewState,
)
from households.services.season import complaints, progress
from households.services.season.complaints import Judgement
from households.services.season.missing import StillMissing
from povertyportal.audit.models import AuditEntry
from tests.households.season import deciding as made
from tests.households.season.hearing import complain, hang, meet, redo
from tests.households.season.signed_world import signed

pytestmark = pytest.mark.usefixtures("today")
RECEIVED, RECHECKED, JUDGED = (
    dt.date(2025, 10, 23),
    dt.date(2025, 10, 27),
    dt.date(2025, 10, 28),
)


@pytest.fixture
def today():
    with time_machine.travel(made.TODAY, tick=False):
        yield


@pytest.fixture
def place(commune):
    return made.place_of(made.round_of(commune), commune)


@pytest.fixture
def review(place, village, commune_officer):
    return made.reviewed(place, village, commune_officer)


@pytest.fixture
def posted(commune_officer, place, village, review):
    meet(commune_officer, place, village)
    return hang(commune_officer, place, [village])


@pytest.fixture
def complaint(commune_officer, review):
    return complain(commune_officer, review)


def recheck(by, complaint):
    return complaints.open_recheck(by=by, complaint=complaint)


def judge(by, complaint, state="rejected", on=JUDGED, words="Đã xem xét tại nhà."):
    given = Judgement(state, words, on, "12/TB-UBND")
    complaints.judge_complaint(by=by, complaint=complaint, given=given)
    complaint.refresh_from_db()
    return complaint


def agreed(review):
    return Review.objects.filter(
        progress.surveyed(), progress.agreed(), pk=review.pk
    ).exists()


def seal(review):
    now = timezone.now()
    Review.objects.filter(pk=review.pk).update(sealed_at=now, closed_at=now)


def test_a_complaint_stands_in_the_way_until_it_is_judged(
    commune_officer, review, complaint
):
    assert Review.objects.filter(progress.complained(), pk=review.pk).exists()
    judge(commune_officer, complaint)
    assert not Review.objects.filter(progress.complained(), pk=review.pk).exists()


def test_a_recheck_keeps_the_answers_and_the_agreement(
    commune_officer, posted, review, complaint
):
    Review.objects.filter(pk=review.pk).update(answers={"household": {"wall": "weak"}})
    complaint = recheck(commune_officer, complaint)
    reopened = complaint.recheck

    assert complaint.state == Complaint.State.RECHECKING
    assert reopened.cause == Reopening.Cause.COMPLAINT
    assert reopened.answers == {"household": {"wall": "weak"}}
    assert not reopened.needs_meeting
    assert "Nguyễn Thị Khiếu" not in reopened.reason
    assert not AuditEntry.objects.filter(reason__contains=complaint.text).exists()
    assert not agreed(review)

    redo(commune_officer, review, on=RECHECKED)
    assert agreed(review)


def test_a_second_complaint_after_a_recheck_keeps_the_agreement_too(
    commune_officer, posted, review, complaint
):
    recheck(commune_officer, complaint)
    redo(commune_officer, review, on=RECHECKED)
    other = complain(commune_officer, review, complainant="Một người hàng xóm")

    assert not recheck(commune_officer, other).recheck.needs_meeting
    redo(commune_officer, review, on=RECHECKED, kind="poor")
    assert agreed(review)


def test_a_recheck_before_the_meeting_leaves_the_meeting_to_come(
    commune_officer, review, complaint
):
    assert recheck(commune_officer, complaint).recheck.needs_meeting


def test_a_recheck_is_opened_once(commune_officer, posted, review, complaint):
    first = recheck(commune_officer, complaint)
    second = recheck(commune_officer, complaint)

    assert first.recheck == second.recheck
    assert review.reopenings.count() == 1


def test_a_form_that_is_open_already_is_finished_first(
    commune_officer, posted, review, complaint
):
    recheck(commune_officer, complaint)
    other = complain(commune_officer, review)

    with pytest.raises(ValidationError, match="đang được rà soát lại"):
        recheck(commune_officer, other)


def test_a_signed_result_is_not_rechecked_but_judged(
    commune_officer, posted, review, complaint
):
    seal(review)

    with pytest.raises(ValidationError, match="bằng một quyết định mới"):
        recheck(commune_officer, complaint)
    assert judge(commune_officer, complaint, "upheld").state == "upheld"


def test_a_complaint_comes_two_years_later(commune_officer, posted, place, review):
    seal(review)
    place.round.state = "closed"
    place.round.save()
    with time_machine.travel("2027-11-20 08:00+07:00", tick=False):
        late = complain(commune_officer, review, received_on=dt.date(2027, 11, 19))
        judge(commune_officer, late, "partly", on=dt.date(2027, 11, 20))

    assert late.state == Complaint.State.PARTLY


def test_upholding_needs_the_recheck_first(commune_officer, posted, complaint):
    with pytest.raises(ValidationError, match="hãy phúc tra hộ này trước"):
        judge(commune_officer, complaint, "upheld")


def test_nothing_is_judged_while_the_recheck_runs(
    commune_officer, posted, review, complaint
):
    recheck(commune_officer, complaint)

    with pytest.raises(StillMissing, match="Phúc tra chưa xong") as refused:
        judge(commune_officer, complaint, "upheld")
    assert refused.value.rows[0].review == review


def test_a_judgement_is_after_the_recheck(commune_officer, posted, review, complaint):
    recheck(commune_officer, complaint)
    redo(commune_officer, review, on=RECHECKED)

    early = RECHECKED - dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="ở trước ngày phúc tra"):
        judge(commune_officer, complaint, "upheld", on=early)
    assert judge(commune_officer, complaint, "upheld").state == "upheld"


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (dt.date(2025, 12, 2), "ở sau hôm nay"),
        (dt.date(2025, 9, 30), "ở trước ngày rà soát hộ này"),
    ],
)
def test_a_complaint_is_after_its_survey_and_not_in_the_future(
    commune_officer, review, day, told
):
    with pytest.raises(ValidationError, match=told):
        complain(commune_officer, review, received_on=day)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (dt.date(2025, 12, 2), "ở sau hôm nay"),
        (dt.date(2025, 10, 22), "ở trước ngày nhận khiếu nại"),
    ],
)
def test_a_judgement_is_after_its_complaint_and_not_in_the_future(
    commune_officer, complaint, day, told
):
    with pytest.raises(ValidationError, match=told):
        judge(commune_officer, complaint, on=day)


def test_without_a_result_there_is_nothing_to_complain_about(
    commune_officer, place, review
):
    review.outcomes.update(is_current=False)
    with pytest.raises(ValidationError, match="chưa có kết quả"):
        complain(commune_officer, review)


def test_a_repeated_form_is_one_complaint(commune_officer, review):
    key = uuid.uuid4()
    first = complain(commune_officer, review, key=key)
    second = complain(commune_officer, review, key=key)

    assert first.pk == second.pk
    assert Complaint.objects.count() == 1


def test_a_judgement_stands(commune_officer, complaint):
    judge(commune_officer, complaint)
    judge(commune_officer, complaint)  # the same once more does no harm

    with pytest.raises(ValidationError, match="đã kết thúc: khiếu nại sai"):
        judge(commune_officer, complaint, "upheld")
    with pytest.raises(ValidationError, match="không phúc tra nữa"):
        recheck(commune_officer, complaint)
    assert AuditEntry.objects.filter(act="households.complaint.judged").count() == 1


def test_each_level_judges_its_own(commune_officer, province_officer, review):
    own = complain(commune_officer, review)
    higher = complain(province_officer, review, level="higher")
    court = complain(province_officer, review, level="court")

    with pytest.raises(ValidationError, match="không thuộc thẩm quyền"):
        judge(province_officer, own)
    with pytest.raises(ValidationError, match="không thuộc thẩm quyền"):
        judge(commune_officer, higher)
    assert judge(province_officer, higher).judged_by == province_officer
    assert judge(commune_officer, court).state == "rejected"


def test_the_province_receives_none_for_the_commune(province_officer, review):
    with pytest.raises(ValidationError, match="không do bạn tiếp nhận"):
        complain(province_officer, review, level="commune")


def test_others_hear_no_complaints(
    leader, surveyor, neighbour_officer, review, complaint
):
    for officer in (leader, surveyor):
        with pytest.raises(PermissionDenied):
            complain(officer, review)
    with pytest.raises(CommuneRound.DoesNotExist):
        judge(neighbour_officer, complaint)


def test_who_disagrees_goes_on_to_the_next_level(
    commune_officer, province_officer, complaint, review
):
    with pytest.raises(ValidationError, match="chưa có kết luận"):
        complain(commune_officer, review, level="higher", appeal_of=complaint)
    judge(commune_officer, complaint)
    with pytest.raises(ValidationError, match="không do bạn tiếp nhận"):
        complain(commune_officer, review, appeal_of=complaint)
    with pytest.raises(ValidationError, match="ở trước ngày kết luận"):
        complain(province_officer, review, level="higher", appeal_of=complaint)

    appeal = complain(
        province_officer,
        review,
        level="higher",
        appeal_of=complaint,
        received_on=JUDGED,
    )
    assert list(complaint.appeals.all()) == [appeal]


def test_a_complaint_is_taken_back_with_a_reason(
    commune_officer, province_officer, complaint
):
    with pytest.raises(ValidationError, match="do Ủy ban nhân dân xã tiếp nhận"):
        complaints.withdraw_complaint(
            by=province_officer, complaint=complaint, reason="Rút", on=JUDGED
        )
    for _ in range(2):
        complaints.withdraw_complaint(
            by=commune_officer, complaint=complaint, reason="Đã hiểu rõ", on=JUDGED
        )
    complaint.refresh_from_db()

    assert complaint.state == Complaint.State.WITHDRAWN
    assert complaint.judgement == "Đã hiểu rõ"
    assert not complaint.is_open


def test_a_recheck_goes_on_when_its_complaint_is_taken_back(
    commune_officer, posted, review, complaint
):
    recheck(commune_officer, complaint)
    complaint.refresh_from_db()
    complaints.withdraw_complaint(
        by=commune_officer, complaint=complaint, reason="Thôi", on=JUDGED
    )
    review.refresh_from_db()
    assert review.state == ReviewState.DRAFT

    redo(commune_officer, review, on=RECHECKED)
    assert agreed(review)


def test_who_looked_at_a_complaint_is_written_down(
    client_of, inspector, surveyor, review, complaint
):
    url = reverse("season:complaint-detail", args=[complaint.pk])

    assert client_of(inspector).get(url).status_code == 200
    assert client_of(surveyor).get(url).status_code == 403
    entry = AuditEntry.objects.get(act="households.complaint.viewed")
    assert entry.officer == inspector


def test_a_result_leads_whoever_hears_complaints_to_the_form(
    client_of, commune_officer, leader, review
):
    page = reverse("households:review-explanation", args=[review.pk])
    form = reverse("season:complaint-create", args=[review.pk])

    assert form in client_of(commune_officer).get(page).content.decode()
    assert form not in client_of(leader).get(page).content.decode()


def test_a_complaint_found_right_after_signing_leads_to_the_decision(
    client_of, commune_officer, leader, place, posted, review, complaint
):
    decision, _certificate = signed(place, commune_officer, leader, review)
    page = reverse("season:complaint-detail", args=[complaint.pk])
    correct = reverse("season:decision-correct", args=[decision.pk])
    client = client_of(commune_officer)
    assert correct not in client.get(page).content.decode()

    judge(commune_officer, complaint, "upheld")

    shown = client.get(page).content.decode()
    assert correct in shown
    assert "Kết quả của hộ đã được công nhận" in shown
    assert correct not in client_of(leader).get(page).content.decode()


def test_a_recheck_is_due_on_the_third_working_day(place, commune_officer, complaint):
    higher = complain(commune_officer, complaint.review, level="court")
    dues = complaints.recheck_dues(place, [complaint, higher])

    # Thursday 23/10/2025: Friday, Monday, Tuesday.
    assert dues[complaint.pk].day == dt.date(2025, 10, 28)
    assert not dues[complaint.pk].is_verified
    assert higher.pk not in dues


def test_a_household_off_the_list_leaves_no_complaint_without_an_end(
    commune_officer, review, complaint
):
    recheck(commune_officer, complaint)
    with pytest.raises(StillMissing):
        judge(commune_officer, complaint)
    Review.objects.filter(pk=review.pk).update(
        state=ReviewState.WITHDRAWN, closed_at=timezone.now()
    )
    assert judge(commune_officer, complaint, words="Hộ đã nhập vào hộ khác.").judged_on
