"""Last year's figures of today's communes, on today's map, as they are kept.

As services.peers.sides: only where every former commune that went into them was
counted, and nothing that a divided one left over may have lived here.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from povertyportal.areas.models import AreaChange
from reports.figures import BROKEN_DOWN, PLACE, Basis, Cell
from reports.models import RestatedSummary
from reports.services.selection import Period, Place
from reports.together import Read, Row

_TOLD = ("area_id", "basis", "is_remainder", "communes", "homes")
_ROWS = (*_TOLD, *BROKEN_DOWN, *(f"{kind}_parts" for kind in BROKEN_DOWN))


@dataclass(frozen=True)
class Before:
    """Households of each class last year, of the same ground; on what basis.

    `parts` are those of each class, in the order of figures.PARTS.
    """

    counts: Mapping[str, int]
    parts: Mapping[str, Sequence[int]]
    basis: str

    def number(self, cell: Cell) -> int | None:
        """The count of a cell; None where it is not known."""
        if cell.kind not in self.counts:
            return None
        if not cell.part:
            return self.counts[cell.kind]
        # Kept before a part was counted, an array is shorter.
        told, place = self.parts[cell.kind], PLACE[cell.part]
        return told[place] if place < len(told) else None


def reads(place: Place, period: Period) -> dict[str, Read]:
    """Figures of former units of the place, what they became in the period's year,
    and how many of them were divided and not wholly its own."""
    communes = sorted(place.communes)
    lies_here = Q(area__in=communes, is_remainder=False)
    lies_here |= Q(is_remainder=True, homes__overlap=communes)
    # A review that was never finished tells nothing to compare with.
    finished = Q(basis=Basis.OFFICIAL) | Q(listed=F("reviewed"))
    kept = RestatedSummary.objects.filter(
        lies_here, finished, year=period.year - 1, standard=period.standard
    )
    changes = AreaChange.objects.filter(
        new__in=communes, effective_on__year=period.year
    )
    parted = AreaChange.objects.filter(
        new__in=communes, extent=AreaChange.Extent.PARTIAL
    ).exclude(old__in=communes)
    return {
        "restated": Read(kept.order_by("area_id"), _ROWS),
        "whole_changes": Read(
            changes.filter(extent=AreaChange.Extent.WHOLE).order_by("new", "old"),
            ("new_id", "old_id"),
        ),
        "parted": Read(parted.order_by("old").distinct(), ("old_id",)),
    }


def before(told: Mapping[str, list[Row]], communes: Collection[int]) -> Before | None:
    """Last year's classes of communes (ids) that all began since; None if unknown.

    A class that a remainder may hold a household of is left out.
    """
    made_of: dict[int, int] = defaultdict(int)
    for new, _ in told["whole_changes"]:
        made_of[new] += 1
    for basis in (Basis.OFFICIAL.value, Basis.PRELIMINARY.value):
        rows = [row for row in told["restated"] if row[1] == basis]
        own = {row[0]: row for row in rows if not row[2] and row[0] in communes}
        if not own or own.keys() != set(communes):
            continue
        if any(row[3] != made_of[pk] for pk, row in own.items()):
            continue
        left = [row for row in rows if row[2] and set(row[4]) & set(communes)]
        return _summed(list(own.values()), left, basis)
    return None


def _summed(own: Sequence[Row], left: Sequence[Row], basis: str) -> Before | None:
    """The classes that no remainder holds a household of."""
    counts, parts = {}, {}
    for place, kind in enumerate(BROKEN_DOWN, start=len(_TOLD)):
        if any(row[place] for row in left):
            continue
        counts[kind.value] = sum(row[place] for row in own)
        each = (row[place + len(BROKEN_DOWN)] for row in own)
        parts[kind.value] = [sum(column) for column in zip(*each, strict=False)]
    return Before(counts, parts, basis) if counts else None
