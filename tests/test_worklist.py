"""Việc cần làm: what waits, for whom."""

import pytest
from django.urls import reverse

from households.models import ReviewState
from tests.factories import HouseholdFactory, OfficerFactory, ReviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(open_round, village, neighbour_village, time_machine):
    """In October: two to do and one draft in the commune, one to do next door."""
    time_machine.move_to("2026-10-01 08:00+07:00")
    for place, state in (
        (village, ReviewState.TODO),
        (village, ReviewState.TODO),
        (village, ReviewState.DRAFT),
        (village, ReviewState.IMPORTED),
        (neighbour_village, ReviewState.TODO),
    ):
        household = HouseholdFactory(village=place)
        ReviewFactory(round=open_round, household=household, state=state)


# Nobody has written a period report in this world: tests/programs/ looks at that.
LATE_REPORT = "Báo cáo định kỳ quá hạn"


def counts(client):
    items = client.get(reverse("home")).context["items"]
    return {item.title: item.count for item in items if item.title != LATE_REPORT}


def test_an_officer_sees_what_waits_in_his_commune(waiting, client_of, commune_officer):
    assert counts(client_of(commune_officer)) == {
        "Chưa chốt danh sách hộ": 4,
        "Phiếu đang làm dở": 1,
        "Hộ chưa rà soát": 2,
    }


def test_the_province_sees_all_communes(waiting, client_of, province_officer):
    assert counts(client_of(province_officer))["Hộ chưa rà soát"] == 3


def test_a_closed_round_waits_for_nobody(
    waiting, open_round, client_of, commune_officer
):
    open_round.state = "closed"
    open_round.save()
    assert counts(client_of(commune_officer)) == {}


def test_an_administrator_sees_no_reviews(waiting, client_of, administrator):
    assert counts(client_of(administrator)) == {}


def test_an_officer_without_an_area_is_told_whom_to_ask(client_of, commune_officer):
    stranger = OfficerFactory(area=None)
    home = reverse("home")
    assert "chưa được giao địa bàn" in client_of(stranger).get(home).content.decode()
    page = client_of(commune_officer).get(home).content.decode()
    assert "chưa được giao địa bàn" not in page
