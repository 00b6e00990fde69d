"""Programmes, their money, what is done with it, and for whom."""

from programs.models.activities import (
    Activity,
    ActivityProgress,
    ActivityStage,
    Participant,
)
from programs.models.aims import Commendation, ExemplaryModel, MovementUnit, Target
from programs.models.entitlements import Benefit, Enrolment, EntitlementRule, Handover
from programs.models.money import (
    MOBILISED,
    Blockage,
    BudgetEntry,
    BudgetLine,
    Capital,
    Disbursement,
    PaceRule,
    Source,
)
from programs.models.need import DoubleSupport, NeedSummary, StaleNeed
from programs.models.norms import HouseNorm
from programs.models.programmes import (
    Component,
    ComponentLead,
    Mark,
    PlanIndicator,
    Programme,
)
from programs.models.support import (
    HousingCase,
    LoanProgramme,
    PolicyLoan,
    Support,
    SupportKind,
)
from programs.models.wayout import (
    EscapeMeasure,
    EscapePlan,
    Helper,
    HelperAssignment,
    HelperVisit,
    Shock,
)

__all__ = [
    "MOBILISED",
    "Activity",
    "ActivityProgress",
    "ActivityStage",
    "Benefit",
    "Blockage",
    "BudgetEntry",
    "BudgetLine",
    "Capital",
    "Commendation",
    "Component",
    "ComponentLead",
    "Disbursement",
    "DoubleSupport",
    "Enrolment",
    "EntitlementRule",
    "EscapeMeasure",
    "EscapePlan",
    "ExemplaryModel",
    "Handover",
    "Helper",
    "HelperAssignment",
    "HelperVisit",
    "HouseNorm",
    "HousingCase",
    "LoanProgramme",
    "Mark",
    "MovementUnit",
    "NeedSummary",
    "PaceRule",
    "Participant",
    "PlanIndicator",
    "PolicyLoan",
    "Programme",
    "Shock",
    "Source",
    "StaleNeed",
    "Support",
    "SupportKind",
    "Target",
]
