"""Rows of the top floor: kept figures, reports made, inspections."""

from reports.models.ethnicities import FormEthnicity
from reports.models.findings import Finding, FindingAnswer
from reports.models.inspections import (
    Inspection,
    InspectionMember,
    InspectionPlace,
    InspectionStratum,
    InspectionVisit,
)
from reports.models.packs import PackRun
from reports.models.periods import PeriodReport
from reports.models.runs import ReportRun
from reports.models.summaries import AreaSummary, PublishedFigure, SummaryRun
from reports.models.years import YearMovement

__all__ = [
    "AreaSummary",
    "Finding",
    "FindingAnswer",
    "FormEthnicity",
    "Inspection",
    "InspectionMember",
    "InspectionPlace",
    "InspectionStratum",
    "InspectionVisit",
    "PackRun",
    "PeriodReport",
    "PublishedFigure",
    "ReportRun",
    "SummaryRun",
    "YearMovement",
]
