"""Assigning villages: the right to a village comes and goes with the assignment."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from households.models import (
    CommuneRound,
    Household,
    Review,
    ReviewRound,
    SurveyAssignment,
)
from households.services import rounds
from households.services.season import assignments, workload
from povertyportal.accounts.models import Officer, OfficerScope, Role
from povertyportal.audit.models import AuditEntry
from tests.factories import (
    AssignmentFactory,
    HouseholdFactory,
    OfficerFactory,
    ReviewFactory,
    RoundFactory,
    VillageFactory,
)
from tests.households.season.asking import DAY, TODAY

pytestmark = pytest.mark.django_db

TOMORROW = DAY + dt.timedelta(1)
SEPTEMBER, DECEMBER = dt.date(2026, 9, 1), dt.date(2026, 12, 15)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def place(open_round, commune):
    return open_round.places.get(commune=commune)


@pytest.fixture
def helper(db):
    """A surveyor who has no area yet."""
    return OfficerFactory(username="nguoi-moi", role=Role.SURVEYOR)


def assign(officer, place, village, surveyor, **fields):
    given = {"starts": SEPTEMBER, **fields}
    return assignments.assign(
        by=officer,
        place=place,
        appointment=assignments.Appointment(village, surveyor, **given),
    )


def end(officer, assignment, on=DAY, reason=""):
    assignments.end_assignment(by=officer, assignment=assignment, on=on, reason=reason)


def sees(surveyor, household, day=None):
    """Whether he sees the household on a day, asked afresh."""
    fresh = Officer.objects.get(pk=surveyor.pk)
    with time_machine.travel(day or TODAY, tick=False):
        return Household.objects.visible_to(fresh).filter(pk=household.pk).exists()


def test_a_surveyor_sees_his_village_from_then_on(
    commune_officer, place, village, helper, household
):
    assert not sees(helper, household)
    made = assign(commune_officer, place, village, helper, document="12/QĐ-UBND")
    assert (made.village, made.surveyor) == (village, helper)
    assert (made.document, made.assigned_by) == ("12/QĐ-UBND", commune_officer)
    assert sees(helper, household)
    assert AuditEntry.objects.get(act="accounts.scope.added").area_id == village.pk
    assert AuditEntry.objects.filter(act="households.season.assigned").count() == 1


def test_he_sees_no_other_village(commune_officer, place, village, helper, commune):
    assign(commune_officer, place, village, helper)
    other = HouseholdFactory(village=VillageFactory(parent=commune))
    assert not sees(helper, other)


def test_a_double_press_assigns_once(commune_officer, place, village, helper):
    first = assign(commune_officer, place, village, helper)
    assert assign(commune_officer, place, village, helper) == first
    assert (SurveyAssignment.objects.count(), OfficerScope.objects.count()) == (1, 2)


def test_a_village_has_several_surveyors(
    commune_officer, place, village, helper, household
):
    another = OfficerFactory(role=Role.SURVEYOR)
    for surveyor in (helper, another):
        assign(commune_officer, place, village, surveyor)
    assert sees(helper, household)
    assert sees(another, household)


def test_whoever_sees_the_village_anyway_is_given_no_second_right(
    commune_officer, place, village, surveyor, household
):
    made = assign(commune_officer, place, village, surveyor)
    assert made.scope is None
    end(commune_officer, made)
    assert sees(surveyor, household)


def test_a_right_that_ends_too_early_is_told(commune_officer, place, village, helper):
    helper.scopes.create(area=village, starts=SEPTEMBER, ends=DECEMBER)
    with pytest.raises(ValidationError, match="đến trước 15/12/2026"):
        assign(commune_officer, place, village, helper)
    within = assign(commune_officer, place, village, helper, ends=DECEMBER)
    assert within.scope is None


def test_the_right_ends_with_the_assignment(
    commune_officer, place, village, helper, household
):
    made = assign(commune_officer, place, village, helper)
    for _ in range(2):
        end(commune_officer, made, reason="Chuyển công tác")
    made.refresh_from_db()
    assert (made.ends, made.end_reason) == (DAY, "Chuyển công tác")
    assert made.ended_by == commune_officer
    assert not sees(helper, household)
    assert sees(helper, household, DAY - dt.timedelta(1))
    acts = AuditEntry.objects.filter(act="households.season.unassigned")
    assert acts.count() == 1


def test_the_right_stays_while_another_assignment_needs_it(
    commune_officer, place, village, helper, household, commune
):
    monthly = RoundFactory(areas=[commune], kind="regular").places.get()
    first = assign(commune_officer, place, village, helper)
    second = assign(commune_officer, monthly, village, helper, ends=DECEMBER)
    assert first.scope == second.scope
    end(commune_officer, first)
    assert sees(helper, household)
    assert not sees(helper, household, DECEMBER)
    end(commune_officer, second)
    assert not sees(helper, household)


def test_assignments_that_adjoin_share_one_right(
    commune_officer, place, village, helper, household
):
    first = assign(commune_officer, place, village, helper, ends=DAY)
    second = assign(commune_officer, place, village, helper, starts=DAY)
    assert first.scope == second.scope
    end(commune_officer, second, TOMORROW)
    assert sees(helper, household)
    assert not sees(helper, household, TOMORROW)


def test_one_that_has_not_begun_is_taken_back(
    commune_officer, place, village, helper, household
):
    made = assign(commune_officer, place, village, helper, starts=TOMORROW)
    assert not sees(helper, household)
    assert sees(helper, household, TOMORROW)
    end(commune_officer, made)
    assert not SurveyAssignment.objects.exists()
    assert not helper.scopes.exists()


def test_what_an_administrator_ended_is_not_given_back(
    commune_officer, place, village, helper, household
):
    made = assign(commune_officer, place, village, helper)
    OfficerScope.objects.filter(pk=made.scope_id).update(ends=dt.date(2026, 10, 1))
    end(commune_officer, made)
    assert OfficerScope.objects.get(pk=made.scope_id).ends == dt.date(2026, 10, 1)


def test_a_change_of_surveyor_keeps_the_former_one(
    commune_officer, place, village, helper
):
    first = assign(commune_officer, place, village, helper)
    end(commune_officer, first)
    later = OfficerFactory(role=Role.SURVEYOR)
    assign(commune_officer, place, village, later, starts=DAY)
    rows = workload.assignments_of(place)
    assert [(row.surveyor, row.ends) for row in rows] == [(helper, DAY), (later, None)]


def test_an_end_after_the_end_is_refused(commune_officer, place, village, helper):
    made = assign(commune_officer, place, village, helper, ends=DAY)
    with pytest.raises(ValidationError, match="kết thúc từ 20/10/2026"):
        end(commune_officer, made, TOMORROW)


def test_a_village_of_another_commune_is_refused(
    commune_officer, place, neighbour_village, helper
):
    with pytest.raises(ValidationError, match="không thuộc"):
        assign(commune_officer, place, neighbour_village, helper)
    assert not helper.scopes.exists()


def test_a_village_that_has_ended_is_refused(commune_officer, place, commune, helper):
    gone = VillageFactory(parent=commune, ended=dt.date(2026, 1, 1))
    with pytest.raises(ValidationError, match="không còn"):
        assign(commune_officer, place, gone, helper)


def test_only_surveyors_at_work_are_assigned(commune_officer, place, village, leader):
    away = OfficerFactory(role=Role.SURVEYOR, is_active=False)
    for officer in (leader, away):
        with pytest.raises(ValidationError, match="không phải rà soát viên"):
            assign(commune_officer, place, village, officer)


def test_dates_in_order(commune_officer, place, village, helper):
    with pytest.raises(ValidationError, match="sau ngày bắt đầu"):
        assign(commune_officer, place, village, helper, ends=SEPTEMBER)
    with pytest.raises(ValidationError, match="ở sau hôm nay"):
        assign(commune_officer, place, village, helper, document_on=TOMORROW)


def test_a_closed_round_is_assigned_to_nobody(commune_officer, place, village, helper):
    ReviewRound.objects.update(state="closed")
    with pytest.raises(ValidationError, match="đã đóng"):
        assign(commune_officer, place, village, helper)


def test_only_the_commune_s_own_officer_assigns(
    leader, surveyor, neighbour_officer, place, village, helper
):
    for officer in (leader, surveyor):
        with pytest.raises(PermissionDenied):
            assign(officer, place, village, helper)
    with pytest.raises(CommuneRound.DoesNotExist):
        assign(neighbour_officer, place, village, helper)
    made = AssignmentFactory(place=place, village=village)
    with pytest.raises(CommuneRound.DoesNotExist):
        end(neighbour_officer, made)


def test_closing_the_round_frees_its_surveyors(
    province_officer, commune_officer, place, village, helper, household, commune
):
    monthly = RoundFactory(areas=[commune], kind="regular").places.get()
    another = OfficerFactory(role=Role.SURVEYOR)
    assign(commune_officer, place, village, helper)
    assign(commune_officer, monthly, village, helper, ends=DECEMBER)
    made = assign(commune_officer, place, village, another)
    third = OfficerFactory(role=Role.SURVEYOR)
    planned = assign(commune_officer, place, village, third, starts=DECEMBER)
    rounds.close_round(by=province_officer, round=place.round)
    made.refresh_from_db()
    assert (made.ends, made.ended_by) == (TOMORROW, province_officer)
    assert not SurveyAssignment.objects.filter(pk=planned.pk).exists()
    assert sees(another, household)
    assert not sees(another, household, TOMORROW)
    assert sees(helper, household, TOMORROW)


# --- progress -----------------------------------------------------------------


def test_progress_by_village_and_by_surveyor(
    commune_officer, place, village, helper, commune
):
    other = VillageFactory(parent=commune)
    assign(commune_officer, place, village, helper)
    for state in ("todo", "draft", "draft", "withdrawn"):
        closed_at = TODAY if state == "withdrawn" else None
        made = ReviewFactory(
            round=place.round,
            household=HouseholdFactory(village=village),
            state=state,
            closed_at=closed_at,
        )
        if state == "draft":
            last = made
    last.reopenings.create(
        cause="sent_back", reason="Xem lại", opened_by=commune_officer
    )
    reviews = Review.objects.visible_to(commune_officer)
    rows = workload.by_village(
        [village, other], reviews, workload.assignments_of(place)
    )
    assert rows[0].load == workload.Load(total=3, todo=1, draft=1, sent_back=1)
    assert (rows[0].surveyors, rows[1].surveyors) == ([helper], [])
    assert rows[1].load == workload.Load()
    (mine,) = workload.by_surveyor(rows, reviews)
    assert (mine.surveyor, mine.villages, mine.handed_in) == (helper, [village], 0)
    assert mine.load == rows[0].load


@pytest.mark.django_db(transaction=True)
def test_two_officers_assign_the_same_at_once(commune_officer, place, village, helper):
    gate = threading.Barrier(2)
    told = []

    def press():
        gate.wait()
        try:
            told.append(assign(commune_officer, place, village, helper))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert told[0] == told[1]
    assert helper.scopes.count() == 1
