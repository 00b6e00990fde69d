"""The page that asks for what an act of a committee needs."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from povertyportal.accounts.http import OfficerRequest


def form_page(request: OfficerRequest, form: forms.Form, **words: Any) -> HttpResponse:
    """A form's page. Words: heading, where, button, back (an address); where needed
    key, lead, has_file, is_danger, about (labels and texts)."""
    return render(request, "committee/form.html", {"form": form, **words})
