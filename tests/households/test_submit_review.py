"""Submitting a review, submitting it again, reopening it."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from households.models import Outcome, Review, ReviewState, StaleArea
from households.rules.facts import AreaKind
from households.services import review as reviews
from households.services.review_basis import basis_of
from povertyportal.areas.models import AreaVersion
from povertyportal.audit.models import AuditEntry
from tests.factories import ReviewFactory, add_member
from tests.households.review_answers import changes, complete

pytestmark = pytest.mark.usefixtures("today")
DAY = dt.date(2026, 10, 15)


@pytest.fixture
def today():
    with time_machine.travel("2026-11-20 08:00+07:00", tick=True):
        yield


@pytest.fixture
def review(open_round, household):
    return ReviewFactory(round=open_round, household=household)


@pytest.fixture
def head_pk(household):
    return household.memberships.get().person_id


@pytest.fixture
def filled(commune_officer, review, head_pk):
    """The review with every question answered."""
    return _fill(commune_officer, review, complete(head_pk))


def _fill(officer, review, typed):
    saved = reviews.save_answers(by=officer, review=review, changes=changes(typed))
    assert not saved.unread
    assert not saved.refused
    return saved.review


def submit(officer, review, day=DAY):
    return reviews.submit_review(by=officer, review=review, surveyed_on=day)


def test_submitting_fixes_an_outcome_under_each_standard(commune_officer, filled):
    submit(commune_officer, filled)

    now, then = Outcome.objects.filter(review=filled).order_by("standard")
    assert (now.standard, now.poverty_class) == ("ND07_2022", "poor")
    assert (now.b1, now.b1_source, now.b2) == (120, "paper", 30)
    assert now.deprived_mask == 1 << 6 | 1 << 8 | 1 << 9  # housing, water, toilet
    assert now.known_mask == 2**12 - 1
    assert (now.persons, now.is_minority, now.no_labour) == (1, False, False)
    assert (now.head_female, now.with_children) == (True, False)
    assert (now.origin, now.is_current) == ("computed", True)
    assert (now.commune, now.village) == (filled.commune, filled.village)
    assert (then.standard, then.poverty_class) == ("ND351_2027", "undetermined")
    assert then.b2 is None


def test_the_grounds_keep_what_was_decided_on(commune_officer, filled, head_pk):
    submit(commune_officer, filled)

    grounds = Outcome.objects.get(standard="ND07_2022").grounds
    facts = grounds.facts
    assert facts["answers"] == filled.answers
    assert facts["on"] == "2026-10-15"
    assert facts["area_kind"] == "rural"
    assert [member["key"] for member in facts["members"]] == [str(head_pk)]
    assert len(facts["findings"]) == 12
    assert facts["changes"]
    assert all(reason["citation"] for reason in grounds.reasons)
    assert grounds.missing == []
    assert Outcome.objects.get(standard="ND351_2027").grounds.missing


def test_submitting_marks_the_review_the_figures_and_the_trail(commune_officer, filled):
    submit(commune_officer, filled)

    filled.refresh_from_db()
    assert filled.state == ReviewState.SUBMITTED
    assert filled.surveyed_on == DAY
    assert filled.submitted_by == filled.surveyor == commune_officer
    assert list(StaleArea.objects.values_list("commune", "year")) == [
        (filled.commune_id, 2026)
    ]
    assert AuditEntry.objects.first().act == "households.review.submitted"


def test_a_second_submit_changes_nothing(commune_officer, filled):
    first = submit(commune_officer, filled)
    second = submit(commune_officer, filled)

    assert {each.pk for each in first} == {each.pk for each in second}
    assert Outcome.objects.count() == 2
    assert StaleArea.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_gives_one_outcome(commune_officer, filled):
    gate = threading.Barrier(2)

    def click():
        gate.wait()
        submit(commune_officer, filled)
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Outcome.objects.filter(review=filled).count() == 2
    acts = AuditEntry.objects.filter(act="households.review.submitted")
    assert acts.count() == 1


def test_an_empty_form_lists_everything_missing(commune_officer, review):
    with pytest.raises(reviews.IncompleteReview) as refusal:
        submit(commune_officer, review, None)

    paths = [problem.path for problem in refusal.value.problems]
    assert paths[0] == "surveyed_on"
    assert "household.floor_area" in paths
    assert "household.b1_total" in paths
    assert paths[-1].startswith("members.")
    assert not Outcome.objects.exists()
    assert not StaleArea.objects.exists()


def test_unreadable_text_is_among_the_problems_once(commune_officer, filled):
    _retype(commune_officer, filled, "household.floor_area", "3o", "30")

    with pytest.raises(reviews.IncompleteReview) as refusal:
        submit(commune_officer, filled)
    (problem,) = refusal.value.problems
    assert problem.path == "household.floor_area"
    assert "“3o” không phải là số" in problem.message


def test_a_contradiction_stops_it(commune_officer, filled, head_pk):
    _retype(commune_officer, filled, "household.no_labour", "true", "false")

    with pytest.raises(reviews.IncompleteReview) as refusal:
        submit(commune_officer, filled)
    (problem,) = refusal.value.problems
    assert (problem.path, problem.kind) == ("household.no_labour", "contradiction")


@pytest.mark.parametrize("day", [dt.date(2026, 8, 31), dt.date(2026, 11, 21)])
def test_a_day_outside_the_round_is_refused(commune_officer, filled, day):
    with pytest.raises(reviews.IncompleteReview) as refusal:
        submit(commune_officer, filled, day)
    assert [problem.path for problem in refusal.value.problems] == ["surveyed_on"]


def test_members_who_came_meanwhile_must_be_answered_for(
    commune_officer, filled, household
):
    child = add_member(household, name="Nguyễn Thị Mới", birth_year=2019)

    with pytest.raises(reviews.IncompleteReview) as refusal:
        submit(commune_officer, filled)
    problems = refusal.value.problems
    assert {problem.path.split(".")[1] for problem in problems} == {str(child.pk)}
    assert all("Nguyễn Thị Mới" in problem.message for problem in problems)


def test_reopening_needs_a_reason(commune_officer, filled):
    submit(commune_officer, filled)

    with pytest.raises(ValidationError) as refusal:
        reviews.reopen_review(by=commune_officer, review=filled, reason="  ")
    assert refusal.value.code == "reason"
    filled.refresh_from_db()
    assert filled.state == ReviewState.SUBMITTED


def test_a_reopened_review_supersedes_its_outcome(commune_officer, filled):
    first = submit(commune_officer, filled)
    reviews.reopen_review(by=commune_officer, review=filled, reason="Đo lại nhà")
    filled.refresh_from_db()
    assert filled.state == ReviewState.DRAFT
    assert AuditEntry.objects.first().reason == "Đo lại nhà"
    assert StaleArea.objects.count() == 2  # submitted, then one less is reviewed
    assert Outcome.objects.current().filter(review=filled).count() == 2

    _retype(commune_officer, filled, "household.roof", "weak", "durable")
    _retype(commune_officer, filled, "household.b1_total", "141", "120")
    second = submit(commune_officer, filled)

    current = Outcome.objects.current().filter(review=filled)
    assert {each.pk for each in current} == {each.pk for each in second}
    assert not {each.pk for each in first} & {each.pk for each in second}
    assert current.get(standard="ND07_2022").poverty_class != "poor"
    former = Outcome.objects.get(pk=first[0].pk)
    assert (former.is_current, former.poverty_class) == (False, "poor")


def _retype(officer, review, path, value, was):
    change = reviews.Change(path, value, (was,))
    reviews.save_answers(by=officer, review=review, changes=[change])


def test_a_submitted_review_takes_no_more_answers(commune_officer, filled):
    submit(commune_officer, filled)

    with pytest.raises(reviews.ReviewClosed) as refusal:
        _retype(commune_officer, filled, "household.roof", "weak", "durable")
    assert refusal.value.code == "submitted"


def test_after_the_round_is_closed_nothing_moves(commune_officer, filled, open_round):
    open_round.state = "closed"
    open_round.save()

    with pytest.raises(reviews.ReviewClosed):
        submit(commune_officer, filled)
    with pytest.raises(reviews.ReviewClosed):
        reviews.reopen_review(by=commune_officer, review=filled, reason="Sai")
    assert not Outcome.objects.exists()


def test_an_imported_review_cannot_be_reopened(commune_officer, filled):
    Review.objects.filter(pk=filled.pk).update(state=ReviewState.IMPORTED)

    with pytest.raises(reviews.ReviewClosed) as refusal:
        reviews.reopen_review(by=commune_officer, review=filled, reason="Sai")
    assert refusal.value.code == "imported"


@pytest.mark.parametrize("act", ["submit", "reopen"])
def test_only_those_who_review_here(act, leader, neighbour_officer, filled):
    def attempt(officer):
        if act == "submit":
            submit(officer, filled)
        else:
            reviews.reopen_review(by=officer, review=filled, reason="Sai")

    with pytest.raises(PermissionDenied):
        attempt(leader)
    with pytest.raises(Review.DoesNotExist):
        attempt(neighbour_officer)


def test_a_minority_head_makes_a_minority_household(
    commune_officer, review, household, head_pk
):
    head = household.memberships.get().person
    head.ethnicity = "Mường"
    head.save()
    filled = _fill(commune_officer, review, complete(head_pk))
    submit(commune_officer, filled)

    assert Outcome.objects.filter(is_minority=True).count() == 2


def test_urban_lines_hold_in_a_ward(commune_officer, review, head_pk):
    review.commune.versions.update(kind="ward")
    typed = complete(head_pk)
    typed["household.b1_total"] = "170"
    filled = _fill(commune_officer, review, typed)
    submit(commune_officer, filled)

    outcome = Outcome.objects.get(standard="ND07_2022")
    assert outcome.poverty_class == "poor"
    assert outcome.grounds.facts["area_kind"] == "urban"


@pytest.fixture
def ward_since(review):
    """The commune becomes a ward in mid-round, on 10/10/2026."""
    AreaVersion.objects.filter(area=review.commune).update(ends=dt.date(2026, 10, 10))
    AreaVersion.objects.create(
        area=review.commune,
        kind="ward",
        name="Phường Đồi Chè",
        parent=review.commune.parent,
        starts=dt.date(2026, 10, 10),
    )


@pytest.mark.parametrize(
    ("day", "kind", "poverty_class"),
    [
        (dt.date(2026, 10, 9), "rural", "not_poor"),
        (dt.date(2026, 10, 10), "urban", "poor"),
    ],
)
def test_the_kind_of_area_is_that_of_the_review_day(
    commune_officer, review, head_pk, ward_since, day, kind, poverty_class
):
    typed = complete(head_pk)
    typed["household.b1_total"] = "170"
    typed["household.agri"] = "false"
    typed["surveyed_on"] = f"{day:%d/%m/%Y}"
    filled = _fill(commune_officer, review, typed)
    reviews.submit_review(by=commune_officer, review=filled, surveyed_on=day)

    outcome = Outcome.objects.get(standard="ND07_2022")
    assert outcome.grounds.facts["area_kind"] == kind
    assert outcome.poverty_class == poverty_class


def test_without_a_day_the_kind_is_that_of_the_opening(review, ward_since):
    assert basis_of(review).area_kind is AreaKind.RURAL
    assert basis_of(review).on(dt.date(2026, 10, 10)).area_kind is AreaKind.URBAN
