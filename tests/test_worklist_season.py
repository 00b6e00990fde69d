"""Việc cần làm of the season: what each role finds on its home page."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from households.models import (
    Complaint,
    DelayReason,
    Review,
    ReviewComment,
    ReviewState,
    Submission,
    SurveyAssignment,
)
from households.services.season.terms import set_round_steps
from povertyportal import worklist
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    RequestFactory,
    ReviewFactory,
    RoundFactory,
    VillageFactory,
)
from tests.households.season.deciding import (
    heard,
    posted,
    prepare,
    regular_round,
    reviewed,
    round_of,
)

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def autumn(time_machine):
    time_machine.move_to("2025-10-20 08:00+07:00")


@pytest.fixture
def place(commune, autumn):
    found = round_of(commune)
    set_round_steps(found)
    return found.places.select_related("round__procedure", "commune").get()


def items(officer):
    officer.__dict__.pop("_scopes", None)
    return {item.title: item for item in worklist.for_officer(officer)}


def submit(place, officer, kind, **fields):
    when = dt.datetime(2025, 10, 10, 8, tzinfo=HANOI)
    return Submission.objects.create(
        place=place, kind=kind, submitted_by=officer, submitted_at=when, **fields
    )


def send_back(submission, by):
    submission.state = Submission.State.SENT_BACK
    submission.answered_by, submission.comment = by, "Rà soát lại hai hộ"
    submission.answered_at = submission.submitted_at
    submission.save()


def test_a_commune_officer_sees_each_step_that_waits(place, village, commune_officer):
    waiting = HouseholdFactory(village=village)
    ReviewFactory(round=place.round, household=waiting)
    first, second, third = (
        reviewed(place, village, commune_officer, name=name)
        for name in ("An Văn Một", "An Văn Hai", "An Văn Ba")
    )
    heard(place, village, commune_officer, [second, third])
    posted(place, commune_officer, [third])
    found = items(commune_officer)
    assert found["Thôn chưa rà soát xong"].count == 1
    assert found["Hộ chờ họp dân"].count == 1
    assert found["Hộ chờ niêm yết"].count == 1
    assert "Chưa chốt danh sách hộ" not in found
    page = reverse("season:meetings", args=[place.pk])
    assert found["Hộ chờ họp dân"].url == page
    assert found["Hộ chờ họp dân"].hint.startswith("hạn 14/12/2025; ")


def test_households_posted_long_enough_wait_for_the_decision(
    place, village, commune_officer, time_machine
):
    review = reviewed(place, village, commune_officer)
    heard(place, village, commune_officer, [review])
    posted(place, commune_officer, [review])
    assert "Hộ chờ quyết định công nhận" not in items(commune_officer)
    time_machine.move_to("2025-10-25 00:00+07:00")
    found = items(commune_officer)["Hộ chờ quyết định công nhận"]
    assert found.count == 1
    assert found.url == reverse("season:decisions", args=[place.pk])


def test_a_regular_round_waits_with_the_due_day_of_its_dossiers(
    commune, village, commune_officer, autumn
):
    found = regular_round(commune, month=7, closes_on=dt.date(2025, 7, 30))
    found.places.update(list_closed_on=None)
    set_round_steps(found)
    reviewed(found.places.get(), village, commune_officer)
    waiting = items(commune_officer)
    assert "Chưa chốt danh sách hộ" not in waiting
    assert waiting["Hộ chờ họp dân"].hint.startswith("hạn 30/07/2025; ")
    assert waiting["Hộ chờ họp dân"].is_late


def test_a_list_that_is_open_asks_to_be_closed(place, commune_officer):
    place.list_closed_on = None
    place.save()
    found = items(commune_officer)["Chưa chốt danh sách hộ"]
    assert found.url == reverse("season:list", args=[place.pk])


def test_a_request_waits_for_the_commune(place, household, commune_officer):
    RequestFactory(household=household, recorded_by=commune_officer)
    found = items(commune_officer)["Giấy đề nghị chờ giải quyết"]
    assert found.count == 1
    assert found.url == reverse("season:request-list") + "?state=received"


def test_complaints_wait_at_their_level(
    place, village, commune_officer, province_officer
):
    review = reviewed(place, village, commune_officer)
    for level in (Complaint.Level.COMMUNE, Complaint.Level.HIGHER):
        Complaint.objects.create(
            key=uuid.uuid4(),
            place=place,
            review=review,
            level=level,
            complainant="Trần Thị Khiếu",
            received_on=dt.date(2025, 10, 17),
            text="Không đúng",
            recorded_by=commune_officer,
        )
    assert items(commune_officer)["Khiếu nại đang giải quyết"].count == 1
    assert items(province_officer)["Khiếu nại đang giải quyết"].count == 1


def test_what_was_sent_back_comes_back(
    place, village, commune_officer, province_officer
):
    review = reviewed(place, village, commune_officer)
    submission = submit(place, commune_officer, Submission.Kind.PRELIMINARY)
    comment = ReviewComment.objects.create(
        review=review,
        submission=submission,
        text="Xem lại",
        written_by=province_officer,
    )
    assert "Ý kiến của cấp trên về hộ chưa trả lời" not in items(commune_officer)
    send_back(submission, province_officer)
    found = items(commune_officer)
    assert "Báo cáo bị trả lại: kết quả sơ bộ" in found
    answer = reverse("season:comment-answer", args=[comment.pk])
    assert found["Ý kiến của cấp trên về hộ chưa trả lời"].url == answer


def test_a_report_is_asked_for_when_it_is_due_soon(
    place, commune_officer, time_machine
):
    assert "Đến hạn: báo cáo sơ bộ" not in items(commune_officer)
    time_machine.move_to("2025-11-11 00:00+07:00")
    found = items(commune_officer)["Đến hạn: báo cáo sơ bộ"]
    assert found.hint.startswith("hạn 14/11/2025; ")
    time_machine.move_to("2025-11-15 00:00+07:00")
    assert items(commune_officer)["Đến hạn: báo cáo sơ bộ"].is_late


def test_being_late_asks_for_a_reason_once(place, commune_officer, time_machine):
    time_machine.move_to("2025-11-15 00:00+07:00")
    found = items(commune_officer)["Bước chậm chưa ghi lý do"]
    assert found.count == 1
    assert found.hint.startswith("báo cáo sơ bộ; ")
    assert worklist.for_officer(commune_officer)[0].is_late
    DelayReason.objects.create(
        place=place, step="preliminary", reason="Bão", told_by=commune_officer
    )
    assert "Bước chậm chưa ghi lý do" not in items(commune_officer)


def test_a_monthly_report_is_asked_of_its_commune(
    commune, commune_officer, time_machine
):
    found = RoundFactory(
        areas=[commune],
        kind="regular",
        month=4,
        opens_on=dt.date(2026, 4, 15),
        closes_on=dt.date(2026, 4, 30),
    )
    set_round_steps(found)
    time_machine.move_to("2026-05-02 08:00+07:00")
    item = items(commune_officer)["Đến hạn: báo cáo hằng tháng"]
    assert item.hint.startswith("hạn 05/05/2026; ")


def test_households_of_a_closed_round_are_offered(place, village, commune_officer):
    ReviewFactory(round=place.round, household=HouseholdFactory(village=village))
    place.round.state = "closed"
    place.round.save()
    Review.objects.update(closed_at=dt.datetime(2025, 12, 15, tzinfo=HANOI))
    found = items(commune_officer)["Hộ chưa rà soát xong ở đợt định kỳ đã đóng"]
    assert (found.count, found.url) == (1, reverse("season:regular-open"))


def test_a_leader_sees_the_draft_that_waits_for_him(
    place, village, commune_officer, leader, neighbour_officer, time_machine
):
    time_machine.move_to("2025-12-01 08:00+07:00")
    review = reviewed(place, village, commune_officer)
    heard(place, village, commune_officer, [review])
    posted(place, commune_officer, [review])
    draft = prepare(place, commune_officer)
    found = items(leader)["Quyết định công nhận chờ ký"]
    assert (found.count, found.url) == (
        1,
        reverse("season:decision-detail", args=[draft.pk]),
    )
    assert "Quyết định công nhận chờ ký" not in items(commune_officer)


def test_the_province_sees_reports_and_late_communes(
    place, commune_officer, province_officer, time_machine
):
    time_machine.move_to("2025-11-15 00:00+07:00")
    submit(place, commune_officer, Submission.Kind.OFFICIAL)
    found = items(province_officer)
    board = f"{reverse('season:board')}?dot={place.round_id}"
    assert found["Báo cáo của xã chờ trả lời"].url == f"{board}&cho=on"
    assert found["Xã có bước quá hạn"].url == reverse("season:place", args=[place.pk])


@pytest.mark.parametrize("who", ["committee_member", "inspector", "leader"])
def test_whoever_watches_sees_late_communes(place, who, request, time_machine):
    time_machine.move_to("2025-11-15 00:00+07:00")
    assert items(request.getfixturevalue(who))["Xã có bước quá hạn"].count == 1


def test_a_surveyor_sees_his_villages(
    place, village, surveyor, commune_officer, time_machine
):
    SurveyAssignment.objects.create(
        place=place,
        village=village,
        surveyor=surveyor,
        starts=dt.date(2025, 9, 1),
        ends=dt.date(2025, 10, 25),
        assigned_by=commune_officer,
    )
    ReviewFactory(round=place.round, household=HouseholdFactory(village=village))
    found = items(surveyor)[f"{village.name}: hộ còn phải rà soát"]
    assert found.count == 1
    assert found.url == reverse("season:grid", args=[place.pk, village.pk])
    time_machine.move_to("2025-10-25 00:00+07:00")
    assert f"{village.name}: hộ còn phải rà soát" not in items(surveyor)
    time_machine.move_to("2025-10-24 23:59+07:00")
    Review.objects.update(state=ReviewState.IMPORTED)
    assert f"{village.name}: hộ còn phải rà soát" not in items(surveyor)


@pytest.mark.parametrize(
    ("who", "queries"),
    [("commune_officer", 41), ("province_officer", 37), ("committee_member", 23)],
)
def test_home_takes_a_constant_number_of_queries(
    place, province, village, who, queries, request, django_assert_num_queries
):
    officer = request.getfixturevalue(who)
    surveying = request.getfixturevalue("commune_officer")
    reviewed(place, village, surveying)
    with django_assert_num_queries(queries):
        items(officer)
    for name in ("Xã Một", "Xã Hai"):
        other = AreaFactory(name=name, parent=province)
        place.round.areas.add(other)
        there = VillageFactory(parent=other)
        reviewed(place.round.places.get(commune=other), there, surveying)
    RoundFactory(areas=[place.commune], name="Đợt khác", year=2024)
    with django_assert_num_queries(queries):
        items(officer)
