"""The chart of a place over the years."""

from collections.abc import Mapping

from django.http import Http404, QueryDict

from povertyportal.accounts.models import Officer
from reports.charts.source import Asked, Source
from reports.exports.series import series_asked
from reports.services.series_lines import CHART, chart


def _over_years(by: Officer, query: QueryDict) -> Asked:
    asked = series_asked(by, query)
    drawn = chart(asked.series, asked.kind)
    if drawn is None:
        raise Http404
    return Asked(drawn, asked.place.communes)


CHARTS: Mapping[str, Source] = {CHART: _over_years}
