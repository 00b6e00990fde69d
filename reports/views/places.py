"""What every page of figures shares: the place and period of its address."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html

from povertyportal.accounts.access import Scope, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Area, Level
from povertyportal.ui.numbers import vietnamese
from programs.services.places import EVERYTHING
from reports.figures import Cell, Figures
from reports.services.selection import (
    Choice,
    Period,
    Place,
    everything,
    past_districts,
)

FIGURE_LIST = "reports:household-figure-list"


# A province holds hundreds of ended communes; an address takes about 4,000 characters.
MOST_IN_ADDRESS = 20


@dataclass(frozen=True)
class Address:
    """Writes links that keep the period."""

    period: Period

    def _query(self, area_id: int | None, **more: str) -> str:
        found: dict[str, object] = {"area": area_id} if area_id else {}
        found |= {
            "year": self.period.year,
            "standard": self.period.standard,
            "basis": self.period.basis,
        }
        return urlencode(found | more)

    def page(self, area_id: int | None) -> str:
        """The dashboard of an area (None: of everything)."""
        return f"{reverse('reports:dashboard')}?{self._query(area_id)}"

    def households(self, area_id: int | None, code: str) -> str:
        """The list of households behind a number (a cell, "listed" or "reviewed")."""
        return f"{reverse(FIGURE_LIST)}?{self._query(area_id, of=code)}"

    def report(self, place: Place) -> str:
        """The page that asks for an official form of the place."""
        few = place.tops if len(place.tops) <= MOST_IN_ADDRESS else ()
        areas = [("areas", str(pk)) for pk in few]
        query = urlencode(areas) + "&" + self._query(None)
        return f"{reverse('reports:report-create')}?{query}"

    def count(self, area_id: int | None, figures: Figures, cell: Cell) -> "Count":
        """A cell's number with the way to its households."""
        return Count(figures.shown(cell), self.households(area_id, cell.code))


@dataclass(frozen=True)
class Count:
    """A number that links to the households behind it."""

    value: int | None
    url: str

    @property
    def link(self) -> str:
        """The number as a link; without one where nobody is behind it."""
        words = told(self.value)
        if not self.value:
            return words
        return format_html('<a href="{}">{}</a>', self.url, words)


def frame(
    request: OfficerRequest, place: Place, choice: Choice | None
) -> dict[str, object]:
    """Context of base.html: where and when the page is, and where else one may go."""
    context = frame_of_place(request, place, partial(_link, choice=choice))
    if choice:
        context["period"] = f"Năm {choice.period.year}"
        context["basis"] = choice.period.basis_name
    return context


def frame_of_place(
    request: OfficerRequest, place: Place, link: Callable[[int | None], str]
) -> dict[str, object]:
    """Where a page is and where else one may go; `link` leads to an area (id)."""
    scope = scope_of(request.user)
    return {
        "breadcrumbs": _crumbs(scope, place, link),
        "area_choices": _choices(scope, place, link),
    }


def _link(area_id: int | None, choice: Choice | None) -> str:
    if choice:
        return Address(choice.period).page(area_id)
    query = f"?area={area_id}" if area_id else ""
    return reverse("reports:dashboard") + query


def _crumbs(
    scope: Scope, place: Place, link: Callable[[int | None], str]
) -> list[dict[str, str | None]]:
    if place.area is None:
        return [{"label": place.name, "url": None}]
    above = Area.objects.filter(pk__in=place.area.ancestor_ids).order_by("path")
    return [
        {
            "label": area.name,
            "url": link(area.pk) if scope.holds(area) else None,
        }
        for area in above
    ]


def _choices(
    scope: Scope, place: Place, link: Callable[[int | None], str]
) -> list[dict[str, object]]:
    own = [area for area in scope.areas if area.level != Level.VILLAGE]
    found: list[dict[str, object]] = []
    if everything(scope).area is None:
        found.append(
            {
                "label": EVERYTHING,
                "url": link(None),
                "current": place.area is None,
            }
        )
    for area in [*own, *past_districts(scope)]:
        past = " (trước đây)" if area.ended else ""
        found.append(
            {
                "label": f"{area.name}{past}",
                "url": link(area.pk),
                "current": area == place.area,
            }
        )
    return found


def told(value: int | None) -> str:
    """A whole number in Vietnamese; unknown as –."""
    return "–" if value is None else vietnamese(value)
