"""Items of the quick screen (Phiếu A) as data: added and corrected by the province."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from households.models import ScreenItem
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail

FIELDS = ("text", "points", "citation", "is_verified", "is_active")


@dataclass(frozen=True)
class Item:
    """What may be changed of an item."""

    text: str
    points: int
    citation: str
    is_verified: bool
    is_active: bool


@transaction.atomic
def add_item(*, by: Officer, standard: str, code: str, item: Item) -> ScreenItem:
    """A further item of a standard's form, last in order; audited.

    Raises PermissionDenied, ValidationError (the code is taken).
    """
    require(by, Act.EDIT_PROCEDURE)
    rows = ScreenItem.objects.filter(standard=standard)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    made = ScreenItem(standard=standard, code=code, position=last + 1)
    _set(made, item)
    made.full_clean()
    made.save()
    _record(by, "added", made, {})
    return made


@transaction.atomic
def change_item(*, by: Officer, item: ScreenItem, to: Item) -> ScreenItem:
    """Correct an item; screens filled in before keep what they were asked. Audited.

    Raises PermissionDenied, ValidationError.
    """
    require(by, Act.EDIT_PROCEDURE)
    found = ScreenItem.objects.select_for_update().get(pk=item.pk)
    changed = {
        name: [getattr(found, name), getattr(to, name)]
        for name in FIELDS
        if getattr(found, name) != getattr(to, name)
    }
    if not changed:
        return found
    _set(found, to)
    found.full_clean()
    found.save(update_fields=list(FIELDS))
    _record(by, "changed", found, changed)
    return found


def _set(row: ScreenItem, item: Item) -> None:
    for name in FIELDS:
        setattr(row, name, getattr(item, name))


def _record(
    by: Officer, what: str, row: ScreenItem, changed: dict[str, list[object]]
) -> None:
    trail.record(
        by=by,
        act=f"households.screen_item.{what}",
        kind="screen_item",
        object_id=row.pk,
        standard=row.standard,
        code=row.code,
        changed=changed,
    )
