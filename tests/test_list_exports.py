"""Every list that can be taken away: as many rows as its screen counts, no more."""

import csv
import io

import pytest
from django.core.paginator import Page
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.models import Role
from povertyportal.sheets.exports import list_exports
from povertyportal.sheets.services import exporting
from povertyportal.sheets.stream import Sheet, words_of, write_list
from tests.office import converted, needs_office
from tests.test_access import BACKEND, large_world, world  # noqa: F401  fixtures

COMMUNE, PROVINCE = Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER
ADMIN = Role.ADMINISTRATOR
# code -> (screen, object of the access test's world, role, where its rows stand in the
# screen's context, the screen's query)
SCREENS = {
    "households": ("households:household-list", "", COMMUNE, "page_obj", ""),
    "rounds": ("households:round-list", "", COMMUNE, "page_obj", ""),
    "round-reviews": ("households:round-detail", "round", COMMUNE, "page_obj", ""),
    "season-board": ("season:board", "", COMMUNE, "page_obj", ""),
    "season-list": ("season:list", "place", COMMUNE, "page_obj", ""),
    "season-list-requests": (
        "season:list", "place", COMMUNE, "page_obj", "?xem=de-nghi",
    ),
    "season-list-left": ("season:list", "place", COMMUNE, "page_obj", "?xem=con-lai"),
    "requests": ("season:request-list", "", COMMUNE, "page_obj", ""),
    "season-assignments": ("season:assignments", "place", COMMUNE, "rows", ""),
    "season-surveyors": ("season:assignments", "place", COMMUNE, "surveyors", ""),
    "season-assignment-history": (
        "season:assignments", "place", COMMUNE, "history", "",
    ),
    "meeting-votes": ("season:meeting-detail", "meeting", COMMUNE, "lines", ""),
    "season-meetings": ("season:meetings", "place", COMMUNE, "lines", ""),
    "season-posting-villages": ("season:postings", "place", COMMUNE, "lines", ""),
    "season-postings": ("season:postings", "place", COMMUNE, "postings", ""),
    "season-posted": ("season:posting-detail", "posting", COMMUNE, "page_obj", ""),
    "season-complaints": ("season:complaints", "place", COMMUNE, "page_obj", ""),
    "season-submissions": ("season:submissions", "place", COMMUNE, "submissions", ""),
    "season-decisions": ("season:decisions", "place", COMMUNE, "decisions", ""),
    "decision-rows": ("season:decision-detail", "decision", COMMUNE, "page_obj", ""),
    "season-certificates": ("season:certificates", "place", COMMUNE, "page_obj", ""),
    "villages": ("administration:village-list", "", COMMUNE, "page_obj", ""),
    "populations": ("administration:population-list", "", COMMUNE, "page_obj", ""),
    "workdays": ("administration:workday-list", "", PROVINCE, "days", ""),
    "audit": ("administration:audit-list", "", PROVINCE, "page_obj", ""),
    "officers": ("administration:officer-list", "", ADMIN, "page_obj", ""),
    "tokens": ("administration:token-list", "", ADMIN, "page_obj", ""),
    "committees": ("administration:committee-list", "", ADMIN, "committees", ""),
    "figure-list": (
        "reports:household-figure-list", "", PROVINCE, "page_obj", "?of=reviewed",
    ),
    "movement-list": (
        "reports:movement-list", "", COMMUNE, "page_obj", "?kind=untold",
    ),
    "as-of-list": ("reports:as-of-list", "", COMMUNE, "page_obj", "?of=poor"),
    "reports": ("reports:report-list", "", COMMUNE, "page_obj", ""),
    "packs": ("reports:pack-list", "", PROVINCE, "page_obj", ""),
    "summary-runs": ("reports:summary-run-list", "", COMMUNE, "page_obj", ""),
    "area-comparison": ("analysis:compare", "", PROVINCE, "lines", ""),
    "comparison-spending": ("analysis:compare", "", PROVINCE, "spent", ""),
    "reference-figures": ("analysis:reference-list", "", COMMUNE, "page_obj", ""),
    "lessons": ("analysis:lesson-list", "", COMMUNE, "page_obj", ""),
    "saved-views": ("analysis:view-list", "", COMMUNE, "rows", ""),
    "map": ("analysis:map", "", PROVINCE, "rows", ""),
    "series": ("analysis:series", "", PROVINCE, "lines", "?map=then"),
    "series-units": ("analysis:series", "", PROVINCE, "page_obj", "?map=then"),
    "series-list": ("analysis:series-list", "", PROVINCE, "page_obj", "?map=then"),
    "targets": ("targets:list", "", COMMUNE, "rows", ""),
    "unit-targets": ("targets:list", "", PROVINCE, "page_obj", ""),
    "period-reports": ("periods:list", "", PROVINCE, "page_obj", ""),
    "committee-bodies": ("committee:list", "", Role.COMMITTEE, "committees", ""),
    "committee-members": (
        "committee:detail", "committee", Role.COMMITTEE, "members", "",
    ),
    "committee-decisions": (
        "committee:detail", "committee", Role.COMMITTEE, "decisions", "",
    ),
    "committee-meetings": (
        "committee:meeting-list", "", Role.COMMITTEE, "page_obj", "",
    ),
    "committee-tasks": ("committee:task-list", "", COMMUNE, "page_obj", ""),
    "committee-letters": (
        "committee:letter-list", "", Role.COMMITTEE, "page_obj", "",
    ),
    "inspections": ("inspections:list", "", PROVINCE, "page_obj", ""),
    "inspected-places": ("inspections:detail", "inspection", PROVINCE, "rows", ""),
    "inspected-households": (
        "inspections:place", "inspection_place", PROVINCE, "visits", "",
    ),
    "inspection-findings": (
        "inspections:place", "inspection_place", PROVINCE, "findings", "",
    ),
    "supports": ("programs:support-list", "", COMMUNE, "page_obj", ""),
    "double-supports": ("programs:double-list", "", COMMUNE, "page_obj", ""),
    "support-kinds": ("programs:kind-list", "", COMMUNE, "rows", ""),
    "houses": ("programs:house-list", "", COMMUNE, "page_obj", ""),
    "loans": ("programs:loan-list", "", COMMUNE, "page_obj", ""),
    "house-norms": ("programs:house-norm-list", "", COMMUNE, "rows", ""),
    "loan-programmes": ("programs:loan-programme-list", "", COMMUNE, "rows", ""),
    "money-lines": ("programs:money-list", "", COMMUNE, "page_obj", "?year=2026"),
    "money-entries": ("programs:money-line", "money_line", COMMUNE, "entries", ""),
    "money-payments": ("programs:money-line", "money_line", COMMUNE, "page_obj", ""),
    "money-blockages": (
        "programs:blockage-list", "", COMMUNE, "page_obj", "?year=2026",
    ),
    "money-disbursement": (
        "programs:disbursement", "", PROVINCE, "rows", "?year=2026&by=area",
    ),
    "money-pace": ("programs:pace-list", "", COMMUNE, "rules", ""),
    "entitlements": ("programs:entitlements", "", COMMUNE, "page_obj", ""),
    "entitlement-month": ("programs:entitlement-month", "", COMMUNE, "page_obj", ""),
    "handovers": ("programs:handover-list", "", COMMUNE, "page_obj", ""),
    "handover-rows": (
        "programs:handover-detail", "handover", COMMUNE, "page_obj", "",
    ),
    "entitlement-rules": ("programs:entitlement-rules", "", COMMUNE, "rules", ""),
    "needs": ("programs:need", "", COMMUNE, "rows", ""),
    "need-households": ("programs:need-households", "", COMMUNE, "page_obj", ""),
    "activities": ("programs:activity-list", "", COMMUNE, "page_obj", ""),
    "activity-figures": ("programs:activity-figures", "", COMMUNE, "rows", ""),
    "activity-outcomes": ("programs:activity-figures", "", COMMUNE, "outcomes", ""),
    "activity-stages": (
        "programs:activity-detail", "activity", COMMUNE, "stages", "",
    ),
    "activity-progress": (
        "programs:activity-detail", "activity", COMMUNE, "progress", "",
    ),
    "activity-participants": (
        "programs:activity-detail", "activity", COMMUNE, "page_obj", "",
    ),
    "jobless": ("programs:jobless-list", "", PROVINCE, "page_obj", ""),
    "leavers": ("programs:leaver-list", "", COMMUNE, "page_obj", ""),
    "unhelped": ("programs:unhelped-list", "", COMMUNE, "page_obj", ""),
    "escape-plans": ("programs:escape-plan-list", "", COMMUNE, "page_obj", ""),
    "relapse-risks": ("programs:relapse-list", "", PROVINCE, "page_obj", ""),
    "helpers": ("programs:helper-list", "", COMMUNE, "page_obj", ""),
    "helped-households": ("programs:visit-list", "", COMMUNE, "page_obj", ""),
    "escape-measures": (
        "programs:escape-plan-detail", "escape_plan", COMMUNE, "rows", "",
    ),
    "helper-tasks": ("programs:helper-detail", "helper", COMMUNE, "tasks", ""),
    "household-visits": (
        "programs:household-visits", "household", COMMUNE, "visits", "",
    ),
    "programmes": ("programs:programme-list", "", COMMUNE, "rows", ""),
    "components": ("programs:programme-detail", "programme", COMMUNE, "rows", ""),
    "component-leads": (
        "programs:component-detail", "component", COMMUNE, "leads", "",
    ),
    "plan-indicators": ("programs:plan-list", "", COMMUNE, "page_obj", ""),
    "legal-documents": ("programs:document-list", "", COMMUNE, "page_obj", ""),
    "legal-changes": ("programs:document-changes", "", COMMUNE, "rows", ""),
    "movement-units": ("programs:movement-list", "", COMMUNE, "page_obj", ""),
    "exemplary-models": ("programs:model-list", "", COMMUNE, "page_obj", ""),
    "commendations": ("programs:commendation-list", "", COMMUNE, "page_obj", ""),
    "what-if-runs": ("analysis:what-if", "", COMMUNE, "page_obj", ""),
    "what-if-communes": (
        "analysis:what-if-run", "what_if_run", COMMUNE, "communes", "",
    ),
    "what-if-households": (
        "analysis:what-if-households", "what_if_run", COMMUNE, "page_obj",
        "?vi=no_form",
    ),
    "radar-communes": ("analysis:radar", "", PROVINCE, "page_obj", "?year=2025"),
    "radar-near": (
        "analysis:radar-near", "", PROVINCE, "page_obj", "?year=2025&dau=ca-hai",
    ),
    "radar-surveyors": (
        "analysis:radar-surveyors", "", PROVINCE, "page_obj", "?year=2025",
    ),
    "radar-surveyor-households": (
        "analysis:radar-surveyor-households", "surveyor_share", PROVINCE, "page_obj",
        "",
    ),
    "imports": ("imports:batch-list", "", COMMUNE, "page_obj", ""),
}  # fmt: skip


