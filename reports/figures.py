"""What each figure counts: one definition for the sums and the lists behind them.

A cell is a class and, perhaps, a part of it: "poor", "poor.deprived-3",
"near_poor.cause-2". Its households are `behind(...)`; the kept summaries count the
same rows by the same conditions, so that a number and its list cannot disagree.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.db.models.lookups import GreaterThan

from households.models import Outcome, Review, ReviewRound, ReviewState
from households.models.review import OutcomeQuerySet, ReviewQuerySet
from households.models.standing import NATIONAL
from households.rules.standards import STANDARDS
from povertyportal.ui.numbers import round_half_up, vietnamese
from programs.services.need_topics import cause_name
from reports.models import AreaSummary
from reports.models.summaries import CountedHouseholds

Basis = AreaSummary.Basis
Condition = Q | GreaterThan

INDICATORS = 12  # the most that a standard has
CAUSES = 11  # the list of 2016-2020; 8 since 2022
KNOWN = Decimal("0.9")  # of the answers, before deprivations are said to be counted
CLASSES = tuple(Outcome.Class.values)
UNDETERMINED = Outcome.Class.UNDETERMINED
BROKEN_DOWN = (Outcome.Class.POOR, Outcome.Class.NEAR_POOR)
DONE = (ReviewState.SUBMITTED, ReviewState.IMPORTED)


def _bit(mask: str, number: int) -> GreaterThan:
    return GreaterThan(F(mask).bitand(1 << (number - 1)), 0)


# The order is that of AreaSummary.poor_parts: add at the end only.
PARTS: Mapping[str, Condition] = MappingProxyType(
    {
        **{f"deprived-{n}": _bit("deprived_mask", n) for n in range(1, INDICATORS + 1)},
        **{f"known-{n}": _bit("known_mask", n) for n in range(1, INDICATORS + 1)},
        **{f"cause-{n}": _bit("causes_mask", n) for n in range(1, CAUSES + 1)},
        "minority": Q(is_minority=True),
        "no-labour": Q(no_labour=True),
        "merit": Q(has_merit=True),
        "female-head": Q(head_female=True),
        "with-children": Q(with_children=True),
        "head-unknown": Q(head_female__isnull=True),
        "children-unknown": Q(with_children__isnull=True),
    }
)
PLACE: Mapping[str, int] = MappingProxyType(
    {part: place for place, part in enumerate(PARTS)}
)
GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "minority": "Hộ dân tộc thiểu số",
        "no-labour": "Hộ không có khả năng lao động",
        "merit": "Hộ có người có công với cách mạng",
        "female-head": "Hộ do nữ làm chủ hộ",
        "with-children": "Hộ có trẻ em dưới 16 tuổi",
    }
)
# Of how many households nobody knows whether they belong to a group.
UNKNOWN_OF: Mapping[str, str] = MappingProxyType(
    {"female-head": "head-unknown", "with-children": "children-unknown"}
)
_UNKNOWN_WORDS = {
    "head-unknown": "chưa biết giới tính chủ hộ",
    "children-unknown": "chưa biết có trẻ em dưới 16 tuổi hay không",
}


class UnknownCell(ValueError):
    """The code names no cell of ours."""


@dataclass(frozen=True)
class Cell:
    """One number of an area: a class of households and perhaps a part of it."""

    kind: str
    part: str = ""

    @classmethod
    def parse(cls, code: str) -> "Cell":
        """The cell of a code such as "poor.deprived-3". Raises UnknownCell."""
        kind, _, part = code.partition(".")
        broken_down = not part or (part in PARTS and kind in BROKEN_DOWN)
        if kind not in CLASSES or not broken_down:
            raise UnknownCell(code)
        return cls(kind, part)

    @property
    def code(self) -> str:
        """The text that `parse` reads."""
        return f"{self.kind}.{self.part}" if self.part else self.kind

    def label(self, standard: str) -> str:
        """The cell in words, by the indicators of a standard."""
        words = str(Outcome.Class(self.kind).label)
        return f"{words}: {part_label(self.part, standard)}" if self.part else words


def part_label(part: str, standard: str) -> str:
    """A part in words, such as "thiếu hụt về việc làm"."""
    if part in GROUPS:
        return GROUPS[part].lower()
    if part in _UNKNOWN_WORDS:
        return _UNKNOWN_WORDS[part]
    name, _, number = part.partition("-")
    place = int(number) - 1
    if name == "cause":
        words = cause_name(standard, place + 1)
        return words[:1].lower() + words[1:]
    indicators = STANDARDS[standard].indicators
    topic = indicators[place].name.lower() if place < len(indicators) else number
    words = "thiếu hụt" if name == "deprived" else "đã biết có thiếu hụt hay không"
    return f"{words} về {topic}"


def outcomes(
    basis: str, year: int | None, communes: Collection[int] | None
) -> OutcomeQuerySet:
    """Outcomes a basis counts, each with its `kind` (class) and `under` (standard).

    Annual rounds only: a regular round between them changes standings, and counting
    it too would count a household twice. Preliminary: current outcomes of the rounds;
    that of a correction only once its decision is signed, which takes the corrected
    one away. Official: what the standings say that rest on those outcomes and have
    not been corrected since. `year` and `communes` (ids) None mean every one.
    """
    rows = Outcome.objects.all()
    rounds = ReviewRound.objects.filter(kind=ReviewRound.Kind.ANNUAL)
    if year is not None:
        rounds = rounds.filter(year=year)
    # Their ids, not a join: it would look every outcome's round up.
    rows = rows.filter(round__in=list(rounds.values_list("pk", flat=True)))
    if communes is not None:
        rows = rows.filter(commune_id__in=communes)
    if basis == Basis.PRELIMINARY:
        # They are few, mostly none: read first, they cost the count nothing.
        under_way = Review.objects.filter(
            corrects__isnull=False, corrects__outcomes__is_current=True
        )
        kept = rows.current().annotate(kind=F("poverty_class"), under=F("standard"))
        found = list(under_way.values_list("pk", flat=True))
        return kept.exclude(review__in=found) if found else kept
    valid = Q(standings__recorded_to__isnull=True, standings__scheme=NATIONAL)
    if communes is not None:
        # The standing's commune is its outcome's: a way in that does not lead through
        # every outcome.
        valid &= Q(standings__commune_id__in=communes)
    return (
        rows.annotate(official=FilteredRelation("standings", condition=valid))
        .filter(official__isnull=False)
        .annotate(kind=F("official__poverty_class"), under=F("official__standard"))
    )


def behind(
    cell: Cell, *, basis: str, year: int, standard: str, communes: Collection[int]
) -> OutcomeQuerySet:
    """The outcomes that a cell of these communes (ids) counts."""
    return behind_any(
        [cell], basis=basis, year=year, standard=standard, communes=communes
    )


def behind_any(
    cells: Collection[Cell],
    *,
    basis: str,
    year: int,
    standard: str,
    communes: Collection[int],
) -> OutcomeQuerySet:
    """The same of several cells of one part: of a part of both classes."""
    counted = Q(kind__in=[cell.kind for cell in cells], under=standard)
    rows = outcomes(basis, year, communes).filter(counted)
    (part,) = {cell.part for cell in cells}
    return rows.filter(PARTS[part]) if part else rows


def asked(*, year: int, standard: str, communes: Collection[int]) -> ReviewQuerySet:
    """Reviews on the lists of the year's annual rounds that apply the standard."""
    return Review.objects.listed().filter(
        annual_year=year,
        round__standards__contains=[standard],
        commune_id__in=communes,
    )


