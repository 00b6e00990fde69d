"""The review season of a place: how many communes stand where, which are late."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from households.models import CommuneRound, ReviewRound, Step
from households.rules.procedure import StepState
from households.services.season.clock import FINISHED, TONES, WORDS, PlaceClock, clocks
from reports.models import SeasonState
from reports.services.selection import Place
from reports.together import Read, Row, day, moment

AT_ONCE = 200  # communes of which the clock reads the reviews in one go
_COLUMNS = (
    "place_id",
    "place__round_id",
    "place__commune__name",
    "state",
    "late",
    "due_on",
    "listed",
    "surveyed",
    "recognised",
    "built_at",
)


@dataclass(frozen=True)
class LateCommune:
    """A commune with late steps; `due_on` is the day of the oldest."""

    place: int
    name: str
    steps: tuple[str, ...]
    due_on: dt.date | None


@dataclass(frozen=True)
class StateCount:
    """How many communes stand so."""

    state: str
    words: str
    tone: str
    communes: int


@dataclass(frozen=True)
class Season:
    """The year's annual review: communes by state, households surveyed, recognised.

    `told` of `communes` in the round have been looked at, the oldest at `as_of`.
    `round_id` leads to the season's board.
    """

    year: int
    round_id: int
    as_of: dt.datetime
    communes: int
    states: tuple[StateCount, ...]
    late: tuple[LateCommune, ...]
    listed: int
    surveyed: int
    recognised: int


def build(places: Collection[int] | None = None) -> int:
    """Ask the clock about communes (ids of CommuneRound) and keep it; how many.

    None: all of open annual rounds, of those of this and last year, since reports come
    after a round is closed, and of former ones that are not kept yet.
    """
    rows = CommuneRound.objects.filter(round__kind=ReviewRound.Kind.ANNUAL)
    if places is None:
        last_year = timezone.localdate().year - 1
        is_fresh = Q(round__state=ReviewRound.State.OPEN) | Q(season_state=None)
        is_fresh |= Q(round__year__gte=last_year)
        rows = rows.filter(is_fresh, round__is_imported=False)
    else:
        rows = rows.filter(pk__in=places)
    found = list(rows.select_related("round__procedure", "commune").order_by("pk"))
    for at in range(0, len(found), AT_ONCE):
        _keep(found[at : at + AT_ONCE])
    return len(found)


def build_communes(communes: Collection[int]) -> int:
    """The same of the open annual rounds of communes (ids)."""
    rows = CommuneRound.objects.filter(
        commune__in=communes,
        round__kind=ReviewRound.Kind.ANNUAL,
        round__state=ReviewRound.State.OPEN,
    )
    return build(list(rows.values_list("pk", flat=True))) if communes else 0


def _keep(places: list[CommuneRound]) -> None:
    at = timezone.now()
    rows = [_state(each, at) for each in clocks(places, at)]
    SeasonState.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["place"],
        update_fields=[
            "state",
            "late",
            "due_on",
            "listed",
            "surveyed",
            "recognised",
            "built_at",
        ],
    )


def _state(found: PlaceClock, at: dt.datetime) -> SeasonState:
    late = [each for each in found.steps if each.state == StepState.LATE]
    waits = [each for each in found.steps if each.state not in FINISHED]
    return SeasonState(
        place=found.place,
        state=found.state,
        late=[each.step for each in late],
        due_on=min(
            (each.due_on for each in late or waits if each.due_on), default=None
        ),
        listed=found.work.listed,
        surveyed=found.work.surveyed,
        recognised=found.work.recognised,
        built_at=at,
    )


def reads(place: Place, year: int) -> dict[str, Read]:
    """What is kept of the year's annual rounds of a place."""
    rows = of_place(place).filter(place__round__year=year)
    ordered = rows.order_by("place__commune__sort_key", "place_id")
    return {"season": Read(ordered, _COLUMNS)}


def of_place(place: Place) -> QuerySet[SeasonState]:
    """What is kept of the annual rounds of a place, of every year."""
    return SeasonState.objects.filter(
        place__commune__in=place.communes,
        place__round__kind=ReviewRound.Kind.ANNUAL,
    )


def season(year: int, told: Mapping[str, list[Row]]) -> Season | None:
    """The season from its `reads`; None where no commune has one."""
    rows = told["season"]
    if not rows:
        return None
    counts = Counter(row[3] for row in rows)
    return Season(
        year=year,
        round_id=rows[0][1],
        as_of=min(at for row in rows if (at := moment(row[-1]))),
        communes=len(rows),
        states=tuple(
            StateCount(state.value, WORDS[state], TONES[state], counts[state])
            for state in StepState
            if counts[state]
        ),
        late=tuple(
            LateCommune(row[0], row[2], _labels(row[4]), day(row[5]))
            for row in rows
            if row[4]
        ),
        listed=sum(row[6] for row in rows),
        surveyed=sum(row[7] for row in rows),
        recognised=sum(row[8] for row in rows),
    )


def _labels(steps: list[str]) -> tuple[str, ...]:
    return tuple(str(Step(each).label) for each in steps)
