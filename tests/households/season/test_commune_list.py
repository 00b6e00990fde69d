"""A commune's list: who is left over and why, closing it, opening it again."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from households.models import (
    CommuneRound,
    Household,
    Review,
    ReviewRequest,
    ReviewRound,
    StaleArea,
    VillageMeeting,
)
from households.services import rounds
from households.services.season import answers, lists, requests
from povertyportal.audit.models import AuditEntry
from tests.factories import HouseholdFactory, ReviewFactory, RoundFactory
from tests.households.season.asking import DAY, RECEIVED, TODAY, receive, standing

pytestmark = pytest.mark.django_db

OPENS = dt.date(2026, 9, 1)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def place(open_round, commune):
    return open_round.places.get(commune=commune)


def refusal(code):
    """The next act is refused for that reason."""
    return pytest.raises(requests.Refused, check=lambda error: error.code == code)


def close(officer, place, on=DAY):
    return lists.close_list(by=officer, place=place, on=on)


def reasons(household):
    """Which of the reasons to be left over the household shows."""
    names = ("other_round", "done_round", "was_withdrawn")
    return {
        name: getattr(household, name) for name in names if getattr(household, name)
    }


# --- left over ----------------------------------------------------------------


def test_a_household_recognised_since_is_left_over(place, household):
    assert not lists.left_over(place).exists()
    standing(household, "near_poor", starts=dt.date(2026, 10, 1))
    (found,) = lists.left_over(place)
    assert (found, reasons(found)) == (household, {})
    assert list(lists.could_enter(place)) == [household]


@pytest.mark.parametrize(
    ("poverty_class", "times"),
    [
        ("not_poor", {}),
        ("poor", {"ends": DAY}),
        ("poor", {"starts": DAY + dt.timedelta(1)}),
    ],
)
def test_who_is_on_no_list_today_is_not_missed(place, household, poverty_class, times):
    standing(household, poverty_class, **times)
    assert not lists.left_over(place).exists()


def test_who_is_on_the_round_s_list_is_not_left_over(place, household):
    standing(household)
    ReviewFactory(round=place.round, household=household)
    assert not lists.left_over(place).exists()


def test_who_is_elsewhere_or_gone_is_not_left_over(place, household, neighbour_village):
    standing(HouseholdFactory(village=neighbour_village))
    standing(household)
    Household.objects.filter(pk=household.pk).update(state="gone")
    assert not lists.left_over(place).exists()


def test_it_is_told_where_a_household_is_reviewed_instead(place, household, commune):
    other = RoundFactory(areas=[commune], kind="regular", name="Đợt tháng 9")
    standing(household)
    ReviewFactory(round=other, household=household)
    (found,) = lists.left_over(place)
    assert reasons(found) == {"other_round": "Đợt tháng 9"}
    assert not lists.could_enter(place).exists()


def test_it_is_told_where_a_household_had_its_review_of_the_year(
    place, household, commune
):
    other = RoundFactory(areas=[commune], name="Đợt định kỳ thứ nhất")
    standing(household)
    ReviewFactory(round=other, household=household, closed_at=TODAY)
    (found,) = lists.left_over(place)
    assert reasons(found) == {"done_round": "Đợt định kỳ thứ nhất"}


def test_a_household_taken_off_is_told_apart(commune_officer, place, household):
    standing(household)
    ReviewFactory(round=place.round, household=household)
    rounds.withdraw(by=commune_officer, household=household)
    (found,) = lists.left_over(place)
    assert reasons(found) == {"was_withdrawn": True}
    assert not lists.could_enter(place).exists()


def test_a_regular_round_misses_nobody(commune, household):
    monthly = RoundFactory(areas=[commune], kind="regular").places.get()
    standing(household)
    assert not lists.left_over(monthly).exists()
    assert not lists.could_enter(monthly).exists()


def test_a_regular_round_has_no_list_to_close(commune, commune_officer):
    monthly = RoundFactory(areas=[commune], kind="regular").places.get()
    with pytest.raises(ValidationError, match="không chốt danh sách"):
        close(commune_officer, monthly)


@pytest.mark.parametrize(
    ("closed_on", "state", "now", "day"),
    [
        (None, "open", "2026-10-20 08:00+07:00", DAY),
        (None, "open", "2026-08-20 08:00+07:00", OPENS),
        (RECEIVED, "open", "2026-10-20 08:00+07:00", RECEIVED),
        (None, "closed", "2027-02-01 08:00+07:00", dt.date(2026, 12, 14)),
    ],
)
def test_the_day_of_the_list(place, closed_on, state, now, day):
    place.list_closed_on, place.round.state = closed_on, state
    with time_machine.travel(now, tick=False):
        assert lists.list_day(place) == day


def test_those_left_over_are_put_in_once(commune_officer, place, household, commune):
    standing(household)
    assert lists.take_in(by=commune_officer, place=place) == 1
    assert lists.take_in(by=commune_officer, place=place) == 0
    review = Review.objects.get()
    assert (review.household, review.why) == (household, Review.Why.ON_LIST)
    assert review.annual_year == 2026
    assert StaleArea.objects.get().commune == commune
    assert (
        AuditEntry.objects.get(act="households.list.filled").detail["households"] == 1
    )


# --- closing ------------------------------------------------------------------


def test_a_list_is_closed_once(commune_officer, place):
    close(commune_officer, place, dt.date(2026, 10, 1))
    found = close(commune_officer, place)
    assert found.list_closed_on == dt.date(2026, 10, 1)
    assert found.list_closed_by == commune_officer
    assert AuditEntry.objects.filter(act="households.list.closed").count() == 1


@pytest.mark.parametrize("on", [OPENS, DAY])
def test_it_may_be_closed_from_its_first_day_to_today(commune_officer, place, on):
    assert close(commune_officer, place, on).list_closed_on == on


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (DAY + dt.timedelta(1), "ở sau hôm nay"),
        (OPENS - dt.timedelta(1), "ở trước ngày mở đợt"),
    ],
)
def test_it_is_not_closed_on_another_day(commune_officer, place, on, told):
    with pytest.raises(ValidationError, match=told):
        close(commune_officer, place, on)


def test_requests_are_answered_first(commune_officer, place, household):
    made = receive(commune_officer, household)
    with refusal("waiting") as refused:
        close(commune_officer, place, RECEIVED)
    assert refused.value.about == made
    day_before = RECEIVED - dt.timedelta(1)
    assert close(commune_officer, place, day_before).list_closed_on == day_before


def test_a_request_of_another_commune_does_not_matter(
    commune_officer, neighbour_officer, place, neighbour_village
):
    receive(neighbour_officer, HouseholdFactory(village=neighbour_village))
    assert close(commune_officer, place).list_closed_on == DAY


def test_a_household_that_moved_away_takes_its_request_along(
    commune_officer, neighbour_officer, place, household, neighbour_village, neighbour
):
    made = receive(commune_officer, household)
    household.residences.update(village=neighbour_village)
    assert close(commune_officer, place).list_closed_on == DAY
    with refusal("waiting") as refused:
        close(neighbour_officer, place.round.places.get(commune=neighbour))
    assert refused.value.about == made


def test_it_is_not_closed_before_the_last_household_came_in(
    commune_officer, place, household
):
    made = receive(commune_officer, household)
    ReviewRequest.objects.update(screen_passed=True)
    answers.accept(by=commune_officer, request=made, place=place)
    with pytest.raises(ValidationError, match="ngày đưa hộ cuối cùng vào"):
        close(commune_officer, place, DAY - dt.timedelta(1))
    assert close(commune_officer, place).list_closed_on == DAY


def test_nobody_may_be_left_over(commune_officer, place, household):
    standing(household)
    with refusal("left_over") as refused:
        close(commune_officer, place)
    assert "1 hộ nghèo" in str(refused.value)
    lists.take_in(by=commune_officer, place=place)
    assert close(commune_officer, place).list_closed_on == DAY


def test_a_closed_list_is_not_filled(commune_officer, place):
    close(commune_officer, place)
    with pytest.raises(ValidationError, match="đã chốt"):
        lists.take_in(by=commune_officer, place=place)


def test_a_closed_round_is_left_as_it_is(commune_officer, place):
    ReviewRound.objects.update(state="closed")
    with pytest.raises(ValidationError, match="đã đóng"):
        close(commune_officer, place)


def test_only_the_commune_officer_closes_the_list(
    leader, surveyor, neighbour_officer, place, elsewhere
):
    for officer in (leader, surveyor):
        with pytest.raises(PermissionDenied):
            close(officer, place)
    with pytest.raises(CommuneRound.DoesNotExist):
        close(neighbour_officer, place)


# --- opening again ------------------------------------------------------------


def test_a_list_closed_by_mistake_is_opened_again(commune_officer, place):
    close(commune_officer, place)
    for _ in range(2):
        found = lists.reopen_list(by=commune_officer, place=place, reason="Chốt nhầm")
        assert (found.list_closed_on, found.list_closed_by) == (None, None)
    entry = AuditEntry.objects.get(act="households.list.reopened")
    assert (entry.reason, entry.detail["closed_on"]) == ("Chốt nhầm", str(DAY))


def test_opening_again_needs_a_reason(commune_officer, place):
    close(commune_officer, place)
    with pytest.raises(ValidationError, match="lý do"):
        lists.reopen_list(by=commune_officer, place=place, reason="")


def test_after_a_residents_meeting_it_stays_closed(commune_officer, place, village):
    close(commune_officer, place)
    VillageMeeting.objects.create(
        place=place,
        village=village,
        turn=1,
        held_on=DAY,
        venue="Nhà văn hóa",
        chair="Trưởng thôn",
        secretary="Thư ký",
        attended=30,
        recorded_by=commune_officer,
    )
    with pytest.raises(ValidationError, match="họp dân"):
        lists.reopen_list(by=commune_officer, place=place, reason="Chốt nhầm")
