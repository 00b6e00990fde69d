"""Families that no list has held yet, entered into the register by hand."""

import datetime as dt

from households.models import Household, Relation
from households.services import register
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from reports.demo.people import DemoHousehold, DemoPerson

_SEX = {"Nam": "male", "Nữ": "female"}


def register_family(
    family: DemoHousehold, village: Area, since: dt.date, by: Officer
) -> Household:
    """Enter a family as a commune's officer does: the head, then the others."""
    head, *others = family.members
    household = register.create_household(
        by=by, village=village, head=_fields(head), since=since
    )
    for person in others:
        household.refresh_from_db()
        register.add_member(
            by=by,
            household=household,
            version=household.version,
            person=_fields(person),
            relation=Relation(person.relation).value,
            since=since,
        )
    household.refresh_from_db()
    return household


def _fields(person: DemoPerson) -> register.PersonFields:
    known = person.born if isinstance(person.born, dt.date) else None
    return register.PersonFields(
        name=person.name,
        sex=_SEX[person.sex],
        birth_year=person.birth_year,
        birth_month=known.month if known else None,
        birth_day=known.day if known else None,
        personal_id=person.personal_id,
        ethnicity=person.ethnicity,
    )
