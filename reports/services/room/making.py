"""Making the picture of a place in a period."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils import timezone

from povertyportal.accounts.access import Scope
from programs.rules.progress import elapsed_of_year
from programs.services.housing_figures import HouseCounts
from programs.services.money_figures import Calendars
from reports.figures import Cell
from reports.models import PublishedFigure
from reports.services.overview import Line, Overview, overview_of
from reports.services.overview import reads as overview_reads
from reports.services.room import (
    aims,
    matters,
    money,
    movement,
    needs,
    radar,
    season,
    tasks,
    works,
)
from reports.services.room.aims import Aim
from reports.services.room.attention import Matter, rank
from reports.services.room.headline import Tile, tiles
from reports.services.room.links import Links
from reports.services.room.money import Money
from reports.services.room.movement import YearMoved
from reports.services.room.needs import Need
from reports.services.room.parts import Deprived, Part, causes, deprived, groups
from reports.services.room.plain import plain
from reports.services.room.season import Season
from reports.services.room.trend import YearPoint, trend
from reports.services.room.works import GoingOn, going_on
from reports.services.selection import Period, Place
from reports.services.targets.years import Told
from reports.together import Read, Row, read_together

_SECTIONS = (
    "headline",
    "trend",
    "movement",
    "deprivations",
    "causes",
    "groups",
    "money",
    "houses",
    "targets",
    "season",
    "needs",
    "attention",
)


@dataclass(frozen=True)
class Picture:
    """What a committee sees of a place in a period, on one screen.

    `overview` are the figures that the rest is made of; movement is that of their year.
    Money, houses, targets, season and needs are those of `work_year`; None where there
    is nothing of them. `review` is a newer one that goes on. `attention` is ranked. A
    meeting keeps `as_json`.
    """

    overview: Overview
    work_year: int
    review: GoingOn | None
    headline: tuple[Tile, ...]
    trend: tuple[YearPoint, ...]
    movement: YearMoved | None
    deprivations: tuple[Deprived, ...]
    causes: tuple[Part, ...]
    groups: tuple[Part, ...]
    money: Money | None
    houses: HouseCounts | None
    targets: tuple[Aim, ...]
    season: Season | None
    needs: tuple[Need, ...]
    attention: tuple[Matter, ...]

    @property
    def as_of(self) -> dt.datetime | None:
        """When the oldest of its figures was last known to be true."""
        return self.overview.total.as_of

    def as_json(self) -> dict[str, Any]:
        """The picture as plain values: {"place", "period", "as_of", section: …}.

        Sections have the names of the fields; "areas" are the lines of the table.
        """
        place, period = self.overview.place, self.overview.period
        return {
            "place": {
                "name": place.name,
                "area": place.area.pk if place.area else None,
                "communes": self.overview.total.communes,
                "missing": self.overview.total.missing,
            },
            "period": {
                **plain(period),
                "standard_name": period.standard_name,
                "basis_name": period.basis_name,
                "in_force_from": plain(self.overview.in_force_from),
            },
            "as_of": plain(self.as_of),
            "work_year": self.work_year,
            "review": plain(self.review),
            "areas": [_area(line) for line in self.overview.lines],
            **{name: plain(getattr(self, name)) for name in _SECTIONS},
            "published": [_published(each) for each in self.overview.published],
        }


def _area(line: Line) -> dict[str, Any]:
    figures = line.figures
    return {
        "area": line.area.pk,
        "name": line.area.name,
        "residents": figures.resident_households,
        "poor": figures.shown(Cell("poor")),
        "poor_rate": plain(figures.rate("poor")),
        "poor_change": line.change.of(figures, "poor"),
        "poor_change_is_restated": bool(line.change.restated),
        "near_poor": figures.shown(Cell("near_poor")),
        "near_poor_rate": plain(figures.rate("near_poor")),
        "listed": figures.listed,
        "reviewed": figures.reviewed,
        "why_no_rate": figures.why_no_rate,
    }


def _published(figure: PublishedFigure) -> dict[str, Any]:
    return {
        "area": figure.area_id,
        "area_name": figure.area.name,
        "figure": figure.figure,
        "label": figure.get_figure_display(),
        "value": plain(figure.value),
        "provenance": figure.provenance,
        "note": figure.note,
    }


def picture(place: Place, period: Period, day: dt.date | None = None) -> Picture:
    """The picture of a place in a period, from kept figures.

    With a `day`, the work told (targets, season, money, houses, needs) is that of the
    newest year up to the day's that there is any of; else that of the period's year.
    Three queries (four for a place of several parts), whatever the size of the
    register.
    """
    first = read_together(_first_reads(place, period, day))
    found = overview_of(place, period, first)
    year, review = works.work_year(period, first), going_on(found)
    known = money.calendars(year, first)
    told = read_together(
        {
            **_reads(place, period, year, known),
            **radar.reads(place, review.period if review else period),
        }
    )
    moved_rows = movement.told_of(period.year, told)
    targets = aims.aims(year, told["aims"], _moved_in(year, period, told))
    picture_ = Picture(
        overview=found,
        work_year=year,
        review=review,
        headline=tuple(tiles(found, aims.reached(targets))),
        trend=trend(found),
        movement=movement.moved(period.year, moved_rows, found.total.there),
        deprivations=deprived(found),
        causes=causes(found),
        groups=groups(found),
        money=money.money(known, told),
        houses=money.houses(told),
        targets=targets,
        season=season.season(year, told),
        needs=needs.needs(told),
        attention=(),
    )
    return replace(picture_, attention=rank(signs(picture_, told)))


def _first_reads(place: Place, period: Period, day: dt.date | None) -> dict[str, Read]:
    newest = works.reads(place, units_of(place), day) if day else {}
    return {**overview_reads(place, period), **money.PACE, **newest}


_OF_WORK = "work_"


def _reads(
    place: Place, period: Period, year: int, known: Calendars
) -> dict[str, Read]:
    moved = movement.reads(place, year) if year != period.year else {}
    return {
        **movement.reads(place, period.year),
        **{f"{_OF_WORK}{name}": read for name, read in moved.items()},
        **money.reads(units_of(place), year, known),
        **aims.reads(place, year),
        **season.reads(place, year),
        **needs.reads(place, year),
        **tasks.reads(place),
    }


def _moved_in(year: int, period: Period, told: Mapping[str, list[Row]]) -> Told:
    """What is kept of the year's movement, which its targets are held against."""
    if year == period.year:
        return movement.told_of(year, told)
    of_work = {
        name.removeprefix(_OF_WORK): rows
        for name, rows in told.items()
        if name.startswith(_OF_WORK)
    }
    return movement.told_of(year, of_work)


