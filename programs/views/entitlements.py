"""Benefits: who has and who should, who comes and goes, what was handed over."""

from functools import partial

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from programs.exports.entitlements import (
    Entitled,
    OfMonth,
    ages_of,
    classes_of,
    entitled_found,
    handover_of,
    handovers_found,
    handovers_of,
    month_found,
    rows_handed,
    rules_found,
)
from programs.forms.entitlements import EndForm, EnrolForm, HandoverForm, RuleForm
from programs.forms.laid_out import laid_out
from programs.models import Benefit, EntitlementRule, Handover
from programs.services import entitlements, handovers
from programs.services.entitlement_rules import save_rule
from programs.services.entitlements import ENTER, LISTS, MISSING, WAYS
from programs.views.acts import done
from programs.views.home import sections

PAGE = 50
WAY_TONES = {ENTER: "ok", entitlements.LEAVE: "warn"}


@require_http_methods(["GET", "POST"])
def entitlement_list(request: OfficerRequest) -> HttpResponse:
    """Who has a benefit, or should; those ticked are given it or lose it."""
    found = entitled_found(request.user, request.GET)
    if found.homes.is_wide:
        return _by_commune(request, found)
    form = _act_form(request, found)
    if form is not None and request.method == "POST" and _acted(request, found, form):
        return redirect(request.get_full_path())
    lines = found.lines()
    rows = entitlements.on_list(lines, found.form.which)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = entitlements.dressed(list(page.object_list))
    context = {
        **_frame(request, found),
        "page_obj": page,
        "lists": [
            (code, words, len(entitlements.on_list(lines, code)))
            for code, words in LISTS.items()
        ],
        "act_form": form,
        "fields": list(laid_out(form)) if form else [],
        "ticked": set(getattr(form, "ticked", [])),
    }
    return render(request, "programs/entitlements/list.html", context)


def _frame(request: OfficerRequest, found: Entitled | OfMonth) -> dict[str, object]:
    return {
        "sections": sections(request.user),
        "form": found.form,
        "found": found,
        "place": found.place,
        "benefit": Benefit(found.benefit).label,
        "by_household": entitlements.counts_by_household(found.benefit),
    }


def _by_commune(request: OfficerRequest, found: Entitled) -> HttpResponse:
    """Of more than one commune: the kept figures of each."""
    context = _frame(request, found) | {"rows": found.communes()}
    return render(request, "programs/entitlements/communes.html", context)


def _act_form(request: OfficerRequest, found: Entitled) -> EnrolForm | EndForm | None:
    """What may be done with the list's lines, to whoever may do it."""
    if request.method == "POST":
        require(request.user, Act.GIVE_SUPPORT)
    if not can(request.user, Act.GIVE_SUPPORT):
        return None
    kind = EnrolForm if found.form.which == MISSING else EndForm
    return kind(request.POST or None)


def _acted(request: OfficerRequest, found: Entitled, form: EnrolForm | EndForm) -> bool:
    if isinstance(form, EnrolForm):
        return done(request, form, partial(_enrol, request, found, form))
    return done(request, form, partial(_end, request, found, form))


def _enrol(request: OfficerRequest, found: Entitled, form: EnrolForm) -> str:
    count = entitlements.enrol(
        by=request.user,
        benefit=found.benefit,
        who=_all_missing(found) if form.cleaned_data["all"] else form.who(),
        starts=form.cleaned_data["starts"],
    )
    return f"Đã ghi {count} {_noun(found.benefit)} được hưởng."


def _end(request: OfficerRequest, found: Entitled, form: EndForm) -> str:
    data = dict(form.cleaned_data)
    ids = _all_cards(found) if data.pop("all") else form.ids()
    count = entitlements.end_enrolments(by=request.user, ids=ids, **data)
    return f"Đã ghi {count} {_noun(found.benefit)} không còn hưởng."


def _all_missing(found: Entitled) -> list[tuple[int, int | None]]:
    rows = entitlements.on_list(found.lines(), MISSING)
    return [(row.household_id, row.person_id) for row in rows]


def _all_cards(found: Entitled) -> list[int]:
    rows = entitlements.on_list(found.lines(), found.form.which)
    return [row.card for row in rows if row.card is not None]


def _noun(benefit: str) -> str:
    return "hộ" if entitlements.counts_by_household(benefit) else "người"


