"""What there is to say about units that were found: above, before and after them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from povertyportal.areas.models import Area, AreaChange, AreaVersion, Level


def last_day(ended: dt.date | None) -> str:
    """The last day of a half-open time, in words; empty when it has no end."""
    return f"đến hết {ended - dt.timedelta(days=1):%d/%m/%Y}" if ended else ""


@dataclass
class FoundArea:
    """A unit with its chain from the province down and what it went over into.

    `became` and `came_from` hold (unit, whether whole); a district of the past
    became nothing itself: `successors` are what its communes became.
    """

    area: Area
    chain: list[Area]
    versions: list[AreaVersion]
    became: list[tuple[Area, bool]] = field(default_factory=list)
    came_from: list[tuple[Area, bool]] = field(default_factory=list)
    successors: list[Area] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """ "Xã A, Huyện B, Tỉnh C (đến hết 30/06/2025)"."""
        names = [self.area.name, *(area.name for area in reversed(self.chain))]
        ended = self.area.ended
        return ", ".join(names) + (f" ({last_day(ended)})" if ended else "")

    @property
    def time(self) -> str:
        """ "từ 01/07/2025", "đến hết 30/06/2025", or nothing when always there."""
        began, ended = self.area.began, self.area.ended
        parts = [f"từ {began:%d/%m/%Y}" if began else "", last_day(ended)]
        return " ".join(part for part in parts if part)

    @property
    def former_names(self) -> list[AreaVersion]:
        """Versions before the newest."""
        return self.versions[:-1]


def describe(areas: Iterable[Area]) -> list[FoundArea]:
    """Everything the pages say about these units, in as many queries for any number."""
    units = list(areas)
    prefetch_related_objects(units, "versions")
    above = Area.objects.in_bulk({pk for unit in units for pk in unit.ancestor_ids})
    found = {
        unit.pk: FoundArea(
            unit,
            [above[pk] for pk in unit.ancestor_ids[:-1]],
            list(unit.versions.all()),
        )
        for unit in units
    }
    _tie_changes(found)
    _tie_successors(found)
    return list(found.values())


def _tie_changes(found: dict[int, FoundArea]) -> None:
    for change in AreaChange.objects.filter(old__in=found).select_related("new"):
        whole = change.extent == AreaChange.Extent.WHOLE
        found[change.old_id].became.append((change.new, whole))
    for change in AreaChange.objects.filter(new__in=found).select_related("old"):
        whole = change.extent == AreaChange.Extent.WHOLE
        found[change.new_id].came_from.append((change.old, whole))


def _tie_successors(found: dict[int, FoundArea]) -> None:
    districts = [pk for pk, unit in found.items() if unit.area.level == Level.DISTRICT]
    pairs = (
        AreaChange.objects.filter(old__parent__in=districts)
        .order_by()
        .values_list("old__parent", "new")
        .distinct()
    )
    ids: dict[int, set[int]] = defaultdict(set)
    for district, successor in pairs:
        if district is not None:
            ids[district].add(successor)
    for unit in Area.objects.filter(pk__in=set().union(*ids.values())):
        for district, successors in ids.items():
            if unit.pk in successors:
                found[district].successors.append(unit)
