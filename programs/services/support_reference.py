"""Kinds of support and loan programmes: reference data that the province keeps."""

from typing import TypeVar

from django.db import transaction

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from programs.models import LoanProgramme, SupportKind

Reference = TypeVar("Reference", SupportKind, LoanProgramme)
_NAMES = {SupportKind: "support_kind", LoanProgramme: "loan_programme"}


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
    trail.record(by=by, act=act, kind=name, object_id=row.pk, code=row.code)
    return row
