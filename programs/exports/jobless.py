"""Households that lack a job: what their screen shows."""

from dataclasses import dataclass
from functools import partial

from django.db.models import Case, QuerySet, When
from django.http import QueryDict
from django.utils import timezone

from households.exports.households import FEW_COMMUNES
from households.models import Outcome
from households.rules.standards import Standard, standard_in_force
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from programs.forms.jobless import ALL, JoblessFilterForm
from programs.models import Activity
from programs.services import jobless, need_figures
from programs.services.homes import Homes, homes_of
from programs.services.places import Place, asked_place

LISTED_CLASSES = (Outcome.Class.POOR, Outcome.Class.NEAR_POOR)


@dataclass(frozen=True)
class JoblessFound:
    """Results of the households, unordered, and whether they are narrow enough to be
    counted; `activity` is what they may be matched to, `open_ones` all of the place
    that they could be; of `unknown` listed households no review says anything."""

    form: JoblessFilterForm
    standard: Standard
    rows: "QuerySet[Outcome]"
    is_narrow: bool
    activity: Activity | None
    open_ones: "QuerySet[Activity]"
    unknown: int


def jobless_found(officer: Officer, query: QueryDict) -> JoblessFound:
    """Households by the filters of an address. Raises Http404 for a place outside."""
    scope, today = scope_of(officer), timezone.localdate()
    place = asked_place(scope, query)
    open_ones = (
        jobless.open_activities()
        .filter(place.rows())  # the place is in scope
        .select_related("area")
        .order_by("-year", "-pk")
    )
    form = JoblessFilterForm(query, place, today.year, open_ones)
    data = form.cleaned_data if form.is_valid() else {}
    standard = standard_in_force(today)
    homes = homes_of(place)
    rows, is_narrow = jobless.jobless_outcomes(homes, standard), _is_narrow(homes)
    activity: Activity | None = data.get("activity")
    if activity is not None:
        there = homes_of(Place(scope, activity.area))
        rows, is_narrow = rows.filter(jobless.lives_in(there)), _is_narrow(there)
    rows = _of_class(rows, str(data.get("poverty_class") or ""))
    if data.get("lack"):
        rows = jobless.lacking(rows, str(data["lack"]))
    if data.get("matched"):
        is_matched = data["matched"] == "yes"
        rows = jobless.with_match(rows, today, is_matched=is_matched)
    unknown = need_figures.unknown(homes, today.year, jobless.INDICATOR, standard.code)
    return JoblessFound(form, standard, rows, is_narrow, activity, open_ones, unknown)


def _of_class(rows: "QuerySet[Outcome]", asked: str) -> "QuerySet[Outcome]":
    """Of a class; poor and near-poor ones unless others are asked for."""
    if asked == ALL:
        return rows
    return rows.filter(poverty_class__in=[asked] if asked else LISTED_CLASSES)


def _is_narrow(homes: Homes) -> bool:
    return len(homes.communes) <= FEW_COMMUNES


def in_order(rows: "QuerySet[Outcome]") -> "QuerySet[Outcome]":
    """Poor ones first, then near-poor; by the given name of the head."""
    first = Case(
        *(When(poverty_class=name, then=n) for n, name in enumerate(LISTED_CLASSES)),
        default=len(LISTED_CLASSES),
    )
    return rows.select_related(
        "review__household__village", "review__household__commune"
    ).order_by(first, "review__household__head_sort_key", "pk")


class JoblessExport(RowExport):
    """Households that lack a job, with the members who do and their matches."""

    code = "jobless"
    title = "Hộ có lao động thiếu việc làm"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Chủ hộ", "household.head_name", 28),
        column("Số hộ", "household.number", 12),
        column("Thôn", "household.village.name", 22),
        column("Xã", "household.commune.name", 22),
        column("Phân loại", "outcome.get_poverty_class_display", 22),
        column("Thành viên thiếu việc làm", "seekers_in_words", 48),
        column("Đã ghép lớp, việc làm", "matches_in_words", 48),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        found = jobless_found(by, query)
        return Found(
            in_order(found.rows),
            filters_of(found.form),
            communes=scope_of(by).commune_ids,
            dress=partial(jobless.dress, day=timezone.localdate()),
        )
