"""Movement between two days: counted right, closing, with its lists; in both times."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import HouseholdEvent, Residence, ResidenceHistory, Standing
from households.rules.movement import LOOK_BACK_MONTHS
from households.rules.outcome import PovertyClass
from households.services.as_of import Moment
from povertyportal.accounts.access import scope_of
from povertyportal.areas.models import AreaChange
from reports import as_of, movement
from reports.movement import FORMS, Span
from reports.services import day_lists
from tests.factories import AreaFactory, HouseholdFactory, VillageFactory
from tests.reports.movement_world import (
    FIRST,
    LAST,
    NEAR,
    POOR,
    by_hand,
    hold,
    move,
    random_world,
    round_of,
)
from tests.reports.world import add_outcome

pytestmark = pytest.mark.django_db
SPAN = Span(FIRST, LAST)
OPENING, CLOSING = dt.date(2024, 1, 1), dt.date(2025, 1, 1)


@pytest.fixture
def far(elsewhere):
    return VillageFactory(parent=elsewhere, name="Thôn Xa")


@pytest.fixture
def world(village, neighbour_village, far):
    random_world([village, neighbour_village, far])


def columns(commune, kind=POOR, span=SPAN):
    counted = movement.count([commune.pk], span)
    return counted.total()[kind].households[1:]


def year(household, kind, of, **fields):
    return hold(household, kind, dt.date(of, 1, 1), dt.date(of + 1, 1, 1), **fields)


def test_counts_equal_a_count_by_hand(world, commune, neighbour):
    counted = movement.count([commune.pk, neighbour.pk], SPAN)
    expected = by_hand(FIRST, LAST)
    for area in (commune, neighbour):
        for kind in FORMS:
            found = counted.by_commune[area.pk][kind].households
            assert found == expected[area.pk, kind]
    seen = [sum(column) for column in zip(*expected.values(), strict=True)]
    assert all(seen[1:]), "a world in which nothing happens proves nothing"


def test_every_commune_closes(world, commune, neighbour):
    counted = movement.count([commune.pk, neighbour.pk], SPAN)
    for tables in counted.by_commune.values():
        poor, near = tables[POOR], tables[NEAR]
        assert poor.is_closed
        assert near.is_closed
        assert (poor.households[2], poor.persons[2]) == (
            near.households[5],
            near.persons[5],
        )
        assert (poor.households[5], poor.persons[5]) == (
            near.households[3],
            near.persons[3],
        )


def test_a_total_is_the_sum_of_its_communes(world, commune, neighbour):
    both = movement.count([commune.pk, neighbour.pk], SPAN).total()
    for kind in FORMS:
        alone = [
            movement.count([area.pk], SPAN).total()[kind]
            for area in (commune, neighbour)
        ]
        assert both[kind] == alone[0] + alone[1]


def test_opening_and_closing_are_the_numbers_of_those_days(world, commune, neighbour):
    counted = movement.count([commune.pk, neighbour.pk], SPAN)
    for day, column in ((FIRST, 1), (LAST, 9)):
        numbers = as_of.count([commune.pk, neighbour.pk], Moment(day))
        for area, kind in ((commune, POOR), (neighbour, NEAR)):
            table = counted.by_commune[area.pk][kind]
            assert table.households[column] == numbers[area.pk].households(kind)
            assert table.persons[column] == numbers[area.pk].persons(kind)


def test_a_list_has_as_many_rows_as_its_number(world, commune, province_officer):
    scope = scope_of(province_officer)
    counted = movement.count([commune.pk], SPAN)
    for kind in FORMS:
        for column in movement.COLUMNS:
            rows = day_lists.of_column(
                scope=scope,
                communes=[commune.pk],
                span=SPAN,
                kind=kind,
                column=column,
            )
            number = counted.total()[kind].households[column]
            assert len(rows) == len(rows[:200]) == number
            assert list(rows) == rows[:200]  # a file reads them in one go
    rows = day_lists.of_column(
        scope=scope, communes=[commune.pk], span=SPAN, kind=None, column=4
    )
    assert len(rows) == counted.untold > 0


def test_members_who_came_count_as_other_increase(household, commune):
    first, second = (round_of(of, commune) for of in (2024, 2025))
    year(household, "poor", 2024, round_=first, persons=3)
    year(household, "poor", 2025, round_=second, persons=5)
    table = movement.count([commune.pk], SPAN).total()[POOR]
    assert table.households[1:] == [1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert table.persons[1:] == [3, 0, 0, 0, 0, 0, 0, 2, 5]
    assert table.is_closed


def test_a_household_that_moves_leaves_one_commune_and_enters_the_other(
    household, commune, neighbour, neighbour_village
):
    hold(household, "poor", OPENING)
    move(household, neighbour_village, dt.date(2024, 6, 1))
    assert columns(commune) == [1, 0, 0, 1, 0, 0, 0, 0, 0]
    assert columns(neighbour) == [0, 0, 0, 0, 0, 0, 0, 1, 1]


def test_the_day_of_the_move_belongs_to_the_new_place(
    household, commune, neighbour_village
):
    hold(household, "poor", OPENING)
    move(household, neighbour_village, CLOSING)
    assert columns(commune)[8] == 0
    assert columns(commune, span=Span(FIRST, dt.date(2024, 12, 31)))[8] == 1


def test_the_last_one_of_a_household_dies(household, commune):
    hold(household, "near_poor", OPENING)
    Residence.objects.update(ends=dt.date(2024, 8, 1))
    HouseholdEvent.objects.create(
        household=household, kind="died", happened_on=dt.date(2024, 8, 1)
    )
    counted = movement.count([commune.pk], SPAN)
    assert counted.total()[NEAR].households[1:] == [1, 0, 0, 1, 0, 0, 0, 0, 0]
    assert counted.untold == 0


def test_who_leaves_without_an_event_is_named(household, commune):
    hold(household, "near_poor", OPENING)
    Residence.objects.update(ends=dt.date(2024, 8, 1))
    assert movement.count([commune.pk], SPAN).untold == 1


def test_a_list_that_ended_without_another_is_other_decrease_and_named(
    household, commune
):
    year(household, "poor", 2024)
    counted = movement.count([commune.pk], SPAN)
    assert counted.total()[POOR].households[1:] == [1, 0, 0, 1, 0, 0, 0, 0, 0]
    assert counted.untold == 1


def test_who_is_not_on_the_new_list_has_escaped_and_is_named(
    household, village, commune
):
    year(household, "poor", 2024)
    year(HouseholdFactory(village=village), "poor", 2025, decision_number="1/QĐ")
    counted = movement.count([commune.pk], SPAN)
    assert counted.total()[POOR].households[1:] == [1, 0, 1, 0, 0, 0, 1, 0, 1]
    assert counted.untold == 1


def test_a_decision_that_says_not_poor_tells_why(household, commune):
    year(household, "poor", 2024)
    year(household, "not_poor", 2025)
    counted = movement.count([commune.pk], SPAN)
    assert counted.total()[POOR].households[3] == 1
    assert counted.untold == 0


@pytest.mark.parametrize(
    ("left", "column"), [("2022-01-02", 6), ("2022-01-01", 7)], ids=["within", "over"]
)
def test_the_look_back_divides_relapse_from_new(household, commune, left, column):
    hold(household, "poor", dt.date(2021, 1, 1), dt.date.fromisoformat(left))
    hold(household, "poor", CLOSING)
    assert columns(commune)[column - 1] == 1
    assert sum(columns(commune)) == 2


def test_the_look_back_is_the_portals_setting(household, commune, settings):
    assert settings.LOOK_BACK_MONTHS == LOOK_BACK_MONTHS == 36
    year(household, "poor", 2022)
    hold(household, "poor", CLOSING)
    assert columns(commune)[5] == 1
    settings.LOOK_BACK_MONTHS = 24
    assert columns(commune)[6] == 1


def test_a_household_split_off_is_other_increase(household, village, commune):
    made = HouseholdFactory(village=village, since=dt.date(2024, 5, 1))
    HouseholdEvent.objects.create(
        household=made,
        kind="split_off",
        other=household,
        happened_on=dt.date(2024, 5, 1),
    )
    hold(made, "poor", dt.date(2024, 6, 1))
    assert columns(commune) == [0, 0, 0, 0, 0, 0, 0, 1, 1]


def test_between_two_standards_the_same_review_tells_what_the_standard_did(
    village, commune
):
    span = Span(dt.date(2026, 1, 1), dt.date(2027, 1, 1))
    both = ["ND351_2027", "ND07_2022"]
    found = round_of(2027, commune, standards=both)
    for former, present, was in (
        ("not_poor", "poor", None),
        ("poor", "poor", None),
        ("poor", "near_poor", "poor"),
    ):
        household = HouseholdFactory(village=village)
        if was:
            year(household, was, 2026)
        standing = year(
            household, present, 2027, round_=found, standard="ND351_2027", persons=4
        )
        add_outcome(standing.outcome.review, "ND07_2022", former)
    poor, near = (movement.count([commune.pk], span).total()[kind] for kind in FORMS)
    assert poor.households[1:] == [1, 0, 0, 1, 0, 0, 1, 1, 2]
    assert near.households[1:] == [0, 0, 0, 0, 0, 0, 0, 1, 1]
    assert (poor.standard_households, poor.standard_persons) == ([1, 1], [1, 4])
    assert near.standard_households == [0, 1]
    assert poor.is_closed
    assert near.is_closed


def test_within_a_standard_nothing_comes_from_it(world, commune):
    table = movement.count([commune.pk], SPAN).total()[POOR]
    assert table.standard_households == [0, 0]


def reform(commune, village, day):
    """The commune and its village go over whole into new ones on `day`."""
    new = AreaFactory(name="Xã Mới", parent=commune.parent, began=day)
    new_village = VillageFactory(name="Thôn Mới", parent=new, began=day)
    for old, now in ((commune, new), (village, new_village)):
        old.ended = day
        old.began = dt.date(2000, 1, 1)
        old.save()
        AreaChange.objects.create(old=old, new=now, effective_on=day, extent="whole")
    return new, new_village


def test_a_reform_is_no_movement(household, commune, village):
    hold(household, "poor", OPENING)
    new, new_village = reform(commune, village, dt.date(2024, 7, 1))
    found = movement.count([commune.pk, new.pk], SPAN)
    assert found.by_commune.keys() == {new.pk}
    assert columns(new) == [1, 0, 0, 0, 0, 0, 0, 0, 1]
    Residence.objects.update(ends=dt.date(2024, 7, 1))
    Residence.objects.create(
        household=household, village=new_village, starts=dt.date(2024, 7, 1)
    )
    assert columns(new) == [1, 0, 0, 0, 0, 0, 0, 0, 1]
    before = Span(FIRST, dt.date(2024, 6, 30))
    assert columns(commune, span=before) == [1, 0, 0, 0, 0, 0, 0, 0, 1]


def test_a_commune_divided_between_two_waits_for_its_officer(
    household, commune, village
):
    hold(household, "poor", OPENING)
    new, _ = reform(commune, village, dt.date(2024, 7, 1))
    AreaChange.objects.update(extent="partial")
    assert columns(new) == [0] * 9
    assert columns(commune) == [1, 0, 0, 0, 0, 0, 0, 0, 1]


def at(day):
    return dt.datetime.fromisoformat(f"{day}T05:00:00+00:00")


def test_what_was_corrected_later_was_not_known_before(household, commune):
    hold(household, "poor", OPENING, recorded_at=at("2024-01-10"))
    Standing.objects.update(recorded_to=at("2024-09-01"))
    hold(household, "near_poor", OPENING, recorded_at=at("2024-09-01"))
    for known, numbers in (
        ("2024-01-09", (0, 0)),
        ("2024-01-10", (1, 0)),
        ("2024-08-31", (1, 0)),
        ("2024-09-01", (0, 1)),
    ):
        moment = Moment.at(FIRST, dt.date.fromisoformat(known))
        found = as_of.count([commune.pk], moment).get(commune.pk, as_of.Standing())
        assert (found.households("poor"), found.households("near_poor")) == numbers
    span = Span(FIRST, LAST, dt.date(2024, 8, 31))
    assert columns(commune, span=span)[8] == 1
    assert columns(commune)[8] == 0


def test_a_move_entered_later_was_not_known_before(
    household, commune, neighbour, neighbour_village
):
    hold(household, "poor", OPENING, recorded_at=at("2024-01-10"))
    move(household, neighbour_village, dt.date(2024, 3, 1))
    ResidenceHistory.objects.update(pgh_created_at=at("2024-05-01"))
    HouseholdEvent.objects.update(recorded_at=at("2024-05-01"))
    day = dt.date(2024, 4, 1)
    areas = [commune.pk, neighbour.pk]
    assert as_of.count(areas, Moment.at(day, dt.date(2024, 4, 30))).keys() == {
        commune.pk
    }
    assert as_of.count(areas, Moment.at(day, dt.date(2024, 5, 1))).keys() == {
        neighbour.pk
    }
    assert as_of.count(areas, Moment.at(day, None)).keys() == {neighbour.pk}


def test_a_regular_decision_is_seen_between_the_annual_ones(household, commune):
    turn = dt.date(2024, 4, 1)
    hold(household, "poor", OPENING, turn)
    hold(household, "not_poor", turn, CLOSING, decision_number="9/QĐ-UBND")
    assert columns(commune, span=Span(FIRST, turn))[2] == 1
    numbers = as_of.count([commune.pk], Moment(turn))
    assert numbers[commune.pk].households("not_poor") == 1


def test_a_standing_before_any_known_home_counts_where_it_was_recognised(
    village, commune
):
    household = HouseholdFactory(village=village, since=dt.date(2024, 6, 1))
    hold(household, "poor", OPENING)
    numbers = as_of.count([commune.pk], Moment(dt.date(2024, 2, 1)))
    assert numbers[commune.pk].households("poor") == 1


def test_the_page_shows_links_and_that_it_closes(
    world, client_of, province_officer, commune
):
    client = client_of(province_officer)
    asked = {"area": commune.pk, "first": "01/01/2024", "last": "01/01/2025"}
    page = client.get(reverse("reports:movement"), asked).content.decode()
    assert page.count('data-closes="yes"') == 2
    expected = columns(commune)
    url = reverse("reports:movement-list")
    more = {"kind": "poor", "column": 3}
    listed = client.get(url, asked | more).content.decode()
    assert f'data-total="{expected[2]}"' in listed
    assert "Thoát nghèo, vượt chuẩn cận nghèo" in listed


@pytest.mark.parametrize(
    ("now", "is_told"),
    [("2024-12-31 23:59+07:00", True), ("2025-01-01 00:00+07:00", False)],
)
def test_a_last_day_to_come_is_told_apart(
    now, is_told, client_of, province_officer, time_machine
):
    time_machine.move_to(now)
    asked = {"first": "01/01/2024", "last": "01/01/2025"}
    page = client_of(province_officer).get(reverse("reports:movement"), asked)
    assert ("01/01/2025 chưa đến" in page.content.decode()) is is_told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"first": "01/01/2025", "last": "01/01/2025"}, "phải sau ngày đầu kỳ"),
        ({"first": "31/12/2015", "last": "01/01/2025"}, "ngoài thời gian"),
        ({"first": "hôm qua", "last": "01/01/2025"}, "ngày/tháng/năm"),
        ({"known": "01/01/2099"}, "chưa đến"),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(
    client_of, province_officer, asked, told
):
    page = client_of(province_officer).get(reverse("reports:movement"), asked)
    assert page.status_code == 200
    assert told in page.content.decode()
    assert "data-closes" not in page.content.decode()
    listed = client_of(province_officer).get(reverse("reports:movement-list"), asked)
    assert listed.status_code == 404


def test_who_moved_out_of_the_scope_is_counted_and_not_named(
    household, commune, commune_officer, client_of, neighbour_village
):
    hold(household, "poor", OPENING)
    move(household, neighbour_village, dt.date(2024, 6, 1))
    client = client_of(commune_officer)
    asked = {"first": "01/01/2024", "last": "01/01/2025", "kind": "poor", "column": 4}
    page = client.get(reverse("reports:movement-list"), asked).content.decode()
    assert 'data-total="1"' in page
    assert household.head_name not in page
    assert "Hộ đã chuyển khỏi địa bàn" in page
    assert "Thôn Bến" in page


def test_queries_do_not_grow_with_households(
    world, client_of, province_officer, village
):
    client = client_of(province_officer)
    asked = {"first": "01/01/2024", "last": "01/01/2025"}
    urls = [
        reverse("reports:movement"),
        reverse("reports:movement-list") + "?kind=poor&column=1",
        reverse("reports:as-of") + "?day=01/01/2024",
        reverse("reports:as-of-list") + "?day=01/01/2024&of=poor",
    ]
    few = [_queries(client, url, asked) for url in urls]
    for _ in range(8):
        year(HouseholdFactory(village=village), "poor", 2024)
    assert [_queries(client, url, asked) for url in urls] == few


def _queries(client, url, asked):
    with CaptureQueriesContext(connection) as found:
        assert client.get(url, asked).status_code == 200
    return len(found)


def test_the_numbers_of_a_day_and_their_list(
    world, client_of, province_officer, commune, neighbour
):
    client = client_of(province_officer)
    page = client.get(reverse("reports:as-of"), {"day": "15/07/2024"})
    lines = page.context["lines"]
    assert [line.name for line in lines][1:] == ["Xã Đồi Chè", "Xã Sông Trong"]
    for place, kind in enumerate(as_of.CLASSES):
        total, *rest = (line.cells[place].count.value for line in lines)
        assert total == sum(rest)
        listed = client.get(
            reverse("reports:as-of-list"), {"day": "15/07/2024", "of": kind}
        )
        assert f'data-total="{total}"' in listed.content.decode()
    assert client.get(reverse("reports:as-of-list"), {"of": "rich"}).status_code == 404


def test_every_class_of_the_rule_is_one_of_the_page():
    assert set(as_of.CLASSES) == set(PovertyClass) - {PovertyClass.UNDETERMINED}
