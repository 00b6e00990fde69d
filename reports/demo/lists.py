"""Writes a commune's list as communes do, and loads it through the real import."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from households.imports.layouts import ESCAPED_NEAR_POOR, ESCAPED_POOR, MEMBERS
from households.models import Relation
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from povertyportal.sheets.lists import write_lists
from povertyportal.sheets.tasks import check_now, import_now
from reports.demo.people import DemoHousehold, DemoPerson
from reports.demo.register import CommuneList

Row = tuple[object, ...]
KEPT_WAITING = 12
# Lists before hold classes and points alone, as most that communes have.
TELLS_INDICATORS = 2024
# How often, of ten, a made-up household lacks each of the twelve indicators.
_LACKS = (5, 3, 2, 1, 3, 1, 4, 3, 5, 9, 4, 4)


class DemoFailed(Exception):
    """The portal refused something of the demo; the text says why."""


def load_list(
    folder: Path, area: Area, year: int, made: CommuneList, by: Officer
) -> None:
    """Write the commune's workbook into `folder` and import it. Raises DemoFailed."""
    path = folder / f"danh-sach-{year}-{area.code}.xlsx"
    _write(path, area, year, made)
    options = {"year": year, "area": None}
    batch = import_now(by=by, kind="household_list", path=path, options=options)
    if not batch.is_applied:
        raise DemoFailed(f"{path.name}: {batch.message} {batch.problems[:3]}")


def leave_waiting(
    folder: Path, area: Area, year: int, made: CommuneList, by: Officer
) -> None:
    """Check a later version of a commune's list and leave it for the officer's word.

    Some households of the list: most as they were, one judged otherwise, one whose
    head's number lost a digit, one whose head has no number and a letter less.
    """
    kept = [each for each in made.listed if len(each.members) > 1][:KEPT_WAITING]
    kept[1] = replace(kept[1], poverty_class="near_poor", b1=132, b2=20)
    short, unsure = kept[2].members[0], kept[3].members[0]
    kept[2] = _with_head(kept[2], replace(short, personal_id=short.personal_id[1:]))
    other = replace(unsure, personal_id="", name=unsure.name[:-1])
    kept[3] = _with_head(kept[3], other)
    path = folder / f"danh-sach-{year}-bo-sung-{area.code}.xlsx"
    _write(path, area, year, CommuneList(kept))
    options = {"year": year, "area": None}
    check_now(by=by, kind="household_list", path=path, options=options)


def _with_head(household: DemoHousehold, head: DemoPerson) -> DemoHousehold:
    return replace(household, members=(head, *household.members[1:]))


def _write(path: Path, area: Area, year: int, made: CommuneList) -> None:
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
        indicators = _indicators(household) if year >= TELLS_INDICATORS else None
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
                indicators,
            )


def _indicators(household: DemoHousehold) -> str:
    """As many deprivations as the points say, the same whenever they are asked for."""
    last = household.members[-1]
    chance = random.Random(f"{last.name} {last.born}")  # noqa: S311  a repeatable demo
    order = sorted(
        range(len(_LACKS)), key=lambda place: chance.random() ** (1 / _LACKS[place])
    )
    lacking = sorted(place + 1 for place in order[::-1][: household.b2 // 10])
    return ", ".join(map(str, lacking)) or "0"


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
