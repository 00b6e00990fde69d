"""The map of a place: what each area is given, what is not known, where it leads."""

import datetime as dt
import html
import re
from decimal import Decimal as D

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer, OfficerScope, Role
from povertyportal.areas.models import Area, Kind
from povertyportal.ui.charts.plain import from_plain, to_plain
from programs.services import money, payments
from programs.services.money_base import Decision, LineKey
from reports.exports.maps import asked_map
from reports.figures import PARTS, PLACE
from reports.models import AreaSummary, RestatedSummary
from reports.services.drawings.areas import by_area
from reports.services.drawings.maps import map_of
from reports.services.maps import measures
from reports.services.maps.making import figures, of_overview, units
from reports.services.maps.measures import asked_of
from reports.services.maps.words import finding, label, legend
from reports.services.overview import overview
from reports.services.selection import Period, everything, place_of
from tests.factories import (
    AreaFactory,
    OfficerFactory,
    ProvinceFactory,
    SummaryFactory,
)

pytestmark = pytest.mark.django_db

URL = reverse("analysis:map")
REFORM, FIRST = dt.date(2025, 7, 1), dt.date(2020, 1, 1)
NOW = Period(2026, "ND07_2022", "official")


@pytest.fixture(autouse=True)
def _no_demo(settings):
    settings.DEMO = False


@pytest.fixture
def hills(province):
    """Three communes of a province on the map; the third has no figures."""
    Area.objects.filter(pk=province.pk).update(code="37")
    province.refresh_from_db()
    found = [
        AreaFactory(code=code, name=name, parent=province, began=REFORM)
        for code, name in (
            ("14464", "Xã Gia Hưng"), ("14389", "Xã Đồi Cao"), ("14401", "Xã Bến Đò"),
        )
    ]  # fmt: skip
    for area, poor, near in zip(found, (30, 10), (50, 0), strict=False):
        kept(area, poor=poor, near_poor=near)
    kept(found[0], 2025, poor=42)
    kept(province, poor=40)
    return found


def spend(area, officer):
    """A quarter of what a commune was given is paid."""
    key = LineKey(None, "Sửa nhà", area, 2026, "community", "recurrent")
    decision = Decision("12/QĐ-UBND", dt.date(2026, 3, 2))
    given = money.allocate(by=officer, key=key, amount=400, decision=decision)
    payment = payments.Payment(100, dt.date(2026, 3, 2), "CT-1", "Mua vật liệu")
    payments.pay(by=officer, line=given.line, payment=payment)


def kept(area, year=2026, **fields):
    parts = [0] * len(PARTS)
    parts[PLACE["deprived-1"]], parts[PLACE["known-1"]] = 6, 8
    usual = {
        "standard": NOW.standard,
        "basis": NOW.basis,
        "resident_households": 1000,
        "listed": 80,
        "reviewed": 80,
        "poor_parts": parts,
        "near_poor_parts": [0] * len(PARTS),
    }
    return SummaryFactory(area=area, year=year, **usual | fields)


def drawn(officer, **query):
    scope = scope_of(officer)
    asked = asked_of(query, NOW.standard)
    return figures(scope, everything(scope), NOW, asked, query.get("sort", ""))


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ({}, [D("3.00"), D("1.00"), None]),
        ({"xem": "can-ngheo"}, [D("5.00"), D("0.00"), None]),
        ({"xem": "da-chieu"}, [D("8.00"), D("1.00"), None]),
        ({"xem": "so-ho"}, [D(30), D(10), None]),
        ({"xem": "thay-doi"}, [D("-1.20"), None, None]),
        ({"xem": "thieu-hut"}, [D("75.00"), D("75.00"), None]),
        ({"xem": "thieu-hut", "chi_so": "2"}, [None, None, None]),
        ({"xem": "giai-ngan"}, [D("25.00"), None, None]),
        ({"xem": "gì đó"}, [D("3.00"), D("1.00"), None]),
    ],
)
def test_what_each_measure_shows(query, values, hills, province_officer):
    spend(hills[0], province_officer)
    rows = {row.area: row for row in drawn(province_officer, **query).rows}
    assert [rows[area].reading.value for area in hills] == values
    for row in rows.values():
        assert (row.number == 0) is (row.reading.value is None)
        assert bool(row.reading.why) is (row.reading.value is None)


