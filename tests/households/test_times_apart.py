"""No two times of a person, of heads or of places overlap: the database sees to it.

What one transaction alone does, and what two do at once.
"""

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, NotSupportedError, connection, transaction

from households.models import Membership, Person, Residence
from tests.factories import HouseholdFactory, PersonFactory
from tests.worker.conftest import until

pytestmark = pytest.mark.django_db

EARLY, FORMER, NOW = dt.date(2015, 1, 1), dt.date(2018, 1, 1), dt.date(2020, 1, 1)


def times(person, household, starts, ends=None, relation="child"):
    return Membership(
        person=person,
        household=household,
        relation=relation,
        starts=starts,
        ends=ends,
    )


def refused(match):
    return pytest.raises(IntegrityError, match=match)


@pytest.fixture
def person(household):
    """The head of `household` since 2020."""
    return household.memberships.get().person


@pytest.fixture
def other(neighbour_village):
    return HouseholdFactory(village=neighbour_village)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [(FORMER, NOW), (EARLY, FORMER), (EARLY, dt.date(2019, 12, 31))],
)
def test_a_former_time_before_the_open_one_is_kept(other, person, starts, ends):
    times(person, other, starts, ends).save()
    assert person.memberships.count() == 2


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (FORMER, dt.date(2020, 1, 2)),
        (dt.date(2021, 1, 1), dt.date(2022, 1, 1)),
        (NOW, dt.date(2020, 1, 2)),
    ],
)
def test_a_former_time_within_the_open_one_is_refused(other, person, starts, ends):
    with refused("in two households at a time"), transaction.atomic():
        times(person, other, starts, ends).save()


def test_an_open_time_from_before_a_former_ones_end_is_refused(household, other):
    person = PersonFactory()
    times(person, household, EARLY, NOW).save()
    with refused("in two households at a time"), transaction.atomic():
        times(person, other, FORMER).save()
    times(person, other, NOW).save()


def test_two_former_times_that_overlap_are_refused(household, other):
    person = PersonFactory()
    times(person, household, EARLY, NOW).save()
    with refused("membership_one_household_at_a_time"), transaction.atomic():
        times(person, other, FORMER, dt.date(2019, 1, 1)).save()


def test_two_open_times_are_refused(other, person):
    with refused("membership_one_household_now"), transaction.atomic():
        times(person, other, dt.date(2030, 1, 1)).save()


@pytest.mark.parametrize(
    "change",
    [{"ends": None}, {"ends": dt.date(2020, 6, 1)}],
    ids=["opened", "lengthened"],
)
def test_a_time_changed_into_another_is_refused(other, person, change):
    former = times(person, other, FORMER, NOW)
    former.save()
    with refused("membership_one_household|in two households"), transaction.atomic():
        Membership.objects.filter(pk=former.pk).update(**change)


def test_a_time_given_to_somebody_who_is_elsewhere_is_refused(other, person):
    former = times(PersonFactory(), other, FORMER, dt.date(2021, 1, 1))
    former.save()
    with refused("in two households at a time"), transaction.atomic():
        Membership.objects.filter(pk=former.pk).update(person=person)


def test_one_overlap_refuses_the_whole_statement(other, person):
    rows = [times(PersonFactory(), other, FORMER) for _ in range(3)]
    rows.append(times(person, other, FORMER, dt.date(2021, 1, 1)))
    before = Membership.objects.count()
    with refused("in two households at a time"), transaction.atomic():
        Membership.objects.bulk_create(rows)
    assert Membership.objects.count() == before


@pytest.mark.parametrize(
    ("starts", "ends", "told"),
    [
        (FORMER, dt.date(2020, 1, 2), "two heads at a time"),
        (dt.date(2021, 1, 1), None, "membership_one_head_now"),
    ],
)
def test_another_head_meanwhile_is_refused(household, starts, ends, told):
    with refused(told), transaction.atomic():
        times(PersonFactory(), household, starts, ends, "head").save()


def test_a_member_who_was_not_head_then_cannot_have_been(household):
    person = PersonFactory()
    times(person, household, FORMER, dt.date(2021, 1, 1)).save()
    with refused("two heads at a time"), transaction.atomic():
        person.memberships.update(relation="head")


def test_two_former_heads_at_a_time_are_refused(household):
    times(PersonFactory(), household, EARLY, FORMER, "head").save()
    with refused("membership_one_head_at_a_time"), transaction.atomic():
        times(PersonFactory(), household, EARLY, NOW, "head").save()


@pytest.mark.parametrize(
    ("starts", "ends", "told"),
    [
        (FORMER, dt.date(2020, 1, 2), "two places at a time"),
        (dt.date(2021, 1, 1), None, "residence_one_place_now"),
    ],
)
def test_another_place_meanwhile_is_refused(
    household, neighbour_village, starts, ends, told
):
    row = Residence(
        household=household, village=neighbour_village, starts=starts, ends=ends
    )
    with refused(told), transaction.atomic():
        row.save()


def test_two_former_places_at_a_time_are_refused(household, neighbour_village):
    place = {"household": household, "village": neighbour_village, "starts": EARLY}
    Residence.objects.create(**place, ends=NOW)
    with refused("residence_one_place_at_a_time"), transaction.atomic():
        Residence.objects.create(**place, ends=FORMER)


