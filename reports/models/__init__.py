"""Rows of the top floor: kept figures, reports made, inspections."""

from reports.models.ethnicities import FormEthnicity
from reports.models.runs import ReportRun
from reports.models.summaries import AreaSummary, PublishedFigure, SummaryRun

__all__ = ["AreaSummary", "FormEthnicity", "PublishedFigure", "ReportRun", "SummaryRun"]
