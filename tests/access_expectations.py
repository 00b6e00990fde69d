"""Who may reach which address: one row an address, walked by test_access.py.

A row names the roles that may do the act, the object that the address is about (a
key of the world in test_access.py; "" for pages that are about no one object) and
the method that reaches it. Officers of those roles who answer for another area get
404 for an object, unless the row says that it lies in nobody's scope (areas are
public facts, accounts and committees lie in no area); every other role gets 403
(or 404 for an object it cannot see).
"""

from dataclasses import dataclass

from povertyportal.accounts.models import Role

EVERYBODY = frozenset(Role)
READERS = EVERYBODY - {Role.ADMINISTRATOR}
FIGURES = READERS - {Role.SURVEYOR}
EDITORS = frozenset({Role.COMMUNE_OFFICER})
REVIEWERS = frozenset({Role.SURVEYOR, Role.COMMUNE_OFFICER})
IMPORTERS = frozenset({Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER})
AREA_EDITORS = IMPORTERS
PROVINCE = frozenset({Role.PROVINCE_OFFICER})
HEARERS = EDITORS | PROVINCE
UNMASKERS = frozenset(
    {
        Role.COMMUNE_OFFICER,
        Role.COMMUNE_LEADER,
        Role.PROVINCE_OFFICER,
        Role.INSPECTOR,
    }
)
AUDITORS = frozenset(
    {
        Role.COMMUNE_LEADER,
        Role.PROVINCE_OFFICER,
        Role.INSPECTOR,
        Role.ADMINISTRATOR,
    }
)
# A pack holds the trail: nobody gets it that may not read the trail itself.
PACKERS = AUDITORS - {Role.ADMINISTRATOR}
LEADERS = frozenset({Role.COMMUNE_LEADER})
INSPECTORS = frozenset({Role.INSPECTOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

PUBLIC = frozenset({"login", "healthz"})


@dataclass(frozen=True)
class Row:
    """Expectation of one address."""

    roles: frozenset[Role]
    about: str = ""
    method: str = "get"
    is_scoped: bool = True


ROWS: dict[str, Row] = {
    "home": Row(EVERYBODY),
    "password_change": Row(EVERYBODY),
    "logout": Row(EVERYBODY, method="post"),
    "openapi": Row(EVERYBODY),
    # the register
    "households:household-list": Row(READERS),
    "households:household-create": Row(EDITORS),
    "households:household-detail": Row(READERS, "household"),
    "households:household-edit": Row(EDITORS, "household"),
    "households:household-move": Row(EDITORS, "household"),
    "households:household-return": Row(EDITORS, "household"),
    "households:head-change": Row(EDITORS, "household"),
    "households:member-add": Row(EDITORS, "household"),
    "households:member-edit": Row(EDITORS, "person"),
    "households:member-end": Row(EDITORS, "person"),
    "households:personal-id-reveal": Row(UNMASKERS, "person"),
    # rounds
    "households:round-list": Row(READERS),
    "households:round-create": Row(PROVINCE),
    "households:round-detail": Row(READERS, "round"),
    "households:round-close": Row(PROVINCE, "round", "post"),
    # reviews
    "households:review-detail": Row(REVIEWERS, "review"),
    "households:review-save": Row(REVIEWERS, "review", "post"),
    "households:review-submit": Row(REVIEWERS, "review", "post"),
    "households:review-reopen": Row(REVIEWERS, "review", "post"),
    "households:review-explanation": Row(READERS, "review"),
    "households:scorecard-list": Row(PROVINCE),
    # lists
    "imports:batch-list": Row(IMPORTERS | ADMINISTRATORS),
    "imports:batch-create": Row(IMPORTERS, "import_kind", is_scoped=False),
    "imports:template": Row(IMPORTERS, "import_template", is_scoped=False),
    "imports:batch-detail": Row(IMPORTERS, "batch"),
    "imports:batch-decide": Row(IMPORTERS, "batch", "post"),
    "imports:batch-confirm": Row(IMPORTERS, "batch", "post"),
    "imports:batch-again": Row(IMPORTERS, "batch", "post"),
    "imports:batch-drop": Row(IMPORTERS, "batch", "post"),
    "imports:batch-revert": Row(IMPORTERS, "batch"),
    "imports:batch-settle": Row(IMPORTERS, "batch", "post"),
    "imports:batch-original": Row(IMPORTERS, "batch"),
    "imports:batch-marked": Row(IMPORTERS, "batch"),
    # exports of lists: each belongs to whoever asked for it
    "exports:export-list": Row(EVERYBODY),
    "exports:export-create": Row(READERS, "list_export", is_scoped=False),
    "exports:export-about": Row(READERS, "list_about"),
    "exports:export-detail": Row(EDITORS, "export"),
    "exports:export-retry": Row(EDITORS, "export", "post"),
    "exports:export-download": Row(EDITORS, "export", "post"),
    # the season: its clock
    "season:board": Row(READERS),
    "season:place": Row(READERS, "place"),
    "season:delay-reason": Row(EDITORS, "place"),
    "season:regular-open": Row(EDITORS),
    "season:procedure-list": Row(READERS),
    "season:procedure-edit": Row(PROVINCE, "procedure", is_scoped=False),
    "season:procedure-rule": Row(PROVINCE, "procedure_rule", is_scoped=False),
    # the season: requests, lists, assigning
    "season:list": Row(READERS, "place"),
    "season:list-find": Row(EDITORS, "place"),
    "season:list-fill": Row(EDITORS, "place", "post"),
    "season:list-close": Row(EDITORS, "place"),
    "season:list-reopen": Row(EDITORS, "place"),
    "season:assignments": Row(READERS, "place"),
    "season:assignment-create": Row(EDITORS, "place"),
    "season:assignment-end": Row(EDITORS, "assignment"),
    "season:request-create": Row(EDITORS, "household"),
    "season:request-list": Row(READERS),
    "season:request-detail": Row(READERS, "request"),
    "season:request-screen": Row(REVIEWERS, "request"),
    "season:request-accept": Row(EDITORS, "request", "post"),
    "season:request-refuse": Row(EDITORS, "request"),
    "season:request-withdraw": Row(EDITORS, "request"),
    "season:screen-items": Row(PROVINCE),
    "season:screen-item-create": Row(PROVINCE),
    "season:screen-item-edit": Row(PROVINCE, "screen_item", is_scoped=False),
    # the season: households and their reviews
    "season:grid": Row(READERS, "grid"),
    "season:grid-row": Row(REVIEWERS, "review", "post"),
    "season:split": Row(EDITORS, "household"),
    "season:merge": Row(EDITORS, "household"),
    "season:comment-answer": Row(EDITORS, "comment"),
    "season:comparison": Row(READERS, "review"),
    "season:family": Row(READERS, "review"),
    # the season: submissions, decisions, certificates
    "season:submissions": Row(FIGURES, "place"),
    "season:submission-create": Row(EDITORS, "submission_kind"),
    "season:submission-detail": Row(FIGURES, "submission"),
    "season:submission-answer": Row(PROVINCE, "submission"),
    "season:submission-comment": Row(PROVINCE, "submission"),
    "season:comment-drop": Row(PROVINCE, "submission_comment", "post"),
    "season:decisions": Row(FIGURES, "place"),
    "season:decision-create": Row(EDITORS, "decision_standard"),
    "season:decision-detail": Row(FIGURES, "decision"),
    "season:decision-sign": Row(LEADERS, "draft"),
    "season:decision-refresh": Row(EDITORS, "draft", "post"),
    "season:decision-cancel": Row(EDITORS, "draft", "post"),
    "season:decision-scan": Row(EDITORS, "decision"),
    "season:decision-correct": Row(EDITORS, "decision"),
    "season:decision-supersede": Row(EDITORS, "decision"),
    "season:correction-drop": Row(EDITORS, "correction", "post"),
    "season:certificate-issue": Row(EDITORS, "decision", "post"),
    "season:certificates": Row(FIGURES, "place"),
    "season:certificate-detail": Row(FIGURES, "certificate"),
    "season:certificate-reissue": Row(EDITORS, "certificate"),
    "season:confirmation": Row(FIGURES, "household"),
    # the season: meetings, postings, complaints
    "season:meetings": Row(READERS, "place"),
    "season:meeting-create": Row(EDITORS, "grid"),
    "season:meeting-detail": Row(READERS, "meeting"),
    "season:meeting-edit": Row(EDITORS, "meeting"),
    "season:meeting-close": Row(EDITORS, "meeting", "post"),
    "season:meeting-discard": Row(EDITORS, "meeting", "post"),
    "season:meeting-scan": Row(EDITORS, "meeting", "post"),
    "season:objection-create": Row(EDITORS, "meeting"),
    "season:objection-edit": Row(EDITORS, "objection"),
    "season:postings": Row(READERS, "place"),
    "season:posting-create": Row(EDITORS, "place"),
    "season:posting-detail": Row(READERS, "posting"),
    "season:posting-again": Row(EDITORS, "posting"),
    "season:posting-scan": Row(EDITORS, "posting", "post"),
    "season:complaints": Row(FIGURES, "place"),
    "season:complaint-create": Row(HEARERS, "review"),
    "season:complaint-detail": Row(FIGURES, "complaint"),
    "season:complaint-appeal": Row(HEARERS, "complaint"),
    "season:complaint-recheck": Row(HEARERS, "complaint", "post"),
    "season:complaint-judge": Row(HEARERS, "complaint"),
    "season:complaint-withdraw": Row(HEARERS, "complaint"),
    "season:complaint-scan": Row(HEARERS, "complaint", "post"),
    # the season: papers
    "season:paper": Row(READERS, "paper"),
    "season:paper-run-create": Row(UNMASKERS, "paper_decision"),
    "season:paper-run-detail": Row(UNMASKERS, "paper_run"),
    "season:paper-run-retry": Row(UNMASKERS, "paper_run", "post"),
    "season:paper-run-download": Row(UNMASKERS, "paper_run"),
    "season:review-forms-print": Row(REVIEWERS, "grid"),
    "season:attachment": Row(READERS, "attachment"),
    # administration: areas
    "administration:home": Row(EVERYBODY),
    "administration:area-search": Row(EVERYBODY),
    "administration:village-list": Row(AREA_EDITORS),
    "administration:village-create": Row(AREA_EDITORS),
    "administration:village-edit": Row(AREA_EDITORS, "village"),
    "administration:village-end": Row(AREA_EDITORS, "village"),
    "administration:population-list": Row(AREA_EDITORS),
    "administration:population-create": Row(AREA_EDITORS),
    "administration:population-edit": Row(AREA_EDITORS, "population"),
    # administration: officers, committees, the trail
    "administration:workday-list": Row(PROVINCE),
    "administration:workday-create": Row(PROVINCE),
    "administration:workday-edit": Row(PROVINCE, "workday", is_scoped=False),
    "administration:workday-delete": Row(PROVINCE, "workday", is_scoped=False),
    "administration:workday-year": Row(PROVINCE, "calendar_year", is_scoped=False),
    "administration:audit-list": Row(AUDITORS),
    "administration:officer-list": Row(ADMINISTRATORS),
    "administration:officer-create": Row(ADMINISTRATORS),
    "administration:officer-edit": Row(ADMINISTRATORS, "officer", is_scoped=False),
    "administration:officer-reset-password": Row(
        ADMINISTRATORS, "officer", "post", is_scoped=False
    ),
    "administration:officer-unlock": Row(
        ADMINISTRATORS, "officer", "post", is_scoped=False
    ),
    "administration:scope-add": Row(ADMINISTRATORS, "officer", is_scoped=False),
    "administration:scope-end": Row(ADMINISTRATORS, "scope", is_scoped=False),
    "administration:committee-list": Row(ADMINISTRATORS),
    "administration:committee-create": Row(ADMINISTRATORS),
    "administration:committee-edit": Row(ADMINISTRATORS, "committee", is_scoped=False),
    "administration:committee-area-add": Row(
        ADMINISTRATORS, "committee", is_scoped=False
    ),
    "administration:committee-area-remove": Row(
        ADMINISTRATORS, "seat_area", "post", is_scoped=False
    ),
    "administration:member-add": Row(ADMINISTRATORS, "committee", is_scoped=False),
    "administration:member-end": Row(ADMINISTRATORS, "seat", is_scoped=False),
    # figures and official forms
    "reports:dashboard": Row(FIGURES),
    "reports:household-figure-list": Row(FIGURES),
    "reports:movement": Row(FIGURES),
    "reports:movement-list": Row(FIGURES),
    "reports:as-of": Row(FIGURES),
    "reports:as-of-list": Row(FIGURES),
    "reports:summary-run-list": Row(FIGURES),
    "reports:summary-run-create": Row(FIGURES, method="post"),
    "reports:summary-run-detail": Row(FIGURES, "summary_run"),
    "reports:report-list": Row(FIGURES),
    "reports:report-create": Row(FIGURES),
    "reports:ethnicities": Row(FIGURES),
    "reports:report-detail": Row(FIGURES, "report"),
    "reports:report-retry": Row(FIGURES, "report", "post"),
    "reports:report-download": Row(FIGURES, "report"),
    "reports:pack-list": Row(PACKERS),
    "reports:pack-create": Row(PACKERS),
    "reports:pack-detail": Row(PACKERS, "pack"),
    "reports:pack-retry": Row(PACKERS, "pack", "post"),
    "reports:pack-repeat": Row(PACKERS, "pack", "post"),
    "reports:pack-download": Row(PACKERS, "pack"),
    # the API
    "api-area-list": Row(EVERYBODY),
    "api-area-detail": Row(EVERYBODY, "area", is_scoped=False),
    "api-household-list": Row(READERS),
    "api-household-detail": Row(READERS, "household"),
    "api-review-list": Row(READERS),
    "api-review-detail": Row(READERS, "review"),
    "api-outcome-list": Row(READERS),
    "api-outcome-detail": Row(READERS, "outcome"),
    "api-figure-list": Row(FIGURES),
    "api-figure-detail": Row(FIGURES, "figure"),
    "api-figure-total": Row(FIGURES),
    # programmes
    "programs:home": Row(FIGURES),
    "programs:entitlements": Row(FIGURES),
    "programs:entitlement-month": Row(FIGURES),
    "programs:handover-list": Row(FIGURES),
    "programs:handover-detail": Row(FIGURES, "handover"),
    "programs:entitlement-rules": Row(FIGURES),
    "programs:entitlement-rule-create": Row(PROVINCE),
    "programs:entitlement-rule-edit": Row(
        PROVINCE, "entitlement_rule", is_scoped=False
    ),
    "programs:need": Row(FIGURES),
    "programs:need-households": Row(FIGURES),
    # programmes: money
    "programs:money-list": Row(FIGURES),
    "programs:money-enter": Row(HEARERS),
    "programs:money-line": Row(FIGURES, "money_line"),
    "programs:money-correct": Row(HEARERS, "money_line"),
    "programs:money-transfer": Row(HEARERS, "money_line"),
    "programs:money-carry": Row(HEARERS, "money_line"),
    "programs:money-pay": Row(HEARERS, "money_line"),
    "programs:money-block": Row(HEARERS, "money_line"),
    "programs:money-take-back": Row(HEARERS, "payment"),
    "programs:blockage-list": Row(FIGURES),
    "programs:blockage-resolve": Row(HEARERS, "blockage"),
    "programs:disbursement": Row(FIGURES),
    "programs:pace-list": Row(FIGURES),
    "programs:pace-create": Row(PROVINCE),
    "programs:pace-edit": Row(PROVINCE, "pace_rule", is_scoped=False),
    "programs:pace-drop": Row(PROVINCE, "pace_rule", "post", is_scoped=False),
    # inspections
    "inspections:list": Row(FIGURES),
    "inspections:create": Row(PROVINCE),
    "inspections:detail": Row(FIGURES, "inspection"),
    "inspections:edit": Row(PROVINCE, "inspection_draft"),
    "inspections:issue": Row(PROVINCE, "inspection_draft"),
    "inspections:member-add": Row(PROVINCE, "inspection"),
    "inspections:drop": Row(PROVINCE, "inspection_draft", "post"),
    "inspections:conclude": Row(PROVINCE, "inspection"),
    "inspections:close": Row(PROVINCE, "inspection"),
    "inspections:place": Row(FIGURES, "inspection_place"),
    "inspections:minutes": Row(INSPECTORS, "inspection_typing"),
    "inspections:minutes-close": Row(INSPECTORS, "inspection_typing", "post"),
    "inspections:minutes-scan": Row(INSPECTORS, "inspection_place", "post"),
    "inspections:visit": Row(INSPECTORS, "inspection_visit"),
    "inspections:finding-create": Row(INSPECTORS, "inspection_typing"),
    "inspections:finding-detail": Row(FIGURES, "finding"),
    "inspections:finding-edit": Row(INSPECTORS, "finding_draft"),
    "inspections:finding-drop": Row(INSPECTORS, "finding_draft", "post"),
    "inspections:finding-answer": Row(EDITORS | LEADERS, "finding"),
    "inspections:finding-judge": Row(PROVINCE | INSPECTORS, "finding", "post"),
    "inspections:paper": Row(FIGURES, "inspection_paper"),
    # programmes: activities
    "programs:activity-list": Row(FIGURES),
    "programs:activity-figures": Row(FIGURES),
    "programs:activity-create": Row(IMPORTERS),
    "programs:activity-detail": Row(FIGURES, "activity"),
    "programs:activity-edit": Row(IMPORTERS, "activity"),
    "programs:activity-dates": Row(IMPORTERS, "activity"),
    "programs:activity-cancel": Row(IMPORTERS, "activity"),
    "programs:activity-resume": Row(IMPORTERS, "activity", "post"),
    "programs:activity-result": Row(IMPORTERS, "activity"),
    "programs:activity-stage-add": Row(IMPORTERS, "activity"),
    "programs:activity-stage-edit": Row(IMPORTERS, "activity_stage"),
    "programs:activity-stage-drop": Row(IMPORTERS, "activity_stage", "post"),
    "programs:activity-progress": Row(IMPORTERS, "activity"),
    "programs:activity-participant-find": Row(IMPORTERS, "activity"),
    "programs:activity-participant-add": Row(IMPORTERS, "activity_household"),
    "programs:activity-participant-edit": Row(IMPORTERS, "activity_participant"),
    "programs:activity-participant-drop": Row(
        IMPORTERS, "activity_participant", "post"
    ),
    "programs:jobless-list": Row(FIGURES),
    "programs:jobless-join": Row(IMPORTERS, "activity_person", "post"),
    # programmes: the way out
    "programs:leaver-list": Row(FIGURES),
    "programs:relapse-list": Row(FIGURES),
    "programs:escape-plan-list": Row(FIGURES),
    "programs:escape-plan-create": Row(EDITORS, "household"),
    "programs:escape-plan-detail": Row(FIGURES, "escape_plan"),
    "programs:escape-plan-edit": Row(EDITORS, "escape_plan"),
    "programs:escape-plan-result": Row(EDITORS, "escape_plan"),
    "programs:measure-add": Row(EDITORS, "escape_plan"),
    "programs:measure-edit": Row(EDITORS, "escape_measure"),
    "programs:helper-list": Row(FIGURES),
    "programs:unhelped-list": Row(FIGURES),
    "programs:helper-create": Row(EDITORS),
    "programs:helper-detail": Row(FIGURES, "helper"),
    "programs:helper-edit": Row(EDITORS, "helper"),
    "programs:helper-end": Row(EDITORS, "helper"),
    "programs:area-assign": Row(EDITORS, "helper"),
    "programs:household-assign": Row(EDITORS, "household"),
    "programs:assignment-end": Row(EDITORS, "helper_task"),
    "programs:visit-list": Row(READERS),
    "programs:household-visits": Row(READERS, "household"),
    "programs:shock-create": Row(REVIEWERS, "household"),
    "programs:shock-edit": Row(REVIEWERS, "shock"),
    # programmes: periods, plans, movements, examples, documents
    "programs:programme-list": Row(FIGURES),
    "programs:programme-create": Row(PROVINCE),
    "programs:programme-detail": Row(FIGURES, "programme", is_scoped=False),
    "programs:programme-edit": Row(PROVINCE, "programme", is_scoped=False),
    "programs:component-create": Row(PROVINCE, "programme", is_scoped=False),
    "programs:component-detail": Row(FIGURES, "component", is_scoped=False),
    "programs:component-edit": Row(PROVINCE, "component", is_scoped=False),
    "programs:lead-create": Row(PROVINCE, "component", is_scoped=False),
    "programs:lead-end": Row(PROVINCE, "lead"),
    "programs:plan-list": Row(FIGURES),
    "programs:plan-create": Row(IMPORTERS),
    "programs:plan-edit": Row(IMPORTERS, "plan_indicator"),
    "programs:plan-drop": Row(IMPORTERS, "plan_indicator"),
    "programs:document-list": Row(FIGURES),
    "programs:document-changes": Row(FIGURES),
    "programs:document-create": Row(PROVINCE),
    "programs:document-detail": Row(FIGURES, "legal_document", is_scoped=False),
    "programs:document-edit": Row(PROVINCE, "legal_document", is_scoped=False),
    "programs:document-file": Row(FIGURES, "legal_document", is_scoped=False),
    "programs:movement-list": Row(FIGURES),
    "programs:movement-create": Row(IMPORTERS),
    "programs:movement-edit": Row(IMPORTERS, "movement_unit"),
    "programs:movement-drop": Row(IMPORTERS, "movement_unit"),
    "programs:model-list": Row(FIGURES),
    "programs:model-create": Row(IMPORTERS),
    "programs:model-detail": Row(FIGURES, "exemplary_model"),
    "programs:model-edit": Row(IMPORTERS, "exemplary_model"),
    "programs:model-drop": Row(IMPORTERS, "exemplary_model"),
    "programs:commendation-list": Row(FIGURES),
    "programs:commendation-create": Row(IMPORTERS),
    "programs:commendation-edit": Row(IMPORTERS, "commendation"),
    "programs:commendation-drop": Row(IMPORTERS, "commendation"),
}
