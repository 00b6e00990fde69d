"""A meeting from its picture to a task, and to the next meeting that judges it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.models import CommitteeMember
from reports.models import CommitteeMeeting, CommitteeTask
from tests.factories import SummaryFactory
from tests.reports.access_committee import meeting_of

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def in_words(days):
    return f"{timezone.localdate() + dt.timedelta(days=days):%d/%m/%Y}"


def hold_a_meeting(page, committee):
    """Planned, opened: the picture is there before anything is said."""
    page.goto(reverse("committee:detail", args=[committee.pk]))
    page.get_by_role("link", name="Lập cuộc họp").click()
    page.get_by_label("Loại cuộc họp").select_option(label="Sơ kết 6 tháng")
    page.get_by_label("Nội dung họp").fill("Sơ kết 6 tháng")
    page.get_by_label("Ngày họp").fill(in_words(0))
    page.get_by_role("button", name="Lưu cuộc họp").click()
    page.get_by_role("link", name="Mở cuộc họp").click()
    page.get_by_role("button", name="Mở cuộc họp").click()
    page.get_by_role("link", name="Năm 2025, số liệu chính thức").click()
    shown = page.get_by_role("region", name="Theo đơn vị")
    expect(shown.get_by_role("row").filter(has_text="Xã Đồi Chè")).to_contain_text("31")
    page.locator("a.back").click()


def conclude_and_give(page):
    """What is said becomes a conclusion, the conclusion a task with a day."""
    page.get_by_role("link", name="Ghi kết luận").click()
    page.get_by_label("Kết luận").fill("Đẩy nhanh giải ngân vốn sự nghiệp.")
    page.get_by_role("button", name="Lưu kết luận").click()
    page.get_by_role("link", name="Giao nhiệm vụ từ kết luận 1").click()
    page.get_by_label("Nội dung nhiệm vụ").fill("Rà soát nguồn vốn chậm")
    page.get_by_label("Hạn").fill(in_words(5))
    page.get_by_role("button", name="Giao nhiệm vụ").click()
    expect(page.get_by_role("alert")).to_contain_text("một thành viên hoặc một đơn vị")
    page.get_by_label("Xã Đồi Chè").check()
    page.get_by_role("button", name="Giao nhiệm vụ").click()
    expect(page.locator("main")).to_contain_text("Rà soát nguồn vốn chậm: Xã Đồi Chè")
    page.get_by_role("link", name="Kết thúc cuộc họp").click()
    page.get_by_label("Số thông báo kết luận").fill("12/TB-BCĐ")
    page.get_by_role("textbox", name="Ngày thông báo").fill(in_words(0))
    page.get_by_label("Đã kiểm tra số và ngày thông báo").check()
    page.get_by_role("button", name="Kết thúc cuộc họp").click()
    expect(page.locator("main")).to_contain_text("số 12/TB-BCĐ")


def report_by_phone(page):
    """The commune finds its task under what there is to do, and says it is done."""
    page.goto(reverse("home"))
    page.get_by_role("link", name="Nhiệm vụ Ban Chỉ đạo giao sắp đến hạn").click()
    page.get_by_role("link", name="Rà soát nguồn vốn chậm").click()
    page.get_by_label("Kết quả thực hiện").fill("Đã tháo gỡ hai nguồn vốn.")
    page.get_by_label("Đã làm xong").check()
    page.get_by_role("button", name="Lưu kết quả").click()
    expect(page.locator("main")).to_contain_text("Báo đã xong, chờ đánh giá")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, "the page is wider than the phone"


def judge_at_the_next(page, meeting, task):
    """The next meeting sees what was reported and judges it."""
    page.goto(reverse("committee:meeting-detail", args=[meeting.pk]))
    expect(page.locator("main")).to_contain_text("Đã tháo gỡ hai nguồn vốn.")
    page.get_by_role("link", name="Đánh giá nhiệm vụ kỳ trước").click()
    page.locator(f"#id_verdict_{task.pk}").select_option(label="Đã hoàn thành")
    page.get_by_role("button", name="Lưu đánh giá").click()
    expect(page.get_by_role("region", name="Nhiệm vụ kỳ trước")).to_contain_text(
        "Đã hoàn thành"
    )


def test_a_meeting_leads_to_a_task_and_to_the_next_meeting(
    page_of, committee_member, commune, commune_officer
):
    committee_member.seats.update(duty=CommitteeMember.Duty.SECRETARY)
    committee = committee_member.seats.get().committee
    SummaryFactory(area=commune)
    page = page_of(committee_member)
    hold_a_meeting(page, committee)
    conclude_and_give(page)
    first = CommitteeMeeting.objects.get()
    assert first.state == CommitteeMeeting.State.CLOSED
    phone = page_of(commune_officer, viewport={"width": 360, "height": 740})
    report_by_phone(phone)
    task = CommitteeTask.objects.get()
    judge_at_the_next(page, meeting_of(committee, committee_member), task)
    task.refresh_from_db()
    assert task.state == CommitteeTask.State.DONE
    page.goto(reverse("committee:detail", args=[committee.pk]))
    tile = page.get_by_role("link").filter(has_text="Đã hoàn thành")
    expect(tile).to_contain_text("1")
