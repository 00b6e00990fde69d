"""Printing papers of inspections: who may, their names, what the trail keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import Http404

from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.models import Officer
from povertyportal.documents.papers import compile_paper
from reports.models import Inspection, InspectionPlace
from reports.papers import inspections, visits
from reports.papers.texts import Texts
from reports.services.inspections import base
from reports.services.inspections.base import may_see_visits

# Marking the structure of more forms than this takes longer than a page may.
MOST_TAGGED = 50
_LATE = (Inspection.State.CONCLUDED, Inspection.State.CLOSED)


@dataclass(frozen=True)
class Kind:
    """A kind of paper, of an inspection or of a commune in it.

    `may` says whether an officer who sees the row may have it.
    """

    filename: str
    template: str
    of_place: bool
    content: Callable[[Any], Texts]
    may: Callable[[Officer, Any], bool]


def _plans(officer: Officer) -> bool:
    return can(officer, Act.PLAN_INSPECTIONS) or can(officer, Act.INSPECT)


def _may_forms(officer: Officer, place: InspectionPlace) -> bool:
    return _plans(officer) and place.inspection.as_of is not None


def _may_minutes(officer: Officer, place: InspectionPlace) -> bool:
    return may_see_visits(officer, place) and place.inspection.as_of is not None


def _may_conclusion(officer: Officer, inspection: Inspection) -> bool:
    return _plans(officer) or inspection.state in _LATE


KINDS = {
    "quyet-dinh": Kind(
        "quyet-dinh-kiem-tra", "sections", False,
        inspections.decision, lambda officer, inspection: True,
    ),
    "ket-luan": Kind(
        "ket-luan-kiem-tra", "sections", False,
        inspections.conclusion, _may_conclusion,
    ),
    "danh-sach": Kind(
        "danh-sach-xac-minh", "sections", True, inspections.sample, _may_minutes,
    ),
    "phieu": Kind("phieu-xac-minh", "visit", True, visits.visit_forms, _may_forms),
    "bien-ban": Kind(
        "bien-ban-kiem-tra", "sections", True, inspections.minutes, _may_minutes,
    ),
}  # fmt: skip


@transaction.atomic
def print_paper(*, by: Officer, kind: str, pk: int) -> tuple[str, bytes]:
    """The file name and PDF of a paper; entered into the trail.

    Raises PermissionDenied, Http404 (no such paper, out of scope, not to be seen yet).
    """
    require(by, Act.VIEW_FIGURES)
    paper = KINDS.get(kind)
    if paper is None:
        raise Http404
    row = _row(by, paper, pk)
    if row is None or not paper.may(by, row):
        raise Http404
    texts = paper.content(row)
    is_tagged = len(texts.get("items", ())) <= MOST_TAGGED
    content = compile_paper(paper.template, texts, is_tagged=is_tagged)
    is_place = isinstance(row, InspectionPlace)
    inspection = row.inspection if is_place else row
    communes = [row.commune_id] if is_place else None
    base.record(
        by, inspection, "reports.inspection.printed", communes=communes, paper=kind
    )
    return f"{paper.filename}-{pk}.pdf", content


def _row(by: Officer, paper: Kind, pk: int) -> Any:
    if paper.of_place:
        places = InspectionPlace.objects.visible_to(by)
        return (
            places.select_related("inspection__round", "commune").filter(pk=pk).first()
        )
    rows = Inspection.objects.visible_to(by).select_related("round")
    return rows.filter(pk=pk).first()
