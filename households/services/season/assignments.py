"""Assigning villages to surveyors, with the right to see them for that time."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from households.models import CommuneRound, ReviewRound, SurveyAssignment
from households.services.season.base import (
    locked_place,
    not_future,
    record,
    require_open,
)
from povertyportal.accounts.models import Officer, OfficerScope
from povertyportal.administration.services import surveyors
from povertyportal.areas.models import Area, Level
from povertyportal.documents.attachments import attach


@dataclass(frozen=True)
class Appointment:
    """Who surveys which village, from `starts` until before `ends`, by what paper."""

    village: Area
    surveyor: Officer
    starts: dt.date
    ends: dt.date | None = None
    document: str = ""
    document_on: dt.date | None = None


@transaction.atomic
def assign(
    *,
    by: Officer,
    place: CommuneRound,
    appointment: Appointment,
    scan: UploadedFile | None = None,
) -> SurveyAssignment:
    """Give a surveyor a village of the commune; the same again gives the same row.

    He answers for it during that time, unless he does anyway. Raises
    PermissionDenied, CommuneRound.DoesNotExist, ValidationError. Audited.
    """
    here = locked_place(by, place)
    require_open(here)
    _check(here, appointment)
    same = here.assignments.filter(
        village=appointment.village,
        surveyor=appointment.surveyor,
        starts=appointment.starts,
        ends=appointment.ends,
    ).first()
    if same is not None:
        return same
    made = SurveyAssignment(
        place=here,
        village=appointment.village,
        surveyor=appointment.surveyor,
        starts=appointment.starts,
        ends=appointment.ends,
        document=appointment.document,
        document_on=appointment.document_on,
        assigned_by=by,
    )
    made.full_clean(exclude=["scan", "scope"])
    if scan is not None:
        made.scan = attach(by=by, area=here.commune, upload=scan)
    made.scope = _right(by, made)
    made.save()
    _log(by, here, made, "assigned")
    return made


def _check(place: CommuneRound, appointment: Appointment) -> None:
    surveyors.require_surveyor(appointment.surveyor)
    village = appointment.village
    if village.level != Level.VILLAGE or village.parent_id != place.commune_id:
        raise ValidationError(
            {"village": f"{village.name} không thuộc {place.commune.name}."}
        )
    if not village.is_in_being(appointment.starts):
        raise ValidationError(
            {
                "village": f"{village.name} không còn vào ngày "
                f"{appointment.starts:%d/%m/%Y}."
            }
        )
    if appointment.ends is not None and appointment.ends <= appointment.starts:
        raise ValidationError({"ends": "Ngày kết thúc phải sau ngày bắt đầu."})
    if appointment.document_on is not None:
        not_future(appointment.document_on, "Ngày văn bản")


def _right(by: Officer, made: SurveyAssignment) -> OfficerScope | None:
    """The right to the village for the assignment's time.

    None when an administrator gave it anyway; one lent for another assignment that
    overlaps or adjoins is made to last for both.
    """
    who, where, starts, ends = made.surveyor, made.village, made.starts, made.ends
    shared = _lent(made)
    if shared is None:
        if surveyors.covering(who, where, starts, ends):
            return None
        return surveyors.lend_village(
            by=by, surveyor=who, village=where, starts=starts, ends=ends
        )
    both = [shared.ends, ends]
    until = None if None in both else max(each for each in both if each)
    return surveyors.change_time(
        by=by, scope=shared, starts=min(shared.starts, starts), ends=until
    )


def _lent(made: SurveyAssignment) -> OfficerScope | None:
    scopes = OfficerScope.objects.filter(
        pk__in=SurveyAssignment.objects.filter(
            surveyor=made.surveyor, village=made.village, scope__isnull=False
        ).values("scope")
    )
    scopes = scopes.filter(Q(ends__isnull=True) | Q(ends__gte=made.starts))
    if made.ends is not None:
        scopes = scopes.filter(starts__lte=made.ends)
    return scopes.select_related("area").order_by("starts").first()


@transaction.atomic
def end_assignment(
    *, by: Officer, assignment: SurveyAssignment, on: dt.date, reason: str = ""
) -> None:
    """Take a surveyor off a village from a day on; the row stays as history.

    One that had not begun by then is taken back. His right to the village ends with
    it unless another assignment needs it. A second time nothing happens. Raises
    PermissionDenied, DoesNotExist (out of scope), ValidationError. Audited.
    """
    here = locked_place(by, assignment.place)
    rows = here.assignments.select_for_update(of=("self",))
    found = rows.select_related("surveyor", "village", "scope__area").filter(
        pk=assignment.pk
    )
    held = found.first()
    if held is None or held.ends == on:
        return
    if held.ends is not None and on > held.ends:
        raise ValidationError(
            {"on": f"Phân công này kết thúc từ {held.ends:%d/%m/%Y}."}
        )
    _end(by, held, on, reason)


@transaction.atomic
def end_with_round(*, by: Officer, round: ReviewRound) -> int:
    """End what still runs when a round is closed, from tomorrow on; how many.

    The caller has authorised closing the round. Audited.
    """
    on = timezone.localdate() + dt.timedelta(days=1)
    running = (
        SurveyAssignment.objects.select_for_update(of=("self",))
        .filter(Q(ends__isnull=True) | Q(ends__gt=on), place__round=round)
        .select_related("place__commune", "surveyor", "village", "scope__area")
        .order_by("id")
    )
    rows = list(running)
    for each in rows:
        _end(by, each, on, "Đợt rà soát đã đóng")
    return len(rows)


def _end(by: Officer, row: SurveyAssignment, on: dt.date, reason: str) -> None:
    scope = row.scope
    _log(by, row.place, row, "unassigned", reason=reason, on=str(on))
    if on <= row.starts:
        row.delete()
    else:
        row.ends, row.ended_by, row.end_reason = on, by, reason
        row.save(update_fields=["ends", "ended_by", "end_reason"])
    if scope is not None:
        _shorten(by, scope)


def _shorten(by: Officer, scope: OfficerScope) -> None:
    """Let the right last as long as some assignment needs it."""
    times = list(
        SurveyAssignment.objects.filter(scope=scope).values_list("starts", "ends")
    )
    starts = min((first for first, _ in times), default=scope.starts)
    open_ended = any(ends is None for _, ends in times)
    until = max((ends for _, ends in times if ends), default=starts)
    if open_ended or (scope.ends is not None and until > scope.ends):
        return  # it stays as it is, or an administrator has ended it before
    surveyors.follow(by=by, scope=scope, starts=starts, ends=until)


def _log(
    by: Officer,
    place: CommuneRound,
    row: SurveyAssignment,
    what: str,
    *,
    reason: str = "",
    **detail: Any,
) -> None:
    record(
        by,
        place,
        f"season.{what}",
        reason=reason,
        village=row.village_id,
        surveyor=row.surveyor_id,
        starts=str(row.starts),
        **detail,
    )
