"""Who may take part: those that it is for, from the area as it was and became."""

import datetime as dt

import pytest
from django.urls import reverse

from povertyportal.areas.models import AreaChange
from programs.models import Participant
from programs.services.activities import participants
from programs.services.activities.participants import Joining
from programs.services.questions import Questioned
from tests.factories import REFORM, AreaFactory, HouseholdFactory, ProvinceFactory
from tests.programs.access_activities import activity_of
from tests.programs.access_support import standing_of

DAY = dt.date(2026, 5, 4)


@pytest.mark.parametrize(
    ("kind", "poverty_class", "expected"),
    [
        ("model", "poor", []),
        ("production", "near_poor", []),
        ("model", "not_poor", ["not_entitled"]),
        ("class", "average", ["not_entitled"]),
        ("production", None, ["class_unknown"]),
        ("works_new", "not_poor", []),
    ],
)
def test_what_is_for_the_poor_asks_the_class(
    commune, household, commune_officer, kind, poverty_class, expected
):
    if poverty_class:
        standing_of(household, poverty_class)
    found = activity_of(commune, commune_officer, kind=kind)
    codes = []
    try:
        participants.add_participant(
            by=commune_officer, activity=found, joining=Joining(household, None, DAY)
        )
    except Questioned as error:
        codes = [each.code for each in error.questions]
    assert codes == expected


def test_the_answer_stays_with_the_household(
    client_of, commune, household, commune_officer
):
    standing_of(household, "not_poor")
    found = activity_of(commune, commune_officer, kind="model")
    url = reverse("programs:activity-participant-add", args=[found.pk, household.pk])
    client, typed = client_of(commune_officer), {"joined_on": "4/5/2026"}
    page = client.post(url, typed).content.decode()
    assert "dành cho: hộ nghèo, hộ cận nghèo" in page
    assert not Participant.objects.exists()
    client.post(url, typed | {"exception": "Hộ làm nòng cốt của tổ"})
    assert Participant.objects.get().exception == "Hộ làm nòng cốt của tổ"


def test_an_ended_area_takes_only_who_lives_in_what_it_became(
    commune, household, neighbour_village
):
    ended = {"began": dt.date(2000, 1, 1), "ended": REFORM}
    province = ProvinceFactory(**ended)
    district = AreaFactory(
        level="district", kind="rural_district", parent=province, **ended
    )
    old = AreaFactory(parent=district, **ended)
    AreaChange.objects.create(old=old, new=commune, effective_on=REFORM, extent="whole")
    other = HouseholdFactory(village=neighbour_village)
    for area in (district, old):
        assert participants.lives_in(household, area, DAY)
        assert not participants.lives_in(other, area, DAY)
