"""A file with an error comes back marked, is corrected, imported and taken back."""

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from households.imports.layouts import MEMBERS
from households.models import Household
from povertyportal.areas.models import AreaPopulation
from tests.households.lists import family, saved

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHEET = "Dân số các xã"


@pytest.fixture
def bad(tmp_path):
    """The commune's numbers with more households than persons."""
    book = Workbook()
    book.active.title = SHEET
    book.active.append(["Mã xã", "Tính đến ngày", "Số hộ", "Số nhân khẩu"])
    book.active.append(["90001", "01/01/2026", 1200, 120])
    book.save(tmp_path / "dan-so.xlsx")
    return tmp_path / "dan-so.xlsx"


def send(page, path):
    """Choose the file and have it checked."""
    page.get_by_label("Tệp danh sách").set_input_files(path)
    page.get_by_role("button", name="Tải lên và kiểm tra").click()


def corrected(page, path, sheet, place, value):
    """The marked workbook as downloaded, its only marked cell put right."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp đã đánh dấu lỗi").click()
    download.value.save_as(path)
    book = load_workbook(path)
    marked = [cell for row in book[sheet] for cell in row if cell.comment]
    assert [cell.coordinate for cell in marked] == [place]
    marked[0].value = value
    book.save(path)
    return path


def take_back(page):
    page.get_by_role("link", name="Hoàn lại lần nhập này").click()
    page.get_by_label("Lý do hoàn lại").fill("Số liệu của năm trước")
    page.get_by_role("button", name="Hoàn lại", exact=True).click()


def test_a_bad_list_is_corrected_imported_and_taken_back(
    page_of, commune_officer, village, tmp_path
):
    rows = family()
    rows[1]["personal_id"] = "37310000001"
    page = page_of(commune_officer)
    page.goto(reverse("imports:batch-list"))
    page.get_by_role("link", name="Chọn tệp danh sách hộ nghèo").click()
    send(page, saved(tmp_path / "danh-sach.xlsx", rows))
    expect(page.get_by_text("Có 1 ô cần sửa")).to_be_visible()
    expect(page.get_by_text("= 2 dòng đọc được")).to_be_visible()
    assert not Household.objects.exists()

    path = tmp_path / "da-sua.xlsx"
    right = corrected(page, path, MEMBERS.title, "F6", "037310000001")
    page.get_by_role("link", name="Tải lên tệp đã sửa").click()
    send(page, right)
    page.get_by_role("button", name="Nhập", exact=True).click()
    expect(page.get_by_text("Đã ghi 2 trong 2 dòng")).to_be_visible()
    assert Household.objects.get().size == 2

    take_back(page)
    expect(page.get_by_text("Đã hoàn lại 2 dòng.").first).to_be_visible()
    assert Household.objects.get().state == Household.State.VOIDED


def test_the_same_without_scripts(page_of, commune_officer, commune, bad, tmp_path):
    page = page_of(commune_officer, java_script_enabled=False)
    page.goto(reverse("imports:batch-list"))
    page.get_by_role("link", name="Chọn tệp dân số các xã").click()
    send(page, bad)
    expect(page.get_by_text("Có 1 ô cần sửa")).to_be_visible()
    right = corrected(page, tmp_path / "da-sua.xlsx", SHEET, "C2", 50)
    page.get_by_role("link", name="Tải lên tệp đã sửa").click()
    send(page, right)
    page.get_by_role("button", name="Nhập", exact=True).click()
    expect(page.get_by_text("Đã ghi 1 trong 1 dòng")).to_be_visible()
    assert AreaPopulation.objects.get().households == 50
    take_back(page)
    expect(page.get_by_text("Đã hoàn lại 1 dòng.").first).to_be_visible()
    assert not AreaPopulation.objects.exists()
