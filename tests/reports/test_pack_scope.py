"""A pack in a transaction of its own: what ends meanwhile, what others write."""

import pytest
from django.db import connection

from povertyportal.accounts.models import Role
from reports import tasks
from reports.models import PackRun
from reports.packs import making
from reports.services import packs
from tests.factories import OfficerFactory
from tests.reports import pack_world as made


@pytest.mark.django_db(transaction=True)
def test_a_scope_that_ends_meanwhile_gets_nothing():
    place = made.season()
    owner = OfficerFactory(role=Role.PROVINCE_OFFICER, area=place.commune.parent)
    run = PackRun.claim(made.queued(place, owner).pk)
    side = connection.copy()

    def end_scope(done, total):
        with side.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_officerscope")

    with pytest.raises(packs.OutOfScope):
        making.make_pack(run, end_scope)
    side.close()
    run.refresh_from_db()
    assert not run.file
    run.requeue()
    tasks.run_pack(run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "không được giao" in run.message
