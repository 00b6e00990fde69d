"""What each standard says of a single child; counted by the form on children."""

from dataclasses import dataclass

from households.rules.education import SchoolBand
from households.rules.facts import Schooling
from households.rules.standards import nd07_2022, nd351_2027, qd59_2016


@dataclass(frozen=True, slots=True)
class ChildRules:
    """Which deprivations of a child a standard knows.

    A child is younger than `before`; `insured_from` is the age from which insurance
    counts, `bands` the school a child of an age attends; None: the standard does not
    ask, or what it asks is not known.
    """

    before: int
    insured_from: int | None
    nutrition: bool
    bands: tuple[SchoolBand, ...] | None


# The decision of 2015 asks only whether a child attends a school, whichever.
_ANY_SCHOOL = SchoolBand(
    qd59_2016.SCHOOL_AGE.start, qd59_2016.SCHOOL_AGE.stop, Schooling.PRESCHOOL
)

RULES: dict[str, ChildRules] = {
    "QD59_2016": ChildRules(
        nd07_2022.CHILD_BEFORE, qd59_2016.INSURED_FROM, False, (_ANY_SCHOOL,)
    ),
    "ND07_2022": ChildRules(
        nd07_2022.CHILD_BEFORE, nd07_2022.INSURED_FROM, True, nd07_2022.SCHOOL_BANDS
    ),
    # The annex that sets insurance and schooling has not been read.
    "ND351_2027": ChildRules(nd351_2027.CHILD_BEFORE, None, True, None),
}
