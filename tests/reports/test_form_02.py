"""Official forms 2 and 3: numbers, formulas, what is noted, who may have them."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from households.models import Residence
from povertyportal.accounts.models import Role
from povertyportal.areas.models import Area
from povertyportal.jobs.models import JobState
from reports import movement, tasks
from reports.models import ReportRun
from reports.movement import FORMS, Span, Table
from reports.services.movement_form import disagreements
from reports.services.reporting import DaysRequest
from reports.workbooks.form_02 import NUMBERS
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    ReportRunFactory,
    VillageFactory,
)
from tests.office import needs_office, reopened
from tests.reports.movement_world import FIRST, LAST, NEAR, POOR, hold, random_world
from tests.reports.movement_world import round_of as round_in_force
from tests.reports.test_movement import reform
from tests.reports.world import add_outcome

pytestmark = pytest.mark.django_db
SPAN = Span(FIRST, LAST)


@pytest.fixture(autouse=True)
def _as_old_as_the_days(commune, neighbour):
    Area.objects.update(began=None)


@pytest.fixture
def world(village, neighbour_village, elsewhere):
    random_world([village, neighbour_village, VillageFactory(parent=elsewhere)])


def request_of(form, *areas, span=SPAN):
    ids = tuple(area.pk for area in areas)
    known = span.known.isoformat() if span.known else None
    return DaysRequest(form, ids, span.first.isoformat(), span.last.isoformat(), known)


@pytest.fixture
def make(django_capture_on_commit_callbacks):
    """Ask for a form, let the (eager) worker make it, return the finished run."""

    def _make(officer, form, *areas, **more):
        with django_capture_on_commit_callbacks(execute=True):
            request = request_of(form, *areas, **more)
            run = tasks.start_report(by=officer, request=request)
        return ReportRun.objects.get(pk=run.pk)

    return _make


def sheet_of(run, *, values=True):
    with run.file.open("rb") as file:
        return load_workbook(io.BytesIO(file.read()), data_only=values).active


def table(sheet):
    """Rows below the row of column numbers that name what they count."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(i for i, row in enumerate(rows) if list(row[:12]) == list(NUMBERS))
    found = []
    for row in rows[start + 1 :]:
        if not row[2]:
            return found
        found.append(list(row[:12]))
    return found


def text_of(sheet):
    return " ".join(str(cell.value) for row in sheet for cell in row if cell.value)


@pytest.mark.parametrize("kind", list(FORMS))
def test_a_province_has_two_rows_an_area(
    make, world, province_officer, province, commune, neighbour, kind
):
    run = make(province_officer, FORMS[kind], province)
    assert (run.state, run.row_count) == (JobState.DONE, 3)
    rows = table(sheet_of(run))
    assert [row[:3] for row in rows] == [
        ["1", "Tỉnh Thử Nghiệm", "Hộ"],
        [None, None, "Nhân khẩu"],
        ["1.1", "Xã Đồi Chè", "Hộ"],
        [None, None, "Nhân khẩu"],
        ["1.2", "Xã Sông Trong", "Hộ"],
        [None, None, "Nhân khẩu"],
    ]
    counted = movement.count([commune.pk, neighbour.pk], SPAN)
    tables = [
        counted.total(),
        counted.by_commune[commune.pk],
        counted.by_commune[neighbour.pk],
    ]
    for place, tables_of in enumerate(tables):
        assert rows[2 * place][3:] == tables_of[kind].households[1:]
        assert rows[2 * place + 1][3:] == tables_of[kind].persons[1:]
    assert sum(rows[0][3:11]) > 0


def test_column_nine_is_a_formula_with_its_result(make, world, leader, commune):
    run = make(leader, "2", commune)
    written, read = table(sheet_of(run, values=False)), table(sheet_of(run))
    for formula, values in zip(written, read, strict=True):
        assert formula[11].startswith("=D")
        assert formula[11].count("-") == 3
        one, two, three, four, five, six, seven, eight, nine = values[3:]
        assert nine == one - two - three - four + five + six + seven + eight


