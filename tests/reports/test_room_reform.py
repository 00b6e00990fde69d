"""The overview's movement of a year in which communes ended and others began."""

import datetime as dt

import pytest
from django.utils import timezone

from households.rules.outcome import PovertyClass
from povertyportal.accounts.access import scope_of
from povertyportal.areas.models import AreaChange
from reports import movement, summaries
from reports.models import AreaSummary, YearMovement
from reports.services import day_lists
from reports.services.drawings.movements import by_movement
from reports.services.overview import overview
from reports.services.room import picture
from reports.services.room.links import Links
from reports.services.selection import Period, everything
from reports.services.targets import years
from tests.factories import REFORM
from tests.reports.divided_world import NOW, divided_world

pytestmark = pytest.mark.django_db
PERIOD = Period(NOW, "ND07_2022", "official")
LINKS = Links(None, PERIOD)
SPAN = movement.Span(dt.date(NOW, 1, 1), dt.date(NOW + 1, 1, 1))


@pytest.fixture(scope="module")
def world(kept):
    """Old communes with a list of 2024, today's with one of 2025."""
    found = divided_world()
    AreaChange.objects.create(
        old=found.parted, new=found.far, effective_on=REFORM, extent="partial"
    )
    summaries.rebuild()
    years.build_missing()
    return found


@pytest.fixture
def place(world):
    return everything(scope_of(world.officer))


def columns(moved):
    return {
        each.kind: [column.households for column in each.columns]
        for each in moved.classes
    }


def test_it_equals_forms_2_and_3_and_the_lists_and_closes(world, place):
    moved = picture(place, PERIOD).movement
    assert (moved.first, moved.last, moved.is_final) == (SPAN.first, SPAN.last, True)
    assert (moved.told, moved.communes, moved.is_whole) == (3, 3, True)
    assert moved.has_new_map
    total = movement.count(place.communes, SPAN).total()
    shown = columns(moved)
    assert all(each.is_closed for each in moved.classes)
    for kind in movement.FORMS:
        assert shown[kind] == total[kind].households[1:]
        for number in movement.COLUMNS:
            rows = day_lists.of_column(
                scope=scope_of(world.officer),
                communes=place.communes,
                span=SPAN,
                kind=kind,
                column=number,
            )
            assert shown[kind][number - 1] == len(rows), (kind, number)
    assert shown["poor"][0] > 1
    assert shown["poor"][8] > 0


def test_a_household_of_a_divided_commune_is_counted_once(world):
    rows = YearMovement.objects.filter(year=NOW)
    assert {row.area_id for row in rows} >= {world.parted.pk, world.east.pk}
    whole = movement.count([row.area_id for row in rows], SPAN).total()
    for kind in movement.FORMS:
        kept = [
            sum(each)
            for each in zip(*rows.values_list(kind.value, flat=True), strict=True)
        ]
        assert kept == whole[kind].households[1:]


def test_a_commune_without_the_next_list_is_left_out_and_said(world, place):
    AreaSummary.objects.filter(area=world.west, year=NOW).delete()
    years.build([world.west.pk], NOW)
    moved = picture(place, PERIOD).movement
    assert (moved.told, moved.is_whole, moved.last) == (2, False, SPAN.last)
    kept = YearMovement.objects.filter(area__in=[world.east, world.far], year=NOW)
    poor = zip(*kept.values_list("poor", flat=True), strict=True)
    assert columns(moved)["poor"] == [sum(each) for each in poor]
    assert all(each.is_closed for each in moved.classes)
    chart = by_movement(moved, PovertyClass.POOR, overview(place, PERIOD), LINKS)
    assert "Đầu kỳ tính theo địa giới cuối kỳ. Của 2 trên " in chart.note
    assert not any(step.url for step in chart.drawing.steps)


def test_former_communes_alone_tell_nothing(world, place):
    rows = YearMovement.objects.filter(year=NOW)
    rows.filter(area__ended=None).delete()
    assert picture(place, PERIOD).movement is None
    years.build_missing()
    former = {world.whole.pk, world.parted.pk}
    today = {world.east.pk, world.west.pk, world.far.pk}
    assert {row.area_id for row in rows.all()} == former | today
    built = rows.get(area=world.east).built_at
    years.build_missing()
    assert rows.get(area=world.east).built_at == built
    AreaSummary.objects.filter(area=world.parted).update(changed_at=timezone.now())
    years.build_missing()
    assert rows.get(area=world.east).built_at > built
