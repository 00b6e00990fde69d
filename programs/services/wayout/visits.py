"""Visits to households and what befell them."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from households.models import Household
from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from programs.models import HelperAssignment, HelperVisit, Shock
from programs.rules.wayout import UNVISITED_DAYS
from programs.services.homes import living_in
from programs.services.places import Place
from programs.services.wayout.listed import current_assignments
from programs.services.wayout.plans import locked_household, not_future


def tasks_for(household: Household) -> "QuerySet[HelperAssignment]":
    """Tasks of today that a visit to the household can belong to.

    Its own, and those for its village, its commune and the units above.
    """
    mine = Q(household=household)
    home = household.village or household.commune
    if home is not None:
        ids = [int(each) for each in home.path.split(".") if each]
        mine |= Q(area__in=Area.objects.filter(pk__in=ids))
    rows = current_assignments().filter(mine).select_related("helper", "area")
    return rows.order_by("area_id", "helper__name", "pk")


@transaction.atomic
def visit(
    *,
    by: Officer,
    household: Household,
    assignment: HelperAssignment,
    day: dt.date,
    note: str,
) -> HelperVisit:
    """Write down a visit; the same again gives the same. Audited.

    Raises PermissionDenied, Household.DoesNotExist, ValidationError (no such task, a
    day to come or before the task).
    """
    found = locked_household(by, household, Act.VISIT_HOUSEHOLDS)
    task = tasks_for(found).filter(pk=assignment.pk).first()
    if task is None:
        raise ValidationError(
            {"assignment": "Người, đơn vị này không còn được phân công giúp hộ."}
        )
    not_future(day, "day", "Ngày thăm")
    if day < task.starts:
        raise ValidationError(
            {
                "day": f"Ngày thăm trước ngày phân công {task.starts:%d/%m/%Y}. Hãy "
                "sửa ngày thăm, hoặc đề nghị cán bộ giảm nghèo xã sửa ngày phân công."
            }
        )
    said = {"assignment": task, "household": found, "day": day, "note": note}
    made = HelperVisit.objects.filter(**said, withdrawn_at=None).first()
    if made is not None:
        return made
    made = HelperVisit.objects.create(**said, recorded_by=by)
    _record(by, found, "programs.helper_visit.recorded", "helper_visit", made.pk)
    return made


@transaction.atomic
def withdraw_visit(*, by: Officer, visit: HelperVisit, reason: str) -> HelperVisit:
    """Take back a visit written by mistake; it stays to be seen. Audited.

    Raises PermissionDenied, Household.DoesNotExist, ValidationError (no reason, or
    withdrawn already).
    """
    household = locked_household(by, visit.household, Act.VISIT_HOUSEHOLDS)
    found = HelperVisit.objects.select_for_update().get(pk=visit.pk)
    if found.withdrawn_at:
        raise ValidationError("Lần thăm này đã hủy.", code="withdrawn")
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do hủy."})
    found.withdrawn_at, found.withdraw_reason = timezone.now(), reason.strip()
    found.save(update_fields=["withdrawn_at", "withdraw_reason"])
    act = "programs.helper_visit.withdrawn"
    _record(by, household, act, "helper_visit", found.pk, found.withdraw_reason)
    return found


def helped(place: Place) -> "QuerySet[Household]":
    """Households that have a helper of their own, each with `last_visit` (or None)."""
    last = _visits_there().order_by("-day")
    mine = current_assignments().filter(household__isnull=False)
    return (
        Household.objects.active()
        .filter(living_in(place), pk__in=mine.values("household"))
        .annotate(last_visit=Subquery(last.values("day")[:1]))
    )


def unvisited(rows: "QuerySet[Household]") -> "QuerySet[Household]":
    """Those of `helped` whom nobody visited for UNVISITED_DAYS, if named before."""
    since = timezone.localdate() - dt.timedelta(days=UNVISITED_DAYS)
    seen = _visits_there().filter(day__gte=since)
    before = current_assignments().filter(household=OuterRef("pk"), starts__lt=since)
    return rows.filter(~Exists(seen), Exists(before))


def _visits_there() -> "QuerySet[HelperVisit]":
    """Visits to the household of an outer query, none that was withdrawn."""
    return HelperVisit.objects.filter(household=OuterRef("pk"), withdrawn_at=None)


@transaction.atomic
def record_shock(
    *, by: Officer, household: Household, kind: str, happened_on: dt.date, note: str
) -> Shock:
    """Write down what befell a household; the same again gives the same. Audited.

    Raises PermissionDenied, Household.DoesNotExist, ValidationError (a day to come).
    """
    found = locked_household(by, household, Act.VISIT_HOUSEHOLDS)
    not_future(happened_on, "happened_on", "Ngày xảy ra")
    same = found.shocks.filter(kind=kind, happened_on=happened_on).first()
    if same is not None:
        return same
    made = Shock(
        household=found,
        kind=kind,
        happened_on=happened_on,
        note=note,
        recorded_by=by,
    )
    _save(by, made, "programs.shock.recorded")
    return made


@transaction.atomic
def change_shock(
    *, by: Officer, shock: Shock, kind: str, happened_on: dt.date, note: str
) -> None:
    """Put right what was written of a shock. Audited; raises as recording."""
    found = locked_household(by, shock.household, Act.VISIT_HOUSEHOLDS)
    row = found.shocks.select_for_update().get(pk=shock.pk)
    row.household = found
    not_future(happened_on, "happened_on", "Ngày xảy ra")
    row.kind, row.happened_on, row.note = kind, happened_on, note
    _save(by, row, "programs.shock.changed")


def _save(by: Officer, row: Shock, act: str) -> None:
    with trail.acting(by, act):
        row.save()
    _record(by, row.household, act, "shock", row.pk)


def _record(
    by: Officer, household: Household, act: str, kind: str, pk: int, reason: str = ""
) -> None:
    trail.record(
        by=by,
        act=act,
        kind=kind,
        object_id=pk,
        area_id=household.commune_id,
        reason=reason,
        household=household.pk,
    )
