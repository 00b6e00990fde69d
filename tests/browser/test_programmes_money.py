"""An allocation without and with its decision, a payment, a payment refused."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.models import BudgetLine

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def pay(page, amount, voucher):
    page.get_by_role("link", name="Ghi giải ngân").click()
    page.get_by_label("Số tiền").fill(amount)
    page.get_by_label("Ngày giải ngân").fill(f"{timezone.localdate():%d/%m/%Y}")
    page.get_by_label("Số chứng từ").fill(voucher)
    page.get_by_label("Nội dung chi").fill("Mua vật liệu sửa nhà")
    page.get_by_role("button", name="Ghi giải ngân").click()


def test_money_is_allocated_paid_and_refused(page_of, commune_officer, commune):
    today = timezone.localdate()
    page = page_of(commune_officer)
    page.goto(reverse("programs:home"))
    page.get_by_role("link", name="Vốn chương trình").first.click()
    page.get_by_role("link", name="Ghi kế hoạch vốn, giao vốn").click()
    page.get_by_label("Nội dung ngoài chương trình").fill("Sửa nhà cho hộ nghèo")
    page.get_by_label("Địa bàn").select_option(label=commune.name)
    page.get_by_label("Nguồn vốn").select_option(label="Doanh nghiệp")
    page.get_by_label("Loại vốn").select_option(label="Vốn sự nghiệp (thường xuyên)")
    page.get_by_label("Số tiền").fill("120.000.000")
    page.get_by_label("Ngày quyết định").fill(f"{today - dt.timedelta(1):%d/%m/%Y}")
    page.get_by_role("button", name="Ghi vốn").click()
    refusal = page.get_by_text("không ghi vốn khi chưa có quyết định")
    expect(refusal.first).to_be_visible()
    # What was typed is still there: only the number is missing.
    expect(page.get_by_label("Số tiền")).to_have_value("120.000.000")
    page.get_by_label("Số quyết định").fill("12/QĐ-UBND")
    page.get_by_role("button", name="Ghi vốn").click()
    said = f"Đã ghi giao vốn 120.000.000 đồng, năm {today.year}."
    expect(page.get_by_text(said)).to_be_visible()

    pay(page, "70.000.000", "CT-01")
    expect(page.get_by_text("Đã ghi giải ngân 70.000.000 đồng.")).to_be_visible()
    pay(page, "50.000.001", "CT-02")
    expect(page.get_by_text("Dòng vốn còn 50.000.000 đồng").first).to_be_visible()
    expect(page.get_by_label("Số chứng từ")).to_have_value("CT-02")
    page.get_by_label("Số tiền").fill("50.000.000")
    page.get_by_role("button", name="Ghi giải ngân").click()
    expect(page.get_by_text("Đã ghi giải ngân 50.000.000 đồng.")).to_be_visible()
    line = BudgetLine.objects.get()
    assert (line.allocated, line.disbursed) == (120_000_000, 120_000_000)
