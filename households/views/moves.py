"""Pages of where a household lives: it moves, leaves the register, comes back."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.forms.register import MoveForm, ReturnForm
from households.models import Household
from households.services import moves
from households.views.changes import Page, change, editable
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Area, Level
from povertyportal.ui.numbers import number_or_zero

PLACES = 20


@require_http_methods(["GET", "POST"])
def household_move(request: OfficerRequest, pk: int) -> HttpResponse:
    """The household moves to any village of the portal or out of the register."""
    household = editable(request, pk)
    commune = _chosen(request, Level.COMMUNE)
    form = MoveForm(
        request.POST or None,
        villages=_villages(household, commune),
        initial={"on": timezone.localdate()},
    )

    def save(version: int) -> str:
        names = ("to_village", "on", "note")
        given = {name: form.cleaned_data[name] for name in names}
        return moves.move_household(
            by=request.user, household=household, version=version, **given
        )

    page = Page(
        "Ghi hộ chuyển nơi cư trú",
        "Ghi chuyển đi",
        form,
        save,
        "Đã ghi hộ chuyển đi.",
        lead="Từ ngày chuyển, cán bộ nơi đến sẽ thấy hộ này cùng lịch sử của hộ.",
        template="households/household_move.html",
        context={
            "commune": commune,
            "places": _places(request),
            "asked": request.GET.get("place", ""),
        },
    )
    return change(request, household, page)


def _chosen(request: OfficerRequest, level: Level) -> Area | None:
    """The commune or province in the address, if it is one of today."""
    areas = Area.objects.on(timezone.localdate()).filter(level=level)
    return areas.filter(pk=number_or_zero(request.GET.get(level.value))).first()


def _villages(household: Household, commune: Area | None) -> QuerySet[Area]:
    """Villages of the commune chosen, or of the household's own province."""
    villages = Area.objects.villages().on(timezone.localdate())
    villages = villages.exclude(pk=household.village_id or 0).select_related("parent")
    if commune is not None:
        return villages.filter(parent=commune)
    province = household.commune.parent_id if household.commune else None
    return villages.filter(parent__parent=province).order_by(
        "parent__sort_key", "sort_key"
    )


def _places(request: OfficerRequest) -> list[Area]:
    """Communes of the province chosen, or units whose name is asked for."""
    today = timezone.localdate()
    areas = Area.objects.on(today).select_related("parent")
    province = _chosen(request, Level.PROVINCE)
    if province is not None:
        return list(areas.communes().filter(parent=province).order_by("sort_key"))
    asked = request.GET.get("place", "").strip()
    if not asked:
        return []
    levels = (Level.PROVINCE, Level.COMMUNE)
    return list(areas.filter(level__in=levels).named(asked, today)[:PLACES])


@require_http_methods(["GET", "POST"])
def household_return(request: OfficerRequest, pk: int) -> HttpResponse:
    """A household that was gone lives in the officer's area again."""
    household = editable(request, pk)
    if household.state != Household.State.GONE:
        messages.info(request, "Hộ vẫn đang cư trú trong danh bạ.")
        return redirect("households:household-detail", household.pk)
    scope = scope_of(request.user)
    villages = Area.objects.villages().on(timezone.localdate())
    form = ReturnForm(
        request.POST or None,
        villages=villages.filter(parent__in=scope.commune_ids).select_related("parent"),
        initial={"village": household.village_id, "on": timezone.localdate()},
    )

    def save(version: int) -> None:
        moves.bring_back(
            by=request.user, household=household, version=version, **form.cleaned_data
        )

    page = Page(
        "Ghi hộ trở lại",
        "Ghi hộ trở lại",
        form,
        save,
        "Đã ghi hộ trở lại.",
        lead=_who_returns(household),
    )
    return change(request, household, page)


def _who_returns(household: Household) -> str:
    members = moves.returning(household, timezone.localdate())
    names = ", ".join(member.person.name for member in members)
    if not names:
        return "Không còn ai của hộ có thể trở lại: đã mất hoặc đang ở hộ khác."
    return f"Trở lại trong hộ: {names}. Ai đã mất hoặc đang ở hộ khác thì không."
