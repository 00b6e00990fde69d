"""Making the picture of a place in a period."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from reports.models import PublishedFigure
from reports.services.overview import Line, Overview, overview
from reports.services.room.headline import Tile, tiles
from reports.services.room.parts import Deprived, Part, causes, deprived, groups
from reports.services.room.plain import plain
from reports.services.selection import Period, Place


@dataclass(frozen=True)
class Picture:
    """What a committee sees of a place in a period, on one screen.

    `overview` are the figures that the rest is made of. A meeting keeps `as_json`.
    """

    overview: Overview
    headline: tuple[Tile, ...]
    deprivations: tuple[Deprived, ...]
    causes: tuple[Part, ...]
    groups: tuple[Part, ...]

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
            "headline": plain(self.headline),
            "areas": [_area(line) for line in self.overview.lines],
            "deprivations": plain(self.deprivations),
            "causes": plain(self.causes),
            "groups": plain(self.groups),
            "published": [_published(each) for each in self.overview.published],
        }


def _area(line: Line) -> dict[str, Any]:
    figures = line.figures
    return {
        "area": line.area.pk,
        "name": line.area.name,
        "residents": figures.resident_households,
        "poor": figures.poor,
        "poor_rate": plain(figures.rate("poor")),
        "poor_change": line.change.of(figures, "poor"),
        "near_poor": figures.near_poor,
        "near_poor_rate": plain(figures.rate("near_poor")),
        "listed": figures.listed,
        "reviewed": figures.reviewed,
    }


def _published(figure: PublishedFigure) -> dict[str, Any]:
    return {
        "figure": figure.figure,
        "label": figure.get_figure_display(),
        "value": plain(figure.value),
        "provenance": figure.provenance,
        "note": figure.note,
    }


def picture(place: Place, period: Period) -> Picture:
    """The picture of a place in a period, from kept figures.

    The same number of queries whatever the size of the register.
    """
    found = overview(place, period)
    return Picture(
        overview=found,
        headline=tuple(tiles(found)),
        deprivations=deprived(found),
        causes=causes(found),
        groups=groups(found),
    )