# One row a member of the households that the round's page shows.
BY_MEMBER = {"year_list": ("households:round-detail", "round", COMMUNE, "", "")}
# What only regular rounds have (tests/households/season/test_dossiers.py).
NOT_WALKED = {"season-dossiers"}
# What only several communes have (tests/programs/test_rights.py, test_needs.py).
NOT_WALKED |= {"entitlement-communes", "need-places"}


def test_every_export_has_its_screen():
    assert {*SCREENS, *BY_MEMBER, *NOT_WALKED} == set(list_exports())


def opened(code, world):  # noqa: F811
    """The list of its screen, for the screen's officer."""
    _, about, role, _, query = (SCREENS | BY_MEMBER)[code]
    return exporting.opened(
        by=world.inside[role],
        export=list_exports()[code],
        query=query.removeprefix("?"),
        about=world.objects[about].get("pk"),
        whole_ids=False,
    )


def write(file, found, rows):
    sheet = Sheet("Danh sách", [(found.title, True)], found.columns, str)
    return write_list(file, sheet, rows)


@pytest.mark.parametrize("code", SCREENS)
def test_a_file_holds_the_rows_of_its_screen(code, world):  # noqa: F811
    name, about, role, where, query = SCREENS[code]
    officer, key = world.inside[role], world.objects[about]
    client = Client()
    client.force_login(officer, backend=BACKEND)
    screen = client.get(reverse(name, kwargs=key) + query)
    shown = screen.context[where]
    count = shown.paginator.count if isinstance(shown, Page) else len(shown)
    pk = key.get("pk")
    way = (
        reverse("exports:export-about", args=[code, pk])
        if pk
        else reverse("exports:export-create", args=[code])
    )
    assert not count or f'href="{way}' in screen.content.decode(), "no way from there"
    found, file = opened(code, world), io.BytesIO()
    assert (found.count, write(file, found, found.rows)) == (count, count)
    assert found.area_ids <= exporting.scope_of(officer).commune_ids


