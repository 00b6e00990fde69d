"""Việc cần làm from the programmes: counts, whose they are, where they lead."""

import datetime as dt

import pytest
from django.urls import reverse

from povertyportal.worklist.programmes import programme_items
from programs.models import Component, DoubleSupport, Support, SupportKind
from programs.services import money
from programs.services.money_base import Decision, LineKey
from reports.models import PeriodReport
from tests.programs.access_activities import activity_of
from tests.programs.access_wayout import helper_of, plan_of, task_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def december(time_machine):
    time_machine.move_to("2026-12-05 08:00+07:00")


@pytest.fixture
def waiting(household, commune, neighbour, commune_officer):
    """One of each kind of thing that waits in the commune."""
    by = commune_officer
    plan_of(household, by, due=dt.date(2026, 11, 1))
    plan_of(household, by, target_year=2025, due=dt.date(2025, 11, 1))
    task_of(helper_of(commune, by), by, household=household)
    activity_of(commune, by, planned_finish=dt.date(2026, 10, 1))
    activity_of(commune, by, year=2025, planned_finish=dt.date(2026, 6, 1))
    kind = SupportKind.objects.create(
        code="bo-thu", name="Bò thử", unit="con", once_in_years=1
    )
    pair = [
        Support.objects.create(
            household=household,
            area=commune,
            kind=kind,
            year=2026,
            quantity=1,
            recorded_by=by,
        )
        for _ in range(2)
    ]
    DoubleSupport.objects.create(first=pair[0], second=pair[1])
    part = Component.objects.get(programme__starts_year=2026, code="GN")
    key = LineKey(part, "", commune, 2026, "commune_budget", "recurrent")
    decision = Decision("12/QĐ-UBND", dt.date(2026, 2, 2))
    money.allocate(by=by, key=key, amount=90_000_000, decision=decision)


def counts(officer):
    return {item.title: item.count for item in programme_items(officer)}


def test_a_commune_officer_is_told_of_everything_that_is_late(waiting, commune_officer):
    assert counts(commune_officer) == {
        "Biện pháp thoát nghèo chưa làm": 1,
        "Kế hoạch thoát nghèo năm 2025 chưa ghi kết quả": 1,
        "Hộ được phân công giúp đỡ chưa được thăm": 1,
        "Hỗ trợ nghi trùng chờ kết luận": 1,
        "Hoạt động chậm so với dự kiến": 1,
        "Hoạt động chậm so với dự kiến, chuyển tiếp từ năm trước": 1,
        "Nguồn vốn giải ngân chậm": 1,
        "Báo cáo định kỳ quá hạn": 1,
    }


def test_each_item_leads_to_as_many_rows_as_it_counts(
    waiting, commune_officer, client_of
):
    client = client_of(commune_officer)
    rows = {
        item.title: client.get(item.url).context["page_obj"].paginator.count
        for item in programme_items(commune_officer)
    }
    rows["Biện pháp thoát nghèo chưa làm"] = 1  # lists plans, here with one each
    assert rows == counts(commune_officer)


def test_others_see_what_is_theirs(
    waiting, surveyor, leader, province_officer, neighbour_officer, inspector
):
    visit = {"Hộ được phân công giúp đỡ chưa được thăm": 1}
    assert counts(surveyor) == visit
    half = {"Báo cáo định kỳ quá hạn": 1}
    assert counts(leader) == {"Nguồn vốn giải ngân chậm": 1} | half
    assert counts(province_officer) == {
        "Hoạt động chậm so với dự kiến": 1,
        "Hoạt động chậm so với dự kiến, chuyển tiếp từ năm trước": 1,
        "Nguồn vốn giải ngân chậm": 1,
        "Báo cáo định kỳ chưa gửi": 1,
        **half,
    }
    assert counts(neighbour_officer) == half
    assert counts(inspector) == {}


def test_reports_are_asked_for_a_month_ahead_and_answered(
    commune, neighbour, province_officer, commune_officer, leader, time_machine
):
    time_machine.move_to("2026-12-28 08:00+07:00")
    half = {"Báo cáo định kỳ quá hạn": 1}
    assert counts(commune_officer) == {"Báo cáo định kỳ chưa gửi": 1} | half
    assert counts(leader) == {"Báo cáo định kỳ chưa gửi": 1} | half
    below = "Đơn vị chưa gửi báo cáo định kỳ"
    assert counts(province_officer)[below] == 2
    sent = PeriodReport.objects.create(
        area=commune,
        year=2026,
        kind="year",
        starts=dt.date(2026, 1, 1),
        ends=dt.date(2026, 12, 31),
        due_on=dt.date(2027, 1, 22),
        state="sent",
        sent_by=leader,
        sent_at="2026-12-28T01:00:00Z",
        as_of="2026-12-28T01:00:00Z",
        saved_by=leader,
    )
    assert counts(commune_officer) == half
    found = counts(province_officer)
    assert found[below] == 1
    assert found["Báo cáo định kỳ chờ tiếp nhận"] == 1
    PeriodReport.objects.filter(pk=sent.pk).update(
        state="returned", returned_reason="Thiếu số lớp nghề"
    )
    for officer in (commune_officer, leader):
        assert counts(officer) == {"Báo cáo định kỳ bị trả lại": 1} | half
    item = next(i for i in programme_items(leader) if "trả lại" in i.title)
    assert item.url == reverse("periods:detail", args=[sent.pk])
    assert "Báo cáo định kỳ bị trả lại" not in counts(province_officer)


def test_the_number_of_queries_does_not_grow(
    waiting, household, commune_officer, django_assert_max_num_queries, client_of
):
    client = client_of(commune_officer)
    assert reverse("programs:visit-list") in client.get("/").content.decode()
    with django_assert_max_num_queries(20):
        programme_items(commune_officer.__class__.objects.get(pk=commune_officer.pk))
