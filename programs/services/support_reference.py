"""Kinds of support, loan programmes, house norms: reference data of the province."""

from typing import TypeVar

from django.db import transaction

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from programs.models import HouseNorm, LoanProgramme, SupportKind

Reference = TypeVar("Reference", SupportKind, LoanProgramme, HouseNorm)
_NAMES = {
    SupportKind: "support_kind",
    LoanProgramme: "loan_programme",
    HouseNorm: "house_norm",
}


@transaction.atomic
def save_reference(*, by: Officer, row: Reference) -> Reference:
    """Keep a new or changed row; the former stays in its history. Audited.

    Raises PermissionDenied.
    """
    require(by, Act.EDIT_PROGRAMMES)
    name = _NAMES[type(row)]
    act = f"programs.{name}.{'changed' if row.pk else 'added'}"
    with trail.acting(by, act):
        row.save()
    trail.record(by=by, act=act, kind=name, object_id=row.pk, name=str(row)[:200])
    return row
