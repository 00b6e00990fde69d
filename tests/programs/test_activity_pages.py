"""Pages of activities and of who lacks a job."""

import datetime as dt

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse

from povertyportal.sheets.exports import list_exports
from programs.models import Activity, Participant
from tests.factories import (
    HouseholdFactory,
    OutcomeFactory,
    ReviewFactory,
    RoundFactory,
)
from tests.programs.access_activities import activity_of, jobless_household
from tests.programs.access_support import standing_of


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 7, 1, 5, tzinfo=dt.UTC), tick=False):
        yield


def test_what_was_typed_stays_when_it_is_refused(client_of, commune_officer, commune):
    typed = {
        "year": "2026",
        "area": commune.pk,
        "kind": "model",
        "name": "Nuôi bò sinh sản",
        "quantity": "1,5",
        "unit": "mô hình",
        "cost": "10.000.000",
        "matching": "20.000.000",
        "planned_start": "1/5/2026",
        "planned_finish": "1/9/2026",
    }
    client, url = client_of(commune_officer), reverse("programs:activity-create")
    page = client.post(url, typed)
    text = page.content.decode()
    assert "quá tổng kinh phí 10.000.000 đồng" in text
    assert 'value="Nuôi bò sinh sản"' in text
    assert 'value="20.000.000"' in text
    swapped = typed | {"planned_finish": "1/4/2026", "quantity": "0"}
    errors = client.post(url, swapped).context["form"].errors
    assert errors.keys() == {"quantity", "matching", "planned_finish"}
    page = client.post(url, typed | {"year": "2024"})  # the commune began in 2025
    assert "không có trong năm kế hoạch" in page.content.decode()
    saved = client.post(url, typed | {"matching": "2.000.000"})
    made = Activity.objects.get()
    assert saved["Location"] == reverse("programs:activity-detail", args=[made.pk])
    assert (made.cost, made.matching) == (10_000_000, 2_000_000)
    assert made.planned_start == dt.date(2026, 5, 1)


def test_the_list_narrows_by_every_filter_and_keeps_its_queries(
    client_of, commune_officer, commune, django_assert_num_queries
):
    road = activity_of(commune, commune_officer, cost=5)
    model = activity_of(commune, commune_officer, kind="model", name="Nuôi bò")
    activity_of(commune, commune_officer, year=2025)
    client, url = client_of(commune_officer), reverse("programs:activity-list")

    def found(**query):
        page = client.get(url, query).context["page_obj"]
        return [each.pk for each in page]

    assert found() == [model.pk, road.pk]
    assert found(sort="-cost", area=commune.pk) == [model.pk, road.pk]
    assert found(kind="works_new") == [road.pk]
    assert found(q="nuoi bo") == [model.pk]
    assert found(state="late") == [model.pk, road.pk]
    assert found(state="running") == []
    old = activity_of(
        commune,
        commune_officer,
        kind="model",
        year=2025,
        started_on=dt.date(2025, 3, 1),
        finished_on=dt.date(2025, 7, 1),
    )
    assert found(year="2025", worth="due") == [old.pk]
    assert found(year="2025", worth="yes") == []
    assert client.get(url, {"area": "999999"}).status_code == 404
    for at in range(20):
        activity_of(commune, commune_officer, name=f"Đường {at}")
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)


def test_participants_who_moved_out_of_scope_are_only_counted(
    client_of, commune_officer, commune, household, neighbour_village
):
    made = activity_of(commune, commune_officer)
    away = HouseholdFactory(village=neighbour_village)
    for home in (household, away):
        Participant.objects.create(
            activity=made,
            household=home,
            joined_on=dt.date(2026, 5, 1),
            recorded_by=commune_officer,
        )
    url = reverse("programs:activity-detail", args=[made.pk])
    page = client_of(commune_officer).get(url)
    assert [row.household for row in page.context["page_obj"]] == [household]
    assert away.head_name not in page.content.decode()
    assert "1 hộ tham gia nay ở ngoài địa bàn" in page.content.decode()


@pytest.fixture
def seekers(commune, village, household, neighbour_village):
    """Heads who lack a job: without one, without a contract, elsewhere."""
    found = RoundFactory(areas=[commune])
    wage = {"job": "wage", "contract": "none"}
    hired = HouseholdFactory(village=village)
    far = HouseholdFactory(village=neighbour_village)
    return (
        jobless_household(found, household),
        jobless_household(found, hired, **wage),
        jobless_household(found, far),
    )


def test_poor_households_come_first_and_others_when_asked_for(
    client_of, commune_officer, household, seekers, village
):
    other = HouseholdFactory(village=village)
    review = seekers[0].memberships.get().household.reviews.get()
    jobless_household(review.round, other, poverty_class="not_poor")
    client, url = client_of(commune_officer), reverse("programs:jobless-list")
    rows = client.get(url).context["rows"]
    assert len(rows) == 2
    assert other.pk not in {row.household.pk for row in rows}
    everybody = client.get(url, {"poverty_class": "all"}).context["rows"]
    assert [row.household.pk for row in everybody][2:] == [other.pk]


