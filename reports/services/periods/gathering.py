"""What the units below wrote, gathered for the unit above with their names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from povertyportal.areas.models import Area
from reports.models import PeriodReport
from reports.services.periods.names import TOLD
from reports.services.periods.sendings import words_sent
from reports.services.targets.places import units_below

State = PeriodReport.State
SENT = (State.SENT, State.ACCEPTED)
RETURNED_MARK = "đã trả lại"


@dataclass(frozen=True)
class Said:
    """A unit below: its report (None: not begun) and what it handed upward, by name of
    the field. Of a report that was returned, as it was sent last."""

    area: Area
    report: PeriodReport | None
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        """Whether it has come up, and was not handed back."""
        return self.report is not None and self.report.state in SENT

    @property
    def is_returned(self) -> bool:
        """Whether it came up and was handed back."""
        return self.report is not None and self.report.state == State.RETURNED


def said_below(report: PeriodReport) -> list[Said]:
    """Every unit below, by name, with its report of the same period. Two queries, one
    more when some were returned."""
    units = list(units_below(report.area, report.year))
    rows = PeriodReport.objects.filter(
        area__in=units, year=report.year, kind=report.kind
    ).defer("figures")
    by_area = {row.area_id: row for row in rows}
    returned = [row.pk for row in by_area.values() if row.state == State.RETURNED]
    before = words_sent(returned) if returned else {}
    return [_said(unit, by_area.get(unit.pk), before) for unit in units]


def _said(
    unit: Area, report: PeriodReport | None, before: Mapping[int, Mapping[str, str]]
) -> Said:
    if report is None:
        return Said(unit, None)
    if report.state in SENT:
        return Said(unit, report, {name: getattr(report, name) for name in TOLD})
    return Said(unit, report, before.get(report.pk, {}))


def kept(report: PeriodReport) -> dict[str, Any]:
    """The same as JSON: {"units", "sent", "returned", "words": as kept_words}."""
    below = said_below(report)
    return {
        "units": len(below),
        "sent": sum(each.is_sent for each in below),
        "returned": sum(each.is_returned for each in below),
        "words": kept_words(below),
    }


def kept_words(below: list[Said]) -> list[dict[str, str]]:
    """What units that sent their report wrote: [{"area", "mark", "difficulties", …}];
    the mark says that a report was returned since. Silent units not."""
    return [
        {
            "area": each.area.name,
            "mark": RETURNED_MARK if each.is_returned else "",
            **each.words,
        }
        for each in below
        if any(each.words.values())
    ]


def words_of(report: PeriodReport) -> list[dict[str, str]]:
    """What the units below wrote, as it was gathered with the report's figures."""
    words: list[dict[str, str]] = report.figures.get("gathered", {}).get("words", [])
    return words


def named(said: Mapping[str, str]) -> str:
    """The unit of gathered words, with its mark: "Xã Đồi Chè (đã trả lại)"."""
    mark = said.get("mark", "")
    return f"{said['area']} ({mark})" if mark else said["area"]
