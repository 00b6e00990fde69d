"""Every page of the programmes, at a tenth of a province and at all of it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from bench import data, programs_data, records_data
from bench.measuring import Line, costs_of, p95, times_of
from bench.pages import logged_in
from households.models import Household
from povertyportal.accounts.models import Officer, OfficerScope, Role
from povertyportal.documents.models import LegalDocument
from programs import models
from programs import urls as of_programs
from reports import period_urls, target_urls
from reports.models import PeriodReport

MOST_MS, NEED_MS = 300, 200
REQUESTS = 40
FEW, ALL = 0.1, 1.0
DISTRICT = 15  # communes
# Whose page an address is, by the longest beginning of its name that fits.
ABOUT: dict[str, type[Model]] = {
    "programs:activity-": models.Activity,
    "programs:activity-participant-": models.Participant,
    "programs:activity-participant-find": models.Activity,
    "programs:activity-stage-": models.ActivityStage,
    "programs:activity-stage-add": models.Activity,
    "programs:area-assign": models.Helper,
    "programs:assignment-": models.HelperAssignment,
    "programs:component-": models.Component,
    "programs:component-create": models.Programme,
    "programs:commendation-": models.Commendation,
    "programs:document-": LegalDocument,
    "programs:double-judge": models.DoubleSupport,
    "programs:handover-detail": models.Handover,
    "programs:lead-create": models.Component,
    "programs:model-": models.ExemplaryModel,
    "programs:plan-": models.PlanIndicator,
    "programs:blockage-resolve": models.Blockage,
    "programs:entitlement-rule-edit": models.EntitlementRule,
    "programs:escape-plan-": models.EscapePlan,
    "programs:escape-plan-create": Household,
    "programs:helper-": models.Helper,
    "programs:house-": models.HousingCase,
    "programs:house-create": Household,
    "programs:household": Household,
    "programs:household-": Household,
    "programs:kind-edit": models.SupportKind,
    "programs:loan-": models.PolicyLoan,
    "programs:loan-create": Household,
    "programs:loan-programme-edit": models.LoanProgramme,
    "programs:measure-add": models.EscapePlan,
    "programs:measure-edit": models.EscapeMeasure,
    "programs:money-": models.BudgetLine,
    "programs:money-take-back": models.Disbursement,
    "programs:movement-": models.MovementUnit,
    "programs:jobless-": models.Participant,
    "programs:pace-": models.PaceRule,
    "programs:programme-": models.Programme,
    "programs:shock-create": Household,
    "programs:shock-edit": models.Shock,
    "programs:support-": models.Support,
    "programs:support-create": Household,
    "programs:visit-withdraw": models.HelperVisit,
    "targets:": models.Target,
    "periods:": PeriodReport,
}
ASKED = {
    "programs:need-households": "?topic=toilet",
    "programs:money-list": f"?year={data.YEAR}",
    "targets:list": f"?year={data.YEAR}",
    "periods:list": f"?year={data.YEAR}&kind=half",
}
# Nobody has one in a province of today's making, it hands over a kept file, or its
# address names three rows and it takes no GET.
WITHOUT = frozenset(
    {"programs:lead-end", "programs:document-file", "programs:jobless-join"}
)


@dataclass(frozen=True)
class Page:
    """An address and who opens it."""

    name: str
    url: str
    client: Client


def lines() -> Iterator[Line]:
    """Queries at both sizes, then how long each page takes at the larger."""
    # Whose page it is, is found by asking: what is refused then is no news.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    officers = _officers()
    _grow(officers[0], 0, FEW)
    clients = [logged_in(officer) for officer in officers]
    pages = [page for name in _names() for page in _opened(name, clients)]
    yield _missed({page.name for page in pages}, clients)
    few = {page.name: _queries(page) for page in pages}
    _grow(officers[0], FEW, ALL)
    yield from _district(officers[2])
    for page in pages:
        now = _queries(page)
        slow = _milliseconds(page)
        same = now == few[page.name]
        yield Line(
            f"{page.name}: queries, p95",
            f"{now} / {few[page.name]}, {slow:.0f} ms",
            f"<= {MOST_MS}",
            same and slow <= MOST_MS,
        )


def _officers() -> list[Officer]:
    """Of a commune, of the province, of a district's communes."""
    first = data.begin(provinces=1, communes=programs_data.COMMUNES)
    province = Officer.objects.create_user(
        "bench-tinh", role=Role.PROVINCE_OFFICER, must_change_password=False
    )
    OfficerScope.objects.create(officer=province, area_id=1, starts="2020-01-01")
    district = Officer.objects.create_user(
        "bench-huyen", role=Role.PROVINCE_OFFICER, must_change_password=False
    )
    for commune in range(1001, 1001 + DISTRICT):
        OfficerScope.objects.create(
            officer=district, area_id=commune, starts="2020-01-01"
        )
    return [first, province, district]


