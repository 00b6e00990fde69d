"""Whether a benefit is given no earlier than the right to it begins."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import connection

from households.models import Household, Person
from programs.services import rights_sql
from programs.services.homes import of_communes

_MOST_NAMED = 5


def check_begun(
    communes: Collection[int],
    benefit: str,
    who: Sequence[tuple[int, int | None]],
    day: dt.date,
) -> None:
    """Raise ValidationError, naming them, for (household, person) with a later right.

    Who has no right at all is none of this question: a list may be of another day.
    """
    values = rights_sql.values(of_communes(communes), benefit, day)
    with connection.cursor() as cursor:
        cursor.execute(rights_sql.LATER, values)
        begins = {(person or -home): when for home, person, when in cursor.fetchall()}
    early = [pair for pair in who if (pair[1] or -pair[0]) in begins]
    if not early:
        return
    named = [
        f"{name} (được hưởng từ {begins[key]:%d/%m/%Y})"
        for key, name in _names(early[:_MOST_NAMED])
    ]
    more = len(early) - len(named)
    rest = f" và {more} dòng khác" if more else ""
    raise ValidationError(
        {
            "starts": f"Ngày {day:%d/%m/%Y} trước ngày bắt đầu được hưởng của: "
            f"{'; '.join(named)}{rest}. Hãy ghi ngày muộn hơn, hoặc bỏ chọn những dòng "
            "này."
        }
    )


def _names(who: Sequence[tuple[int, int | None]]) -> list[tuple[int, str]]:
    """(key, name) of persons, of households their head."""
    persons = Person.objects.in_bulk([person for _, person in who if person])
    heads = Household.objects.in_bulk([home for home, person in who if not person])
    return [
        (person, persons[person].name) if person else (-home, heads[home].head_name)
        for home, person in who
    ]
