"""Lists behind figures, and what was made of them: what screens show."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils import timezone

from households.exports.households import class_words
from households.rules.outcome import PovertyClass
from povertyportal.accounts.access import Act, Scope, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.sheets.exports import Found, RowExport, column
from reports import as_of, movement
from reports.day_forms import DayForm, SpanForm
from reports.figures import UnknownCell
from reports.models import PackRun, ReportRun, SummaryRun
from reports.services import day_lists, reporting
from reports.services.lists import Behind, behind_number
from reports.services.lists import Entry as NumberEntry
from reports.services.selection import Choice, Place, choose, everything, place_of


def asked_place(scope: Scope, query: QueryDict) -> Place:
    """The place of ?area=…, by default all of the scope. Raises Http404 outside."""
    asked = query.get("area", "")
    if not asked:
        return everything(scope)
    area = Area.objects.filter(pk=asked).first() if asked.isdecimal() else None
    place = place_of(scope, area) if area else None
    if place is None:
        raise Http404
    return place


def asked_choice(place: Place, query: QueryDict) -> Choice | None:
    """The period of ?year=…&standard=…&basis=…, as far as there are figures."""
    asked = {name: query.get(name, "") for name in ("year", "standard", "basis")}
    return choose(place, asked, timezone.localdate())


def _require_lists(by: Officer) -> None:
    """Raises PermissionDenied unless figures and households may be seen."""
    require(by, Act.VIEW_FIGURES)
    require(by, Act.VIEW_HOUSEHOLDS)


def behind_asked(by: Officer, place: Place, choice: Choice, query: QueryDict) -> Behind:
    """The households of the number that an address names. Raises Http404."""
    try:
        return behind_number(
            by=by, place=place, period=choice.period, code=query.get("of", "poor")
        )
    except UnknownCell as error:
        raise Http404 from error


@dataclass(frozen=True)
class ColumnRows:
    """The households behind a column of the movement between two days."""

    place: Place
    form: SpanForm
    label: str
    rows: day_lists.Rows


def column_rows(by: Officer, query: QueryDict) -> ColumnRows:
    """What an address asks for. Raises PermissionDenied, Http404."""
    _require_lists(by)
    place = asked_place(scope_of(by), query)
    form = SpanForm(query, area=place.area)
    if not form.is_valid():
        raise Http404
    kind, asked = _asked_column(query)
    rows = day_lists.of_column(
        scope=scope_of(by),
        communes=place.communes,
        span=form.span(),
        kind=kind,
        column=asked,
    )
    if kind is None:
        label = "Hộ tăng, giảm chưa có căn cứ"
    else:
        label = movement.COLUMN_TITLES[kind][asked - 1]
    return ColumnRows(place, form, label, rows)


def _asked_column(query: QueryDict) -> tuple[PovertyClass | None, int]:
    kind, asked = query.get("kind", "poor"), query.get("column", "1")
    if kind == "untold":
        return None, movement.OTHER_OUT
    wanted = {str(number): number for number in movement.COLUMNS}
    found = {each.value: each for each in movement.FORMS}
    if kind not in found or asked not in wanted:
        raise Http404
    return found[kind], wanted[asked]


@dataclass(frozen=True)
class ClassRows:
    """The households of a class on a day."""

    place: Place
    form: DayForm
    label: str
    rows: day_lists.Rows


def class_rows(by: Officer, query: QueryDict) -> ClassRows:
    """What an address asks for. Raises PermissionDenied, Http404."""
    _require_lists(by)
    place = asked_place(scope_of(by), query)
    form = DayForm(query, area=place.area)
    kind = query.get("of", "poor")
    if not form.is_valid() or kind not in as_of.CLASSES:
        raise Http404
    rows = day_lists.of_class(
        scope=scope_of(by), communes=place.communes, moment=form.moment(), kind=kind
    )
    return ClassRows(place, form, PovertyClass(kind).label.capitalize(), rows)


def _head(entry: day_lists.Entry | NumberEntry) -> str:
    """As the screens write it: who has left the scope is not named."""
    if entry.household is None:
        return "Hộ đã chuyển khỏi địa bàn"
    return entry.household.head_name or "(chưa có chủ hộ)"


_WHO = (
    column("Chủ hộ", _head, 26),
    column("Số hộ", "household.number", 12),
    column("Thôn", "village.name", 22),
    column("Xã", "commune.name", 20),
)


def _kind_or_state(entry: NumberEntry) -> str:
    return class_words(entry.kind) if entry.kind else entry.state


class FigureListExport(RowExport):
    """Hộ đứng sau một con số của Tổng quan."""

    code = "figure-list"
    title = "Danh sách hộ của con số"
    act = Act.VIEW_FIGURES
    columns = (
        *_WHO,
        column("Diện, tình trạng phiếu", _kind_or_state, 22),
        column("Nhân khẩu", "persons", 10, "whole"),
        column("Điểm B1", "b1", 10, "whole"),
        column("Điểm B2", "b2", 10, "whole"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        _require_lists(by)
        place = asked_place(scope_of(by), query)
        choice = asked_choice(place, query)
        if choice is None:
            raise Http404
        found, period = behind_asked(by, place, choice, query), choice.period
        filters = [
            ("Con số", found.label),
            ("Địa bàn", place.name),
            ("Năm", str(period.year)),
            ("Chuẩn nghèo", period.standard_name),
            ("Cơ sở số liệu", period.basis_name),
        ]
        return Found(
            found.rows, filters, place.name, place.communes, dress=found.entries
        )


def _known(known: object) -> tuple[str, str]:
    words = f"{known:%d/%m/%Y}" if known else "nay"
    return ("Như đã ghi đến", words)


class MovementListExport(RowExport):
    """Hộ đứng sau một cột của diễn biến."""

    code = "movement-list"
    title = "Danh sách hộ theo diễn biến"
    act = Act.VIEW_FIGURES
    columns = (
        *_WHO,
        column("Đầu kỳ", lambda entry: class_words(entry.before), 20),
        column("Cuối kỳ", lambda entry: class_words(entry.after), 20),
        column("Diễn biến", "words", 36),
        column("Nhân khẩu", "persons", 10, "whole"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        asked = column_rows(by, query)
        span = asked.form.span()
        filters = [
            ("Cột", asked.label),
            ("Địa bàn", asked.place.name),
            ("Từ ngày", f"{span.first:%d/%m/%Y}"),
            ("Đến ngày", f"{span.last:%d/%m/%Y}"),
            _known(span.known),
        ]
        return Found(asked.rows, filters, asked.place.name, asked.place.communes)


class AsOfListExport(RowExport):
    """Hộ của một diện tại một ngày."""

    code = "as-of-list"
    title = "Danh sách hộ tại ngày"
    act = Act.VIEW_FIGURES
    columns = (
        *_WHO,
        column("Diện", lambda entry: class_words(entry.before), 20),
        column("Nhân khẩu", "persons", 10, "whole"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        asked = class_rows(by, query)
        moment = asked.form.moment()
        filters = [
            ("Diện", asked.label),
            ("Địa bàn", asked.place.name),
            ("Ngày", f"{moment.day:%d/%m/%Y}"),
            _known(moment.known),
        ]
        return Found(asked.rows, filters, asked.place.name, asked.place.communes)


def reports_of(by: Officer) -> QuerySet[ReportRun]:
    """Forms made of the officer's area, newest first."""
    visible = ReportRun.objects.visible_to(by)
    return visible.select_related("owner").prefetch_related("areas")


