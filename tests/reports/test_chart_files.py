"""Charts of a page, made again as pictures and workbooks in the reader's scope."""

import html
import io
import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.urls import reverse
from openpyxl import load_workbook

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Committee, CommitteeMember, Role
from povertyportal.areas.models import Area
from povertyportal.audit.models import AuditEntry
from povertyportal.ui.charts import Bar, Bars, Chart, Mark, Measure
from povertyportal.ui.charts.plain import from_plain, to_plain
from programs.models import Target
from reports.charts import overview as overview_charts
from reports.charts import registry
from reports.charts.registry import SOURCES
from reports.charts.source import Asked
from reports.figures import PARTS, PLACE, Rate
from reports.models import YearMovement
from reports.services.drawings import by_area, by_deprivation, charts_of
from reports.services.overview import overview
from reports.services.room import picture
from reports.services.selection import Period, everything
from tests.factories import AreaFactory, OfficerFactory, ProvinceFactory, SummaryFactory

FIGURE = re.compile(r'<figure class="chart".+?</figure>', re.DOTALL)
PERIOD = {"year": 2026, "standard": "ND07_2022", "basis": "official"}


def parts(**counts):
    """An array of parts; "deprived_4" is the part "deprived-4"."""
    found = [0] * len(PARTS)
    for name, count in counts.items():
        found[PLACE[name.replace("_", "-")]] = count
    return found


@pytest.fixture(scope="module")
def committee_world(kept):
    """A province of two communes, Đồi Chè the poorer, and an officer of each side."""
    province = ProvinceFactory(name="Tỉnh Thử Nghiệm")
    counted = {
        "poor_parts": parts(
            known_4=30, deprived_4=12, known_5=30, deprived_5=3, cause_2=7, minority=4
        )
    }
    for name, poor in (("Xã Đồi Chè", 40), ("Xã Sông Trong", 10)):
        commune = AreaFactory(name=name, parent=province)
        SummaryFactory(
            area=commune, **PERIOD, poor=poor, resident_households=1000, **counted
        )
        SummaryFactory(
            area=commune,
            **{**PERIOD, "year": 2025},
            poor=poor + 10,
            resident_households=1000,
            **counted,
        )
        YearMovement.objects.create(
            area=commune,
            year=2026,
            last="2026-11-22",
            poor=[poor + 10, 5, 6, 4, 1, 1, 2, 1, poor],
            near_poor=[40, 0, 0, 0, 0, 0, 0, 0, 40],
        )
    whole = {"poor": 50, "resident_households": 2000, "communes": 2, **counted}
    SummaryFactory(area=province, **PERIOD, **whole)
    SummaryFactory(area=province, **{**PERIOD, "year": 2025}, **{**whole, "poor": 70})
    return province, OfficerFactory(role=Role.PROVINCE_OFFICER, area=province)


@pytest.fixture
def officer(committee_world, db):
    return committee_world[1]


@pytest.fixture
def found(officer):
    return overview(everything(scope_of(officer)), Period(**PERIOD))


def address(code, kind, **query):
    return reverse(f"analysis:chart-{kind}", args=[code]), PERIOD | query


def test_areas_are_ranked_and_lead_on(found):
    chart = by_area(found, lambda area: f"/?area={area}")
    first, second = chart.drawing.bars
    assert chart.title == "Tỷ lệ hộ nghèo cao nhất ở xã Đồi Chè: 4,00%"
    assert (first.label, str(first.value), first.note) == (
        "Xã Đồi Chè", "4.00", "40/1.000 hộ",
    )  # fmt: skip
    assert (str(first.previous), first.strong, second.strong) == ("5.00", True, False)
    assert first.url == f"/?area={found.lines[0].area.pk}"
    assert chart.note == "Vạch đen: năm 2025."
    assert (chart.basis, chart.period) == ("số liệu chính thức", "năm 2026")


