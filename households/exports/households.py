"""The list of households: what its screen shows, today or on another day."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from households.forms.household_list import HouseholdFilterForm
from households.models import Household, Membership, Person, Relation, Standing
from households.rules.outcome import PovertyClass
from households.services.as_of import Moment, homes_of, living_in
from povertyportal.accounts.access import Act, Scope, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from povertyportal.ui.numbers import number_or_zero

FEW_COMMUNES = 20


@dataclass(frozen=True)
class Households:
    """What the filters of an address leave: unordered `rows`, and whether they are
    narrow enough to be counted."""

    form: HouseholdFilterForm
    moment: Moment | None
    rows: QuerySet[Household]
    is_narrow: bool


def households_found(
    by: Officer, query: QueryDict, *, is_whole: bool = False
) -> Households:
    """Who lives in the scope today; at another moment: who of them lived there then,
    households that are gone by now included.

    A search of many communes stops at a limit, unless the list `is_whole`.
    """
    scope = scope_of(by)
    form = HouseholdFilterForm(query, areas=_filter_areas(scope, query))
    data = form.cleaned_data if form.is_valid() else {}
    moment = form.moment() if form.is_valid() else None
    found = Household.objects.visible_to(by)
    area = data.get("area")
    is_narrow = len(scope.commune_ids) <= FEW_COMMUNES
    if moment is not None:
        there = living_in(moment, area if isinstance(area, Area) else None)
        found, is_narrow = found.filter(pk__in=there), is_narrow or area is not None
    else:
        found = found.filter(state=data.get("state") or Household.State.ACTIVE)
        if isinstance(area, Area):
            place = "village" if area.level == Level.VILLAGE else "commune"
            found, is_narrow = found.filter(**{place: area}), True
    if data.get("poverty_class"):
        held = standings(moment).filter(poverty_class=data["poverty_class"])
        found = found.filter(pk__in=held.values("household"))
    if data.get("q"):
        is_wide = not is_narrow and not is_whole
        found = found.matching(str(data["q"]), is_wide=is_wide)
    return Households(form, moment, found, is_narrow)


def _filter_areas(scope: Scope, query: QueryDict) -> QuerySet[Area]:
    """Communes of the scope (the ended ones only when asked for), or its villages."""
    communes = Q(pk__in=scope.commune_ids) & (
        Q(ended__isnull=True) | Q(pk=number_or_zero(query.get("area")))
    )
    villages = Q(pk__in=scope.village_ids)
    if len(scope.commune_ids) == 1:
        villages |= Q(level=Level.VILLAGE, parent__in=scope.commune_ids)
    return Area.objects.filter(communes | villages).order_by("level", "sort_key")


def in_order(households: QuerySet[Household]) -> QuerySet[Household]:
    """By the given name of the head, with the places that each row names."""
    rows = households.select_related("village", "commune")
    return rows.order_by("head_sort_key", "id")


def standings(moment: Moment | None) -> QuerySet[Standing]:
    """Standings in force today, or at the moment as then known."""
    if moment is None:
        return Standing.objects.in_force(timezone.localdate())
    return Standing.objects.in_force(moment.day, moment.known_before)


def with_standings(
    households: Iterable[Household], moment: Moment | None
) -> list[Household]:
    """The households, each with its class as `standing`; and, at another moment, with
    the place and the number of members of then. Never to be saved."""
    found = list(households)
    ids = [each.pk for each in found]
    # One look for all of them: one for each would grow with the whole register.
    held = standings(moment).filter(household__in=ids)
    classes = dict(held.values_list("household_id", "poverty_class"))
    for each in found:
        setattr(each, "standing", classes.get(each.pk))  # noqa: B010  only for show
    if moment is not None:
        _as_then(found, moment)
    return found


def _as_then(households: list[Household], moment: Moment) -> None:
    ids = [each.pk for each in households]
    homes = homes_of(moment, ids)
    villages = Area.objects.select_related("parent").in_bulk(set(homes.values()))
    sizes = dict(
        Membership.objects.filter(household__in=ids, starts__lte=moment.day)
        .exclude(ends__lte=moment.day)
        .values_list("household")
        .annotate(members=Count("pk"))
    )
    for each in households:
        each.village = villages[homes[each.pk]]
        each.commune = each.village.parent
        each.size = sizes.get(each.pk, 0)


class HouseholdExport(RowExport):
    """Hộ dân: with what the screen leaves out of who heads each household."""

    code = "households"
    title = "Danh sách hộ dân"
    act = Act.VIEW_HOUSEHOLDS
    has_ids = True
    columns = (
        column("Chủ hộ", "head_name", 26),
        column("Số hộ", "number", 12),
        column("Số định danh chủ hộ", "head.masked_id", 18, whole="head.personal_id"),
        column("Ngày sinh chủ hộ", "head.birth_text", 12),
        column("Giới tính chủ hộ", "head.get_sex_display", 10),
        column("Dân tộc chủ hộ", "head.ethnicity", 12),
        column("Địa chỉ", "address", 24),
        column("Thôn", "village.name", 22),
        column("Xã", "commune.name", 20),
        column("Nhân khẩu", "size", 10, "whole"),
        column("Diện", lambda each: class_words(each.standing), 18),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        asked = households_found(by, query, is_whole=True)
        moment = asked.moment
        area = asked.form.cleaned_data.get("area") if asked.form.is_valid() else None
        return Found(
            in_order(asked.rows),
            filters_of(asked.form),
            communes=_communes(area) or scope_of(by).commune_ids,
            dress=lambda chunk: _with_heads(with_standings(chunk, moment)),
        )


def _communes(area: Area | None) -> set[int]:
    if area is None:
        return set()
    return {area.parent_id or area.pk if area.level == Level.VILLAGE else area.pk}


def class_words(code: str | None) -> str:
    """A class as lists write it; empty without one."""
    return PovertyClass(code).label.capitalize() if code else ""


def _with_heads(households: list[Household]) -> list[Household]:
    """The households, each with its head of today as `head`, None without one."""
    heads = heads_of(each.pk for each in households)
    for each in households:
        setattr(each, "head", heads.get(each.pk))  # noqa: B010  only for show
    return households


def heads_of(household_ids: Iterable[int]) -> dict[int, Person]:
    """Household id -> who heads it today."""
    heads = Membership.objects.filter(
        household__in=list(household_ids), relation=Relation.HEAD, ends__isnull=True
    ).select_related("person")
    return {each.household_id: each.person for each in heads}
