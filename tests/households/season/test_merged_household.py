"""What a household leaves behind when it becomes part of another."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError

from households.models import Certificate, Standing
from households.services import regroup
from households.services.season import answers, certificates, lists
from households.services.season.answers import Refusal
from tests.factories import HouseholdFactory, RequestFactory
from tests.households.season import deciding as made

DAY = dt.date(2025, 11, 30)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(made.TODAY, tick=True):
        yield


@pytest.fixture
def place(commune):
    return made.place_of(made.round_of(commune), commune)


@pytest.fixture
def other(village):
    return HouseholdFactory(village=village)


def merge(officer, source, target):
    for each in (source, target):
        each.refresh_from_db()
    regroup.merge_households(
        by=officer,
        source=source,
        target=target,
        versions=(source.version, target.version),
        relations={
            each.person_id: "parent"
            for each in source.memberships.filter(ends__isnull=True)
        },
        on=DAY,
    )
    source.refresh_from_db()


def test_its_request_is_refused_not_forgotten(commune_officer, place, household, other):
    place.list_closed_on = None
    place.save()
    asked = RequestFactory(household=household, received_on=dt.date(2025, 11, 20))
    merge(commune_officer, household, other)

    with pytest.raises(ValidationError, match="giấy đề nghị"):
        lists.close_list(by=commune_officer, place=place, on=DAY)
    given = Refusal("12/UBND", dt.date(2025, 12, 1), "Hộ đã nhập vào hộ khác.")
    answers.refuse(by=commune_officer, request=asked, refusal=given)
    on = dt.date(2025, 12, 1)
    assert lists.close_list(by=commune_officer, place=place, on=on).list_closed_on


def test_its_certificate_is_withdrawn_and_the_other_one_stays(
    commune_officer, leader, place, village
):
    gone, into = (made.reviewed(place, village, commune_officer) for _ in range(2))
    made.finished(place, village, commune_officer, [gone, into])
    decision = made.sign(made.prepare(place, commune_officer), leader)
    certificates.issue(by=commune_officer, decision=decision)
    merge(commune_officer, gone.household, into.household)

    assert Certificate.objects.get(household=gone.household).state == "revoked"
    kept = Certificate.objects.get(household=into.household)
    assert kept.state == "valid"
    changed = certificates.reissue(
        by=commune_officer, certificate=kept, why=Certificate.Why.CHANGED
    )
    assert len(changed.members) == 2
    current = Standing.objects.filter(recorded_to__isnull=True)
    assert current.get().household == into.household


def test_what_was_signed_names_it_still(commune_officer, leader, place, village):
    gone, into = (made.reviewed(place, village, commune_officer) for _ in range(2))
    made.finished(place, village, commune_officer, [gone, into])
    decision = made.sign(made.prepare(place, commune_officer), leader)
    merge(commune_officer, gone.household, into.household)
    gone.refresh_from_db()
    assert (gone.state, decision.rows.count()) == ("submitted", 2)
