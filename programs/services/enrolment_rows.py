"""Single enrolments: entered, corrected or dropped, as lists from payers say."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from households.models import Household
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from programs.models import Enrolment
from programs.services.stale_need import mark_stale_need


@transaction.atomic
def keep_enrolment(*, by: Officer, enrolment: Enrolment) -> Enrolment:
    """Keep a new enrolment or a corrected one; its former text stays in its history.

    Audited. Raises PermissionDenied, ValidationError (out of sight, days, twice).
    """
    _require(by, enrolment)
    is_new = enrolment.pk is None
    if is_new:
        enrolment.recorded_by = by
    enrolment.full_clean(exclude=["household", "person", "area", "recorded_by"])
    enrolment.save()
    _record(by, enrolment, "entered" if is_new else "changed")
    return enrolment


@transaction.atomic
def drop_enrolment(*, by: Officer, enrolment: Enrolment) -> None:
    """Take an enrolment away that was entered by mistake; its history keeps it.

    Audited. Raises PermissionDenied, ValidationError.
    """
    _require(by, enrolment)
    _record(by, enrolment, "dropped")
    enrolment.delete()


def _require(by: Officer, enrolment: Enrolment) -> None:
    require(by, Act.GIVE_SUPPORT)
    mine = Household.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
    if mine.filter(pk=enrolment.household_id).first() is None:
        raise ValidationError("Hộ này không còn trong địa bàn bạn phụ trách.")


def _record(by: Officer, enrolment: Enrolment, what: str) -> None:
    trail.record(
        by=by,
        act=f"programs.enrolment.{what}",
        kind="enrolment",
        object_id=enrolment.pk,
        area_id=enrolment.area_id,
        benefit=enrolment.get_benefit_display(),
        household=enrolment.household_id,
    )
    mark_stale_need([enrolment.area_id], timezone.localdate().year)