def test_titles_and_sentences_say_the_finding(hills, province_officer):
    found = drawn(province_officer)
    assert finding(found) == (
        "Tỷ lệ hộ nghèo cao nhất ở xã Gia Hưng (3,00%), thấp nhất ở xã Đồi Cao (1,00%)"
        "; mới có số liệu của 2/3 xã, phường"
    )
    said = [label(found, row) for row in found.rows]
    assert said == [
        "Xã Gia Hưng: 3,00% (30/1.000 hộ)",
        "Xã Đồi Cao: 1,00% (10/1.000 hộ)",
        "Xã Bến Đò: chưa đủ số liệu (chưa có số liệu của năm này)",
    ]
    assert legend(found)[-1] == (0, "Chưa đủ số liệu", "1 xã")
    assert sum(found.counts.values()) == 3
    changed = drawn(province_officer, xem="thay-doi")
    assert finding(changed) == (
        "Tỷ lệ hộ nghèo giảm ở 1/1 xã, phường, nhiều nhất ở xã Gia Hưng "
        "(−1,20 điểm %), 2 nơi chưa so được"
    )
    assert "từ 4,20% thành 3,00%" in label(changed, changed.rows[0])
    nothing = drawn(province_officer, xem="thieu-hut", chi_so="2")
    assert finding(nothing).endswith("chưa đủ số liệu để vẽ")


def test_title_names_how_many_tie_as_the_ranking_does(hills, province_officer):
    kept(hills[2], poor=30)
    scope = scope_of(province_officer)
    said = finding(drawn(province_officer))
    high = "Tỷ lệ hộ nghèo cao nhất ở xã Bến Đò và 1 nơi khác"
    assert said == f"{high} (3,00%), thấp nhất ở xã Đồi Cao (1,00%)"
    assert by_area(overview(everything(scope), NOW)).title == f"{high}: 3,00%"
    AreaSummary.objects.filter(area=hills[1]).update(poor=30)
    same = finding(drawn(province_officer, sort="-name"))
    assert same == "Tỷ lệ hộ nghèo của 3 xã, phường như nhau: 3,00%"


def test_the_legend_stays_short_among_kinds_of_communes(hills, province_officer):
    Area.objects.filter(pk=hills[1].pk).update(kind=Kind.WARD)
    assert legend(drawn(province_officer))[-1] == (0, "Chưa đủ số liệu", "1 nơi")


def test_money_has_no_review_that_goes_on(hills, province_officer):
    spend(hills[0], province_officer)
    AreaSummary.objects.filter(area__in=hills).update(reviewed=3)
    found = drawn(province_officer, xem="giai-ngan")
    assert found.under_way == []
    assert finding(found) == (
        "Tỷ lệ giải ngân vốn được giao ở xã Gia Hưng: 25,00%; "
        "2/3 xã, phường không có vốn"
    )
    assert legend(found)[-1] == (0, "Không có vốn", "2 xã")
    assert "giải ngân càng ít" in map_of(found).note
    assert map_of(found).as_of is not None


def test_money_opens_on_the_year_that_is_worked_in(
    hills, client_of, province_officer, monkeypatch
):
    """Lists of this year are not recognised yet: figures open on last year's."""
    monkeypatch.setattr(timezone, "localdate", lambda: dt.date(2026, 5, 4))
    AreaSummary.objects.filter(year=2026).update(basis="preliminary")
    kept(hills[0].parent, 2025, poor=42)
    client = client_of(province_officer)
    for query, year in (({}, 2025), ({"xem": "giai-ngan"}, 2026)):
        assert client.get(URL, query).context["choice"].period.year == year
    page = client.get(URL, {"xem": "giai-ngan", "year": "2025"})
    assert page.context["choice"].period.year == 2025
    (link,) = re.findall(
        r'<a href="([^"]+)">Xem giải ngân năm nay', page.content.decode()
    )
    assert client.get(html.unescape(link)).context["choice"].period.year == 2026


def test_a_fall_by_more_residents_is_not_the_greatest(hills, province_officer):
    kept(hills[1], 2025, poor=90)
    kept(hills[2], 2025, poor=30)
    kept(hills[2], poor=30)
    AreaSummary.objects.filter(area=hills[1], year=2026).update(
        resident_households=1101
    )
    found = drawn(province_officer, xem="thay-doi")
    assert finding(found) == (
        "Tỷ lệ hộ nghèo giảm ở 1/2 xã, phường, nhiều nhất ở xã Gia Hưng "
        "(−1,20 điểm %), không kể 1 nơi có tổng số hộ dân cư thay đổi quá 10% "
        "so với năm trước"
    )
    (apart,) = found.apart
    assert apart.area == hills[1]
    assert label(found, apart).endswith(
        "−8,09 điểm %*, từ 9,00% thành 0,91%; tổng số hộ dân cư từ 1.000 thành 1.101"
    )
    chart = map_of(found)
    assert "* Nơi có tổng số hộ dân cư thay đổi quá 10%" in chart.note
    assert "Đồi Cao*" in [row[0] for row in chart.table.rows]
    AreaSummary.objects.filter(area=hills[1], year=2026).update(
        resident_households=1100
    )
    assert "nhiều nhất ở xã Đồi Cao" in finding(drawn(province_officer, xem="thay-doi"))


