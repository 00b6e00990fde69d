"""Supports by the thousand: written and taken back as whole lists.

What each row asks was asked when the list was checked; here are only the writes.
"""

from collections.abc import Collection, Sequence

from django.db import transaction

from households.models import Household
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from programs.models import Support
from programs.services.doubles import keep_pairs
from programs.services.line_use import hold_lines

State = Support.State
TAKEN_BACK = "Hoàn lại tệp đã nhập"
_DELIVERED = (
    *("state", "given_on", "quantity", "value", "note", "exception"),
    *("line", "activity"),
)


@transaction.atomic
def write_supports(
    *, by: Officer, batch: int, new: Sequence[Support], delivered: Sequence[Support]
) -> None:
    """Write new supports (they get their ids) and those that were planned before.

    Every household is held first, in one order. Audited once for the list.
    """
    require(by, Act.GIVE_SUPPORT)
    rows = [*new, *delivered]
    households = _homes(rows)
    hold(households, {row.line_id for row in rows if row.line_id})
    act = "programs.support.imported"
    with trail.acting(by, act):
        for each in new:
            each.recorded_by, each.batch = by, batch
        Support.objects.bulk_create(new, batch_size=2_000)
        Support.objects.bulk_update(delivered, [*_DELIVERED, "class_then"], 500)
    keep_pairs(households)
    trail.record(
        by=by,
        act=act,
        kind="import",
        object_id=batch,
        areas={each.area_id for each in rows},
        new=len(new),
        delivered=len(delivered),
    )


def hold(household_ids: Collection[int], line_ids: Collection[int] = ()) -> None:
    """Hold households in one order, then lines, as every act does that gives."""
    rows = Household.objects.filter(pk__in=household_ids).order_by("pk")
    list(rows.select_for_update().values_list("pk", flat=True))
    hold_lines(line_ids)


@transaction.atomic
def take_back_supports(
    *, by: Officer, batch: int, brought: Sequence[int], former: Sequence[Support]
) -> None:
    """Cancel what a list brought (ids); what it delivered is planned again.

    `former` carry the values from before. Audited once for the list.
    """
    require(by, Act.GIVE_SUPPORT)
    new = Support.objects.filter(pk__in=brought)
    hold({*new.values_list("household_id", flat=True)}.union(_homes(former)))
    areas = {*new.values_list("area_id", flat=True), *(row.area_id for row in former)}
    act = "programs.support.list_taken_back"
    with trail.acting(by, act):
        new.update(state=State.CANCELLED, cancel_reason=TAKEN_BACK)
        Support.objects.bulk_update(former, [*_DELIVERED, "class_then"], 500)
    trail.record(
        by=by,
        act=act,
        kind="import",
        object_id=batch,
        areas=areas,
        cancelled=len(brought),
        planned=len(former),
    )


def _homes(rows: Sequence[Support]) -> set[int]:
    return {each.household_id for each in rows}
