"""Pages about the keys of other systems: list, issue, revoke."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import SystemToken
from povertyportal.administration.exports import tokens_found
from povertyportal.administration.forms.tokens import TokenForm
from povertyportal.administration.sections import sections_for
from povertyportal.administration.services import tokens as services

PAGE = 50
# Where the session of who issued a key holds its text until it is shown.
_SHOWN_ONCE = "issued_token"


@require_GET
def token_list(request: OfficerRequest) -> HttpResponse:
    """Keys with their accounts and when they were last used."""
    require(request.user, Act.MANAGE_OFFICERS)
    form, rows = tokens_found(request.GET)
    context = {
        "form": form,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "sections": sections_for(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "administration/token_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def token_issue(request: OfficerRequest) -> HttpResponse:
    """A new key; the page after it shows its text."""
    require(request.user, Act.MANAGE_OFFICERS)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            token, text = services.issue_token(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            request.session[_SHOWN_ONCE] = {"pk": token.pk, "text": text}
            return redirect("administration:token-shown", token.pk)
    return render(request, "administration/token_issue.html", {"form": form})


@never_cache
@require_GET
def token_shown(request: OfficerRequest, pk: int) -> HttpResponse:
    """The text of the key just issued, this once."""
    require(request.user, Act.MANAGE_OFFICERS)
    token = get_object_or_404(SystemToken.objects.select_related("officer"), pk=pk)
    # Taken out of the session as it is read: nothing of it stays.
    issued = request.session.pop(_SHOWN_ONCE, None)
    if issued is None or issued["pk"] != pk:
        messages.info(
            request,
            f"Mã của {token} chỉ hiện một lần. Chưa kịp chép thì thu hồi và cấp mã "
            "khác.",
        )
        return redirect("administration:token-list")
    context = {"token": token, "text": issued["text"]}
    return render(request, "administration/token_shown.html", context)


@require_http_methods(["GET", "POST"])
def token_revoke(request: OfficerRequest, pk: int) -> HttpResponse:
    """Ask once more, then end a key."""
    require(request.user, Act.MANAGE_OFFICERS)
    token = get_object_or_404(SystemToken.objects.select_related("officer"), pk=pk)
    if request.method == "POST":
        try:
            services.revoke_token(by=request.user, token=token)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"Đã thu hồi mã của {token}.")
        return redirect("administration:token-list")
    return render(request, "administration/token_revoke.html", {"token": token})