def test_the_look_of_form_2(make, world, leader, commune):
    sheet = sheet_of(make(leader, "2", commune))
    text = text_of(sheet)
    for words in (
        "TỔNG HỢP DIỄN BIẾN HỘ NGHÈO",
        "Từ ngày 01/01/2024 đến ngày 01/01/2025",
        "Vượt chuẩn cận nghèo",
        "Số hộ nghèo bổ sung trong kỳ",
        "Tái nghèo",
        "ỦY BAN NHÂN DÂN XÃ ĐỒI CHÈ",
        "NGƯỜI LẬP BIỂU",
    ):
        assert words in text
    assert "đổi chuẩn" not in text
    assert sheet.page_setup.orientation == "landscape"
    written = [cell for row in sheet for cell in row if cell.value is not None]
    assert {cell.font.name for cell in written} == {"Times New Roman"}


def test_the_words_of_form_3(make, world, leader, commune):
    run = make(leader, "3", commune)
    text = text_of(sheet_of(run))
    for words in (
        "TỔNG HỢP DIỄN BIẾN HỘ CẬN NGHÈO",
        "Số hộ thoát cận nghèo",
        "Tái cận nghèo",
        "Số hộ nghèo trở thành hộ cận nghèo",
    ):
        assert words in text
    assert run.filename == "bieu-03_xa-doi-che_2024-01-01_2025-01-01.xlsx"


def test_a_set_of_communes_has_the_total_first(
    make, world, committee_member, commune, neighbour
):
    rows = table(sheet_of(make(committee_member, "2", commune, neighbour)))
    assert [row[1] for row in rows[::2]] == ["Tổng số", "Xã Đồi Chè", "Xã Sông Trong"]
    total, first, second = (row[3:] for row in rows[::2])
    assert total == [a + b for a, b in zip(first, second, strict=True)]


def test_districts_head_their_communes(make):
    province = AreaFactory(
        level="province", kind="province", code="77", name="Tỉnh A", began=None
    )
    for number in (1, 2):
        district = AreaFactory(
            level="district", kind="district", parent=province, name=f"Huyện {number}"
        )
        commune = AreaFactory(parent=district, name=f"Xã {number}", began=None)
        village = VillageFactory(parent=commune, began=None)
        hold(HouseholdFactory(village=village), "poor", FIRST)
    officer = OfficerFactory(role=Role.PROVINCE_OFFICER, area=province)
    rows = table(sheet_of(make(officer, "2", province)))[::2]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        (None, "Tỉnh A", 2),
        ("1", "Huyện 1", 1),
        ("1.1", "Xã 1", 1),
        ("2", "Huyện 2", 1),
        ("2.1", "Xã 2", 1),
    ]


def test_across_standards_a_line_tells_what_the_standard_did(
    make, leader, household, commune
):
    found = round_in_force(2027, commune, standards=["ND351_2027", "ND07_2022"])
    new = dt.date(2027, 1, 1)
    standing = hold(household, "poor", new, round_=found, standard="ND351_2027")
    add_outcome(standing.outcome.review, "ND07_2022", "not_poor")
    run = make(leader, "2", commune, span=Span(dt.date(2026, 1, 1), new))
    sheet = sheet_of(run)
    rows = table(sheet)
    assert [row[2] for row in rows] == ["Hộ", "Nhân khẩu", "Do đổi chuẩn (hộ)"]
    assert rows[0][3:] == [0, 0, 0, 0, 0, 0, 0, 1, 1]
    assert (rows[2][6], rows[2][10]) == (0, 1)
    assert "Hai chuẩn nghèo" in text_of(sheet)


def test_households_that_nothing_explains_are_noted(make, leader, household, commune):
    hold(household, "poor", FIRST)
    Residence.objects.update(ends=dt.date(2024, 8, 1))
    text = text_of(sheet_of(make(leader, "2", commune)))
    assert "Cảnh báo: 1 hộ tăng hoặc giảm chưa có phiếu rà soát" in text
    assert "(Xã Đồi Chè)" in text


def test_zeros_of_communes_that_nobody_listed_are_told(
    make, leader, province_officer, province, household, neighbour
):
    hold(household, "poor", FIRST)
    text = text_of(sheet_of(make(province_officer, "2", province)))
    assert f"đầu kỳ và cuối kỳ ở {neighbour.name}: nơi chưa nhập" in text
    assert "Ghi 0" not in text_of(sheet_of(make(leader, "2", household.commune)))


def test_forms_that_disagree_are_warned_of():
    """Cư Jút of 2024: F2.2 = 64 and F3.5 = 63 (law.md 6.3)."""
    tables = {POOR: Table(), NEAR: Table()}
    tables[POOR].households = [0, 294, 64, 45, 0, 5, 0, 14, 0, 204]
    tables[NEAR].households = [0, 276, 45, 5, 0, 63, 0, 18, 0, 307]
    assert disagreements(tables) == ["biểu 2 cột 2 (64) khác biểu 3 cột 5 (63)"]
    tables[NEAR].households[3] = 4
    assert len(disagreements(tables)) == 2


