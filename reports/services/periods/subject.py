"""What a report's figures are about: a unit and the days that it tells of."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area
from programs.services.homes import communes_now
from programs.services.places import Place
from reports.figures import Basis
from reports.models import AreaSummary, PeriodReport
from reports.movement import Span
from reports.services.targets import years


@dataclass(frozen=True)
class Subject:
    """A unit, its communes (ids) and a period up to `last`.

    `last` is the period's end or the day the figures are read, the earlier one. With
    `has_next_list` the lists of the year are followed to those of the next.
    """

    area: Area
    communes: Collection[int]
    year: int
    is_half: bool
    starts: dt.date
    last: dt.date
    has_next_list: bool
    as_of: dt.datetime

    @property
    def lists_day(self) -> dt.date:
        """The day to which lists are followed."""
        return dt.date(self.year + 1, 1, 1) if self.has_next_list else self.last

    @property
    def span(self) -> Span:
        """From the list of the period's first day."""
        return Span(self.starts, self.lists_day)

    @cached_property
    def place(self) -> Place:
        """The unit as the programmes' figures take it: whole, whoever asks."""
        # People of a past district are counted where they live now.
        communes = communes_now(self.area).union(self.communes)
        scope = Scope((self.area,), communes, frozenset())
        return Place(scope, self.area)


def subject_of(report: PeriodReport) -> Subject:
    """What a report tells of when its figures are read now."""
    today = timezone.localdate()
    communes = years.communes_under([report.area])
    is_half = report.kind == PeriodReport.Kind.HALF
    listed = AreaSummary.objects.filter(
        area__in=communes, year=report.year, basis=Basis.OFFICIAL
    )
    over = today > dt.date(report.year, 12, 31)
    return Subject(
        area=report.area,
        communes=communes,
        year=report.year,
        is_half=is_half,
        starts=report.starts,
        last=min(report.ends, today),
        has_next_list=not is_half and over and listed.exists(),
        as_of=timezone.now(),
    )
