"""What is written down for good stays, whatever the session says."""

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction

from povertyportal.audit import trail

ENTRIES = "audit_auditentry"
CHANGES = {
    "update": f"UPDATE {ENTRIES} SET reason = 'khác'",
    "delete": f"DELETE FROM {ENTRIES}",
    "truncate": f"TRUNCATE {ENTRIES}",
}


@pytest.fixture
def entry(db):
    made = trail.record(by=None, act="accounts.officer.created", kind="officer")
    with connection.cursor() as cursor:  # checks that wait would hinder TRUNCATE
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return made


def refused(sql):
    with (
        pytest.raises(IntegrityError, match="only added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize("change", CHANGES)
def test_an_entry_stays(change, entry):
    refused(CHANGES[change])
    entry.refresh_from_db()
    assert entry.reason == ""


@pytest.mark.parametrize("change", CHANGES)
def test_an_entry_stays_when_triggers_are_to_be_ignored(change, entry):
    with pgtrigger.ignore():
        refused(CHANGES[change])
    with connection.cursor() as cursor:  # what ignore() sets, for every trigger
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', array_agg("
            "tgrelid::regclass || ':' || tgname)::text, true) FROM pg_trigger"
        )
    refused(CHANGES[change])
    entry.refresh_from_db()
