"""A support as a row of a list keeps it, and which support a row means."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from povertyportal.sheets.models import ImportRow
from povertyportal.sheets.small_rows import Values
from programs.models import BudgetLine, Support

State = Support.State


def when_of(support: Support) -> dt.date | None:
    """The day that it was given on, or is planned for."""
    return support.given_on or support.planned_for


def same_one(made: Support, others: Sequence[Support]) -> Support | None:
    """The support that says just the same."""
    names = ("person_id", "year", "state", "given_on", "quantity", "value")
    for other in others:
        if all(getattr(other, n) == getattr(made, n) for n in names):
            return other
    return None


def take_over(made: Support, there: Support) -> None:
    """What the file does not say stays as it is."""
    there.household, there.kind = made.household, made.kind
    for name in ("planned_for", "note", "exception", "line", "activity"):
        if not getattr(made, name):
            setattr(made, name, getattr(there, name))
    if there.state == made.state:
        made.area_id, made.class_then = there.area_id, there.class_then


def is_from_elsewhere(made: Support, there: Support) -> bool:
    """Whether a row names other money, or another activity, than what is there."""
    one, other = (made.line_id, made.activity_id), (there.line_id, there.activity_id)
    return one != other


def planned_one(made: Support, others: Sequence[Support]) -> Support | None:
    """The only planned support that this one may be the delivery of."""
    found = [
        other
        for other in others
        if other.state == State.PLANNED
        and (other.year, other.person_id) == (made.year, made.person_id)
    ]
    return found[0] if made.state == State.GIVEN and len(found) == 1 else None


def meant_by(row: ImportRow, others: Sequence[Support]) -> Support | None:
    """The support among others that a kept row wrote, changes or repeats."""
    if row.object_id is not None:
        return next((each for each in others if each.pk == row.object_id), None)
    return same_one(support_of(row.after), others)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def values_of(support: Support) -> Values:
    """A support as its row keeps it; the last ones are for the writes."""
    return {
        "number": support.household.number,
        "head": support.household.head_name,
        "kind": support.kind.name,
        "quantity": str(Decimal(support.quantity).normalize() + 0),
        "value": support.value,
        "planned_for": _iso(support.planned_for),
        "given_on": _iso(support.given_on),
        "note": support.note,
        "exception": support.exception,
        "household_id": support.household_id,
        "kind_id": support.kind_id,
        "person_id": support.person_id,
        "area_id": support.area_id,
        "year": support.year,
        "state": str(support.state),
        "class_then": support.class_then,
        **_money(support.line),
        "line_id": support.line_id,
        "activity": support.activity.name if support.activity else None,
        "activity_id": support.activity_id,
    }


def _money(line: BudgetLine | None) -> Values:
    """A line by the columns that name it."""
    if line is None:
        return dict.fromkeys(("component", "source", "capital"))
    component = line.component.code if line.component else line.purpose
    return {
        "component": component,
        "source": str(line.source),
        "capital": str(line.capital),
    }


_KEPT = (
    *("household_id", "kind_id", "person_id", "area_id", "year", "value", "note"),
    *("exception", "class_then", "state"),
)


def support_of(values: Values, support: Support | None = None) -> Support:
    """A support filled from what a row keeps."""
    row = support or Support()
    for name in _KEPT:
        setattr(row, name, values[name])
    # Rows of lists that were checked before money was among the columns lack them.
    for name in ("line_id", "activity_id"):
        if name in values:
            setattr(row, name, values[name])
    row.quantity = Decimal(values["quantity"])
    for name in ("given_on", "planned_for"):
        kept = values[name]
        setattr(row, name, dt.date.fromisoformat(kept) if kept else None)
    return row


def version_of(support: Support) -> str:
    """What marks how it stands; where money is named, its line and activity too."""
    names = ("state", "given_on", "planned_for", "quantity", "value", "note")
    told = [str(getattr(support, name)) for name in names]
    money = (support.line_id, support.activity_id)
    return "|".join(told + list(map(str, money if any(money) else ())))


def day_in(values: Values) -> dt.date:
    """The day whose class counts for a kept row; see support_known.day_of."""
    today = timezone.localdate()
    told = values["given_on"] or values["planned_for"]
    return min(dt.date.fromisoformat(told), today) if told else today