def test_of_several_highest_areas_none_is_singled_out(found):
    rich, poor = sorted(found.lines, key=lambda line: line.figures.poor)
    twin = replace(poor, area=rich.area)
    alike = by_area(replace(found, lines=(twin, poor)))
    assert alike.title == "Tỷ lệ hộ nghèo của 2 địa bàn như nhau: 4,00%"
    two = by_area(replace(found, lines=(twin, poor, rich)))
    assert two.title.endswith("xã Sông Trong và 1 nơi khác: 4,00%")
    assert [bar.strong for bar in two.drawing.bars] == [True, True, False]


def test_deprivations_are_ranked_and_the_first_is_told(found):
    chart = by_deprivation(found)
    shares = [(bar.label, str(bar.value), bar.note) for bar in chart.drawing.bars]
    assert shares[0][1:] == ("40.00", "12/30 hộ")
    assert shares[1][1:] == ("10.00", "3/30 hộ")
    assert chart.title == ("Thiếu hụt của hộ nghèo, hộ cận nghèo: mới biết 30/90 hộ")
    assert not any(bar.strong for bar in chart.drawing.bars)


def told_of(found, *shares):
    """The overview with as many known deprivations: (deprived, known) households."""
    some = zip(found.deprivations, shares, strict=False)
    return replace(
        found,
        deprivations=tuple(replace(each, both=Rate(*share)) for each, share in some),
    )


@pytest.mark.parametrize(
    ("shares", "words", "strong"),
    [
        (((40, 90), (9, 81)), "nhiều nhất của hộ nghèo, hộ cận nghèo: {0}", 1),
        (((9, 90), (9, 90), (1, 90)), "{0} và 1 chỉ số khác", 2),
        (((9, 90), (9, 90)), "2 chỉ số như nhau", 2),
        (((9, 90), (8, 80)), "mới biết 80–90/90 hộ (tùy chỉ số)", 0),
        (((38, 38), (9, 88)), "mới biết 38–88/90 hộ (tùy chỉ số)", 0),
    ],
)
def test_no_deprivation_is_the_first_while_few_are_known(found, shares, words, strong):
    chart = by_deprivation(told_of(found, *shares))
    first = found.deprivations[0].name.lower()
    assert words.format(first) in chart.title
    assert sum(bar.strong for bar in chart.drawing.bars) == strong


def test_a_picture_is_drawn_whole_and_can_be_kept(officer):
    drawn = charts_of(picture(everything(scope_of(officer)), Period(**PERIOD)))
    assert list(drawn) == list(overview_charts.CODES)
    titles = [chart.title for chart in drawn.values()]
    assert titles[0] == (
        "Tỷ lệ hộ nghèo năm 2026: 2,50%, giảm 1,00 điểm phần trăm so với năm 2025"
    )
    assert titles[1:3] == [
        "Hộ nghèo giảm 20 hộ, còn 50 hộ",
        "Hộ cận nghèo không tăng, không giảm: 80 hộ",
    ]
    assert (
        titles[-2] == "Nguyên nhân nhiều nhất: không có vốn sản xuất, kinh doanh, 7 hộ"
    )
    for chart in drawn.values():
        assert from_plain(json.loads(json.dumps(to_plain(chart)))) == chart


def test_the_rate_aimed_at_is_marked_on_the_trend(officer, committee_world):
    place = everything(scope_of(officer))
    Target.objects.create(
        area=committee_world[0],
        year=2026,
        measure="poor_rate",
        value=2,
        recorded_by=officer,
    )
    trend = next(iter(charts_of(picture(place, Period(**PERIOD))).values()))
    assert trend.drawing.mark == Mark(Decimal(2), "Chỉ tiêu hộ nghèo cuối năm 2026")
    assert "Chỉ tiêu hộ nghèo cuối năm 2026: 2,00%" in trend.html()


def test_every_chart_of_the_page_says_its_grounds_and_leads_to_its_files(
    officer, client_of
):
    client = client_of(officer)
    text = client.get(reverse("reports:dashboard"), PERIOD).content.decode()
    figures = FIGURE.findall(text)
    assert len(figures) >= 5
    for figure in figures:
        title = html.unescape(re.search("<figcaption>(.+?)</figcaption>", figure)[1])
        assert "Đơn vị: " in figure
        assert re.search(r"Tính đến .+; chuẩn nghèo .+; (số liệu|danh sách) ", figure)
        book = html.unescape(
            re.search(r'href="(/phan-tich/\S+\.xlsx\?\S+)"', figure)[1]
        )
        sheet = load_workbook(io.BytesIO(client.get(book).content)).active
        assert sheet.cell(1, 1).value == title


