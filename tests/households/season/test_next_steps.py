"""A page that is done with leads to the step that follows."""

import pytest
import time_machine
from django.urls import reverse

from households.models import VillageMeeting
from tests.factories import HouseholdFactory, ReviewFactory
from tests.households.season import deciding as made


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(made.TODAY, tick=True):
        yield


@pytest.fixture
def place(commune):
    return made.place_of(made.round_of(commune), commune)


@pytest.fixture
def review(place, village, commune_officer):
    return made.reviewed(place, village, commune_officer)


def shows(client, name, *args, link):
    page = client.get(reverse(f"season:{name}", args=args)).content.decode()
    return link in page


def test_a_village_handed_in_leads_to_its_meeting(
    client_of, surveyor, place, village, review
):
    client = client_of(surveyor)
    link = reverse("season:meetings", args=[place.pk])
    assert shows(client, "grid", place.pk, village.pk, link=link)
    ReviewFactory(round=place.round, household=HouseholdFactory(village=village))
    assert not shows(client, "grid", place.pk, village.pk, link=link)


def test_closed_minutes_lead_to_the_posting(
    client_of, commune_officer, place, village, review
):
    client = client_of(commune_officer)
    meeting = made.heard(place, village, commune_officer, [review])
    link = reverse("season:postings", args=[place.pk])
    assert shows(client, "meeting-detail", meeting.pk, link=link)
    begun = VillageMeeting.objects.create(
        place=place,
        village=village,
        turn=2,
        held_on=made.MET,
        venue="Nhà văn hóa thôn",
        chair="Trưởng thôn",
        secretary="Thư ký",
        attended=20,
        recorded_by=commune_officer,
    )
    assert not shows(client, "meeting-detail", begun.pk, link=link)
