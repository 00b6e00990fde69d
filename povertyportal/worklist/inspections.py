"""What inspections ask of each role: a constant number of queries a role."""

from collections.abc import Iterable

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.access import Act, can
from povertyportal.accounts.models import Officer
from povertyportal.worklist.items import Item
from reports.models import Finding, Inspection, InspectionPlace, InspectionVisit

State = Inspection.State


def inspection_items(officer: Officer) -> list[Item]:
    """Items of inspections for the officer, by what his role may do."""
    items: list[Item] = []
    if can(officer, Act.INSPECT):
        items += _places(officer)
    if can(officer, Act.PLAN_INSPECTIONS):
        items += _steps(officer)
    if can(officer, Act.INSPECT) or can(officer, Act.PLAN_INSPECTIONS):
        items += _answers(officer)
    if can(officer, Act.ANSWER_FINDINGS):
        items += _findings(officer)
    return items


def _places(officer: Officer) -> Iterable[Item]:
    """Households to visit, and minutes to close where all were visited."""
    todo = Q(visits__state=InspectionVisit.State.TODO)
    rows = (
        InspectionPlace.objects.visible_to(officer)
        .filter(inspection__state=State.OPEN, closed_at__isnull=True)
        .select_related("inspection", "commune")
        .annotate(left=Count("visits", filter=todo))
        .order_by("inspection__ends_on", "pk")
    )
    today = timezone.localdate()
    for place in rows:
        ends = place.inspection.ends_on
        hint = f"hạn {ends:%d/%m/%Y}; {place.inspection.title}, {place.commune.name}"
        title = "Hộ chưa xác minh" if place.left else "Biên bản kiểm tra chưa chốt"
        url = reverse("inspections:place", args=[place.pk])
        yield Item(title, place.left or 1, url, hint, is_late=ends < today)


def _steps(officer: Officer) -> Iterable[Item]:
    """Inspections whose next step is the planner's."""
    minutes = Q(places__closed_at__isnull=True)
    findings = Q(
        places__findings__state__in=[Finding.State.OPEN, Finding.State.ANSWERED]
    )
    rows = (
        Inspection.objects.visible_to(officer)
        .filter(state__in=[State.DRAFT, State.OPEN, State.CONCLUDED])
        .annotate(
            minutes=Count("places", filter=minutes, distinct=True),
            findings=Count("places__findings", filter=findings, distinct=True),
        )
        .order_by("ends_on", "pk")
    )
    for each in rows:
        step = _step_of(each.state, each.minutes, each.findings)
        if step is not None:
            title, page = step
            yield Item(title, 1, reverse(page, args=[each.pk]), each.title)


def _step_of(state: str, minutes: int, findings: int) -> tuple[str, str] | None:
    """What to do and where; None while others have to act."""
    if state == State.DRAFT:
        return "Kế hoạch kiểm tra chưa ban hành", "inspections:detail"
    if state == State.OPEN and not minutes:
        return "Cuộc kiểm tra chờ kết luận", "inspections:conclude"
    if state == State.CONCLUDED and not findings:
        return "Đã khắc phục xong, chờ kết thúc kiểm tra", "inspections:close"
    return None


def _answers(officer: Officer) -> Iterable[Item]:
    rows = Finding.objects.visible_to(officer).filter(state=Finding.State.ANSWERED)
    found = rows.aggregate(count=Count("pk"), first=Min("pk"))
    if found["count"]:
        url = reverse("inspections:finding-detail", args=[found["first"]])
        yield Item("Báo cáo khắc phục chờ đánh giá", found["count"], url)


def _findings(officer: Officer) -> Iterable[Item]:
    """Findings that the officer's communes have to put right, by commune."""
    rows = (
        Finding.objects.visible_to(officer)
        .filter(state=Finding.State.OPEN)
        .order_by("place_id")
        .values_list("place_id", "place__inspection__title", "place__commune__name")
        .annotate(Count("pk"), Min("due_on"))
    )
    today = timezone.localdate()
    for pk, title, commune, count, due in rows:
        url = reverse("inspections:place", args=[pk])
        hint = f"hạn {due:%d/%m/%Y}; {title}, {commune}"
        yield Item("Phát hiện chưa khắc phục", count, url, hint, is_late=due < today)
