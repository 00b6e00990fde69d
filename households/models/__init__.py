"""Models of the register and its review."""

from households.models.hearing import (
    Complaint,
    MeetingObjection,
    MeetingVote,
    PostedOutcome,
    PublicPosting,
    VillageMeeting,
)
from households.models.household import (
    Household,
    HouseholdEvent,
    Membership,
    Relation,
    Residence,
)
from households.models.listed import ListedHousehold, ListedMember, ListedState
from households.models.person import Person, Sex
from households.models.procedure import Procedure, ProcedureRule, Step
from households.models.recognition import (
    Certificate,
    DecisionRow,
    PaperRun,
    RecognitionDecision,
    WorkerStanding,
)
from households.models.review import (
    Outcome,
    OutcomeGrounds,
    Review,
    ReviewState,
    Scorecard,
)
from households.models.rounds import CommuneRound, ReviewRound
from households.models.season import (
    DelayReason,
    ReviewRequest,
    RoundStep,
    ScreenItem,
    SurveyAssignment,
)
from households.models.stale import StaleArea
from households.models.standing import Standing
from households.models.submission import Reopening, ReviewComment, Submission
from households.models.whois import Likeness

__all__ = [
    "Certificate",
    "CommuneRound",
    "Complaint",
    "DecisionRow",
    "DelayReason",
    "Household",
    "HouseholdEvent",
    "Likeness",
    "ListedHousehold",
    "ListedMember",
    "ListedState",
    "MeetingObjection",
    "MeetingVote",
    "Membership",
    "Outcome",
    "OutcomeGrounds",
    "PaperRun",
    "Person",
    "PostedOutcome",
    "Procedure",
    "ProcedureRule",
    "PublicPosting",
    "RecognitionDecision",
    "Relation",
    "Reopening",
    "Residence",
    "Review",
    "ReviewComment",
    "ReviewRequest",
    "ReviewRound",
    "ReviewState",
    "RoundStep",
    "Scorecard",
    "ScreenItem",
    "Sex",
    "StaleArea",
    "Standing",
    "Step",
    "Submission",
    "SurveyAssignment",
    "VillageMeeting",
    "WorkerStanding",
]
