"""How pages of a committee find its rows, carry an act out and lead back."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from households.views.season.refusals import explain
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Committee
from reports.exports.committee import PEOPLE, committee_of, meeting_of, require_tasks
from reports.models import CommitteeMeeting, CommitteeTask, Letter
from reports.services.committee.base import NOT_A_KEEPER, may_run, require_state

_Made = TypeVar("_Made")


def run_committee_or_refuse(request: OfficerRequest, pk: int) -> Committee:
    """A committee whose papers the officer keeps. Raises Http404, PermissionDenied."""
    require(request.user, Act.RUN_COMMITTEE)
    found = committee_of(request.user, pk)
    _require_keeper(request, found)
    return found


def run_meeting_or_refuse(request: OfficerRequest, pk: int) -> CommitteeMeeting:
    """A meeting of such a committee. Raises Http404, PermissionDenied."""
    require(request.user, Act.RUN_COMMITTEE)
    found = meeting_of(request.user, pk)
    _require_keeper(request, found.committee)
    return found


def run_letter_or_refuse(request: OfficerRequest, pk: int) -> Letter:
    """A letter to such a committee. Raises Http404, PermissionDenied."""
    require(request.user, Act.RUN_COMMITTEE)
    found = letter_or_404(request, pk)
    _require_keeper(request, found.committee)
    return found


def letter_or_404(request: OfficerRequest, pk: int) -> Letter:
    """A letter that the officer may read. Raises Http404, PermissionDenied."""
    require(request.user, Act.VIEW_COMMITTEE)
    rows = Letter.objects.visible_to(request.user)
    people = ("committee", "file", "recorded_by")
    return get_object_or_404(rows.select_related(*people), pk=pk)


def task_or_404(request: OfficerRequest, pk: int) -> CommitteeTask:
    """A task that the officer may read. Raises Http404, PermissionDenied."""
    require_tasks(request.user)
    rows = CommitteeTask.objects.visible_to(request.user)
    people = (*PEOPLE, "conclusion__meeting", "given_by")
    return get_object_or_404(rows.select_related(*people), pk=pk)


def run_task_or_refuse(request: OfficerRequest, pk: int) -> CommitteeTask:
    """A task of a committee whose papers the officer keeps. Raises alike."""
    require(request.user, Act.RUN_COMMITTEE)
    found = task_or_404(request, pk)
    _require_keeper(request, found.committee)
    return found


def _require_keeper(request: OfficerRequest, committee: Committee) -> None:
    if not may_run(request.user, committee):
        raise PermissionDenied(NOT_A_KEEPER)


def wrong_state(
    request: OfficerRequest, meeting: CommitteeMeeting, state: str
) -> HttpResponse | None:
    """Back to the meeting, told why, where a form belongs to another stage of it.

    Only before a form is shown: what was typed is refused beside its own words.
    """
    if request.method == "POST":
        return None
    try:
        require_state(meeting, state)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("committee:meeting-detail", meeting.pk)
    return None


def carried_out(form: forms.Form, act: Callable[[], _Made]) -> _Made | None:
    """What the act made; None while the form is to be shown, with its refusals."""
    if not form.is_valid():
        return None
    try:
        return act()
    except ValidationError as error:
        for problem in explain(form, error):
            form.add_error(None, problem["message"])
        return None
