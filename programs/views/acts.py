"""Doing what a form asks, and showing it again with what stands in the way."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from households.views.season.refusals import explain
from programs.services.questions import Questioned


def done(request: HttpRequest, form: forms.BaseForm, do: Callable[[], str]) -> bool:
    """Whether the act of a valid form was done; `do` gives what to tell the officer.

    What refuses it stands in the form's errors; nothing typed is lost.
    """
    if not form.is_valid():
        return False
    try:
        said = do()
    except ValidationError as error:
        for problem in explain(form, error):
            form.add_error(None, problem["message"])
        return False
    messages.success(request, said)
    return True


def pressed(request: HttpRequest, do: Callable[[], str]) -> None:
    """Do what a single button asks; tell what was done, or what stands in the way.

    Raises Questioned: a button has no room for an answer.
    """
    try:
        said = do()
    except Questioned:
        raise
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
