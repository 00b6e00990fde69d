"""Every page of the programmes, at a tenth of a province and at all of it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from bench import data, programs_data
from bench.measuring import Line, costs_of, p95, times_of
from bench.pages import logged_in
from households.models import Household
from povertyportal.accounts.models import Officer, OfficerScope, Role
from programs import models
from programs.urls import urlpatterns

MOST_MS, NEED_MS = 300, 200
REQUESTS = 20
FEW, ALL = 0.1, 1.0
DISTRICT = 15  # communes
# Whose page an address is, by the longest beginning of its name that fits.
ABOUT: dict[str, type[Model]] = {
    "activity-": models.Activity,
    "activity-participant-edit": models.Participant,
    "activity-stage-edit": models.ActivityStage,
    "area-assign": models.Helper,
    "assignment-end": models.HelperAssignment,
    "component-": models.Component,
    "component-create": models.Programme,
    "blockage-resolve": models.Blockage,
    "entitlement-rule-edit": models.EntitlementRule,
    "escape-plan-": models.EscapePlan,
    "escape-plan-create": Household,
    "helper-": models.Helper,
    "house-": models.HousingCase,
    "house-create": Household,
    "household": Household,
    "kind-edit": models.SupportKind,
    "loan-": models.PolicyLoan,
    "loan-create": Household,
    "loan-programme-edit": models.LoanProgramme,
    "measure-add": models.EscapePlan,
    "measure-edit": models.EscapeMeasure,
    "money-": models.BudgetLine,
    "money-take-back": models.Disbursement,
    "movement-edit": models.MovementUnit,
    "pace-edit": models.PaceRule,
    "programme-": models.Programme,
    "shock-create": Household,
    "shock-edit": models.Shock,
    "support-": models.Support,
    "support-create": Household,
}
ASKED = {"need-households": "?topic=toilet", "money-list": f"?year={data.YEAR}"}


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
    programs_data.grow(officers[0].pk, 0, FEW)
    clients = [logged_in(officer) for officer in officers]
    pages = [page for name in _names() for page in _opened(name, clients)]
    few = {page.name: _queries(page) for page in pages}
    programs_data.grow(officers[0].pk, FEW, ALL)
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


def _names() -> list[str]:
    return sorted({str(pattern.name) for pattern in urlpatterns})


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
        return reverse(f"programs:{name}") + ASKED.get(name, "")
    except NoReverseMatch:
        pass
    fitting = [start for start in ABOUT if name.startswith(start)]
    if not fitting:
        return ""
    rows = ABOUT[max(fitting, key=len)]._default_manager.order_by("pk")
    found = _in_first_commune(rows).first()
    try:
        return reverse(f"programs:{name}", args=[found.pk]) if found else ""
    except NoReverseMatch:
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
    """The best of three rounds: what else the machine does is not ours."""
    rounds = (times_of(lambda: _get(page), REQUESTS, warm=1) for _ in range(3))
    return min(map(p95, rounds)) * 1000


def _queries(page: Page) -> int:
    return costs_of(lambda: _get(page)).queries


def _district(officer: Officer) -> Iterator[Line]:
    """Needs of a district's communes from what is kept."""
    page = Page("need", reverse("programs:need"), logged_in(officer))
    slow = _milliseconds(page)
    told = f"needs of a district, {DISTRICT} communes: p95"
    yield Line(told, f"{slow:.0f} ms", f"<= {NEED_MS} ms", slow <= NEED_MS)
