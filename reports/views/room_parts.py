"""The room on a page: what its picture holds, with links, for the officer's role."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import QueryDict

from households.rules.outcome import PovertyClass
from povertyportal.accounts.access import Act, can
from povertyportal.accounts.models import Officer
from povertyportal.ui.charts import Chart, leading
from programs.services.need_sql import day_of
from reports.figures import UNKNOWN_OF, Cell
from reports.services import drawings
from reports.services.drawings.maps import map_of
from reports.services.drawings.trends import without_rate
from reports.services.maps import making, measures
from reports.services.room import Picture
from reports.services.room.attention import Matter
from reports.services.room.headline import Tile
from reports.services.room.links import Links
from reports.services.room.matters import ABSENT
from reports.services.room.parts import Deprived, Part
from reports.views.places import Address

KINDS = ("poor", "near_poor")


@dataclass(frozen=True)
class ShownTile:
    """A tile and the list behind it."""

    tile: Tile
    url: str


def context(found: Picture, officer: Officer, query: QueryDict) -> dict[str, object]:
    """What the page's template shows of a picture."""
    address = Address(found.overview.period)
    return {
        "picture": found,
        "tiles": list(_tiles(found, address)),
        "attention": list(_attention(found, officer)),
        "absent_id": ABSENT,
        "deprivations": [
            _deprived(each, found, address) for each in found.deprivations
        ],
        "causes": [_part(each, found, address) for each in found.causes],
        "groups": [_part(each, found, address) for each in found.groups],
        "charts": charts(found, address, query),
        "trend_gaps": without_rate(found.trend),
        "review_url": Address(found.review.period).page(_area_id(found))
        if found.review
        else "",
        **_work(found, officer),
    }


def _work(found: Picture, officer: Officer) -> dict[str, object]:
    """Targets, season, money, houses and needs of the year that they are told of."""
    period = replace(found.overview.period, year=found.work_year)
    links, season = Links(_area_id(found), period), found.season
    sees_money = can(officer, Act.VIEW_PROGRAMMES)
    return {
        "work_year": found.work_year,
        "need_day": day_of(found.work_year),
        "money": found.money if sees_money else None,
        "houses": found.houses if sees_money else None,
        "targets": found.targets if sees_money else (),
        "needs": found.needs if sees_money else (),
        "money_url": links.to("programs:money-list"),
        "houses_url": links.to("programs:house-list"),
        "targets_url": links.to("targets:list"),
        "need_url": links.to("programs:need"),
        "season_url": links.to("season:board", dot=season.round_id) if season else "",
    }


def _tiles(found: Picture, address: Address) -> Iterator[ShownTile]:
    for tile in found.headline:
        url = address.households(_area_id(found), tile.code) if tile.code else ""
        yield ShownTile(tile, url)


def _attention(found: Picture, officer: Officer) -> Iterator[Matter]:
    """What the officer's role may open."""
    return (each for each in found.attention if can(officer, Act(each.act)))


def _deprived(each: Deprived, found: Picture, address: Address) -> dict[str, object]:
    area_id = _area_id(found)
    total = found.overview.total
    return {
        "name": each.name,
        "both": each.both,
        "change": each.change,
        **{
            kind: {
                "rate": getattr(each, kind),
                "count": address.count(
                    area_id, total, Cell(kind, f"deprived-{each.number}")
                ),
            }
            for kind in KINDS
        },
    }


def _part(each: Part, found: Picture, address: Address) -> dict[str, object]:
    """A group or cause: counts with their lists, and of how many it is not known."""
    total, area_id = found.overview.total, _area_id(found)
    unknown = UNKNOWN_OF.get(each.code)
    return {
        "name": each.name,
        **{
            kind: address.count(area_id, total, Cell(kind, each.code)) for kind in KINDS
        },
        "changes": [
            _more(getattr(each, kind), getattr(each, f"{kind}_before"))
            for kind in KINDS
        ],
        "unknown": [
            count
            for kind in KINDS
            if unknown
            for count in [address.count(area_id, total, Cell(kind, unknown))]
            if count.value
        ],
    }


def _more(now: int, before: int | None) -> int | None:
    return None if before is None else now - before


def _area_id(found: Picture) -> int | None:
    area = found.overview.place.area
    return area.pk if area else None


def charts(
    found: Picture, address: Address, query: QueryDict
) -> dict[str, Chart | None]:
    """The charts of the page by their place in the template.

    Beside a table of the page that has its numbers, a chart holds none.
    """
    drawn = drawings.charts_of(found)
    shown: dict[str, Chart | None] = {
        "trend": drawn.get(drawings.TREND),
        "poor": drawn.get(drawings.MOVEMENT[PovertyClass.POOR]),
        "near_poor": drawn.get(drawings.MOVEMENT[PovertyClass.NEAR_POOR]),
        "areas": _without_table(drawn.get(drawings.BY_AREA)),
        "deprivations": _without_table(drawn.get(drawings.BY_DEPRIVATION)),
        "map": _map(found, address),
    }
    return {
        name: leading(each, query) if each else None for name, each in shown.items()
    }


def _without_table(chart: Chart | None) -> Chart | None:
    return replace(chart, has_table=False) if chart else None


def _map(found: Picture, address: Address) -> Chart | None:
    """Areas of today by their rate, where there are several."""
    asked = measures.Asked(measures.MEASURES[measures.RATE])
    figures = making.of_overview(found.overview, asked)
    return map_of(figures, address.page) if figures else None