@pytest.mark.parametrize(
    ("numbers", "closes"),
    [
        pytest.param([294, 64, 45, 0, 5, 0, 14, 0, 204], True, id="Cư Jút"),
        pytest.param([119, 10, 45, 0, 3, 0, 7, 0, 74], True, id="Đăk DRông"),
        pytest.param([85, 23, 0, 0, 0, 0, 5, 0, 67], True, id="Ea Pô"),
        pytest.param([1369, 374, 128, 0, 39, 0, 28, 0, 923], False, id="Đăk Glong"),
        pytest.param([1369, 374, 128, 11, 39, 0, 28, 0, 923], True, id="with-column-4"),
    ],
)
def test_published_extracts_of_2024_close_or_not(numbers, closes):
    table_ = Table()
    table_.households = [0, *numbers]
    assert table_.is_closed is closes


def test_a_unit_that_has_ended_is_refused(
    make, household, commune, village, province_officer
):
    hold(household, "poor", FIRST)
    reform(commune, village, dt.date(2024, 7, 1))
    with pytest.raises(ValidationError, match="không có đơn vị: Xã Đồi Chè"):
        make(province_officer, "2", commune)


def test_an_area_outside_the_scope_is_refused(make, world, leader, neighbour):
    with pytest.raises(ValidationError, match="ngoài phạm vi"):
        make(leader, "2", neighbour)


def test_asking_on_the_page(
    leader, client_of, world, commune, django_capture_on_commit_callbacks
):
    client, url = client_of(leader), reverse("reports:report-create")
    days = {"form": "2", "first": "01/01/2024", "last": "01/01/2025"}
    page = client.get(url, days)
    assert "Xã Đồi Chè" in page.content.decode()
    assert page.context["form"].initial["areas"] == (commune.pk,)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, {**days, "areas": [commune.pk]})
    run = ReportRun.objects.get()
    assert run.state == JobState.DONE
    assert response.url == reverse("reports:report-detail", args=[run.pk])
    detail = client.get(response.url).content.decode()
    assert "Biểu 2. Tổng hợp diễn biến hộ nghèo" in detail
    assert "01/01/2024" in detail
    listed = client.get(reverse("reports:report-list")).content.decode()
    assert "01/01/2024 – 01/01/2025" in listed


def test_forms_of_both_kinds_stand_in_one_list(make, leader, client_of, world, commune):
    make(leader, "3", commune)
    ReportRunFactory(areas=[commune])
    listed = client_of(leader).get(reverse("reports:report-list")).content.decode()
    assert "Năm 2026" in listed
    assert "Biểu 3" in listed


def test_bad_days_ask_again_before_anything_else(leader, client_of, commune):
    url = reverse("reports:report-create")
    days = {"form": "2", "first": "01/01/2025", "last": "01/01/2024"}
    for method in ("get", "post"):
        page = getattr(client_of(leader), method)(url, {**days, "areas": [commune.pk]})
        assert "phải sau ngày đầu kỳ" in page.content.decode()
        assert page.context["form"] is None
    assert client_of(leader).get(url, {"form": "99"}).status_code == 404


def test_areas_are_those_of_the_last_day(
    household, commune, village, province_officer, client_of
):
    new, _ = reform(commune, village, dt.date(2024, 7, 1))
    url = reverse("reports:report-create")
    client = client_of(province_officer)
    for last, there, gone in (
        ("30/06/2024", commune, new),
        ("01/07/2024", new, commune),
    ):
        days = {"form": "2", "first": "01/01/2024", "last": last}
        page = client.get(url, days)
        offered = {
            pk
            for _, areas in page.context["form"].fields["areas"].choices
            for pk, _ in areas
        }
        assert there.pk in offered
        assert gone.pk not in offered


@pytest.mark.office
@needs_office
def test_libreoffice_reads_the_same_numbers(
    make, world, province_officer, province, tmp_path
):
    run = make(province_officer, "2", province)
    with run.file.open("rb") as file:
        book = reopened(tmp_path, {"form.xlsx": file.read()})["form.xlsx"]
    assert table(book.active) == table(sheet_of(run))
