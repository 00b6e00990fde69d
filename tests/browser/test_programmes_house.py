"""A house from its approval, questioned once, to its acceptance; then a cow twice."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.models import HousingCase, Support
from tests.programs.access_support import standing_of

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def approve(page, day):
    page.get_by_role("link", name="Ghi nhà được duyệt").click()
    page.get_by_label("Số quyết định phê duyệt").fill("15/QĐ-UBND")
    page.get_by_label("Ngày phê duyệt").fill(f"{day:%d/%m/%Y}")
    for part in ("nền bền chắc", "khung, tường bền chắc", "mái bền chắc"):
        page.get_by_role("group", name=f"Nhà cũ: {part}").get_by_label("Không").check()
    page.get_by_label("Diện tích nhà cũ").fill("7,5")
    page.get_by_label("Là hộ độc lập từ năm").fill(str(day.year - 1))
    page.get_by_role("button", name="Lưu", exact=True).click()


def stage(page, link, label, day, button):
    page.get_by_role("link", name=link, exact=True).click()
    page.get_by_label(label).fill(f"{day:%d/%m/%Y}")
    page.get_by_role("button", name=button).click()


def test_a_house_from_approval_to_acceptance(page_of, commune_officer, household):
    standing_of(household)
    today = timezone.localdate()
    day = [today - dt.timedelta(days=ago) for ago in (90, 60, 20, 5)]
    page = page_of(commune_officer)
    page.goto(reverse("households:household-detail", args=[household.pk]))
    page.get_by_role("link", name="Hộ đã nhận gì").click()
    approve(page, day[0])
    expect(page.get_by_text("chưa đủ 3 năm")).to_be_visible()
    expect(page.get_by_label("Diện tích nhà cũ")).to_have_value("7,5")
    page.get_by_role("textbox", name="Lý do ngoại lệ").fill("Nhà sập do bão")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã duyệt, chưa khởi công")).to_be_visible()

    early = day[0] - dt.timedelta(days=1)
    stage(page, "Ghi khởi công", "Ngày khởi công", early, "Lưu ngày khởi công")
    expect(page.get_by_text("trước ngày phê duyệt").first).to_be_visible()
    page.get_by_label("Ngày khởi công").fill(f"{day[1]:%d/%m/%Y}")
    page.get_by_role("button", name="Lưu ngày khởi công").click()
    stage(page, "Ghi hoàn thành", "Ngày hoàn thành", day[2], "Lưu ngày hoàn thành")
    page.get_by_role("link", name="Các nguồn đóng góp").click()
    page.get_by_label("Nhà nước hỗ trợ").fill("40.000.000")
    page.get_by_label("Hộ tự lo").fill("25.000.000")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("65.000.000 đồng")).to_be_visible()

    page.get_by_role("link", name="Ghi nghiệm thu").click()
    page.get_by_label("Ngày nghiệm thu").fill(f"{day[3]:%d/%m/%Y}")
    page.get_by_label("Diện tích nhà mới").fill("36")
    page.get_by_label("Đạt", exact=True).check()
    page.get_by_role("button", name="Lưu nghiệm thu").click()
    expect(page.get_by_text("Đã ghi nghiệm thu.")).to_be_visible()
    house = HousingCase.objects.get()
    assert (house.accepted_on, house.new_area) == (day[3], Decimal(36))
    assert house.exception == "Nhà sập do bão"


def give_cow(page):
    page.get_by_role("link", name="Ghi hỗ trợ", exact=True).click()
    page.get_by_label("Loại hỗ trợ").select_option(label="Bò, trâu giống")
    page.get_by_label("Số lượng").fill("1")
    page.get_by_label("Giá trị").fill("15.000.000")
    page.get_by_label("Đã hỗ trợ").check()
    page.get_by_label("Ngày", exact=True).fill(f"{timezone.localdate():%d/%m/%Y}")
    page.get_by_role("button", name="Lưu khoản hỗ trợ").click()


def test_the_same_cow_twice_is_questioned(page_of, commune_officer, household):
    standing_of(household)
    page = page_of(commune_officer)
    page.goto(reverse("programs:household", args=[household.pk]))
    give_cow(page)
    expect(page.get_by_text("Đã ghi: Bò, trâu giống")).to_be_visible()
    give_cow(page)
    other = page.get_by_role("link", name="Hộ đã có “Bò, trâu giống”")
    expect(other).to_be_visible()
    expect(page.get_by_label("Giá trị")).to_have_value("15.000.000")
    assert Support.objects.count() == 1
