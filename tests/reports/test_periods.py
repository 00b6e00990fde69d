"""Period reports: figures by themselves, words typed, sent, gathered, returned."""

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Role
from programs.models import (
    Blockage,
    BudgetLine,
    Helper,
    HelperAssignment,
    HelperVisit,
    Support,
    SupportKind,
    Target,
)
from reports.models import PeriodReport
from reports.services.periods import acting
from reports.services.periods.due import dues, open_period
from reports.services.periods.figures import parts_of
from reports.services.periods.parts import MONEY, SHARE, TEXT, words
from reports.workbooks.periods import workbook
from tests.factories import HouseholdFactory, OfficerFactory
from tests.office import needs_office, reopened
from tests.programs.access_activities import activity_of
from tests.programs.access_support import house_of
from tests.programs.access_targets import target_of
from tests.programs.money_rows import line_with, part_fields
from tests.reports.movement_world import hold

YEAR = 2025
SAID = {
    "results": "Mở 2 lớp nghề.",
    "difficulties": "Vốn giao chậm.",
    "causes": "Phân bổ muộn.",
    "proposals": "Giao vốn trước 31/01.",
    "tasks": "",
}


@pytest.fixture
def figures(commune, village, commune_officer):
    """Two poor households, of which one leaves in May; money, an activity, a cow."""
    for area in (commune, commune.parent):
        type(area).objects.filter(pk=area.pk).update(began=dt.date(2020, 1, 1))
        area.refresh_from_db()
    stays, leaves = (HouseholdFactory(village=village) for _ in range(2))
    hold(stays, "poor", dt.date(2025, 1, 1))
    hold(leaves, "poor", dt.date(2025, 1, 1), dt.date(2025, 5, 1))
    hold(leaves, "not_poor", dt.date(2025, 5, 1))
    line_with(commune_officer, commune, 40_000_000, **part_fields())
    activity_of(
        commune, commune_officer, year=YEAR, started_on=dt.date(2025, 2, 3),
        finished_on=dt.date(2025, 8, 1),
    )  # fmt: skip
    kind = SupportKind.objects.create(code="bo-thu", name="Bò sinh sản", unit="con")
    for day, state in ((dt.date(2025, 3, 1), "given"), (None, "planned")):
        Support.objects.create(
            household=stays, area=commune, kind=kind, year=YEAR, quantity=1,
            value=15_000_000, state=state, given_on=day, recorded_by=commune_officer,
        )  # fmt: skip
    target_of(commune, commune_officer, year=YEAR, value=2)
    helper = Helper.objects.create(
        area=commune, kind="union", name="Hội Phụ nữ", recorded_by=commune_officer
    )
    task = HelperAssignment.objects.create(
        helper=helper, household=stays, starts=dt.date(2025, 1, 5), content="Giúp vốn",
        recorded_by=commune_officer,
    )  # fmt: skip
    for day in (dt.date(2025, 6, 30), dt.date(2025, 7, 1)):
        HelperVisit.objects.create(
            assignment=task, household=stays, day=day, note="Đã thăm",
            recorded_by=commune_officer,
        )  # fmt: skip


def begin(by, area, kind="half"):
    return acting.begin_report(by=by, area=area, year=YEAR, kind=kind)


def typed(by, report, **said):
    version = PeriodReport.objects.get(pk=report.pk).version
    return acting.save_words(by=by, report=report, version=version, words=SAID | said)


def part(report, code):
    report.refresh_from_db()
    return next(each for each in parts_of(report) if each.code == code)


def test_figures_fill_themselves_in_as_of_the_periods_end(
    figures, commune, commune_officer
):
    report = begin(commune_officer, commune)
    assert (report.starts, report.ends) == (dt.date(2025, 1, 1), dt.date(2025, 6, 30))
    assert [row[1] for row in part(report, "poor").rows] == [2, 0, 1, 0, 0, 0, 0, 0, 1]
    (works,) = part(report, "activities").rows
    assert works[1:4] == (1, 1, 0)  # finished after the half year
    (cow,) = part(report, "supports").rows
    assert cow == ("Bò sinh sản", "con", 1, 1, "1.00", 15_000_000)
    (target,) = part(report, "targets").rows
    assert target[3:5] == ("1.00", "50.00")
    codes = {each.code for each in parts_of(report)}
    assert "money" not in codes  # allocated in September
    assert part(report, "way_out").rows[7][1] == 1  # one visit in the period
    whole = begin(commune_officer, commune, "year")
    assert part(whole, "money").rows[0][1:5] == (0, 40_000_000, 0, 40_000_000)
    assert part(whole, "activities").rows[0][3] == 1