@dataclass(frozen=True)
class Rate:
    """A share in per cent, two decimals half up; None where it cannot be said."""

    part: int
    whole: int | None

    @property
    def value(self) -> Decimal | None:
        """part / whole x 100; None without a denominator or above 100%."""
        if not self.whole or self.part > self.whole:
            return None
        return round_half_up(Fraction(self.part * 100, self.whole), 2)


SUMMED = (
    "communes",
    "listed",
    "reviewed",
    *CLASSES,
    "poor_persons",
    "near_poor_persons",
    "average_persons",
)
RESIDENTS = ("resident_households", "resident_persons")
BY_PART = ("poor_parts", "near_poor_parts")


@dataclass(frozen=True)
class Figures:
    """Figures of an area or of several that share no commune, ready to be shown.

    `counts` has every name of SUMMED and RESIDENTS (those None when unknown) and
    `parts` the counts of PARTS for poor and near-poor. `missing` is how many communes
    have no figures at all: while there are any, no rate can be said, nor while the
    review that preliminary figures tell of goes on. `origins` and `told` are what
    services.grounds tells of their provenance.
    """

    counts: Mapping[str, int | None]
    parts: Mapping[str, tuple[int, ...]]
    as_of: dt.datetime | None
    missing: int = 0
    origins: frozenset[str] = frozenset()
    told: tuple[Mapping[str, Any], ...] = ()
    is_preliminary: bool = False

    @classmethod
    def of(
        cls, rows: Collection[CountedHouseholds], missing: int | None = None
    ) -> "Figures":
        """The sum of kept summaries; of none, zeros without an as-of.

        `missing` as far as the rows (of selection.rows_of) do not tell it themselves.
        """
        counts: dict[str, int | None] = {
            name: sum(getattr(row, name) for row in rows) for name in SUMMED
        }
        for name in RESIDENTS:
            found = [getattr(row, name) for row in rows]
            counts[name] = sum(found) if found and None not in found else None
        parts = {
            name.removesuffix("_parts"): tuple(
                sum(column)
                for column in zip(*(getattr(row, name) for row in rows), strict=True)
            )
            for name in BY_PART
        }
        known = [getattr(row, "missing", 0) for row in rows]
        told = [getattr(row, "told", ()) for row in rows]
        origins = {origin for row in rows for origin in getattr(row, "origins", ())}
        return cls(
            counts,
            parts,
            as_of=min((row.built_at for row in rows), default=None),
            missing=sum(known) if missing is None else missing,
            origins=frozenset(origins - {None}),
            told=tuple(told[0]) if len(told) == 1 else (),
            is_preliminary=any(row.basis == Basis.PRELIMINARY for row in rows),
        )

    def __getattr__(self, name: str) -> int | None:
        if name in SUMMED or name in RESIDENTS:
            return self.counts[name]
        raise AttributeError(name)

    def number(self, cell: Cell) -> int:
        """The count of a cell."""
        if not cell.part:
            return self.counts[cell.kind] or 0
        parts = self.parts[cell.kind]
        return parts[PLACE[cell.part]] if parts else 0

    @property
    def is_unjudged(self) -> bool:
        """Whether the class of nobody is known: a nought is no finding then."""
        waiting = self.counts[UNDETERMINED] or 0
        return waiting > 0 and waiting == sum(self.counts[k] or 0 for k in CLASSES)

    @property
    def again(self) -> int:
        """Households with a class whose review was opened again since."""
        if not self.is_preliminary:
            return 0
        judged = sum(self.counts[kind] or 0 for kind in CLASSES)
        return max(judged - (self.counts["reviewed"] or 0), 0)

    def shown(self, cell: Cell) -> int | None:
        """The count of a cell to be shown: None while nobody's class is known."""
        is_open = self.is_unjudged and cell.kind != UNDETERMINED
        return None if is_open else self.number(cell)

    def rate(self, kind: str) -> Rate:
        """Households of a class among all resident households.

        Not to be said while the review goes on: it would only tell how far that is.
        """
        found = self.rate_so_far(kind)
        return Rate(found.part, None) if self.why_open else found

    def rate_so_far(self, kind: str) -> Rate:
        """The same of those reviewed till now, as form 1 writes it beside its notes."""
        return self._share(self.counts[kind], self.counts["resident_households"])

    def person_rate_so_far(self, kind: str) -> Rate:
        """Persons of a class among all resident persons, as form 1 writes it."""
        return self._share(
            self.counts[f"{kind}_persons"], self.counts["resident_persons"]
        )

    def _share(self, part: int | None, whole: int | None) -> Rate:
        return Rate(part or 0, None if self.missing else whole)

    def deprivation(self, kind: str, indicator: int) -> Rate:
        """Households of a class deprived, among those whose indicator is known."""
        deprived = self.number(Cell(kind, f"deprived-{indicator}"))
        return Rate(deprived, self.number(Cell(kind, f"known-{indicator}")) or None)

    @property
    def there(self) -> int:
        """Communes with figures and those that should have some."""
        return (self.counts["communes"] or 0) + self.missing

    @property
    def is_complete(self) -> bool:
        """Whether everybody on the lists has been reviewed."""
        return self.counts["listed"] == self.counts["reviewed"]

    @property
    def why_open(self) -> str:
        """What keeps the counts from being findings; empty once they are.

        The review goes on, or of some households the class is not known.
        """
        if self.is_preliminary and not self.is_complete:
            done, listed = self.counts["reviewed"] or 0, self.counts["listed"] or 0
            return f"mới rà soát {vietnamese(done)}/{vietnamese(listed)} hộ"
        if unknown := self.counts["undetermined"]:
            return f"{vietnamese(unknown)} hộ chưa xác định được diện"
        return ""

    @property
    def why_no_rate(self) -> str:
        """Why no share of all households can be said; empty where it can."""
        if self.missing:
            return f"còn {vietnamese(self.missing)} xã chưa có số liệu"
        if self.why_open:
            return self.why_open
        whole = self.counts["resident_households"]
        return "" if whole else "chưa nhập tổng số hộ dân cư"
