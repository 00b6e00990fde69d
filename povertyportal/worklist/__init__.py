"""Việc cần làm: what waits for an officer, by what his role may do."""

import datetime as dt

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from households.models import Review, ReviewRound, ReviewState
from povertyportal.accounts.access import Act, can, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.jobs.models import JobState
from povertyportal.sheets.models import ExportRun
from povertyportal.sheets.services.batches import STATES, visible_batches
from povertyportal.worklist.committee import committee_items
from povertyportal.worklist.inspections import inspection_items
from povertyportal.worklist.items import Item
from povertyportal.worklist.programmes import programme_items
from povertyportal.worklist.season import season_items
from reports.models import PackRun, ReportRun, WhatIfRun

__all__ = ["Item", "for_officer", "has_no_area"]


TOLD_FOR = dt.timedelta(days=7)
FETCHED_WITHIN = dt.timedelta(days=1)  # by then a list made has been taken away
_WAITING = {
    ReviewState.DRAFT.value: "Phiếu đang làm dở",
    ReviewState.TODO.value: "Hộ chưa rà soát",
}


def for_officer(officer: Officer) -> list[Item]:
    """Items for the officer's home page, what is late first."""
    items: list[Item] = []
    if can(officer, Act.VIEW_HOUSEHOLDS):
        items += season_items(officer)
        items += _reviews(officer)
    items += committee_items(officer)
    items += inspection_items(officer)
    items += programme_items(officer)
    items += _jobs(officer)
    return sorted(items, key=lambda item: not item.is_late)


def has_no_area(officer: Officer) -> bool:
    """Whether the role works on households but nobody gave the officer an area."""
    return can(officer, Act.VIEW_HOUSEHOLDS) and not scope_of(officer).areas


def _reviews(officer: Officer) -> list[Item]:
    """Reviews of open rounds that wait, by round and state."""
    waiting = (
        Review.objects.visible_to(officer)
        .filter(
            round__state=ReviewRound.State.OPEN,
            state__in=[ReviewState.DRAFT, ReviewState.TODO],
        )
        .order_by("round__closes_on", "round", "state")
        .values_list("round", "round__name", "round__closes_on", "state")
        .annotate(Count("id"))
    )
    return [
        Item(
            _WAITING[state],
            count,
            f"{reverse('households:round-detail', args=[pk])}?state={state}",
            f"{name}, kết thúc {closes_on:%d/%m/%Y}",
        )
        for pk, name, closes_on, state, count in waiting
    ]


def _imports(officer: Officer) -> list[Item]:
    """The officer's own files that wait for his word, failed, or left rows open."""
    own = visible_batches(officer).filter(owner=officer)
    found = own.aggregate(
        **{state: Count("pk", filter=which) for state, which in STATES.items()}
    )
    words = {
        "waiting": "Tệp đã kiểm tra, chờ xác nhận nhập",
        "failed": "Tệp nhập bị lỗi, cần làm lại hoặc tải lên tệp khác",
        "left": "Lần nhập đã hoàn lại còn dòng chờ quyết định",
    }
    url = reverse("imports:batch-list")
    return [
        Item(title, found[state], f"{url}?state={state}")
        for state, title in words.items()
        if found[state]
    ]


def _jobs(officer: Officer) -> list[Item]:
    items = _imports(officer)
    running = ReportRun.objects.filter(
        owner=officer, state__in=[JobState.QUEUED, JobState.RUNNING]
    ).count()
    if running:
        items.append(Item("Biểu đang lập", running, reverse("reports:report-list")))
    return items + _packs(officer) + _what_ifs(officer) + _exports(officer)


def _packs(officer: Officer) -> list[Item]:
    """The officer's own packs that are made, or could not be made of late."""
    found = PackRun.objects.filter(owner=officer).aggregate(
        running=Count("pk", filter=Q(state__in=[JobState.QUEUED, JobState.RUNNING])),
        failed=Count("pk", filter=Q(state=JobState.FAILED, finished_at__gte=_late())),
    )
    words = {
        "running": "Gói hồ sơ kiểm tra đang lập",
        "failed": "Gói hồ sơ kiểm tra chưa lập được",
    }
    url = reverse("reports:pack-list")
    return [Item(words[state], count, url) for state, count in found.items() if count]


def _what_ifs(officer: Officer) -> list[Item]:
    """The officer's questions being answered, or answered or failed of late."""
    found = WhatIfRun.objects.filter(owner=officer).aggregate(
        running=Count("pk", filter=Q(state__in=[JobState.QUEUED, JobState.RUNNING])),
        done=Count("pk", filter=Q(state=JobState.DONE, finished_at__gte=_late())),
        failed=Count("pk", filter=Q(state=JobState.FAILED, finished_at__gte=_late())),
    )
    words = {
        "running": "Đối chiếu chuẩn nghèo đang tính",
        "done": "Đối chiếu chuẩn nghèo đã có kết quả",
        "failed": "Đối chiếu chuẩn nghèo chưa tính được",
    }
    url = reverse("analysis:what-if")
    return [Item(words[state], count, url) for state, count in found.items() if count]


def _exports(officer: Officer) -> list[Item]:
    """The officer's own lists that are being made, or were or could not be of late."""
    made = Q(finished_at__gte=timezone.now() - FETCHED_WITHIN)
    found = ExportRun.objects.filter(owner=officer).aggregate(
        running=Count("pk", filter=Q(state__in=[JobState.QUEUED, JobState.RUNNING])),
        made=Count("pk", filter=made & Q(state=JobState.DONE)),
        failed=Count("pk", filter=Q(state=JobState.FAILED, finished_at__gte=_late())),
    )
    words = {
        "running": "Danh sách Excel đang lập",
        "made": "Danh sách Excel vừa lập xong",
        "failed": "Danh sách Excel chưa lập được",
    }
    url = reverse("exports:export-list")
    return [Item(words[state], count, url) for state, count in found.items() if count]


def _late() -> dt.datetime:
    """Since when an end is still worth telling."""
    return timezone.now() - TOLD_FOR