def test_sending_freezes_the_figures(figures, commune, commune_officer, leader):
    report = begin(commune_officer, commune)
    with pytest.raises(ValidationError, match="Chưa ghi kết quả nổi bật"):
        acting.send_report(by=leader, report=report)
    typed(commune_officer, report)
    Support.objects.all().delete()
    acting.send_report(by=leader, report=report)
    report.refresh_from_db()
    assert report.state == "sent"
    assert "supports" not in {each.code for each in parts_of(report)}  # read at sending
    sent = report.figures
    activity_of(commune, commune_officer, year=YEAR)
    for act in (
        lambda: acting.read_again(by=commune_officer, report=report),
        lambda: typed(commune_officer, report, tasks="Thêm"),
    ):
        with pytest.raises(ValidationError, match="trả lại báo cáo trước"):
            act()
    acting.send_report(by=leader, report=report)
    report.refresh_from_db()
    assert report.figures == sent


def test_the_unit_above_gathers_returns_and_accepts(
    figures, client_of, commune, neighbour, commune_officer, leader, province_officer
):
    report = begin(commune_officer, commune)
    typed(commune_officer, report)
    acting.send_report(by=leader, report=report)
    above = begin(province_officer, neighbour.parent)
    assert [row[1] for row in part(above, "poor").rows][0] == 2  # summed, not retyped
    assert above.figures["gathered"]["words"][0]["difficulties"] == "Vốn giao chậm."
    page = client_of(province_officer).get(reverse("periods:detail", args=[above.pk]))
    assert "Giao vốn trước 31/01." in page.content.decode()
    with pytest.raises(PermissionDenied):
        acting.accept_report(by=leader, report=report)
    url = reverse("periods:return", args=[report.pk])
    client = client_of(province_officer)
    empty = client.post(url, {"reason": ""}, follow=True)
    assert "Hãy ghi rõ cần sửa" in empty.content.decode()
    client.post(url, {"reason": "Thiếu số lớp nghề"})
    report.refresh_from_db()
    assert (report.state, report.returned_reason) == ("returned", "Thiếu số lớp nghề")
    typed(commune_officer, report, results="Mở 3 lớp nghề.")
    acting.send_report(by=leader, report=report)
    client.post(reverse("periods:accept", args=[report.pk]))
    report.refresh_from_db()
    assert (report.state, report.returned_reason) == ("accepted", "")
    typed(province_officer, above)
    client.post(reverse("periods:send", args=[above.pk]), {"confirmed": "1"})
    PeriodReport.objects.filter(pk=report.pk).update(proposals="Ý mới")
    page = client.get(reverse("periods:detail", args=[above.pk])).content.decode()
    assert "Giao vốn trước 31/01." in page
    assert "Ý mới" not in page


def test_nothing_typed_is_lost_when_two_write(client_of, commune, commune_officer):
    colleague = OfficerFactory(
        username="canbo-hai", role=Role.COMMUNE_OFFICER, area=commune
    )
    report = begin(commune_officer, commune)
    url = reverse("periods:words", args=[report.pk])
    mine, theirs = client_of(commune_officer), client_of(colleague)
    opened = mine.get(url).context["form"]["version"].value()
    theirs.post(url, SAID | {"version": opened})
    late = mine.post(url, {"version": opened, "tasks": "Việc của tôi"})
    text = late.content.decode()
    assert "Việc của tôi" in text
    assert "Vốn giao chậm." in text
    assert "đã lưu báo cáo này lúc" in text
    refused = mine.post(
        reverse("periods:autosave", args=[report.pk]), {"version": opened}
    )
    assert "đã lưu báo cáo này lúc" in refused.json()["refused"]
    again = late.context["form"]["version"].value()
    merged = SAID | {"version": again, "tasks": "Việc của tôi"}
    mine.post(url, merged)
    report.refresh_from_db()
    assert (report.tasks, report.causes) == ("Việc của tôi", "Phân bổ muộn.")


