"""What the units below wrote, gathered for the unit above with their names."""

from dataclasses import dataclass
from typing import Any

from povertyportal.areas.models import Area
from reports.models import PeriodReport
from reports.services.targets.places import units_below

State = PeriodReport.State
SENT = (State.SENT, State.ACCEPTED)
# What is handed upward, in the order of the report.
TOLD = ("difficulties", "causes", "proposals")


@dataclass(frozen=True)
class Said:
    """A unit below: its report's state (None: not begun) and what it wrote."""

    area: Area
    report: PeriodReport | None

    @property
    def is_sent(self) -> bool:
        """Whether it has come up."""
        return self.report is not None and self.report.state in SENT


def said_below(report: PeriodReport) -> list[Said]:
    """Every unit below, by name, with its report of the same period. Two queries."""
    units = list(units_below(report.area, report.year))
    rows = PeriodReport.objects.filter(
        area__in=units, year=report.year, kind=report.kind
    ).defer("figures")
    by_area = {row.area_id: row for row in rows}
    return [Said(unit, by_area.get(unit.pk)) for unit in units]


def kept(report: PeriodReport) -> dict[str, Any]:
    """The same as JSON: {"units", "sent", "words": [{"area", "difficulties", …}]}."""
    below = said_below(report)
    sent = sum(each.is_sent for each in below)
    return {"units": len(below), "sent": sent, "words": kept_words(below)}


def kept_words(below: list[Said]) -> list[dict[str, str]]:
    """What units that sent their report wrote, with their names; silent ones not."""
    return [
        {
            "area": each.area.name,
            **{name: getattr(each.report, name) for name in TOLD},
        }
        for each in below
        if each.is_sent and any(getattr(each.report, name) for name in TOLD)
    ]


def words_of(report: PeriodReport) -> list[dict[str, str]]:
    """What the units below wrote, as it was gathered with the report's figures."""
    words: list[dict[str, str]] = report.figures.get("gathered", {}).get("words", [])
    return words
