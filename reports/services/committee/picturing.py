"""A meeting's picture: the room as it was shown, kept as tables, charts and figures.

What is kept is what was shown: heads, cells, notes, and charts as they were drawn. A
later version of the portal shows an old picture by the same words and drawings, without
reading any figure again.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from povertyportal.accounts.access import Scope
from povertyportal.accounts.models import Committee
from povertyportal.documents.papers import FAMILY
from povertyportal.ui.charts import Chart
from povertyportal.ui.charts.plain import from_plain, to_plain
from povertyportal.ui.charts.standalone import as_svg
from programs.services.places import EVERYTHING
from reports.models import CommitteeMeeting, MeetingPicture
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
from reports.services.room import picture
from reports.services.selection import (
    Choice,
    Period,
    Place,
    choose,
    everything,
)

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
# px of a map: with its words on a page of A4 those are 7 points at least.
MAP_TALLEST = 480.0
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
    period = choice.period
    # The form always names a year: that which is offered first counts as not asked.
    found = picture(place, period, day if period.year == choice.usual else None)
    figures, name = found.as_json(), place_name(committee)
    drawn, painted = charts_of(found), _painted(scope, place, period)
    return {
        "format": FORMAT,
        "committee": str(committee),
        "place": name,
        "year": period.year,
        "period": f"Năm {period.year}, {period.basis_name}, {period.standard_name}",
        "as_of": figures["as_of"],
        "taken_at": timezone.now().isoformat(),
        "parts": [part.as_json() for part in _parts(figures, drawn)],
        "charts": list(_charts([*drawn.values(), *painted], name)),
        "figures": figures,
    }


def _parts(figures: Json, drawn: Mapping[str, Chart]) -> Iterator[Part]:
    """The tables of the picture; years say of which units they are, as their chart."""
    told = drawn[TREND].note if TREND in drawn else ""
    for part in parts_of_figures(figures):
        is_told = bool(told) and part.code == _DRAWN[TREND]
        yield replace(part, notes=(*part.notes, told)) if is_told else part


def _painted(scope: Scope, place: Place, period: Period) -> list[Chart]:
    """The map of the period, where it is known and has a boundary."""
    shown = map_figures(scope, place, period, asked_of({}, period.standard))
    painted = map_of(shown) if shown.known else None
    return [] if painted is None else [painted]


def sha_of(kept: Mapping[str, Any]) -> str:
    """The SHA-256 of a picture's canonical text: keys sorted, no spaces, UTF-8."""
    text = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _charts(drawn: Iterable[Chart], name: str) -> Iterator[Json]:
    """What the room draws, and its map: drawn for a page and for paper, by table.

    As drawings, not as data: what draws them may change. Without links, which lead to
    figures of another day; their numbers stand in the tables.
    """
    for each in drawn:
        chart = replace(
            from_plain(_without_links(to_plain(each))),
            has_table=False,
            # On paper nobody knows whose areas "all of them" are.
            place=name if each.place == EVERYTHING else each.place,
        )
        yield {
            "part": _DRAWN.get(chart.key, ""),
            "title": chart.title,
            "html": str(chart.html()),
            "svg": str(as_svg(chart, FAMILY, tallest=MAP_TALLEST)),
        }


def _without_links(kept: Any) -> Any:
    """Plain values with every address of the portal left empty."""
    if isinstance(kept, dict):
        return {name: _without_links(each) for name, each in kept.items()}
    if isinstance(kept, list):
        return [_without_links(each) for each in kept]
    return "" if isinstance(kept, str) and kept.startswith("/") else kept


@dataclass(frozen=True)
class Figure:
    """A kept chart, drawn for a page and alone; `number`: its place, from 1 on."""

    number: int
    title: str
    html: SafeString
    svg: str


@dataclass(frozen=True)
class Section:
    """A table of a kept picture and the charts that draw it."""

    part: Part
    figures: tuple[Figure, ...]


def kept_sections(meeting: CommitteeMeeting) -> list[Section]:
    """What a meeting keeps, as it was shown; nothing before it is opened.

    Raises Broken where the picture is gone or not the one that its mark stands for:
    only what the portal itself drew is put into a page.
    """
    if not meeting.picture_sha256:
        return []
    try:
        kept = meeting.picture.kept
    except MeetingPicture.DoesNotExist:
        raise Broken from None
    if sha_of(kept) != meeting.picture_sha256:
        raise Broken
    return sections_of(kept)


def sections_of(kept: Mapping[str, Any]) -> list[Section]:
    """The tables of a picture with their charts, which the portal itself drew."""
    figures = [
        (each["part"], _figure(number, each))
        for number, each in enumerate(kept["charts"], 1)
    ]
    return [
        Section(part, tuple(each for code, each in figures if code == part.code))
        for part in (Part.of_json(each) for each in kept["parts"])
    ]


def _figure(number: int, kept: Mapping[str, str]) -> Figure:
    html = mark_safe(kept["html"])  # noqa: S308  drawn by the portal itself
    return Figure(number, kept["title"], html, kept["svg"])


class Broken(Exception):
    """A kept picture was changed, or taken away, past the portal."""
