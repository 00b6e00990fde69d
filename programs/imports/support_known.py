"""What a list of supports is compared with: read at once, whatever its length."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from households.models import Household, Membership
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.areas.names import plain
from povertyportal.sheets.cells import key_of
from povertyportal.sheets.small_rows import Line
from programs.imports.support_money import Money, money_of
from programs.models import Support, SupportKind
from programs.rules.support import Situation
from programs.services.situations import NOT_KNOWN, communes_on, situations_on


@dataclass
class Known:
    """Households of the list by number and by member, kinds, and what was given."""

    year: int
    inside: Collection[int]
    by_number: dict[str, Household]
    by_personal_id: dict[str, Household]
    persons: dict[int, dict[str, list[int]]]
    kinds: dict[str, SupportKind]
    others: dict[tuple[int, int], list[Support]]
    money: Money
    situations: dict[tuple[int, dt.date], Situation] = field(default_factory=dict)
    communes: dict[tuple[int, dt.date], Area] = field(default_factory=dict)

    def household_of(self, line: Line) -> Household | None:
        """The household that a line names by its number or a member's id."""
        number, personal_id = line.values["number"], line.values["personal_id"]
        if number:
            return self.by_number.get(number_of(number))
        return self.by_personal_id.get(personal_id or "")

    def situation(self, household_id: int, day: dt.date) -> Situation:
        """What the household was on the day."""
        return self.situations.get((household_id, day), NOT_KNOWN)

    def is_inside(self, commune: Area | None) -> bool:
        """Whether a commune is one of the officer's."""
        return commune is not None and commune.pk in self.inside


def number_of(text: str) -> str:
    """A household's number as it is kept: "12" and "h12" are H0000012."""
    digits = text.replace(" ", "").upper().removeprefix("H")
    return f"H{digits.lstrip('0').zfill(7)}"


def day_of(line: Line) -> dt.date:
    """The day whose class counts: of giving, of planning, at the latest today."""
    today = timezone.localdate()
    return min(line.values["given_on"] or line.values["planned_for"] or today, today)


def known_of(year: int, by: Officer, lines: Sequence[Line]) -> Known:
    """Everything that the lines are compared with."""
    mine = Household.objects.visible_to(by).exclude(state=Household.State.VOIDED)
    numbers = {number_of(x) for x in _told(lines, "number")}
    by_number = {each.number: each for each in mine.filter(number__in=numbers)}
    by_personal_id = _by_personal_id(mine, set(_told(lines, "personal_id")))
    found = {each.pk: each for each in (*by_number.values(), *by_personal_id.values())}
    known = Known(
        year,
        scope_of(by).commune_ids,
        by_number,
        by_personal_id,
        _persons(found),
        _kinds(),
        _others(found),
        money_of(year, by, lines),
    )
    _fill_days(known, lines)
    return known


def _told(lines: Iterable[Line], name: str) -> list[str]:
    return [line.values[name] for line in lines if line.values[name]]


def _by_personal_id(mine: "QuerySet[Household]", ids: set[str]) -> dict[str, Household]:
    rows = Membership.objects.filter(
        Q(ends__isnull=True), person__personal_id__in=ids, household__in=mine
    ).select_related("household", "person")
    return {each.person.personal_id: each.household for each in rows}


def _persons(household_ids: Collection[int]) -> dict[int, dict[str, list[int]]]:
    """Members of today by household and plain name."""
    rows = Membership.objects.filter(household__in=household_ids, ends__isnull=True)
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for household, person, name in rows.values_list(
        "household_id", "person_id", "person__name"
    ):
        found[household][plain(name)].append(person)
    return found


def _kinds() -> dict[str, SupportKind]:
    """Kinds in use by code and by name."""
    kinds = list(SupportKind.objects.filter(is_active=True))
    return {
        **{key_of(each.code): each for each in kinds},
        **{key_of(each.name): each for each in kinds},
    }


def _others(household_ids: Collection[int]) -> dict[tuple[int, int], list[Support]]:
    """What the households have, by household and kind."""
    rows = Support.objects.filter(household__in=household_ids).select_related(
        "line__area", "line__component", "activity__area"
    )
    found: dict[tuple[int, int], list[Support]] = defaultdict(list)
    for each in rows.exclude(state=Support.State.CANCELLED).order_by("pk"):
        found[each.household_id, each.kind_id].append(each)
    return found


def _fill_days(known: Known, lines: Sequence[Line]) -> None:
    """Classes and communes on the days of the lines: a few queries a day."""
    by_day: dict[dt.date, set[int]] = defaultdict(set)
    for line in lines:
        household = known.household_of(line)
        if household is not None:
            by_day[day_of(line)].add(household.pk)
    for day, ids in by_day.items():
        for pk, situation in situations_on(ids, day).items():
            known.situations[pk, day] = situation
        for pk, commune in communes_on(ids, day).items():
            known.communes[pk, day] = commune
