"""How the year's money lies against the calendar, and what holds it up."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from programs.models import Blockage, Component
from programs.rules.pace import Pace, pace_of
from programs.services.money_figures import (
    PACES,
    Calendars,
    MoneyRow,
    calendars,
    summed,
    totals,
)
from reports.services.periods.parts import SHARE, TEXT, Cell, Column, Part, decimal
from reports.services.periods.subject import Subject

OUTSIDE = "Ngoài chương trình"
_TEXTS = 3  # of a kind, as they were written; the others are counted
_COLUMNS = (
    Column("Nội dung", TEXT, 48),
    Column("Đã giải ngân (%)", SHARE, 20),
    Column("Theo lịch (%)", SHARE, 20),
    Column("Tiến độ", TEXT, 22),
    Column("Vướng mắc", TEXT, 0),
)


def parts(subject: Subject) -> list[Part]:
    """Each component's rate beside the calendar's, with its blockages; nothing in a
    year without money."""
    sums, held = _by_component(subject), _blockages(subject)
    ids = sums.keys() | held.keys()
    if not ids:
        return []
    components = Component.objects.filter(pk__in=[pk for pk in ids if pk])
    names = {each.pk: str(each) for each in components}
    known = calendars(subject.year, subject.last)
    rows = tuple(
        (
            names[pk] if pk else OUTSIDE,
            *_pace(sums.get(pk, ()), known, pk),
            _told(held.get(pk, ()), subject),
        )
        for pk in sorted(ids, key=lambda each: each or 0)
    )
    told = (
        f"Vốn năm {subject.year} đến {subject.last:%d/%m/%Y}; vướng mắc có trong kỳ. "
        "Lịch giải ngân là của cổng, không phải quy định.",
    )
    return [Part("blockages", "Vướng mắc, tiến độ giải ngân", _COLUMNS, rows, told)]


def _by_component(subject: Subject) -> dict[int | None, list[MoneyRow]]:
    groups: dict[int | None, list[MoneyRow]] = defaultdict(list)
    for row in totals(subject.place, subject.year, subject.last):
        groups[row.component_id].append(row)
    return groups


def _pace(
    rows: Sequence[MoneyRow], known: Calendars, component: int | None
) -> tuple[Cell, ...]:
    """The rate of all money, the rate expected, how what follows a calendar lies."""
    rate = decimal(summed(rows).rate)
    sums = summed(row for row in rows if known.follows(component, row.source))
    if not sums.planned and not sums.allocated:
        pace = Pace.FREE if any(row.planned or row.allocated for row in rows) else None
        return rate, None, PACES[pace or Pace.NOTHING][0]
    alarm_at = known.of(component).alarm_at(known.year, known.day)
    pace = pace_of(sums.planned, sums.allocated, sums.disbursed, alarm_at)
    return rate, decimal(known.expected(component)), PACES[pace][0]


def _blockages(subject: Subject) -> dict[int | None, list[Blockage]]:
    """Those of the year's lines that held money up within the period."""
    found = (
        Blockage.objects.filter(
            Q(resolved_on__isnull=True) | Q(resolved_on__gte=subject.starts),
            subject.place.rows("line__area"),
            line__year=subject.year,
            since__lte=subject.last,
        )
        .select_related("line__area")
        .order_by("kind", "since", "id")
    )
    groups: dict[int | None, list[Blockage]] = defaultdict(list)
    for each in found:
        groups[each.line.component_id].append(each)
    return groups


def _told(blockages: Iterable[Blockage], subject: Subject) -> str | None:
    """Kind by kind; None without any."""
    kinds: dict[str, list[Blockage]] = defaultdict(list)
    for each in blockages:
        kinds[each.kind].append(each)
    return ". ".join(_of_kind(each, subject) for each in kinds.values()) or None


def _of_kind(found: Sequence[Blockage], subject: Subject) -> str:
    texts = [_words(each, subject) for each in found[:_TEXTS]]
    if len(found) > _TEXTS:
        texts.append(f"và {len(found) - _TEXTS} vướng mắc khác cùng loại")
    return f"{found[0].get_kind_display()}: {'; '.join(texts)}"


def _words(blockage: Blockage, subject: Subject) -> str:
    """A blockage with its unit, if that lies below, and its days up to the last."""
    area, done = blockage.line.area, blockage.resolved_on
    where = f"{area.name}, " if area != subject.area else ""
    days = f"từ {blockage.since:%d/%m/%Y}"
    if done is not None and done <= subject.last:
        days = f"{days}, tháo gỡ {done:%d/%m/%Y}"
    return f"{blockage.text.rstrip('. ')} ({where}{days})"
