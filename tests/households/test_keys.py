"""Keys that triggers look up for whole statements refuse what a foreign key would."""

import threading

import pytest
from django.db import IntegrityError, NotSupportedError, connection, transaction
from django.utils import timezone

from households.models import Outcome, Residence, Review, Standing
from povertyportal.areas.models import AreaVersion
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    OutcomeFactory,
    ReviewFactory,
    RoundFactory,
)
from tests.worker.conftest import until

pytestmark = pytest.mark.django_db

NOBODY = 2_000_000_000


def standing_of(household, **fields):
    values = {
        "standard": "ND07_2022",
        "poverty_class": "poor",
        "starts": timezone.localdate(),
        "commune": household.commune,
    }
    return Standing(household=household, **{**values, **fields})


@pytest.fixture
def review(household):
    return ReviewFactory(household=household)


@pytest.fixture
def rows(household, review):
    """One row of each table that refers, by model; not saved yet."""
    place = {"village": household.village, "commune": household.commune}
    outcome = {
        "round": review.round,
        "standard": "ND07_2022",
        "origin": "computed",
        "poverty_class": "poor",
        "persons": 1,
        **place,
    }
    free = HouseholdFactory(village=household.village)
    free.residences.all().delete()
    return {
        Residence: Residence(
            household=free, village=household.village, starts=timezone.localdate()
        ),
        Review: Review(round=RoundFactory(year=2027), household=free, **place),
        Outcome: Outcome(review=review, **outcome),
        Standing: standing_of(free),
    }


KEYS = pytest.mark.parametrize(
    ("model", "column"),
    [
        (Residence, "village_id"),
        (Review, "round_id"),
        (Review, "household_id"),
        (Review, "village_id"),
        (Outcome, "review_id"),
        (Outcome, "decided_by_id"),
        (Standing, "household_id"),
        (Standing, "outcome_id"),
        (Standing, "commune_id"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)


def refused(match="is not in|is still referred to"):
    return pytest.raises(IntegrityError, match=match)


@pytest.mark.parametrize("model", [Residence, Review, Outcome, Standing])
def test_a_row_whose_keys_are_there_is_kept(rows, model):
    rows[model].save()
    assert model.objects.filter(pk=rows[model].pk).exists()


@KEYS
def test_a_row_of_nobody_is_refused(rows, model, column):
    setattr(rows[model], column, NOBODY)
    # An outcome of another review than its own is refused on that account already.
    with refused("is not in|is not in commune|place of its review"):
        save(rows[model])


@transaction.atomic
def save(row):
    row.save()


@KEYS
def test_a_row_is_not_given_to_nobody(rows, model, column):
    rows[model].save()
    # What was decided stays anyway.
    with refused("is not in|is not in commune|only added and superseded"):
        give(rows[model], column)


@transaction.atomic
def give(row, column):
    type(row).objects.filter(pk=row.pk).update(**{column: NOBODY})


def test_one_row_of_nobody_refuses_the_whole_statement(household):
    rows = [standing_of(HouseholdFactory(village=household.village)) for _ in range(3)]
    rows.append(standing_of(household, outcome_id=NOBODY))
    with refused("outcome_id of households_standing"), transaction.atomic():
        Standing.objects.bulk_create(rows)
    assert not Standing.objects.exists()


def test_keys_may_be_empty(household):
    rows = [
        standing_of(HouseholdFactory(village=household.village), commune=None),
        standing_of(household),
    ]
    assert len(Standing.objects.bulk_create(rows)) == 2


REFERRED_TO = pytest.mark.parametrize(
    "name", ["household", "person", "village", "commune", "round", "review", "officer"]
)


@pytest.fixture
def referred_to(household, province, neighbour_village):
    """By name: one row that others refer to."""
    place = AreaFactory(parent=province)
    HouseholdFactory(village=neighbour_village)
    standing_of(household, commune=place).save()
    AreaVersion.objects.filter(area__in=[place, neighbour_village]).delete()
    outcome = OutcomeFactory(
        review=ReviewFactory(household=household), decided_by=OfficerFactory()
    )
    return {
        "household": household,
        "person": household.memberships.get().person,
        "village": neighbour_village,
        "commune": place,
        "round": outcome.round,
        "review": outcome.review,
        "officer": outcome.decided_by,
    }


@REFERRED_TO
@pytest.mark.parametrize(
    "sql",
    ["DELETE FROM {table} WHERE id = {id}", "UPDATE {table} SET id = -1 WHERE id={id}"],
    ids=["deleted", "renumbered"],
)
def test_whatever_is_referred_to_stays(referred_to, name, sql):
    with refused("is still referred to"):
        by_hand(sql, referred_to[name])


@transaction.atomic
def by_hand(sql, row):
    with connection.cursor() as cursor:
        cursor.execute(sql.format(table=row._meta.db_table, id=row.pk))
        connection.check_constraints()


# Other tables refuse first to be emptied with those that are referred to, so that a
# table of its own stands for them.
EMPTIED = """
CREATE TEMP TABLE emptied (id bigint) ON COMMIT DROP;
CREATE TRIGGER emptied AFTER TRUNCATE ON emptied FOR EACH STATEMENT
EXECUTE FUNCTION none_refers_here('households_membership', 'person_id');
TRUNCATE emptied
"""


def test_a_table_is_not_emptied_under_rows_that_refer_to_it(household):
    with refused(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EMPTIED)
    household.memberships.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(EMPTIED)


@pytest.mark.parametrize("referred", ["person", "household", "reviewround", "review"])
def test_a_table_that_is_referred_to_is_kept_from_emptying(referred):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgenabled FROM pg_trigger"
            " WHERE tgrelid = %s::regclass AND tgname = 'referred_to_truncate'",
            [f"households_{referred}"],
        )
        assert cursor.fetchone() == ("O",)


def test_whatever_nothing_refers_to_may_go(village, province):
    lonely = HouseholdFactory(village=village)
    lonely.memberships.all().delete()
    lonely.residences.all().delete()
    empty_round, place = RoundFactory(), AreaFactory(parent=province)
    AreaVersion.objects.filter(area=place).delete()
    for row in (lonely, empty_round, place):
        by_hand("DELETE FROM {table} WHERE id = {id}", row)
        assert not type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_an_old_snapshot_may_not_delete(village):
    round_ = RoundFactory()
    with pytest.raises(NotSupportedError, match="read committed only"):
        delete_by_old_snapshot(round_)


@transaction.atomic
def delete_by_old_snapshot(row):
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    type(row).objects.filter(pk=row.pk).delete()


def meanwhile(first, second):
    """Do `second` while the transaction of `first` is open; what refused it."""
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


def delete(row):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])


@pytest.mark.django_db(transaction=True)
def test_nothing_comes_to_a_round_while_it_is_deleted(household):
    empty = RoundFactory()
    row = Review(
        round=empty,
        household=household,
        village=household.village,
        commune=household.commune,
    )

    told = meanwhile(lambda: delete(empty), row.save)

    assert "is not in households_reviewround" in told
    assert not Review.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_round_is_not_deleted_while_something_comes_to_it(household):
    empty = RoundFactory()
    row = Review(
        round=empty,
        household=household,
        village=household.village,
        commune=household.commune,
    )

    told = meanwhile(row.save, lambda: delete(empty))

    assert "is still referred to" in told
    assert Review.objects.get().round == empty
