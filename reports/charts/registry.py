"""Every chart that can be taken as a file, by its code, and taking it.

The code of a chart is its `key`; each part of the room keeps its own in a module here.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import Http404, QueryDict
from django.utils.text import slugify

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.documents.papers import FAMILY
from povertyportal.documents.pictures import PNG, as_png
from povertyportal.sheets.chart_books import XLSX, chart_book
from povertyportal.sheets.exports import areas_inside
from povertyportal.ui.charts import Chart
from povertyportal.ui.charts.standalone import as_svg
from programs.services.places import EVERYTHING
from reports.charts import maps, overview, peers, programmes, radar, series, whatif
from reports.charts.source import Asked, Source

_NAMED = 8  # areas that are named one by one
_PLAIN = str.maketrans("đĐ–/", "dD--")
_LONGEST = 60  # letters of period and place in a file's name
SOURCES: Mapping[str, Source] = {
    **overview.CHARTS,
    **programmes.CHARTS,
    **maps.CHARTS,
    **peers.CHARTS,
    **radar.CHARTS,
    **series.CHARTS,
    **whatif.CHARTS,
}


def asked(code: str, by: Officer, query: QueryDict) -> Asked:
    """The chart that an address asks for. Raises PermissionDenied, Http404."""
    source = SOURCES.get(code)
    if source is None:
        raise Http404
    return source(by, query)


def _told_apart(chart: Chart, by: Officer) -> Chart:
    """Whose areas "all of them" are: who reads a file does not know who took it."""
    if chart.place != EVERYTHING:
        return chart
    names = [area.name for area in scope_of(by).areas]
    words = ", ".join(names[:_NAMED])
    if len(names) > _NAMED:
        words += f" và {len(names) - _NAMED} đơn vị khác"
    return replace(chart, place=words)


@transaction.atomic
def take(
    *, by: Officer, code: str, kind: str, query: QueryDict
) -> tuple[str, str, bytes]:
    """File name, content type and content of a chart; entered into the trail.

    The name says which chart it is, of when and where, in plain letters. `kind` is
    "png" or "xlsx". Raises PermissionDenied, Http404.
    """
    found = asked(code, by, query)
    chart = _told_apart(found.chart, by)
    if kind == "png":
        content, content_type = as_png(as_svg(chart, FAMILY)), PNG
    else:
        content, content_type = chart_book(chart), XLSX
    _tell(by, found, code=code, file=kind, title=chart.title)
    return f"{_name(code, chart)}.{kind}", content_type, content


def _name(code: str, chart: Chart) -> str:
    """ "ban-do-2025-xa-gia-vien" for a year; other periods as they are written."""
    told = f"{chart.period} {chart.place}".translate(_PLAIN)
    where = slugify(told).removeprefix("nam-")
    return f"{code}-{where[:_LONGEST].strip('-')}".rstrip("-")


def _tell(by: Officer, found: Asked, *, code: str, file: str, title: str) -> None:
    """Leave in the trail what was taken, and whom it shows outside the scope."""
    detail: dict[str, Any] = {"chart": code, "file": file, "title": title}
    if found.outside:
        detail["outside"] = [area.name for area in found.outside]
    trail.record(
        by=by,
        act="reports.chart.taken",
        kind="chart",
        areas=areas_inside(by, found.communes) | {a.pk for a in found.outside},
        **detail,
    )
