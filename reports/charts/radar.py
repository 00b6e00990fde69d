"""The chart of indicators that would move most households."""

from collections.abc import Mapping

from django.http import Http404, QueryDict

from povertyportal.accounts.models import Officer
from reports.charts.source import Asked, Source
from reports.exports.radar import asked_period
from reports.services.radar.turning import CODE, by_indicator, chart


def _turning(by: Officer, query: QueryDict) -> Asked:
    place, choice = asked_period(by, query)
    if choice is None:
        raise Http404
    drawn = chart(place, choice.period, by_indicator(place, choice.period))
    if drawn is None:
        raise Http404
    return Asked(drawn, place.communes)


CHARTS: Mapping[str, Source] = {CODE: _turning}