def test_a_newer_review_without_the_lack_takes_the_household_off(
    client_of, commune_officer, household, seekers, village
):
    client, url = client_of(commune_officer), reverse("programs:jobless-list")
    rows = client.get(url).context["rows"]
    assert {row.household.pk: row.seekers[0].why for row in rows} == {
        household.pk: "chưa có việc làm",
        seekers[1].memberships.get().household_id: "làm công không có hợp đồng",
    }
    only = client.get(url, {"lack": "none"}).context["rows"]
    assert [row.household for row in only] == [household]
    assert not client.get(url, {"poverty_class": "near_poor"}).context["rows"]
    file = list_exports()["jobless"].open(
        commune_officer, QueryDict("lack=none"), None, whole_ids=False
    )
    assert file.count == 1
    told = [seekers[0].name + " (chưa có việc làm)", ""]
    assert [list(row)[-2:] for row in file.rows] == [told]
    later = RoundFactory(year=2027, list_valid_from=dt.date(2028, 1, 1))
    review = ReviewFactory(round=later, household=household, state="imported")
    OutcomeFactory(review=review, known_mask=1)
    rows = client.get(url).context["rows"]
    assert household.pk not in {row.household.pk for row in rows}


def test_a_member_is_put_into_a_class_in_one_click_and_shown_as_matched(
    client_of, commune_officer, commune, household, seekers
):
    made = activity_of(commune, commune_officer, kind="class", name="Lớp may")
    client, url = client_of(commune_officer), reverse("programs:jobless-list")
    address = f"{url}?activity={made.pk}&matched=no"
    page = client.get(address)
    join = reverse("programs:jobless-join", args=[made.pk, household.pk, seekers[0].pk])
    assert f'action="{join}?activity={made.pk}' in page.content.decode()
    asked = client.post(f"{join}?activity={made.pk}&matched=no")
    form = reverse("programs:activity-participant-add", args=[made.pk, household.pk])
    assert asked["Location"] == f"{form}?person={seekers[0].pk}"
    standing_of(household)
    done = client.post(f"{join}?activity={made.pk}&matched=no")
    assert done["Location"] == address
    row = Participant.objects.get()
    assert (row.person, row.joined_on) == (seekers[0], dt.date(2026, 7, 1))
    left = client.get(address).context["rows"]
    assert [each.household.pk for each in left] != [household.pk]
    (matched,) = client.get(url, {"matched": "yes"}).context["rows"]
    assert matched.matches == [row]
    again = client.post(join, follow=True)
    assert "đã tham gia hoạt động này" in again.content.decode()


def test_a_households_page_shows_what_it_takes_part_in(
    client_of, commune_officer, commune, neighbour, household
):
    near = activity_of(commune, commune_officer, name="Nuôi bò")
    far = activity_of(neighbour, commune_officer, name="Lớp may nơi khác")
    for made in (near, far):
        Participant.objects.create(
            activity=made,
            household=household,
            joined_on=dt.date(2026, 5, 1),
            recorded_by=commune_officer,
        )
    url = reverse("programs:household", args=[household.pk])
    page = client_of(commune_officer).get(url)
    text = page.content.decode()
    assert reverse("programs:activity-detail", args=[near.pk]) in text
    assert far.name in text
    assert reverse("programs:activity-detail", args=[far.pk]) not in text


def test_a_finish_before_all_is_written_down_says_so(
    client_of, commune_officer, commune
):
    made = activity_of(commune, commune_officer)
    url = reverse("programs:activity-dates", args=[made.pk])
    days = {"started_on": "1/3/2026", "finished_on": "1/2/2026"}
    client = client_of(commune_officer)
    page = client.post(url, days)
    assert 'value="1/2/2026"' in page.content.decode()
    done = client.post(url, days | {"finished_on": "1/4/2026"}, follow=True)
    assert "Khối lượng mới ghi 0 trong 2 km" in done.content.decode()


def test_a_wide_list_ends_where_it_is_no_longer_counted(
    client_of, commune_officer, seekers, monkeypatch
):
    monkeypatch.setattr("programs.exports.jobless.FEW_COMMUNES", 0)
    monkeypatch.setattr("programs.views.jobless.COUNTED", 1)
    client, url = client_of(commune_officer), reverse("programs:jobless-list")
    page = client.get(url)
    assert len(page.context["rows"]) == 1
    assert "trong hơn 1 hộ" in page.content.decode()
    assert "trong 1 hộ" in client.get(url, {"lack": "none"}).content.decode()
