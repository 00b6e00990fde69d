"""Inspections: their list, plan, decision, conclusion and end."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.models import CommuneRound, ReviewRound
from households.views.season.refusals import explain, key_of
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from reports.exports.inspections import inspections_found, places_of, rounds_of
from reports.inspection_forms import (
    CloseForm,
    ConclusionForm,
    DecisionForm,
    MemberForm,
    PlanForm,
    RoundPickForm,
)
from reports.models import Inspection
from reports.sampling import Method
from reports.services import risk
from reports.services.inspections import concluding, figures, planning
from reports.services.inspections.base import holds_all
from reports.views.pack_links import pack_of_inspection

PAGE = 50
State = Inspection.State
TONES = {
    State.DRAFT: "neutral",
    State.OPEN: "info",
    State.CONCLUDED: "warn",
    State.CLOSED: "ok",
    State.CANCELLED: "neutral",
}


def inspection_or_404(request: OfficerRequest, pk: int, act: Act) -> Inspection:
    """The inspection if the role allows `act` (403) and it is in scope (404)."""
    require(request.user, act)
    rows = Inspection.objects.visible_to(request.user).select_related(
        "round", "prepared_by", "issued_by", "concluded_by", "closed_by"
    )
    return get_object_or_404(rows, pk=pk)


@require_GET
def inspection_list(request: OfficerRequest) -> HttpResponse:
    """Inspections that touch the officer's area, newest first."""
    require(request.user, Act.VIEW_FIGURES)
    form, rows = inspections_found(request.user, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "rows": [(each, TONES[State(each.state)]) for each in page],
        "may_plan": can(request.user, Act.PLAN_INSPECTIONS),
    }
    return render(request, "inspections/inspection_list.html", context)


@require_http_methods(["GET", "POST"])
def inspection_create(request: OfficerRequest) -> HttpResponse:
    """Plan an inspection of the round that is picked first."""
    require(request.user, Act.PLAN_INSPECTIONS)
    rounds = rounds_of(request.user)
    pick = RoundPickForm(request.GET or None, rounds=rounds)
    chosen = pick.cleaned_data["dot"] if pick.is_valid() else rounds.first()
    if chosen is None:
        return render(request, "inspections/plan_form.html", {"pick": None})
    key = key_of(request)
    form = PlanForm(
        request.POST or None,
        communes=_communes_of(request.user, chosen),
        initial={
            "title": f"Kiểm tra kết quả rà soát, {chosen.name}"[:200],
            "method": Method.PROPORTIONAL.value,
        },
    )
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            made = planning.create_plan(
                by=request.user, key=key, plan=form.plan(chosen)
            )
        except ValidationError as error:
            problems = explain(form, error)
        else:
            return redirect("inspections:detail", made.pk)
    pick = RoundPickForm(initial={"dot": chosen}, rounds=rounds)
    context = {"pick": pick, "form": form, "key": key, "round": chosen}
    return render(
        request, "inspections/plan_form.html", {**context, "problems": problems}
    )


def _communes_of(officer: Officer, round_: ReviewRound) -> "QuerySet[Area]":
    places = CommuneRound.objects.visible_to(officer).filter(round=round_)
    return Area.objects.filter(pk__in=places.values("commune")).order_by("sort_key")


