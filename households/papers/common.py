"""What the papers' texts share: who asks, places, persons, days."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from households.models import CommuneRound, Household, Membership, Outcome, Person
from households.models.household import Relation
from households.rules.standards import STANDARDS
from povertyportal.accounts.access import Act, can
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.documents.letterhead import in_sentence
from povertyportal.ui.numbers import vietnamese

Texts = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Who prints, as of which day, and where the portal is (for codes to scan).

    `shows_ids`: the officer may see whole personal ids; where he may not, a form that
    asks for one leaves the line open, to be filled in by hand.
    """

    by: Officer
    day: dt.date
    site: str = ""

    @property
    def shows_ids(self) -> bool:
        """Whether personal ids are printed where the form demands them."""
        return can(self.by, Act.UNMASK_ID)


def asked_by(by: Officer, *, day: dt.date | None = None, site: str = "") -> Asked:
    """An officer's wish, as of today when no day is named."""
    return Asked(by, day or timezone.localdate(), site)


def units_of(area: Area) -> list[str]:
    """The unit and those above it as in an address: "thôn Bến", "xã Đồi Chè", ..."""
    names: list[str] = []
    unit: Area | None = area
    while unit is not None:
        names.append(in_sentence(unit.name))
        unit = unit.parent
    return names


def address_of(household: Household) -> str:
    """Where a household lives, from the house to the province."""
    parts = [household.address] if household.address else []
    place = household.village or household.commune
    if place is not None:
        parts += units_of(place)
    return upper_first(", ".join(parts))


def upper_first(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def committee_of(commune: Area) -> str:
    """ "Ủy ban nhân dân xã Đồi Chè"."""
    return f"Ủy ban nhân dân {in_sentence(commune.name)}"


def chairman_of(commune: Area) -> str:
    """ "Chủ tịch Ủy ban nhân dân xã Đồi Chè"."""
    return f"Chủ tịch {committee_of(commune)}"


def plain_day(day: dt.date | None) -> str:
    """05/02/2026; empty when there is none."""
    return f"{day:%d/%m/%Y}" if day else ""


def stays_on(household: Household, day: dt.date) -> list[Membership]:
    """Memberships of a day, head first, with their persons."""
    return list(household.members_on(day))


def person_texts(person: Person | None, asked: Asked) -> Texts:
    """A person as the request forms ask for him; everything empty for nobody."""
    if person is None:
        keys = ("name", "sex", "birth", "ethnicity", "personal_id")
        return dict.fromkeys(keys, "")
    return {
        "name": person.name,
        "sex": person.get_sex_display() if person.sex else "",
        "birth": person.birth_text,
        "ethnicity": person.ethnicity,
        "personal_id": person.personal_id if asked.shows_ids else "",
    }


def relation_of(stay: Membership) -> str:
    """The relation to the head as the forms write it."""
    return Relation(stay.relation).label


def class_of(code: str | None) -> str:
    """A class in the words of the forms; "–" when there is no result."""
    return Outcome.Class(code).label if code else "–"


def years_of(standard: str) -> str:
    """The years of a standard's lists: "2022-2026", with a sign no line ends at."""
    law = STANDARDS[standard]
    return f"{law.starts.year}-{law.ends.year}"


def result_heads(standards: Sequence[str]) -> list[str]:
    """The head of the column of results; one a standard where there are two."""
    if len(standards) == 1:
        return ["Kết quả rà soát"]
    return [f"Kết quả theo chuẩn {years_of(code)}" for code in standards]


def round_words(place: CommuneRound) -> str:
    """ "năm 2026", or the month of a regular review: "tháng 8 năm 2026"."""
    found = place.round
    return (
        f"tháng {found.month} năm {found.year}" if found.month else f"năm {found.year}"
    )


def count(number: int, noun: str) -> str:
    """ "1.234 hộ nghèo"."""
    return f"{vietnamese(number)} {noun}"
