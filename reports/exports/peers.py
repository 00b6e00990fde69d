"""Areas side by side, published figures, lessons, saved views: what screens show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Value
from django.http import Http404, QueryDict

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import SearchKey
from povertyportal.sheets.exports import (
    Found,
    RowColumn,
    RowExport,
    column,
    filters_of,
)
from povertyportal.ui.numbers import round_half_up
from reports.exports.figures import asked_place
from reports.models import Lesson, ReferenceFigure, SavedView
from reports.peer_forms import LessonFilterForm
from reports.services.grounds import source_words
from reports.services.peers.asking import WAYS
from reports.services.peers.board import Board, Spent, board
from reports.services.peers.sides import RESIDENTS, Side
from reports.services.peers.veil import HOUSES, LACKS, NEAR_POOR, POOR
from reports.services.selection import Place, place_of, single_unit
from reports.services.shared_views import opening_for

HIDDEN = "ẩn vì ít hộ"


def board_asked(by: Officer, query: QueryDict) -> tuple[Place, Board | None]:
    """The place and board of an address. Raises PermissionDenied, Http404.

    By default the one unit of who answers for one, where it has official figures; the
    units of former times that became part of it are another place.
    """
    require(by, Act.VIEW_FIGURES)
    scope = scope_of(by)
    own = None if query.get("area") else single_unit(scope)
    place = place_of(scope, own) if own else None
    if place and (found := board(by, place, query)):
        return place, found
    place = asked_place(scope, query)
    return place, board(by, place, query)


def _board(by: Officer, query: QueryDict) -> Board:
    _, found = board_asked(by, query)
    if found is None:
        raise Http404
    return found


def _opened(by: Officer, query: QueryDict, rows: Callable[[Board], Sequence]) -> Found:
    found = _board(by, query)
    period = found.asked.period
    filters = [
        ("Năm", str(period.year)),
        ("Chuẩn nghèo", period.standard_name),
        ("Cơ sở số liệu", period.basis_name),
        ("So với", WAYS[found.asked.way]),
    ]
    # The trail keeps what a file was narrowed by, and so whom else it shows.
    if outside := found.asked.outside:
        names = ", ".join(area.name for area in outside)
        filters.append(("Đơn vị ngoài địa bàn", names))
    return Found(
        rows(found),
        filters,
        found.asked.place.name,
        found.asked.place.communes,
    )


def _number(name: str) -> Callable[[Side], object]:
    def read(side: Side) -> object:
        return HIDDEN if side.is_hidden(name) else side.number(name)

    return read


def _percent(name: str) -> Callable[[Side], object]:
    def read(side: Side) -> object:
        return HIDDEN if side.is_hidden(name) else side.now and side.now.percent(name)

    return read


def _coverage(side: Side) -> str:
    """Why a row with numbers may have no rate."""
    return f"{side.coverage} (chưa tính tỷ lệ)" if side.coverage else ""


def _lacks(side: Side) -> object:
    if side.before is None:
        return None
    return HIDDEN if side.lacks_are_hidden else side.before.numbers[LACKS]


def _paid(side: Side) -> object:
    rate = side.money.rate
    return None if rate is None else round_half_up(rate, 2)


def _per_lack(side: Side) -> object:
    if side.lacks_are_hidden:
        return HIDDEN
    spent = side.per_lack
    return None if spent is None else int(round_half_up(spent, 0))


class PeerExport(RowExport):
    """So sánh các đơn vị."""

    code = "area-comparison"
    title = "So sánh các đơn vị"
    act = Act.VIEW_FIGURES
    columns = (
        column("Đơn vị", "name", 30),
        column("Cộng từ số liệu của", _coverage, 24),
        column("Hộ dân cư", _number(RESIDENTS), 12, "whole"),
        column("Hộ nghèo", _number(POOR), 12, "whole"),
        column("Tỷ lệ hộ nghèo (%)", _percent(POOR), 12, "share"),
        column("Thay đổi so với năm trước (điểm %)", Side.change, 16, "share"),
        column("Thay đổi số hộ dân cư (%)", "residents_change", 14, "share"),
        column("Hộ cận nghèo", _number(NEAR_POOR), 12, "whole"),
        column("Tỷ lệ hộ cận nghèo (%)", _percent(NEAR_POOR), 12, "share"),
        column("Lượt thiếu hụt đầu năm", _lacks, 14, "whole"),
        column("Vốn được giao (đồng)", "money.allocated", 18, "money"),
        column("Đã giải ngân (đồng)", "money.disbursed", 18, "money"),
        column("Tỷ lệ giải ngân (%)", _paid, 12, "share"),
        column("Chi cho mỗi lượt thiếu hụt (đồng)", _per_lack, 18, "money"),
        column("Nhà hoàn thành", _number(HOUSES), 12, "whole"),
        column("Vì sao chưa so được với năm trước", "why_no_change", 36),
        column(
            "Nguồn số liệu",
            lambda side: side.now and source_words(side.now.sources),
            60,
        ),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        return _opened(by, query, lambda found: found.lines)


class SpentExport(RowExport):
    """Vốn theo dự án của các đơn vị giảm nhanh."""

    code = "comparison-spending"
    title = "Vốn theo dự án của các đơn vị giảm nghèo nhanh"
    act = Act.VIEW_FIGURES
    columns = (column("Dự án thành phần", "name", 60),)

    def columns_of(self, by: Officer, found: Found) -> Sequence[RowColumn]:
        """Two columns for each of the areas."""
        areas = next((row.areas for row in found.rows), ())
        more = [
            column(f"{area.name}: {words}", _spent(at, name), 20, "money")
            for at, area in enumerate(areas)
            for words, name in (
                ("được giao", "allocated"),
                ("đã giải ngân", "disbursed"),
            )
        ]
        return (*self.columns, *more)

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        return _opened(by, query, lambda found: found.spent)


def _spent(at: int, name: str) -> Callable[[Spent], object]:
    def read(row: Spent) -> object:
        sums = row.sums[at]
        return HIDDEN if sums is None else getattr(sums, name)

    return read


def references_of(by: Officer) -> QuerySet[ReferenceFigure]:
    """All published figures, the newest year first. Raises PermissionDenied."""
    require(by, Act.VIEW_FIGURES)
    return ReferenceFigure.objects.order_by("-year", "id")


class ReferenceExport(RowExport):
    """Số liệu công bố của cả nước, các vùng."""

    code = "reference-figures"
    title = "Số liệu công bố của cả nước, các vùng"
    act = Act.VIEW_FIGURES
    columns = (
        column("Năm rà soát", "year", 12, "whole"),
        column("Phạm vi", "name", 36),
        column("Chỉ tiêu", "get_figure_display", 36),
        column("Giá trị", "value", 14, "share"),
        column("Số làm tròn", lambda row: "Có" if row.is_about else "", 10),
        column("Đối chiếu", "get_mark_display", 26),
        column("Văn bản, nguồn", "document", 70),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        return Found(references_of(by))


@dataclass(frozen=True)
class LessonsFound:
    """The lessons that an address asks for, and its form."""

    form: LessonFilterForm
    rows: QuerySet[Lesson]


def lessons_found(by: Officer, query: QueryDict) -> LessonsFound:
    """Lessons of every area: they are written to be read. Raises PermissionDenied."""
    require(by, Act.VIEW_FIGURES)
    form = LessonFilterForm(query)
    rows = Lesson.objects.select_related("area", "component")
    if form.is_valid():
        data = form.cleaned_data
        if data["year"]:
            rows = rows.filter(year=data["year"])
        if data["component"]:
            rows = rows.filter(component=data["component"])
        if data["q"]:
            rows = _containing(rows, data["q"])
    return LessonsFound(form, rows)


def _containing(rows: QuerySet[Lesson], text: str) -> QuerySet[Lesson]:
    """Lessons, or names of areas, that hold a text; accents do not matter."""
    keys = {f"{name}_key": SearchKey(name) for name in ("title", "what", "area__name")}
    found = Q()
    for name in keys:
        found |= Q(**{f"{name}__contains": SearchKey(Value(text))})
    return rows.annotate(**keys).filter(found)


class LessonExport(RowExport):
    """Các bài học."""

    code = "lessons"
    title = "Bài học của các đơn vị"
    act = Act.VIEW_FIGURES
    columns = (
        column("Bài học", "title", 40),
        column("Đơn vị", "area.name", 28),
        column("Năm", "year", 8, "whole"),
        column("Dự án thành phần", lambda row: str(row.component or ""), 40),
        column("Cách làm", "what", 80),
        column("Kết quả", "result", 60),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        found = lessons_found(by, query)
        return Found(found.rows, filters_of(found.form))


def views_of(by: Officer) -> list[SavedView]:
    """The officer's own views in his order, then those that colleagues share.

    Of theirs, such as open for him. Raises PermissionDenied.
    """
    require(by, Act.VIEW_FIGURES)
    shared = SavedView.objects.shared_with(by).select_related("officer")
    own = SavedView.objects.own(by).select_related("officer")
    return [*own, *opening_for(by, shared)]


class SavedViewExport(RowExport):
    """Các góc nhìn đã lưu."""

    code = "saved-views"
    title = "Các góc nhìn đã lưu"
    act = Act.VIEW_FIGURES
    columns = (
        column("Góc nhìn", "name", 40),
        column("Người lưu", "officer.full_name", 28),
        column("Chia sẻ", lambda view: "Có" if view.is_shared else "Không", 10),
        column("Lưu lúc", "saved_at", 17, "moment"),
        column("Đường dẫn", "address", 80),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        return Found(views_of(by))
