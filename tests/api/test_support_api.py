"""Supports over the API: what the pages ask, the API asks."""

import pytest
from django.utils import timezone

from programs.models import Support
from tests.programs.access_support import standing_of, support_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/supports/"


@pytest.fixture
def body(household):
    standing_of(household)
    today = timezone.localdate()
    return {
        "household": household.pk,
        "kind": "bo-giong",
        "year": today.year,
        "quantity": "1",
        "value": 15_000_000,
        "given_on": today.isoformat(),
    }


@pytest.fixture
def post(client_of, commune_officer):
    def _post(sent, officer=commune_officer):
        return client_of(officer).post(URL, sent, content_type="application/json")

    return _post


def test_a_support_is_given_or_planned(post, body, household):
    made = post(body)
    assert made.status_code == 201, made.content
    assert (made.json()["state"], made.json()["class_then"]) == ("given", "poor")
    planned = post({**body, "kind": "qua-tet", "given_on": None})
    assert planned.json()["state"] == "planned"
    assert set(Support.objects.values_list("area", flat=True)) == {household.commune_id}


def test_what_a_rule_asks_is_refused_without_a_reason(
    post, body, household, commune_officer
):
    support_of(household, commune_officer)
    asked = post(body)
    assert asked.status_code == 400
    assert "Hộ đã có “Bò, trâu giống”" in str(asked.json()["fields"])
    assert Support.objects.count() == 1
    assert post({**body, "exception": "Con trước chết"}).status_code == 201


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "tau-vu-tru"}, "kind"),
        ({"household": 2**40}, "household"),
        ({"person": 2**40}, "person"),
        ({"line": 2**40}, "line"),
        ({"given_on": "2099-01-01"}, None),
    ],
)
def test_what_is_wrong_is_told_at_its_field(post, body, changed, field):
    refused = post({**body, **changed})
    assert refused.status_code == 400
    assert field is None or field in refused.json()["fields"]


def test_only_who_gives_support_in_the_area_creates(
    post, body, province_officer, neighbour_officer
):
    assert post(body, province_officer).status_code == 403
    assert post(body, neighbour_officer).status_code == 400
    assert not Support.objects.exists()


def test_the_list_narrows_within_the_scope(
    client_of, commune_officer, neighbour_officer, household
):
    made = support_of(household, commune_officer)
    found = client_of(commune_officer).get(URL, {"kind": "bo-giong"}).json()
    assert [each["id"] for each in found["results"]] == [made.pk]
    assert client_of(neighbour_officer).get(URL).json()["count"] == 0
