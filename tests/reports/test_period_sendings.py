"""Period reports: who writes and sends, what was sent before, as of which day."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from povertyportal.accounts.models import Role
from programs.models import EscapePlan
from reports.models import PeriodReport
from reports.services.periods import acting
from reports.services.periods.figures import parts_of
from reports.services.periods.gathering import said_below
from tests.factories import HouseholdFactory, OfficerFactory
from tests.programs.access_activities import activity_of
from tests.programs.access_wayout import helper_of, plan_of, task_of
from tests.reports.movement_world import hold

YEAR = 2025
SAID = {
    "results": "Mở 2 lớp nghề.",
    "difficulties": "Vốn giao chậm.",
    "causes": "",
    "proposals": "",
    "tasks": "",
}


@pytest.fixture(autouse=True)
def lasting(commune):
    """The province and its commune are older than the period."""
    for area in (commune, commune.parent):
        type(area).objects.filter(pk=area.pk).update(began=dt.date(2020, 1, 1))
        area.refresh_from_db()


def begin(by, area, kind="half"):
    return acting.begin_report(by=by, area=area, year=YEAR, kind=kind)


def typed(by, report, **said):
    version = PeriodReport.objects.get(pk=report.pk).version
    return acting.save_words(by=by, report=report, version=version, words=SAID | said)


@pytest.fixture
def returned(commune, commune_officer, leader, province_officer):
    """The commune's report, sent once and handed back."""
    report = begin(commune_officer, commune)
    typed(commune_officer, report)
    acting.send_report(by=leader, report=report)
    acting.return_report(by=province_officer, report=report, reason="Thiếu số lớp nghề")
    report.refresh_from_db()
    return report


def test_only_the_unit_itself_writes_and_sends(
    returned, client_of, commune, neighbour, province_officer, leader
):
    client = client_of(province_officer)
    page = client.get(reverse("periods:detail", args=[returned.pk])).content.decode()
    for words in ("Ghi nội dung", "Tính lại số liệu", "Gửi báo cáo"):
        assert words not in page
    for name in ("words", "autosave", "read", "send"):
        answer = client.post(reverse(f"periods:{name}", args=[returned.pk]))
        assert answer.status_code == 403
    with pytest.raises(PermissionDenied):
        begin(province_officer, neighbour)
    before = (returned.state, returned.sent_by, returned.sent_at)
    returned.refresh_from_db()
    assert (returned.state, returned.sent_by, returned.sent_at) == before
    own = client_of(leader).get(reverse("periods:detail", args=[returned.pk]))
    assert "Gửi báo cáo" in own.content.decode()


def test_who_sent_a_report_does_not_answer_it(
    returned, commune_officer, leader, province, province_officer
):
    acting.send_report(by=leader, report=returned)
    PeriodReport.objects.filter(pk=returned.pk).update(sent_by=province_officer)
    for act in (
        lambda by: acting.accept_report(by=by, report=returned),
        lambda by: acting.return_report(by=by, report=returned, reason="Sửa"),
    ):
        with pytest.raises(PermissionDenied):
            act(province_officer)
    other = OfficerFactory(username="tinh-2", role=Role.PROVINCE_OFFICER, area=province)
    acting.accept_report(by=other, report=returned)
    returned.refresh_from_db()
    assert returned.answered_by == other


def test_former_sendings_stay_on_the_page(
    returned, client_of, commune_officer, leader, commune
):
    deputy = OfficerFactory(
        username="pho-chu-tich",
        full_name="Phạm Thị Phó",
        role=Role.COMMUNE_LEADER,
        area=commune,
    )
    typed(commune_officer, returned, results="Mở 3 lớp nghề.")
    acting.send_report(by=deputy, report=returned)
    page = client_of(leader).get(reverse("periods:detail", args=[returned.pk]))
    (former,) = page.context["former"]
    assert (former.number, former.sent_by) == (1, leader)
    assert former.sent_at == returned.sent_at
    assert former.reason == "Thiếu số lớp nghề"
    text = page.content.decode()
    assert "Đã gửi lần 1" in text
    assert "Đã gửi lần 2" in text
    assert "Phạm Thị Phó" in text


def test_a_returned_report_is_gathered_as_it_was_sent(
    returned, client_of, commune_officer, province, province_officer
):
    typed(commune_officer, returned, difficulties="Đang sửa dở")
    above = begin(province_officer, province)
    (said,) = [each for each in said_below(above) if each.report]
    assert (said.is_sent, said.is_returned) == (False, True)
    client = client_of(province_officer)
    page = client.get(reverse("periods:detail", args=[above.pk])).content.decode()
    assert "1 bị trả lại" in page
    assert "(đã trả lại)" in page
    assert "Vốn giao chậm." in page
    assert "Đang sửa dở" not in page
    listed = client.get(reverse("periods:list"), {"year": YEAR, "kind": "half"})
    assert "1 bị trả lại" in listed.content.decode()


def test_what_is_empty_is_named_before_sending(
    client_of, commune, commune_officer, leader
):
    report = begin(commune_officer, commune)
    typed(commune_officer, report, causes="Phân bổ muộn.")
    client, url = client_of(leader), reverse("periods:send", args=[report.pk])
    asked = client.post(url)
    assert asked.context["empty"] == ["Đề xuất, kiến nghị", "Nhiệm vụ kỳ tới"]
    assert "Vẫn gửi báo cáo" in asked.content.decode()
    report.refresh_from_db()
    assert report.state == "draft"
    client.post(url, {"confirmed": "1"})
    report.refresh_from_db()
    assert report.state == "sent"


def test_a_half_year_ends_with_its_last_day(commune, village, commune_officer):
    household, other = (HouseholdFactory(village=village) for _ in range(2))
    helper = helper_of(commune, commune_officer)
    for each, day in ((household, dt.date(2025, 6, 1)), (other, dt.date(2025, 11, 22))):
        hold(each, "poor", dt.date(2025, 1, 1))
        task_of(helper, commune_officer, household=each, starts=day)
        plan_of(each, commune_officer, target_year=YEAR, due=dt.date(2025, 5, 1))
    EscapePlan.objects.filter(household=other).update(
        result="left", result_on=dt.date(2025, 12, 1)
    )
    planned = {
        "planned_start": dt.date(2025, 9, 1), "planned_finish": dt.date(2025, 10, 1),
    }  # fmt: skip
    activity_of(commune, commune_officer, year=YEAR, **planned)
    activity_of(
        commune, commune_officer, year=YEAR, started_on=dt.date(2025, 6, 2), **planned
    )
    half = {part.code: part for part in parts_of(begin(commune_officer, commune))}
    ways = [row[1] for row in half["way_out"].rows]
    assert ways[:7] == [2, 0, 0, 0, 2, 1, 1]  # plans: all still open; one is helped
    assert half["activities"].rows[0][1] == 1
    whole = begin(commune_officer, commune, "year")
    parts = {part.code: part for part in parts_of(whole)}
    ways = [row[1] for row in parts["way_out"].rows]
    assert ways[:7] == [2, 1, 0, 0, 1, 2, 0]
    assert parts["activities"].rows[0][1] == 2
