"""Pages of rounds: which are open, who is on the list, how far they are."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.exports.rounds import (
    level_of,
    reviews_of,
    round_of,
    visible_rounds,
)
from households.forms.rounds import RoundForm
from households.models import CommuneRound, Review, ReviewRound, ReviewState
from households.models.review import ReviewQuerySet
from households.rules.standards import standard
from households.services import rounds
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Area, Level
from povertyportal.ui.numbers import vietnamese

PAGE = 50


@require_GET
def round_list(request: OfficerRequest) -> HttpResponse:
    """Rounds of one's area, newest first."""
    require(request.user, Act.VIEW_HOUSEHOLDS)
    page = Paginator(visible_rounds(request.user), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page_obj": page,
        "can_open": can(request.user, Act.OPEN_ROUND),
        "can_load_scorecards": can(request.user, Act.LOAD_SCORECARDS),
        "can_edit_procedure": can(request.user, Act.EDIT_PROCEDURE),
    }
    return render(request, "households/round_list.html", context)


@require_GET
def round_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """Progress by commune or village and the round's households in one's scope."""
    require(request.user, Act.VIEW_HOUSEHOLDS)
    found = round_of(request.user, pk)
    mine = Review.objects.visible_to(request.user).filter(round=found)
    level, progress = _progress(mine)
    form, chosen = reviews_of(mine, request.GET)
    context = {
        "round": found,
        "standards": [standard(code) for code in found.standards],
        "progress": progress,
        "by_village": level == Level.VILLAGE,
        "totals": _totals(progress),
        "form": form,
        "page_obj": Paginator(chosen, PAGE).get_page(request.GET.get("page")),
        "can_review": can(request.user, Act.REVIEW),
        "can_close": can(request.user, rounds.closing_act(request.user, found))
        and found.state == ReviewRound.State.OPEN,
        "places": CommuneRound.objects.visible_to(request.user)
        .filter(round=found, round__is_imported=False)
        .select_related("commune"),
    }
    return render(request, "households/round_detail.html", context)


def _progress(mine: ReviewQuerySet) -> tuple[Level, list[dict[str, object]]]:
    """Counts by commune, or by village when all lie in one commune."""
    level = level_of(mine)
    counts = {state.value: Count("id", filter=Q(state=state)) for state in ReviewState}
    rows = (
        mine.order_by(f"{level.value}__sort_key")
        .values(f"{level.value}_id", f"{level.value}__name")
        .annotate(total=Count("id", filter=~Q(state=ReviewState.WITHDRAWN)), **counts)
    )
    return level, [
        {
            "place": row.pop(f"{level.value}_id"),
            "name": row.pop(f"{level.value}__name"),
            **row,
        }
        for row in rows
    ]


def _totals(progress: list[dict[str, object]]) -> dict[str, int]:
    names = ["total", *(state.value for state in ReviewState)]
    return {name: sum(int(str(row[name])) for row in progress) for name in names}


@require_http_methods(["GET", "POST"])
def round_create(request: OfficerRequest) -> HttpResponse:
    """Open an annual round for communes of one's scope."""
    require(request.user, Act.OPEN_ROUND)
    communes = (
        Area.objects.communes()
        .on(timezone.localdate())
        .filter(pk__in=scope_of(request.user).commune_ids)
    )
    form = RoundForm(request.POST or None, communes=communes, initial=RoundForm.usual())
    if form.is_valid():
        try:
            found = rounds.open_round(by=request.user, **_asked(form))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _opened(found))
            return redirect("households:round-detail", found.pk)
    return render(request, "households/round_create.html", {"form": form})


def _asked(form: RoundForm) -> dict[str, Any]:
    """The form as arguments: standards of the list first, then those asked for."""
    planned = form.planned()
    data = form.cleaned_data
    lawful = [s.code for s in rounds.standards_for(data["list_valid_from"])]
    standards = lawful + [c for c in data.pop("also") if c not in lawful]
    return {**data, "standards": standards, "planned": planned}


def _opened(found: ReviewRound) -> str:
    told = f"Đã mở {found.name}: {vietnamese(found.reviews.count())} hộ cần rà soát."
    if left_out := rounds.left_out(found):
        told += (
            f" {vietnamese(left_out)} hộ nghèo, cận nghèo khác không đưa vào vì đã có "
            f"phiếu định kỳ năm {found.year} hoặc đang được rà soát ở đợt khác."
        )
    return told


@require_POST
def round_close(request: OfficerRequest, pk: int) -> HttpResponse:
    """Close a round."""
    found = round_of(request.user, pk)
    require(request.user, rounds.closing_act(request.user, found))
    try:
        rounds.close_round(by=request.user, round=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Đã đóng {found.name}.")
    return redirect("households:round-detail", found.pk)
