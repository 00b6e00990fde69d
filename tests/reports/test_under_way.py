"""A review that goes on gives counts and no findings; years are compared on one map."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Role
from povertyportal.areas.models import AreaChange, Kind
from reports.figures import PARTS, SUMMED, Cell, Figures, Rate
from reports.models import RestatedSummary
from reports.services import restated_before
from reports.services.committee.picture_parts import parts_of_figures
from reports.services.drawings.areas import by_area
from reports.services.drawings.maps import map_of
from reports.services.drawings.trends import by_year, without_rate
from reports.services.maps import making, measures
from reports.services.maps.words import legend
from reports.services.overview import Change, overview
from reports.services.room.headline import tiles
from reports.services.room.trend import YearPoint, trend
from reports.services.selection import Period, everything
from reports.services.series import point_of
from reports.services.series_lines import KINDS
from reports.services.targets.reviewed import review_so_far
from tests.factories import AreaFactory, OfficerFactory, ProvinceFactory, SummaryFactory

REFORM = dt.date(2025, 7, 1)
NOW = Period(2026, "ND07_2022", "preliminary")
COUNTS = dict.fromkeys(SUMMED, 0) | {
    "resident_households": 1_000, "resident_persons": None,
    "listed": 80, "reviewed": 80, "poor": 20, "communes": 1,
}  # fmt: skip
PLAIN = Figures(COUNTS, {"poor": (), "near_poor": ()}, None, is_preliminary=True)


def figures(**counts):
    return replace(PLAIN, counts=COUNTS | counts)


@pytest.mark.parametrize(
    ("found", "rate", "why"),
    [
        (PLAIN, D("2.00"), ""),
        (figures(reviewed=54), None, "mới rà soát 54/80 hộ"),
        (figures(undetermined=3), None, "3 hộ chưa xác định được diện"),
        (figures(resident_households=None), None, "chưa nhập tổng số hộ dân cư"),
        (replace(PLAIN, missing=2), None, "còn 2 xã chưa có số liệu"),
        (replace(figures(reviewed=54), is_preliminary=False), D("2.00"), ""),
    ],
)
def test_a_rate_is_said_of_what_is_counted_to_the_end(found, rate, why):
    assert (found.rate("poor").value, found.why_no_rate) == (rate, why)


def test_nobody_is_no_finding_while_households_wait_for_their_class():
    key = (2026, "ND351_2027", "preliminary")
    open_ = point_of(key, figures(poor=0, undetermined=538), 0)
    assert (open_.told("poor"), open_.number("poor")) == (None, None)
    assert open_.rate("poor").value is None
    assert KINDS["poor"].value(open_) is None
    some = point_of(key, figures(poor=4, undetermined=538), 0)
    assert some.told("poor") == 4
    assert point_of(key, figures(poor=0), 0).told("poor") == 0


NOBODY_JUDGED = figures(poor=0, undetermined=538, reviewed=536, listed=1_205)


def test_a_nought_is_not_said_while_nobodys_class_is_known():
    assert NOBODY_JUDGED.shown(Cell("poor")) is None
    assert NOBODY_JUDGED.shown(Cell("near_poor", "minority")) is None
    assert NOBODY_JUDGED.shown(Cell("undetermined")) == 538
    assert figures(poor=0).shown(Cell("poor")) == 0
    assert figures(undetermined=538).shown(Cell("near_poor")) == 0
    found = SimpleNamespace(
        total=NOBODY_JUDGED, change=Change(None, "đổi chuẩn"), period=NOW
    )
    told = {tile.kind: tile for tile in tiles(found, {})}
    assert (told["poor"].value, told["poor"].rate) == (None, None)
    assert told["near_poor"].note == "chưa xác định được diện của 538 hộ"
    assert told["season"].note == (
        "trong 1.205 hộ trong danh sách; "
        "2 hộ đang mở lại phiếu, tính theo lần nộp trước"
    )
    assert "mở lại" not in _season_note(figures(undetermined=60))


def _season_note(found):
    told = SimpleNamespace(total=found, change=Change(None, ""), period=NOW)
    return next(tile.note for tile in tiles(told, {}) if tile.kind == "season")


@pytest.mark.django_db
def test_the_targets_page_says_as_much(commune):
    kept = {"area": commune, "year": 2026, "basis": "preliminary", "listed": 9}
    nobody = {"poor": 0, "near_poor": 0, "undetermined": 5, "reviewed": 5}
    SummaryFactory(standard="ND351_2027", **kept, **nobody)
    SummaryFactory(standard="ND07_2022", **kept, poor=2, near_poor=0, reviewed=5)
    first, second = review_so_far([commune.pk], 2026)
    assert ": 2 hộ nghèo, 0 hộ cận nghèo; đã rà soát 5/9 hộ" in first
    assert ": chưa xác định được diện của 5 hộ; đã rà soát 5/9 hộ" in second


@pytest.fixture
def halfway(province):
    """Of three communes on the map one is reviewed to the end."""
    province.code = "37"
    province.save()
    told = (
        ("14464", "Xã Gia Hưng", "commune", 30, 80),
        ("14389", "Xã Đồi Cao", "commune", 2, 9),
        ("14401", "Phường Bến Đò", Kind.WARD, 1, 9),
    )
    for code, name, kind, poor, reviewed in told:
        area = AreaFactory(
            code=code, name=name, kind=kind, parent=province, began=REFORM
        )
        summary(area, poor=poor, reviewed=reviewed)
    summary(province, poor=33, reviewed=98, listed=240, communes=3)
    return province


def summary(area, year=2026, **fields):
    usual = {
        "standard": NOW.standard, "basis": NOW.basis, "resident_households": 1_000,
        "listed": 80, "reviewed": 80,
        "poor_parts": [0] * len(PARTS), "near_poor_parts": [0] * len(PARTS),
    }  # fmt: skip
    return SummaryFactory(area=area, year=year, **usual | fields)


def look(province):
    officer = OfficerFactory(role=Role.PROVINCE_OFFICER, area=province)
    return officer, overview(everything(scope_of(officer)), NOW)


@pytest.mark.django_db
def test_only_what_is_finished_is_ranked_and_classed(halfway):
    officer, found = look(halfway)
    poor = {tile.kind: tile for tile in tiles(found, {})}["poor"]
    assert (poor.value, poor.rate.value) == (33, None)
    assert poor.why_no_rate == "mới rà soát 98/240 hộ"
    bars = by_area(found)
    assert bars.title == (
        "Tỷ lệ hộ nghèo ở xã Gia Hưng: 3,00%; 2/3 nơi chưa rà soát xong"
    )
    assert [each.value for each in bars.drawing.bars] == [3, None, None]
    assert bars.drawing.bars[1].note == "mới rà soát 9/80 hộ"
    for code in (measures.RATE, measures.COUNT):
        asked = measures.Asked(measures.MEASURES[code])
        scope = scope_of(officer)
        drawn = making.figures(scope, found.place, NOW, asked)
        assert [row.number > 0 for row in drawn.rows] == [True, False, False]
        assert map_of(drawn).title.endswith("2/3 xã, phường chưa rà soát xong")
        assert legend(drawn)[-1] == (0, "Chưa rà soát xong", "2 nơi")


@pytest.mark.django_db
def test_of_nothing_finished_the_titles_say_how_far_it_is(halfway):
    halfway.children.get(name="Xã Gia Hưng").summaries.update(reviewed=40)
    _, found = look(halfway)
    assert by_area(found).title == "Mới rà soát 98/240 hộ"
    asked = measures.Asked(measures.MEASURES[measures.RATE])
    drawn = making.of_overview(found, asked)
    assert map_of(drawn).title == "Tỷ lệ hộ nghèo: mới rà soát 58/240 hộ"


@pytest.mark.django_db
def test_the_table_and_the_api_say_why_there_is_no_rate(halfway, client_of):
    officer, _ = look(halfway)
    client = client_of(officer)
    page = client.get(reverse("reports:dashboard"), {"year": "2026"}).content.decode()
    assert "mới rà soát 9/80 hộ" in page
    rows = client.get("/api/v1/figures/", {"year": 2026}).json()["results"]
    told = {row["reviewed"]: (row["poor_rate"], row["why_no_rate"]) for row in rows}
    assert told[80] == ("3.00", "")
    assert told[98] == (None, "mới rà soát 98/240 hộ")
    total = client.get("/api/v1/figures/total/", {"year": 2026}).json()
    assert (total["poor_rate"], total["why_no_rate"]) == told[98]


def test_a_trend_says_what_its_points_are():
    points = [
        YearPoint(
            year, "ND07_2022", "Chuẩn 07", "official", communes,
            Rate(poor, 1_000), Rate(1, 1_000),
            as_of=dt.datetime(2026, 1, day, tzinfo=dt.UTC), sources=("published",),
        )
        for year, communes, poor, day in (
            (2023, 16, 30, 3), (2024, 16, 20, 2), (2025, 6, 10, 5)
        )
    ]  # fmt: skip
    found = SimpleNamespace(place=SimpleNamespace(name="Gia Viễn"), divided_communes=2)
    chart = by_year(points, found)
    assert (chart.basis, chart.standard) == ("số liệu chính thức", "Chuẩn 07")
    assert (chart.as_of.day, chart.period) == (2, "2023–2025")
    assert chart.source
    assert chart.note == (
        "Đến năm 2024: theo 16 xã lúc đó, không gồm 2 xã cũ đã chia cho nhiều xã."
    )
    assert by_year(points[:2], found).note == ""


@pytest.mark.django_db
def test_the_trend_says_no_rate_of_years_that_lack_communes(halfway):
    """Of several communes in charge, as of a whole unit."""
    first, *others = halfway.children.order_by("name")
    officer = OfficerFactory(role=Role.COMMITTEE, area=first)
    for area in others:
        officer.scopes.create(area=area, starts=REFORM)
    for area in (first, *others):
        summary(area, 2025, basis="official", poor=20, communes=1)
        if area != first:
            summary(area, 2026, basis="official", poor=10, communes=1)
    now = Period(2026, NOW.standard, "official")
    found = overview(everything(scope_of(officer)), now)
    points = trend(found)
    assert [(each.year, each.communes, each.missing) for each in points] == [
        (2025, 3, 0),
        (2026, 2, 1),
    ]
    assert [each.poor.value for each in points] == [D("2.00"), None]
    assert by_year(points, found) is None
    assert without_rate(points) == (
        "Không tính tỷ lệ khi còn thiếu xã: năm 2026 có số liệu của 2 trên 3 xã."
    )
    assert without_rate(points[:1]) == ""


ROW = ("area_id", "basis", "is_remainder", "communes", "homes", "poor", "near_poor")
ROW += ("poor_parts", "near_poor_parts")


def told(*rows, changes=((1, 11), (1, 12), (2, 13))):
    return {
        "restated": [tuple({**BASE, **row}[name] for name in ROW) for row in rows],
        "whole_changes": list(changes),
        "parted": [],
    }


def numbers(**counts):
    """An array of parts; "deprived_4" is the part "deprived-4"."""
    found = {name.replace("_", "-"): count for name, count in counts.items()}
    return [found.get(part, 0) for part in PARTS]


BASE = {
    "area_id": 1, "basis": "official", "is_remainder": False, "communes": 2,
    "homes": [], "poor": 5, "near_poor": 7,
    "poor_parts": numbers(deprived_4=2, known_4=5),
    "near_poor_parts": numbers(deprived_4=1, known_4=7),
}  # fmt: skip
TWO = {"area_id": 2, "communes": 1}
NOBODY = {"poor": 0, "near_poor": 0}
LEFT = {"area_id": 19, "is_remainder": True, "communes": 1, "homes": [2, 8]}


@pytest.mark.parametrize(
    ("known", "counts"),
    [
        (told({}, TWO), {"poor": 10, "near_poor": 14}),
        (told({}), None),  # of the second nothing is known
        (told({"communes": 1}, TWO), None),  # a former commune was not counted
        (told({}, TWO, LEFT | {"poor": 0}), {"poor": 10}),
        (told({}, TWO, LEFT | NOBODY), {"poor": 10, "near_poor": 14}),
        (told({}, TWO, LEFT | {"homes": [8]}), {"poor": 10, "near_poor": 14}),
        (told({}, TWO, LEFT), None),
    ],
)  # fmt: skip
def test_last_year_on_todays_map_only_where_it_is_known(known, counts):
    found = restated_before.before(known, {1, 2})
    assert (found.counts if found else None) == counts
    change = Change(None, restated=found)
    for kind, lacking in (("poor", 4), ("near_poor", 2)):
        is_known = kind in (counts or {})
        assert change.number(Cell(kind, "deprived-4")) == (
            lacking if is_known else None
        )
    share = change.deprivation(4)
    assert (share.part, share.whole) == (6, 24) if len(counts or {}) == 2 else not share


@pytest.mark.django_db
def test_the_change_across_a_new_map_is_that_of_the_ground():
    province = ProvinceFactory(name="Tỉnh Ghép")
    before = ProvinceFactory(name="Tỉnh Ghép cũ", began=None, ended=REFORM)
    area = AreaFactory(name="Xã Ghép", parent=province, began=REFORM)
    for name in ("Xã Một", "Xã Hai"):
        old = AreaFactory(name=name, parent=before, began=None, ended=REFORM)
        AreaChange.objects.create(
            old=old, new=area, effective_on=REFORM, extent="whole"
        )
        summary(old, 2024, basis="official", poor=25)
    summary(area, 2025, basis="official", poor=30)
    row = {"standard": NOW.standard, "basis": "official", "communes": 2, "poor": 50}
    RestatedSummary.objects.create(
        area=area, year=2024, is_remainder=False, homes=[], **row
    )
    officer = OfficerFactory(role=Role.COMMUNE_OFFICER, area=area)
    period = Period(2025, NOW.standard, "official")
    place = everything(scope_of(officer))
    found = overview(place, period)
    tile = {each.kind: each for each in tiles(found, {})}["poor"]
    assert (tile.change, tile.compared) == (
        -20,
        "so với số chính thức năm 2024 tính theo địa giới hiện nay",
    )
    client = Client()
    client.force_login(officer, "django.contrib.auth.backends.ModelBackend")
    url = reverse("reports:dashboard") + "?year=2025"
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(url).content.decode()
    assert len(asked) <= 15
    assert "số của các xã cũ tính theo địa giới hiện nay" in page


def test_paper_writes_numbers_as_the_page_does():
    matter = {"title": "Chỉ tiêu", "reason": "chậm", "unit": "% chỉ tiêu"}
    numbers = ("0.00", 0, "12.50", None)
    rows = [matter | {"number": each} for each in numbers]
    (part,) = parts_of_figures({"attention": rows})
    assert [row[-1] for row in part.rows] == [
        "0% chỉ tiêu",
        "0% chỉ tiêu",
        "12,5% chỉ tiêu",
        "% chỉ tiêu",
    ]
