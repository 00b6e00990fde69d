"""Which of the views that colleagues share open for an officer."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef
from django.http import QueryDict
from django.urls import Resolver404, ResolverMatch, resolve

from povertyportal.accounts.access import Act, can, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from reports.models import SavedView
from reports.models.committee import visible_committees

# Pages that tell of every area, whatever the reader answers for.
_OF_ALL = frozenset({"analysis:lesson-list", "analysis:reference-list"})
_COMMITTEE = "committee:detail"


def opening_for(officer: Officer, views: Iterable[SavedView]) -> list[SavedView]:
    """Those of the views whose page the officer may see, in their order.

    His role allows the page, and the area or committee that it is about lies, in part
    at least, within what he answers for. Two queries, whatever the number of views.
    """
    found = [(view, *_asked(view)) for view in views]
    areas = _areas_inside(officer, {area for _, _, area in found if area})
    committees = set(visible_committees(officer).values_list("pk", flat=True))
    return [
        view
        for view, page, area in found
        if page is not None
        and _may(officer, page)
        and (not area or area in areas)
        and (page.view_name != _COMMITTEE or page.kwargs["pk"] in committees)
    ]


def _asked(view: SavedView) -> tuple[ResolverMatch | None, str]:
    """The page of a view's address, and the area's id that it names."""
    parts = urlsplit(view.address)
    try:
        page = resolve(parts.path)
    except Resolver404:
        return None, ""
    asked = QueryDict(parts.query).get("area") or ""
    return page, "" if page.view_name in _OF_ALL else asked


def _areas_inside(officer: Officer, asked: set[str]) -> set[str]:
    """Ids of areas some of whose communes the officer answers for."""
    below = Area.objects.communes().filter(
        pk__in=scope_of(officer).commune_ids, path__startswith=OuterRef("path")
    )
    known = [area for area in asked if area.isdecimal() and len(area) < 19]
    found = Area.objects.filter(Exists(below), pk__in=known)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def _may(officer: Officer, page: ResolverMatch) -> bool:
    """Whether the role opens such a page at all."""
    if page.namespace == "committee":
        return can(officer, Act.VIEW_COMMITTEE)
    if page.view_name.startswith("analysis:radar"):
        return can(officer, Act.VIEW_RADAR)
    return can(officer, Act.VIEW_FIGURES)
