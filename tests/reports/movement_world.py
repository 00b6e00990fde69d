"""Households with random standings, moves and events, and a count by hand."""

import datetime as dt
import random
from collections import defaultdict

from django.conf import settings

from households.models import (
    Household,
    HouseholdEvent,
    Outcome,
    Residence,
    Review,
    Standing,
)
from households.rules.movement import (
    Cause,
    Change,
    Presence,
    column_of,
    movement,
    recent_classes,
)
from households.rules.outcome import PovertyClass
from tests.factories import HouseholdFactory, ReviewFactory, RoundFactory
from tests.reports.world import add_outcome

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2025, 1, 1)
YEARS = (2022, 2023, 2024, 2025)
POOR, NEAR = PovertyClass.POOR, PovertyClass.NEAR_POOR


def round_of(year, *communes, **fields):
    """The annual round whose list is in force in `year`."""
    return RoundFactory(
        year=year - 1,
        list_valid_from=dt.date(year, 1, 1),
        standards=fields.pop("standards", ["ND07_2022"]),
        opens_on=dt.date(year - 1, 9, 1),
        closes_on=dt.date(year - 1, 12, 14),
        areas=communes,
        **fields,
    )


def hold(household, kind, starts, ends=None, *, round_=None, persons=1, **fields):
    """A standing of a household, with its outcome when a round is given."""
    outcome = None
    standard = fields.pop("standard", "ND07_2022")
    if round_ is not None:
        review = ReviewFactory(round=round_, household=household)
        outcome = add_outcome(review, standard, kind, persons=persons)
        Review.objects.filter(pk=review.pk).update(closed_at=NOW)
    return Standing.objects.create(
        household=household,
        standard=standard,
        poverty_class=kind,
        starts=starts,
        ends=ends,
        outcome=outcome,
        commune=household.commune,
        recorded_at=fields.pop("recorded_at", NOW),
        **fields,
    )


def move(household, village, day):
    """The household moves; None: it leaves the register."""
    here = Residence.objects.get(household=household, ends=None)
    here.ends = day
    here.save()
    Kind = HouseholdEvent.Kind
    places = {"from_village": here.village, "to_village": village}
    HouseholdEvent.objects.create(
        household=household, kind=Kind.MOVED_OUT, happened_on=day, **places
    )
    if village is not None:
        Residence.objects.create(household=household, village=village, starts=day)
        HouseholdEvent.objects.create(
            household=household, kind=Kind.MOVED_IN, happened_on=day, **places
        )
    household.refresh_from_db()


def random_world(villages, count=60, seed=7):
    """Households with a random class a year, of which some move in 2024."""
    dice = random.Random(seed)
    communes = {village.parent for village in villages}
    rounds = {year: round_of(year, *communes) for year in YEARS}
    for _ in range(count):
        household = HouseholdFactory(
            village=dice.choice(villages), since=dt.date(2020, 1, 1)
        )
        for year in YEARS:
            kind = dice.choice(["poor", "near_poor", "not_poor", "average", None, None])
            if kind is None:
                continue
            starts, ends = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
            if dice.random() < 0.2:
                starts = dt.date(year, dice.randint(2, 12), 1)
            with_review = dice.random() < 0.6
            round_ = rounds[year] if with_review else None
            persons = dice.randint(1, 6)
            hold(household, kind, starts, ends, round_=round_, persons=persons)
        if dice.random() < 0.25:
            village = dice.choice([*villages, None])
            if village != household.village:
                move(household, village, dt.date(2024, dice.randint(1, 12), 15))


def _at(rows, day):
    for row in rows:
        if row.starts <= day and (row.ends is None or row.ends > day):
            return row
    return None


_OUT = ("merged", "moved_out", "died", "left")
_IN = ("moved_in", "split_off")


def _event(household, kinds, first, last):
    found = household.events.filter(
        kind__in=kinds, happened_on__gt=first, happened_on__lte=last
    ).order_by("-happened_on")
    kind = found.values_list("kind", flat=True).first()
    return Cause(kind) if kind else None


def _kind(standing):
    return PovertyClass(standing.poverty_class) if standing else None


def _persons(household, standing):
    if standing and standing.outcome_id:
        return Outcome.objects.get(pk=standing.outcome_id).persons
    return household.size


def changes_of(household, first, last):
    """(commune id, Change, persons before, persons after) of each commune it is in."""
    standings = list(household.standings.filter(recorded_to=None).order_by("starts"))
    residences = list(household.residences.select_related("village"))
    was, now = _at(standings, first), _at(standings, last)
    from_, to = _at(residences, first), _at(residences, last)
    commune0 = from_.village.parent_id if from_ else None
    commune1 = to.village.parent_id if to else None
    numbers = _persons(household, was), _persons(household, now)
    if commune0 is not None and commune0 == commune1:
        yield commune0, _stayed(household, standings, was, now, first, last), numbers
        return
    if commune0 is not None:
        event = _event(household, _OUT, first, last)
        yield commune0, Change(_kind(was), None, Presence.LEFT, event), numbers
    if commune1 is not None:
        event = _event(household, _IN, first, last)
        change = Change(
            _kind(was) if from_ else None,
            _kind(now),
            Presence.ARRIVED if from_ else Presence.STAYED,
            event,
            _recent(standings, _kind(now), first, last),
        )
        yield commune1, change, numbers


def _recent(standings, kind, first, last):
    entries = [
        s.starts for s in standings if first < s.starts <= last and _kind(s) == kind
    ]
    if not entries:
        return frozenset()
    past = [(_kind(s), s.ends) for s in standings if s.ends and s.ends <= min(entries)]
    return recent_classes(past, min(entries), settings.LOOK_BACK_MONTHS)


def _stayed(household, standings, was, now, first, last):
    listed = {POOR, NEAR}
    kinds = _IN if _kind(now) in listed else ("merged",)
    event = None
    if (_kind(was) in listed) != (_kind(now) in listed):
        event = _event(household, kinds, first, last)
    return Change(
        _kind(was),
        _kind(now),
        event=event,
        recent=_recent(standings, _kind(now), first, last),
    )


def by_hand(first, last):
    """{(commune id, class): nine columns of households}, one household at a time.

    A list goes on in every commune of this world.
    """
    found = defaultdict(lambda: [0] * 10)
    for household in Household.objects.all():
        for commune, change, _ in changes_of(household, first, last):
            state = movement(change)
            for kind in (POOR, NEAR):
                row = found[commune, kind]
                here0 = change.presence is not Presence.ARRIVED
                here1 = change.presence is not Presence.LEFT
                row[1] += here0 and change.before is kind
                row[9] += here1 and change.after is kind
                column = column_of(kind, change, state)
                if column:
                    row[column] += 1
    return dict(found)
