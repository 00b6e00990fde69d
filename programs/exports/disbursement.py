"""How a year's money is paid out, by component, area or source: what is slow, why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils import timezone

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from programs.exports.money import share
from programs.forms.money import DisbursementFilterForm
from programs.models import Blockage, BudgetLine, Component, Source
from programs.services.money_figures import (
    PACES,
    Calendars,
    Group,
    calendars,
    grouped,
)
from programs.services.places import Place, asked_place, asked_year

OUTSIDE = "Ngoài chương trình"
NOTHING = Fraction(0)
# By what the lines are grouped: column of a line, its heading, the list's parameter.
WAYS = {
    "component": ("component_id", "Dự án thành phần", "component"),
    "area": ("area_id", "Địa bàn", "area"),
    "source": ("source", "Nguồn vốn", "source"),
}


@dataclass(frozen=True)
class GroupRow:
    """A group with its name, what holds its money up, the way to its lines."""

    group: Group
    name: str
    under: str
    why: str
    query: str

    @property
    def label(self) -> str:
        """How it lies, in words."""
        return PACES[self.group.pace][0]

    @property
    def tone(self) -> str:
        """The tone of how it lies."""
        return PACES[self.group.pace][1]


@dataclass(frozen=True)
class Disbursed:
    """The page: its filters, its place, the calendars used, its rows and their sum."""

    form: forms.Form
    place: Place
    known: Calendars
    by: str
    rows: Sequence[GroupRow]
    total: Group
    lines: "QuerySet[BudgetLine]"


def disbursed(officer: Officer, query: QueryDict) -> Disbursed:
    """A place's money of a year, grouped; a constant number of queries. Http404."""
    scope = scope_of(officer)
    place, year = asked_place(scope, query), asked_year(query)
    by = query.get("by", "")
    by = by if by in WAYS else "component"
    asked = query.copy()
    asked["by"] = by
    form = DisbursementFilterForm(asked, place, year)
    known = calendars(year, timezone.localdate())
    lines = BudgetLine.objects.filter(place.rows(), year=year)
    source = form.cleaned_data["source"] if form.is_valid() else ""
    if source:
        lines = lines.filter(source=source)
    groups = grouped(lines, known, WAYS[by][0])
    rows = _named(groups, by, _why(lines, WAYS[by][0]), _base(place, year, source))
    return Disbursed(form, place, known, by, rows, _total(groups), lines)


def _base(place: Place, year: int, source: str) -> dict[str, str]:
    found = {"year": str(year), "source": source}
    if place.area is not None:
        found["area"] = str(place.area.pk)
    return {name: value for name, value in found.items() if value}


def _why(lines: "QuerySet[BudgetLine]", column_: str) -> Mapping[int | str | None, str]:
    """Open blockages of each group in words, the most frequent kind first."""
    rows = (
        Blockage.objects.filter(
            line__in=lines.order_by().values("pk"), resolved_on__isnull=True
        )
        .order_by()
        .values_list(f"line__{column_}", "kind")
        .annotate(count=Count("pk"))
        .order_by("-count", "kind")
    )
    found: dict[int | str | None, list[str]] = defaultdict(list)
    for key, kind, count in rows:
        found[key].append(f"{Blockage.Kind(kind).label} ({count})")
    return {key: "; ".join(words) for key, words in found.items()}


def _named(
    groups: Sequence[Group],
    by: str,
    why: Mapping[int | str | None, str],
    base: Mapping[str, str],
) -> list[GroupRow]:
    names = _names(groups, by)
    found = []
    for group in groups:
        order, under, name = names[group.key]
        own = {**base, WAYS[by][2]: str(group.key)}
        if group.key is None:
            own = {**base, "programme": "outside"}
        row = GroupRow(group, name, under, why.get(group.key, ""), urlencode(own))
        found.append((order, row))
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def _names(
    groups: Sequence[Group], by: str
) -> dict[int | str | None, tuple[tuple[object, ...], str, str]]:
    """(order, what it lies under, name) of each key."""
    keys = [group.key for group in groups]
    if by == "source":
        order = list(Source)
        return {
            key: ((order.index(Source(str(key))),), "", Source(str(key)).label)
            for key in keys
        }
    if by == "area":
        areas = Area.objects.filter(pk__in=[key for key in keys if key])
        return {
            each.pk: ((each.path.count("."), each.sort_key, each.pk), "", each.name)
            for each in areas
        }
    parts = Component.objects.filter(pk__in=[key for key in keys if key])
    found: dict[int | str | None, tuple[tuple[object, ...], str, str]] = {
        each.pk: (
            (0, -each.programme.starts_year, each.programme.name, each.position),
            each.programme.name,
            str(each),
        )
        for each in parts.select_related("programme")
    }
    found[None] = ((1,), "", OUTSIDE)
    return found


def _total(groups: Sequence[Group]) -> Group:
    allocated = sum(each.allocated for each in groups)
    scheduled = sum(each.scheduled for each in groups)
    weighted = sum((each.alarm_at * each.scheduled for each in groups), NOTHING)
    return Group(
        planned=sum(each.planned for each in groups),
        allocated=allocated,
        disbursed=sum(each.disbursed for each in groups),
        expected=sum((each.expected for each in groups), NOTHING),
        alarm_at=weighted / scheduled if scheduled else NOTHING,
        lines=sum(each.lines for each in groups),
        slow=sum(each.slow for each in groups),
        followed=sum(each.followed for each in groups),
        scheduled=scheduled,
        scheduled_paid=sum(each.scheduled_paid for each in groups),
    )


class DisbursedExport(RowExport):
    """Paid money of a year by component, area or source."""

    code = "money-disbursement"
    title = "Tiến độ giải ngân"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Chương trình", "under", 36),
        column("Dự án, địa bàn, nguồn vốn", "name", 44),
        column("Kế hoạch vốn (đồng)", "group.planned", 20, "money"),
        column("Được giao (đồng)", "group.allocated", 20, "money"),
        column("Đã giải ngân (đồng)", "group.disbursed", 20, "money"),
        column("Còn lại (đồng)", "group.left", 20, "money"),
        column("Tỷ lệ giải ngân (%)", lambda row: share(row.group.rate), 12, "share"),
        column(
            "Phải đạt đến nay (%)",
            lambda row: share(row.group.expected_rate),
            12,
            "share",
        ),
        column("Tiến độ", "label", 16),
        column("Số dòng vốn", "group.lines", 12, "whole"),
        column("Dòng vốn có cảnh báo", "group.slow", 12, "whole"),
        column("Đang vướng", "why", 44),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        found = disbursed(by, query)
        communes = found.lines.order_by().values_list("area_id", flat=True).distinct()
        return Found(
            found.rows,
            filters_of(found.form),
            where=found.place.name,
            communes=list(communes),
        )
