"""What of other people's areas stays hidden: the small cells and what reveals them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from povertyportal.areas.models import Area
from programs.models import HousingCase
from reports.figures import INDICATORS, PLACE, Basis
from reports.models import AreaSummary
from reports.suppression import Cell, hidden

POOR, NEAR_POOR, LACKS, HOUSES = "poor", "near_poor", "lacks", "houses"
COUNTED = (POOR, NEAR_POOR, LACKS)
_DEPRIVED = tuple(PLACE[f"deprived-{n}"] for n in range(1, INDICATORS + 1))
_KNOWN = tuple(PLACE[f"known-{n}"] for n in range(1, INDICATORS + 1))
Numbers = Mapping[str, int]


@dataclass(frozen=True)
class Veil:
    """The cells that the reader must not see, as (column, year, area id)."""

    cells: frozenset[tuple[str, int, int]] = frozenset()

    def covers(self, column: str, year: int, area_id: int) -> bool:
        """Whether a cell is hidden from the reader."""
        return (column, year, area_id) in self.cells


@dataclass(frozen=True)
class Unit:
    """A unit of a province with its official numbers of a year, by column."""

    path: str
    year: int
    numbers: Numbers

    @property
    def ids(self) -> list[int]:
        """Ids from the province down to the unit itself."""
        return [int(part) for part in self.path.split(".") if part]


def numbers_of(
    poor: int, near_poor: int, parts: Iterable[Sequence[int]]
) -> dict[str, int]:
    """Households of both classes, and how many deprivations they have together.

    A household that lacks three things counts three times among the latter.
    """
    return {POOR: poor, NEAR_POOR: near_poor, LACKS: _sum_at(_DEPRIVED, parts)}


def answers_known(parts: Iterable[Sequence[int]]) -> int:
    """Of how many indicators, summed over households, the answer is known."""
    return _sum_at(_KNOWN, parts)


def _sum_at(places: Sequence[int], rows: Iterable[Sequence[int]]) -> int:
    return sum(row[at] for row in rows for at in places if at < len(row))


def veil(
    provinces: Collection[Area],
    inside: Collection[int],
    years: Collection[int],
    standard: str,
) -> Veil:
    """What is hidden in these provinces from who answers for the units `inside` (ids).

    Always of whole provinces, so that what is hidden does not hang on what of them is
    asked for. Houses are those of the last of the years; where there are none is not
    told either (few households, as all below ten), whatever list the year has. Two
    queries.
    """
    if not provinces:
        return Veil()
    units = list(_units(provinces, years, standard))
    last = max(years)
    cells: set[tuple[str, int, int]] = set()
    for year in years:
        of_year = [unit for unit in units if unit.year == year]
        found = _of_lists(of_year, inside)
        if year == last:
            found[HOUSES] = _of_houses(provinces, last, of_year, inside)
        for column, keys in found.items():
            cells |= {(column, year, key) for key in keys}
    return Veil(frozenset(cells))


def _of_lists(
    units: Collection[Unit], inside: Collection[int]
) -> dict[str, frozenset[int]]:
    """Units (ids) with a hidden number, by column of their lists of one year.

    Deprivations of few households are few as well. Whether they are is asked of what
    is hidden, not of the numbers: deprivations that are shown would tell that those
    two hidden numbers are ten together.
    """
    found = {
        column: hidden([_cell(unit, column, inside) for unit in units])
        for column in (POOR, NEAR_POOR)
    }
    few = found[POOR] & found[NEAR_POOR]
    found[LACKS] = hidden([_cell(unit, LACKS, inside, few) for unit in units])
    return found


def _of_houses(
    provinces: Collection[Area],
    year: int,
    units: Collection[Unit],
    inside: Collection[int],
) -> frozenset[int]:
    """Units (ids) whose number of houses is hidden; none at all is few, too."""
    paths = dict.fromkeys((unit.path for unit in units), 0)
    paths |= houses_by_unit(provinces, year)
    counted = [Unit(path, year, {HOUSES: number}) for path, number in paths.items()]
    return hidden([_cell(unit, HOUSES, inside) for unit in counted])


def within(areas: Iterable[Area], path: str = "area") -> Q:
    """The condition on rows that name an area by `path`: inside one of these."""
    inside = Q(pk__in=[])
    for area in areas:
        inside |= Q(**{f"{path}__path__startswith": area.path})
    return inside


def _units(
    provinces: Collection[Area], years: Collection[int], standard: str
) -> Iterator[Unit]:
    rows = AreaSummary.objects.filter(
        within(provinces), year__in=years, standard=standard, basis=Basis.OFFICIAL
    ).order_by()
    for path, year, poor, near_poor, *parts in rows.values_list(
        "area__path", "year", "poor", "near_poor", "poor_parts", "near_poor_parts"
    ):
        yield Unit(path, year, numbers_of(poor, near_poor, parts))


def houses_by_unit(areas: Collection[Area], year: int) -> list[tuple[str, int]]:
    """Houses of a year that were finished, by the path of each unit inside the areas.

    Communes and all above them; units without any are left out. One query.
    """
    finished = HousingCase.objects.filter(
        within(areas), year=year, finished_on__isnull=False, cancelled_on__isnull=True
    ).order_by()
    counted = finished.values_list("area__path").annotate(count=Count("pk"))
    tops = tuple(area.path for area in areas)
    sums: dict[str, int] = {}
    for path, count in counted:
        for above in _with_those_above(path):
            if above.startswith(tops):
                sums[above] = sums.get(above, 0) + count
    return sorted(sums.items())


def _with_those_above(path: str) -> Iterator[str]:
    """ "12.340." and "12." of "12.340."."""
    parts = path.split(".")[:-1]
    for length in range(1, len(parts) + 1):
        yield ".".join(parts[:length]) + "."


def _cell(
    unit: Unit, column: str, inside: Collection[int], few: Collection[int] = ()
) -> Cell:
    """A number as the rule reads it; `few`: units hidden for other columns' sake."""
    *above, key = unit.ids
    return Cell(
        key=key,
        parent=above[-1] if above else None,
        households=unit.numbers[column],
        is_known=key in inside,
        is_small=key in few,
    )
