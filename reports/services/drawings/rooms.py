"""All charts of a picture of the room, in the order of the page."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from povertyportal.ui.charts import Chart, Mark
from programs.models import Target
from reports.services.drawings.areas import by_area
from reports.services.drawings.deprivations import by_deprivation
from reports.services.drawings.movements import MOVEMENT, by_movement
from reports.services.drawings.parts import by_cause, by_group
from reports.services.drawings.trends import by_year
from reports.services.room.links import Links
from reports.services.selection import Period

if TYPE_CHECKING:
    from reports.services.room.making import Picture


def charts_of(picture: "Picture") -> dict[str, Chart]:
    """Charts by their codes; what there are no figures for is missing."""
    return {each.key: each for each in _charts(picture) if each is not None}


def _charts(picture: "Picture") -> Iterator[Chart | None]:
    found = picture.overview
    area = found.place.area
    links = Links(area.pk if area else None, found.period)
    yield by_year(picture.trend, found, _target(picture))
    if picture.movement is not None:
        for kind in MOVEMENT:
            yield by_movement(picture.movement, kind, found, links)
    yield by_area(found, partial(_page_of, found.period))
    yield by_deprivation(found)
    yield by_cause(found, picture.causes)
    yield by_group(found, picture.groups)


def _target(picture: "Picture") -> Mark | None:
    """The poverty rate that the year of the work is to end with, where one was set."""
    for aim in picture.targets:
        if aim.measure == Target.Measure.POOR_RATE:
            return Mark(aim.target, f"Chỉ tiêu hộ nghèo cuối năm {aim.year}")
    return None


def _page_of(period: Period, area: int) -> str:
    return Links(area, period).figures("reports:dashboard")
