"""The signs of a place, from what is kept by commune."""

from dataclasses import dataclass

from django.db.models import Aggregate, Count, F, Q, QuerySet, Sum

from households.rules.near_line import NEAR_POINTS
from reports.falls import FAST, RULE
from reports.models import RadarCount, SurveyorShare
from reports.sampling import Risk
from reports.services.risk import MARGINS
from reports.services.selection import Period, Place

# What each sign means, with its threshold; all of them are the portal's own.
NEAR_RULE = (
    f"điểm B1 cách ngưỡng của danh sách hộ nghèo, hộ cận nghèo không quá {NEAR_POINTS} "
    "điểm"
)
FLIP_RULE = (
    "hộ có điểm B1 dưới ngưỡng và vừa đủ, hoặc chỉ thiếu một, số chỉ số thiếu hụt để "
    "là hộ nghèo"
)
SURVEYOR_RULE = MARGINS[Risk.SURVEYOR]
FAST_RULE = RULE


@dataclass(frozen=True)
class Signs:
    """How many signs a place shows in a period: households, surveyors, communes.

    `fast` are communes whose poor households fell implausibly fast. `communes` have
    been counted: with none of them the other numbers say nothing.
    """

    near: int = 0
    flips: int = 0
    surveyors: int = 0
    fast: int = 0
    communes: int = 0


def kept(place: Place, period: Period) -> QuerySet[RadarCount]:
    """The kept signs of the place's communes in a period."""
    return RadarCount.objects.filter(
        area__in=place.communes,
        year=period.year,
        standard=period.standard,
        basis=period.basis,
    )


def signs(place: Place, period: Period) -> Signs:
    """The signs of a place in one query of kept rows."""
    return Signs(**kept(place, period).aggregate(**sums()))


def sums() -> dict[str, Aggregate]:
    """What of kept rows makes the fields of Signs."""
    return {
        "near": Sum("near", default=0),
        "flips": Sum("flips", default=0),
        "surveyors": Sum("surveyors", default=0),
        "fast": Count("pk", filter=is_fast()),
        "communes": Count("pk"),
    }


def is_fast() -> Q:
    """The commune's poor households fell faster than is plausible."""
    return Q(score__gte=FAST, now__lt=F("before"))


def shares_of(place: Place, period: Period) -> QuerySet[SurveyorShare]:
    """Kept shares of the surveyors of the place's communes."""
    rows = SurveyorShare.objects.filter(area__in=place.communes, year=period.year)
    return rows.select_related("area", "surveyor")
