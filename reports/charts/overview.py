"""Charts of the overview, by the place and period of an address."""

from collections.abc import Callable, Mapping

from django.http import Http404, QueryDict

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.ui.charts import Chart
from reports.charts.source import Asked, Source
from reports.exports.figures import asked_choice, asked_place
from reports.services import drawings
from reports.services.overview import Overview, overview


def _of_overview(draw: Callable[[Overview], Chart | None]) -> Source:
    def source(by: Officer, query: QueryDict) -> Asked:
        require(by, Act.VIEW_FIGURES)
        place = asked_place(scope_of(by), query)
        choice = asked_choice(place, query)
        chart = draw(overview(place, choice.period)) if choice else None
        if chart is None:
            raise Http404
        return Asked(chart, place.communes)

    return source


CHARTS: Mapping[str, Source] = {
    drawings.BY_AREA: _of_overview(drawings.by_area),
    drawings.BY_DEPRIVATION: _of_overview(drawings.by_deprivation),
}
