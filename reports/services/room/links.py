"""Where the numbers of the room lead: the pages and lists of a place and year."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from reports.services.selection import Period


@dataclass(frozen=True)
class Links:
    """Addresses that keep the area (None: all of the scope) and the period."""

    area: int | None
    period: Period

    def to(self, name: str, **more: object) -> str:
        """A page that knows area and year."""
        return self._written(name, year=self.period.year, **more)

    def figures(self, name: str, **more: object) -> str:
        """A page of figures, which knows standard and basis too."""
        period = self.period
        return self._written(
            name,
            year=period.year,
            standard=period.standard,
            basis=period.basis,
            **more,
        )

    def households(self, code: str) -> str:
        """The households of a cell of the figures."""
        return self.figures("reports:household-figure-list", of=code)

    def column(self, kind: str, column: int, first: dt.date, last: dt.date) -> str:
        """The households of a column of the movement between two days."""
        return self._written(
            "reports:movement-list",
            first=f"{first:%d/%m/%Y}",
            last=f"{last:%d/%m/%Y}",
            kind=kind,
            column=column,
        )

    def _written(self, name: str, **query: object) -> str:
        asked = {"area": self.area} if self.area else {}
        return f"{reverse(name)}?{urlencode(asked | query)}"
