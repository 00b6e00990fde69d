"""Pages that change a household: each binds a form and calls one service.

When somebody else changed the household meanwhile, the form comes back with what
was typed and says what changed and by whom; saving again then decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
    PersonEditForm,
)
from households.models import Household, HouseholdEvent, Membership, Person, Relation
from households.rules.personal_id import masked
from households.services import register
from households.services.register_base import EditConflict
from households.views.register import household_or_404
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.administration.words import act_in_words
from povertyportal.audit.models import AuditEntry
from povertyportal.ui.numbers import number_or_zero


@dataclass(frozen=True)
class Page:
    """What differs between the pages: words, form, and the service to call.

    `held` is what the register holds now of the form's fields, to compare with. What
    `save` returns as text is said after `done`.
    """

    heading: str
    button: str
    form: forms.Form
    save: Callable[[int], object]
    done: str
    person: Person | None = None
    lead: str = ""
    held: Mapping[str, object] = field(default_factory=dict)
    template: str = "households/household_change.html"
    context: Mapping[str, object] = field(default_factory=dict)


def change(request: OfficerRequest, household: Household, page: Page) -> HttpResponse:
    """Show or apply the page's form; on a conflict keep what was typed."""
    context: dict[str, Any] = {"household": household, "page": page, "form": page.form}
    context |= {**page.context, "version": household.version}
    if request.method == "POST" and page.form.is_valid():
        try:
            told = page.save(_version(request))
        except EditConflict as conflict:
            context["conflict"] = _changes(conflict)
            context["version"] = conflict.household.version
            context["compared"] = _compared(page)
        except ValidationError as error:
            page.form.add_error(None, error)
        else:
            more = f" {told}" if isinstance(told, str) and told else ""
            messages.success(request, f"{page.done}{more}")
            return _onward(request, household)
    elif request.method == "POST":
        context["version"] = _version(request)
    return render(request, page.template, context)


def _onward(request: OfficerRequest, household: Household) -> HttpResponse:
    """Back to the household, or to the list when it has moved out of sight."""
    if Household.objects.visible_to(request.user).filter(pk=household.pk).exists():
        return redirect("households:household-detail", household.pk)
    return redirect("households:household-list")


def _version(request: OfficerRequest) -> int:
    return number_or_zero(request.POST.get("version"))


def _changes(conflict: EditConflict) -> list[dict[str, object]]:
    """Rows at/officer/act/person/fields, in words, of what others changed."""
    members = conflict.household.memberships.select_related("person")
    names = {member.person_id: member.person.name for member in members}
    return [
        {
            "at": entry.at,
            "officer": entry.officer,
            "act": act_in_words(entry.act),
            "person": names.get(entry.detail.get("person"), ""),
            "fields": _labels(entry),
        }
        for entry in conflict.changes
    ]


def _labels(entry: AuditEntry) -> list[str]:
    """What the changed columns are called."""
    labels = {
        column.name: str(getattr(column, "verbose_name", column.name))
        for model in (Household, Membership, Person)
        for column in model._meta.get_fields()
    }
    parts = {"birth_year": "ngày sinh", "birth_month": "ngày sinh"}
    labels |= {**parts, "birth_day": "ngày sinh"}
    names = entry.detail.get("fields", [])
    return list(dict.fromkeys(labels.get(name, name) for name in names))


def _compared(page: Page) -> list[dict[str, object]]:
    """Fields whose typed value differs from what the register holds now."""
    rows = []
    for bound in page.form:
        now = page.held.get(bound.name)
        typed = page.form.cleaned_data.get(bound.name)
        if bound.name in page.held and now != typed:
            rows.append(
                {
                    "label": bound.label,
                    "typed": _shown(bound, typed),
                    "now": _shown(bound, now),
                }
            )
    return rows


def _shown(bound: forms.BoundField, value: object) -> object:
    """A value as people read it: choices by their label, a personal id masked."""
    if bound.name == "personal_id":
        return masked(str(value or ""))
    if isinstance(bound.field, forms.ChoiceField):
        return dict(bound.field.choices).get(value, value)  # type: ignore[arg-type]
    return value


def editable(request: OfficerRequest, pk: int) -> Household:
    """The household if it is in the scope and the role may edit, else 404 or 403."""
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
    household = editable(request, pk)
    initial = {"phone": household.phone, "address": household.address}
    form = HouseholdForm(request.POST or None, initial=initial)

    def save(version: int) -> None:
        register.edit_household(
            by=request.user, household=household, version=version, **form.cleaned_data
        )

    page = Page(
        "Sửa thông tin liên hệ",
        "Lưu",
        form,
        save,
        "Đã lưu thông tin của hộ.",
        held=initial,
    )
    return change(request, household, page)


@require_http_methods(["GET", "POST"])
def member_add(request: OfficerRequest, pk: int) -> HttpResponse:
    """Somebody joins or is born."""
    household = editable(request, pk)
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
    return change(request, household, page)


@require_http_methods(["GET", "POST"])
def member_edit(request: OfficerRequest, pk: int, person_pk: int) -> HttpResponse:
    """Correct a member's details."""
    household = editable(request, pk)
    person = get_object_or_404(_members(household), pk=person_pk)
    membership = Membership.objects.get(
        household=household, person=person, ends__isnull=True
    )
    initial = {**PersonEditForm.initial_of(person), "relation": membership.relation}
    form = PersonEditForm(request.POST or None, initial=initial, person=person)
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

    page = Page(
        "Sửa nhân khẩu",
        "Lưu",
        form,
        save,
        "Đã lưu nhân khẩu.",
        person,
        held={**initial, "personal_id": person.personal_id},
    )
    return change(request, household, page)


@require_http_methods(["GET", "POST"])
def member_end(request: OfficerRequest, pk: int, person_pk: int) -> HttpResponse:
    """A member dies or leaves."""
    household = editable(request, pk)
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
    return change(request, household, page)


@require_http_methods(["GET", "POST"])
def head_change(request: OfficerRequest, pk: int) -> HttpResponse:
    """Another member becomes head."""
    household = editable(request, pk)
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
    return change(request, household, page)
