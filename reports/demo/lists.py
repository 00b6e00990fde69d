"""Writes a commune's list as communes do, and loads it through the real import."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from households.imports.layouts import ESCAPED_NEAR_POOR, ESCAPED_POOR, MEMBERS
from households.models import Relation
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from povertyportal.sheets.lists import write_lists
from povertyportal.sheets.tasks import import_now
from reports.demo.people import DemoHousehold, DemoPerson
from reports.demo.register import CommuneList

Row = tuple[object, ...]


class DemoFailed(Exception):
    """The portal refused something of the demo; the text says why."""


def load_list(
    folder: Path, area: Area, year: int, made: CommuneList, by: Officer
) -> None:
    """Write the commune's workbook into `folder` and import it. Raises DemoFailed."""
    path = folder / f"danh-sach-{year}-{area.code}.xlsx"
    heading = [
        f"Danh sách hộ nghèo, hộ cận nghèo năm {year}",
        f"{area.name} (dữ liệu mẫu, không phải người thật)",
    ]
    sheets = [
        (MEMBERS, _listed(area, year, made)),
        (ESCAPED_POOR, _escaped(area, made.escaped_poor)),
        (ESCAPED_NEAR_POOR, _escaped(area, made.escaped_near_poor)),
    ]
    write_lists(path, heading, sheets)
    options = {"year": year, "area": None}
    batch = import_now(by=by, kind="household_list", path=path, options=options)
    if not batch.is_applied:
        raise DemoFailed(f"{path.name}: {batch.message} {batch.problems[:3]}")


def _above(area: Area, day: dt.date) -> tuple[str, str | None, str | None]:
    """Province, district and its code, as they stood on a day."""
    version = area.version_on(day)
    upper = version.parent if version else None
    if upper is None or upper.level != Level.DISTRICT:
        return (upper.name if upper else "", None, None)
    return (upper.parent.name if upper.parent else "", upper.name, upper.code)


def _person(person: DemoPerson) -> Row:
    return (
        person.name,
        Relation(person.relation).label,
        person.born,
        person.sex,
        person.personal_id,
    )


def _listed(area: Area, year: int, made: CommuneList) -> Iterator[Row]:
    """Rows of sheet 1, in the order of its columns."""
    decided = dt.date(year, 12, 5 + int(area.code) % 9)
    places = (*_above(area, decided), area.name, area.code)
    decision = f"{int(area.code) % 200 + 1}/QĐ-UBND"
    for household in made.listed:
        shared = (
            1 if household.poverty_class == "poor" else 2,
            decision,
            decided,
            household.b1,
            household.b2,
            household.minority,
            household.no_labour,
            household.merit,
            household.causes,
        )
        for person in household.members:
            yield (
                household.members[0].name,
                *_person(person),
                *places,
                household.village,
                person.ethnicity,
                *shared,
                year - person.birth_year,
                len(household.members),
            )


def _escaped(area: Area, households: list[DemoHousehold]) -> Iterator[Row]:
    """Rows of sheets 2 and 3, in the order of their columns."""
    for number, household in enumerate(households, start=1):
        address = f"{household.village}, {area.name}"
        for person in household.members:
            yield (
                number,
                *_person(person),
                person.ethnicity,
                address,
                household.b1,
                household.b2,
                None,
            )