def test_what_is_being_typed_is_kept(client_of, commune, commune_officer):
    report = begin(commune_officer, commune)
    url = reverse("periods:autosave", args=[report.pk])
    told = client_of(commune_officer).post(url, SAID | {"version": 1}).json()
    assert told["version"] == 2
    same = client_of(commune_officer).post(url, SAID | {"version": 1}).json()
    assert same["version"] == 2  # nothing new, nothing refused


def test_who_has_not_sent(
    figures, client_of, commune, neighbour, province_officer, commune_officer, leader
):
    done = begin(commune_officer, commune)
    typed(commune_officer, done)
    acting.send_report(by=leader, report=done)
    type(neighbour).objects.filter(pk=neighbour.pk).update(began=dt.date(2020, 1, 1))
    found = dues(scope_of(province_officer), YEAR, "half")
    told = {due.area.name: due.state for due in found}
    assert told == {
        "Tỉnh Thử Nghiệm": "none", "Xã Đồi Chè": "sent", "Xã Sông Trong": "none",
    }  # fmt: skip
    days = {due.area.name: due.due_on for due in found}
    assert days["Tỉnh Thử Nghiệm"] == dt.date(2025, 5, 31)
    assert days["Xã Sông Trong"] == dt.date(2025, 7, 21)
    client = client_of(province_officer)
    url = reverse("periods:list")
    page = client.get(url, {"year": YEAR, "kind": "half", "state": "late"})
    assert [due.area.name for due in page.context["page_obj"]] == [
        "Tỉnh Thử Nghiệm", "Xã Sông Trong",
    ]  # fmt: skip
    assert "quá hạn" in page.content.decode()
    page = client.get(url, {"year": YEAR, "kind": "half", "sort": "-sent"})
    assert page.context["page_obj"][0].area == commune


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (dt.date(2026, 2, 28), (2025, "year")),
        (dt.date(2026, 3, 1), (2026, "half")),
        (dt.date(2026, 8, 31), (2026, "half")),
        (dt.date(2026, 9, 1), (2026, "year")),
    ],
)
def test_the_period_that_is_reported_about_a_day(day, period):
    assert open_period(day) == period


def test_a_period_that_has_not_begun_is_refused(commune, commune_officer):
    with pytest.raises(ValidationError, match="chưa lập được"):
        acting.begin_report(by=commune_officer, area=commune, year=2099, kind="half")
    first = begin(commune_officer, commune)
    assert begin(commune_officer, commune).pk == first.pk


def test_the_pages_cost_the_same_for_more_units(
    client_of, commune, neighbour, province, province_officer, commune_officer,
    neighbour_officer, leader, django_assert_num_queries,
):  # fmt: skip
    client = client_of(province_officer)
    above = begin(province_officer, province)
    pages = [reverse("periods:detail", args=[above.pk]), reverse("periods:list")]
    counts = []
    for url in pages:
        client.get(url)
        with CaptureQueriesContext(connection) as few:
            client.get(url)
        counts.append(len(few))
    other = OfficerFactory(username="ld", role=Role.COMMUNE_LEADER, area=neighbour)
    pairs = [(commune, commune_officer, leader), (neighbour, neighbour_officer, other)]
    for area, by, sender in pairs:
        report = begin(by, area)
        typed(by, report)
        acting.send_report(by=sender, report=report)
    for url, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            client.get(url)


