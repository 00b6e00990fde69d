"""Houses: what their screens show."""

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from programs.exports.support import at_place, of_named, ordered
from programs.forms.housing import STAGES, UNFINISHED, HouseFilterForm
from programs.forms.places import ONLY_CARRIED, PlaceFilterForm
from programs.forms.support import filter_form
from programs.models import HousingCase
from programs.services.carried import of_year
from programs.services.places import asked_place, asked_year

SORTS = {
    "household": "household__head_sort_key",
    "area": "area__sort_key",
    "approved": "approved_on",
    "started": "started_on",
    "finished": "finished_on",
    "accepted": "accepted_on",
}
_LABELS = dict(STAGES)


def stage_code(house: HousingCase) -> str:
    """How far a house is, as a code of STAGES."""
    if house.cancelled_on:
        return "cancelled"
    for name in ("accepted", "finished", "started"):
        if getattr(house, f"{name}_on"):
            return name
    return "approved"


def stage_words(house: HousingCase) -> str:
    """How far a house is, in words."""
    return _LABELS[stage_code(house)]


def _at_stage(stage: str) -> Q:
    if stage == "cancelled":
        return Q(cancelled_on__isnull=False)
    if stage == UNFINISHED[0]:
        return Q(cancelled_on=None, finished_on=None)
    order = ["approved_on", "started_on", "finished_on", "accepted_on"]
    reached = order.index(f"{stage}_on")
    found = Q(cancelled_on=None, **{f"{order[reached]}__isnull": False})
    if reached + 1 < len(order):
        found &= Q(**{order[reached + 1]: None})
    return found


def houses_found(
    officer: Officer, query: QueryDict
) -> "tuple[PlaceFilterForm, QuerySet[HousingCase]]":
    """Houses by place, year and the other filters of an address, in its order.

    Raises Http404 for a place outside the scope.
    """
    place, year = asked_place(scope_of(officer), query), asked_year(query)
    form, data = filter_form(HouseFilterForm, query, place, year)
    is_carried = data.get("carried") == ONLY_CARRIED
    rows = at_place(HousingCase.objects.visible_to(officer), place)
    rows = rows.filter(of_year(year, is_carried=is_carried))
    if data.get("kind"):
        rows = rows.filter(kind=data["kind"])
    if data.get("stage"):
        rows = rows.filter(_at_stage(str(data["stage"])))
    if data.get("q"):
        rows = of_named(rows, officer, str(data["q"]))
    rows = rows.select_related("household", "area", "component")
    return form, ordered(rows, query.get("sort", ""), SORTS)


def houses_carried(officer: Officer, query: QueryDict) -> int:
    """How many houses of earlier years the same address has, were they asked for."""
    asked = query.copy()
    asked["carried"] = ONLY_CARRIED
    return houses_found(officer, asked)[1].count()


def house_of(officer: Officer, pk: int | None) -> HousingCase:
    """A house of a household in scope. Raises Http404, PermissionDenied (role)."""
    require(officer, Act.VIEW_PROGRAMMES)
    rows = HousingCase.objects.visible_to(officer).select_related(
        "household__village", "area", "component", "line__component", "line__area"
    )
    return get_object_or_404(rows.select_related("minutes", "recorded_by"), pk=pk)


class HouseExport(RowExport):
    """Houses of a place and year."""

    code = "houses"
    title = "Hỗ trợ nhà ở"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Chủ hộ", "household.head_name", 28),
        column("Số hộ", "household.number", 12),
        column("Xã (lúc duyệt)", "area.name", 22),
        column("Năm", "year", 8),
        column("Hình thức", "get_kind_display", 12),
        column("Dự án thành phần", "component.name", 36),
        column("Số quyết định phê duyệt", "decision_number", 18),
        column("Phê duyệt", "approved_on", 12, "date"),
        column("Khởi công", "started_on", 12, "date"),
        column("Hoàn thành", "finished_on", 12, "date"),
        column("Nghiệm thu", "accepted_on", 12, "date"),
        column("Tình trạng", stage_words, 26),
        column("Diện lúc duyệt", "get_class_then_display", 18),
        column("Diện tích nhà mới (m²)", "new_area", 12, "share"),
        column("Nhà nước hỗ trợ (đồng)", "from_state", 18, "money"),
        column("Cộng đồng đóng góp (đồng)", "from_community", 18, "money"),
        column("Hộ tự lo (đồng)", "from_household", 18, "money"),
        column("Vốn vay (đồng)", "from_loan", 18, "money"),
        column("Lý do ngoại lệ", "exception", 36),
        column("Lý do dừng", "cancel_reason", 30),
        column("Nguồn số liệu", "get_provenance_display", 18),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, rows = houses_found(by, query)
        return Found(rows, filters_of(form), communes=scope_of(by).commune_ids)
