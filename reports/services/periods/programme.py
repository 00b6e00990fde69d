"""The programmes of a period: money, activities, houses, support, loans, cards."""

from collections.abc import Sequence

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from programs.models import (
    Benefit,
    Capital,
    Component,
    Enrolment,
    HousingCase,
    PolicyLoan,
    Source,
    Support,
)
from programs.rules.reporting import report_period
from programs.services import activity_figures
from programs.services.activity_figures import KindFigures
from programs.services.carried import CARRIED, of_year
from programs.services.housing_figures import counts_of
from programs.services.money_figures import MoneyRow, Sums, summed, totals
from programs.services.sources import common_source
from reports.services.periods.parts import (
    MONEY,
    QUANTITY,
    SHARE,
    TEXT,
    Cell,
    Column,
    Part,
    common_mark,
    decimal,
    with_total,
)
from reports.services.periods.slow import OUTSIDE
from reports.services.periods.subject import Subject


def parts(subject: Subject) -> list[Part]:
    """What there is of the programmes; a table without any row is left out."""
    found = [
        *_money(subject),
        _activities(subject),
        _activities_carried(subject),
        _houses(subject),
        _houses_carried(subject),
        _supports(subject),
        _loans(subject),
        _enrolments(subject),
    ]
    return [part for part in found if part.rows]


def _money(subject: Subject) -> list[Part]:
    """The year's money up to the period's last day, by component and by source."""
    rows = totals(subject.place, subject.year, subject.last)
    names = {
        each.pk: str(each)
        for each in Component.objects.filter(
            pk__in={row.component_id for row in rows if row.component_id}
        )
    }
    by_component: dict[str, list[MoneyRow]] = {}
    by_source: dict[str, list[MoneyRow]] = {}
    for row in sorted(rows, key=lambda each: each.component_id or 0):
        name = names[row.component_id] if row.component_id else OUTSIDE
        by_component.setdefault(name, []).append(row)
        of = f"{Source(row.source).label}, {Capital(row.capital).label.lower()}"
        by_source.setdefault(of, []).append(row)
    told = (
        f"Vốn năm {subject.year}: giao và giải ngân đến {subject.last:%d/%m/%Y} "
        "(đồng). Tỷ lệ giải ngân = đã giải ngân / được giao.",
    )
    return [
        _sums("money", "Vốn theo dự án thành phần", by_component, told),
        _sums("sources", "Vốn theo nguồn", by_source, told),
    ]


def _sums(
    code: str, title: str, groups: dict[str, list[MoneyRow]], told: tuple[str, ...]
) -> Part:
    columns = (
        Column("Nội dung", TEXT, 0),
        Column("Kế hoạch", MONEY, 30),
        Column("Được giao", MONEY, 30),
        Column("Đã giải ngân", MONEY, 30),
        Column("Còn lại", MONEY, 30),
        Column("Tỷ lệ (%)", SHARE, 18),
    )
    rows = [_sum_row(name, summed(each)) for name, each in groups.items()]
    if not rows:
        return Part(code, title, columns, ())
    whole = summed(row for each in groups.values() for row in each)
    total = _sum_row("Tổng số", whole)
    return Part(code, title, columns, (total, *rows), told, has_total=True)


def _sum_row(name: str, sums: Sums) -> tuple[Cell, ...]:
    return (
        name,
        sums.planned,
        sums.allocated,
        sums.disbursed,
        sums.left,
        decimal(sums.rate),
    )


def _activities(subject: Subject) -> Part:
    """Activities of the year as they stand on the period's last day, by kind."""
    year, is_half = subject.year, subject.is_half
    # What the second half of the year is to begin is not behind in the first.
    ends = report_period(year, is_half=True).ends if is_half else None
    counted = activity_figures.counts(subject.place, year, subject.last, ends)
    title = "Hoạt động, công trình, mô hình"
    return _activity_part("activities", title, list(counted.values()))


def _activities_carried(subject: Subject) -> Part:
    """Activities of earlier years that were not done when the year began."""
    found = activity_figures.carried(subject.place, subject.year, subject.last)
    return _activity_part("activities_carried", f"Hoạt động {CARRIED.lower()}", found)


def _activity_part(code: str, title: str, found: Sequence[KindFigures]) -> Part:
    shown = [each for each in found if each.planned or each.cancelled]
    rows = [
        (
            each.label,
            each.planned,
            each.started,
            each.finished,
            each.accepted,
            each.late,
            each.cancelled,
            each.joined,
            each.cost,
        )
        for each in shown
    ]
    columns = (
        Column("Loại hoạt động", TEXT, 0),
        Column("Kế hoạch", width=17),
        Column("Đã bắt đầu", width=17),
        Column("Hoàn thành", width=17),
        Column("Nghiệm thu", width=17),
        Column("Chậm", width=14),
        Column("Đã dừng", width=14),
        Column("Lượt hộ tham gia", width=18),
        Column("Tổng kinh phí (đồng)", MONEY, 32),
    )
    marks = [each.provenance for each in shown]
    return _totalled(code, title, columns, rows, marks)