@require_http_methods(["GET", "POST"])
def entitlement_month(request: OfficerRequest) -> HttpResponse:
    """Who enters and leaves a benefit in a month; a commune's list is handed over."""
    found = month_found(request.user, request.GET)
    if request.method == "POST":
        require(request.user, Act.GIVE_SUPPORT)
    if found.homes.is_wide:
        return _month_by_commune(request, found)
    form = HandoverForm(request.POST or None, is_again=bool(_handed(request, found)))
    made: list[Handover] = []
    if done(request, form, partial(_hand_over, request, found, form, made)):
        return redirect("programs:handover-detail", made[0].pk)
    context = _month(request, found, form)
    return render(request, "programs/entitlements/month.html", context)


def _hand_over(
    request: OfficerRequest, found: OfMonth, form: HandoverForm, made: list[Handover]
) -> str:
    made.append(
        handovers.hand_over(
            by=request.user,
            benefit=found.benefit,
            homes=found.homes,
            month=found.month,
            **form.cleaned_data,
        )
    )
    return "Đã lưu danh sách như đã chuyển."


def _month(
    request: OfficerRequest, found: OfMonth, form: HandoverForm
) -> dict[str, object]:
    rows = found.rows()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = entitlements.dressed(list(page.object_list))
    entering = sum(row.way == ENTER for row in rows)
    may_hand = can(request.user, Act.GIVE_SUPPORT) and found.homes.only is not None
    return {
        **_frame(request, found),
        "page_obj": page,
        "rows": [(row, WAYS[row.way], WAY_TONES[row.way]) for row in page],
        "enter": entering,
        "leave": len(rows) - entering,
        "handed": _handed(request, found),
        "hand_form": form if may_hand and rows else None,
    }


def _handed(request: OfficerRequest, found: OfMonth) -> list[Handover]:
    """Lists of that month and benefit that were handed over already."""
    rows = handovers_of(request.user).filter(
        benefit=found.benefit, month=found.month, area__in=found.homes.communes
    )
    return list(rows.defer("content").order_by("-pk"))


def _month_by_commune(request: OfficerRequest, found: OfMonth) -> HttpResponse:
    """Of more than one commune: which of them handed over their list."""
    handed = {each.area_id: each for each in reversed(_handed(request, found))}
    units = [
        area
        for area in found.homes.units()
        if area.is_in_being(found.month) or area.pk in handed
    ]
    context = _frame(request, found) | {
        "rows": [(area, handed.get(area.pk)) for area in units],
        "count": len(handed),
    }
    return render(request, "programs/entitlements/month_communes.html", context)


@require_GET
def handover_list(request: OfficerRequest) -> HttpResponse:
    """Lists that were handed over, the newest first."""
    form, rows = handovers_found(request.user, request.GET)
    page = Paginator(rows.defer("content"), PAGE)
    context = {
        "sections": sections(request.user),
        "form": form,
        "page_obj": page.get_page(request.GET.get("page")),
    }
    return render(request, "programs/entitlements/handover_list.html", context)


@require_GET
def handover_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A list as it was handed over."""
    found = handover_of(request.user, pk)
    page = Paginator(rows_handed(found), PAGE)
    context = {
        "sections": sections(request.user),
        "handover": found,
        "page_obj": page.get_page(request.GET.get("page")),
    }
    return render(request, "programs/entitlements/handover_detail.html", context)


@require_GET
def rule_list(request: OfficerRequest) -> HttpResponse:
    """The rules of every benefit, each with its mark."""
    require(request.user, Act.VIEW_PROGRAMMES)
    context = {
        "sections": sections(request.user),
        "rules": [
            (
                rule,
                classes_of(rule.classes),
                classes_of(rule.after_classes),
                ages_of(rule),
            )
            for rule in rules_found()
        ],
        "may_edit": can(request.user, Act.EDIT_PROGRAMMES),
    }
    return render(request, "programs/entitlements/rule_list.html", context)


@require_http_methods(["GET", "POST"])
def rule_create(request: OfficerRequest) -> HttpResponse:
    """Enter a rule of law."""
    return _rule_form(request, EntitlementRule())


@require_http_methods(["GET", "POST"])
def rule_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct a rule, or end it."""
    return _rule_form(request, get_object_or_404(EntitlementRule, pk=pk))


def _rule_form(request: OfficerRequest, rule: EntitlementRule) -> HttpResponse:
    require(request.user, Act.EDIT_PROGRAMMES)
    form = RuleForm(request.POST or None, instance=rule)

    def save() -> str:
        save_rule(by=request.user, rule=form.save(commit=False))
        return "Đã lưu quy định."

    if done(request, form, save):
        return redirect("programs:entitlement-rules")
    units = {"share": "%", "months_after_leaving": "tháng"}
    context = {"form": form, "rule": rule, "fields": list(laid_out(form, units))}
    return render(request, "programs/entitlements/rule_form.html", context)
