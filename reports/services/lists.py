"""The households behind a number, as they were counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from households.models import Household, Outcome, Review
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from reports.figures import DONE, Cell, asked, behind
from reports.services.selection import Period, Place

LISTED, REVIEWED = "listed", "reviewed"


@dataclass(frozen=True)
class Entry:
    """A household of the list: as it was then, and who it is now."""

    household: Household
    review: Review
    village: Area
    commune: Area
    persons: int | None
    kind: str
    b1: int | None = None
    b2: int | None = None


@dataclass(frozen=True)
class Behind:
    """A number's households: in words, all of them, those that may be shown."""

    label: str
    total: int
    shown: "QuerySet[Outcome] | QuerySet[Review]"

    def entries(self, rows: Iterable[Model]) -> list[Entry]:
        """A page of `shown`, ready for the template."""
        return [_entry(row) for row in rows if isinstance(row, Outcome | Review)]


def behind_number(*, by: Officer, place: Place, period: Period, code: str) -> Behind:
    """The list of a cell, of "listed" or of "reviewed".

    It counts every household of the number; those that have since moved out of the
    officer's scope are not among the shown. Raises UnknownCell.
    """
    if code in {LISTED, REVIEWED}:
        return _reviews(by, place, period, code)
    cell = Cell.parse(code)
    rows = behind(
        cell,
        basis=period.basis,
        year=period.year,
        standard=period.standard,
        communes=place.communes,
    ).order_by("review__household__head_sort_key", "review__household_id", "pk")
    shown = rows.visible_to(by).select_related(
        "review__household", "village", "commune"
    )
    return Behind(cell.label(period.standard), rows.count(), shown)


def _reviews(by: Officer, place: Place, period: Period, code: str) -> Behind:
    rows = asked(
        year=period.year, standard=period.standard, communes=place.communes
    ).order_by("household__head_sort_key", "household_id", "pk")
    if code == REVIEWED:
        rows = rows.filter(state__in=DONE)
    words = "Hộ đã rà soát" if code == REVIEWED else "Hộ trong danh sách rà soát"
    shown = rows.visible_to(by).select_related("household", "village", "commune")
    return Behind(words, rows.count(), shown)


def _entry(row: Outcome | Review) -> Entry:
    if isinstance(row, Review):
        return Entry(row.household, row, row.village, row.commune, None, "")
    return Entry(
        row.review.household,
        row.review,
        row.village,
        row.commune,
        row.persons,
        getattr(row, "kind", ""),  # annotated by figures.outcomes
        row.b1,
        row.b2,
    )
