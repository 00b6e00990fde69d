"""An outcome may be superseded; nothing else happens to it, or to its grounds."""

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction

from households.models import Outcome
from tests.factories import OutcomeFactory, ReviewFactory

OUTCOME, GROUNDS = "households_outcome", "households_outcomegrounds"
CHANGES = [
    f"UPDATE {OUTCOME} SET poverty_class = 'not_poor'",
    f"UPDATE {OUTCOME} SET is_current = false, b1 = 1",
    f"DELETE FROM {OUTCOME}",
    f"TRUNCATE {OUTCOME} CASCADE",
    f"UPDATE {GROUNDS} SET missing = '[1]'",
    f"DELETE FROM {GROUNDS}",
    f"TRUNCATE {GROUNDS}",
]


@pytest.fixture
def outcome(household, open_round):
    made = OutcomeFactory(review=ReviewFactory(round=open_round, household=household))
    with connection.cursor() as cursor:  # checks that wait would hinder TRUNCATE
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return made


def refused(sql):
    with (
        pytest.raises(IntegrityError, match="only added and superseded"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_the_change(change, outcome):
    assert outcome.grounds.missing == []
    refused(change)
    with pgtrigger.ignore():
        refused(change)
    with connection.cursor() as cursor:  # what ignore() sets, for every trigger
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', array_agg("
            "tgrelid::regclass || ':' || tgname)::text, true) FROM pg_trigger"
        )
    refused(change)


def test_an_outcome_steps_back_for_good(outcome):
    Outcome.objects.update(is_current=False)
    outcome.refresh_from_db()
    assert not outcome.is_current
    refused(f"UPDATE {OUTCOME} SET is_current = true")
