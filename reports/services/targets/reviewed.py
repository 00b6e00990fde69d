"""How far a year's annual review is, and what it found: beside the lists in force."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Exists, OuterRef

from households.rules.standards import STANDARDS
from povertyportal.ui.numbers import vietnamese
from reports.figures import Basis, Figures
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
    for row in rows:
        found[row.standard].append(row)
    return [
        _sentence(year, standard, found[standard])
        for standard in STANDARDS
        if standard in found
    ]


def _sentence(year: int, standard: str, rows: list[AreaSummary]) -> str:
    done, listed = (
        vietnamese(sum(getattr(row, name) for row in rows))
        for name in ("reviewed", "listed")
    )
    title = STANDARDS[standard].title
    return (
        f"Rà soát năm {year}, sơ bộ, {title[:1].lower()}{title[1:]}: "
        f"{_classes(Figures.of(rows))}; đã rà soát {done}/{listed} hộ trong danh sách."
    )


def _classes(found: Figures) -> str:
    """How many are of each class; nothing but how many are not known, as long as a
    nought would be no finding."""
    open_ = vietnamese(found.undetermined or 0)
    if found.is_unjudged:
        return f"chưa xác định được diện của {open_} hộ"
    words = f"{vietnamese(found.poor or 0)} hộ nghèo, "
    words += f"{vietnamese(found.near_poor or 0)} hộ cận nghèo"
    return f"{words}, {open_} hộ chưa xác định" if found.undetermined else words
