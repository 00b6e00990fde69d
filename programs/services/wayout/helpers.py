"""People and units who help: who they are, whom they were named to help."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from households.models import Household
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from programs.models import Helper, HelperAssignment
from programs.services.wayout.plans import locked_household


@dataclass(frozen=True)
class HelperFacts:
    """Who a helper is."""

    area: Area
    kind: str
    name: str
    organisation: str = ""
    phone: str = ""


@transaction.atomic
def add_helper(*, by: Officer, facts: HelperFacts) -> Helper:
    """Write down somebody who helps. Audited.

    Raises PermissionDenied (area elsewhere), ValidationError (there already).
    """
    require(by, Act.HELP_HOUSEHOLDS)
    made = Helper(recorded_by=by)
    _write(by, made, facts, "programs.helper.added")
    return made


@transaction.atomic
def change_helper(*, by: Officer, helper: Helper, facts: HelperFacts) -> None:
    """Change what is known of a helper. Audited; raises as adding."""
    _write(by, _locked(by, helper), facts, "programs.helper.changed")


def _write(by: Officer, row: Helper, facts: HelperFacts, act: str) -> None:
    if not scope_of(by).holds_unit(facts.area):
        raise PermissionDenied("Nơi quản lý không thuộc địa bàn của bạn.")
    for name in ("area", "kind", "name", "organisation", "phone"):
        setattr(row, name, getattr(facts, name))
    row.full_clean(exclude=["recorded_by"])
    with trail.acting(by, act):
        row.save()
    _record(by, row, act)


def _locked(by: Officer, helper: Helper) -> Helper:
    require(by, Act.HELP_HOUSEHOLDS)
    rows = Helper.objects.visible_to(by).select_for_update(of=("self",))
    return rows.get(pk=helper.pk)


@transaction.atomic
def end_helper(*, by: Officer, helper: Helper, ended_on: dt.date, outcome: str) -> int:
    """Let a helper go, with what lasts of his tasks; returns how many. Audited.

    Raises PermissionDenied, DoesNotExist, ValidationError (a day to come, or before a
    task began).
    """
    found = _locked(by, helper)
    tasks = list(_lasting(found, ended_on))
    for each in tasks:
        _end(each, ended_on, outcome)
    found.ended_on = ended_on
    with trail.acting(by, "programs.helper.ended"):
        found.save(update_fields=["ended_on"])
        for each in tasks:
            each.save(update_fields=["ends", "outcome"])
    _record(by, found, "programs.helper.ended", tasks=len(tasks))
    return len(tasks)


def _lasting(helper: Helper, day: dt.date) -> list[HelperAssignment]:
    rows = helper.assignments.select_for_update(of=("self",))
    return list(rows.filter(Q(ends__isnull=True) | Q(ends__gt=day)))


@dataclass(frozen=True)
class Task:
    """Whom a helper is named to help (one of both), since when, with what."""

    starts: dt.date
    content: str
    household: Household | None = None
    area: Area | None = None


@transaction.atomic
def assign(*, by: Officer, helper: Helper, task: Task) -> HelperAssignment:
    """Name a helper for a household or an area. Audited.

    Raises PermissionDenied, DoesNotExist (out of scope), ValidationError (the helper
    has stopped, is named already, a day to come).
    """
    found = _locked(by, helper)
    _check(by, found, task)
    made = HelperAssignment(
        helper=found,
        household=task.household,
        area=task.area,
        starts=task.starts,
        content=task.content,
        recorded_by=by,
    )
    made.full_clean(exclude=["recorded_by"])
    with trail.acting(by, "programs.helper_assignment.made"):
        made.save()
    _record_task(by, made, "programs.helper_assignment.made")
    return made


def _check(by: Officer, helper: Helper, task: Task) -> None:
    if helper.ended_on is not None:
        raise ValidationError(
            f"{helper.name} đã thôi giúp từ ngày {helper.ended_on:%d/%m/%Y}. Hãy chọn "
            "người, đơn vị khác.",
            code="ended",
        )
    _check_begun(task.starts)
    if task.household is not None:
        locked_household(by, task.household, Act.HELP_HOUSEHOLDS)
    elif task.area is None:
        raise ValidationError("Hãy chọn hộ hoặc địa bàn được giúp đỡ.", code="nobody")
    elif not scope_of(by).holds_unit(task.area):
        raise PermissionDenied("Địa bàn được giúp đỡ không do bạn phụ trách.")


@transaction.atomic
def assign_all(
    *,
    by: Officer,
    helper: Helper,
    starts: dt.date,
    content: str,
    homes: Sequence[Household],
) -> int:
    """Name a helper for many households, all or none; returns how many. Audited.

    Raises as naming for one does, with the household's name.
    """
    for home in homes:
        try:
            assign(by=by, helper=helper, task=Task(starts, content, home))
        except ValidationError as error:
            if hasattr(error, "error_dict") and "__all__" not in error.error_dict:
                raise
            told = f"Hộ {home.head_name}, số hộ {home.number}: "
            raise ValidationError(told + " ".join(error.messages)) from error
    return len(homes)


@transaction.atomic
def end_assignment(
    *, by: Officer, assignment: HelperAssignment, ends: dt.date, outcome: str
) -> None:
    """End a task with what came of it. Audited.

    Raises PermissionDenied, DoesNotExist, ValidationError (over already, days).
    """
    require(by, Act.HELP_HOUSEHOLDS)
    found = _task(by, assignment)
    if found.ends is not None:
        raise ValidationError(
            f"Phân công này đã kết thúc ngày {found.ends:%d/%m/%Y}.", code="over"
        )
    _end(found, ends, outcome)
    with trail.acting(by, "programs.helper_assignment.ended"):
        found.save(update_fields=["ends", "outcome"])
    _record_task(by, found, "programs.helper_assignment.ended")


@transaction.atomic
def change_assignment(
    *, by: Officer, assignment: HelperAssignment, starts: dt.date, content: str
) -> None:
    """Put right since when and with what a helper helps. Audited.

    Raises PermissionDenied, DoesNotExist, ValidationError (a day to come, after its
    end or after a visit).
    """
    require(by, Act.HELP_HOUSEHOLDS)
    found = _task(by, assignment)
    _check_starts(found, starts)
    found.starts, found.content = starts, content
    act = "programs.helper_assignment.changed"
    with trail.acting(by, act):
        found.save(update_fields=["starts", "content"])
    _record_task(by, found, act)


def _check_starts(task: HelperAssignment, starts: dt.date) -> None:
    _check_begun(starts)
    if task.ends is not None and starts >= task.ends:
        raise ValidationError(
            {
                "starts": f"Phân công đã kết thúc ngày {task.ends:%d/%m/%Y}. Hãy sửa "
                "ngày."
            }
        )
    first = task.visits.filter(withdrawn_at=None).order_by("day").first()
    if first is not None and starts > first.day:
        raise ValidationError(
            {
                "starts": f"Đã ghi lần thăm ngày {first.day:%d/%m/%Y}: ngày phân công "
                "không thể sau ngày đó."
            }
        )


def _check_begun(starts: dt.date) -> None:
    if starts > timezone.localdate():
        raise ValidationError(
            {"starts": f"Ngày {starts:%d/%m/%Y} chưa đến. Hãy sửa ngày."}
        )


def _task(by: Officer, assignment: HelperAssignment) -> HelperAssignment:
    rows = assignments_of(by).select_for_update(of=("self",))
    return rows.select_related("helper").get(pk=assignment.pk)


def assignments_of(officer: Officer) -> "models.QuerySet[HelperAssignment]":
    """Tasks for households that live, or areas that lie, where the officer is."""
    scope = scope_of(officer)
    home = Q(household__isnull=False) & scope.rows("household__")
    return HelperAssignment.objects.filter(home | scope.units("area"))


def _end(task: HelperAssignment, ends: dt.date, outcome: str) -> None:
    if ends > timezone.localdate():
        raise ValidationError({"ends": f"Ngày {ends:%d/%m/%Y} chưa đến. Hãy sửa ngày."})
    if ends <= task.starts:
        raise ValidationError(
            {
                "ends": f"Ngày thôi giúp phải sau ngày bắt đầu {task.starts:%d/%m/%Y}. "
                "Hãy sửa ngày."
            }
        )
    task.ends, task.outcome = ends, outcome


def _record(by: Officer, row: Helper, act: str, **detail: Any) -> None:
    trail.record(
        by=by, act=act, kind="helper", object_id=row.pk, area=row.area, **detail
    )


def _record_task(by: Officer, row: HelperAssignment, act: str) -> None:
    home = row.household.commune_id if row.household else None
    trail.record(
        by=by,
        act=act,
        kind="helper_assignment",
        object_id=row.pk,
        area=row.area,
        area_id=home,
        helper=row.helper_id,
        household=row.household_id,
    )
