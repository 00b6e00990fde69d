"""The way out of one household, the tasks of one helper: what their screens show."""

from django.db.models import QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from households.models import Household
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column
from programs.models import (
    EscapeMeasure,
    EscapePlan,
    Helper,
    HelperAssignment,
    HelperVisit,
)
from programs.services.need_topics import topic_name
from programs.services.wayout.helpers import assignments_of

OTHER = "Khác"


def plan_of(officer: Officer, pk: int | None) -> EscapePlan:
    """A plan in scope. Raises Http404."""
    rows = EscapePlan.objects.visible_to(officer).select_related(
        "household__village", "household__commune", "recorded_by"
    )
    return get_object_or_404(rows, pk=pk)


def measures_of(plan: EscapePlan) -> "QuerySet[EscapeMeasure]":
    """A plan's measures, the first due first."""
    rows = plan.measures.select_related("component", "support__kind")
    return rows.order_by("due_on", "pk")


def topic_of(measure: EscapeMeasure) -> str:
    """What the measure is for, in words."""
    return topic_name(measure.topic) if measure.topic else OTHER


def helper_of(officer: Officer, pk: int | None) -> Helper:
    """A helper in scope. Raises Http404."""
    rows = Helper.objects.visible_to(officer).select_related("area")
    return get_object_or_404(rows, pk=pk)


def tasks_of(officer: Officer, helper: Helper) -> "QuerySet[HelperAssignment]":
    """Whom the helper helps, what lasts last: as far as the officer sees it."""
    rows = assignments_of(officer).filter(helper=helper)
    rows = rows.select_related("household__village", "area")
    return rows.order_by("ends", "-starts", "-pk")


def visits_of(household: Household) -> "QuerySet[HelperVisit]":
    """Visits to a household, the newest first."""
    rows = household.helper_visits.select_related("assignment__helper", "recorded_by")
    return rows.order_by("-day", "-pk")


class MeasureExport(RowExport):
    """The measures of an escape plan."""

    code = "escape-measures"
    title = "Biện pháp của kế hoạch thoát nghèo"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Biện pháp", "what", 40),
        column("Cho thiếu hụt, nguyên nhân", topic_of, 30),
        column("Người thực hiện", "who", 26),
        column("Hạn", "due_on", 12, "date"),
        column("Tình trạng", "get_state_display", 16),
        column("Làm xong ngày", "done_on", 14, "date"),
        column("Ghi chú", "note", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        plan = plan_of(by, object_id)
        where = f"hộ {plan.household.head_name}, năm {plan.target_year}"
        return Found(measures_of(plan), where=where, communes=_home(plan.household))


def _helped(task: HelperAssignment) -> str:
    if task.household is not None:
        return task.household.head_name
    return task.area.name if task.area else ""


class TaskExport(RowExport):
    """Whom a helper helps."""

    code = "helper-tasks"
    title = "Phân công giúp đỡ"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Hộ, địa bàn", _helped, 28),
        column("Số hộ", "household.number", 12),
        column("Nội dung", "content", 40),
        column("Từ ngày", "starts", 12, "date"),
        column("Đến trước ngày", "ends", 14, "date"),
        column("Kết quả", "outcome", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        helper = helper_of(by, object_id)
        rows = tasks_of(by, helper)
        homes = rows.filter(household__isnull=False).order_by()
        communes = set(homes.values_list("household__commune_id", flat=True))
        return Found(rows, where=helper.name, communes=communes)


class HouseholdVisitExport(RowExport):
    """The visits to a household."""

    code = "household-visits"
    title = "Các lần thăm hộ"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Ngày", "day", 12, "date"),
        column("Người, đơn vị", "assignment.helper.name", 30),
        column("Nội dung", "note", 70),
        column("Người ghi", "recorded_by.full_name", 26),
        column("Lý do hủy", "withdraw_reason", 36),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        household = get_object_or_404(Household.objects.visible_to(by), pk=object_id)
        return Found(
            visits_of(household),
            where=f"hộ {household.head_name}",
            communes=_home(household),
        )


def _home(household: Household) -> set[int]:
    return {household.commune_id} if household.commune_id else set()
