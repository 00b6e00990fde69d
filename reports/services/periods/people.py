"""What households need and have a right to, and who helps them out of poverty."""

from django.db.models import Count

from povertyportal.ui.templatetags.vn import moment
from programs.models import Benefit, HelperVisit
from programs.services import need_figures, right_figures
from programs.services.homes import homes_of, living_in
from programs.services.wayout.listed import coverage, plan_totals
from reports.services.periods.parts import TEXT, Cell, Column, Part
from reports.services.periods.subject import Subject


def parts(subject: Subject) -> list[Part]:
    """Needs and rights as they are kept, plans and helpers; without rows left out."""
    found = (_needs(subject), _rights(subject), _way_out(subject))
    return [part for part in found if part.rows]


def _needs(subject: Subject) -> Part:
    """Households with a need: helped, planned for, neither."""
    homes = homes_of(subject.place)
    rows = tuple(
        (
            each.name,
            each.counts.needing,
            each.counts.helped,
            each.counts.planned,
            each.counts.uncovered,
        )
        for each in need_figures.by_topic(homes, subject.year)
        if each.counts.needing
    )
    columns = (
        Column("Nhu cầu", TEXT, 0),
        Column("Số hộ cần", width=24),
        Column("Đã hỗ trợ", width=24),
        Column("Dự kiến hỗ trợ", width=24),
        Column("Chưa có hỗ trợ", width=24),
    )
    told = _as_kept(subject)
    return Part("needs", "Nhu cầu và hỗ trợ", columns, rows, told if rows else ())


def _as_kept(subject: Subject) -> tuple[str, ...]:
    """Of when the kept numbers are: not of the period's last day."""
    at = need_figures.built_at(homes_of(subject.place), subject.year)
    return (f"Số hộ, số người của năm {subject.year} như cổng tính lúc {moment(at)}.",)


def _rights(subject: Subject) -> Part:
    """Who should have a benefit and who has it."""
    rows: list[tuple[Cell, ...]] = []
    for benefit in Benefit:
        found = right_figures.numbers(subject.place, benefit, subject.year)
        if found.should or found.excess:
            rows.append(
                (benefit.label, found.should, found.both, found.missing, found.excess)
            )
    columns = (
        Column("Chế độ", TEXT, 0),
        Column("Được hưởng", width=24),
        Column("Đã có", width=24),
        Column("Chưa có", width=24),
        Column("Có mà không còn được hưởng", width=34),
    )
    title = "Quyền hưởng chế độ"
    told = _as_kept(subject) if rows else ()
    return Part("rights", title, columns, tuple(rows), told)


def _way_out(subject: Subject) -> Part:
    """Escape plans of the year, households with a helper on the period's last day,
    visits of the period."""
    # Results of a year are known, and written down, when the year is over.
    day = subject.last if subject.is_half else None
    plans = plan_totals(subject.place, subject.year, day)
    helped = coverage(subject.place, subject.year, subject.last)
    visits = HelperVisit.objects.filter(
        living_in(subject.place, "household__"),
        day__range=(subject.starts, subject.last),
        withdrawn_at=None,
    ).aggregate(times=Count("pk"), households=Count("household", distinct=True))
    if not (plans.made or helped.helped or visits["times"]):
        return Part("way_out", "", (), ())
    rows = (
        ("Kế hoạch thoát nghèo của năm", plans.made),
        ("Trong đó đã thoát nghèo, thoát cận nghèo", plans.left),
        ("Trong đó hết năm chưa thoát", plans.not_yet),
        ("Trong đó đã dừng", plans.dropped),
        ("Trong đó đang thực hiện", plans.open),
        ("Hộ nghèo, hộ cận nghèo có người giúp đỡ", helped.helped),
        ("Hộ nghèo, hộ cận nghèo chưa có người giúp đỡ", helped.left),
        ("Lượt thăm hộ trong kỳ", visits["times"]),
        ("Số hộ được thăm trong kỳ", visits["households"]),
    )
    columns = (Column("Nội dung", TEXT, 0), Column("Số lượng", width=30))
    told = (
        f"Hộ có người giúp đỡ: ngày {subject.last:%d/%m/%Y}"
        f"{'; kết quả của kế hoạch: ghi đến ngày đó' if day else ''}.",
    )
    return Part("way_out", "Giúp đỡ hộ thoát nghèo", columns, rows, told)
