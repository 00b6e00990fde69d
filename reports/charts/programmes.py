"""Charts of programmes: how money is paid out."""

from collections.abc import Mapping

from django.http import Http404, QueryDict

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from programs.exports.disbursement import disbursed
from programs.exports.disbursement_chart import CODE, disbursement_chart
from reports.charts.source import Asked, Source


def _disbursement(by: Officer, query: QueryDict) -> Asked:
    require(by, Act.VIEW_PROGRAMMES)
    found = disbursed(by, query)
    chart = disbursement_chart(found)
    if chart is None:
        raise Http404
    communes = found.lines.order_by().values_list("area_id", flat=True).distinct()
    return Asked(chart, list(communes))


CHARTS: Mapping[str, Source] = {CODE: _disbursement}
