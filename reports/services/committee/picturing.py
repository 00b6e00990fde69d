"""A meeting's picture: the room as it was shown, kept as tables, charts and figures.

What is kept is what was shown: heads, cells, notes, and charts as data. A later
version of the portal shows an old picture by the same words, without reading any
figure again.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from povertyportal.accounts.access import Scope
from povertyportal.accounts.models import Committee
from povertyportal.ui.charts import Chart
from povertyportal.ui.charts.plain import from_plain, to_plain
from reports.services.committee.base import scope_of_committee
from reports.services.committee.picture_parts import parts_of_figures
from reports.services.drawings import (
    BY_AREA,
    BY_DEPRIVATION,
    MOVEMENT,
    TREND,
    charts_of,
)
from reports.services.drawings.maps import MAP, map_of
from reports.services.drawings.parts import CAUSES, GROUPS
from reports.services.maps.making import figures as map_figures
from reports.services.maps.measures import asked_of
from reports.services.periods.parts import Part
from reports.services.room import Picture, picture
from reports.services.selection import Choice, Place, choose, everything

FORMAT = 1
# Which table a chart draws, by their codes.
_DRAWN = {
    TREND: "trend",
    BY_AREA: "areas",
    MAP: "areas",
    BY_DEPRIVATION: "deprivations",
    CAUSES: "causes",
    GROUPS: "groups",
    **dict.fromkeys(MOVEMENT.values(), "movement"),
}
_NAMED = 8  # areas that are named one by one
Json = dict[str, Any]


def place_name(committee: Committee) -> str:
    """The committee's areas in words; those of a long list by their number."""
    names = [area.name for area in committee.areas.order_by("sort_key", "pk")]
    if len(names) > _NAMED:
        return f"{len(names)} đơn vị trong địa bàn của {committee}"
    return ", ".join(names)


def choice_of(
    committee: Committee, asked: Mapping[str, str], day: dt.date
) -> Choice | None:
    """The period asked for and the others there are; None without any figures."""
    return choose(everything(scope_of_committee(committee)), asked, day)


def pictured(committee: Committee, asked: Mapping[str, str], day: dt.date) -> Json:
    """The picture that a meeting of a day keeps. Raises ValidationError: no figures."""
    scope = scope_of_committee(committee)
    place = everything(scope)
    choice = choose(place, asked, day)
    if choice is None:
        raise ValidationError(
            "Địa bàn của ban chưa có số liệu nào: chưa chốt được. Số liệu có khi danh "
            "sách hộ nghèo, hộ cận nghèo của một năm đã được nhập hoặc rà soát.",
            code="no_figures",
        )
    found, period = picture(place, choice.period), choice.period
    figures = found.as_json()
    return {
        "format": FORMAT,
        "committee": str(committee),
        "place": place_name(committee),
        "year": period.year,
        "period": f"Năm {period.year}, {period.basis_name}, {period.standard_name}",
        "as_of": figures["as_of"],
        "taken_at": timezone.now().isoformat(),
        "parts": [part.as_json() for part in parts_of_figures(figures)],
        "charts": list(_charts(found, scope, place)),
        "figures": figures,
    }


def _charts(found: Picture, scope: Scope, place: Place) -> Iterator[Json]:
    """What the room draws, and its map, without links: they lead to other days."""
    period = found.overview.period
    drawn = list(charts_of(found).values())
    shown = map_figures(scope, place, period, asked_of({}, period.standard))
    if (painted := map_of(shown)) is not None:
        drawn.append(painted)
    yield from (_without_links(to_plain(chart)) for chart in drawn)


def _without_links(kept: Any) -> Any:
    """Plain values with every address of the portal left empty."""
    if isinstance(kept, dict):
        return {name: _without_links(each) for name, each in kept.items()}
    if isinstance(kept, list):
        return [_without_links(each) for each in kept]
    return "" if isinstance(kept, str) and kept.startswith("/") else kept


def kept_parts(kept: Mapping[str, Any]) -> list[Part]:
    """The tables of a kept picture."""
    return [Part.of_json(each) for each in kept.get("parts", [])]


def kept_charts(kept: Mapping[str, Any]) -> list[Chart]:
    """The charts of a kept picture; their numbers stand in its tables."""
    charts = [from_plain(each) for each in kept.get("charts", [])]
    return [replace(chart, has_table=False) for chart in charts]


def kept_sections(kept: Mapping[str, Any]) -> list[tuple[Part, list[Chart]]]:
    """The tables of a kept picture, each with the charts that draw it."""
    charts = kept_charts(kept)
    return [
        (part, [chart for chart in charts if _DRAWN.get(chart.key) == part.code])
        for part in kept_parts(kept)
    ]
