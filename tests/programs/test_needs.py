"""Needs against help: what is counted, what marks it stale, the lists behind."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict

from povertyportal.sheets.exports import list_exports
from programs.models import (
    Component,
    HousingCase,
    NeedSummary,
    Participant,
    StaleNeed,
    Support,
    SupportKind,
)
from programs.services import need_figures, need_households, needs
from programs.services.homes import of_communes
from programs.tasks import build_stale_needs, rebuild_needs
from tests.factories import (
    HouseholdFactory,
    OutcomeFactory,
    ReviewFactory,
    RoundFactory,
    VillageFactory,
)
from tests.programs.access_activities import activity_of
from tests.programs.access_rights import card, needy

YEAR = 2026
LATRINE, WATER, INSURANCE = 10, 9, 4


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-11-20 08:00+07:00", tick=False)


@pytest.fixture
def reviewed(commune, neighbour):
    """The round whose results make the list of 2026."""
    return RoundFactory(
        areas=[commune, neighbour],
        year=2025,
        name="Rà soát năm 2025",
        list_valid_from=dt.date(2026, 1, 1),
        standards=["ND07_2022"],
        opens_on=dt.date(2025, 9, 1),
        closes_on=dt.date(2025, 12, 14),
    )


@pytest.fixture
def latrine(db):
    return SupportKind.objects.create(
        code="latrine-test", name="Nhà tiêu", unit="cái", topics=["toilet"]
    )


def support(household, kind, officer, state="planned", **fields):
    given = {"given_on": dt.date(2026, 5, 5)} if state == "given" else {}
    return Support.objects.create(
        household=household,
        area=household.commune,
        kind=kind,
        year=YEAR,
        quantity=1,
        state=state,
        recorded_by=officer,
        **given | fields,
    )


def numbers(homes, topic, kind=""):
    """(needing, helped, planned, uncovered) as they are kept."""
    for row in need_figures.by_topic(homes, YEAR, kind):
        if row.topic == topic:
            counts = row.counts
            return (
                counts.needing, counts.helped, counts.planned, counts.uncovered,
            )  # fmt: skip
    return None


def names_behind(homes, topic, state=""):
    asked = {"topic": topic, "standard": "", "kind": "", "state": state}
    return {each.household_id for each in need_households.behind(homes, YEAR, **asked)}


def test_who_needs_a_latrine_and_who_gets_one(
    reviewed, village, commune, commune_officer, latrine
):
    helped, planned, alone, both = (needy(reviewed, village) for _ in range(4))
    needy(reviewed, village, [WATER])
    support(helped, latrine, commune_officer, "given")
    support(planned, latrine, commune_officer)
    support(both, latrine, commune_officer)
    support(both, latrine, commune_officer, "given")
    cancelled = {"state": "cancelled", "cancel_reason": "Nhầm hộ"}
    support(alone, latrine, commune_officer, **cancelled)
    homes = of_communes([commune.pk])
    needs.build([commune.pk], YEAR)
    assert numbers(homes, "toilet") == (4, 2, 1, 1)
    assert numbers(homes, "water") == (1, 0, 0, 1)
    assert numbers(homes, "") == (5, 2, 1, 2)
    for state, expected in (
        ("", {helped.pk, planned.pk, alone.pk, both.pk}),
        ("helped", {helped.pk, both.pk}),
        ("planned", {planned.pk}),
        ("uncovered", {alone.pk}),
    ):
        assert names_behind(homes, "toilet", state) == expected


def test_what_else_serves_a_need(reviewed, village, commune, commune_officer):
    """An activity whose component names it, a house, an insurance card."""
    component = Component.objects.filter(programme__starts_year=2026).first()
    component = component or Component.objects.first()
    component.topics = ["water"]
    component.save()
    thirsty, waiting = (needy(reviewed, village, [WATER]) for _ in range(2))
    begun = activity_of(
        commune, commune_officer, component=component, started_on=dt.date(2026, 3, 1)
    )
    later = activity_of(commune, commune_officer, component=component)
    for activity, household in ((begun, thirsty), (later, waiting)):
        Participant.objects.create(
            activity=activity,
            household=household,
            joined_on=dt.date(2026, 3, 1),
            recorded_by=commune_officer,
        )
    housed = needy(reviewed, village, [7])
    HousingCase.objects.create(
        household=housed,
        area=commune,
        year=2025,
        kind="new",
        decision_number="5/QĐ-UBND",
        approved_on=dt.date(2025, 6, 1),
        recorded_by=commune_officer,
    )
    insured = needy(reviewed, village, [INSURANCE])
    card(insured, commune_officer)
    homes = of_communes([commune.pk])
    needs.build([commune.pk], YEAR)
    assert numbers(homes, "water") == (2, 1, 1, 0)
    assert numbers(homes, "housing_quality") == (1, 0, 1, 0)
    assert numbers(homes, "health_insurance") == (1, 1, 0, 0)
    # A card alone helps with insurance, and with nothing else.
    assert numbers(homes, "") == (4, 1, 2, 1)


def test_a_gift_serves_no_need(reviewed, village, commune, commune_officer):
    """Every household got one at Tết: that is no help out of poverty."""
    gift = SupportKind.objects.create(code="gift-test", name="Quà", unit="suất")
    household = needy(reviewed, village)
    support(household, gift, commune_officer, "given")
    needs.build([commune.pk], YEAR)
    homes = of_communes([commune.pk])
    assert numbers(homes, "") == numbers(homes, "toilet") == (1, 0, 0, 1)


def test_what_no_review_says_is_unknown(
    reviewed, village, commune, commune_officer, client_of
):
    for _ in range(2):
        needy(reviewed, village, [])
    needy(reviewed, village, [LATRINE])
    needs.build([commune.pk], YEAR)
    homes = of_communes([commune.pk])
    unknown = {
        row.topic: (row.counts.needing, row.counts.unknown)
        for row in need_figures.by_topic(homes, YEAR)
    }
    assert unknown[""] == (3, 2)
    assert unknown["toilet"] == (1, 2)
    assert unknown["water"] == (0, 3)
    assert not any(topic.startswith("cause") for topic in unknown)
    page = client_of(commune_officer).get("/chuong-trinh/thieu-viec-lam/")
    assert page.context["unknown"] == 3
    assert "Chưa rõ 3 hộ" in page.content.decode()


def test_classes_causes_and_lists_of_other_years(reviewed, village, commune):
    needy(reviewed, village, causes_mask=0b10)
    needy(reviewed, village, poverty_class="near_poor")
    homes = of_communes([commune.pk])
    needs.build([commune.pk], YEAR)
    needs.build([commune.pk], 2025)
    assert numbers(homes, "toilet", "poor") == (1, 0, 0, 1)
    assert numbers(homes, "toilet", "near_poor") == (1, 0, 0, 1)
    assert numbers(homes, "cause-2") == (1, 0, 0, 1)
    before = NeedSummary.objects.filter(year=2025).exclude(topic__startswith="right")
    assert not before.exclude(topic__startswith="card").exists()


def test_every_change_marks_its_commune(
    reviewed, village, commune, neighbour, commune_officer, latrine
):
    household = needy(reviewed, village)
    StaleNeed.objects.all().delete()

    def marked():
        found = set(StaleNeed.objects.values_list("commune_id", "year"))
        StaleNeed.objects.all().delete()
        return found

    made = support(household, latrine, commune_officer)
    assert marked() == {(commune.pk, YEAR)}
    Support.objects.filter(pk=made.pk).update(note="Nhận tại xã")
    assert marked() == {(commune.pk, YEAR)}
    made.delete()
    assert marked() == {(commune.pk, YEAR)}
    card(household, commune_officer)
    assert marked() == {(commune.pk, 2025), (commune.pk, YEAR)}
    activity = activity_of(commune, commune_officer)
    assert marked() == set()
    Participant.objects.create(
        activity=activity,
        household=household,
        joined_on=dt.date(2026, 3, 1),
        recorded_by=commune_officer,
    )
    assert marked() == {(commune.pk, YEAR)}
    type(activity).objects.filter(pk=activity.pk).update(started_on=dt.date(2026, 3, 1))
    assert marked() == {(commune.pk, YEAR)}
    type(activity).objects.filter(pk=activity.pk).update(place="Thôn Bến")
    assert marked() == set()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO households_stalearea (commune_id, year, marked_at) "
            "VALUES (%s, 2025, now())",
            [neighbour.pk],
        )
    assert marked() == {(neighbour.pk, 2025), (neighbour.pk, YEAR)}


def test_what_is_marked_is_counted_and_no_more(reviewed, village, commune, neighbour):
    other = VillageFactory(parent=neighbour)
    for where in (village, other):
        needy(reviewed, where)
    StaleNeed.objects.all().delete()
    StaleNeed.objects.create(commune=commune, year=YEAR)
    assert build_stale_needs() == 1
    assert not StaleNeed.objects.exists()
    kept = NeedSummary.objects.filter(topic="toilet", year=YEAR)
    assert [row.area_id for row in kept] == [commune.pk]
    assert build_stale_needs() == 0
    call_command("refresh_needs", "--year", str(YEAR), stdout=StringIO())
    assert {row.area_id for row in kept.all()} == {commune.pk, neighbour.pk}
    kept.delete()
    rebuild_needs()
    assert {row.area_id for row in kept.all()} == {commune.pk, neighbour.pk}


def test_pages_of_needs(
    reviewed, village, commune, neighbour, province_officer, client_of, latrine,
    django_assert_max_num_queries,
):  # fmt: skip
    for _ in range(3):
        needy(reviewed, village)
    homeless = needy(reviewed, VillageFactory(parent=neighbour))
    support(homeless, latrine, province_officer)
    needs.build([commune.pk, neighbour.pk], YEAR)
    client = client_of(province_officer)
    with django_assert_max_num_queries(24):
        page = client.get("/chuong-trinh/nhu-cau/?topic=toilet")
    shown = {row.topic: row.counts for row, _ in page.context["rows"]}
    assert (shown["toilet"].needing, shown["toilet"].uncovered) == (4, 3)
    assert "Nhà tiêu" in page.content.decode()
    units = {row.area: row.counts.uncovered for row in page.context["units"]}
    assert units == {commune: 3, neighbour: 0}
    file = list_exports()["need-places"].open(
        province_officer, QueryDict("topic=toilet"), None, whole_ids=False
    )
    assert [list(row)[1:] for row in file.rows] == [[3, 0, 0, 3, 0], [1, 0, 1, 0, 0]]
    with django_assert_max_num_queries(28):
        page = client.get("/chuong-trinh/nhu-cau/ho/?topic=toilet&state=planned")
    (row,) = page.context["page_obj"]
    assert (row.household, row.planned) == (homeless, ["Nhà tiêu"])
    assert row.deprivations == ["Nhà tiêu hợp vệ sinh"]
    page = client.get(f"/chuong-trinh/nhu-cau/ho/?topic=toilet&area={commune.pk}")
    assert page.context["page_obj"].paginator.count == 3


def test_a_single_village_is_counted_as_it_is(
    reviewed, village, commune, surveyor, commune_officer, client_of
):
    needy(reviewed, village)
    needy(reviewed, VillageFactory(parent=commune))
    page = client_of(commune_officer).get(f"/chuong-trinh/nhu-cau/?area={village.pk}")
    shown = {row.topic: row.counts.needing for row, _ in page.context["rows"]}
    assert shown["toilet"] == 1


def test_an_outcome_without_a_standing_is_no_need(reviewed, village, commune):
    review = ReviewFactory(round=reviewed, household=HouseholdFactory(village=village))
    OutcomeFactory(review=review, deprived_mask=512, known_mask=512)
    needs.build([commune.pk], YEAR)
    assert numbers(of_communes([commune.pk]), "") is None


def test_a_household_sees_its_rights_and_needs(
    reviewed, village, commune_officer, client_of, latrine
):
    household = needy(reviewed, village, causes_mask=0b10)
    card(household, commune_officer)
    page = client_of(commune_officer).get(f"/chuong-trinh/ho/{household.pk}/")
    found = {
        (right.benefit, right.person is None): (right.share, right.card is not None)
        for right in page.context["rights"]
    }
    assert found == {
        ("health_insurance", False): (100, True),
        ("electricity", True): (None, False),
    }
    serves = {topic.code: serves for topic, serves in page.context["household_needs"]}
    assert set(serves) == {"toilet", "cause-2"}
    assert "Nhà tiêu" in serves["toilet"]


def test_pages_over_several_communes_run_on():
    """Only the communes that a page shows are gone through."""
    opened = []

    def read(commune):
        opened.append(commune)
        return [f"{commune}.{place}" for place in range(sizes[commune])]

    sizes = {1: 3, 2: 0, 3: 2, 4: 4}
    found = need_households.OfCommunes(list(sizes.items()), read)
    assert len(found) == 9
    assert found[2:6] == ["1.2", "3.0", "3.1", "4.0"]
    assert opened == [1, 3, 4]
    opened.clear()
    assert found[5:9] == ["4.0", "4.1", "4.2", "4.3"]
    assert (found[8], opened) == ("4.3", [4, 4])
    assert found[9:20] == []
