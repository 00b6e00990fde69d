"""What figures rest on: communes still without any, and where numbers come from."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from povertyportal.accounts.models import Role
from povertyportal.areas.models import Area
from reports import summaries, tasks
from reports.figures import Figures
from reports.models import AreaSummary, PublishedFigure, ReportRun
from reports.services.form_lines import content_of
from reports.services.grounds import sources
from reports.services.reporting import FormRequest
from reports.services.selection import Period, rows_of
from reports.workbooks.making import make_file
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    PopulationFactory,
    ReviewFactory,
    RoundFactory,
    VillageFactory,
)
from tests.reports.world import add_outcome

pytestmark = pytest.mark.django_db

URL = reverse("reports:dashboard")
API = "/api/v1/figures/"
PERIOD = Period(2026, "ND07_2022", "preliminary")
INVENTED = "giả định (dữ liệu mẫu)"


@pytest.fixture(autouse=True)
def _no_demo(settings):
    settings.DEMO = False


@pytest.fixture
def counted(open_round, village, commune, neighbour):
    """A poor household in one of two communes with 1.000 households each."""
    for area in (commune, neighbour):
        PopulationFactory(area=area, households=1000, persons=4000)
    household = HouseholdFactory(village=village)
    add_outcome(ReviewFactory(round=open_round, household=household))
    summaries.rebuild()
    return open_round


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def shown(client, **query):
    asked = {"standard": "ND07_2022", "basis": "preliminary", **query}
    return client.get(URL, asked)


def tile(response, kind):
    (found,) = [each for each in tiles(response) if each.kind == kind]
    return found


def tiles(response):
    return [shown.tile for shown in response.context["tiles"]]


def figures_of(area):
    found = rows_of([area.pk]).filter(
        year=2026, standard=PERIOD.standard, basis=PERIOD.basis
    )
    return Figures.of(list(found))


def publish(area, figure, value, provenance="published", year=2026):
    return PublishedFigure.objects.create(
        area=area,
        year=year,
        figure=figure,
        value=value,
        provenance=provenance,
        note="Báo cáo",
    )


def test_an_area_has_no_rate_while_communes_have_no_figures(
    province_officer, client_of, counted, province
):
    client = client_of(province_officer)
    assert str(tile(shown(client), "poor").rate.value) == "0.05"
    assert "Số liệu của 2 trên 2 xã" in words(shown(client))
    AreaFactory(parent=province, name="Xã Chưa Nhập")
    page = shown(client)
    assert tile(page, "poor").rate.value is None
    assert tile(page, "poor").value == 1
    assert "Số liệu của 2 trên 3 xã" in words(page)
    assert "Không tính tỷ lệ vì còn 1 xã chưa có số liệu" in words(page)


def test_communes_not_in_being_then_are_not_missed(
    province_officer, client_of, counted, province
):
    AreaFactory(parent=province, ended=dt.date(2026, 12, 31), began=None)
    AreaFactory(parent=province, began=dt.date(2027, 1, 1))
    assert "Số liệu của 2 trên 2 xã" in words(shown(client_of(province_officer)))
    assert figures_of(province).missing == 0


def test_a_committee_is_complete_with_its_own_communes(
    committee_member, client_of, counted, province
):
    AreaFactory(parent=province)
    page = shown(client_of(committee_member))
    assert "Số liệu của 2 trên 2 xã" in words(page)
    assert tile(page, "poor").rate.value is not None


def test_a_district_of_a_province_misses_its_own_communes_only(db):
    province = AreaFactory(level="province", kind="province", code="77")
    whole, partial = (
        AreaFactory(level="district", kind="district", parent=province)
        for _ in range(2)
    )
    reviewed = [AreaFactory(parent=district) for district in (whole, partial)]
    AreaFactory(parent=partial)
    for area in reviewed:
        PopulationFactory(area=area, households=10, persons=40)
    round_ = RoundFactory(areas=reviewed)
    summaries.rebuild()
    assert round_.areas.count() == 2
    missing = [figures_of(area).missing for area in (whole, partial, province)]
    assert missing == [0, 1, 1]
    assert figures_of(whole).rate("poor").value == 0
    assert figures_of(partial).rate("poor").value is None


def test_form_1_says_how_many_communes_it_rests_on(counted, province):
    AreaFactory(parent=province, name="Xã Chưa Nhập")
    content = content_of([province], PERIOD)
    assert "Số liệu của 2 trên 3 xã; chưa có số liệu của Xã Chưa Nhập." in content.notes
    blank = "Tỷ lệ của Tỉnh Thử Nghiệm để trống vì chưa đủ số liệu."
    assert blank in content.notes
    head, first, _ = content.lines
    assert head.figures.rate("poor").value is None
    assert head.figures.person_rate_so_far("poor").value is None
    assert first.figures.rate("poor").value is not None


def test_entered_figures_bear_no_mark(committee_member, client_of, counted):
    page = shown(client_of(committee_member))
    assert not [each for each in tiles(page) if each.source]
    assert page.context["legend"] == []
    assert "provenance" not in page.content.decode()
    assert "Nguồn:" not in words(page)
    assert content_of([*counted.areas.all()], PERIOD).notes == ()


def test_a_demo_marks_what_it_counts_as_invented(
    committee_member, client_of, counted, settings
):
    settings.DEMO = True
    page = shown(client_of(committee_member))
    marked = {each.kind: each.source for each in tiles(page)}
    assert marked == {
        "residents": "",  # entered by an officer
        "poor": "invented",
        "near_poor": "invented",
        "season": "invented",
    }
    (line,) = page.context["legend"]
    assert (line["where"], [code for _, code in line["parts"]]) == ("", ["invented"])
    assert f"nguồn: {INVENTED}." in words(page)


def test_a_figure_bears_a_published_mark_where_it_is_that_number(
    counted, province, settings
):
    settings.DEMO = True
    publish(province, "poor", 1)
    publish(province, "poor_rate", "0.06")  # not the 0,05 that is ours
    publish(province, "households", 2000, "derived")
    publish(province, "poor", 1, year=2025)
    found = sources(figures_of(province))
    assert (found.poor, found.residents) == ("published", "derived")
    assert (found.poor_rate, found.near_poor) == ("derived", "invented")
    PublishedFigure.objects.filter(figure="poor_rate").update(value="0.05")
    assert sources(figures_of(province)).poor_rate == "published"


def test_residents_bear_the_mark_of_the_least_certain_commune(
    counted, province, commune, neighbour
):
    for area, origin in ((commune, "published"), (neighbour, "derived")):
        area.populations.update(provenance=origin)
    marks = [
        sources(figures_of(area)).residents for area in (commune, neighbour, province)
    ]
    assert marks == ["published", "derived", "derived"]


def test_lines_of_other_sources_are_told_apart(
    province_officer, client_of, counted, province, settings
):
    settings.DEMO = True
    publish(province, "poor", 1)
    legend = shown(client_of(province_officer)).context["legend"]
    assert [line["where"] for line in legend] == [
        "Tỉnh Thử Nghiệm",
        "các địa bàn còn lại",
    ]
    assert ("số hộ nghèo", "published") in legend[0]["parts"]
    assert {code for _, code in legend[1]["parts"]} == {"invented"}
    notes = " ".join(content_of([province], PERIOD).notes)
    assert "Nguồn số liệu (Tỉnh Thử Nghiệm): số hộ nghèo: số công bố" in notes
    assert "Nguồn số liệu (các địa bàn còn lại): số hộ nghèo, tỷ lệ" in notes


def test_published_figures_of_a_partly_held_area_are_said_to_be_of_all_of_it(
    leader, client_of, counted, province
):
    publish(province, "poor", 932)
    page = shown(client_of(leader), area=province.pk)
    text = words(page)
    assert "932" in text
    assert "Số bên ngoài là của toàn tỉnh" in text
    assert "chỉ gồm 1 trên 2 xã" in text
    assert tile(page, "poor").source == ""


def test_the_api_tells_missing_communes_and_sources(
    province_officer, client_of, counted, province, settings
):
    settings.DEMO = True
    publish(province, "poor", 1)
    AreaFactory(parent=province)
    client = client_of(province_officer)
    asked = {"area": province.pk, "standard": "ND07_2022", "basis": "preliminary"}
    (row,) = client.get(API, asked).json()["results"]
    del asked["area"]
    total = client.get(f"{API}total/", asked).json()
    for found in (row, total):
        assert (found["missing_communes"], found["poor_rate"]) == (1, None)
        assert found["provenance"] == {
            "resident_households": "entered",
            "poor": "published",
            "poor_rate": "derived",
            "near_poor": "invented",
            "near_poor_rate": "invented",
        }


def test_the_same_number_of_queries_for_any_number_of_areas(
    client_of, counted, province, django_assert_max_num_queries
):
    officer = OfficerFactory(role=Role.PROVINCE_OFFICER, area=province)
    client = client_of(officer)
    shown(client)
    with django_assert_max_num_queries(25) as page:
        shown(client)
    with django_assert_max_num_queries(25) as api:
        client.get(API)
    more = [AreaFactory(parent=province) for _ in range(6)]
    for area in more[:4]:
        PopulationFactory(area=area, provenance="derived")
        publish(area, "poor", 0)
        VillageFactory(parent=area)
    counted.areas.add(*more[:4])
    summaries.rebuild()
    assert AreaSummary.objects.filter(area=more[0]).exists()
    with django_assert_max_num_queries(len(page.captured_queries)):
        shown(client)
    with django_assert_max_num_queries(len(api.captured_queries)):
        client.get(API)


def test_progress_is_written_with_grouped_thousands(committee_member, client_of):
    rows = {"listed": 1200, "reviewed": 1001, "year": 2026, "standard": "ND07_2022"}
    for area in committee_member.seats.get().committee.areas.all():
        AreaSummary.objects.create(area=area, basis="preliminary", **rows)
        last = {**rows, "year": 2025, "reviewed": 1200}
        AreaSummary.objects.create(area=area, basis="preliminary", **last)
    text = words(shown(client_of(committee_member)))
    assert "mới rà soát 2.002/2.400 hộ" in text


@pytest.mark.parametrize(
    ("name", "written"), [("Xã Thử", "Thử, ngày "), ("Phường 10", "Phường 10, ngày ")]
)
def test_form_1_is_dated_at_a_place_without_its_type(
    commune_officer, counted, commune, name, written
):
    Area.objects.filter(pk=commune.pk).update(name=name)
    asked = FormRequest("1", (commune.pk,), 2026, "ND07_2022", "preliminary")
    run = tasks.start_report(by=commune_officer, request=asked)
    make_file(ReportRun.claim(run.pk), lambda done, total: None)
    run.refresh_from_db()
    with run.file.open("rb") as file:
        cells = load_workbook(file).active.iter_rows(values_only=True)
        texts = [str(value) for row in cells for value in row if value]
    assert [text for text in texts if text.startswith(written)]
