"""Handing a wider unit's money on to the communes below it, many at once."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from povertyportal.accounts.access import Act, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from programs.models import BudgetLine
from programs.services import money
from programs.services import money_base as base
from programs.services.money_base import Decision, LineKey
from programs.services.places import units_of


def communes_below(by: Officer, line: BudgetLine) -> "QuerySet[Area]":
    """Communes of the line's unit and of the officer's, at the end of its year.

    Of the running year: today. Empty where the line is a commune's own.
    """
    day = min(dt.date(line.year, 12, 31), timezone.localdate())
    below = units_of(scope_of(by), line.year).filter(
        path__startswith=line.area.path, level=Level.COMMUNE
    )
    there = [each.pk for each in below if each.is_in_being(day)]
    return below.filter(pk__in=there).exclude(pk=line.area_id)


@transaction.atomic
def hand_down(
    *, by: Officer, line: BudgetLine, shares: Mapping[Area, int], decision: Decision
) -> int:
    """Transfer to each commune its share (đồng) of a line; gives their sum. Audited.

    All or none. Raises as money.transfer does; ValidationError where no share is given
    or they are more than the line still holds.
    """
    whole = sum(shares.values())
    if not whole:
        raise ValidationError("Hãy ghi số tiền cho ít nhất một xã.")
    keys = {area: _line_of(line, area) for area in shares}
    goals = [base.line_for(by, key) for key in keys.values()]
    held = base.locked_lines(by, [line, *goals], Act.ALLOCATE_MONEY)
    try:
        base.check_left(held[line.pk], whole, "phân bổ")
    except ValidationError as error:
        raise ValidationError(error.messages) from None
    for area, amount in shares.items():
        money.transfer(
            by=by, line=line, to=keys[area], amount=amount, decision=decision
        )
    return whole


def _line_of(line: BudgetLine, area: Area) -> LineKey:
    return LineKey(
        component=line.component,
        purpose=line.purpose,
        area=area,
        year=line.year,
        source=line.source,
        capital=line.capital,
    )
