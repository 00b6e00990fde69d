"""Models of the register and its review."""

from households.models.household import (
    Household,
    HouseholdEvent,
    Membership,
    Relation,
    Residence,
)
from households.models.imports import ImportBatch
from households.models.person import Person, Sex
from households.models.review import (
    Outcome,
    OutcomeGrounds,
    Review,
    ReviewRound,
    ReviewState,
    Scorecard,
    StaleArea,
)
from households.models.standing import Standing

__all__ = [
    "Household",
    "HouseholdEvent",
    "ImportBatch",
    "Membership",
    "Outcome",
    "OutcomeGrounds",
    "Person",
    "Relation",
    "Residence",
    "Review",
    "ReviewRound",
    "ReviewState",
    "Scorecard",
    "Sex",
    "StaleArea",
    "Standing",
]
