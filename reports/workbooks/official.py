"""The official forms as files: one of them, or the whole set in one workbook.

Deterministic: the same areas, dates and `made_at` give the same bytes as long as the
database says the same. For a pack: inside audit.as_known(at), with OfYear(period, at)
and `made_at` = at.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from itertools import count

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from povertyportal.areas.models import Area, Level
from povertyportal.documents.letterhead import day_in_words, own_name
from reports import movement, stock
from reports.services import movement_form, stock_lines
from reports.services.results_form import results_of
from reports.services.when import FLOWS, NoSpan, When, codes_of
from reports.stock import Listing
from reports.workbooks import (
    detail_list,
    form_01,
    form_02,
    people_forms,
    stock_forms,
    table,
)
from reports.workbooks.columns import NEAR, POOR
from reports.workbooks.parts import Heading
from reports.workbooks.saving import saved

UBND = "Ủy ban nhân dân"
TABLES: dict[str, Callable[[str, stock_lines.StockContent], table.Form]] = {
    "4": partial(stock_forms.deprivations, POOR),
    "5": partial(stock_forms.deprivation_rates, POOR),
    "6": partial(stock_forms.deprivations, NEAR),
    "7": partial(stock_forms.deprivation_rates, NEAR),
    "8": stock_forms.groups,
    "9": stock_forms.ethnicities,
    "10": stock_forms.causes,
    "11": people_forms.children,
    "12": partial(people_forms.multidimensional, POOR),
    "13": partial(people_forms.multidimensional, NEAR),
}
LISTS = {"14": NEAR, "15": POOR}


@dataclass(frozen=True)
class Made:
    """A workbook: its file, how many lines its tables have, of when they are."""

    content: bytes
    lines: int
    as_of: dt.datetime


def make(code: str, areas: list[Area], when: When, made_at: dt.datetime) -> Made:
    """The workbook of one form. Raises NoSpan, NoStandard."""
    return _make((code,), areas, when, made_at, lambda done, total: None)


def make_set(
    areas: list[Area],
    when: When,
    made_at: dt.datetime,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> Made:
    """One workbook of all forms there are; `report(done, total)` as it goes on."""
    return _make(codes_of(when), areas, when, made_at, report)


def _make(
    codes: tuple[str, ...],
    areas: list[Area],
    when: When,
    made_at: dt.datetime,
    report: Callable[[int, int], None],
) -> Made:
    book = _Book(areas, when, made_at)
    for done, code in enumerate(codes):
        report(done, 2 * len(codes))
        book.add(code)
    saving = count(len(codes))
    return book.made(lambda: report(min(next(saving), 2 * len(codes)), 2 * len(codes)))


@dataclass
class _Book:
    """A workbook on its way; each list and movement is counted once for all forms."""

    areas: list[Area]
    when: When
    made_at: dt.datetime
    book: Workbook = field(default_factory=Workbook)
    results: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    rows: dict[str, bytes] = field(default_factory=dict)
    lines: int = 0

    def __post_init__(self) -> None:
        self.book.remove(self.book.active)
        self.as_of = self.when.instant or self.made_at
        self.stocks: dict[Listing, stock_lines.StockContent] = {}

    def add(self, code: str) -> None:
        """Add a form: a sheet, or one a day."""
        if code in FLOWS:
            self._add_movement(code)
            return
        for listing in self.when.listings:
            title = f"Biểu {code}"
            if len(self.when.listings) > 1:
                title = f"{title} ({listing.map_day:%d-%m-%Y})"
            self._add_stock(code, self.book.create_sheet(title), listing)

    def made(self, report: Callable[[], None]) -> Made:
        """The finished file; `report` is called after each sheet."""
        content = saved(self.book, self.results, self.made_at, self.rows, report)
        return Made(content, self.lines, self.as_of)

    @cached_property
    def heading(self) -> Heading:
        """Who issues it."""
        return heading(self.areas, self.made_at)

    @cached_property
    def moved(self) -> movement.Counted:
        """The movement of the span."""
        if self.when.span is None:
            raise NoSpan
        return movement.count(stock_lines.communes_of(self.areas), self.when.span)

    def stock(self, listing: Listing) -> stock_lines.StockContent:
        """The numbers of a list."""
        if listing not in self.stocks:
            counted = stock.count(stock_lines.communes_of(self.areas), listing)
            found = stock_lines.content_of(self.areas, counted, self.as_of)
            self.stocks[listing] = found
        return self.stocks[listing]

    def _add_movement(self, code: str) -> None:
        kind = FLOWS[code]
        content = movement_form.content_of(self.areas, self.moved, kind, self.as_of)
        sheet = self.book.create_sheet(f"Biểu {code}")
        self.results[sheet.title] = form_02.write(sheet, self.heading, content)
        self.lines += len(content.lines)

    def _add_stock(self, code: str, sheet: Worksheet, listing: Listing) -> None:
        if code in LISTS:
            self._add_list(code, sheet, listing)
            return
        if code == "1":
            content = results_of(self.areas, listing, self.stock)
            told = form_01.write(sheet, self.heading, listing, content)
            self.lines += len(content.lines)
            if not listing.instant:
                self.as_of = min(self.as_of, content.as_of)
        else:
            form = TABLES[code](code, self.stock(listing))
            told = table.write(sheet, self.heading, form, self.stock(listing))
            self.lines += len(self.stock(listing).lines)
        self.results[sheet.title] = told

    def _add_list(self, code: str, sheet: Worksheet, listing: Listing) -> None:
        content = self.stock(listing)
        written = detail_list.write(sheet, self.heading, code, LISTS[code], content)
        self.rows[sheet.title] = written.rows
        self.results[sheet.title] = written.results
        self.lines += written.households


def heading(areas: list[Area], made_at: dt.datetime) -> Heading:
    """The body that issues the form: of the area, or of the province above all."""
    issuer = areas[0]
    if len(areas) > 1:
        issuer = Area.objects.get(pk=areas[0].ancestor_ids[0])
    above = issuer.parent if issuer.level != Level.PROVINCE else None
    return Heading(
        superior=f"{UBND} {above.name}" if above else "",
        issuer=f"{UBND} {issuer.name}",
        place_day=f"{own_name(issuer)}, {day_in_words(_day(made_at))}",
    )


def _day(made_at: dt.datetime) -> dt.date:
    return timezone.localtime(made_at).date()
