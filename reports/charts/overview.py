"""Charts of the overview, by the place and period of an address."""

from collections.abc import Mapping
from functools import partial

from django.http import Http404, QueryDict
from django.utils import timezone

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from reports.charts.source import Asked, Source
from reports.exports.figures import asked_choice, asked_place
from reports.services import drawings
from reports.services.room import picture

CODES = (
    drawings.TREND,
    *drawings.MOVEMENT.values(),
    drawings.BY_AREA,
    drawings.BY_DEPRIVATION,
    drawings.CAUSES,
    drawings.GROUPS,
)


def _of_room(code: str, by: Officer, query: QueryDict) -> Asked:
    require(by, Act.VIEW_FIGURES)
    place = asked_place(scope_of(by), query)
    choice = asked_choice(place, query)
    if choice is None:
        raise Http404
    day = choice.work_day(timezone.localdate())
    found = drawings.charts_of(picture(place, choice.period, day))
    if code not in found:
        raise Http404
    return Asked(found[code], place.communes)


CHARTS: Mapping[str, Source] = {code: partial(_of_room, code) for code in CODES}
