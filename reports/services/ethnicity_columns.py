"""Which ethnicities have columns of their own in a province's forms."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from povertyportal.accounts.access import Act, Scope, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from reports.models import FormEthnicity


def provinces_of(scope: Scope) -> list[Area]:
    """Provinces of a scope's areas, those in being first."""
    ids = {area.ancestor_ids[0] for area in scope.areas}
    found = Area.objects.filter(pk__in=ids)
    return sorted(found, key=lambda area: (area.ended is not None, area.sort_key))


@transaction.atomic
def set_columns(
    *, by: Officer, province: Area, columns: Sequence[tuple[str, bool]]
) -> None:
    """Set the columns, in order: (ethnicity, whether it is local). Audited.

    Raises PermissionDenied (role, scope), ValidationError (one named twice).
    """
    require(by, Act.EDIT_PROCEDURE)
    if not scope_of(by).holds(province):
        raise PermissionDenied("Tỉnh ngoài địa bàn bạn phụ trách.")
    names = [name for name, _ in columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValidationError(
            f"Dân tộc có hai lần: {', '.join(twice)}. Hãy bỏ bớt dòng.", code="twice"
        )
    rows = FormEthnicity.objects.select_for_update().filter(province=province)
    former = [[row.ethnicity, row.is_local] for row in rows]
    rows.exclude(ethnicity__in=names).delete()
    for position, (name, is_local) in enumerate(columns, start=1):
        FormEthnicity.objects.update_or_create(
            province=province,
            ethnicity=name,
            defaults={"position": position, "is_local": is_local},
        )
    trail.record(
        by=by,
        act="reports.ethnicities.changed",
        kind="form_ethnicities",
        object_id=province.pk,
        area=province,
        former=former,
        now=[list(column) for column in columns],
    )