def shown_as(column, value):
    """A value as LibreOffice shows it in English."""
    if value is None or value == "" or isinstance(value, str):
        return value or ""
    if column.form in {"whole", "money"}:
        return f"{value:,}"
    if column.form == "share":
        return f"{value:,.2f}"
    if column.form == "date":
        return f"{value:%d/%m/%Y}"
    if column.form == "moment":
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    return words_of(value)


AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true"


@pytest.mark.office
@needs_office
def test_libreoffice_shows_every_list_as_it_is(world, tmp_path):  # noqa: F811
    """All files at once: LibreOffice takes seconds to start."""
    lists = {}
    for code in SCREENS | BY_MEMBER:
        found = opened(code, world)
        rows = [list(row) for row in found.rows]
        with (tmp_path / f"{code}.xlsx").open("wb") as file:
            write(file, found, rows)
        lists[code] = [
            [
                f"{number:,}",
                *(shown_as(*each) for each in zip(found.columns, row, strict=True)),
            ]
            for number, row in enumerate(rows, start=1)
        ]
    names = [f"{code}.xlsx" for code in sorted(lists)]
    out = converted(tmp_path, names, AS_SHOWN)
    for code, rows in lists.items():
        with (out / f"{code}.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.reader(file))[2:-1] == rows, code
