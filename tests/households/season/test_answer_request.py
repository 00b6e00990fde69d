"""Answering requests: into a round with its reason, or a written refusal; once."""

import datetime as dt
import threading
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from households.models import (
    CommuneRound,
    Household,
    Review,
    ReviewRequest,
    ReviewRound,
    StaleArea,
)
from households.services import rounds
from households.services.season import answers, requests
from povertyportal.audit.models import AuditEntry
from tests.factories import (
    HouseholdFactory,
    ReviewFactory,
    RoundFactory,
    add_member,
)
from tests.households.season.asking import DAY, RECEIVED, TODAY, receive, standing

pytestmark = pytest.mark.django_db

State, Why = ReviewRequest.State, Review.Why
REFUSAL = answers.Refusal("12/UBND-LĐ", DAY, "Hộ có lương hưu")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def place(open_round, commune):
    return open_round.places.get(commune=commune)


@pytest.fixture
def screened(commune_officer, household):
    """A request that the quick screen lets on to the survey."""
    made = receive(commune_officer, household)
    ReviewRequest.objects.filter(pk=made.pk).update(screen_passed=True)
    return made


def refusal(code):
    """The next act is refused for that reason."""
    return pytest.raises(requests.Refused, check=lambda error: error.code == code)


def accept(officer, request, place):
    return answers.accept(by=officer, request=request, place=place)


def reviewed_once(household, officer):
    """Its open review is handed in and closed."""
    Review.objects.filter(household=household).update(
        state="submitted",
        surveyed_on=DAY,
        submitted_by=officer,
        submitted_at=timezone.now(),
        closed_at=timezone.now(),
    )


def test_an_accepted_household_is_on_the_list(
    commune_officer, screened, place, household, commune
):
    review = accept(commune_officer, screened, place)
    assert (review.round, review.household) == (place.round, household)
    assert review.why == Why.ASKED_ENTER
    screened.refresh_from_db()
    assert (screened.state, screened.review) == (State.ACCEPTED, review)
    assert (screened.answered_on, screened.answered_by) == (DAY, commune_officer)
    assert AuditEntry.objects.filter(act="households.request.accepted").count() == 1
    assert StaleArea.objects.filter(commune=commune, year=2026).exists()


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("leave", Why.ASKED_LEAVE),
        ("average", Why.ASKED_AVERAGE),
        ("worker", Why.ASKED_WORKER),
    ],
)
def test_the_reason_follows_from_the_kind(commune_officer, household, place, kind, why):
    if kind == "leave":
        standing(household)
    person = household.memberships.get().person if kind == "worker" else None
    made = receive(commune_officer, household, kind=kind, person=person)
    assert accept(commune_officer, made, place).why == why


def test_a_second_press_does_nothing(commune_officer, screened, place):
    first = accept(commune_officer, screened, place)
    assert accept(commune_officer, screened, place) == first
    assert Review.objects.count() == 1
    assert AuditEntry.objects.filter(act="households.request.accepted").count() == 1


@pytest.mark.parametrize(
    ("passed", "told"), [(None, "làm Phiếu A trước"), (False, "chắc chắn không nghèo")]
)
def test_the_quick_screen_comes_first(commune_officer, screened, place, passed, told):
    ReviewRequest.objects.filter(pk=screened.pk).update(screen_passed=passed)
    with refusal("screen") as refused:
        accept(commune_officer, screened, place)
    assert told in str(refused.value)
    assert not Review.objects.exists()


def test_a_closed_list_takes_nobody(commune_officer, screened, place):
    CommuneRound.objects.filter(pk=place.pk).update(list_closed_on=DAY)
    with refusal("list_closed") as refused:
        accept(commune_officer, screened, place)
    assert refused.value.about == place
    assert "đợt thường xuyên" in str(refused.value)


def test_a_closed_round_takes_nobody(commune_officer, screened, place):
    ReviewRound.objects.update(state="closed")
    with pytest.raises(ValidationError, match="đã đóng"):
        accept(commune_officer, screened, place)


def test_the_round_is_that_of_the_household_s_commune(
    commune_officer, screened, elsewhere, province_officer
):
    other = RoundFactory(areas=[elsewhere]).places.get()
    with pytest.raises(CommuneRound.DoesNotExist):
        accept(commune_officer, screened, other)


