"""The same list with django-import-export: one row after the other, through the ORM.

Its usual way with a related model: a resource of persons that writes the household,
the place, the membership and the result of each row beside them. It checks less than
the portal does and keeps no rows, so that the comparison favours it.
"""

import datetime as dt
import time
from pathlib import Path
from typing import Any

import tablib
from import_export.fields import Field
from import_export.resources import ModelResource
from python_calamine import CalamineWorkbook

from households.imports.choices import CLASSES, RELATIONS, SEXES, causes
from households.imports.layouts import MEMBERS
from households.imports.lists import opens_on, standard_of
from households.models import (
    Household,
    Membership,
    Outcome,
    Person,
    Residence,
    Review,
    ReviewRound,
    ReviewState,
    Standing,
)
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from povertyportal.sheets.cells import key_of
from povertyportal.ui.vi_key import given_name_key

YEAR = 2024
COLUMNS = [column.name for column in MEMBERS.columns]


class PersonResource(ModelResource):
    """A row of the list: a person, and what else the row means."""

    birth_year = Field(attribute="birth_year", column_name="birth_year")
    birth_month = Field(attribute="birth_month", column_name="birth_month")
    birth_day = Field(attribute="birth_day", column_name="birth_day")

    class Meta:
        model = Person
        import_id_fields = ("personal_id",)
        fields = (
            "name",
            "sort_key",
            "sex",
            "birth_year",
            "birth_month",
            "birth_day",
            "personal_id",
            "ethnicity",
        )
        skip_diff = True

    def __init__(self, round: ReviewRound, officer: Officer) -> None:
        super().__init__()
        self.round, self.officer = round, officer
        self.household: Household | None = None
        self.position = 0

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Clean the cells."""
        born = row["born"]
        row["birth_year"], row["birth_month"], row["birth_day"] = (
            born.year,
            born.month,
            born.day,
        )
        row["sex"] = SEXES[key_of(row["sex"])]
        row["sort_key"] = given_name_key(row["name"])

    def after_save_instance(
        self, instance: Person, row: dict[str, Any], **kwargs: Any
    ) -> None:
        """Write what the row says besides the person."""
        relation = RELATIONS[key_of(row["relation"])]
        if relation == "head":
            self.household, self.position = self._settle(row), 0
        Membership.objects.create(
            household=self.household,
            person=instance,
            relation=relation,
            position=self.position,
            starts=opens_on(YEAR),
        )
        self.position += 1

    def _settle(self, row: dict[str, Any]) -> Household:
        commune = Area.objects.get(level=Level.COMMUNE, code=row["commune_code"])
        village = Area.objects.get(parent=commune, name=row["village"])
        household = Household.objects.create()
        Residence.objects.create(
            household=household, village=village, starts=opens_on(YEAR)
        )
        place = {"commune": commune, "village": village}
        review = Review.objects.create(
            round=self.round,
            household=household,
            state=ReviewState.IMPORTED,
            closed_at=self.round.created_at,
            **place,
        )
        poverty_class = CLASSES[str(int(row["poverty_class"]))]
        outcome = Outcome.objects.create(
            review=review,
            round=self.round,
            standard=standard_of(YEAR),
            origin=Outcome.Origin.IMPORTED,
            poverty_class=poverty_class,
            b1=int(row["b1"]),
            b1_source="paper",
            b2=int(row["b2"]),
            causes_mask=causes(row["causes"]),
            persons=int(row["members"]),
            has_merit=row["merit"] == "x",
            decided_by=self.officer,
            **place,
        )
        Standing.objects.create(
            household=household,
            standard=standard_of(YEAR),
            poverty_class=poverty_class,
            starts=dt.date(YEAR + 1, 1, 1),
            ends=dt.date(YEAR + 2, 1, 1),
            outcome=outcome,
            commune=commune,
            decision_number=row["decision"],
            decided_on=row["decided_on"],
        )
        return household


def seconds(path: Path, officer: Officer) -> float:
    """Seconds to import the list row by row, read from the same workbook."""
    started = time.perf_counter()
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    data = tablib.Dataset(*rows[4:], headers=COLUMNS)
    found = ReviewRound.objects.create(
        name="Từng dòng",
        year=YEAR,
        is_imported=True,
        state=ReviewRound.State.CLOSED,
        list_valid_from=dt.date(YEAR + 1, 1, 1),
        standards=[standard_of(YEAR)],
        opens_on=opens_on(YEAR),
        closes_on=dt.date(YEAR, 12, 14),
        created_by=officer,
    )
    result = PersonResource(found, officer).import_data(
        data, raise_errors=True, use_transactions=True
    )
    assert result.totals["new"] == len(data), result.totals
    return time.perf_counter() - started