def test_a_workbook_holds_the_numbers_and_what_must_be_said(officer, client_of):
    answer = client_of(officer).get(*address("ho-ngheo-theo-dia-ban", "xlsx"))
    name = "ho-ngheo-theo-dia-ban-2026-tinh-thu-nghiem.xlsx"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    sheet = load_workbook(io.BytesIO(answer.content)).active
    lines = [[cell for cell in row if cell is not None] for row in sheet.values]
    assert lines[0] == ["Tỷ lệ hộ nghèo cao nhất ở xã Đồi Chè: 4,00%"]
    assert ["Xã Đồi Chè", 4, 5, "40/1.000 hộ"] in lines
    assert any("số liệu chính thức" in str(line) for line in lines[-3:])
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.detail["chart"], entry.detail["file"]) == (
        "reports.chart.taken", "ho-ngheo-theo-dia-ban", "xlsx",
    )  # fmt: skip
    assert len(entry.area_ids) == 2


@pytest.mark.parametrize(
    ("period", "place", "name"),
    [
        ("Năm 2025", "Xã Gia Viễn", "ban-do-2025-xa-gia-vien.png"),
        ("Năm 2019–2026", "Huyện Đức Cơ", "ban-do-2019-2026-huyen-duc-co.png"),
        ("", "", "ban-do.png"),
        ("Năm 2025", "Xã “Á”\r\nX: 1", "ban-do-2025-xa-a-x-1.png"),
    ],
)
def test_a_file_says_of_when_and_where_it_is(officer, monkeypatch, period, place, name):
    chart = Chart(
        "ban-do", "Thử", Bars((Bar("A", 1), Bar("B", 2))), Measure("hộ"),
        period=period, place=place,
    )  # fmt: skip
    sources = {"ban-do": lambda by, query: Asked(chart, frozenset())}
    monkeypatch.setattr(registry, "SOURCES", sources)
    taken = registry.take(by=officer, code="ban-do", kind="png", query=QueryDict())
    assert taken[0] == name
    assert taken[0].isascii()


def test_a_picture_is_the_same_every_time(officer, client_of):
    client = client_of(officer)
    one, other = (client.get(*address("thieu-hut", "png")) for _ in range(2))
    assert one["Content-Type"] == "image/png"
    assert one.content.startswith(b"\x89PNG")
    assert one.content == other.content


def test_what_lies_outside_or_is_no_chart_is_not_found(officer, client_of):
    client = client_of(officer)
    foreign = AreaFactory(parent=ProvinceFactory())
    SummaryFactory(area=foreign, **PERIOD)
    code = "ho-ngheo-theo-dia-ban"
    assert client.get(*address(code, "png", area=foreign.pk)).status_code == 404
    assert client.get(*address("khong-co", "png")).status_code == 404
    stranger = client_of(
        OfficerFactory(role=Role.PROVINCE_OFFICER, area=foreign.parent)
    )
    assert stranger.get(*address(code, "png")).status_code == 404


def test_every_code_is_fit_for_an_address_and_an_id():
    assert all(code == code.lower() and code.isascii() for code in SOURCES)
    assert all(reverse("analysis:chart-png", args=[code]) for code in SOURCES)


def test_a_file_names_the_areas_that_a_page_need_not(committee_world, client_of):
    province, _ = committee_world
    communes = list(Area.objects.filter(parent=province).order_by("sort_key"))
    member = OfficerFactory(role=Role.COMMITTEE)
    committee = Committee.objects.create(name="Ban Chỉ đạo")
    committee.areas.set(communes)
    CommitteeMember.objects.create(
        committee=committee, officer=member, starts="2020-01-01"
    )
    answer = client_of(member).get(*address("ho-ngheo-theo-dia-ban", "xlsx"))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet.cell(2, 1).value == "Xã Đồi Chè, Xã Sông Trong, năm 2026"
