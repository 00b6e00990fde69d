"""The chart of areas side by side."""

from collections.abc import Mapping

from django.http import Http404, QueryDict

from povertyportal.accounts.models import Officer
from reports.charts.source import Asked, Source
from reports.exports.peers import board_asked
from reports.services.peers.drawing import CODE, by_rate


def _by_rate(by: Officer, query: QueryDict) -> Asked:
    place, found = board_asked(by, query)
    chart = by_rate(found) if found else None
    if found is None or chart is None:
        raise Http404
    return Asked(chart, place.communes, found.asked.outside)


CHARTS: Mapping[str, Source] = {CODE: _by_rate}