def test_a_household_that_moved_within_the_scope_goes_elsewhere(
    commune_officer, screened, neighbour, open_round
):
    commune_officer.scopes.create(area=neighbour, starts=dt.date(2020, 1, 1))
    vars(commune_officer).pop("_scopes", None)
    with refusal("elsewhere") as refused:
        accept(commune_officer, screened, open_round.places.get(commune=neighbour))
    assert refused.value.about == screened.household


def test_a_household_that_is_gone_meanwhile_does_not_enter(
    commune_officer, screened, place
):
    Household.objects.update(state="gone")
    with pytest.raises(ValidationError, match="không còn cư trú"):
        accept(commune_officer, screened, place)


def test_a_household_recognised_meanwhile_does_not_enter(
    commune_officer, screened, place, household
):
    standing(household, starts=DAY)
    with refusal("listed"):
        accept(commune_officer, screened, place)


def test_a_household_taken_by_another_round_meanwhile_does_not_enter(
    commune_officer, screened, place, household, commune
):
    other = RoundFactory(
        areas=[commune], kind="regular", name="Đợt thường xuyên tháng 9"
    )
    ReviewFactory(round=other, household=household)
    with pytest.raises(ValidationError, match="Đợt thường xuyên tháng 9"):
        accept(commune_officer, screened, place)


def test_workers_of_a_household_share_its_review(commune_officer, household, place):
    head, child = household.memberships.get().person, add_member(household)
    reviews = [
        accept(
            commune_officer,
            receive(commune_officer, household, kind="worker", person=person),
            place,
        )
        for person in (head, child)
    ]
    assert reviews[0] == reviews[1]
    assert reviews[0].requests.count() == 2


def test_a_worker_joins_the_review_that_his_household_has(
    commune_officer, household, place
):
    review = ReviewFactory(round=place.round, household=household)
    person = household.memberships.get().person
    made = receive(commune_officer, household, kind="worker", person=person)
    CommuneRound.objects.update(list_closed_on=DAY)
    assert accept(commune_officer, made, place) == review
    review.refresh_from_db()
    assert review.why == Why.ON_LIST


def test_only_the_commune_officer_answers(surveyor, leader, screened, place):
    for officer in (surveyor, leader):
        with pytest.raises(PermissionDenied):
            accept(officer, screened, place)
        with pytest.raises(PermissionDenied):
            answers.refuse(by=officer, request=screened, refusal=REFUSAL)


def test_a_refusal_has_its_number_day_and_reason(commune_officer, screened):
    for _ in range(2):
        found = answers.refuse(by=commune_officer, request=screened, refusal=REFUSAL)
        assert (found.state, found.refusal_number) == (State.REFUSED, "12/UBND-LĐ")
        assert (found.answered_on, found.refusal_reason) == (DAY, "Hộ có lương hưu")
    entry = AuditEntry.objects.get(act="households.request.refused")
    assert entry.reason == "Hộ có lương hưu"


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (answers.Refusal("", DAY, "Lý do"), "số văn bản"),
        (answers.Refusal("1", DAY, ""), "nêu lý do"),
        (answers.Refusal("1", DAY + dt.timedelta(1), "Lý do"), "ở sau hôm nay"),
        (answers.Refusal("1", RECEIVED - dt.timedelta(1), "Lý do"), "trước ngày nhận"),
    ],
)
def test_a_refusal_that_says_too_little_is_not_kept(
    commune_officer, screened, refusal, told
):
    with pytest.raises(ValidationError, match=told):
        answers.refuse(by=commune_officer, request=screened, refusal=refusal)
    screened.refresh_from_db()
    assert screened.state == State.RECEIVED


def test_an_answer_stands(commune_officer, screened, place):
    answers.refuse(by=commune_officer, request=screened, refusal=REFUSAL)
    with refusal("answered"):
        accept(commune_officer, screened, place)
    with refusal("answered"):
        requests.withdraw(by=commune_officer, request=screened, on=DAY, reason="Khác")
    assert not Review.objects.exists()


# --- which rounds are offered -------------------------------------------------


def offered(request):
    return [place.round for place in answers.places_to_enter(request)]