@pytest.mark.parametrize("column", ["person_id", "household_id"])
def test_a_time_of_nobody_or_nowhere_is_refused(household, column):
    row = times(PersonFactory(), household, FORMER)
    setattr(row, column, 2_000_000_000)
    with refused("there is no such"), transaction.atomic():
        row.save()


def test_a_place_of_no_household_is_refused(village):
    with refused("no such household"), transaction.atomic():
        Residence.objects.create(household_id=0, village=village, starts=NOW)


@pytest.mark.parametrize("table", ["person", "household"])
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM households_{table} WHERE id = {id}",
        "UPDATE households_{table} SET id = -1 WHERE id = {id}",
    ],
    ids=["deleted", "renumbered"],
)
def test_whoever_has_times_stays(household, person, table, sql):
    pk = person.pk if table == "person" else household.pk
    with (
        refused("is still referred to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(table=table, id=pk))
        connection.check_constraints()


def test_whoever_has_no_times_may_go(village):
    person, empty = PersonFactory(), HouseholdFactory(village=village)
    empty.memberships.all().delete()
    empty.residences.all().delete()
    person.delete()
    empty.delete()
    connection.check_constraints()


def add_time(person, household):
    times(person, household, FORMER).save()


def add_place(person, household):
    Residence.objects.filter(household=household).update(starts=FORMER)


def delete_person(person, household):
    Person.objects.filter(pk=person.pk).delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("work", [add_time, add_place, delete_person])
def test_an_old_snapshot_may_not_change_times(household, level, work):
    """It could not see what others have written since."""
    person = PersonFactory()
    with pytest.raises(NotSupportedError, match="read committed only"):
        at_level(level, work, person, household)


@transaction.atomic
def at_level(level, work, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
    work(*arguments)


def both(first, second, is_kept=True):
    """Do `first`, then `second` in a transaction that begins before the first ends.

    The first is committed, or rolled back. Returns what refused the second, if it was.
    """
    refusals = []

    def run():
        try:
            with transaction.atomic():
                second()
        except IntegrityError as error:
            refusals.append(str(error))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        until(somebody_waits, "the second's wait for the first")
        transaction.set_rollback(not is_kept)
    thread.join(timeout=30)
    return "".join(refusals)


def somebody_waits():
    with connection.cursor() as cursor:
        # What a transaction once saw of the others it would see to its end.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND query LIKE '%households_%'"
        )
        return cursor.fetchone()


@pytest.fixture
def pairs(household, other, village, neighbour_village):
    """By name: two rows that may not both stand, neither of them there yet."""
    person, empty = PersonFactory(), HouseholdFactory(village=village)
    empty.memberships.all().delete()
    empty.residences.all().delete()
    head, next_head = PersonFactory(), PersonFactory()
    return {
        "persons": (
            times(person, household, NOW),
            times(person, other, FORMER, dt.date(2021, 1, 1)),
        ),
        "open persons": (times(person, household, NOW), times(person, other, FORMER)),
        "heads": (
            times(head, empty, NOW, relation="head"),
            times(next_head, empty, FORMER, dt.date(2021, 1, 1), "head"),
        ),
        "places": (
            Residence(household=empty, village=village, starts=NOW),
            Residence(
                household=empty,
                village=neighbour_village,
                starts=FORMER,
                ends=dt.date(2021, 1, 1),
            ),
        ),
    }


PAIRS = pytest.mark.parametrize("name", ["persons", "open persons", "heads", "places"])


@PAIRS
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.django_db(transaction=True)
def test_of_two_times_written_at_once_one_is_refused(pairs, name, turned):
    first, second = reversed(pairs[name]) if turned else pairs[name]

    told = both(first.save, second.save)

    assert "at a time" in told or "_now" in told
    assert type(first).objects.filter(pk=first.pk).exists()
    assert second.pk is None or not type(second).objects.filter(pk=second.pk).exists()


@PAIRS
@pytest.mark.django_db(transaction=True)
def test_a_time_that_was_taken_back_is_in_nobodys_way(pairs, name):
    first, second = pairs[name]

    assert both(first.save, second.save, is_kept=False) == ""
    assert type(second).objects.filter(pk=second.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_joins_a_household_while_he_is_deleted(household):
    person = PersonFactory()
    row = times(person, household, NOW)

    told = both(lambda: delete_person(person, household), row.save)

    assert "there is no such person" in told
    assert household.memberships.count() == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_is_deleted_while_he_joins_a_household(household):
    person = PersonFactory()
    row = times(person, household, NOW)

    told = both(row.save, lambda: delete_quietly("person", person.pk))

    assert "is still referred to" in told
    assert Person.objects.filter(pk=person.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_no_household_is_deleted_while_it_settles(household, village):
    household.memberships.all().delete()
    household.residences.all().delete()
    row = Residence(household=household, village=village, starts=NOW)

    told = both(row.save, lambda: delete_quietly("household", household.pk))

    assert "is still referred to" in told


def delete_quietly(table, pk):
    """Past Django's own look for what would be left behind."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM households_{table} WHERE id = %s", [pk])
