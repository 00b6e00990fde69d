"""What holds a line's money up: written down, and how it was resolved."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from households.services.season.base import not_before, not_future
from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from programs.models import Blockage, BudgetLine
from programs.services import money_base as base


@transaction.atomic
def block(
    *, by: Officer, line: BudgetLine, kind: str, text: str, since: dt.date
) -> Blockage:
    """Write down what holds a line up since a day. Audited.

    Raises PermissionDenied, BudgetLine.DoesNotExist, ValidationError.
    """
    found = base.locked(by, line, Act.SPEND_MONEY)
    not_future(since, "Ngày bắt đầu vướng")
    same = found.blockages.filter(kind=kind, text=text, resolved_on__isnull=True)
    if (there := same.first()) is not None:
        return there
    made = Blockage.objects.create(
        line=found, kind=kind, text=text, since=since, recorded_by=by
    )
    base.record(by, found, "blockage.raised", object_id=made.pk, cause=kind)
    return made


@transaction.atomic
def resolve(*, by: Officer, blockage: Blockage, resolved_on: dt.date, how: str) -> None:
    """Say on which day and how it was resolved. Audited.

    Raises PermissionDenied, BudgetLine.DoesNotExist, ValidationError.
    """
    line = base.locked(by, blockage.line, Act.SPEND_MONEY)
    found = Blockage.objects.select_for_update().get(pk=blockage.pk)
    if found.resolved_on is not None:
        raise ValidationError("Vướng mắc này đã ghi là tháo gỡ xong.", code="state")
    not_future(resolved_on, "Ngày tháo gỡ")
    not_before(resolved_on, "Ngày tháo gỡ", found.since, "ngày bắt đầu vướng")
    found.resolved_on, found.how = resolved_on, how
    found.save(update_fields=["resolved_on", "how"])
    base.record(by, line, "blockage.resolved", object_id=found.pk)
