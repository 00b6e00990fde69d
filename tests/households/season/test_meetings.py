"""Residents' meetings: what may meet, how votes count, what a failed one leads to."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from households.models import (
    CommuneRound,
    MeetingVote,
    Reopening,
    Review,
    ReviewState,
    VillageMeeting,
)
from households.services.season import meetings, progress
from households.services.season.missing import StillMissing
from povertyportal.audit.models import AuditEntry
from tests.factories import VillageFactory
from tests.households.season import deciding as made
from tests.households.season.hearing import (
    ballots,
    close,
    facts,
    meet,
    open_meeting,
    redo,
    save,
)

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def today():
    with time_machine.travel(made.TODAY, tick=False):
        yield


@pytest.fixture
def place(commune):
    found = made.round_of(commune, standards=(made.NEW, made.OLD))
    return made.place_of(found, commune)


@pytest.fixture
def reviews(place, village, commune_officer):
    return [made.reviewed(place, village, commune_officer) for _ in range(3)]


def agreed(review):
    return Review.objects.filter(progress.agreed(), pk=review.pk).exists()


def test_everybody_agrees_unless_typed_otherwise(
    commune_officer, place, village, reviews
):
    meeting = meet(commune_officer, place, village)

    assert {vote.agreed for vote in meeting.votes.all()} == {40}
    assert all(agreed(each) for each in reviews)
    assert meeting.turn == 1
    assert meeting.closed_by == commune_officer


def test_votes_do_not_count_before_the_minutes_are_closed(
    commune_officer, place, village, reviews
):
    meeting = open_meeting(commune_officer, place, village)
    save(commune_officer, meeting)

    assert not any(agreed(each) for each in reviews)


@pytest.mark.parametrize(("count", "passes"), [(20, True), (19, False), (0, False)])
def test_one_half_of_those_who_came_is_enough(
    commune_officer, place, village, reviews, count, passes
):
    meeting = open_meeting(commune_officer, place, village)
    given = ballots(meeting, **{f"r{reviews[0].pk}": count})
    save(commune_officer, meeting, given=given)
    failed = close(commune_officer, meeting)

    assert agreed(reviews[0]) is passes
    assert [each.pk for each in failed] == ([] if passes else [reviews[0].pk])


def test_a_failed_household_is_surveyed_again_and_met_again(
    commune_officer, place, village, reviews
):
    again, *others = reviews
    first = meet(commune_officer, place, village, failing=[again])
    again.refresh_from_db()
    reopened = Reopening.objects.get(review=again)

    assert again.state == ReviewState.DRAFT
    assert reopened.cause == Reopening.Cause.MEETING
    assert "3/40 người nhất trí, dưới 50%" in reopened.reason
    assert all(agreed(each) for each in others)

    with pytest.raises(StillMissing) as refused:
        open_meeting(commune_officer, place, village)
    assert [row.review for row in refused.value.rows] == [again]

    later = first.held_on + dt.timedelta(days=3)
    redo(commune_officer, again, on=later)
    second = open_meeting(commune_officer, place, village, held_on=later)
    assert second.turn == 2
    assert [each.pk for each in meetings.on_agenda(second)] == [again.pk]

    save(commune_officer, second)
    close(commune_officer, second)
    assert agreed(again)


def test_no_meeting_before_the_whole_village_is_surveyed(
    commune_officer, place, village, reviews
):
    Review.objects.filter(pk=reviews[1].pk).update(state=ReviewState.TODO)

    with pytest.raises(StillMissing, match="1 hộ chưa rà soát xong") as refused:
        open_meeting(commune_officer, place, village)

    assert [row.review.pk for row in refused.value.rows] == [reviews[1].pk]
    assert not VillageMeeting.objects.exists()


def test_a_regular_dossier_does_not_wait_for_others(commune_officer, commune, village):
    found = made.regular_round(commune)
    place = made.place_of(found, commune)
    done = made.reviewed(place, village, commune_officer)
    waiting = made.reviewed(place, village, commune_officer)
    Review.objects.filter(pk=waiting.pk).update(state=ReviewState.DRAFT)

    meet(commune_officer, place, village)

    assert agreed(done)
    assert not MeetingVote.objects.filter(review=waiting).exists()


@pytest.mark.parametrize(
    ("held_on", "told"),
    [
        (dt.date(2025, 12, 2), "ở sau hôm nay"),
        (dt.date(2025, 9, 30), "ở trước ngày rà soát cuối cùng của thôn"),
    ],
)
def test_a_meeting_is_after_its_survey_and_not_in_the_future(
    commune_officer, place, village, reviews, held_on, told
):
    with pytest.raises(ValidationError, match=told):
        open_meeting(commune_officer, place, village, held_on=held_on)


def test_the_next_meeting_is_not_before_the_last(
    commune_officer, place, village, reviews
):
    meet(commune_officer, place, village, failing=reviews[:1])
    redo(commune_officer, reviews[0], on=made.SURVEYED)

    early = made.MET - dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="ở trước cuộc họp lần 1"):
        open_meeting(commune_officer, place, village, held_on=early)


def test_a_village_without_households_does_not_meet(commune_officer, place, commune):
    empty = VillageFactory(parent=commune, name="Thôn Trống")

    with pytest.raises(ValidationError, match="không có hộ nào cần họp"):
        open_meeting(commune_officer, place, empty)


def test_a_village_types_one_meeting_at_a_time(
    commune_officer, place, village, reviews
):
    open_meeting(commune_officer, place, village)

    with pytest.raises(ValidationError, match="biên bản họp lần 1 chưa chốt"):
        open_meeting(commune_officer, place, village)


def test_a_repeated_form_opens_one_meeting(commune_officer, place, village, reviews):
    key = uuid.uuid4()
    made_twice = [
        meetings.create_meeting(
            by=commune_officer, place=place, village=village, key=key, facts=facts()
        )
        for _ in range(2)
    ]

    assert made_twice[0].pk == made_twice[1].pk
    assert VillageMeeting.objects.count() == 1


def test_a_closed_round_hears_nobody(commune_officer, place, village, reviews):
    place.round.state = "closed"
    place.round.save()

    with pytest.raises(ValidationError, match="đã đóng"):
        open_meeting(commune_officer, place, village)


def test_others_do_not_type_minutes(
    surveyor, neighbour_officer, place, village, reviews
):
    with pytest.raises(PermissionDenied):
        open_meeting(surveyor, place, village)
    with pytest.raises(CommuneRound.DoesNotExist):
        open_meeting(neighbour_officer, place, village)


def test_the_second_officer_is_told(commune_officer, place, village, reviews):
    meeting = open_meeting(commune_officer, place, village)
    save(commune_officer, meeting)

    with pytest.raises(meetings.MeetingConflict) as told:
        save(commune_officer, meeting, version=1, attended=50)

    assert told.value.meeting.version == 2
    assert told.value.meeting.attended == 40


def test_closing_what_somebody_changed_is_refused(
    commune_officer, place, village, reviews
):
    meeting = open_meeting(commune_officer, place, village)
    save(commune_officer, meeting)

    with pytest.raises(meetings.MeetingConflict):
        meetings.close_meeting(by=commune_officer, meeting=meeting, version=1)


def test_minutes_without_votes_are_not_closed(commune_officer, place, village, reviews):
    meeting = open_meeting(commune_officer, place, village)

    with pytest.raises(StillMissing, match="3 hộ chưa ghi biểu quyết"):
        close(commune_officer, meeting)


def test_more_votes_than_people_are_refused(commune_officer, place, village, reviews):
    meeting = open_meeting(commune_officer, place, village)

    given = ballots(meeting, **{f"r{reviews[0].pk}": 41})
    with pytest.raises(ValidationError, match="từ 0 đến số người dự"):
        save(commune_officer, meeting, given=given)
    assert not MeetingVote.objects.exists()


def test_more_people_raise_everybody_but_not_the_exceptions(
    commune_officer, place, village, reviews
):
    meeting = open_meeting(commune_officer, place, village)
    given = ballots(meeting, **{f"r{reviews[0].pk}": 25})
    save(commune_officer, meeting, given=given)
    meeting.refresh_from_db()
    save(commune_officer, meeting, given=given, attended=60)

    votes = dict(meeting.votes.values_list("review", "agreed"))
    assert votes == {reviews[0].pk: 25, reviews[1].pk: 60, reviews[2].pk: 60}
    assert not meeting.votes.get(review=reviews[0]).passed


def test_a_result_that_changed_meanwhile_is_shown_again(
    commune_officer, place, village, reviews
):
    meeting = open_meeting(commune_officer, place, village)
    given = ballots(meeting)
    Review.objects.filter(pk=reviews[0].pk).update(state=ReviewState.DRAFT)
    redo(commune_officer, reviews[0], on=made.SURVEYED)

    with pytest.raises(StillMissing, match="vừa thay đổi") as told:
        save(commune_officer, meeting, given=given)
    assert [row.review.pk for row in told.value.rows] == [reviews[0].pk]


def test_a_household_reopened_meanwhile_waits_for_the_next_meeting(
    commune_officer, place, village, reviews
):
    meeting = open_meeting(commune_officer, place, village)
    given = ballots(meeting)
    Review.objects.filter(pk=reviews[0].pk).update(state=ReviewState.DRAFT)

    left_out = save(commune_officer, meeting, given=given)
    close(commune_officer, meeting)

    assert left_out == [reviews[0]]
    assert agreed(reviews[1])
    assert not agreed(reviews[0])


def test_a_mistaken_meeting_is_taken_back_with_a_reason(
    commune_officer, place, village, reviews
):
    meeting = open_meeting(commune_officer, place, village)
    save(commune_officer, meeting)

    with pytest.raises(ValidationError, match="lý do"):
        meetings.discard_meeting(by=commune_officer, meeting=meeting, reason=" ")
    meetings.discard_meeting(by=commune_officer, meeting=meeting, reason="Nhầm thôn")

    assert not VillageMeeting.objects.exists()
    entry = AuditEntry.objects.get(act="households.meeting.discarded")
    assert entry.reason == "Nhầm thôn"


def test_closed_minutes_take_nothing_more(commune_officer, place, village, reviews):
    meeting = meet(commune_officer, place, village)

    for act in (
        lambda: save(commune_officer, meeting),
        lambda: close(commune_officer, meeting),
        lambda: meetings.discard_meeting(
            by=commune_officer, meeting=meeting, reason="Nhầm"
        ),
    ):
        with pytest.raises(ValidationError, match="đã chốt"):
            act()


def test_each_act_enters_the_trail_once(commune_officer, place, village, reviews):
    meet(commune_officer, place, village, failing=reviews[:1])

    acts = AuditEntry.objects.filter(object_kind="meeting").values_list(
        "act", flat=True
    )
    assert sorted(acts) == [
        "households.meeting.closed",
        "households.meeting.created",
        "households.meeting.saved",
    ]
    assert AuditEntry.objects.filter(act="households.review.reopened").count() == 1
