"""The database itself wants an end on what an inspector may see."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from povertyportal.accounts.models import Officer, OfficerScope, Role

START = dt.date(2026, 1, 1)


def refused():
    return pytest.raises(IntegrityError, match="must have an end")


def test_an_inspectors_area_without_an_end_is_refused(inspector, commune):
    with refused(), transaction.atomic():
        OfficerScope.objects.create(officer=inspector, area=commune, starts=START)
    with refused(), transaction.atomic():
        inspector.scopes.update(ends=None)
    OfficerScope.objects.create(
        officer=inspector, area=commune, starts=START, ends=dt.date(2026, 3, 1)
    )


def test_nobody_with_an_open_ended_area_becomes_an_inspector(leader):
    with refused(), transaction.atomic():
        Officer.objects.filter(pk=leader.pk).update(role=Role.INSPECTOR)
    leader.scopes.update(ends=dt.date(2099, 1, 1))
    Officer.objects.filter(pk=leader.pk).update(role=Role.INSPECTOR)
    leader.refresh_from_db()
    assert leader.role == Role.INSPECTOR
