"""The map, as a file."""

from collections.abc import Mapping

from django.http import Http404, QueryDict

from povertyportal.accounts.models import Officer
from reports.charts.source import Asked, Source
from reports.exports.maps import asked_map
from reports.services.drawings.maps import MAP, map_of


def _map(by: Officer, query: QueryDict) -> Asked:
    place, _, found = asked_map(by, query)
    chart = map_of(found) if found else None
    if chart is None:
        raise Http404
    return Asked(chart, place.communes)


CHARTS: Mapping[str, Source] = {MAP: _map}
