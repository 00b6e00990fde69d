"""The households behind a number, as they were counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, F, Model, QuerySet, TextField, Value, When

from households.models import Household, Outcome, Review
from households.models.review import OutcomeQuerySet
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from reports.figures import BROKEN_DOWN, DONE, Cell, asked, behind_any, part_label
from reports.services.selection import Period, Place

LISTED, REVIEWED = "listed", "reviewed"
BOTH = "both."  # a part of poor and near-poor households together


@dataclass(frozen=True)
class Entry:
    """A household of the list: as it was then, and who it is now.

    `household` is None, and so are its size and points, where it has since moved out
    of the officer's scope: it is counted, but no longer theirs to know.
    """

    household: Household | None
    village: Area
    commune: Area
    kind: str
    state: str = ""
    persons: int | None = None
    b1: int | None = None
    b2: int | None = None


@dataclass(frozen=True)
class Behind:
    """A number's households: in words, and each of them."""

    label: str
    rows: "QuerySet[Outcome] | QuerySet[Review]"

    def entries(self, rows: Iterable[Model]) -> list[Entry]:
        """A page of `rows`, ready for the template."""
        return [_entry(row) for row in rows if isinstance(row, Outcome | Review)]


def behind_number(*, by: Officer, place: Place, period: Period, code: str) -> Behind:
    """The list of a cell, of both classes' part ("both.deprived-3"), of "listed" or
    of "reviewed": as many rows as it counts.

    Households that have since moved out of the officer's scope come last, in an
    order that says nothing of their names. Raises UnknownCell.
    """
    if code in {LISTED, REVIEWED}:
        return _reviews(by, place, period, code)
    cells, label = _cells(code, period.standard)
    rows = behind_any(
        cells,
        basis=period.basis,
        year=period.year,
        standard=period.standard,
        communes=place.communes,
    )
    return of_outcomes(by=by, rows=rows, label=label)


def _cells(code: str, standard: str) -> tuple[list[Cell], str]:
    if not code.startswith(BOTH):
        cell = Cell.parse(code)
        return [cell], cell.label(standard)
    part = code.removeprefix(BOTH)
    cells = [Cell.parse(f"{kind}.{part}") for kind in BROKEN_DOWN]
    return cells, f"Hộ nghèo, hộ cận nghèo: {part_label(part, standard)}"


def of_outcomes(*, by: Officer, rows: OutcomeQuerySet, label: str) -> Behind:
    """The list of some outcomes of figures.outcomes, ordered as `behind_number`."""
    rows = rows.select_related("review__household", "village", "commune")
    marked = rows.annotate(**marks(by, "review__household__")).order_by(*ORDER)
    return Behind(label, marked)


def _reviews(by: Officer, place: Place, period: Period, code: str) -> Behind:
    rows = asked(
        year=period.year, standard=period.standard, communes=place.communes
    ).select_related("household", "village", "commune")
    if code == REVIEWED:
        rows = rows.filter(state__in=DONE)
    words = "Hộ đã rà soát" if code == REVIEWED else "Hộ trong danh sách rà soát"
    marked = rows.annotate(**marks(by, "household__")).order_by(*ORDER)
    return Behind(words, marked)


ORDER = ("moved_out", "order_key", "pk")


def marks(by: Officer, path: str) -> dict[str, Case]:
    """Annotations of rows that lead to a household by `path`, for ORDER.

    Whether it lives out of the officer's scope today, and its place among the others:
    by name only where the name may be known.
    """
    inside = scope_of(by).rows(path)
    name = F(f"{path}head_sort_key")
    return {
        "moved_out": Case(When(inside, then=Value(False)), default=Value(True)),
        "order_key": Case(
            When(inside, then=name), default=Value(""), output_field=TextField()
        ),
    }


def _entry(row: Outcome | Review) -> Entry:
    kind = getattr(row, "kind", "")  # annotated by figures.outcomes
    state = row.get_state_display() if isinstance(row, Review) else ""
    if getattr(row, "moved_out", True):  # annotated by marks
        return Entry(None, row.village, row.commune, kind, state)
    if isinstance(row, Review):
        return Entry(row.household, row.village, row.commune, kind, state)
    return Entry(
        row.review.household,
        row.village,
        row.commune,
        kind,
        persons=row.persons,
        b1=row.b1,
        b2=row.b2,
    )
