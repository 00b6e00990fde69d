"""Activities, their stages, work and participants: what screens show."""

from dataclasses import dataclass

from django.db.models import F, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import SearchKey
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from programs.forms.activities import ActivityFilterForm
from programs.forms.places import ONLY_CARRIED, PlaceFilterForm
from programs.models import Activity, ActivityProgress, ActivityStage
from programs.services import activity_figures
from programs.services.activities.participants import participants_of
from programs.services.activity_figures import KindFigures
from programs.services.activity_outcomes import OutcomeFigures, outcomes
from programs.services.activity_states import in_state, judged_as, state_of
from programs.services.carried import of_year
from programs.services.places import Place, asked_place, asked_year
from programs.services.programmes import parts_of

SORTS = {
    "area": F("area__sort_key").asc(),
    "kind": F("kind").asc(),
    "start": F("planned_start").asc(nulls_last=True),
    "finish": F("planned_finish").asc(nulls_last=True),
    "cost": F("cost").asc(),
    "participants": F("participant_count").asc(),
}


def activities_found(
    officer: Officer, query: QueryDict
) -> "tuple[ActivityFilterForm, QuerySet[Activity]]":
    """Activities by place, year and the other filters of an address, in its order.

    Raises Http404 for a place outside the scope.
    """
    place, year = asked_place(scope_of(officer), query), asked_year(query)
    form = ActivityFilterForm(query, place, year)
    data = form.cleaned_data if form.is_valid() else {}
    asked = of_year(year, is_carried=data.get("carried") == ONLY_CARRIED)
    rows = Activity.objects.filter(place.rows(), asked)  # the place is in scope
    if data.get("kind"):
        rows = rows.filter(kind=data["kind"])
    if data.get("component"):  # of a project also those of its parts
        chosen = data["component"].pk
        rows = rows.filter(component__in=parts_of({chosen})[chosen])
    if data.get("state"):
        rows = rows.filter(in_state(str(data["state"])))
    if data.get("worth"):
        rows = rows.filter(judged_as(str(data["worth"])))
    if data.get("q"):
        key = SearchKey(Value(data["q"]))
        rows = rows.filter(GreaterThan(StrIndex(SearchKey("name"), key), 0))
    return form, in_order(rows, query.get("sort", ""))


def activities_carried(officer: Officer, query: QueryDict) -> int:
    """How many of earlier years the same address has, were they asked for."""
    asked = query.copy()
    asked["carried"] = ONLY_CARRIED
    return activities_found(officer, asked)[1].count()


def in_order(rows: "QuerySet[Activity]", sort: str) -> "QuerySet[Activity]":
    """By a key of SORTS ("-cost" downward), by default the newest entry first."""
    rows = rows.select_related("area", "component__programme")
    order = SORTS.get(sort.removeprefix("-"))
    if order is None:
        return rows.order_by("-pk")
    if sort.startswith("-"):
        order = order.copy()
        order.reverse_ordering()
    return rows.order_by(order, "-pk")


def activity_of(officer: Officer, pk: int | None) -> Activity:
    """An activity in scope. Raises Http404, PermissionDenied (role)."""
    require(officer, Act.VIEW_PROGRAMMES)
    rows = Activity.objects.visible_to(officer)
    return get_object_or_404(
        rows.select_related("area", "component__programme", "recorded_by"), pk=pk
    )


@dataclass(frozen=True)
class FiguresFound:
    """Counts by kind of a place and year (the total first), and what came of them.

    The last row is what was carried over from earlier years, where anything was.
    """

    form: PlaceFilterForm
    place: Place
    year: int
    rows: list[KindFigures]
    outcomes: list[OutcomeFigures]


def figures_found(officer: Officer, query: QueryDict) -> FiguresFound:
    """What the address asks to be counted. Raises Http404 for a place outside."""
    place, year = asked_place(scope_of(officer), query), asked_year(query)
    found = activity_figures.counts(place, year)
    rows = [activity_figures.total(found), *found.values()]
    carried = activity_figures.carried_total(place, year)
    if carried is not None:
        rows.append(carried)
    form = PlaceFilterForm(query, place, year)
    return FiguresFound(form, place, year, rows, outcomes(place, year))


def stages_of(activity: Activity) -> "QuerySet[ActivityStage]":
    """Stages by the day they were planned for."""
    return activity.stages.select_related("evidence").order_by(
        F("planned_on").asc(nulls_last=True), "pk"
    )


def progress_of(activity: Activity) -> "QuerySet[ActivityProgress]":
    """What was done, the newest first."""
    return activity.progress.select_related("evidence", "recorded_by").order_by(
        "-day", "-pk"
    )


def state_words(activity: Activity) -> str:
    """The state in words."""
    return str(state_of(activity).label)


