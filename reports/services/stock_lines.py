"""Lines and notes of the stock forms: a list's numbers by area."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Q

from households.models import CommuneRound, RecognitionDecision, ReviewRound
from povertyportal.areas.models import Area, Provenance
from povertyportal.ui.numbers import vietnamese
from reports.models import AreaSummary, FormEthnicity
from reports.services.day_lines import communes_on
from reports.services.form_lines import named
from reports.services.grounds import communes_there
from reports.services.movement_form import grouped
from reports.stock import Counted, Listing, Residents, Stock, YearList


@dataclass(frozen=True)
class StockLine:
    """One area: its mark ("1", "1.2", empty for a grand total) and numbers.

    `below` are the places, in the table, of the lines that add up to it; `missing`
    how many of its communes have no figures: while there are any, no rate among all
    residents can be said.
    """

    mark: str
    name: str
    stock: Stock
    residents: Residents
    below: tuple[int, ...] = ()
    area: Area | None = None
    missing: int = 0

    @property
    def bold(self) -> bool:
        """Whether it is a total."""
        return bool(self.below)

    def holds(self, area: Area) -> bool:
        """Whether a commune of the table is within the line's area."""
        return self.area is None or self.area.contains(area)


@dataclass(frozen=True)
class StockContent:
    """Lines of a list, notes that all its forms bear, when it was counted.

    `ethnicities` have columns of their own in form 9; `missing` are communes of that
    year without figures, `silent` those where nobody has a class on the day.
    """

    listing: Listing
    lines: tuple[StockLine, ...]
    communes: tuple[Area, ...]
    missing: tuple[Area, ...]
    silent: tuple[Area, ...]
    ethnicities: tuple[str, ...]
    as_of: dt.datetime

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be said under every form of the list."""
        return tuple(_notes(self))

    def lines_sum(self, code: str) -> int:
        """A number of the whole list: the sum of the lines that hold no others."""
        return sum(line.stock[code] for line in self.lines if not line.below)


def communes_of(areas: Collection[Area]) -> list[int]:
    """Ids of the communes, of any time, that the areas hold."""
    below = Area.objects.under(*areas).communes()
    return list(below.order_by("pk").values_list("pk", flat=True))


def content_of(
    areas: Collection[Area], counted: Counted, as_of: dt.datetime
) -> StockContent:
    """The lines of a counted list (of all communes of the areas)."""
    inside = communes_of(areas)
    listing = counted.listing
    there = _there(inside, counted)
    missing: tuple[Area, ...] = ()
    silent: tuple[Area, ...] = ()
    if isinstance(listing, YearList):
        known = {area.pk for area in there}
        absent = communes_there(inside, listing.period.year).exclude(pk__in=known)
        missing = tuple(absent)
    else:
        silent = tuple(area for area in there if area.pk not in counted.stocks)
    ordered = sorted(areas, key=lambda area: area.path)
    lines = [
        replace(line, missing=sum(map(line.holds, missing)))
        for line in _lines(ordered, there, counted)
    ]
    return StockContent(
        listing,
        tuple(lines),
        tuple(there),
        missing,
        silent,
        tuple(_ethnicities(areas)),
        as_of,
    )


def _there(inside: Collection[int], counted: Counted) -> list[Area]:
    """Communes that have a line, by name."""
    listing = counted.listing
    if not isinstance(listing, YearList):
        return communes_on(inside, listing.day, counted.stocks)
    found = set(counted.stocks)
    found |= _known_then(inside, listing) if listing.instant else _kept(inside, listing)
    return list(Area.objects.filter(pk__in=found).order_by("sort_key", "id"))


def _kept(inside: Collection[int], listing: YearList) -> set[int]:
    """Communes with kept figures: those of the dashboard, zeros among them."""
    period = listing.period
    kept = AreaSummary.objects.filter(
        area__in=inside,
        year=period.year,
        standard=period.standard,
        basis=period.basis,
    )
    return set(kept.values_list("area_id", flat=True))


def _known_then(inside: Collection[int], listing: YearList) -> set[int]:
    """Communes whose figures there were at the list's instant (see summaries)."""
    period = listing.period
    places = CommuneRound.objects.filter(
        commune__in=inside,
        round__kind=ReviewRound.Kind.ANNUAL,
        round__year=period.year,
        round__standards__contains=[period.standard],
    )
    if listing.is_official:
        signed = RecognitionDecision.objects.filter(
            standard=period.standard, state=RecognitionDecision.State.SIGNED
        )
        places = places.filter(
            Q(round__is_imported=True) | Q(pk__in=signed.values("place"))
        )
    return set(places.values_list("commune_id", flat=True))


def _lines(
    areas: list[Area], communes: list[Area], counted: Counted
) -> Iterable[StockLine]:
    parts = grouped(areas, communes)
    sizes = [1 + len(children) for _, children in parts]
    heads = [1 + sum(sizes[:place]) for place in range(len(parts))]
    shift = 1 if len(parts) > 1 else 0
    if shift:
        name = areas[0].name if len(areas) == 1 else "Tổng số"
        everyone = [area.pk for area in communes]
        yield _line("", name, everyone, counted, tuple(heads))
    for number, ((head, children), at) in enumerate(
        zip(parts, heads, strict=True), start=1
    ):
        own = at - 1 + shift
        below = tuple(range(own + 1, own + 1 + len(children)))
        inside = [area.pk for area in children] or [head.pk]
        yield _line(str(number), head.name, inside, counted, below, head)
        for place, child in enumerate(children, start=1):
            mark = f"{number}.{place}"
            yield _line(mark, child.name, [child.pk], counted, (), child)


def _line(
    mark: str,
    name: str,
    communes: Collection[int],
    counted: Counted,
    below: tuple[int, ...],
    area: Area | None = None,
) -> StockLine:
    stock, residents = counted.total(communes), counted.residents_of(communes)
    return StockLine(mark, name, stock, residents, below, area)


def _ethnicities(areas: Collection[Area]) -> list[str]:
    """Those of the areas' provinces, each once, in the provinces' order."""
    provinces = {area.ancestor_ids[0] for area in areas}
    rows = FormEthnicity.objects.filter(province__in=provinces)
    found = rows.order_by("province__sort_key", "position", "id")
    return list(dict.fromkeys(found.values_list("ethnicity", flat=True)))


def _notes(content: StockContent) -> Iterable[str]:
    if content.missing:
        known = len(content.communes)
        there = known + len(content.missing)
        yield (
            f"Số liệu của {vietnamese(known)} trên {vietnamese(there)} xã; chưa có số "
            f"liệu của {named([area.name for area in content.missing])}."
        )
    if content.silent:
        yield (
            "Tại ngày này cổng không ghi diện của hộ nào ở "
            f"{named([area.name for area in content.silent])}: số 0 ở đó có thể là "
            "chưa có danh sách."
        )
    unreviewed = content.lines_sum("poor.unreviewed")
    unreviewed += content.lines_sum("near_poor.unreviewed")
    if unreviewed:
        yield (
            f"{vietnamese(unreviewed)} hộ có diện mà cổng không có phiếu: chỉ đếm vào "
            "tổng số hộ."
        )
    if settings.DEMO:
        yield f"Nguồn số liệu: {Provenance.INVENTED.label}."
