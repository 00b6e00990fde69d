"""Rows of the top floor: kept figures, reports made, inspections."""

from reports.models.committee import (
    CommitteeDecision,
    CommitteeMeeting,
    Conclusion,
    Letter,
    MeetingPicture,
    visible_committees,
)
from reports.models.committee_tasks import (
    CommitteeTask,
    TaskProgress,
    TaskReminder,
    TaskReview,
)
from reports.models.ethnicities import FormEthnicity
from reports.models.findings import Finding, FindingAnswer
from reports.models.inspections import (
    Inspection,
    InspectionMember,
    InspectionPlace,
    InspectionStratum,
    InspectionVisit,
)
from reports.models.lessons import Lesson
from reports.models.packs import PackRun
from reports.models.periods import PeriodReport
from reports.models.radar import RadarCount, SurveyorShare
from reports.models.references import ReferenceFigure
from reports.models.restated import PastHome, RestatedSummary
from reports.models.room import SeasonState
from reports.models.runs import ReportRun
from reports.models.saved_views import SavedView
from reports.models.summaries import AreaSummary, PublishedFigure, SummaryRun
from reports.models.whatif import WhatIfRow, WhatIfRun
from reports.models.years import YearMovement

__all__ = [
    "AreaSummary",
    "CommitteeDecision",
    "CommitteeMeeting",
    "CommitteeTask",
    "Conclusion",
    "Finding",
    "FindingAnswer",
    "FormEthnicity",
    "Inspection",
    "InspectionMember",
    "InspectionPlace",
    "InspectionStratum",
    "InspectionVisit",
    "Lesson",
    "Letter",
    "MeetingPicture",
    "PackRun",
    "PastHome",
    "PeriodReport",
    "PublishedFigure",
    "ReferenceFigure",
    "RadarCount",
    "ReportRun",
    "SavedView",
    "SeasonState",
    "RestatedSummary",
    "SummaryRun",
    "SurveyorShare",
    "TaskProgress",
    "TaskReminder",
    "TaskReview",
    "WhatIfRow",
    "WhatIfRun",
    "YearMovement",
    "visible_committees",
]