def _grow(officer: Officer, done: float, to: float) -> None:
    programs_data.grow(officer.pk, done, to)
    records_data.grow(officer.pk, done, to)


def _names() -> list[str]:
    """Every address of the programmes, of targets and of period reports."""
    spaces = {
        "programs": of_programs.urlpatterns,
        "targets": target_urls.urlpatterns,
        "periods": period_urls.urlpatterns,
    }
    found = {f"{space}:{each.name}" for space in spaces for each in spaces[space]}
    return sorted(found)


def _missed(opened: set[str], clients: list[Client]) -> Line:
    """Addresses that show a page and were not opened: there must be none."""
    left = [name for name in _names() if name not in opened and name not in WITHOUT]
    missed = [name for name in left if not _takes_no_get(name, clients)]
    told = ", ".join(missed) or "none"
    return Line("pages not walked", told, "none", not missed)


def _takes_no_get(name: str, clients: list[Client]) -> bool:
    url = _url(name)
    return bool(url) and any(client.get(url).status_code == 405 for client in clients)


def _opened(name: str, clients: list[Client]) -> list[Page]:
    """The page as the province sees it, else the commune; none that takes no GET."""
    commune, province, _ = clients
    for client in (province, commune):
        url = _url(name)
        if url and client.get(url).status_code == 200:
            return [Page(name, url, client)]
    return []


def _url(name: str) -> str:
    """The address of a page, of the first object in sight where it is of one."""
    try:
        return reverse(name) + ASKED.get(name, "")
    except NoReverseMatch:
        pass
    fitting = [start for start in ABOUT if name.startswith(start)]
    if not fitting:
        return ""
    rows = ABOUT[max(fitting, key=len)]._default_manager.order_by("pk")
    found = _in_first_commune(rows).first()
    return _address(name, found) if found else ""


def _address(name: str, found: Model) -> str:
    """The page about an object, perhaps below what it belongs to."""
    above = [getattr(found, each, None) for each in ("activity_id", "plan_id")]
    for args in ([found.pk], *([each, found.pk] for each in above if each)):
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return ""


def _in_first_commune(rows):  # type: ignore[no-untyped-def]
    """Rows of the commune whose officer may be the one who opens the page."""
    names = {field.name for field in rows.model._meta.get_fields()}
    if rows.model is Household:
        return rows.filter(commune=1001)
    if "household" in names:
        return rows.filter(household__commune=1001)
    return rows.filter(area=1001) if "area" in names else rows


def _get(page: Page) -> None:
    response = page.client.get(page.url)
    assert response.status_code == 200, page.url


def _milliseconds(page: Page) -> float:
    """How long the page takes nineteen times in twenty (ms)."""
    return p95(times_of(lambda: _get(page), REQUESTS, warm=1)) * 1000


def _queries(page: Page) -> int:
    return costs_of(lambda: _get(page)).queries


def _district(officer: Officer) -> Iterator[Line]:
    """Needs of a district's communes from what is kept."""
    page = Page("programs:need", reverse("programs:need"), logged_in(officer))
    slow = _milliseconds(page)
    told = f"needs of a district, {DISTRICT} communes: p95"
    yield Line(told, f"{slow:.0f} ms", f"<= {NEED_MS} ms", slow <= NEED_MS)
