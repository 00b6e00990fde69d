"""What a review found out about a household, as plain frozen values.

``None`` always means "not answered or not known". Nothing here decides anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

# Year, month and day of birth, each perhaps missing.
PartialDate = tuple[int | None, int | None, int | None]

# Longer than anyone lives: bounds a loop over the ages of somebody whose year of
# birth is unknown. It is no number of the law.
OLDEST = 130


class AreaKind(StrEnum):
    """Rural (nông thôn) or urban (thành thị) on the day of the review."""

    RURAL = "rural"
    URBAN = "urban"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return AREA_LABELS[self]

    def possible(self) -> "tuple[AreaKind, ...]":
        """The kinds this one may turn out to be."""
        if self is AreaKind.UNKNOWN:
            return (AreaKind.RURAL, AreaKind.URBAN)
        return (self,)


AREA_LABELS = {
    AreaKind.RURAL: "nông thôn",
    AreaKind.URBAN: "thành thị",
    AreaKind.UNKNOWN: "chưa xác định nông thôn hay thành thị",
}


class Job(StrEnum):
    NONE = "none"
    SELF = "self"
    WAGE = "wage"


class Schooling(StrEnum):
    """What a person attends now, lowest first; NONE attends nothing."""

    NONE = "none"
    PRESCHOOL = "preschool"
    PRIMARY = "primary"
    LOWER_SECONDARY = "lower_secondary"
    UPPER_SECONDARY = "upper_secondary"
    VOCATIONAL = "vocational"
    UNIVERSITY = "university"


class GeneralLevel(StrEnum):
    """The highest level of general school a person has finished."""

    NONE = "none"
    PRIMARY = "primary"
    LOWER_SECONDARY = "lower_secondary"
    UPPER_SECONDARY = "upper_secondary"


class Training(StrEnum):
    """The highest vocational or higher certificate a person holds."""

    NONE = "none"
    ELEMENTARY = "elementary"
    INTERMEDIATE = "intermediate"
    COLLEGE = "college"
    UNIVERSITY = "university"


class Allowance(StrEnum):
    """The monthly social allowance a person receives."""

    NONE = "none"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    OTHER = "other"


class WaterSource(StrEnum):
    PIPED = "piped"
    DRILLED_WELL = "drilled_well"
    PROTECTED_WELL = "protected_well"
    PROTECTED_SPRING = "protected_spring"
    RAIN = "rain"
    BOTTLED = "bottled"
    UNPROTECTED = "unprotected"


class Toilet(StrEnum):
    SEPTIC = "septic"
    POUR_FLUSH = "pour_flush"
    VENTILATED_PIT = "ventilated_pit"
    TWO_VAULT = "two_vault"
    OTHER = "other"
    NONE = "none"


class Device(StrEnum):
    TV = "tv"
    RADIO = "radio"
    DESKTOP = "desktop"
    PHONE = "phone"
    LAPTOP = "laptop"
    TABLET = "tablet"
    SMARTPHONE = "smartphone"


class HouseType(StrEnum):
    """Building classes named by the standard of 2016 (not asked since 2022)."""

    SOLID = "solid"
    SEMI_SOLID = "semi_solid"
    WEAK = "weak"
    SIMPLE = "simple"


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A person on the day of the review; ``label`` is how a sentence names them."""

    key: str
    label: str = ""
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    sex: str | None = None
    able_to_work: bool | None = None
    job: Job | None = None
    wants_work: bool | None = None
    has_contract: bool | None = None
    allowance: Allowance | None = None
    insured: bool | None = None
    stunted: bool | None = None
    underweight: bool | None = None
    schooling: Schooling | None = None
    general_level: GeneralLevel | None = None
    training: Training | None = None
    trained_on_job: bool | None = None
    # Asked only under the standard of 2016.
    ill_without_care: bool | None = None
    has_phone_line: bool | None = None

    def ages(self, on: date) -> range:
        """Every age in completed years the person may have on that day."""
        return possible_ages((self.birth_year, self.birth_month, self.birth_day), on)


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """A household on the day of the review; ``floor_area`` in square metres."""

    area_kind: AreaKind
    reviewed_on: date
    members: tuple[MemberFacts, ...] = ()
    agri: bool | None = None
    floor_area: Decimal | None = None
    wall_durable: bool | None = None
    column_durable: bool | None = None
    roof_durable: bool | None = None
    water_source: WaterSource | None = None
    toilet: Toilet | None = None
    uses_internet: bool | None = None
    devices: frozenset[Device] | None = None
    # Asked only under the standard of 2016.
    house_type: HouseType | None = None
    hears_loudspeaker: bool | None = None


def possible_ages(born: PartialDate, on: date) -> range:
    """Ages in completed years allowed by a partial date of birth.

    ``born`` is (year, month, day), each perhaps missing; a day without its month
    says nothing. An unknown year, or a birth after ``on``, allows every age.
    """
    year, month, day = born
    if year is None:
        return range(OLDEST + 1)
    day = day if month else None
    oldest = _completed_years(year, month or 1, day or 1, on)
    youngest = _completed_years(year, month or 12, day or 31, on)
    if oldest < 0:
        return range(OLDEST + 1)
    return range(max(youngest, 0), oldest + 1)


def _completed_years(year: int, month: int, day: int, on: date) -> int:
    return on.year - year - ((on.month, on.day) < (month, day))


def age_text(ages: range) -> str:
    """The age as a reader would say it: "17 tuổi", "15–16 tuổi", or nothing."""
    if len(ages) > OLDEST:
        return ""
    if len(ages) == 1:
        return f"{ages[0]} tuổi"
    return f"{ages[0]}–{ages[-1]} tuổi"


def named(members: tuple[MemberFacts, ...], on: date) -> str:
    """The members with their ages, for a sentence."""
    return ", ".join(_names(members, on))


def _names(members: tuple[MemberFacts, ...], on: date) -> Iterator[str]:
    for member in members:
        age = age_text(member.ages(on))
        name = member.label or member.key
        yield f"{name} ({age})" if age else name