class ActivityExport(RowExport):
    """Activities of a place and year."""

    code = "activities"
    title = "Hoạt động, công trình, mô hình"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Tên", "name", 48),
        column("Loại", "get_kind_display", 26),
        column("Địa bàn", "area.name", 24),
        column("Địa điểm", "place", 20),
        column("Năm", "year", 8),
        column("Dự án thành phần", "component.name", 36),
        column("Chủ đầu tư, đơn vị thực hiện", "owner", 26),
        column("Khối lượng", "quantity", 12, "share"),
        column("Đơn vị tính", "unit", 12),
        column("Đã làm", "quantity_done", 12, "share"),
        column("Số hộ tham gia", "participant_count", 10, "whole"),
        column("Tổng kinh phí (đồng)", "cost", 18, "money"),
        column("Trong đó đối ứng (đồng)", "matching", 18, "money"),
        column("Dự kiến bắt đầu", "planned_start", 12, "date"),
        column("Dự kiến hoàn thành", "planned_finish", 12, "date"),
        column("Bắt đầu, khởi công", "started_on", 12, "date"),
        column("Hoàn thành", "finished_on", 12, "date"),
        column("Nghiệm thu", "accepted_on", 12, "date"),
        column("Đưa vào sử dụng", "commissioned_on", 12, "date"),
        column("Tình trạng", state_words, 20),
        column("Lý do dừng", "cancel_reason", 30),
        column("Kết quả", "result", 40),
        column("Có nên nhân rộng", "get_worth_display", 16),
        column("Nguồn số liệu", "get_provenance_display", 20),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, rows = activities_found(by, query)
        return Found(rows, filters_of(form), communes=scope_of(by).commune_ids)


class ParticipantExport(RowExport):
    """Households that take part in an activity."""

    code = "activity-participants"
    title = "Hộ tham gia"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Chủ hộ", "household.head_name", 28),
        column("Số hộ", "household.number", 12),
        column("Thôn", "household.village.name", 22),
        column("Xã", "household.commune.name", 22),
        column("Người tham gia", "person.name", 28),
        column("Tham gia từ", "joined_on", 12, "date"),
        column("Đối ứng (đồng)", "matching", 16, "money"),
        column("Kết quả", "get_outcome_display", 20),
        column("Ngày ghi nhận", "outcome_on", 12, "date"),
        column("Ghi chú", "note", 40),
        column("Lý do ngoại lệ", "exception", 36),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        activity = activity_of(by, object_id)
        rows = participants_of(by, activity)
        homes = rows.order_by().values_list("household__commune_id", flat=True)
        communes = {each for each in homes.distinct() if each is not None}
        return Found(rows, where=activity.name, communes=communes)


class StageExport(RowExport):
    """Stages of an activity."""

    code = "activity-stages"
    title = "Các giai đoạn"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Giai đoạn", "name", 36),
        column("Dự kiến", "planned_on", 12, "date"),
        column("Xong ngày", "done_on", 12, "date"),
        column("Minh chứng", "evidence.name", 30),
        column("Ghi chú", "note", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        activity = activity_of(by, object_id)
        return Found(stages_of(activity), where=activity.name)


class ProgressExport(RowExport):
    """What was done of an activity, day by day."""

    code = "activity-progress"
    title = "Khối lượng đã làm"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Ngày", "day", 12, "date"),
        column("Khối lượng", "quantity", 14, "share"),
        column("Đơn vị tính", "activity.unit", 14),
        column("Người ghi", "recorded_by", 24),
        column("Minh chứng", "evidence.name", 30),
        column("Ghi chú", "note", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        activity = activity_of(by, object_id)
        rows = progress_of(activity).select_related("activity")
        return Found(rows, where=activity.name)


class ActivityFiguresExport(RowExport):
    """Counts of activities by kind."""

    code = "activity-figures"
    title = "Hoạt động theo loại"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Loại", "label", 44),
        column("Số hoạt động", "planned", 12, "whole"),
        column("Đã bắt đầu", "started", 12, "whole"),
        column("Đã hoàn thành", "finished", 12, "whole"),
        column("Đã nghiệm thu", "accepted", 12, "whole"),
        column("Đã đưa vào sử dụng", "in_use", 12, "whole"),
        column("Chậm so với dự kiến", "late", 12, "whole"),
        column("Đã dừng", "cancelled", 12, "whole"),
        column("Lượt hộ tham gia", "joined", 12, "whole"),
        column("Tổng kinh phí (đồng)", "cost", 20, "money"),
        column("Trong đó đối ứng (đồng)", "matching", 20, "money"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        found = figures_found(by, query)
        where = f"{found.place.name}, năm {found.year}"
        return Found(found.rows, where=where, communes=scope_of(by).commune_ids)


class ActivityOutcomeExport(RowExport):
    """What came of activities, by kind."""

    code = "activity-outcomes"
    title = "Kết quả của người tham gia"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Loại", "label", 44),
        column("Lượt tham gia", "joined", 12, "whole"),
        column("Hoàn thành", "completed", 12, "whole"),
        column("Có việc làm", "employed", 12, "whole"),
        column("Tăng thu nhập", "income_up", 12, "whole"),
        column("Chưa thay đổi", "no_change", 12, "whole"),
        column("Bỏ giữa chừng", "left", 12, "whole"),
        column("Chưa ghi", "unknown", 12, "whole"),
        column("Hộ đối ứng (đồng)", "matching", 18, "money"),
        column("Nên nhân rộng", "worth", 12, "whole"),
        column("Không nhân rộng", "not_worth", 12, "whole"),
        column("Đến kỳ đánh giá", "due", 12, "whole"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        found = figures_found(by, query)
        where = f"{found.place.name}, năm {found.year}"
        return Found(found.outcomes, where=where, communes=scope_of(by).commune_ids)
