"""Splitting a household in two, and making one of two (tách hộ, nhập hộ)."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from households.models import (
    Household,
    HouseholdEvent,
    Reopening,
    Review,
    ReviewState,
    Standing,
)
from households.services import regroup, rounds
from households.services import review as reviews
from households.services.register_base import EditConflict
from households.services.review import IncompleteReview
from povertyportal.audit.models import AuditEntry
from tests.factories import (
    HouseholdFactory,
    ReviewFactory,
    add_member,
)
from tests.households.review_answers import HEAD, changes, complete

KIND = HouseholdEvent.Kind
DAY = dt.date(2026, 11, 10)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-20 08:00+07:00", tick=True):
        yield


@pytest.fixture
def son(household):
    return add_member(household, name="Nguyễn Văn Nam", birth_year=2000)


@pytest.fixture
def wife(household, son):
    return add_member(
        household,
        name="Lê Thị Nga",
        birth_year=2001,
        relation="in_law",
        position=2,
        sex="female",
    )


@pytest.fixture
def head(household):
    return household.memberships.get(relation="head").person


@pytest.fixture
def review(open_round, household):
    return ReviewFactory(round=open_round, household=household)


def split(officer, household, members, **changed):
    household.refresh_from_db()
    given = {
        "version": household.version,
        "village": household.village,
        "on": DAY,
        "members": members,
    } | changed
    return regroup.split_household(by=officer, household=household, **given)


def submitted(officer, review, *people):
    """Fill the whole form in for the head and people of working age; submit it."""
    head, *others = people
    typed = complete(head.pk)
    extra = {
        "schooling": "none",
        "general_level": "upper_secondary",
        "training": "none",
        **HEAD,
    }
    for person in others:
        typed |= {f"members.{person.pk}.{code}": each for code, each in extra.items()}
    reviews.save_answers(by=officer, review=review, changes=changes(typed))
    return reviews.submit_review(
        by=officer, review=review, surveyed_on=dt.date(2026, 10, 15)
    )


def test_some_members_become_a_household_of_their_own(
    commune_officer, household, head, son, wife
):
    made = split(commune_officer, household, {wife.pk: "spouse", son.pk: "head"})

    household.refresh_from_db()
    assert (made.head_name, made.size) == ("Nguyễn Văn Nam", 2)
    assert (made.village, made.state) == (household.village, Household.State.ACTIVE)
    assert (household.head_name, household.size) == ("Nguyễn Thị Hoà", 1)
    relations = made.members_on(DAY).values_list("person__name", "relation")
    assert list(relations) == [("Nguyễn Văn Nam", "head"), ("Lê Thị Nga", "spouse")]
    before = household.members_on(DAY - dt.timedelta(days=1))
    assert before.count() == 3
    parts = household.events.get(), made.events.get()
    assert [(each.kind, each.other) for each in parts] == [
        (KIND.SPLIT, made),
        (KIND.SPLIT_OFF, household),
    ]
    acts = AuditEntry.objects.values_list("act", "object_id")
    assert set(acts) == {
        ("households.household.split", household.pk),
        ("households.household.split_off", made.pk),
    }
    assert household.version == 2


@pytest.mark.parametrize(
    ("relations", "code"),
    [
        ({"son": "child"}, "one_head"),
        ({"son": "head", "wife": "head"}, "one_head"),
        ({"son": "child", "head": "head"}, "head"),
        ({"son": "head", "stranger": "spouse"}, "not_member"),
        ({}, "one_head"),
    ],
)
def test_a_split_needs_one_new_head_and_leaves_the_old(
    commune_officer, household, village, head, son, wife, relations, code
):
    stranger = HouseholdFactory(village=village).memberships.get().person
    people = {"son": son, "wife": wife, "head": head, "stranger": stranger}
    members = {people[name].pk: relation for name, relation in relations.items()}
    with pytest.raises(ValidationError) as refused:
        split(commune_officer, household, members)
    assert refused.value.code == code
    assert household.memberships.filter(ends__isnull=True).count() == 3


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"on": dt.date(2026, 11, 21)}, "future"),
        ({"on": dt.date(2020, 1, 1)}, "not_village"),
        ({"on": dt.date(2026, 11, 2)}, "order"),
    ],
)
def test_a_split_on_an_impossible_day_is_refused(
    commune_officer, household, son, changed, code
):
    household.memberships.filter(person=son).update(starts=dt.date(2026, 11, 2))
    with pytest.raises(ValidationError) as refused:
        split(commune_officer, household, {son.pk: "head"}, **changed)
    assert refused.value.code == code
    assert Household.objects.count() == 1


def test_a_split_goes_only_into_a_village_of_ones_own(
    commune_officer, household, son, neighbour_village
):
    with pytest.raises(ValidationError) as refused:
        split(commune_officer, household, {son.pk: "head"}, village=neighbour_village)
    assert refused.value.code == "scope"


def test_only_who_keeps_the_register_splits(
    surveyor, leader, neighbour_officer, household, son
):
    for officer in (surveyor, leader):
        with pytest.raises(PermissionDenied):
            split(officer, household, {son.pk: "head"})
    with pytest.raises(Household.DoesNotExist):
        split(neighbour_officer, household, {son.pk: "head"})


def test_a_second_click_splits_nothing_more(commune_officer, household, son):
    version = household.version
    split(commune_officer, household, {son.pk: "head"}, version=version)
    with pytest.raises(EditConflict) as told:
        split(commune_officer, household, {son.pk: "head"}, version=version)
    assert [each.act for each in told.value.changes] == ["households.household.split"]
    assert Household.objects.count() == 2


def test_in_mid_round_both_are_surveyed_anew(
    commune_officer, household, head, son, review
):
    outcomes = submitted(commune_officer, review, head, son)
    made = split(commune_officer, household, {son.pk: "head"}, note="Con ra ở riêng")

    review.refresh_from_db()
    assert (review.state, review.surveyed_on) == (ReviewState.DRAFT, None)
    assert set(review.answers["members"]) == {str(head.pk)}
    again = review.reopenings.get()
    assert (again.cause, again.needs_meeting) == (Reopening.Cause.SPLIT, True)
    assert set(again.answers["members"]) == {str(head.pk), str(son.pk)}
    assert again.before in outcomes
    assert again.surveyed_on == dt.date(2026, 10, 15)

    child = made.reviews.get()
    assert (child.round, child.why) == (review.round, Review.Why.SPLIT)
    assert (child.state, child.village) == (ReviewState.TODO, made.village)
    assert child.answers == {
        "members": {str(son.pk): again.answers["members"][str(son.pk)]}
    }
    assert not made.standings.exists()


def test_a_survey_of_before_the_split_is_not_taken(
    commune_officer, household, head, son, review
):
    submitted(commune_officer, review, head, son)
    split(commune_officer, household, {son.pk: "head"})
    with pytest.raises(IncompleteReview) as refused:
        reviews.submit_review(
            by=commune_officer, review=review, surveyed_on=dt.date(2026, 11, 9)
        )
    told = [each.message for each in refused.value.problems]
    assert any("hộ có biến động ngày 10/11/2026 (tách hộ)" in each for each in told)

    assert reviews.submit_review(by=commune_officer, review=review, surveyed_on=DAY)
    last = review.reopenings.get()
    assert last.after.persons == 1


def test_unread_text_goes_with_the_person(commune_officer, household, son, review):
    path = f"members.{son.pk}.job"
    rows = [reviews.Change(path, "linh tinh", ("",))]
    reviews.save_answers(by=commune_officer, review=review, changes=rows)
    made = split(commune_officer, household, {son.pk: "head"})
    review.refresh_from_db()
    assert review.draft["typed"] == {}
    assert made.reviews.get().draft["typed"] == {path: "linh tinh"}
    assert not review.reopenings.exists()


def test_a_closed_round_and_a_sealed_review_stay(
    commune_officer, province_officer, household, son, review, open_round
):
    rounds.close_round(by=province_officer, round=open_round)
    made = split(commune_officer, household, {son.pk: "head"})
    assert not made.reviews.exists()
    assert not review.reopenings.exists()


def test_an_unfinished_commune_of_another_round_gives_no_review(
    commune_officer, household, son, review, open_round, commune
):
    open_round.areas.remove(commune)
    made = split(commune_officer, household, {son.pk: "head"})
    assert not made.reviews.exists()


# --- merging ------------------------------------------------------------------------


@pytest.fixture
def other(village):
    return HouseholdFactory(village=village)


def merge(officer, source, target, relations=None, **changed):
    for each in (source, target):
        each.refresh_from_db()
    people = source.memberships.filter(ends__isnull=True)
    given = {
        "versions": (source.version, target.version),
        "relations": relations or {each.person_id: "parent" for each in people},
        "on": DAY,
    } | changed
    regroup.merge_households(by=officer, source=source, target=target, **given)


def test_two_households_become_one(commune_officer, household, head, son, other):
    merge(commune_officer, household, other, {head.pk: "parent", son.pk: "sibling"})

    household.refresh_from_db()
    other.refresh_from_db()
    assert (household.state, household.size) == (Household.State.GONE, 0)
    assert not household.residences.filter(ends__isnull=True).exists()
    rows = other.members_on(DAY).values_list("person__name", "relation")
    assert list(rows)[1:] == [
        ("Nguyễn Thị Hoà", "parent"),
        ("Nguyễn Văn Nam", "sibling"),
    ]
    assert [(e.kind, e.other) for e in household.events.all()] == [(KIND.MERGED, other)]
    assert [(e.kind, e.other) for e in other.events.all()] == [
        (KIND.ABSORBED, household)
    ]
    assert (household.version, other.version) == (2, 2)


def test_the_sources_standing_ends_that_day_as_known_from_now(
    commune_officer, household, other
):
    kept = Standing.objects.create(
        household=household,
        standard="ND07_2022",
        poverty_class="poor",
        starts=dt.date(2026, 1, 1),
        ends=dt.date(2027, 1, 1),
        decision_number="12/QĐ-UBND",
    )
    coming = Standing.objects.create(
        household=household,
        standard="ND351_2027",
        poverty_class="poor",
        starts=dt.date(2027, 1, 1),
    )
    merge(commune_officer, household, other)

    kept.refresh_from_db()
    coming.refresh_from_db()
    assert kept.recorded_to is not None
    assert kept.ends == dt.date(2027, 1, 1)
    assert coming.recorded_to is not None
    now = household.standings.get(recorded_to__isnull=True)
    assert (now.starts, now.ends) == (kept.starts, DAY)
    assert now.decision_number == "12/QĐ-UBND"
    assert not other.standings.exists()


def test_in_mid_round_the_source_is_withdrawn_and_the_target_surveyed_anew(
    commune_officer, household, head, other, review, open_round
):
    theirs = ReviewFactory(round=open_round, household=other)
    owner = other.memberships.get().person
    submitted(commune_officer, review, head)
    submitted(commune_officer, theirs, owner)
    merge(commune_officer, household, other)

    review.refresh_from_db()
    theirs.refresh_from_db()
    assert review.state == ReviewState.WITHDRAWN
    assert not review.outcomes.current().exists()
    assert review.answers["members"]
    assert theirs.state == ReviewState.DRAFT
    assert theirs.reopenings.get().cause == Reopening.Cause.SPLIT
    assert set(theirs.answers["members"]) == {str(owner.pk), str(head.pk)}
    told = AuditEntry.objects.get(act="households.review.withdrawn")
    assert other.number in told.reason


def test_a_merger_without_reviews_makes_none(commune_officer, household, other, review):
    merge(commune_officer, household, other)
    review.refresh_from_db()
    assert review.state == ReviewState.WITHDRAWN
    assert not other.reviews.exists()


@pytest.mark.parametrize(("relation", "code"), [("head", "head"), (None, "members")])
def test_a_merger_needs_a_relation_for_everybody(
    commune_officer, household, head, son, other, relation, code
):
    relations = {head.pk: "parent"} | ({son.pk: relation} if relation else {})
    with pytest.raises(ValidationError) as refused:
        merge(commune_officer, household, other, relations)
    assert refused.value.code == code
    household.refresh_from_db()
    assert household.state == Household.State.ACTIVE


def test_a_household_does_not_merge_into_itself(commune_officer, household):
    with pytest.raises(ValidationError) as refused:
        merge(commune_officer, household, household)
    assert refused.value.code == "same"


def test_neither_of_the_two_may_have_changed(commune_officer, household, other):
    with pytest.raises(EditConflict) as told:
        merge(commune_officer, household, other, versions=(1, 7))
    assert told.value.household == other


def test_both_must_be_ones_own(commune_officer, household, neighbour_village):
    far = HouseholdFactory(village=neighbour_village)
    with pytest.raises(Household.DoesNotExist):
        merge(commune_officer, household, far)
    with pytest.raises(Household.DoesNotExist):
        merge(commune_officer, far, household)


@pytest.mark.django_db(transaction=True)
def test_two_officers_merge_crosswise_and_one_is_told(
    commune_officer, household, other
):
    """Each into the other at once: one is done, nobody is left without a household."""
    results = []

    def run(source, target):
        try:
            merge(commune_officer, source, target, versions=(1, 1))
            results.append("done")
        except (EditConflict, ValidationError):
            results.append("told")
        finally:
            connection.close()

    pair = (
        Household.objects.get(pk=household.pk),
        Household.objects.get(pk=other.pk),
    )
    copies = tuple(Household.objects.get(pk=each.pk) for each in pair)
    threads = [
        threading.Thread(target=run, args=pair),
        threading.Thread(target=run, args=(copies[1], copies[0])),
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert sorted(results) == ["done", "told"]
    states = sorted(Household.objects.values_list("state", flat=True))
    assert states == ["active", "gone"]
    assert Household.objects.get(state="active").size == 2


@pytest.mark.django_db(transaction=True)
def test_a_signature_under_way_is_waited_for(
    commune_officer, household, son, review, open_round, commune
):
    """Whoever signs holds the commune and needs the household last: no deadlock."""
    done = []

    def run():
        try:
            done.append(split(commune_officer, household, {son.pk: "head"}))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        open_round.places.select_for_update().get(commune=commune)
        Review.objects.select_for_update().get(pk=review.pk)
        thread.start()
        wait_for_a_lock()
        Standing.objects.create(
            household=household,
            standard="ND07_2022",
            poverty_class="poor",
            starts=dt.date(2026, 1, 1),
        )
        assert done == []
    thread.join(30)
    assert [each.head_name for each in done] == ["Nguyễn Văn Nam"]


def wait_for_a_lock():
    """Until another session waits for one of ours."""
    waiting = """
        SELECT count(*) FROM pg_locks
        WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
    """
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        threading.Event().wait(0.01)
    raise AssertionError("nobody waits")
