"""What the programmes ask of each role: a constant number of queries a role."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.access import Act, can, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.worklist.items import Item
from programs.models import Activity, DoubleSupport, EscapeMeasure, EscapePlan, Support
from programs.rules.wayout import UNVISITED_DAYS
from programs.services.activity_states import late_on
from programs.services.carried import CARRIED, of_year
from programs.services.money_figures import slow_lines
from programs.services.places import Place
from programs.services.wayout.plans import late_measures
from programs.services.wayout.visits import helped, unvisited
from reports.models import PeriodReport
from reports.services.periods.due import Due, waiting
from reports.services.periods.missed import owed, period_before
from reports.services.periods.names import title_of

WATCHERS = (Act.SPEND_MONEY, Act.SEND_REPORTS)
REPORTERS = (Act.WRITE_REPORTS, Act.SEND_REPORTS)


def programme_items(officer: Officer) -> list[Item]:
    """Items of the programmes for the officer, by what his role may do."""
    items: list[Item] = []
    today = timezone.localdate()
    if can(officer, Act.HELP_HOUSEHOLDS):
        items += _late_measures(officer)
        items += _plans_without_result(officer, today)
    if can(officer, Act.VISIT_HOUSEHOLDS):
        items += _unvisited(officer)
    if can(officer, Act.GIVE_SUPPORT):
        items += _doubles(officer)
    if can(officer, Act.RUN_ACTIVITIES):
        items += _late_activities(officer, today)
    if any(can(officer, act) for act in WATCHERS):
        items += _slow_money(officer, today)
    if any(can(officer, act) for act in REPORTERS):
        items += _reports_due(officer, today)
        items += _reports_missed(officer, today)
    if can(officer, Act.SEND_REPORTS):
        items += _reports_to_answer(officer)
    return items


def _here(officer: Officer) -> Place:
    return Place(scope_of(officer), None)


def _late_measures(officer: Officer) -> Iterable[Item]:
    """Measures of escape plans whose day is over, by the year of the plan."""
    rows = (
        EscapeMeasure.objects.filter(
            late_measures(), scope_of(officer).rows("plan__household__")
        )
        .order_by("plan__target_year")
        .values_list("plan__target_year")
        .annotate(Count("pk"), Min("due_on"))
    )
    for year, count, first in rows:
        url = f"{reverse('programs:escape-plan-list')}?year={year}&state=late"
        hint = f"kế hoạch năm {year}, sớm nhất hạn {first:%d/%m/%Y}"
        yield Item("Biện pháp thoát nghèo chưa làm", count, url, hint, is_late=True)


def _plans_without_result(officer: Officer, today: dt.date) -> Iterable[Item]:
    rows = (
        EscapePlan.objects.visible_to(officer)
        .filter(result="", target_year__lt=today.year)
        .order_by("target_year")
        .values_list("target_year")
        .annotate(Count("pk"))
    )
    for year, count in rows:
        url = f"{reverse('programs:escape-plan-list')}?year={year}&state=open"
        title = f"Kế hoạch thoát nghèo năm {year} chưa ghi kết quả"
        yield Item(title, count, url, is_late=True)


def _unvisited(officer: Officer) -> Iterable[Item]:
    if count := unvisited(helped(_here(officer))).count():
        url = f"{reverse('programs:visit-list')}?state=late"
        hint = f"từ {UNVISITED_DAYS} ngày trở lên"
        yield Item("Hộ được phân công giúp đỡ chưa được thăm", count, url, hint)


def _doubles(officer: Officer) -> Iterable[Item]:
    """Supports that look double and that nobody judged, by year; none cancelled."""
    gone = Support.State.CANCELLED
    rows = (
        DoubleSupport.objects.filter(
            scope_of(officer).rows("first__household__"), verdict=""
        )
        .exclude(first__state=gone)
        .exclude(second__state=gone)
        .order_by("second__year")
        .values_list("second__year")
        .annotate(Count("pk"))
    )
    for year, count in rows:
        url = f"{reverse('programs:double-list')}?year={year}"
        yield Item("Hỗ trợ nghi trùng chờ kết luận", count, url, f"năm {year}")


def _late_activities(officer: Officer, today: dt.date) -> Iterable[Item]:
    """Of this year's plan, and of earlier ones that are still not done."""
    year, late = today.year, Activity.objects.visible_to(officer).filter(late_on(today))
    url = f"{reverse('programs:activity-list')}?year={year}&state=late"
    title = "Hoạt động chậm so với dự kiến"
    if count := late.filter(of_year(year)).count():
        yield Item(title, count, url, f"năm {year}")
    if count := late.filter(of_year(year, is_carried=True)).count():
        yield Item(f"{title}, {CARRIED.lower()}", count, f"{url}&carried=only")


def _slow_money(officer: Officer, today: dt.date) -> Iterable[Item]:
    if count := slow_lines(_here(officer), today.year, today):
        url = f"{reverse('programs:money-list')}?year={today.year}&pace=alarm"
        hint = f"năm {today.year}"
        yield Item("Nguồn vốn giải ngân chậm", count, url, hint)


def _reports_due(officer: Officer, today: dt.date) -> Iterable[Item]:
    """The officer's own period report, and those that units below have not sent."""
    scope = scope_of(officer)
    given = {area.pk for area in scope.areas}
    due = waiting(scope, today)
    # One that was handed back is told by itself.
    back = PeriodReport.State.RETURNED
    own = [each for each in due if each.area.pk in given and each.state != back]
    below = [each for each in due if each.area.pk not in given]
    for title, found in (
        ("Báo cáo định kỳ chưa gửi", own),
        ("Đơn vị chưa gửi báo cáo định kỳ", below),
    ):
        if found:
            yield _report_item(title, found)


def _reports_missed(officer: Officer, today: dt.date) -> Iterable[Item]:
    """Of the officer's own units: reports that were handed back, and those that should
    have been sent for the period before the open one."""
    returned, late = owed(scope_of(officer), today)
    for report in returned:
        url = reverse("periods:detail", args=[report.pk])
        is_late = report.due_on is not None and report.due_on < today
        hint = title_of(report)
        yield Item("Báo cáo định kỳ bị trả lại", 1, url, hint, is_late)
    if late:
        year, kind = period_before(today)
        url = f"{reverse('periods:list')}?year={year}&kind={kind}&state=late"
        hint = f"{PeriodReport.Kind(kind).label} {year}, hạn {late[0].due_on:%d/%m/%Y}"
        yield Item("Báo cáo định kỳ quá hạn", len(late), url, hint, is_late=True)


def _report_item(title: str, found: Sequence[Due]) -> Item:
    first = found[0].due_on
    url = f"{reverse('periods:list')}?state=waiting"
    hint = f"hạn {first:%d/%m/%Y}" if first else ""
    return Item(title, len(found), url, hint, found[0].is_late)


def _reports_to_answer(officer: Officer) -> Iterable[Item]:
    """Reports that units below have sent, by period."""
    units = scope_of(officer).unit_ids
    if not units:
        return
    rows = (
        PeriodReport.objects.visible_to(officer)
        .filter(state=PeriodReport.State.SENT, area__parent__in=units)
        .order_by("year", "kind")
        .values_list("year", "kind")
        .annotate(Count("pk"))
    )
    for year, kind, count in rows:
        url = f"{reverse('periods:list')}?year={year}&kind={kind}&state=sent"
        hint = f"{PeriodReport.Kind(kind).label} {year}"
        yield Item("Báo cáo định kỳ chờ tiếp nhận", count, url, hint)