@require_http_methods(["GET", "POST"])
def inspection_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change a plan before its decision."""
    found = inspection_or_404(request, pk, Act.PLAN_INSPECTIONS)
    form = PlanForm(
        request.POST or None,
        communes=_communes_of(request.user, found.round),
        initial=_planned(found),
    )
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            planning.change_plan(
                by=request.user, inspection=found, plan=form.plan(found.round)
            )
        except ValidationError as error:
            problems = explain(form, error)
        else:
            messages.success(request, "Đã lưu kế hoạch.")
            return redirect("inspections:detail", found.pk)
    context = {"form": form, "inspection": found, "round": found.round}
    return render(
        request, "inspections/plan_form.html", {**context, "problems": problems}
    )


def _planned(found: Inspection) -> dict[str, Any]:
    names = (
        "title",
        "content",
        "starts_on",
        "ends_on",
        "access_ends",
        "size",
        "method",
    )
    team = {each.officer_id: each.position for each in found.members.all()}
    heads = [pk for pk, position in team.items() if position == "head"]
    return {
        **{name: getattr(found, name) for name in names},
        "communes": found.places.values_list("commune_id", flat=True),
        "head": heads[0] if heads else None,
        "members": [pk for pk in team if pk not in heads],
    }


@require_GET
def inspection_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """An inspection: its decision, team, error rates by commune, conclusion."""
    found = inspection_or_404(request, pk, Act.VIEW_FIGURES)
    rows = places_of(request.user, found)
    counts, rate = figures.total_of(rows)
    context = {
        "inspection": found,
        "tone": TONES[State(found.state)],
        "team": found.members.select_related("officer"),
        "rows": rows,
        "counts": counts,
        "rate": rate,
        "method": risk.METHODS[Method(found.method)],
        "how": figures.METHOD,
        "is_whole": holds_all(request.user, found),
        "pack_url": pack_of_inspection(request.user, found),
        **_next_steps(request.user, found),
    }
    return render(request, "inspections/inspection_detail.html", context)


def _next_steps(officer: Officer, found: Inspection) -> dict[str, bool]:
    plans = can(officer, Act.PLAN_INSPECTIONS) and holds_all(officer, found)
    return {
        "may_change": plans and found.state == State.DRAFT,
        "may_conclude": plans and found.state == State.OPEN,
        "may_close": plans and found.state == State.CONCLUDED,
        "may_add": plans and found.state in {State.OPEN, State.CONCLUDED},
        "is_issued": found.state not in {State.DRAFT, State.CANCELLED},
        "is_concluded": found.state in {State.CONCLUDED, State.CLOSED},
    }


@require_http_methods(["GET", "POST"])
def inspection_issue(request: OfficerRequest, pk: int) -> HttpResponse:
    """Enter the signed decision: the sample is drawn, the team gets its communes."""
    found = inspection_or_404(request, pk, Act.PLAN_INSPECTIONS)
    form = DecisionForm(request.POST or None)

    def issue() -> str:
        count = planning.issue(
            by=request.user, inspection=found, decision=form.signed()
        )
        return f"Đã ban hành quyết định và chọn {count} hộ để xác minh."

    if (answer := _done(request, found, form, issue)) is not None:
        return answer
    drawn = planning.preview(found) if found.state == State.DRAFT else None
    names = {each.commune_id: each.commune for each in _places(found)}
    strata = [
        (names[each.commune], risk.LABELS[each.risk], each.population, len(each.drawn))
        for each in (drawn.strata if drawn else ())
    ]
    context = {
        "inspection": found,
        "form": form,
        "strata": strata,
        "population": sum(row[2] for row in strata),
        "drawn": sum(row[3] for row in strata),
        "margins": [(risk.LABELS[sign], said) for sign, said in risk.MARGINS.items()],
        "method": risk.METHODS[Method(found.method)],
    }
    return render(request, "inspections/issue.html", context)


def _places(found: Inspection) -> Any:
    return found.places.select_related("commune")


def _done(
    request: OfficerRequest, found: Inspection, form: Any, do: Callable[[], str]
) -> HttpResponse | None:
    """The answer when the act is done; None while the form is to be shown."""
    if not form.is_valid():
        return None
    try:
        said = do()
    except ValidationError as error:
        for problem in explain(form, error):
            form.add_error(None, problem["message"])
        return None
    messages.success(request, said)
    return redirect("inspections:detail", found.pk)


@require_POST
def inspection_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give a plan up."""
    found = inspection_or_404(request, pk, Act.PLAN_INSPECTIONS)
    try:
        planning.drop_plan(by=request.user, inspection=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã bỏ kế hoạch kiểm tra.")
    return redirect("inspections:detail", found.pk)


@require_http_methods(["GET", "POST"])
def member_add(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put an inspector into a team at work."""
    found = inspection_or_404(request, pk, Act.PLAN_INSPECTIONS)
    form = MemberForm(request.POST or None)

    def add() -> str:
        planning.add_member(by=request.user, inspection=found, **form.cleaned_data)
        return "Đã bổ sung đoàn kiểm tra."

    if (answer := _done(request, found, form, add)) is not None:
        return answer
    context = {"inspection": found, "form": form, "heading": "Bổ sung đoàn kiểm tra"}
    context["button"] = "Bổ sung"
    context["lead"] = (
        "Người được bổ sung xem dữ liệu các xã đến trước ngày "
        f"{found.access_ends:%d/%m/%Y}."
    )
    return render(request, "inspections/act.html", context)


@require_http_methods(["GET", "POST"])
def inspection_conclude(request: OfficerRequest, pk: int) -> HttpResponse:
    """Enter the signed conclusion."""
    found = inspection_or_404(request, pk, Act.PLAN_INSPECTIONS)
    form = ConclusionForm(request.POST or None)

    def conclude() -> str:
        concluding.conclude(
            by=request.user,
            inspection=found,
            text=form.cleaned_data["text"],
            signed=form.signed(),
        )
        return "Đã ghi kết luận. Các xã báo cáo khắc phục trên cổng."

    if (answer := _done(request, found, form, conclude)) is not None:
        return answer
    context = {"inspection": found, "form": form, "heading": "Ghi kết luận kiểm tra"}
    context["button"] = "Lưu kết luận"
    context["lead"] = (
        "Kết luận đã ghi thì không sửa được. Biên bản mọi xã phải đã chốt."
    )
    return render(request, "inspections/act.html", context)


@require_http_methods(["GET", "POST"])
def inspection_close(request: OfficerRequest, pk: int) -> HttpResponse:
    """End an inspection whose findings are all put right."""
    found = inspection_or_404(request, pk, Act.PLAN_INSPECTIONS)
    form = CloseForm(request.POST if request.method == "POST" else None)

    def close() -> str:
        concluding.close(
            by=request.user, inspection=found, note=form.cleaned_data["note"]
        )
        return "Đã kết thúc cuộc kiểm tra."

    if (answer := _done(request, found, form, close)) is not None:
        return answer
    left = concluding.open_findings(found)
    context = {"inspection": found, "form": form, "heading": "Kết thúc kiểm tra"}
    context["button"] = "Kết thúc"
    context["lead"] = (
        f"Còn {left} phát hiện chưa khắc phục xong."
        if left
        else ("Mọi phát hiện đã được khắc phục.")
    )
    return render(request, "inspections/act.html", context)
