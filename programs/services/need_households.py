"""The households behind a number of needs, each with what it got or will get."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import overload

from django.db import connection
from django.db.models import Q

from households.models import Household
from programs.models import Enrolment, HousingCase, Participant, PolicyLoan, Support
from programs.services import need_sql
from programs.services.homes import Homes, of_communes
from programs.services.need_figures import by_unit
from programs.services.need_topics import needs_of


@dataclass
class NeedyHousehold:
    """A poor or near-poor household, its needs, and what answers them in the year.

    `state` is of the need that was asked for. What follows is filled in by `dressed`.
    """

    household_id: int
    poverty_class: str
    standard: str
    state: str
    deprived: int
    causes: int
    household: Household | None = None
    received: list[str] = field(default_factory=list)
    planned: list[str] = field(default_factory=list)

    @property
    def deprivations(self) -> list[str]:
        """What it is deprived in, in words."""
        found = needs_of(self.standard, self.deprived, 0)
        return [each.name for each in found]

    @property
    def reasons(self) -> list[str]:
        """Why it is poor, in words."""
        return [each.name for each in needs_of(self.standard, 0, self.causes)]


def behind(
    homes: Homes, year: int, *, topic: str, standard: str, kind: str, state: str
) -> list[NeedyHousehold]:
    """The households of a number; as many as are counted, by place and name."""
    asked = {"topic": topic, "standard": standard, "kind": kind, "state": state}
    with connection.cursor() as cursor:
        cursor.execute(need_sql.HOUSEHOLDS, need_sql.values(homes, year) | asked)
        return [NeedyHousehold(*row) for row in cursor.fetchall()]


class OfCommunes(Sequence[NeedyHousehold]):
    """The households of several communes, one commune after the other.

    As many as are kept of each; only the communes of a page are gone through. A count
    that waits to be made again may differ for a while from what is then found.
    """

    def __init__(
        self,
        sizes: Sequence[tuple[int, int]],
        read: Callable[[int], list[NeedyHousehold]],
    ) -> None:
        """`sizes`: (commune, households) in the order of the list."""
        self.sizes, self.read = sizes, read

    def __len__(self) -> int:
        return sum(size for _, size in self.sizes)

    @overload
    def __getitem__(self, index: int) -> NeedyHousehold: ...

    @overload
    def __getitem__(self, index: slice) -> list[NeedyHousehold]: ...

    def __getitem__(self, index: int | slice) -> NeedyHousehold | list[NeedyHousehold]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        start, stop, _ = index.indices(len(self))
        found: list[NeedyHousehold] = []
        passed = 0
        for commune, size in self.sizes:
            first, last = max(start - passed, 0), min(stop - passed, size)
            if first < last:
                found += self.read(commune)[first:last]
            passed += size
        return found


def behind_wide(
    homes: Homes, year: int, *, topic: str, standard: str, kind: str, state: str
) -> Sequence[NeedyHousehold]:
    """The households of a number of several communes, page by page."""
    units = by_unit(homes, year, topic, kind, standard)
    sizes = [(unit.area.pk, getattr(unit.counts, state or "needing")) for unit in units]
    asked = {"topic": topic, "standard": standard, "kind": kind, "state": state}

    def read(commune: int) -> list[NeedyHousehold]:
        return behind(of_communes([commune]), year, **asked)

    return OfCommunes(sizes, read)


def dressed(rows: Sequence[NeedyHousehold], year: int) -> Sequence[NeedyHousehold]:
    """The rows with their households and help: as many queries however many rows."""
    ids = [each.household_id for each in rows]
    households = Household.objects.select_related("village", "commune").in_bulk(ids)
    helps = _helps(ids, year)
    for each in rows:
        each.household = households.get(each.household_id)
        for words, is_given in helps[each.household_id]:
            (each.received if is_given else each.planned).append(words)
    return rows


def _helps(ids: Sequence[int], year: int) -> dict[int, list[tuple[str, bool]]]:
    """Household -> (what, whether it has it), as the counts see it."""
    found: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    for household, words, is_given in (
        *_supports(ids, year),
        *_houses(ids, year),
        *_joined(ids, year),
        *_loans(ids, year),
        *_cards(ids, year),
    ):
        found[household].append((words, is_given))
    return found


_Help = Iterable[tuple[int, str, bool]]


def _supports(ids: Sequence[int], year: int) -> _Help:
    rows = Support.objects.filter(household__in=ids, year=year)
    rows = rows.exclude(state=Support.State.CANCELLED).select_related("kind")
    for row in rows.order_by("pk"):
        given = row.state == Support.State.GIVEN
        yield row.household_id, row.kind.name, given


def _houses(ids: Sequence[int], year: int) -> _Help:
    rows = HousingCase.objects.filter(
        Q(accepted_on__isnull=True) | Q(accepted_on__year__gte=year),
        household__in=ids,
        year__lte=year,
        cancelled_on__isnull=True,
    )
    day = need_sql.day_of(year)
    for row in rows.order_by("pk"):
        given = row.accepted_on is not None and row.accepted_on <= day
        yield row.household_id, f"Nhà ở: {row.get_kind_display().lower()}", given


def _joined(ids: Sequence[int], year: int) -> _Help:
    rows = Participant.objects.filter(
        household__in=ids, activity__year=year, activity__cancelled_on__isnull=True
    ).exclude(outcome=Participant.Outcome.LEFT)
    day = need_sql.day_of(year)
    for row in rows.select_related("activity").order_by("pk"):
        began = row.activity.started_on
        yield row.household_id, row.activity.name, began is not None and began <= day


def _loans(ids: Sequence[int], year: int) -> _Help:
    rows = PolicyLoan.objects.filter(
        household__in=ids, lent_on__year=year, cancelled_on=None
    )
    for row in rows.select_related("programme").order_by("pk"):
        yield row.household_id, row.programme.name, True


def _cards(ids: Sequence[int], year: int) -> _Help:
    """One word a household, however many members have a card."""
    day = need_sql.day_of(year)
    rows = Enrolment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gt=day), household__in=ids, starts__lte=day
    )
    pairs = rows.order_by("household", "benefit").values_list("household", "benefit")
    labels = dict(Enrolment._meta.get_field("benefit").flatchoices)
    for household, benefit in pairs.distinct():
        yield household, str(labels[benefit]), True
