"""Việc cần làm: what waits for an officer, by what his role may do."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from households.models import ImportBatch, Review, ReviewRound, ReviewState
from povertyportal.accounts.access import Act, can, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.jobs.models import JobState
from reports.models import ReportRun


@dataclass(frozen=True)
class Item:
    """One thing to do: a sentence, how many, where to go."""

    title: str
    count: int
    url: str
    hint: str = ""


def for_officer(officer: Officer) -> list[Item]:
    """Items for the officer's home page, most pressing first."""
    items: list[Item] = []
    if can(officer, Act.VIEW_HOUSEHOLDS):
        items += _reviews(officer)
    items += _jobs(officer)
    return items


def _reviews(officer: Officer) -> list[Item]:
    counts = {
        row["round"]: row
        for row in Review.objects.visible_to(officer)
        .filter(
            round__state=ReviewRound.State.OPEN, round__areas__in=_communes(officer)
        )
        .values("round")
        .annotate(
            todo=Count("id", distinct=True, filter=Q(state=ReviewState.TODO)),
            draft=Count("id", distinct=True, filter=Q(state=ReviewState.DRAFT)),
        )
    }
    items = []
    for found in ReviewRound.objects.filter(pk__in=counts).order_by("closes_on"):
        url = reverse("households:round-detail", args=[found.pk])
        hint = f"{found.name}, kết thúc {found.closes_on:%d/%m/%Y}"
        row: dict[str, int] = dict(counts[found.pk])
        for state, title in (
            (ReviewState.DRAFT, "Phiếu đang làm dở"),
            (ReviewState.TODO, "Hộ chưa rà soát"),
        ):
            if row[state.value]:
                link = f"{url}?state={state.value}"
                items.append(Item(title, row[state.value], link, hint))
    return items


def _communes(officer: Officer) -> list[int]:
    scope = scope_of(officer)
    villages = {area.parent_id for area in scope.areas if area.pk in scope.village_ids}
    return [*scope.commune_ids, *(pk for pk in villages if pk)]


def _jobs(officer: Officer) -> list[Item]:
    items = []
    failed = ImportBatch.objects.filter(owner=officer, state=JobState.FAILED).count()
    if failed:
        url = reverse("households:import-list")
        items.append(Item("Danh sách nhập bị lỗi, cần sửa và nhập lại", failed, url))
    running = ReportRun.objects.filter(
        owner=officer, state__in=[JobState.QUEUED, JobState.RUNNING]
    ).count()
    if running:
        items.append(Item("Biểu đang lập", running, reverse("reports:report-list")))
    return items
