"""Rows of the top floor: kept figures, reports made, inspections."""

from reports.models.runs import ReportRun
from reports.models.summaries import AreaSummary, PublishedFigure, SummaryRun

__all__ = ["AreaSummary", "PublishedFigure", "ReportRun", "SummaryRun"]
