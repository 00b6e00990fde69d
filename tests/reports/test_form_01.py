"""Official form 1: the job, its file, who may have it."""

import datetime as dt
import hashlib
import io
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from households.models import StaleArea
from povertyportal.accounts.models import Officer, OfficerScope, Role
from povertyportal.audit.models import AuditEntry
from povertyportal.jobs.models import JobState
from reports import summaries, tasks
from reports.figures import Figures
from reports.models import AreaSummary, ReportRun
from reports.services.reporting import FormRequest
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    PopulationFactory,
    ReviewFactory,
    RoundFactory,
    VillageFactory,
)
from tests.office import needs_office, reopened
from tests.reports.world import add_outcome, random_outcomes

pytestmark = pytest.mark.django_db

MARKS = [
    "A", "B", "1", "2", "3", "4=3/1*100", "5", "6=5/1*100", "7", "8=7/1*100",
    "9", "10=9/2*100", "11", "12=11/2*100", "13", "14=13/2*100",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _no_demo(settings):
    settings.DEMO = False


@pytest.fixture
def counted(open_round, village, neighbour_village, commune, neighbour):
    PopulationFactory(area=commune, households=1234, persons=4321)
    PopulationFactory(area=neighbour, households=777, persons=2500)
    random_outcomes(open_round, [village, neighbour_village], 60)
    summaries.rebuild()
    return open_round


def request_of(*areas, basis="preliminary", year=2026):
    ids = tuple(area.pk for area in areas)
    return FormRequest("1", ids, year, "ND07_2022", basis)


@pytest.fixture
def make(django_capture_on_commit_callbacks):
    """Ask for a form, let the (eager) worker make it, return the finished run."""

    def _make(officer, *areas, **period):
        with django_capture_on_commit_callbacks(execute=True):
            run = tasks.start_report(by=officer, request=request_of(*areas, **period))
        return ReportRun.objects.get(pk=run.pk)

    return _make


def sheet_of(run, *, values):
    with run.file.open("rb") as file:
        return load_workbook(io.BytesIO(file.read()), data_only=values).active


def table(sheet):
    """Rows below the row of column numbers, until the first empty name."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(i for i, row in enumerate(rows) if list(row) == MARKS)
    found = []
    for row in rows[start + 1 :]:
        if not row[1]:
            return found
        found.append(row)
    return found


def expected(*areas):
    figures = Figures.of(
        AreaSummary.objects.filter(
            area__in=areas, standard="ND07_2022", basis="preliminary"
        )
    )
    row = [figures.resident_households, figures.resident_persons]
    for rate in (figures.rate_so_far, figures.person_rate_so_far):
        for kind in ("poor", "near_poor", "average"):
            row += [rate(kind).part, rate(kind).value]
    return row


def same(found, wanted):
    return [Decimal(str(value)) for value in found] == [Decimal(v) for v in wanted]


def test_a_set_of_communes_has_the_total_first(
    make, committee_member, counted, commune, neighbour
):
    run = make(committee_member, commune, neighbour)
    assert (run.state, run.row_count) == (JobState.DONE, 3)
    rows = table(sheet_of(run, values=True))
    assert [row[:2] for row in rows] == [
        (None, "Tổng số"),
        ("1", "Xã Đồi Chè"),
        ("2", "Xã Sông Trong"),
    ]
    for row, areas in zip(
        rows, [(commune, neighbour), (commune,), (neighbour,)], strict=True
    ):
        assert same(row[2:], expected(*areas))


def test_a_province_numbers_its_communes(make, province_officer, counted, province):
    run = make(province_officer, province)
    sheet = sheet_of(run, values=False)
    rows = table(sheet)
    assert [row[:2] for row in rows] == [
        ("1", "Tỉnh Thử Nghiệm"),
        ("1.1", "Xã Đồi Chè"),
        ("1.2", "Xã Sông Trong"),
    ]
    first = next(cell for cell in sheet["B"] if cell.value == "Tỉnh Thử Nghiệm")
    assert first.font.bold
    assert not sheet.cell(first.row + 1, 2).font.bold


def test_a_province_of_districts_groups_by_district(make, db):
    province = AreaFactory(level="province", kind="province", code="77", name="Tỉnh A")
    round_ = RoundFactory()
    for number in (1, 2):
        district = AreaFactory(
            level="district", kind="district", parent=province, name=f"Huyện {number}"
        )
        commune = AreaFactory(parent=district, name=f"Xã {number}")
        round_.areas.add(commune)
        household = HouseholdFactory(village=VillageFactory(parent=commune))
        add_outcome(ReviewFactory(round=round_, household=household))
    summaries.rebuild()
    officer = OfficerFactory(role=Role.PROVINCE_OFFICER, area=province)
    rows = table(sheet_of(make(officer, province), values=True))
    assert [(row[0], row[1], row[4]) for row in rows] == [
        (None, "Tỉnh A", 2),
        ("1", "Huyện 1", 1),
        ("1.1", "Xã 1", 1),
        ("2", "Huyện 2", 1),
        ("2.1", "Xã 2", 1),
    ]


def test_rates_are_formulas_with_their_results(make, leader, counted, commune):
    run = make(leader, commune)
    formulas = table(sheet_of(run, values=False))[0]
    assert formulas[5].startswith("=ROUND(E")
    assert formulas[11].startswith("=ROUND(K")
    assert "/D" in formulas[11]
    results = table(sheet_of(run, values=True))[0]
    assert same(results[2:], expected(commune))


def test_the_look_of_the_form(make, leader, counted, commune):
    sheet = sheet_of(make(leader, commune), values=False)
    text = " ".join(str(c.value) for row in sheet for c in row if c.value)
    assert "TỔNG HỢP KẾT QUẢ SƠ BỘ RÀ SOÁT HỘ NGHÈO; HỘ CẬN NGHÈO; HỘ LÀM NÔNG" in text
    for words in ("CỘNG HÒA XÃ HỘI", "ỦY BAN NHÂN DÂN XÃ ĐỒI CHÈ", "NGƯỜI LẬP BIỂU"):
        assert words in text
    assert "Chưa rà soát xong: Xã Đồi Chè" in text
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows
    assert len(sheet.merged_cells.ranges) > 12
    written = [cell for row in sheet for cell in row if cell.value is not None]
    assert {cell.font.name for cell in written} == {"Times New Roman"}
    formats = {cell.number_format for cell in written if cell.data_type in "nf"}
    assert formats == {"#,##0", "0.00"}


def test_without_a_denominator_rates_are_blank_and_noted(
    make, leader, open_round, household, commune
):
    add_outcome(ReviewFactory(round=open_round, household=household))
    summaries.rebuild()
    sheet = sheet_of(make(leader, commune), values=False)
    row = table(sheet)[0]
    assert row[4] == 1
    assert row[2] is row[3] is row[5] is None
    text = " ".join(str(cell.value) for cell in sheet["A"] if cell.value)
    assert "Chưa có tổng số hộ dân cư của Xã Đồi Chè: tỷ lệ để trống." in text


def test_a_rate_above_one_hundred_is_refused_and_noted(
    make, leader, open_round, village, commune
):
    PopulationFactory(area=commune, households=1, persons=9)
    for _ in range(2):
        household = HouseholdFactory(village=village)
        add_outcome(ReviewFactory(round=open_round, household=household))
    summaries.rebuild()
    sheet = sheet_of(make(leader, commune), values=False)
    assert table(sheet)[0][5] is None
    text = " ".join(str(cell.value) for cell in sheet["A"] if cell.value)
    assert "lớn hơn tổng số hộ dân cư ở Xã Đồi Chè" in text


@pytest.mark.parametrize("begin", "=+-@")
def test_names_are_never_formulas(make, leader, counted, commune, begin):
    commune.name = f"{begin}cmd|' /C calc'!A0"
    commune.save()
    sheet = sheet_of(make(leader, commune), values=False)
    named = [c for row in sheet for c in row if "calc" in str(c.value).lower()]
    assert named
    assert {cell.data_type for cell in named} == {"s"}


def test_the_form_counts_what_changed_just_before(
    make, leader, counted, village, commune
):
    before = AreaSummary.objects.get(
        area=commune, standard="ND07_2022", basis="preliminary"
    ).poor
    household = HouseholdFactory(village=village)
    add_outcome(ReviewFactory(round=counted, household=household))
    StaleArea.objects.create(commune=commune, year=2026)
    assert table(sheet_of(make(leader, commune), values=True))[0][4] == before + 1


def test_the_run_records_what_was_made(make, leader, counted, commune):
    run = make(leader, commune)
    with run.file.open("rb") as file:
        assert run.sha256 == hashlib.sha256(file.read()).hexdigest()
    assert run.filename == "bieu-01_xa-doi-che_2026_so-bo.xlsx"
    kept = AreaSummary.objects.get(
        area=commune, standard="ND07_2022", basis="preliminary"
    )
    assert run.as_of == kept.built_at
    assert AuditEntry.objects.filter(act="reports.form.requested").count() == 1


def test_download_is_audited(make, leader, client_of, counted, commune):
    run = make(leader, commune)
    client = client_of(leader)
    page = client.get(reverse("reports:report-detail", args=[run.pk]))
    url = reverse("reports:report-download", args=[run.pk])
    assert url in page.content.decode()
    response = client.get(url)
    content = b"".join(response.streaming_content)
    assert hashlib.sha256(content).hexdigest() == run.sha256
    assert run.filename in response["Content-Disposition"]
    entry = AuditEntry.objects.get(act="reports.form.downloaded")
    assert (entry.officer, entry.object_id, entry.area) == (leader, run.pk, commune)


def end_scope(officer):
    OfficerScope.objects.filter(officer=officer).update(ends=dt.date(2026, 1, 1))


def test_a_scope_that_ended_before_the_work_is_not_served(leader, counted, commune):
    run = tasks.start_report(by=leader, request=request_of(commune))
    end_scope(leader)
    tasks.run_report(run.pk)
    run.refresh_from_db()
    assert run.state == JobState.FAILED
    assert "không còn thuộc phạm vi" in run.message
    assert not run.file


def test_a_scope_that_ended_during_the_work_is_not_served(
    leader, counted, commune, monkeypatch
):
    run = tasks.start_report(by=leader, request=request_of(commune))
    refresh = summaries.refresh

    def refresh_while_the_scope_ends():
        end_scope(leader)
        return refresh()

    monkeypatch.setattr(summaries, "refresh", refresh_while_the_scope_ends)
    tasks.run_report(run.pk)
    run.refresh_from_db()
    assert run.state == JobState.FAILED
    assert not run.file


def test_a_scope_that_ended_after_the_work_finds_nothing(
    make, leader, client_of, counted, commune
):
    run = make(leader, commune)
    end_scope(leader)
    client = client_of(Officer.objects.get(pk=leader.pk))
    for name in ("report-download", "report-detail"):
        url = reverse(f"reports:{name}", args=[run.pk])
        assert client.get(url).status_code == 404


def test_an_area_outside_the_scope_is_refused(leader, counted, neighbour, province):
    for area in (neighbour, province):
        with pytest.raises(ValidationError, match="ngoài phạm vi"):
            tasks.start_report(by=leader, request=request_of(area))


def test_a_period_without_figures_is_refused(leader, counted, commune):
    with pytest.raises(ValidationError, match="chưa có số liệu"):
        tasks.start_report(by=leader, request=request_of(commune, year=2019))


def test_a_surveyor_gets_no_form(surveyor, counted, commune):
    with pytest.raises(PermissionDenied):
        tasks.start_report(by=surveyor, request=request_of(commune))


def test_asking_on_the_page(
    leader, client_of, counted, commune, django_capture_on_commit_callbacks
):
    client, url = client_of(leader), reverse("reports:report-create")
    page = client.get(url)
    text = page.content.decode()
    assert "Xã Đồi Chè" in text
    assert "Xã Sông Trong" not in text
    chosen = page.context["form"].initial
    assert (chosen["areas"], chosen["year"]) == ((commune.pk,), 2026)
    data = {
        "form": "1",
        "areas": [commune.pk],
        "year": 2026,
        "standard": "ND07_2022",
        "basis": "preliminary",
    }
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, data)
    run = ReportRun.objects.get()
    assert response.url == reverse("reports:report-detail", args=[run.pk])
    assert run.state == JobState.DONE
    without = client.post(url, {**data, "areas": []})
    assert "Chưa chọn" in without.content.decode()


def test_a_failed_form_can_be_made_again(
    leader, client_of, counted, commune, django_capture_on_commit_callbacks
):
    run = tasks.start_report(by=leader, request=request_of(commune))
    ReportRun.objects.filter(pk=run.pk).update(state=JobState.FAILED)
    url = reverse("reports:report-retry", args=[run.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client_of(leader).post(url)
    run.refresh_from_db()
    assert run.state == JobState.DONE


@pytest.mark.office
@needs_office
def test_libreoffice_reads_the_same_numbers(
    make, committee_member, counted, commune, neighbour, tmp_path
):
    run = make(committee_member, commune, neighbour)
    with run.file.open("rb") as file:
        book = reopened(tmp_path, {"form.xlsx": file.read()})["form.xlsx"]
    rows = table(book.active)
    for row, areas in zip(
        rows, [(commune, neighbour), (commune,), (neighbour,)], strict=True
    ):
        assert same([f"{v:.2f}" for v in row[2:]], expected(*areas))