def test_the_paper_says_figures_words_and_what_units_wrote(
    figures, client_of, commune, province, commune_officer, leader, province_officer
):
    report = begin(commune_officer, commune)
    typed(commune_officer, report)
    acting.send_report(by=leader, report=report)
    above = begin(province_officer, province)
    url = reverse("periods:paper", args=[above.pk])
    answer = client_of(province_officer).get(url)
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    for said in ("DỰ THẢO", "Số liệu đến ngày 30/06/2025", "Bò sinh sản", "15.000.000",
                 "Ý kiến của các đơn vị", "Xã Đồi Chè", "Giao vốn trước"):  # fmt: skip
        assert said in text


@pytest.mark.parametrize(
    ("cell", "form", "shown"),
    [
        (None, MONEY, "–"),
        (1_500_000, MONEY, "1.500.000"),
        ("87.65", SHARE, "87,65"),
        ("-3.00", "quantity", "−3"),
        ("1 hộ", TEXT, "1 hộ"),
    ],
)
def test_cells_as_they_are_read(cell, form, shown):
    assert words(cell, form) == shown


@pytest.mark.office
@needs_office
def test_libreoffice_opens_the_tables(figures, commune, commune_officer, tmp_path):
    report = begin(commune_officer, commune, "year")
    report.refresh_from_db()
    theirs = reopened(tmp_path, {"bieu.xlsx": workbook(report)})["bieu.xlsx"]
    ours = load_workbook(io.BytesIO(workbook(report)))
    assert theirs.sheetnames == ours.sheetnames
    for name in ours.sheetnames:
        kept = [[cell.value for cell in row] for row in theirs[name].iter_rows()]
        made = [[cell.value for cell in row] for row in ours[name].iter_rows()]
        assert [row[:3] for row in kept] == [row[:3] for row in made]


def test_published_numbers_keep_their_mark_in_the_report(
    figures, client_of, commune, household, commune_officer
):
    house_of(
        household, commune_officer, year=YEAR, approved_on=dt.date(YEAR, 1, 2),
        started_on=dt.date(YEAR, 3, 1), provenance="published",
    )  # fmt: skip
    Target.objects.update(provenance="published")
    report = begin(commune_officer, commune)
    assert part(report, "houses").marks == ("published",)
    assert part(report, "activities").marks == ("",)
    for code in ("houses", "targets"):
        assert part(report, code).shown()[0][0].endswith(" (số công bố)")
    client = client_of(commune_officer)
    page = client.get(reverse("periods:detail", args=[report.pk])).content.decode()
    assert "Xây mới (số công bố)" in page
    cells = [cell.value for sheet in load_workbook(io.BytesIO(workbook(report)))
             for cell in sheet["A"]]  # fmt: skip
    assert "Xây mới (số công bố)" in cells
    tiles = client.get(reverse("programs:house-list"), {"year": YEAR})
    assert tiles.content.decode().count("provenance-published") == 3


def test_slow_money_is_told_with_what_holds_it_up(figures, commune, commune_officer):
    line = BudgetLine.objects.get()
    for kind, text, since in (
        ("land", "Chưa giao đất.", dt.date(2025, 9, 3)),
        ("land", "Năm sau mới vướng", dt.date(2026, 1, 2)),
    ):
        Blockage.objects.create(
            line=line, kind=kind, text=text, since=since, recorded_by=commune_officer
        )
    (row,) = part(begin(commune_officer, commune, "year"), "blockages").rows
    assert row[1] == "0.00"
    assert row[3:] == ("Chậm", "Giải phóng mặt bằng: Chưa giao đất (từ 03/09/2025)")


def test_a_year_before_the_circular_is_never_late(
    client_of, commune, commune_officer, province
):
    for area in (province, commune):
        type(area).objects.filter(pk=area.pk).update(began=dt.date(2000, 1, 1))
    found = dues(scope_of(commune_officer), 2020, "year")
    assert {(due.due_on, due.is_late, due.words) for due in found} == {
        (None, False, "Chưa lập")
    }
    report = acting.begin_report(
        by=commune_officer, area=commune, year=2020, kind="year"
    )
    client = client_of(commune_officer)
    for address in (
        reverse("periods:detail", args=[report.pk]),
        reverse("periods:list") + "?year=2020&kind=year&sort=due",
    ):
        assert "không có hạn" in client.get(address).content.decode()
