"""Saving a review's draft field by field."""

import threading

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from households.models import Review, ReviewState
from households.services import review as reviews
from households.services.review import Change
from povertyportal.audit.models import AuditEntry
from tests.factories import PersonFactory, ReviewFactory
from tests.households.review_answers import changes, complete

pytestmark = pytest.mark.usefixtures("today")


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


def save(officer, review, *rows):
    """Save (path, value, was...) rows."""
    return reviews.save_answers(
        by=officer,
        review=review,
        changes=[Change(path, value, tuple(was)) for path, value, *was in rows],
    )


def test_first_answer_begins_the_draft(commune_officer, review):
    saved = save(commune_officer, review, ("household.floor_area", "45,5", ""))

    review.refresh_from_db()
    assert review.answers == {"household": {"floor_area": "45.5"}}
    assert (review.state, review.version) == (ReviewState.DRAFT, 2)
    assert review.saved_by == commune_officer
    assert review.saved_at is not None
    assert saved.accepted == {"household.floor_area": "45,5"}
    entry = AuditEntry.objects.get()
    assert entry.act == "households.review.begun"
    assert entry.detail == {"review": review.pk, "version": 2}


def test_every_kind_of_answer_is_stored_cleaned(commune_officer, review, head_pk):
    save(
        commune_officer,
        review,
        ("household.agri", "true", ""),
        ("household.devices", ["tv", "phone"], []),
        ("household.b1_total", "1.000", ""),
        ("household.water", "rain", ""),
        ("household.phone", " 0912 345 678 ", ""),
        (f"members.{head_pk}.job", "self", ""),
        ("surveyed_on", "5/10/2026", ""),
    )

    review.refresh_from_db()
    assert review.answers == {
        "household": {
            "agri": True,
            "devices": ["tv", "phone"],
            "b1_total": 1000,
            "water": "rain",
            "phone": "0912 345 678",
        },
        "members": {str(head_pk): {"job": "self"}},
    }
    assert f"{review.surveyed_on:%Y-%m-%d}" == "2026-10-05"


def test_unreadable_text_is_kept_but_does_not_count(commune_officer, review):
    save(commune_officer, review, ("household.floor_area", "45", ""))
    saved = save(commune_officer, review, ("household.floor_area", "4x", "45"))

    review.refresh_from_db()
    assert "không phải là số" in saved.unread["household.floor_area"]
    assert review.answers == {"household": {}}
    assert review.draft["typed"] == {"household.floor_area": "4x"}

    saved = save(commune_officer, review, ("household.floor_area", "46", "4x"))
    review.refresh_from_db()
    assert saved.unread == {}
    assert review.answers == {"household": {"floor_area": "46"}}
    assert review.draft["typed"] == {}


def test_an_emptied_field_loses_its_answer(commune_officer, review):
    save(commune_officer, review, ("household.water", "rain", ""))
    save(commune_officer, review, ("household.water", "", "rain"))

    review.refresh_from_db()
    assert review.answers == {"household": {}}


def test_repeating_a_save_changes_nothing(commune_officer, review):
    row = ("household.water", "rain", "")
    save(commune_officer, review, row)
    saved = save(commune_officer, review, row)

    review.refresh_from_db()
    assert saved.conflicts == []
    assert saved.accepted == {"household.water": "rain"}
    assert review.version == 2
    assert AuditEntry.objects.count() == 1


def test_an_answer_lost_on_the_way_back_is_no_conflict(commune_officer, review):
    save(commune_officer, review, ("household.water", "rain", ""))
    # The page never heard back, and the officer chose again.
    saved = save(commune_officer, review, ("household.water", "piped", "", "rain"))

    assert saved.conflicts == []
    assert saved.accepted == {"household.water": "piped"}


def test_two_officers_on_one_field_are_told(commune_officer, surveyor, review):
    save(commune_officer, review, ("household.water", "rain", ""))
    saved = save(
        surveyor,
        review,
        ("household.water", "piped", ""),
        ("household.toilet", "septic", ""),
    )

    (conflict,) = saved.conflicts
    assert (conflict.path, conflict.mine) == ("household.water", "piped")
    assert (conflict.theirs, conflict.officer_id) == ("rain", commune_officer.pk)
    review.refresh_from_db()
    assert review.answers["household"] == {"water": "rain", "toilet": "septic"}

    # Having seen it, the surveyor keeps his own.
    saved = save(surveyor, review, ("household.water", "piped", "rain"))
    review.refresh_from_db()
    assert saved.conflicts == []
    assert review.answers["household"]["water"] == "piped"


def test_the_name_in_a_conflict_is_of_who_wrote_that_field(
    commune_officer, surveyor, review
):
    save(commune_officer, review, ("household.water", "rain", ""))
    save(surveyor, review, ("household.toilet", "septic", ""))
    saved = save(surveyor, review, ("household.water", "piped", ""))

    assert saved.conflicts[0].officer_id == commune_officer.pk


