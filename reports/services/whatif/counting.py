"""Holding a place's households against another standard, household by household.

Read are the outcomes that the figures count and what they were decided from; written
are the run's own rows and its counts, nothing else.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from households.models import Outcome, OutcomeGrounds
from households.rules.facts import AreaKind, HouseholdFacts
from households.rules.form_2022 import Member, facts_from_answers
from households.rules.hypothesis import Hypothesis, Reviewed, Why, decided, under
from households.rules.outcome import PovertyClass
from households.rules.standards import STANDARDS, Standard
from povertyportal.areas.models import Area
from povertyportal.jobs.models import JobState
from povertyportal.ui.numbers import vietnamese
from reports.figures import outcomes
from reports.models import WhatIfRow, WhatIfRun

AT_ONCE = 2_000
WHY_BIT: Mapping[Why, int] = {why: 1 << at for at, why in enumerate(Why)}
# What a review told besides its outcome.
_GROUNDS = ("facts__answers", "facts__members", "facts__area_kind", "facts__on")
_URBAN = ("ward", "township")
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Counted:
    """An outcome that the figures count; `kind` is the class they count it in."""

    outcome: int
    review: int
    commune: int
    kind: str
    standard: str
    b1: int | None


@dataclass
class Tally:
    """Counts of the rows written: of a commune, class and result; of reasons."""

    cells: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    whys: Counter[str] = field(default_factory=Counter)
    unknown: Counter[int] = field(default_factory=Counter)

    def add(self, row: Counted, found: Hypothesis) -> None:
        """Count one household."""
        self.cells[row.commune, row.kind, found.result.value] += 1
        self.whys.update(why.value for why in found.why)
        mask = found.unknown_mask
        self.unknown.update(n + 1 for n in range(mask.bit_length()) if mask >> n & 1)


def make(run: WhatIfRun, report: Report) -> None:
    """Answer the run's question and finish it; a lost run throws its rows away."""
    rows = outcomes(run.basis, run.year, run.commune_ids).filter(Q(under=run.standard))
    total, done, tally = rows.count(), 0, Tally()
    report(0, total)
    read = rows.order_by("pk").values_list(
        "pk", "review_id", "commune_id", F("kind"), "standard", "b1"
    )
    with transaction.atomic():
        run.rows.filter(attempt__lt=run.attempt).delete()
        coming = read.iterator(chunk_size=AT_ONCE)
        while chunk := [Counted(*each) for each in islice(coming, AT_ONCE)]:
            done += _write(run, chunk, tally)
            report(done, max(total, done))
    _keep(run, tally, done)


def _write(run: WhatIfRun, rows: list[Counted], tally: Tally) -> int:
    """Judge some households and write their rows; how many."""
    other = STANDARDS[run.other]
    written = []
    for row, found in _judged(rows, other):
        tally.add(row, found)
        written.append(
            WhatIfRow(
                run=run,
                attempt=run.attempt,
                outcome_id=row.outcome,
                commune_id=row.commune,
                former=row.kind,
                result=found.result.value,
                move=found.move.value,
                why_mask=sum(WHY_BIT[why] for why in found.why),
                unknown_mask=found.unknown_mask,
            )
        )
    WhatIfRow.objects.bulk_create(written)
    return len(written)


def _judged(
    rows: list[Counted], other: Standard
) -> Iterator[tuple[Counted, Hypothesis]]:
    """Each household with what can be said of it under the other standard."""
    told = _told_by_review(rows, other)
    grounds = _grounds(rows)
    urban = _urban({row.commune for row in rows})
    for row in rows:
        former = PovertyClass(row.kind)
        if row.review in told:
            yield row, decided(former, told[row.review])
            continue
        facts, kind = _facts(grounds.get(row.outcome))
        if kind is AreaKind.UNKNOWN:
            kind = AreaKind.URBAN if row.commune in urban else AreaKind.RURAL
        law = STANDARDS[row.standard]
        yield row, under(Reviewed(law, former, kind, row.b1, facts), other)


def _told_by_review(rows: list[Counted], other: Standard) -> dict[int, PovertyClass]:
    """Reviews that were decided under the other standard too, with a known class."""
    found = (
        Outcome.objects.current()
        .filter(review__in=[row.review for row in rows], standard=other.code)
        .exclude(poverty_class=Outcome.Class.UNDETERMINED)
        .order_by()
        .values_list("review_id", "poverty_class")
    )
    return {review: PovertyClass(kind) for review, kind in found}


def _grounds(rows: list[Counted]) -> dict[int, tuple[Any, ...]]:
    """(answers, members, kind of area, day) by outcome; each may be None."""
    found = OutcomeGrounds.objects.filter(outcome__in=[row.outcome for row in rows])
    told = found.order_by().values_list("outcome_id", *_GROUNDS)
    return {outcome: tuple(facts) for outcome, *facts in told}


def _urban(communes: set[int]) -> set[int]:
    """Those of the communes (ids) that are urban, where the review does not say."""
    found = Area.objects.filter(pk__in=communes, kind__in=_URBAN)
    return set(found.values_list("pk", flat=True))


def _facts(
    told: tuple[Any, ...] | None,
) -> tuple[HouseholdFacts | None, AreaKind]:
    """The facts of a review, None without answers; the kind of area it noted."""
    answers, members, kind, on = told or (None, None, None, None)
    area = AreaKind(kind) if kind in set(AreaKind) else AreaKind.UNKNOWN
    if not answers or not on:
        return None, area
    people = tuple(Member(**each) for each in members or ())
    day = dt.date.fromisoformat(on)
    return facts_from_answers(answers, people, area, day), area


def _keep(run: WhatIfRun, tally: Tally, done: int) -> None:
    """Store the counts with the word that it is done, if the run is still ours."""
    cells = [[*key, number] for key, number in sorted(tally.cells.items())]
    with transaction.atomic():
        kept = WhatIfRun.objects.filter(
            pk=run.pk, state=JobState.RUNNING, attempt=run.attempt
        ).update(cells=cells, whys=dict(tally.whys), unknown=dict(tally.unknown))
        is_mine = bool(kept) and run.finish(f"Đã đối chiếu {vietnamese(done)} hộ.")
    if not is_mine:
        WhatIfRow.objects.filter(run=run.pk, attempt=run.attempt).delete()
