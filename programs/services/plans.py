"""The year's plan of a place: indicators, and what came of them by the activities."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from programs.models import Activity, PlanIndicator
from programs.services.programmes import parts_of
from programs.services.records import RecordKind, require_place


@dataclass(frozen=True)
class Planned:
    """An indicator with its result (None: not known yet) and the share reached (%).

    `other_units` are activities that count in another unit and are left out.
    """

    indicator: PlanIndicator
    result: Decimal | None
    other_units: int = 0

    @property
    def percent(self) -> Decimal | None:
        """The result in per cent of the plan; None without either."""
        if self.result is None or not self.indicator.planned:
            return None
        return self.result * 100 / self.indicator.planned

    @property
    def basis(self) -> str:
        """Where the result comes from, in words."""
        kind = self.indicator.activity_kind
        if not kind:
            return "đơn vị nhập" if self.result is not None else ""
        words = f"tính từ hoạt động: {Activity.Kind(kind).label.lower()}"
        if self.other_units:
            words += f"; {self.other_units} hoạt động tính theo đơn vị khác không cộng"
        return words


@dataclass(frozen=True)
class _Work:
    path: str
    unit: str
    done: Decimal


_Key = tuple[int, int, str]


def with_results(indicators: Iterable[PlanIndicator]) -> list[Planned]:
    """Indicators with what came of them: two queries, however many they are."""
    rows = list(indicators)
    counted = [row for row in rows if row.activity_kind]
    parts = parts_of({row.component_id for row in counted})
    work = _work(counted, parts)
    return [_planned(row, work, parts) for row in rows]


def _planned(
    row: PlanIndicator,
    work: dict[_Key, list[_Work]],
    parts: dict[int, set[int]],
) -> Planned:
    if not row.activity_kind:
        return Planned(row, row.typed_result)
    inside = [
        each
        for part in parts[row.component_id]
        for each in work.get((part, row.year, row.activity_kind), ())
        if each.path.startswith(row.area.path)
    ]
    unit = row.unit.casefold()
    same = [each.done for each in inside if each.unit == unit]
    return Planned(row, sum(same, Decimal(0)), len(inside) - len(same))


def _work(
    rows: Sequence[PlanIndicator], parts: dict[int, set[int]]
) -> dict[_Key, list[_Work]]:
    if not rows:
        return {}
    paths = Q()
    for path in {row.area.path for row in rows}:
        paths |= Q(area__path__startswith=path)
    asked = Activity.objects.filter(
        paths,
        component__in=set().union(*parts.values()),
        year__in={row.year for row in rows},
        kind__in={row.activity_kind for row in rows},
        cancelled_on__isnull=True,
    )
    found: dict[_Key, list[_Work]] = defaultdict(list)
    for part, year, kind, path, unit, done in (
        asked.values_list("component_id", "year", "kind", "area__path", "unit")
        .annotate(done=Sum("quantity_done"))
        .order_by()
    ):
        found[part, year, kind].append(_Work(path, unit.casefold(), done))
    return found


def _check(row: Any, by: Officer) -> None:
    if not row.component.programme.runs_in(row.year):
        programme = row.component.programme
        raise ValidationError(
            {
                "component": f"Dự án này thuộc giai đoạn {programme.starts_year}-"
                f"{programme.ends_year}, không có năm {row.year}. Hãy chọn dự án của "
                "giai đoạn đang thực hiện."
            }
        )
    if row.activity_kind and row.typed_result is not None:
        raise ValidationError(
            {
                "typed_result": "Chỉ tiêu này lấy kết quả từ hoạt động: hãy để trống ô "
                "kết quả, hoặc bỏ chọn loại hoạt động."
            }
        )


INDICATOR = RecordKind(PlanIndicator, "plan_indicator", Act.RUN_ACTIVITIES, _check)


def to_copy(area: Area, year: int) -> "QuerySet[PlanIndicator]":
    """Last year's indicators of a place whose components still run, not planned yet."""
    planned = PlanIndicator.objects.filter(
        area=area,
        year=year,
        component=OuterRef("component"),
        name=OuterRef("name"),
    )
    return PlanIndicator.objects.filter(
        ~Exists(planned),
        area=area,
        year=year - 1,
        component__programme__starts_year__lte=year,
        component__programme__ends_year__gte=year,
    )


@transaction.atomic
def copy_plan(*, by: Officer, area: Area, year: int) -> int:
    """Plan again what was planned last year, without results; how many. Audited.

    Raises PermissionDenied, ValidationError (nothing to copy).
    """
    require(by, INDICATOR.act)
    require_place(by, INDICATOR, area)
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    made = [_again(row, by, year) for row in to_copy(area, year)]
    if not made:
        raise ValidationError(
            f"Năm {year - 1} không còn chỉ tiêu nào để chép sang năm {year}. Hãy thêm "
            "từng chỉ tiêu.",
            code="nothing",
        )
    PlanIndicator.objects.bulk_create(made)
    trail.record(
        by=by,
        act="programs.plan_indicator.copied",
        kind="plan_indicator",
        area=area,
        year=year,
        count=len(made),
    )
    return len(made)


def _again(row: PlanIndicator, by: Officer, year: int) -> PlanIndicator:
    names = ("component_id", "area_id", "name", "unit", "planned", "responsible")
    kept = {name: getattr(row, name) for name in (*names, "activity_kind")}
    return PlanIndicator(year=year, recorded_by=by, **kept)