def test_each_turn_at_the_form_is_audited_once(commune_officer, surveyor, review):
    save(commune_officer, review, ("household.water", "rain", ""))
    save(commune_officer, review, ("household.water", "piped", "rain"))
    save(surveyor, review, ("household.toilet", "septic", ""))

    acts = list(AuditEntry.objects.order_by("id").values_list("act", "officer__role"))
    assert acts == [
        ("households.review.begun", "commune_officer"),
        ("households.review.continued", "surveyor"),
    ]


@pytest.mark.parametrize(
    "path",
    ["household.nonsense", "members.999999.job", "b1.Tivi", "nowhere", "region.x"],
)
def test_a_field_the_form_does_not_have_is_refused(commune_officer, review, path):
    saved = save(commune_officer, review, (path, "x", ""))

    assert list(saved.refused) == [path]
    review.refresh_from_db()
    assert review.answers == {}


def test_the_class_follows_the_answers(commune_officer, review, head_pk):
    saved = reviews.save_answers(
        by=commune_officer, review=review, changes=changes(complete(head_pk))
    )

    assert [d.standard for d in saved.evaluation.decisions] == [
        "ND07_2022",
        "ND351_2027",
    ]
    main = saved.evaluation.main
    assert (main.poverty_class, main.b1, main.b2) == ("poor", 120, 30)
    assert saved.evaluation.problems == ()


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("31/8/2026", "mở từ ngày 01/09/2026"),
        ("21/11/2026", "sau hôm nay"),
        ("30/2/2026", "không có ngày 30"),
    ],
)
def test_an_impossible_day_is_kept_and_told(commune_officer, review, typed, what):
    saved = save(commune_officer, review, ("surveyed_on", typed, ""))

    assert what in saved.unread["surveyed_on"]
    review.refresh_from_db()
    assert review.surveyed_on is None
    assert review.draft["typed"] == {"surveyed_on": typed}


def test_members_are_those_of_the_review_day(commune_officer, review, household):
    from_november = household.memberships.get()
    newborn = _born_on(household, 2026, 11, 1)
    before = save(commune_officer, review, ("surveyed_on", "15/10/2026", ""))
    after = save(commune_officer, review, ("surveyed_on", "2/11/2026", "15/10/2026"))

    keys = [member.key for member in before.evaluation.basis.members]
    assert keys == [str(from_november.person_id)]
    keys = [member.key for member in after.evaluation.basis.members]
    assert keys == [str(from_november.person_id), str(newborn.pk)]


def _born_on(household, year, month, day):
    person = PersonFactory(birth_year=year, birth_month=month, birth_day=day)
    household.memberships.create(
        person=person, relation="child", position=1, starts=f"{year}-{month}-{day}"
    )
    return person


@pytest.mark.parametrize("role", ["leader", "inspector", "committee_member"])
def test_a_role_that_does_not_review_is_refused(request, review, role):
    with pytest.raises(PermissionDenied):
        save(request.getfixturevalue(role), review, ("household.water", "rain", ""))


def test_a_review_elsewhere_does_not_exist(neighbour_officer, review):
    with pytest.raises(Review.DoesNotExist):
        save(neighbour_officer, review, ("household.water", "rain", ""))


def test_a_closed_round_takes_nothing(commune_officer, review, open_round):
    open_round.state = "closed"
    open_round.save()

    with pytest.raises(reviews.ReviewClosed) as refusal:
        save(commune_officer, review, ("household.water", "rain", ""))
    assert refusal.value.code == "round"


@pytest.mark.parametrize(
    "sent",
    [
        None,
        {"value": "x", "was": ""},
        {"path": 3, "value": "x", "was": ""},
        {"path": "household.water", "value": 3, "was": ""},
        {"path": "household.water", "value": "x", "was": None},
        {"path": "household.water", "value": "x", "was": "", "sent": "y"},
        {"path": "household.water", "value": ["x", 1], "was": ""},
        {"path": "household.water", "value": "x" * 2_001, "was": ""},
        {"path": "household.water", "value": "\0", "was": ""},
    ],
)
def test_changes_of_another_shape_are_refused(sent):
    with pytest.raises(ValidationError):
        Change.from_json(sent)


@pytest.mark.django_db(transaction=True)
def test_saves_at_the_same_moment_lose_nothing(commune_officer, surveyor, review):
    gate = threading.Barrier(2)

    def type_into(officer, code, value):
        gate.wait()
        save(officer, review, (f"household.{code}", value, ""))
        connection.close()

    rows = [(commune_officer, "water", "rain"), (surveyor, "toilet", "septic")]
    threads = [threading.Thread(target=type_into, args=row) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    review.refresh_from_db()
    assert review.answers["household"] == {"water": "rain", "toilet": "septic"}
    assert review.version == 3


def test_a_save_costs_few_queries(
    commune_officer, review, head_pk, django_assert_max_num_queries
):
    rows = changes(complete(head_pk))
    with django_assert_max_num_queries(12):
        reviews.save_answers(by=commune_officer, review=review, changes=rows)
