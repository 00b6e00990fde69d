"""A household's way out: planned by the officer, visited by phone, with its result."""

import pytest
from django.urls import reverse
from django.utils import timezone

from programs.models import EscapePlan, HelperVisit
from tests.programs.access_wayout import standing_of

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make_the_plan(page, name):
    """From the list of who may leave to a plan with the measure that is suggested."""
    page.goto(reverse("programs:leaver-list"))
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("Ít thiếu hụt; Sát ngưỡng điểm")
    row.get_by_role("link", name="Lập kế hoạch").click()
    expect(page.get_by_label("Vì sao hộ có thể thoát")).to_have_value(
        "Hộ có lao động; thiếu hụt 3 chỉ số; điểm B1 là 135, ngưỡng 140."
    )
    page.get_by_label("Người phụ trách").fill("Bí thư chi bộ")
    page.get_by_label("Nhà tiêu hợp vệ sinh").check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy ghi hạn của các biện pháp")
    page.get_by_label("Hạn chung").fill(f"31/12/{timezone.localdate().year}")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row").last).to_contain_text("Chưa làm")


def name_a_helper(page, name):
    """A union that is new to the portal helps the household."""
    page.get_by_role("link", name="Phân công giúp đỡ").click()
    page.get_by_role("link", name="Thêm người, đơn vị giúp đỡ").click()
    page.get_by_label("Đoàn thể, hội").check()
    page.get_by_label("Họ tên, tên đơn vị").fill("Hội Phụ nữ xã")
    page.get_by_label("Nơi quản lý").select_option(label="Xã Đồi Chè")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_label("Tên người trong hộ hoặc số hộ").fill("hoa")
    page.get_by_role("button", name="Tìm hộ").click()
    page.get_by_role("link", name=name).click()
    page.get_by_label("Nội dung giúp đỡ").fill("Góp ngày công làm nhà tiêu")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("main")).to_contain_text("Góp ngày công làm nhà tiêu")


def visit_by_phone(page, name):
    """A surveyor finds the household on the phone and writes what was seen."""
    page.goto(reverse("programs:visit-list"))
    page.get_by_role("link", name=name).click()
    page.get_by_label("Nội dung thăm hộ").fill("Nhà tiêu đã xong phần móng.")
    page.get_by_role("button", name="Lưu lần thăm").click()
    expect(page.locator("main")).to_contain_text("Nhà tiêu đã xong phần móng.")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, "the page is wider than the phone"


def finish(page, plan):
    """The measure is done and the result written, with the words that are asked for."""
    page.goto(reverse("programs:escape-plan-detail", args=[plan.pk]))
    expect(page.locator("main")).to_contain_text("Nhà tiêu đã xong phần móng.")
    page.get_by_role("row").last.get_by_role("link").click()
    page.get_by_label("Đã làm", exact=True).check()
    today = f"{timezone.localdate():%d/%m/%Y}"
    page.get_by_label("Làm xong ngày").fill(today)
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("row").last).to_contain_text("Đã làm")
    page.get_by_role("link", name="Ghi kết quả").click()
    page.get_by_label("Đã thoát nghèo, thoát cận nghèo").check()
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_contain_text("hộ vẫn là hộ nghèo")
    page.get_by_label("Nhận xét").fill("Họp dân đã thống nhất, chờ quyết định.")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator("main")).to_contain_text("Đã thoát nghèo, thoát cận nghèo")


def test_a_household_finds_its_way_out(
    open_round, household, surveyor, commune_officer, page_of
):
    standing_of(open_round, household)
    name = household.head_name
    page = page_of(commune_officer)
    make_the_plan(page, name)
    name_a_helper(page, name)
    visit_by_phone(page_of(surveyor, viewport={"width": 360, "height": 740}), name)
    plan = EscapePlan.objects.get()
    finish(page, plan)
    plan.refresh_from_db()
    assert plan.result == EscapePlan.Result.LEFT
    assert plan.measures.get().state == "done"
    visit = HelperVisit.objects.get()
    assert (visit.recorded_by, visit.assignment.household) == (surveyor, household)
