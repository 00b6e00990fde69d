"""What one household has a right to and has, and what it needs."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from households.models import Household, Person
from households.models.standing import NATIONAL
from programs.models import Benefit, Enrolment, EntitlementRule
from programs.rules.entitlement import Birth, Held, Span, Terms, right_of
from programs.services.need_figures import suggestions
from programs.services.need_topics import Topic, needs_of


@dataclass(frozen=True)
class Right:
    """A benefit that a member (None: the household) should have, or has, on a day."""

    benefit: str
    person: Person | None
    should: bool
    share: Decimal | None
    until: dt.date | None
    card: Enrolment | None

    @property
    def name(self) -> str:
        """The benefit in words."""
        return Benefit(self.benefit).label


def rights_of(household: Household, day: dt.date) -> list[Right]:
    """By benefit and member, what there is a right to or a card of on the day."""
    standings = household.standings.filter(scheme=NATIONAL, recorded_to__isnull=True)
    held = [Held(row.poverty_class, Span(row.starts, row.ends)) for row in standings]
    members = [each.person for each in household.members_on(day)]
    open_ = Enrolment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gt=day), household=household, starts__lte=day
    )
    cards = {(row.benefit, row.person_id): row for row in open_}
    rules = list(EntitlementRule.objects.order_by("pk"))
    found = []
    for benefit in Benefit.values:
        for person in (None, *members):
            own = [
                rule
                for rule in rules
                if rule.benefit == benefit and rule.per_person == (person is not None)
            ]
            card = cards.get((benefit, person.pk if person else None))
            right = _right(own, held, person, day)
            if right is not None or card is not None:
                share, until = right or (None, None)
                has_right = right is not None
                found.append(Right(benefit, person, has_right, share, until, card))
    return found


def _right(
    rules: Sequence[EntitlementRule],
    held: Sequence[Held],
    person: Person | None,
    day: dt.date,
) -> tuple[Decimal | None, dt.date | None] | None:
    """(best share, last day of the right) if some rule gives one on the day."""
    holding = [
        (rule, span)
        for rule in rules
        for span in right_of(held, _terms(rule), _birth(person))
        if span.starts <= day < span.last
    ]
    if not holding:
        return None
    shares = [rule.share for rule, _ in holding if rule.share is not None]
    ends = [span.ends for _, span in holding]
    known = [each for each in ends if each is not None]
    last = None if None in ends else max(known) - dt.timedelta(days=1)
    return (max(shares) if shares else None, last)


def _terms(rule: EntitlementRule) -> Terms:
    return Terms(
        frozenset(rule.classes),
        Span(rule.starts, rule.ends),
        rule.months_after_leaving or 0,
        frozenset(rule.after_classes),
        rule.age_from,
        rule.age_to,
    )


def _birth(person: Person | None) -> Birth | None:
    if person is None:
        return None
    return Birth(person.birth_year, person.birth_month, person.birth_day)


def needs_with_help(
    household: Household, day: dt.date
) -> list[tuple[Topic, list[str]]]:
    """The household's needs by its standing on the day, and what could serve each."""
    standing = (
        household.standings.in_force(day)
        .filter(poverty_class__in=("poor", "near_poor"))
        .select_related("outcome")
        .first()
    )
    if standing is None or standing.outcome is None:
        return []
    outcome, serves = standing.outcome, suggestions(day.year)
    found = needs_of(standing.standard, outcome.deprived_mask, outcome.causes_mask)
    return [(topic, serves.get(topic.code, [])) for topic in found]
