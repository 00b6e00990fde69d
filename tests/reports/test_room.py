"""The room: every tile equals the official form, the other page, the list behind."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import CommuneRound, Household, Review, ReviewRound
from households.services.season.clock import clocks
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Role
from programs.models import Target
from programs.services import homes, housing_figures, need_figures
from programs.services import needs as need_building
from programs.services import places as programme_places
from programs.services.money_figures import summed, totals
from reports import movement, summaries
from reports.figures import PARTS, Cell
from reports.models import AreaSummary, YearMovement
from reports.services import day_lists
from reports.services.committee.picture_parts import parts_of_figures
from reports.services.form_lines import content_of
from reports.services.lists import behind_number
from reports.services.room import matters, needs, picture, season
from reports.services.room.attention import MOST_OF_A_KIND, rank
from reports.services.room.links import Links
from reports.services.selection import Period, everything
from reports.services.targets import years
from reports.services.targets.board import board
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    PopulationFactory,
    ProvinceFactory,
    ReviewFactory,
    VillageFactory,
)
from tests.programs.access_support import house_of
from tests.programs.money_rows import line_with
from tests.reports.movement_world import FIRST, LAST, NOW, random_world, round_of
from tests.reports.world import add_outcome, add_standing

pytestmark = pytest.mark.django_db
YEAR = 2024
PERIOD = Period(YEAR, "ND07_2022", "official")
URL = reverse("reports:dashboard")
MOST_QUERIES = 15


@pytest.fixture(scope="module")
def world(kept):
    """A province of two communes with lists from 2022 on, targets, money, a house."""
    old = {"began": dt.date(2020, 1, 1)}
    province = ProvinceFactory(code="957", name="Tỉnh Thử Phòng Họp", **old)
    communes = [AreaFactory(parent=province, name=f"Xã {n}", **old) for n in "AB"]
    villages = [VillageFactory(parent=each, **old) for each in communes]
    random_world(villages, 40)
    _known_lack(HouseholdFactory(village=villages[1], since=dt.date(2020, 1, 1)))
    unknown = ReviewFactory(
        round=ReviewRound.objects.get(year=YEAR),
        household=HouseholdFactory(village=villages[0]),
    )
    add_outcome(unknown, poverty_class="undetermined")
    for commune in communes:
        PopulationFactory(area=commune, households=900, counted_on=dt.date(2022, 1, 1))
    officer = OfficerFactory(
        username="phong-hop", role=Role.PROVINCE_OFFICER, area=province
    )
    for measure, value in (("poor_leave", 8), ("poor_rate", 1)):
        Target.objects.create(
            area=province, year=YEAR, measure=measure, value=value, recorded_by=officer
        )
    for commune in communes:
        line_with(officer, commune, 3_000_000, year=YEAR)
    household = Household.objects.filter(commune=communes[0]).first()
    house_of(household, officer, year=YEAR)
    summaries.rebuild()
    years.build_missing()
    return officer, province, communes


def _known_lack(household, was=1):
    """On the lists of 2023, lacking things (a mask), and 2024, one thing more."""
    years_ = ((YEAR - 1, was, dt.date(YEAR + 1, 1, 1)), (YEAR, was | 2, None))
    for year, mask, ends in years_:
        round_ = ReviewRound.objects.get(year=year)
        review = ReviewFactory(round=round_, household=household)
        outcome = add_outcome(review, known_mask=7, deprived_mask=mask)
        add_standing(outcome, ends=ends)
        Review.objects.filter(pk=review.pk).update(closed_at=NOW)


@pytest.fixture
def found(world):
    return picture(everything(scope_of(world[0])), PERIOD)


def test_headline_equals_form_1_and_the_lists(world, found):
    officer, province, _ = world
    form = content_of([province], PERIOD).lines[0].figures
    tiles = {tile.kind: tile for tile in found.headline}
    assert tiles["residents"].value == form.resident_households == 1_800
    for kind in ("poor", "near_poor"):
        assert tiles[kind].value == form.counts[kind]
        assert tiles[kind].rate == form.rate(kind)
    assert tiles["poor"].value + tiles["near_poor"].value > 5


@pytest.mark.parametrize(
    ("basis", "kinds"),
    [
        ("official", {"poor", "near_poor", "average", "season"}),
        ("preliminary", {"poor", "near_poor", "average", "undetermined", "season"}),
    ],
)
def test_every_tile_equals_its_list(world, basis, kinds):
    officer, place = world[0], everything(scope_of(world[0]))
    period = Period(YEAR, PERIOD.standard, basis)
    tiles = {tile.kind: tile for tile in picture(place, period).headline}
    assert set(tiles) == kinds | {"residents"}
    for kind in kinds:
        code = tiles[kind].code
        behind = behind_number(by=officer, place=place, period=period, code=code)
        assert tiles[kind].value == behind.rows.count() > 0, kind


def test_deprivations_causes_and_groups_equal_their_lists(world, found):
    officer, place = world[0], found.overview.place
    shown = {f"deprived-{each.number}": each for each in found.deprivations}
    shown |= {each.code: each for each in (*found.causes, *found.groups)}
    assert {"female-head", "with-children", "minority"} <= set(shown) <= set(PARTS)
    for code, part in shown.items():
        for kind in ("poor", "near_poor"):
            told = getattr(part, kind)
            told = told if isinstance(told, int) else told.part
            cell = Cell(kind, code).code
            rows = behind_number(by=officer, place=place, period=PERIOD, code=cell)
            assert told == rows.rows.count(), cell


def test_the_movement_equals_forms_2_and_3_and_the_lists(world, found):
    officer, _, communes = world
    ids = [each.pk for each in communes]
    span = movement.Span(FIRST, LAST)
    total = movement.count(ids, span).total()
    moved = found.movement
    assert (moved.first, moved.last, moved.is_final) == (FIRST, LAST, True)
    for each in moved.classes:
        assert each.is_closed
        for column in each.columns:
            table = total[each.kind].households
            assert column.households == table[column.number], column
            rows = day_lists.of_column(
                scope=scope_of(officer),
                communes=ids,
                span=span,
                kind=next(k for k in movement.FORMS if k.value == each.kind),
                column=column.number,
            )
            assert column.households == len(rows), column
    assert sum(moved.of("poor", column) for column in range(2, 9)) > 5


def test_targets_are_those_of_their_page(world, found):
    shown = {each.measure: each for each in found.targets}
    lines = board(scope_of(world[0]), {"year": str(YEAR)}).lines
    assert len(lines) == len(shown) == 2
    for line in lines:
        aim = shown[line.target.measure]
        assert (aim.target, aim.done, aim.verdict_words, aim.how, aim.basis) == (
            line.target.value,
            line.done,
            line.verdict,
            line.how,
            line.basis,
        )
    aims = {tile.kind: tile.aim for tile in found.headline}
    assert aims["poor"].startswith("Chỉ tiêu năm 2024, tỷ lệ hộ nghèo cuối năm (%): ")
    assert aims["near_poor"] == ""


def test_parts_of_a_scope_add_their_targets_up(world):
    officer, province, communes = world
    member = OfficerFactory(username="hai-xa", role=Role.COMMITTEE, area=communes[0])
    member.scopes.create(area=communes[1], starts=dt.date(2020, 1, 1))
    for commune, value in zip(communes, (3, 4), strict=True):
        for measure in ("poor_leave", "rate_down"):
            Target.objects.create(
                area=commune,
                year=YEAR,
                measure=measure,
                value=value,
                recorded_by=officer,
            )
    place = everything(scope_of(member))
    (aim,) = picture(place, PERIOD).targets  # rates do not add up
    whole = board(scope_of(officer), {"year": str(YEAR)}).lines
    done = next(line.done for line in whole if line.target.measure == "poor_leave")
    assert (place.area, aim.target, aim.done, aim.areas) == (None, 7, done, 2)


def test_money_and_houses_are_those_of_the_programme(world, found):
    place = programme_places.Place(scope_of(world[0]), world[1])
    sums = summed(totals(place, YEAR))
    assert found.money.allocated == sums.allocated == 6_000_000
    assert (found.money.planned, found.money.disbursed) == (
        sums.planned,
        sums.disbursed,
    )
    assert found.houses == housing_figures.counts(place, YEAR)
    assert found.houses.planned == 1


def test_needs_are_those_of_the_programme_the_most_uncovered_first(world):
    officer, _, communes = world
    village = communes[0].children.get()
    for was in (2, 6, 6, 4, 4):
        since = dt.date(2020, 1, 1)
        _known_lack(HouseholdFactory(village=village, since=since), was)
    need_building.build([each.pk for each in communes], YEAR)
    found = picture(everything(scope_of(officer)), PERIOD)
    kept = need_figures.by_topic(homes.of_communes(found.overview.place.communes), YEAR)
    everybody, *told = [
        (each.topic, each.standard, each.needing, each.uncovered)
        for each in found.needs
    ]
    counted = [
        (each.topic, each.standard, each.counts.needing, each.counts.uncovered)
        for each in kept
        if each.topic
    ]
    counted.sort(key=lambda each: -each[-1])
    assert everybody[0] == ""
    assert everybody[2] > 5
    assert len(told) == min(needs.MOST, sum(each[-1] > 0 for each in counted)) > 1
    assert [each[-1] for each in told] == [each[-1] for each in counted[: len(told)]]
    assert set(told) <= set(counted)
    # What needs a decision is the head of the same table.
    links = Links(None, PERIOD)
    heavy = [each.number for each in rank(matters.of_needs(found.needs, links))]
    assert heavy == [each[-1] for each in told[: len(heavy)]]
    assert len(heavy) == MOST_OF_A_KIND


def test_the_season_is_what_the_clock_says(world):
    officer, _, communes = world
    ReviewRound.objects.update(state="closed")
    round_ = round_of(2027, *communes, name="Đợt 2026")
    assert season.build_communes([each.pk for each in communes]) == 2
    AreaSummary.objects.filter(year=YEAR).update(year=2026)
    period = Period(2026, PERIOD.standard, PERIOD.basis)
    found = picture(everything(scope_of(officer)), period)
    places = CommuneRound.objects.filter(round=round_)
    told = clocks(places.select_related("round__procedure", "commune"))
    assert found.season.communes == len(told) == 2
    assert {each.state for each in found.season.states} == {each.state for each in told}
    late = [each for each in told if any(s.state == "late" for s in each.steps)]
    assert [each.place for each in found.season.late] == [e.place.pk for e in late]


def test_the_trend_has_a_point_a_year(world, found):
    points = {point.year: point for point in found.trend}
    assert sorted(points) == [2021, 2022, 2023, 2024]
    rows = AreaSummary.objects.filter(area=world[1], basis="official")
    for row in rows:
        assert points[row.year].poor.part == row.poor
    assert points[2024].poor == found.overview.total.rate("poor")
    before = picture(found.overview.place, Period(2022, "ND07_2022", "official"))
    assert [point.year for point in before.trend] == [2021, 2022]


def test_a_picture_is_json(found):
    told = json.loads(json.dumps(found.as_json()))
    assert told["place"]["name"] == "Tỉnh Thử Phòng Họp"
    assert told["headline"][1]["value"] == found.overview.total.poor
    assert [each["sign"] for each in told["attention"]] == [
        each.sign for each in found.attention
    ]
    assert "missed_target" in {each.sign for each in found.attention}


@pytest.mark.parametrize("query", ["", "?area={commune}", "?area={province}"])
def test_the_page_asks_little(world, query):
    officer, province, communes = world
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    url = URL + query.format(commune=communes[0].pk, province=province.pk)
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(url)
    assert page.status_code == 200
    assert len(asked) <= MOST_QUERIES


@pytest.fixture
def running(world):
    """Of this year a target, a house and a review that goes on."""
    officer, province, communes = world
    year = timezone.localdate().year
    Target.objects.create(
        area=province, year=year, measure="poor_leave", value=5, recorded_by=officer
    )
    house_of(Household.objects.filter(commune=communes[0]).last(), officer)
    rows = AreaSummary.objects.filter(year=YEAR, basis="preliminary")
    for row in rows:
        row.pk, row.year, row.reviewed, row.listed = None, year, 536, 1205
        row.save()
    return year


def test_the_page_tells_the_running_years_work(world, running, client):
    client.force_login(world[0])
    period = f"?area={world[1].pk}"
    with CaptureQueriesContext(connection) as asked:
        page = client.get(URL + period)
    assert len(asked) <= MOST_QUERIES
    found, text = page.context["picture"], page.content.decode()
    assert (found.overview.period.year, found.work_year) == (YEAR, running)
    assert [aim.year for aim in found.targets] == [running]
    assert (found.money, found.houses.planned) == (None, 1)
    assert f"Thực hiện trong năm {running}" in text
    assert f"Rà soát năm {running} đang diễn ra" in text
    assert "536/1.205 hộ" in text
    assert client.get(page.context["review_url"]).context["choice"].period == Period(
        running, PERIOD.standard, "preliminary"
    )
    told = found.as_json()
    assert (told["work_year"], told["review"]["reviewed"]) == (running, 536)
    titles = {part.code: part.title for part in parts_of_figures(told)}
    assert titles["houses"] == f"Hỗ trợ nhà ở năm {running}"
    assert titles["review"] == f"Rà soát năm {running} đang diễn ra"


def test_a_year_that_is_asked_for_tells_its_own_work(world, running, client):
    client.force_login(world[0])
    found = client.get(f"{URL}?year={YEAR}").context["picture"]
    assert (found.work_year, found.money.year) == (YEAR, YEAR)
    assert {aim.year for aim in found.targets} == {YEAR}


def test_years_between_known_lists_are_built_once(world):
    built = set(YearMovement.objects.values_list("year", flat=True))
    assert built == {2022, 2023, 2024, 2025}
    assert years.build_missing() == 0
    AreaSummary.objects.filter(area=world[2][0], year=2023).update(
        changed_at=dt.datetime.now(dt.UTC)
    )
    assert years.build_missing() == 2  # the year that it opens and the one it closes
