"""Groups of households that reports count apart: by who heads them, who lives there.

Three-valued: None where the sex of the head, or an age, is not known.
"""

from collections.abc import Iterable
from datetime import date

from households.rules.form_2022 import Member
from households.rules.standards.nd07_2022 import CHILD_BEFORE

_FEMALE, _HEAD = "female", "head"


def head_female(members: Iterable[Member]) -> bool | None:
    """Whether a woman heads the household."""
    heads = [each.sex for each in members if each.relation == _HEAD]
    if not heads or not heads[0]:
        return None
    return heads[0] == _FEMALE


def with_children(members: Iterable[Member], on: date) -> bool | None:
    """Whether a child under 16 belongs to it on a day.

    Somebody of whom only the year is known may or may not be one; with a certain
    child beside him that does not matter.
    """
    ages = [each.ages(on) for each in members]
    if any(age[-1] < CHILD_BEFORE for age in ages):
        return True
    return None if any(age[0] < CHILD_BEFORE for age in ages) else False
