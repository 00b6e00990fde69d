"""Acts that a rule may question: the form again, with what is asked above it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from households.models import Household
from households.views.season.refusals import explain
from povertyportal.accounts.http import OfficerRequest
from programs.forms.laid_out import laid_out
from programs.models import PolicyLoan, Support
from programs.services.questions import Questioned
from programs.views.home import sections

_PAGES: dict[type[models.Model], str] = {
    Household: "households:household-detail",
    Support: "programs:support-detail",
    PolicyLoan: "programs:loan-detail",
}


@dataclass(frozen=True)
class Words:
    """What the page of an act says: its title, where, its button, the way back."""

    heading: str
    where: str
    button: str
    back_url: str
    back_label: str
    lead: str = ""
    is_grave: bool = False


def act_page(
    request: OfficerRequest,
    form: forms.BaseForm,
    words: Words,
    do: Callable[[], tuple[str, str]],
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Do what a valid form asks; else the form, nothing typed lost.

    `do` gives what to tell the officer and where to go on.
    """
    stands: dict[str, list[dict[str, str]]] = {"problems": [], "questions": []}
    if form.is_valid():
        try:
            said, url = do()
        except Questioned as error:
            stands["questions"] = asked(error)
        except ValidationError as error:
            stands["problems"] = explain(form, error)
        else:
            messages.success(request, said)
            return redirect(url)
    context = _laid_out(request, form, words) | stands | dict(more or {})
    return render(request, "programs/act_page.html", context)


def _laid_out(
    request: OfficerRequest, form: forms.BaseForm, words: Words
) -> dict[str, Any]:
    return {
        "sections": sections(request.user),
        "form": form,
        "fields": list(laid_out(form, getattr(form, "units", None))),
        "words": words,
    }


def asked(error: Questioned) -> list[dict[str, str]]:
    """Questions as a page lists them, each with the way to what it is about."""
    return [
        {"text": each.text, "href": _page_of(each.about)} for each in error.questions
    ]


def _page_of(about: models.Model | None) -> str:
    name = _PAGES.get(type(about)) if about is not None else None
    return reverse(name, args=[about.pk]) if name and about is not None else ""
