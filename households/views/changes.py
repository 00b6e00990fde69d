"""Pages that change a household: each binds a form and calls one service.

When somebody else changed the household meanwhile, the form comes back with what
was typed and says what changed and by whom; saving again then decides.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.forms.register import (
    EndMembershipForm,
    HeadForm,
    HouseholdForm,
    MemberForm,
    MoveForm,
    PersonEditForm,
)
from households.models import Household, HouseholdEvent, Membership, Person, Relation
from households.services import register
from households.views.register import household_or_404
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Area, Level


@dataclass(frozen=True)
class Page:
    """What differs between the pages: words, form, and the service to call."""

    heading: str
    button: str
    form: forms.Form
    save: Callable[[int], object]
    done: str
    person: Person | None = None
    lead: str = ""


def _change(request: OfficerRequest, household: Household, page: Page) -> HttpResponse:
    """Show or apply the page's form; on a conflict keep what was typed."""
    context: dict[str, Any] = {"household": household, "page": page, "form": page.form}
    context["version"] = household.version
    if request.method == "POST" and page.form.is_valid():
        try:
            page.save(_version(request))
        except register.EditConflict as conflict:
            context["conflict"] = conflict
            context["version"] = conflict.household.version
            context["compared"] = _compared(page.form)
        except ValidationError as error:
            page.form.add_error(None, error)
        else:
            messages.success(request, page.done)
            return _onward(request, household)
    elif request.method == "POST":
        context["version"] = _version(request)
    return render(request, "households/household_change.html", context)


def _onward(request: OfficerRequest, household: Household) -> HttpResponse:
    """Back to the household, or to the list when it has moved out of sight."""
    if Household.objects.visible_to(request.user).filter(pk=household.pk).exists():
        return redirect("households:household-detail", household.pk)
    return redirect("households:household-list")


def _version(request: OfficerRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _compared(form: forms.Form) -> list[dict[str, object]]:
    """Fields whose typed value differs from what the register holds now."""
    rows = []
    for field in form:
        now = form.initial.get(field.name)
        typed = form.cleaned_data.get(field.name)
        if now is not None and now != typed:
            rows.append({"label": field.label, "typed": typed, "now": now})
    return rows


def _editable(request: OfficerRequest, pk: int) -> Household:
    household = household_or_404(request, pk)
    require(request.user, Act.EDIT_HOUSEHOLDS)
    return household


def _members(household: Household) -> Any:
    return Person.objects.filter(
        memberships__household=household, memberships__ends__isnull=True
    )


@require_http_methods(["GET", "POST"])
def household_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change contact details."""
    household = _editable(request, pk)
    initial = {"phone": household.phone, "address": household.address}
    form = HouseholdForm(request.POST or None, initial=initial)

    def save(version: int) -> None:
        register.edit_household(
            by=request.user, household=household, version=version, **form.cleaned_data
        )

    page = Page("Sửa thông tin liên hệ", "Lưu", form, save, "Đã lưu thông tin của hộ.")
    return _change(request, household, page)


@require_http_methods(["GET", "POST"])
def member_add(request: OfficerRequest, pk: int) -> HttpResponse:
    """Somebody joins or is born."""
    household = _editable(request, pk)
    form = MemberForm(
        request.POST or None, initial={"kind": HouseholdEvent.Kind.JOINED}
    )

    def save(version: int) -> None:
        data = form.cleaned_data
        register.add_member(
            by=request.user,
            household=household,
            version=version,
            person=form.person_fields(),
            relation=data["relation"],
            since=data["since"],
            born=data["kind"] == HouseholdEvent.Kind.BORN,
        )

    page = Page("Thêm nhân khẩu", "Thêm nhân khẩu", form, save, "Đã thêm nhân khẩu.")
    return _change(request, household, page)


@require_http_methods(["GET", "POST"])
def member_edit(request: OfficerRequest, pk: int, person_pk: int) -> HttpResponse:
    """Correct a member's details."""
    household = _editable(request, pk)
    person = get_object_or_404(_members(household), pk=person_pk)
    membership = Membership.objects.get(
        household=household, person=person, ends__isnull=True
    )
    initial = {**PersonEditForm.initial_of(person), "relation": membership.relation}
    form = PersonEditForm(request.POST or None, initial=initial)
    if membership.relation == Relation.HEAD:
        del form.fields["relation"]

    def save(version: int) -> None:
        register.edit_person(
            by=request.user,
            household=household,
            version=version,
            person=person,
            fields=form.person_fields(),
            relation=form.cleaned_data.get("relation") or membership.relation,
        )

    page = Page("Sửa nhân khẩu", "Lưu", form, save, "Đã lưu nhân khẩu.", person)
    return _change(request, household, page)


@require_http_methods(["GET", "POST"])
def member_end(request: OfficerRequest, pk: int, person_pk: int) -> HttpResponse:
    """A member dies or leaves."""
    household = _editable(request, pk)
    person = get_object_or_404(_members(household), pk=person_pk)
    form = EndMembershipForm(request.POST or None)

    def save(version: int) -> None:
        data = form.cleaned_data
        register.end_membership(
            by=request.user,
            household=household,
            version=version,
            person=person,
            on=data["on"],
            died=data["kind"] == HouseholdEvent.Kind.DIED,
            note=data["note"],
        )

    page = Page(
        "Ghi người rời hộ hoặc mất",
        "Ghi biến động",
        form,
        save,
        "Đã ghi biến động.",
        person,
    )
    return _change(request, household, page)


@require_http_methods(["GET", "POST"])
def head_change(request: OfficerRequest, pk: int) -> HttpResponse:
    """Another member becomes head."""
    household = _editable(request, pk)
    others = _members(household).exclude(
        memberships__household=household,
        memberships__relation=Relation.HEAD,
        memberships__ends__isnull=True,
    )
    form = HeadForm(
        request.POST or None, members=others, initial={"on": timezone.localdate()}
    )

    def save(version: int) -> None:
        register.change_head(
            by=request.user, household=household, version=version, **form.cleaned_data
        )

    page = Page("Đổi chủ hộ", "Đổi chủ hộ", form, save, "Đã đổi chủ hộ.")
    return _change(request, household, page)


@require_http_methods(["GET", "POST"])
def household_move(request: OfficerRequest, pk: int) -> HttpResponse:
    """The household moves, inside the province or out of the register."""
    household = _editable(request, pk)
    villages = Area.objects.filter(
        level=Level.VILLAGE,
        ended__isnull=True,
        parent__parent__children=household.commune_id or 0,
    )
    villages = villages.exclude(pk=household.village_id or 0)
    form = MoveForm(request.POST or None, villages=villages.select_related("parent"))
    choices: Any = form.fields["to_village"]
    choices.label_from_instance = lambda area: f"{area.parent.name} – {area.name}"

    def save(version: int) -> None:
        register.move_household(
            by=request.user, household=household, version=version, **form.cleaned_data
        )

    page = Page(
        "Ghi hộ chuyển nơi cư trú",
        "Ghi chuyển đi",
        form,
        save,
        "Đã ghi nơi cư trú mới.",
        lead="Từ ngày chuyển, cán bộ nơi đến sẽ thấy hộ này cùng lịch sử của hộ.",
    )
    return _change(request, household, page)
