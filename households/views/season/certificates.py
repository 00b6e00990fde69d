"""Pages of certificates and of confirmations as of a day."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.exports.signed import certificates_found
from households.forms.season.decisions import (
    ConfirmationForm,
    ReissueForm,
)
from households.models import Certificate, RecognitionDecision
from households.services.season import certificates
from households.services.season.confirmation import confirmation as told_on
from households.services.season.confirmation import record_given
from households.views.register import household_or_404
from households.views.season.decisions import decision_or_404, refused
from households.views.season.refusals import place_or_404
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest

PAGE = 100
TONES = {
    Certificate.State.VALID: "ok",
    Certificate.State.REPLACED: "neutral",
    Certificate.State.REVOKED: "bad",
}


def certificate_or_404(request: OfficerRequest, pk: int, act: Act) -> Certificate:
    """The certificate if the role allows `act` (403) and its commune is in scope."""
    require(request.user, act)
    rows = certificates.visible(request.user).select_related(
        "household", "decision__place__round", "commune", "standing", "replaces"
    )
    return get_object_or_404(rows, pk=pk)


@require_GET
def certificate_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """The register of certificates by a place's decisions, with a search."""
    place = place_or_404(request, pk, Act.VIEW_FIGURES)
    form, rows = certificates_found(place, request.GET)
    signed = place.decisions.filter(state=RecognitionDecision.State.SIGNED)
    context = {
        "place": place,
        "form": form,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "decisions": [(each, certificates.due(each).count()) for each in signed],
        "may_issue": can(request.user, Act.RUN_SEASON),
        "tones": TONES,
    }
    return render(request, "season/certificate_list.html", context)


@require_POST
def certificate_issue(request: OfficerRequest, pk: int) -> HttpResponse:
    """Number the certificates of a decision, all or the one household's."""
    decision = decision_or_404(request, pk, Act.RUN_SEASON)
    chosen = [
        int(each) for each in request.POST.getlist("household") if each.isdecimal()
    ]
    try:
        made = certificates.issue(
            by=request.user, decision=decision, household_ids=chosen or None
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("season:decision-detail", pk)
    words = f"Đã cấp {len(made)} giấy chứng nhận." if made else "Các hộ đã có giấy."
    messages.success(request, words)
    return redirect("season:certificates", decision.place_id)


@require_GET
def certificate_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A certificate: what is printed on it, what came before and after."""
    found = certificate_or_404(request, pk, Act.VIEW_FIGURES)
    context = {
        "certificate": found,
        "tone": TONES[Certificate.State(found.state)],
        "later": Certificate.objects.filter(replaces=found).first(),
        "may_reissue": can(request.user, Act.RUN_SEASON)
        and found.state == Certificate.State.VALID,
    }
    return render(request, "season/certificate_detail.html", context)


@require_http_methods(["GET", "POST"])
def certificate_reissue(request: OfficerRequest, pk: int) -> HttpResponse:
    """Replace a lost or changed certificate."""
    found = certificate_or_404(request, pk, Act.RUN_SEASON)
    form = ReissueForm(request.POST or None)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            made = certificates.reissue(
                by=request.user, certificate=found, **form.cleaned_data
            )
        except ValidationError as error:
            problems = refused(error)
        else:
            messages.success(request, f"Đã cấp giấy số {made.full_number}.")
            return redirect("season:certificate-detail", made.pk)
    context = {"certificate": found, "form": form, "problems": problems}
    return render(request, "season/certificate_reissue.html", context)


@require_GET
def confirmation(request: OfficerRequest, pk: int) -> HttpResponse:
    """What a household officially was on a day, as known now."""
    require(request.user, Act.VIEW_FIGURES)
    household = household_or_404(request, pk)
    asked = {"day": request.GET.get("day") or f"{timezone.localdate():%d/%m/%Y}"}
    form = ConfirmationForm(asked)
    day: dt.date | None = form.cleaned_data["day"] if form.is_valid() else None
    told = told_on(household, day) if day else None
    if told is not None:
        record_given(request.user, told)
    context = {"household": household, "form": form, "told": told}
    return render(request, "season/confirmation.html", context)