def units_of(place: Place) -> Q:
    """The condition on rows that name a unit by `area`: inside the place.

    Of a place of several parts those units too that it holds wholly: one query.
    """
    if place.area is not None and place.whole:
        return Q(area__path__startswith=place.area.path)
    return Scope((), place.communes, frozenset()).units()


def signs(found: Picture, told: Mapping[str, list[Row]]) -> Iterator[Matter]:
    """Everything that may need a decision, not ranked: of the figures, of the year's
    work, of the review that goes on."""
    place, period = found.overview.place, found.overview.period
    links = Links(place.area.pk if place.area else None, period)
    work = replace(links, period=replace(period, year=found.work_year))
    review = replace(links, period=found.review.period) if found.review else links
    today = timezone.localdate()
    elapsed = elapsed_of_year(found.work_year, today)
    yield from matters.of_season(found.season, work)
    yield from matters.of_aims(found.targets, work)
    yield from matters.of_tasks(*tasks.late(told), work)
    yield from matters.of_figures(found.overview, links)
    yield from matters.of_money(found.money, work)
    yield from matters.of_radar(radar.counts(told), found.overview.total.there, review)
    yield from matters.of_houses(found.houses, elapsed, work)
    if found.work_year >= today.year:  # nobody helps in a year that is over
        yield from matters.of_needs(found.needs, work)
    yield from matters.of_movement(found.movement, links)
    yield from matters.of_deprivations(found.deprivations, links)