def test_the_order_is_that_of_the_table(hills, province_officer):
    by_value = [row.area for row in drawn(province_officer).rows]
    assert by_value == hills
    count = finding(drawn(province_officer, xem="so-ho"))
    assert count.startswith("Số hộ nghèo nhiều nhất ở xã Gia Hưng (30 hộ), ít nhất ở")
    lowest = drawn(province_officer, sort="value").rows
    assert [row.area for row in lowest] == [hills[1], hills[0], hills[2]]
    named = drawn(province_officer, sort="name").rows
    assert [row.area.name for row in named] == [
        "Xã Bến Đò", "Xã Đồi Cao", "Xã Gia Hưng",
    ]  # fmt: skip


def test_a_rate_is_not_said_where_residents_are_not_known(hills, province_officer):
    AreaSummary.objects.filter(area=hills[0]).update(resident_households=None)
    AreaSummary.objects.filter(area=hills[1]).update(resident_households=3)
    rows = {row.area: row.reading for row in drawn(province_officer).rows}
    assert rows[hills[0]].why == "chưa nhập tổng số hộ dân cư"
    assert rows[hills[1]].why.endswith("nhiều hơn tổng số hộ dân cư đã nhập")


def test_the_page_shows_map_and_table_alike(hills, client_of, province_officer):
    client = client_of(province_officer)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get(URL, {"year": "2026", "standard": NOW.standard})
    text = page.content.decode()
    links = re.findall(r'<a class="chart-item" href="([^"]+)"', text)
    table = re.findall(r'<th scope="row"><a href="([^"]+)"', text)
    assert links == [url for url in table if url in links]
    assert len(table) == 3
    said = re.sub(r"<tspan[^>]+>", " ", text)
    assert "Quần đảo Hoàng Sa" in said
    assert "Quần đảo Trường Sa" in said
    assert len(queries) <= 15
    (poor,) = re.findall(r'<a href="([^"]+)">30</a>', text)
    assert "of=poor" in html.unescape(poor)
    sizes = len(queries)
    for number in range(12):
        area = AreaFactory(parent=hills[0].parent, began=REFORM, code=f"9{number}")
        kept(area, poor=number)
    with CaptureQueriesContext(connection) as queries:
        client.get(URL, {"year": "2026", "standard": NOW.standard})
    assert len(queries) == sizes


def test_without_boundaries_the_table_stays(client_of, province_officer, commune):
    kept(commune, poor=3)
    kept(commune.parent, poor=3)
    page = client_of(province_officer).get(URL)
    assert page.context["chart"] is None
    assert "Chưa có ranh giới của các đơn vị này" in page.content.decode()


def test_without_figures_the_page_says_so(client_of, province_officer):
    page = client_of(province_officer).get(URL).content.decode()
    assert "Chưa có số liệu để vẽ bản đồ" in page


def test_a_former_unit_is_drawn_as_what_became_of_it(hills, province_officer, province):
    old = AreaFactory(
        code="555", level="district", kind="district", parent=province,
        began=None, ended=REFORM, name="Huyện Cũ",
    )  # fmt: skip
    former = AreaFactory(parent=old, began=None, ended=REFORM, code="14464")
    former.became.create(new=hills[0], effective_on=REFORM, extent="whole")
    place = place_of(scope_of(province_officer), old)
    assert units(scope_of(province_officer), place) == [hills[0]]


def test_a_frozen_map_is_drawn_again_alike(hills, province_officer):
    chart = map_of(drawn(province_officer), lambda pk: f"/{pk}")
    first = chart.table.rows[0]
    assert first == ("Gia Hưng", D("3.00"), 30, 1000, "Từ 2 đến dưới 4%")
    again = from_plain(to_plain(chart))
    assert again.html() == chart.html()