def _totalled(
    code: str,
    title: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[Cell, ...]],
    marks: Sequence[str] = (),
) -> Part:
    if len(rows) < 2:
        return Part(code, title, columns, tuple(rows), marks=tuple(marks))
    total = with_total(rows, "Tổng số")
    told = (common_mark(marks), *marks) if marks else ()
    return Part(code, title, columns, (total, *rows), has_total=True, marks=told)


def _houses(subject: Subject) -> Part:
    """Houses of the year's plan by how far they are."""
    return _house_part(subject, "houses", "Hỗ trợ nhà ở", of_year(subject.year))


def _houses_carried(subject: Subject) -> Part:
    """Houses of earlier years that were not finished when the year began."""
    carried = of_year(subject.year, is_carried=True)
    return _house_part(subject, "houses_carried", f"Nhà ở {CARRIED.lower()}", carried)


def _house_part(subject: Subject, code: str, title: str, asked: Q) -> Part:
    cases = HousingCase.objects.filter(subject.place.rows(), asked)
    rows: list[tuple[Cell, ...]] = []
    marks: list[str] = []
    for kind in HousingCase.Kind:
        found = counts_of(cases.filter(kind=kind), subject.last)
        if found.planned or found.cancelled:
            marks.append(found.provenance)
            rows.append(
                (
                    kind.label,
                    found.planned,
                    found.started,
                    found.finished,
                    found.accepted,
                    found.from_state,
                    found.from_others,
                )
            )
    columns = (
        Column("Hình thức", TEXT, 0),
        Column("Phê duyệt"),
        Column("Khởi công"),
        Column("Hoàn thành"),
        Column("Nghiệm thu"),
        Column("Nhà nước hỗ trợ (đồng)", MONEY, 34),
        Column("Huy động (đồng)", MONEY, 34),
    )
    return _totalled(code, title, columns, rows, marks)


def _supports(subject: Subject) -> Part:
    """What households received within the period, by kind."""
    given = Support.objects.filter(
        subject.place.rows(),
        state=Support.State.GIVEN,
        given_on__range=(subject.starts, subject.last),
    )
    rows = (
        given.order_by("kind__name")
        .values_list("kind__name", "kind__unit")
        .annotate(
            times=Count("pk"),
            households=Count("household", distinct=True),
            quantity=Sum("quantity"),
            value=Sum("value"),
            first=Min("provenance"),
            last=Max("provenance"),
        )
    )
    columns = (
        Column("Loại hỗ trợ", TEXT, 0),
        Column("Đơn vị tính", TEXT, 24),
        Column("Số lượt"),
        Column("Số hộ"),
        Column("Khối lượng", QUANTITY, 24),
        Column("Giá trị (đồng)", MONEY, 36),
    )
    shown = tuple(
        (name, unit, times, households, decimal(quantity), value)
        for name, unit, times, households, quantity, value, *_ in rows
    )
    marks = tuple(common_source(first, last) for *_, first, last in rows)
    title = "Hỗ trợ đã đến hộ trong kỳ"
    return Part("supports", title, columns, shown, marks=marks)


def _loans(subject: Subject) -> Part:
    """Loans given within the period, by programme of the policy bank."""
    lent = PolicyLoan.objects.filter(
        subject.place.rows(),
        lent_on__range=(subject.starts, subject.last),
        cancelled_on=None,
    )
    rows = (
        lent.order_by("programme__name")
        .values_list("programme__name")
        .annotate(
            loans=Count("pk"),
            households=Count("household", distinct=True),
            amount=Sum("amount"),
        )
    )
    columns = (
        Column("Chương trình vay", TEXT, 0),
        Column("Số khoản vay", width=26),
        Column("Số hộ"),
        Column("Doanh số cho vay (đồng)", MONEY, 44),
    )
    return _totalled("loans", "Tín dụng chính sách trong kỳ", columns, list(rows))


def _enrolments(subject: Subject) -> Part:
    """Who has a benefit on the period's last day."""
    columns = (Column("Chế độ", TEXT, 0), Column("Số người"), Column("Số hộ"))
    rows = tuple(
        (Benefit(code).label, people, households)
        for code, people, households in _on_the_day(subject)
    )
    told = (f"Đang hưởng ngày {subject.last:%d/%m/%Y}.",)
    title = "Người, hộ đang hưởng chế độ"
    return Part("enrolments", title, columns, rows, told)


def _on_the_day(subject: Subject) -> "QuerySet[Enrolment, tuple[str, int, int]]":
    inside = Enrolment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gt=subject.last),
        subject.place.rows(),
        starts__lte=subject.last,
    )
    return (
        inside.order_by("benefit")
        .values_list("benefit")
        .annotate(
            people=Count("person", distinct=True),
            households=Count("household", distinct=True),
        )
    )
