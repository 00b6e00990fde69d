"""A file with an error comes back marked, is corrected, imported and taken back."""

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from povertyportal.areas.models import AreaPopulation

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


def numbers():
    return list(AreaPopulation.objects.values_list("households", "persons"))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_bad_file_is_corrected_imported_and_taken_back(
    page_of, commune_officer, commune, bad, tmp_path, javascript
):
    page = page_of(commune_officer, java_script_enabled=javascript)
    page.goto(reverse("imports:batch-list"))
    page.get_by_role("link", name="Chọn tệp dân số các xã").click()
    send(page, bad)
    expect(page.get_by_text("Có 1 ô cần sửa")).to_be_visible()
    expect(page.get_by_text("= 1 dòng đọc được")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp đã đánh dấu lỗi").click()
    marked = tmp_path / "marked.xlsx"
    download.value.save_as(marked)
    book = load_workbook(marked)
    wrong = next(cell for row in book[SHEET] for cell in row if cell.comment)
    assert wrong.coordinate == "C2"
    wrong.value = 50
    book.save(marked)

    page.get_by_role("link", name="Tải lên tệp đã sửa").click()
    send(page, marked)
    page.get_by_role("button", name="Nhập", exact=True).click()
    expect(page.get_by_text("Đã ghi 1 trong 1 dòng")).to_be_visible()
    assert numbers() == [(50, 120)]

    page.get_by_role("link", name="Hoàn lại lần nhập này").click()
    page.get_by_label("Lý do hoàn lại").fill("Số liệu của năm trước")
    page.get_by_role("button", name="Hoàn lại", exact=True).click()
    expect(page.get_by_text("Đã hoàn lại 1 dòng.").first).to_be_visible()
    assert numbers() == []