def test_the_annual_round_is_offered_before_the_month_s(screened, commune, open_round):
    monthly = RoundFactory(
        areas=[commune], kind="regular", opens_on=dt.date(2026, 10, 15)
    )
    assert offered(screened) == [open_round, monthly]


def test_a_round_whose_list_is_closed_is_not_offered(screened, place):
    CommuneRound.objects.filter(pk=place.pk).update(list_closed_on=DAY)
    assert offered(screened) == []


def test_a_regular_round_takes_no_request_of_the_month_after(
    commune_officer, screened, commune
):
    begun = RoundFactory(
        areas=[commune], kind=ReviewRound.Kind.REGULAR, opens_on=dt.date(2026, 10, 15)
    ).places.get()
    ReviewRequest.objects.filter(pk=screened.pk).update(
        received_on=dt.date(2026, 10, 16)
    )
    screened.refresh_from_db()
    assert offered(screened) == []
    with refusal("begins_later"):
        accept(commune_officer, screened, begun)

    ReviewRequest.objects.filter(pk=screened.pk).update(
        received_on=dt.date(2026, 10, 15)
    )
    screened.refresh_from_db()
    assert offered(screened) == [begun.round]
    assert accept(commune_officer, screened, begun).round == begun.round


def test_a_second_annual_round_of_the_year_is_not_offered(
    commune_officer, screened, household, open_round, commune
):
    ReviewFactory(round=open_round, household=household)
    assert offered(screened) == []
    reviewed_once(household, commune_officer)
    RoundFactory(areas=[commune])
    next_year = RoundFactory(areas=[commune], year=2027)
    assert offered(screened) == [next_year]


def test_a_round_that_the_household_was_taken_off_is_offered_again(
    commune_officer, screened, household, open_round
):
    ReviewFactory(round=open_round, household=household)
    rounds.withdraw(by=commune_officer, household=household)
    assert offered(screened) == [open_round]


def test_a_worker_is_offered_the_review_under_way(
    commune_officer, household, open_round, commune
):
    RoundFactory(areas=[commune], year=2027)
    ReviewFactory(round=open_round, household=household)
    person = household.memberships.get().person
    made = receive(commune_officer, household, kind="worker", person=person)
    assert offered(made) == [open_round]


# --- two at once --------------------------------------------------------------


def at_once(*acts):
    """Each act in a connection of its own, all begun together; what each gave."""
    gate = threading.Barrier(len(acts))
    told = [None] * len(acts)

    def run(number, act):
        gate.wait()
        try:
            told[number] = act()
        except ValidationError as error:
            told[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return told


@pytest.mark.django_db(transaction=True)
def test_a_double_click_records_one_request(commune_officer, household):
    key = uuid.uuid4()
    first, second = at_once(*[lambda: receive(commune_officer, household, key)] * 2)
    assert first == second
    assert ReviewRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_record_one_paper_each_and_one_is_told(commune_officer, household):
    told = at_once(*[lambda: receive(commune_officer, household)] * 2)
    refused = [each for each in told if isinstance(each, requests.Refused)]
    assert [each.code for each in refused] == ["waiting"]
    assert ReviewRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_gives_one_review(commune_officer, screened, place):
    first, second = at_once(*[lambda: accept(commune_officer, screened, place)] * 2)
    assert first == second
    assert Review.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_accepts_while_another_refuses(commune_officer, screened, place):
    told = at_once(
        lambda: accept(commune_officer, screened, place),
        lambda: answers.refuse(by=commune_officer, request=screened, refusal=REFUSAL),
    )
    assert sum(isinstance(each, requests.Refused) for each in told) == 1
    screened.refresh_from_db()
    assert Review.objects.count() == (screened.state == State.ACCEPTED)


@pytest.mark.django_db(transaction=True)
def test_households_of_one_commune_enter_side_by_side(
    commune_officer, place, village, household
):
    other = HouseholdFactory(village=village)
    made = [receive(commune_officer, each) for each in (household, other)]
    ReviewRequest.objects.update(screen_passed=True)
    told = at_once(
        *[lambda one=each: accept(commune_officer, one, place) for each in made]
    )
    assert {review.household for review in told} == {household, other}
