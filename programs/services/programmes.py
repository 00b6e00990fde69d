"""Programmes and components: what runs in a year, and what may be written of them."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from povertyportal.accounts.access import Act, Scope
from povertyportal.accounts.models import Officer
from programs.models import (
    Activity,
    BudgetLine,
    Component,
    ComponentLead,
    PlanIndicator,
    Programme,
)
from programs.services.need_topics import CAUSE_NAMES, topic_name, topics
from programs.services.records import RecordKind


def component_choices(year: int) -> "QuerySet[Component]":
    """Components of the programmes that run in a year, in the order of their papers.

    A project that has parts stays a choice: money may be given to it as a whole.
    """
    return (
        Component.objects.filter(
            programme__starts_year__lte=year, programme__ends_year__gte=year
        )
        .select_related("programme")
        .order_by("programme__name", "position", "code")
    )


def parts_of(components: Collection[int]) -> dict[int, set[int]]:
    """Each component with the ids of itself and of all its parts."""
    below: dict[int | None, list[int]] = defaultdict(list)
    if components:
        for pk, parent in Component.objects.values_list("pk", "parent_id"):
            below[parent].append(pk)
    found: dict[int, set[int]] = {}
    for each in components:
        inside, todo = {each}, [each]
        while todo:
            parts = below[todo.pop()]
            inside.update(parts)
            todo.extend(parts)
        found[each] = inside
    return found


def topic_choices() -> list[tuple[str, str]]:
    """(code, name) of the needs that a component may serve: indicators, then causes.

    Named as under the newest standard that knows them.
    """
    known = [
        each.code
        for each in topics()
        if not each.is_cause or each.number <= len(CAUSE_NAMES)
    ]
    return [(code, topic_name(code)) for code in dict.fromkeys(known)]


def leads_kept(scope: Scope) -> "QuerySet[ComponentLead]":
    """Leads of the whole country and of the units inside a scope: who may keep them."""
    return ComponentLead.objects.filter(Q(area__isnull=True) | scope.units())


def leads_seen(scope: Scope) -> "QuerySet[ComponentLead]":
    """Those of leads_kept and of the units that the scope lies in, with their areas."""
    above = {pk for area in scope.areas for pk in area.ancestor_ids}
    rows = leads_kept(scope) | ComponentLead.objects.filter(area_id__in=above)
    return rows.select_related("area", "component").order_by(
        "component__position", "area__sort_key", "-starts", "-pk"
    )


def _check_programme(row: Any, by: Officer) -> None:
    outside = Q(year__lt=row.starts_year) | Q(year__gt=row.ends_year)
    inside = Q(component__programme=row.pk)
    if row.pk and any(
        model._default_manager.filter(inside, outside).exists()
        for model in (PlanIndicator, BudgetLine, Activity)
    ):
        raise ValidationError(
            "Giai đoạn mới không bao hết các năm đã có kế hoạch, vốn hoặc hoạt động "
            "của chương trình. Hãy giữ những năm đó trong giai đoạn.",
            code="years",
        )


def _check_component(row: Any, by: Officer) -> None:
    above, seen = row.parent, {row.pk} - {None}
    while above is not None:
        if above.programme_id != row.programme_id:
            raise ValidationError({"parent": "Hãy chọn dự án của cùng chương trình."})
        if above.pk in seen:
            raise ValidationError(
                {"parent": "Dự án không thể thuộc chính nó hoặc phần của nó."}
            )
        seen.add(above.pk)
        above = above.parent


def _check_lead(row: Any, by: Officer) -> None:
    if row.ends is not None and row.ends <= row.starts:
        raise ValidationError({"ends": "Ngày thôi chủ trì phải sau ngày bắt đầu."})
    others = ComponentLead.objects.filter(component=row.component, area=row.area)
    until = Q() if row.ends is None else Q(starts__lt=row.ends)
    meets = others.exclude(pk=row.pk).filter(
        until, Q(ends__isnull=True) | Q(ends__gt=row.starts)
    )
    if (other := meets.first()) is not None:
        raise ValidationError(
            {
                "starts": f"Trùng thời gian với {other.agency} (từ "
                f"{other.starts:%d/%m/%Y}). Hãy ghi ngày thôi chủ trì của cơ quan đó "
                "trước."
            }
        )


PROGRAMME = RecordKind(
    Programme, "programme", Act.EDIT_PROGRAMMES, _check_programme, is_placed=False
)
COMPONENT = RecordKind(
    Component, "component", Act.EDIT_PROGRAMMES, _check_component, is_placed=False
)
# A lead names an area or the whole country: the pages show what leads_seen gives.
LEAD = RecordKind(
    ComponentLead, "lead", Act.EDIT_PROGRAMMES, _check_lead, is_placed=False
)