@pytest.mark.parametrize("kind", ["png", "xlsx"])
def test_the_map_is_taken_as_a_file(kind, hills, client_of, province_officer):
    url = reverse(f"analysis:chart-{kind}", args=["ban-do"])
    answer = client_of(province_officer).get(url, {"xem": measures.COUNT})
    assert answer.status_code == 200
    assert answer.content[:4] == {"png": b"\x89PNG", "xlsx": b"PK\x03\x04"}[kind]


def test_a_year_before_the_communes_is_shown_as_far_as_it_is_known(
    hills, province, province_officer
):
    before = Period(2024, NOW.standard, NOW.basis)
    for area, poor, near in zip(hills, (40, 20), (5, 0), strict=False):
        RestatedSummary.objects.create(
            area=area, year=2024, standard=before.standard, basis=before.basis,
            resident_households=1000, listed=80, reviewed=80, poor=poor, near_poor=near,
        )  # fmt: skip
    divided = AreaFactory(
        code="14000", name="Xã Cũ", parent=hills[0].parent, began=None, ended=REFORM
    )
    for area in hills[1:]:
        divided.became.create(new=area, effective_on=REFORM, extent="partial")
    RestatedSummary.objects.create(
        area=divided, year=2024, standard=before.standard, basis=before.basis,
        is_remainder=True, homes=[area.pk for area in hills[1:]], poor=3,
        resident_households=500, listed=9, reviewed=9,
    )  # fmt: skip
    scope = scope_of(province_officer)
    for query, values in (
        ({}, [D("4.00"), None, None]),
        ({"xem": "so-ho"}, [D(40), None, None]),
        ({"xem": "thieu-hut"}, [None, None, None]),
    ):
        asked = asked_of(query, before.standard)
        found = figures(scope, everything(scope), before, asked)
        rows = {row.area: row for row in found.rows}
        assert [rows[area].reading.value for area in hills] == values
        assert found.is_restated
    _, choice, _ = asked_map(province_officer, QueryDict(f"area={hills[0].pk}"))
    assert choice.years == (2026, 2025, 2024)
    for code in ("14001", "14002"):  # one of the two is the one that was counted
        other = AreaFactory(code=code, parent=province, began=None, ended=REFORM)
        other.became.create(new=hills[0], effective_on=REFORM, extent="whole")
    counted = figures(
        scope, everything(scope), before, asked_of({"xem": "so-ho"}, before.standard)
    )
    said = {row.area: row.reading.why for row in counted.rows}
    assert said[hills[0]] == "còn 1 xã cũ chưa có số liệu"
    rate = figures(scope, everything(scope), before, asked_of({}, before.standard))
    why = {row.area: row.reading.why for row in rate.rows}
    assert why[hills[1]] == (
        "Xã Cũ đã chia: chưa rõ số hộ dân cư từng phần và nơi ở của 9 hộ; "
        "tỷ lệ hộ nghèo từ 1,33 đến 2,29%"
    )


def test_the_overview_has_the_map_from_its_own_lines(hills, province_officer):
    place = everything(scope_of(province_officer))
    rate = asked_of({}, NOW.standard)
    found = overview(place, NOW)
    with CaptureQueriesContext(connection) as queries:
        map_of(of_overview(found, rate), str).html()
    assert len(queries) == 1
    shown = of_overview(found, rate)
    assert shown.rows == drawn(province_officer).rows
    before = overview(place, Period(2020, NOW.standard, NOW.basis))
    assert of_overview(before, rate) is None


def test_more_than_two_provinces_are_drawn_by_province(client_of):
    officer = OfficerFactory(role=Role.PROVINCE_OFFICER)
    for code, poor in (("01", 5), ("37", 9), ("48", 7)):
        province = ProvinceFactory(code=code, name=f"Tỉnh {code}")
        commune = AreaFactory(parent=province)
        OfficerScope.objects.create(officer=officer, area=province, starts=FIRST)
        kept(province, poor=poor)
        kept(commune, poor=poor)
        spend(commune, Officer.objects.get(pk=officer.pk))
    found = drawn(officer)
    assert [row.area.code for row in found.rows] == ["37", "48", "01"]
    assert finding(found).startswith("Tỷ lệ hộ nghèo cao nhất ở tỉnh 37 (0,90%)")
    assert legend(found)[-1][2].endswith("tỉnh")
    money = drawn(officer, xem="giai-ngan")
    assert [row.reading.value for row in money.rows] == [D("25.00")] * 3
    page = client_of(officer).get(URL, {"standard": NOW.standard})
    assert len(re.findall(r'<a class="chart-item"', page.content.decode())) == 3
