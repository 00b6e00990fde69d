"""The API: same scope as the pages, ids masked, refusals that say what and why."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from povertyportal.areas.models import AreaChange, AreaVersion, Level
from povertyportal.audit.models import AuditEntry
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    OutcomeFactory,
    ReviewFactory,
    SummaryFactory,
)

LISTS = ["areas", "households", "reviews", "outcomes", "figures"]


def get(client, path, **query):
    return client.get(f"/api/v1/{path}", query)


def ids(response):
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def test_households_are_those_of_the_scope(
    commune_officer, household, elsewhere_outcome, client_of
):
    client = client_of(commune_officer)
    assert ids(get(client, "households/")) == [household.pk]
    far = elsewhere_outcome.review.household_id
    answer = get(client, f"households/{far}/")
    assert answer.status_code == 404
    assert set(answer.json()) == {"detail", "code"}
    assert answer.json()["code"] == "not_found"


def test_a_household_shows_members_with_masked_ids(
    commune_officer, household, client_of
):
    client = client_of(commune_officer)
    answer = get(client, f"households/{household.pk}/")
    (member,) = answer.json()["members"]
    assert member["name"] == "Nguyễn Thị Hoà"
    assert member["personal_id"] == "0371********01"
    assert (member["relation"], member["born"]) == ("head", "1975")
    assert "037175999001" not in answer.content.decode()
    entry = AuditEntry.objects.get(act="households.household.viewed")
    assert (entry.officer, entry.object_id) == (commune_officer, household.pk)
    assert entry.detail == {"through": "api"}


@pytest.mark.parametrize("asked", ["nguyen thi hoa", "Hoà", "037175999001"])
def test_households_are_searched_without_accents(
    asked, commune_officer, household, village, client_of
):
    HouseholdFactory(village=village)
    client = client_of(commune_officer)
    assert ids(get(client, "households/", q=asked)) == [household.pk]
    assert ids(get(client, "households/", q="không ai")) == []


def test_households_are_filtered_by_place_and_state(
    province_officer, household, neighbour, client_of
):
    client = client_of(province_officer)
    assert ids(get(client, "households/", commune=household.commune_id)) == [
        household.pk
    ]
    assert ids(get(client, "households/", commune=neighbour.pk)) == []
    assert ids(get(client, "households/", state="gone")) == []


def test_reviews_and_outcomes_are_those_of_the_scope(
    commune_officer, outcome, elsewhere_outcome, client_of
):
    client = client_of(commune_officer)
    assert ids(get(client, "reviews/")) == [outcome.review_id]
    assert ids(get(client, "outcomes/")) == [outcome.pk]
    for path in (
        f"reviews/{elsewhere_outcome.review_id}/",
        f"outcomes/{elsewhere_outcome.pk}/",
    ):
        assert get(client, path).status_code == 404


def test_an_outcome_tells_indicators_and_reasons(commune_officer, outcome, client_of):
    answer = get(client_of(commune_officer), f"outcomes/{outcome.pk}/").json()
    assert (answer["deprived"], answer["known"]) == ([1, 3], [1, 2, 3])
    assert answer["household"] == outcome.review.household_id
    assert answer["poverty_class"] == "poor"
    assert answer["reasons"][0]["citation"] == "Điều 3"
    assert answer["missing"] == []


def test_superseded_outcomes_are_told_apart(commune_officer, outcome, client_of):
    type(outcome).objects.update(is_current=False)
    newer = OutcomeFactory(review=outcome.review, poverty_class="near_poor")
    client = client_of(commune_officer)
    assert ids(get(client, "outcomes/")) == [newer.pk, outcome.pk]
    assert ids(get(client, "outcomes/", is_current="true")) == [newer.pk]
    assert ids(get(client, "outcomes/", is_current="false")) == [outcome.pk]
    assert ids(get(client, "outcomes/", poverty_class="poor")) == [outcome.pk]


def test_a_review_tells_its_answers_and_is_in_the_trail(
    commune_officer, outcome, client_of
):
    review = outcome.review
    review.answers = {"household": {"roof": "tile"}, "members": {}}
    review.save()
    client = client_of(commune_officer)
    answer = get(client, f"reviews/{review.pk}/").json()
    assert answer["answers"]["household"] == {"roof": "tile"}
    assert "answers" not in get(client, "reviews/").json()["results"][0]
    assert AuditEntry.objects.get(act="households.review.viewed").object_id == review.pk


def test_figures_are_of_areas_wholly_in_scope(
    committee_member, figures, province, client_of
):
    SummaryFactory(area=province)
    AreaFactory(parent=province)  # the committee does not answer for this one
    client = client_of(committee_member)
    rows = get(client, "figures/").json()["results"]
    assert sorted(row["poor"] for row in rows) == [9, 31]
    assert {row["poor_rate"] for row in rows} == {"3.10", "0.90"}
    assert ids(get(client, "figures/", year="2024")) == []


def test_the_committees_total_is_the_sum(committee_member, figures, client_of):
    client = client_of(committee_member)
    total = get(client, "figures/total/").json()
    assert (total["year"], total["basis"]) == (2025, "official")
    assert (total["poor"], total["resident_households"]) == (40, 2_000)
    assert total["poor_rate"] == "2.00"
    assert total["stale_communes"] == 0
    missing = get(client, "figures/total/", year="2016")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")


def test_without_a_denominator_there_is_no_rate(committee_member, commune, client_of):
    SummaryFactory(area=commune, resident_households=None, resident_persons=None)
    (row,) = get(client_of(committee_member), "figures/").json()["results"]
    assert row["poor_rate"] is None


def test_areas_are_public_facts_as_of_a_day(surveyor, elsewhere, client_of):
    AreaVersion.objects.filter(area=elsewhere).update(ends=dt.date(2026, 1, 1))
    AreaVersion.objects.create(
        area=elsewhere,
        kind="ward",
        name="Phường Núi Cao",
        parent=elsewhere.parent,
        starts=dt.date(2026, 1, 1),
    )
    client = client_of(surveyor)

    def names(**query):
        rows = get(client, "areas/", **query).json()["results"]
        return [version["name"] for row in rows for version in row["versions"]]

    assert names(code="90003", on="2025-12-31") == ["Xã Núi Cao"]
    assert names(code="90003", on="2026-01-01") == ["Phường Núi Cao"]
    assert names(code="90003", on="2025-06-30") == []
    assert names(q="nui cao") == ["Xã Núi Cao", "Phường Núi Cao"]


def test_a_code_without_a_day_is_refused(surveyor, elsewhere, client_of):
    answer = get(client_of(surveyor), "areas/", code="90003")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert answer.json()["detail"] == "Tham số không hợp lệ."
    assert "hãy thêm tham số on" in answer.json()["fields"]["code"][0]


def test_areas_are_found_by_name_level_and_parent(
    surveyor, commune, province, client_of
):
    client = client_of(surveyor)
    assert ids(get(client, "areas/", q="doi che")) == [commune.pk]
    assert ids(get(client, "areas/", level="province")) == [province.pk]
    assert ids(get(client, "areas/", parent=province.pk)) == [commune.pk]


def test_an_area_tells_what_it_came_from(surveyor, commune, client_of):
    old = AreaFactory(
        level=Level.COMMUNE,
        began=None,
        ended=dt.date(2025, 7, 1),
        parent=commune.parent,
    )
    AreaChange.objects.create(
        old=old, new=commune, effective_on=dt.date(2025, 7, 1), extent="whole"
    )
    client = client_of(surveyor)
    came_from = get(client, f"areas/{commune.pk}/").json()["came_from"]
    assert [(row["area"], row["extent"]) for row in came_from] == [(old.pk, "whole")]
    assert get(client, f"areas/{old.pk}/").json()["became"][0]["name"] == commune.name


@pytest.mark.parametrize(
    ("path", "query", "wrong"),
    [
        ("areas/", {"on": "30/06/2025"}, "on"),
        ("areas/", {"level": "ap"}, "level"),
        ("households/", {"state": ""}, "state"),
        ("households/", {"commune": "0"}, "commune"),
        ("households/", {"commun": "1"}, "commun"),
        ("households/", {"page_size": "201"}, "page_size"),
        ("households/", {"page_size": "x"}, "page_size"),
        ("outcomes/", {"is_current": "maybe"}, "is_current"),
        ("figures/", {"year": "1999"}, "year"),
        ("figures/total/", {"basis": "guess"}, "basis"),
    ],
)
def test_wrong_parameters_are_named(path, query, wrong, commune_officer, client_of):
    answer = get(client_of(commune_officer), path, **query)
    assert answer.status_code == 400
    told = answer.json()
    assert told["code"] == "invalid"
    assert list(told["fields"]) == [wrong]


def test_refusals_say_what_is_missing(administrator, surveyor, client_of, db):
    refused = get(client_of(administrator), "households/")
    assert refused.status_code == 403
    assert refused.json()["code"] == "permission_denied"
    assert "Vai trò" in refused.json()["detail"]
    assert get(client_of(surveyor), "figures/").status_code == 403
    stranger = get(Client(), "households/")
    assert stranger.status_code == 403
    assert stranger.json()["code"] == "not_authenticated"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_through_the_api(method, commune_officer, client_of):
    answer = getattr(client_of(commune_officer), method)("/api/v1/households/")
    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize("pk", ["abc", "0", "99999999999999999999", "1.5"])
def test_what_is_no_id_is_not_there(pk, commune_officer, client_of):
    answer = get(client_of(commune_officer), f"households/{pk}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_lists_come_in_pages(commune_officer, village, client_of):
    for _ in range(3):
        HouseholdFactory(village=village)
    client = client_of(commune_officer)
    first = get(client, "households/", page_size=2).json()
    assert (first["count"], len(first["results"])) == (3, 2)
    assert len(client.get(first["next"]).json()["results"]) == 1
    beyond = get(client, "households/", page=9)
    assert (beyond.status_code, beyond.json()["code"]) == (404, "not_found")


def test_an_officer_with_a_given_password_is_told_so(surveyor, client_of):
    surveyor.must_change_password = True
    surveyor.save()
    answer = get(client_of(surveyor), "areas/")
    assert answer.status_code == 403
    assert answer.json()["code"] == "password_change_required"


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_for_many(
    name, province_officer, village, province, client_of, django_assert_max_num_queries
):
    for _ in range(12):
        household = HouseholdFactory(village=village)
        OutcomeFactory(review=ReviewFactory(household=household))
        SummaryFactory(area__parent=province)
    client = client_of(province_officer)
    with django_assert_max_num_queries(9):
        rows = get(client, f"{name}/").json()["results"]
    assert len(rows) >= 12


def test_the_document_lists_every_address():
    assert reverse("openapi") == "/api/v1/openapi.json"
    for name in ("area", "household", "review", "outcome", "figure"):
        assert reverse(f"api-{name}-list").startswith("/api/v1/")
