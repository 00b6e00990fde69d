"""Pages of assigning: progress, the form, the end; what a surveyor then sees."""

import pytest
import time_machine
from django.urls import reverse

from households.models import SurveyAssignment
from povertyportal.accounts.models import Role
from tests.factories import (
    AssignmentFactory,
    HouseholdFactory,
    OfficerFactory,
    ReviewFactory,
    VillageFactory,
)
from tests.households.season.asking import DAY, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def place(open_round, commune):
    return open_round.places.get(commune=commune)


@pytest.fixture
def client(client_of, commune_officer):
    return client_of(commune_officer)


@pytest.fixture
def helper(db):
    """A surveyor who has no area yet."""
    return OfficerFactory(username="nguoi-moi", role=Role.SURVEYOR)


def address(name, pk):
    return reverse(f"season:{name}", args=[pk])


def form(village, **fields):
    given = {"village": village.pk, "username": "nguoi-moi", "starts": "1/9/2026"}
    return given | fields


def test_a_new_surveyor_is_named_by_his_login(
    client, client_of, place, village, helper, household
):
    theirs = client_of(helper)
    detail = reverse("households:household-detail", args=[household.pk])
    assert theirs.get(detail).status_code == 404
    url = address("assignment-create", place.pk)
    given = form(village, document="12/QĐ-UBND", document_on="28/8/2026")
    for _ in range(2):
        answer = client.post(url, given)
        assert answer["Location"] == address("assignments", place.pk)
    made = SurveyAssignment.objects.get()
    assert (made.surveyor, made.document) == (helper, "12/QĐ-UBND")
    assert theirs.get(detail).status_code == 200


def test_a_surveyor_gets_404_outside_his_villages(
    client, client_of, place, village, helper, commune
):
    other = HouseholdFactory(village=VillageFactory(parent=commune))
    review = ReviewFactory(round=place.round, household=other)
    client.post(address("assignment-create", place.pk), form(village))
    theirs = client_of(helper)
    for name, pk in (("household-detail", other.pk), ("review-detail", review.pk)):
        url = reverse(f"households:{name}", args=[pk])
        assert theirs.get(url).status_code == 404
    assert theirs.get(address("assignments", place.pk)).status_code == 200


def test_a_surveyor_sees_the_progress_of_his_villages(
    client, client_of, place, village, helper, commune
):
    VillageFactory(parent=commune)
    AssignmentFactory(place=place)
    client.post(address("assignment-create", place.pk), form(village))
    page = client_of(helper).get(address("assignments", place.pk))
    assert [row.village for row in page.context["rows"]] == [village]
    assert [row.surveyor for row in page.context["history"]] == [helper]
    assert address("assignment-create", place.pk) not in page.content.decode()


def test_one_known_here_is_chosen_from_the_list(client, place, village, surveyor):
    other = OfficerFactory(role=Role.SURVEYOR)
    url = address("assignment-create", place.pk)
    choices = client.get(url).context["form"].fields["surveyor"].queryset
    assert surveyor in choices
    assert other not in choices
    client.post(url, form(village, username="", surveyor=surveyor.pk))
    assert SurveyAssignment.objects.get().surveyor == surveyor


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"username": ""}, "surveyor"),
        ({"username": "khong-co"}, "username"),
        ({"starts": "hôm nay"}, "starts"),
        ({"ends": "1/9/2026"}, "ends"),
        ({"village": 0}, "village"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client, place, village, helper, fields, name
):
    page = client.post(address("assignment-create", place.pk), form(village) | fields)
    assert name in page.context["form"].errors
    assert not SurveyAssignment.objects.exists()


def test_a_leader_is_no_surveyor(client, place, village, leader):
    page = client.post(
        address("assignment-create", place.pk), form(village, username="lanhdao")
    )
    assert "Không có rà soát viên" in page.content.decode()


def test_an_assignment_is_ended(client, client_of, place, village, helper, household):
    client.post(address("assignment-create", place.pk), form(village))
    made = SurveyAssignment.objects.get()
    url = address("assignment-end", made.pk)
    assert url in client.get(address("assignments", place.pk)).content.decode()
    client.post(url, {"on": "20/10/2026", "reason": "Chuyển công tác"})
    made.refresh_from_db()
    assert made.ends == DAY
    detail = reverse("households:household-detail", args=[household.pk])
    assert client_of(helper).get(detail).status_code == 404
    page = client.get(address("assignments", place.pk)).content.decode()
    assert "Chuyển công tác" in page
    assert url not in page


def test_a_commune_s_assignments_are_its_own(client_of, neighbour_officer, place):
    made = AssignmentFactory(place=place)
    client = client_of(neighbour_officer)
    for name, pk in (
        ("assignments", place.pk),
        ("assignment-create", place.pk),
        ("assignment-end", made.pk),
    ):
        assert client.get(address(name, pk)).status_code == 404


@pytest.mark.parametrize("number", [2, 15])
def test_queries_do_not_grow(
    client, place, commune, number, django_assert_max_num_queries
):
    for _ in range(number):
        village = VillageFactory(parent=commune)
        AssignmentFactory(place=place, village=village)
        household = HouseholdFactory(village=village)
        ReviewFactory(round=place.round, household=household)
    with django_assert_max_num_queries(11):
        page = client.get(address("assignments", place.pk))
    assert len(page.context["surveyors"]) == number
    assert page.context["total"].todo == number
