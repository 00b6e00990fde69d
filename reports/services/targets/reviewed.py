"""How far a year's annual review is, and what it found: beside the lists in force."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Exists, OuterRef

from households.rules.standards import STANDARDS
from povertyportal.ui.numbers import vietnamese
from reports.figures import Basis
from reports.models import AreaSummary


def review_so_far(communes: Collection[int], year: int) -> list[str]:
    """A sentence a standard: poor and near-poor found, households reviewed of listed.

    Of communes whose list is not recognised yet: before, nothing counts for a target.
    """
    official = AreaSummary.objects.filter(
        area=OuterRef("area"), year=year, basis=Basis.OFFICIAL
    )
    rows = AreaSummary.objects.filter(
        ~Exists(official),
        area__in=communes,
        year=year,
        basis=Basis.PRELIMINARY,
        listed__gt=0,
    )
    found: dict[str, list[AreaSummary]] = defaultdict(list)
    for row in rows.defer("poor_parts", "near_poor_parts"):
        found[row.standard].append(row)
    return [
        _sentence(year, standard, found[standard])
        for standard in STANDARDS
        if standard in found
    ]


def _sentence(year: int, standard: str, rows: list[AreaSummary]) -> str:
    poor, near, done, listed = (
        vietnamese(sum(getattr(row, name) for row in rows))
        for name in ("poor", "near_poor", "reviewed", "listed")
    )
    title = STANDARDS[standard].title
    open_ = sum(row.undetermined for row in rows)
    unknown = f", {vietnamese(open_)} hộ chưa xác định" if open_ else ""
    return (
        f"Rà soát năm {year}, sơ bộ, {title[:1].lower()}{title[1:]}: {poor} hộ nghèo, "
        f"{near} hộ cận nghèo{unknown}; đã rà soát {done}/{listed} hộ trong danh sách."
    )
