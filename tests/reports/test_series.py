"""Comparable series: the past on today's map, what is not known said, lists behind."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import StaleArea
from households.services.moves import move_household
from povertyportal.accounts.access import scope_of, scope_over
from reports import summaries
from reports.counting import FIGURES
from reports.figures import RESIDENTS, Cell, Figures
from reports.models import AreaSummary, PastHome, RestatedSummary
from reports.services.selection import everything, place_of
from reports.services.series import Map, Point, series
from reports.services.series_areas import units_of
from reports.services.series_lines import KINDS, chart, finding, kinds_of, year_lines
from reports.services.series_list import behind_point
from reports.services.series_plain import rows
from reports.services.series_sums import TODAY, sum_of
from reports.services.series_sums import kept as kept_sums
from reports.tasks import rebuild_all
from reports.territory import reach
from tests.factories import REFORM, OfficerFactory, SummaryFactory
from tests.reports.divided_world import NOW, THEN, divided_world

KEY = {"year": THEN, "standard": "ND07_2022", "basis": "official"}


@pytest.fixture(scope="module")
def large_world(kept):
    found = divided_world()
    summaries.rebuild()
    return found


@pytest.fixture
def world(large_world, db):
    return large_world


def restated(area, **fields):
    return RestatedSummary.objects.get(area=area, **(KEY | fields))


def series_of(area, **fields):
    return series(place_of(scope_over([area]), area), **fields)


def point_of(found, year=THEN):
    [point] = [each for each in found.line if each.year == year]
    return point


@pytest.mark.parametrize(
    ("family", "home", "told_by"),
    [
        ("village", "east", "village"),
        ("village then gone", "east", "village"),
        ("east side", "east", "residence"),
        ("west side, told later", "west", "residence"),
        ("still there", None, ""),
        ("gone before", None, ""),
        ("away at once", None, ""),
    ],
)
def test_a_family_of_a_divided_commune_is_placed_by_what_is_known(
    world, family, home, told_by
):
    found = PastHome.objects.get(review__household=world.families[family])
    assert found.home == (getattr(world, home) if home else None)
    assert found.told_by == told_by


def test_what_went_over_whole_is_placed_by_nobody(world):
    whole = PastHome.objects.filter(commune=world.whole)
    assert not whole.exists()
    # The family that moved away since counts on the ground where it lived then.
    assert restated(world.east).poor == 2 + 2
    assert restated(world.east).near_poor == 1
    assert restated(world.west).poor == 1
    left = restated(world.parted)
    assert (left.is_remainder, left.poor) == (True, 3)
    assert left.homes == sorted([world.east.pk, world.west.pk])


def test_nothing_is_lost_or_counted_twice(world):
    communes = AreaSummary.objects.filter(area__level="commune")
    for year in (THEN, NOW):
        for basis in ("official", "preliminary"):
            wanted = {"year": year, "standard": "ND07_2022", "basis": basis}
            then = Figures.of(list(communes.filter(**wanted)))
            today = kept_sums(TODAY, [world.east.pk, world.west.pk, world.far.pk])
            placed, _ = today[year, "ND07_2022", basis]
            left = RestatedSummary.objects.filter(**wanted, is_remainder=True)
            now = sum_of([placed, *(Figures.of([row]) for row in left)])
            for name in set(FIGURES) & set(then.counts):
                assert now.counts[name] == then.counts[name], name
            assert now.parts == then.parts


def test_what_was_always_itself_is_kept_once(world):
    assert set(RestatedSummary.objects.values_list("area", "year").distinct()) == {
        (area.pk, THEN) for area in (world.east, world.west, world.parted)
    }


def test_a_part_of_a_divided_commune_has_bounds_instead_of_a_rate(world):
    point = point_of(series_of(world.east))
    assert point.figures.poor == 4
    assert (point.number("poor"), point.rate("poor").value) == (None, None)
    # 4 of at most 1,500 households; 4 and the 3 left over of at least 1,003.
    assert point.bounds("poor") == (D("0.27"), D("0.70"))
    assert [left.commune for left in point.left] == [world.parted]
    assert point.is_settled


def test_both_parts_together_are_known(world):
    point = point_of(series_of(world.province))
    assert point.figures.poor == 8
    assert point.rate("poor").value == D("0.53")  # 8 of 1,500
    assert (point.left, point.figures.missing) == ((), 0)


def test_a_commune_without_figures_leaves_no_rate(world):
    AreaSummary.objects.filter(area=world.whole).delete()
    summaries.build([world.parted.pk], THEN)
    point = point_of(series_of(world.east))
    assert point.figures.missing == 1
    assert (point.bounds("poor"), point.is_settled) == (None, False)


def test_the_map_of_then_shows_what_was_wholly_here_and_breaks(world):
    found = series_of(world.east, on=Map.THEN)
    assert [(each.year, each.figures.poor) for each in found.line] == [
        (THEN, 2),
        (NOW, 1),
    ]
    assert found.breaks == {NOW: "Đổi đơn vị hành chính từ 01/07/2025"}
    assert found.outside == (world.parted,)
    assert series_of(world.east).breaks == {}


def test_another_standard_is_a_break(world):
    SummaryFactory(area=world.far, year=2026, standard="ND351_2027")
    found = series_of(world.far, on=Map.THEN)
    assert found.breaks == {2026: "Đổi chuẩn nghèo"}
    newest = year_lines(found)[0]
    assert (newest.change, newest.reason) == (None, "Đổi chuẩn nghèo")


@pytest.mark.parametrize("on", Map.values)
@pytest.mark.parametrize("place", ["east", "west", "province"])
def test_each_number_has_its_households_behind(world, place, on):
    found = series_of(getattr(world, place), on=on)
    assert found.points
    for point in found.points:
        for code in ("poor", "near_poor", "poor.deprived-1"):
            listed = behind_point(by=world.officer, found=found, point=point, code=code)
            number = point.figures.number(Cell.parse(code))
            assert listed.rows.count() == number, (point.year, code)


def test_those_left_over_have_a_list_of_their_own(world):
    found = series_of(world.west)
    listed = behind_point(
        by=world.officer,
        found=found,
        point=point_of(found),
        code="poor",
        left=world.parted.pk,
    )
    assert {row.review.household for row in listed.rows} == {
        world.families[name] for name in ("still there", "gone before", "away at once")
    }


def test_whoever_says_where_a_family_lives_places_its_past(world):
    household = world.families["still there"]
    both_sides = OfficerFactory(area=world.province)
    move_household(
        by=both_sides,
        household=household,
        version=household.version,
        to_village=world.west_village,
        on=dt.date(2025, 11, 3),
    )
    marks = StaleArea.objects.filter(commune=world.parted, year=THEN)
    assert marks.exists()
    summaries.refresh()
    assert (restated(world.west).poor, restated(world.parted).poor) == (2, 2)


def test_a_second_build_changes_nothing(world):
    before = list(RestatedSummary.objects.order_by("pk").values("pk", "version"))
    assert summaries.rebuild().restated == 0
    assert before == list(
        RestatedSummary.objects.order_by("pk").values("pk", "version")
    )


def test_the_night_finds_what_left_no_mark(world, caplog):
    household = world.families["still there"]
    household.residences.update(ends=REFORM)
    household.residences.create(village=world.west_village, starts=REFORM)
    rebuild_all()
    assert "changed 4 restated figures" in caplog.text
    assert restated(world.west).poor == 2


def test_a_neighbours_change_places_nobody_anew(world):
    """Both parts of a divided commune are written together, or neither."""
    household = world.families["still there"]
    household.residences.update(ends=REFORM)
    household.residences.create(village=world.east_village, starts=REFORM)
    summaries.build([world.whole.pk], THEN)
    assert (restated(world.east).poor, restated(world.parted).poor) == (4, 3)
    summaries.build([world.parted.pk], THEN)
    assert (restated(world.east).poor, restated(world.parted).poor) == (5, 2)


def test_the_communes_of_a_place_over_the_years(world):
    units = units_of(series_of(world.province))
    values = {
        unit.name: [point and KINDS["poor"].value(point) for point in unit.points]
        for unit in units
    }
    assert values == {"Xã Đông": [None, 1], "Xã Tây": [None, 0], "Xã Xa": [None, 0]}
    east = units[0].points[0]
    assert east.figures.number(Cell("poor", "known-1")) == 4
    assert KINDS["poor"].bounds(east) == (4, 7)
    then = units_of(series_of(world.province, on=Map.THEN))
    assert "Xã Chia (đến 30/06/2025)" in {unit.name for unit in then}


def test_the_chart_says_the_finding_and_breaks(world):
    found = series_of(world.province)
    drawn = chart(found, KINDS["poor"])
    assert drawn.title == "Số hộ nghèo giảm từ 8 hộ năm 2024 còn 1 hộ năm 2025"
    part = chart(series_of(world.east), KINDS["poor_rate"])
    names = [line.name for line in part.drawing.series]
    assert names[1:] == ["Thấp nhất có thể", "Cao nhất có thể"]
    assert part.drawing.series[1].values == (D("0.27"), None)
    then = chart(series_of(world.east, on=Map.THEN), KINDS["poor"])
    assert [each.before for each in then.drawing.breaks] == [1]
    assert (
        finding(series_of(world.far), KINDS["poor"]) == "Số hộ nghèo năm 2025 là 0 hộ"
    )


def test_the_pages_show_both_maps_in_as_many_queries(world, client_of):
    client = client_of(world.officer)
    seen = []
    for area in (world.province, world.east):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(
                reverse("analysis:series"), {"area": area.pk, "measure": "poor_rate"}
            )
        seen.append(len(queries))
        assert page.status_code == 200
    assert "0,27% –" in page.content.decode()
    assert "Xã Chia đã chia: chưa rõ số hộ dân cư từng phần và nơi ở của 3 hộ" in (
        page.content.decode()
    )
    assert seen[1] <= seen[0] + 2  # breadcrumbs of a commune name its province
    for row in page.context["lines"]:
        listed = client.get(row["counts"][0].url)
        assert listed.context["page_obj"].paginator.count == row["counts"][0].value


def test_a_former_year_of_the_map_leads_to_its_households(world, client_of):
    client = client_of(world.officer)
    page = client.get(reverse("analysis:map"), {**KEY, "xem": "so-ho"})
    parts = {row["row"].area: row["parts"] for row in page.context["rows"]}
    for area, number in ((world.east, 4), (world.west, 1)):
        [count] = parts[area]
        listed = client.get(count.url).context["page_obj"].paginator.count
        assert (count.value, listed) == (number, number)


@pytest.mark.parametrize(
    "query", [{"year": "1999"}, {"of": "rich"}, {"left": "1"}, {"area": "0"}]
)
def test_a_number_that_is_not_there_is_not_found(world, client_of, query):
    wanted = {**KEY, "area": world.east.pk, **query}
    page = client_of(world.officer).get(reverse("analysis:series-list"), wanted)
    assert page.status_code == 404


def test_whole_changes_are_followed_from_unit_to_unit(world):
    found = reach([world.whole.pk], REFORM)
    assert found.today == {world.east.pk}
    assert set(found.times) == {world.east.pk, world.whole.pk, world.parted.pk}
    assert found.there(dt.date(2024, 12, 31)) == 2
    before = reach([world.whole.pk], REFORM - dt.timedelta(days=1))
    assert before.today == {world.whole.pk}


def test_a_deprivation_is_followed_where_all_are_placed(world):
    found = series_of(world.province)
    kind = kinds_of(found)["deprived-1"]
    # Every other of the nine households lacks it, 4 of 9; of one in the next year none
    # is known.
    assert [kind.value(point) for point in found.line] == [D("44.44"), None]
    part = series_of(world.east)
    assert kind.value(point_of(part)) is None
    assert kind.bounds(point_of(part)) is None


def test_plain_rows_say_what_is_known(world):
    then, now = rows(series_of(world.east))
    assert (then["poor"], then["unplaced_poor"], then["poor_rate"]) == (4, 3, None)
    assert (then["poor_rate_low"], then["poor_rate_high"]) == (0.27, 0.7)
    assert then["divided_communes"] == "Xã Chia"
    assert (now["poor_rate"], now["resident_households"]) == (0.13, 800)


def test_sums_are_unknown_where_a_part_is():
    parts = {"poor": (1, 2), "near_poor": ()}
    names = dict.fromkeys((*FIGURES, *RESIDENTS), 1)
    one = Figures(names, parts, None)
    other = Figures({**names, "resident_households": None}, parts, None)
    total = sum_of([one, other])
    assert (total.poor, total.resident_households) == (2, None)
    assert total.parts["poor"] == (2, 4)
    assert Point(2024, "ND07_2022", "official", total).rate("poor").value is None


def test_a_place_of_everything_has_its_series(world):
    found = series(everything(scope_of(world.officer)))
    assert [point.year for point in found.line] == [THEN, NOW]
