"""A chart as data: what is drawn, how it is measured, what must be said beside it.

A chart knows no request and no row: whoever has figures makes one, a page shows it
(`html`), a file or a paper draws it again (`standalone.svg`), a frozen picture keeps it
(`plain.to_plain`). All of them draw from the same data.
"""

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from povertyportal.ui.charts import page
from povertyportal.ui.charts.model import Drawing, Files, Measure, Table


@dataclass(frozen=True)
class Chart:
    """A drawing and what must be said of it.

    `key`: its code in the registry, also its HTML id, so unique in a page. `title`
    says the finding. `basis`, `standard`, `source` (provenance) in words; `place` and
    `period` stand in files only, a page has them at its top. `note` explains marks.
    `files` are added by whoever registered the chart. `has_table`: whether to show the
    table of numbers under it (not where the page has the very same one beside it).
    """

    key: str
    title: str
    drawing: Drawing
    measure: Measure
    as_of: dt.datetime | dt.date | None = None
    standard: str = ""
    basis: str = ""
    source: str = ""
    note: str = ""
    place: str = ""
    period: str = ""
    files: Files | None = None
    has_table: bool = True

    def html(self) -> SafeString:
        """The <figure> of a page; `__html__` makes `{{ chart }}` do."""
        return page.figure(self)

    __html__ = html

    def __str__(self) -> str:
        return self.html()

    def with_files(self, png: str, xlsx: str) -> "Chart":
        """The same chart, leading to its files."""
        return replace(self, files=Files(png, xlsx))

    @property
    def table(self) -> Table:
        """The numbers drawn."""
        return self.drawing.table(self.measure)
