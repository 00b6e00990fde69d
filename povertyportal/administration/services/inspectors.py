"""Inspectors and the communes lent to them for an inspection, for a time that ends."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer, OfficerScope, Role
from povertyportal.administration.services.surveyors import covering
from povertyportal.areas.models import Area
from povertyportal.audit import trail


def inspectors() -> QuerySet[Officer]:
    """Whoever can be put in a team: working accounts of that role, by name."""
    rows = Officer.objects.filter(role=Role.INSPECTOR, is_active=True)
    return rows.order_by("full_name", "pk")


@transaction.atomic
def lend_commune(
    *, by: Officer, inspector: Officer, commune: Area, starts: dt.date, ends: dt.date
) -> OfficerScope | None:
    """Let an inspector read a commune from `starts` until before `ends`; audited.

    None when he may anyway, over the whole time. A right to the same commune in a part
    of it is made to last for both. Raises PermissionDenied (role, commune elsewhere,
    oneself), ValidationError (no inspector).
    """
    require(by, Act.PLAN_INSPECTIONS)
    if not scope_of(by).holds(commune) or inspector.pk == by.pk:
        raise PermissionDenied("Bạn không giao được địa bàn này.")
    found = Officer.objects.select_for_update().get(pk=inspector.pk)
    if found.role != Role.INSPECTOR or not found.is_active:
        raise ValidationError(
            f"{found} không phải là thành viên đoàn kiểm tra đang làm việc.",
            code="no_inspector",
        )
    if covering(found, commune, starts, ends):
        return None
    same = found.scopes.filter(area=commune, starts__lte=ends, ends__gte=starts)
    both = list(same.order_by("starts"))
    scope = both[0] if both else OfficerScope(officer=found, area=commune)
    scope.starts = min([starts, *(each.starts for each in both)])
    scope.ends = max([ends, *(each.ends for each in both if each.ends)])
    OfficerScope.objects.filter(pk__in=[each.pk for each in both[1:]]).delete()
    scope.full_clean()
    scope.save()
    _record(by, scope)
    return scope


def _record(by: Officer, scope: OfficerScope) -> None:
    trail.record(
        by=by,
        act="accounts.scope.added",
        kind="officer",
        object_id=scope.officer_id,
        area=scope.area,
        starts=str(scope.starts),
        ends=str(scope.ends),
    )
