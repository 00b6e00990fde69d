"""Random but repeatable outcomes for the tests of figures, and a count by hand."""

import datetime as dt
import random
from collections import Counter

from households.models import Outcome, Review, Standing
from tests.factories import HouseholdFactory, ReviewFactory

CLASSES = ("poor", "near_poor", "average", "not_poor", "undetermined")
TODAY = dt.date(2026, 11, 22)


def add_outcome(review, standard="ND07_2022", poverty_class="poor", **fields):
    """An outcome of a review that is thereby submitted (as an imported one)."""
    Review.objects.filter(pk=review.pk).update(state="imported")
    return Outcome.objects.create(
        review=review,
        round=review.round,
        commune=review.commune,
        village=review.village,
        standard=standard,
        origin="computed",
        poverty_class=poverty_class,
        **{"persons": 1, **fields},
    )


def add_standing(outcome, poverty_class=None, **fields):
    """The outcome recognised: a standing from the list's first day."""
    return Standing.objects.create(
        household=outcome.review.household,
        standard=outcome.standard,
        poverty_class=poverty_class or outcome.poverty_class,
        starts=outcome.round.list_valid_from,
        outcome=outcome,
        commune=outcome.commune,
        **fields,
    )


def random_outcomes(round_, villages, count, seed=1):
    """Reviews in the villages; of four, three have outcomes and two a standing."""
    dice = random.Random(seed)
    for number in range(count):
        household = HouseholdFactory(village=dice.choice(villages))
        review = ReviewFactory(round=round_, household=household)
        if number % 4 == 3:
            continue
        for standard in round_.standards:
            known = dice.getrandbits(12)
            outcome = add_outcome(
                review,
                standard,
                dice.choice(CLASSES),
                persons=dice.randint(1, 9),
                known_mask=known,
                deprived_mask=known & dice.getrandbits(12),
                causes_mask=dice.getrandbits(8),
                is_minority=dice.random() < 0.5,
                no_labour=dice.random() < 0.3,
                has_merit=dice.random() < 0.2,
                head_female=dice.choice((True, False, None)),
                with_children=dice.choice((True, False, None)),
            )
            if number % 2 and standard == round_.standards[-1]:
                add_standing(outcome)


def by_hand(rows):
    """Counts of outcomes, one by one in Python: {code of a cell: number}."""
    found = Counter()
    for row in rows:
        found[row.poverty_class] += 1
        found[f"{row.poverty_class}_persons"] += row.persons
        for bit in range(12):
            if row.deprived_mask >> bit & 1:
                found[f"{row.poverty_class}.deprived-{bit + 1}"] += 1
            if row.known_mask >> bit & 1:
                found[f"{row.poverty_class}.known-{bit + 1}"] += 1
        for bit in range(11):
            if row.causes_mask >> bit & 1:
                found[f"{row.poverty_class}.cause-{bit + 1}"] += 1
        for part, holds in (
            ("minority", row.is_minority),
            ("no-labour", row.no_labour),
            ("merit", row.has_merit),
            ("female-head", row.head_female),
            ("with-children", row.with_children),
            ("head-unknown", row.head_female is None),
            ("children-unknown", row.with_children is None),
        ):
            found[f"{row.poverty_class}.{part}"] += bool(holds)
    return found
