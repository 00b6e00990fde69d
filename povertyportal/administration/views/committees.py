"""Pages about committees: list, name, areas, members."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Committee
from povertyportal.administration.exports import committees_found
from povertyportal.administration.forms.areas import AreaPickForm
from povertyportal.administration.forms.officers import (
    CommitteeForm,
    DutyForm,
    EndForm,
    MemberForm,
)
from povertyportal.administration.sections import sections_for
from povertyportal.administration.services import committees as services
from povertyportal.areas.finding import describe


def _committee_or_404(request: OfficerRequest, pk: int) -> Committee:
    require(request.user, Act.MANAGE_OFFICERS)
    return get_object_or_404(Committee, pk=pk)


@require_GET
def committee_list(request: OfficerRequest) -> HttpResponse:
    """All committees."""
    require(request.user, Act.MANAGE_OFFICERS)
    context = {"committees": committees_found(), "sections": sections_for(request.user)}
    return render(request, "administration/committee_list.html", context)


@require_http_methods(["GET", "POST"])
def committee_create(request: OfficerRequest) -> HttpResponse:
    """Set up a committee."""
    require(request.user, Act.MANAGE_OFFICERS)
    form = CommitteeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.save_committee(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("administration:committee-edit", made.pk)
    context = {"form": form}
    return render(request, "administration/committee_create.html", context)


@require_http_methods(["GET", "POST"])
def committee_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """A committee: its name, areas and members."""
    committee = _committee_or_404(request, pk)
    form = CommitteeForm(request.POST or None, initial={"name": committee.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.save_committee(
                by=request.user, committee=committee, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Đã lưu tên ban chỉ đạo.")
            return redirect("administration:committee-edit", pk)
    context = {
        "form": form,
        "committee": committee,
        "areas": describe(committee.areas.order_by("sort_key")),
        "members": committee.members.select_related("officer"),
        "today": timezone.localdate(),
    }
    return render(request, "administration/committee_edit.html", context)


@require_http_methods(["GET", "POST"])
def committee_area_add(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put an area into the committee's charge."""
    committee = _committee_or_404(request, pk)
    form = AreaPickForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        area = form.cleaned_data["area"]
        services.add_area(by=request.user, committee=committee, area=area)
        messages.success(request, f"Đã thêm {area} vào địa bàn của ban.")
        return redirect("administration:committee-edit", pk)
    context = {"form": form, "committee": committee}
    return render(request, "administration/committee_area_add.html", context)


@require_POST
def committee_area_remove(
    request: OfficerRequest, pk: int, area_pk: int
) -> HttpResponse:
    """Take an area out of the committee's charge."""
    committee = _committee_or_404(request, pk)
    area = get_object_or_404(committee.areas, pk=area_pk)
    services.remove_area(by=request.user, committee=committee, area=area)
    messages.success(request, f"Đã bỏ {area} khỏi địa bàn của ban.")
    return redirect("administration:committee-edit", pk)


@require_http_methods(["GET", "POST"])
def member_add(request: OfficerRequest, pk: int) -> HttpResponse:
    """Seat an officer."""
    committee = _committee_or_404(request, pk)
    form = MemberForm(request.POST or None, by=request.user, committee=committee)
    if request.method == "POST" and form.is_valid():
        try:
            services.seat_member(
                by=request.user, committee=committee, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Đã thêm {form.cleaned_data['officer']}.")
            return redirect("administration:committee-edit", pk)
    context = {"form": form, "committee": committee}
    return render(request, "administration/member_add.html", context)


@require_http_methods(["GET", "POST"])
def member_duty(request: OfficerRequest, pk: int, member_pk: int) -> HttpResponse:
    """Say what a member does in the committee."""
    committee = _committee_or_404(request, pk)
    rows = committee.members.select_related("officer")
    member = get_object_or_404(rows, pk=member_pk)
    form = DutyForm(request.POST or None, initial={"duty": member.duty})
    if request.method == "POST" and form.is_valid():
        services.change_duty(by=request.user, member=member, **form.cleaned_data)
        messages.success(request, f"Đã lưu vai trò của {member.who}.")
        return redirect("administration:committee-edit", pk)
    context = {"form": form, "committee": committee, "member": member}
    return render(request, "administration/member_duty.html", context)


@require_http_methods(["GET", "POST"])
def member_end(request: OfficerRequest, pk: int, member_pk: int) -> HttpResponse:
    """End a seat from a day on."""
    committee = _committee_or_404(request, pk)
    member = get_object_or_404(
        committee.members.select_related("officer"), pk=member_pk
    )
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_membership(by=request.user, member=member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Đã đặt ngày thôi cho {member.who}.")
            return redirect("administration:committee-edit", pk)
    context = {"form": form, "committee": committee, "member": member}
    return render(request, "administration/member_end.html", context)
