"""The season's clock: how each step of a commune stands."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from households.models import (
    CommuneRound,
    Complaint,
    DelayReason,
    Procedure,
    Reopening,
    Review,
    Submission,
)
from households.rules.procedure import StepState
from households.services.season import clock
from households.services.season.terms import set_round_steps
from tests.factories import AreaFactory, VillageFactory
from tests.households.season.deciding import (
    finished,
    heard,
    place_of,
    posted,
    prepare,
    regular_round,
    reviewed,
    round_of,
    sign,
)

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
UNDER_DISTRICTS = {
    "opens_on": dt.date(2024, 9, 1),
    "closes_on": dt.date(2024, 12, 14),
    "year": 2024,
    "list_valid_from": dt.date(2025, 1, 1),
}


def at(*when):
    return dt.datetime(*when, tzinfo=HANOI)


@pytest.fixture
def place(commune):
    found = round_of(commune)
    set_round_steps(found)
    return CommuneRound.objects.select_related("round__procedure", "commune").get()


def states(place, now):
    return {step.step: step.state for step in clock.clock_of(place, now).steps}


def submit(place, officer, kind, when, state=Submission.State.SUBMITTED, by=None):
    turn = place.submissions.filter(kind=kind).count() + 1
    answer = {}
    if state != Submission.State.SUBMITTED:
        answer = {"answered_by": by, "answered_at": when, "comment": "Xem lại"}
    return Submission.objects.create(
        place=place,
        kind=kind,
        turn=turn,
        submitted_by=officer,
        submitted_at=when,
        state=state,
        **answer,
    )


def complain(place, review, officer, received_on, **fields):
    return Complaint.objects.create(
        place=place,
        review=review,
        level=Complaint.Level.COMMUNE,
        complainant="Trần Thị Khiếu",
        received_on=received_on,
        text="Không đúng",
        recorded_by=officer,
        **fields,
    )


def test_steps_come_in_the_order_of_the_law(place):
    assert [step.step for step in clock.due_steps(place)] == [
        "list",
        "survey",
        "meeting",
        "posting",
        "preliminary",
        "recognition",
        "official",
    ]


def test_an_opinion_is_asked_where_districts_were(commune):
    found = round_of(
        commune,
        **UNDER_DISTRICTS,
        procedure=Procedure.objects.get(code="QD24_2021"),
    )
    step = clock.clock_of(found.places.get()).of("opinion")
    assert step.note == "Của Chủ tịch Ủy ban nhân dân cấp huyện"


def test_an_opinion_that_need_not_be_asked_is_never_late(place, commune_officer):
    assert clock.clock_of(place, at(2026, 6, 1)).of("opinion") is None
    submit(place, commune_officer, "opinion", at(2025, 11, 20, 8))
    step = clock.clock_of(place, at(2026, 6, 1)).of("opinion")
    assert step.state == StepState.ON_TIME
    assert step.note == "Của Cơ quan thường trực cấp tỉnh; không bắt buộc"


def test_the_law_decides_where_it_has_a_day(place):
    steps = {step.step: step for step in clock.due_steps(place)}
    assert steps["preliminary"].due_on == dt.date(2025, 11, 14)
    assert steps["preliminary"].is_lawful
    assert steps["preliminary"].is_verified
    assert "trước ngày 15/11" in steps["preliminary"].citation
    assert steps["survey"].due_on == dt.date(2025, 12, 14)
    assert not steps["survey"].is_lawful


def test_a_season_runs_through_its_steps(place, village, commune_officer, leader):
    review = reviewed(place, village, commune_officer)
    now = at(2025, 10, 25)
    review.__class__.objects.filter(pk=review.pk).update(submitted_at=at(2025, 10, 2))
    assert states(place, now)["survey"] == StepState.DONE
    assert states(place, now)["meeting"] == StepState.ON_TIME
    assert states(place, now)["posting"] == StepState.NOT_YET
    heard(place, village, commune_officer, [review])
    assert states(place, now)["meeting"] == StepState.DONE
    posted(place, commune_officer, [review])
    # until its last day is over, the list still hangs
    assert states(place, at(2025, 10, 24, 23, 59))["posting"] == StepState.ON_TIME
    assert states(place, at(2025, 10, 25))["posting"] == StepState.DONE
    assert states(place, now)["recognition"] == StepState.ON_TIME


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (at(2025, 11, 14, 23, 59), StepState.SOON),
        (at(2025, 11, 15, 0, 0), StepState.LATE),
    ],
)
def test_the_preliminary_result_is_late_from_midnight(place, now, state):
    assert states(place, now)["preliminary"] == state


@pytest.mark.parametrize(
    ("sent", "state"),
    [
        (at(2025, 11, 14, 23, 59), StepState.DONE),
        (at(2025, 11, 15, 0, 0), StepState.DONE_LATE),
    ],
)
def test_a_report_handed_up_counts_by_its_day(place, commune_officer, sent, state):
    submit(place, commune_officer, "preliminary", sent)
    assert states(place, at(2026, 1, 1))["preliminary"] == state


def test_a_report_sent_back_is_not_done(place, commune_officer, province_officer):
    sent_back = Submission.State.SENT_BACK
    when = at(2025, 11, 10, 8)
    submit(place, commune_officer, "preliminary", when, sent_back, by=province_officer)
    assert states(place, at(2025, 11, 16))["preliminary"] == StepState.LATE
    submit(place, commune_officer, "preliminary", at(2025, 11, 17, 8))
    assert states(place, at(2025, 11, 18))["preliminary"] == StepState.DONE_LATE


def test_one_household_undone_keeps_its_step_open(place, village, commune_officer):
    first = reviewed(place, village, commune_officer)
    second = reviewed(place, village, commune_officer, name="Lê Thị Hai")
    heard(place, village, commune_officer, [first, second], agreed=20)
    heard(place, village, commune_officer, [second], agreed=9, turn=2)
    counted = clock.clock_of(place).of("meeting")
    assert (counted.done, counted.total) == (2, 2)
    posted(place, commune_officer, [first])
    counted = clock.clock_of(place, at(2025, 12, 14)).of("posting")
    assert (counted.done, counted.total) == (1, 2)
    assert counted.state == StepState.SOON


@pytest.mark.parametrize(
    ("cause", "state"),
    [
        ("complaint", StepState.DONE),
        ("sent_back", StepState.DONE),
        ("meeting", StepState.DONE_LATE),
    ],
)
def test_a_re_check_does_not_make_the_survey_late(
    place, village, commune_officer, cause, state
):
    first = reviewed(place, village, commune_officer)
    again = reviewed(place, village, commune_officer, name="Lê Thị Hai")
    Review.objects.filter(pk=first.pk).update(submitted_at=at(2025, 12, 1))
    Review.objects.filter(pk=again.pk).update(submitted_at=at(2025, 12, 15))
    Reopening.objects.create(
        review=again, cause=cause, reason="Xem lại", opened_by=commune_officer
    )
    assert states(place, at(2025, 12, 20))["survey"] == state


def test_a_list_that_is_not_closed_is_not_surveyed(place, village, commune_officer):
    reviewed(place, village, commune_officer)
    place.list_closed_on = None
    place.save()
    found = states(place, at(2025, 12, 15))
    assert (found["list"], found["survey"]) == (StepState.LATE, StepState.LATE)


@pytest.fixture
def july(commune):
    """The commune in its regular round of July, which the law lets last 15 days."""
    found = regular_round(commune, month=7, closes_on=dt.date(2025, 7, 30))
    found.places.update(list_closed_on=None)
    set_round_steps(found)
    return CommuneRound.objects.select_related("round__procedure", "commune").get()


def test_a_regular_round_is_done_when_its_dossiers_are(
    july, village, commune_officer, leader
):
    review = reviewed(july, village, commune_officer)
    heard(july, village, commune_officer, [review])
    posted(july, commune_officer, [review])
    late = states(july, at(2025, 12, 1))
    assert list(late) == ["survey", "meeting", "posting", "recognition", "monthly"]
    assert late["posting"] == StepState.DONE
    assert late["recognition"] == StepState.LATE
    sign(prepare(july, commune_officer, review_ids=[review.pk]), leader)
    assert states(july, at(2025, 12, 1))["recognition"] == StepState.DONE_LATE


def test_a_regular_round_without_a_dossier_is_never_late(july):
    found = states(july, at(2025, 12, 1))
    assert found["recognition"] == StepState.NOT_YET
    assert found["monthly"] == StepState.LATE


def test_the_reason_of_a_dossier_is_told_of_its_step(july, village, commune_officer):
    review = reviewed(july, village, commune_officer)
    assert clock.clock_of(july, at(2025, 12, 1)).of("recognition").asks_reason
    DelayReason.objects.create(
        place=july,
        review=review,
        step="recognition",
        reason="Chủ hộ đi vắng",
        told_by=commune_officer,
    )
    found = clock.clock_of(july, at(2025, 12, 1)).of("recognition")
    assert found.reason == "Chủ hộ đi vắng"


def test_an_open_complaint_has_three_working_days(place, village, commune_officer):
    review = reviewed(place, village, commune_officer)
    friday = dt.date(2025, 10, 31)
    made = complain(place, review, commune_officer, friday)
    step = clock.clock_of(place, at(2025, 11, 5, 23, 59)).of("recheck")
    assert (step.due_on, step.state) == (dt.date(2025, 11, 5), StepState.SOON)
    assert step.is_lawful
    assert not step.is_verified
    assert states(place, at(2025, 11, 6))["recheck"] == StepState.LATE
    Complaint.objects.filter(pk=made.pk).update(
        state=Complaint.State.REJECTED,
        judgement="Đúng quy định",
        judged_on=dt.date(2025, 11, 7),
    )
    step = clock.clock_of(place, at(2025, 11, 8)).of("recheck")
    assert (step.state, step.done, step.total) == (StepState.DONE, 1, 1)


def test_the_newest_reason_is_shown(place, commune_officer):
    for words in ("Bão số 3", "Bão số 4"):
        DelayReason.objects.create(
            place=place, step="preliminary", reason=words, told_by=commune_officer
        )
    step = clock.clock_of(place, at(2025, 11, 20)).of("preliminary")
    assert step.reason == "Bão số 4"
    assert not step.asks_reason
    assert clock.clock_of(place, at(2025, 12, 20)).of("official").asks_reason


def test_a_commune_is_late_when_one_of_its_steps_is(place):
    assert clock.clock_of(place, at(2025, 10, 1)).state == StepState.ON_TIME
    assert clock.clock_of(place, at(2025, 11, 12)).state == StepState.SOON
    assert clock.clock_of(place, at(2025, 11, 15)).state == StepState.LATE


@pytest.mark.django_db
def test_a_commune_is_done_when_all_is(
    place, village, commune_officer, leader, time_machine
):
    time_machine.move_to("2025-12-01 08:00+07:00")
    review = reviewed(place, village, commune_officer)
    finished(place, village, commune_officer, [review])
    submit(place, commune_officer, "preliminary", at(2025, 11, 1, 8))
    submit(place, commune_officer, "official", at(2025, 12, 1, 8))
    sign(prepare(place, commune_officer), leader)
    found = clock.clock_of(place, timezone.now())
    assert found.of("recognition").done_on == dt.date(2025, 11, 28)
    assert found.state == StepState.DONE


def test_a_board_takes_as_many_queries_as_one_commune(
    place, village, province, commune_officer, django_assert_num_queries
):
    reviewed(place, village, commune_officer)
    rows = CommuneRound.objects.select_related("round__procedure", "commune")
    with django_assert_num_queries(12):
        clock.clocks(list(rows.all()))
    for name in ("Xã Một", "Xã Hai"):
        other = AreaFactory(name=name, parent=province)
        place.round.areas.add(other)
        there = VillageFactory(parent=other)
        reviewed(place_of(place.round, other), there, commune_officer)
    with django_assert_num_queries(12):
        assert len(clock.clocks(list(rows.all()))) == 3