def packs_of(by: Officer) -> QuerySet[PackRun]:
    """Packs made of the officer's area, newest first."""
    visible = PackRun.objects.visible_to(by)
    return visible.select_related("owner", "area", "round")


def summaries_of(by: Officer) -> QuerySet[SummaryRun]:
    """Counts over the officer's communes, newest first."""
    return SummaryRun.objects.visible_to(by).select_related("owner")


def _communes_of(runs: QuerySet[ReportRun]) -> set[int]:
    found = runs.prefetch_related(None).values_list("commune_ids", flat=True)
    return {pk for ids in found for pk in ids}


class ReportExport(RowExport):
    """Các biểu đã lập."""

    code = "reports"
    title = "Các biểu đã lập"
    act = Act.EXPORT_FORMS
    columns = (
        column("Yêu cầu lúc", "queued_at", 17, "moment"),
        column(
            "Biểu",
            lambda run: "Trọn bộ" if run.form == "all" else f"Biểu {run.form}",
            12,
        ),
        column("Địa bàn", lambda run: ", ".join(a.name for a in run.areas.all()), 36),
        column("Kỳ", lambda run: reporting.request_of(run).when_text, 28),
        column("Người lập", lambda run: str(run.owner or ""), 24),
        column("Tình trạng", "get_state_display", 16),
        column("Số dòng", "row_count", 10, "whole"),
        column("Mã kiểm tra (SHA-256)", "sha256", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        rows = reports_of(by)
        return Found(rows, communes=_communes_of(rows))


class PackExport(RowExport):
    """Các gói kiểm tra đã lập."""

    code = "packs"
    title = "Các gói kiểm tra đã lập"
    act = Act.MAKE_PACKS
    columns = (
        column("Yêu cầu lúc", "queued_at", 17, "moment"),
        column("Địa bàn", "area.name", 24),
        column("Đợt rà soát", "round.name", 34),
        column("Như đã biết lúc", "as_of", 17, "moment"),
        column("Người lập", lambda run: str(run.owner or ""), 24),
        column("Tình trạng", "get_state_display", 16),
        column("Mã kiểm tra (SHA-256)", "sha256", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        return Found(packs_of(by), communes=scope_of(by).commune_ids)


class SummaryRunExport(RowExport):
    """Các lần tổng hợp số liệu."""

    code = "summary-runs"
    title = "Các lần tổng hợp số liệu"
    act = Act.VIEW_FIGURES
    columns = (
        column("Yêu cầu lúc", "queued_at", 17, "moment"),
        column("Người yêu cầu", lambda run: str(run.owner or "Hệ thống tự làm"), 24),
        column("Tình trạng", "get_state_display", 16),
        column("Kết quả", "message", 50),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        return Found(summaries_of(by), communes=scope_of(by).commune_ids)
